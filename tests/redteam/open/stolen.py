"""Stolen works and works that are one's own."""

from ..cases import bad, clean
from ..thefts import bordered, cropped, grey, likewise, mirrored, recoloured, same, stolen

BY = "fidelity.legal"


def theft(id, attack):
    return bad(f"stolen.{id}", "stolen", attack, by=BY)


CASES = [
    theft("photo", stolen("guarded-photo", same)),
    theft("photo-cropped", stolen("guarded-photo", cropped(0.85))),
    theft("photo-mirrored", stolen("guarded-photo", mirrored, suffix=".png")),
    theft("portrait-recoloured", stolen("guarded-portrait", recoloured)),
    theft("portrait-bordered", stolen("guarded-portrait", bordered)),
    theft("film", stolen("guarded-film", same, crf=34)),
    theft("film-fast", stolen("guarded-film", same, pace=2)),
    theft("film-grey", stolen("guarded-film", grey)),
    clean("stolen.fine-photo", "stolen", likewise(("dahlia",)), by=BY),
    clean("stolen.fine-film", "stolen", likewise(("ruins", "pebbles")), by=BY),
    clean("stolen.fine-alike", "stolen", likewise(("hopper",)), by=BY),
]
