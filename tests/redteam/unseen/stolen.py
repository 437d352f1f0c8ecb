"""Thefts that no check was tuned on."""

from ..cases import bad, clean
from ..thefts import (
    blurred,
    bordered,
    both,
    cropped,
    inset,
    likewise,
    mirrored,
    noisy,
    recoloured,
    same,
    stolen,
    turned,
)

BY = "fidelity.legal"


def theft(id, attack):
    return bad(f"stolen.{id}", "stolen", attack, by=BY)


CASES = [
    theft("portrait", stolen("guarded-portrait", same, suffix=".webp")),
    theft("photo-inset", stolen("guarded-photo", inset(0.6))),
    theft("photo-turned", stolen("guarded-photo", turned(4))),
    theft("portrait-noisy", stolen("guarded-portrait", both(noisy, cropped(0.92)))),
    theft("photo-mirrored-recoloured", stolen("guarded-photo", both(mirrored, recoloured))),
    theft("film-cropped", stolen("guarded-film", cropped(0.8))),
    theft("film-mirrored-fast", stolen("guarded-film", mirrored, pace=3)),
    theft("film-bordered", stolen("guarded-film", bordered, crf=30)),
    theft("film-blurred", stolen("guarded-film", blurred)),
    clean("stolen.fine-photo", "stolen", likewise(("cactus",)), by=BY),
    clean("stolen.fine-film", "stolen", likewise(("moon", "bricks")), by=BY),
    clean("stolen.fine-cat", "stolen", likewise(("nap",)), by=BY),
]
