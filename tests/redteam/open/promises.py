"""Promises that are not kept, and a viewer's own data in what everybody gets."""

from ..cases import bad, clean
from ..pledges import (
    VIEWER,
    WISH,
    captioned,
    clipped,
    drifted,
    leaking,
    swapped_film,
    text_for,
    uploaded,
    vector,
)

BY = "fidelity.authenticity"


def broken(id, attack):
    return bad(f"promise.{id}", "promise", attack, by=BY)


def kept(id, attack):
    return clean(f"promise.fine-{id}", "promise", attack, by=BY)


def own(id, attack):
    return bad(f"viewer-data.{id}", "viewer-data", attack)


CASES = [
    broken("cat-cut-away", clipped(("cat", "coffee"), ("coffee",), title="Chelsea, a tabby cat")),
    broken(
        "new-title",
        clipped(("motorcycle", "dahlia"), ("dahlia",), title="In the garage", new="Red motorcycle"),
    ),
    broken("caption", captioned("dahlia", "A cat asleep on the sofa")),
    broken("caption-rocket", captioned("coffee", "The rocket stands on its launch pad")),
    broken("another-picture", drifted("motorcycle", "raccoon")),
    broken("another-film", swapped_film("pagoda", "coffee")),
    kept("cat-stays", clipped(("cat", "coffee"), ("cat",), title="Chelsea, a tabby cat")),
    kept("warm", drifted("motorcycle", "motorcycle")),
    kept("caption", captioned("coffee", "A cup of coffee")),
    kept("mood", captioned("dahlia", "Good morning!")),
    own("id", leaking({"for": VIEWER})),
    own("taste", leaking({"taste": vector(384)})),
    own("words", leaking({"wish": WISH})),
    own("title", leaking({}, title=f"Made for {VIEWER}")),
    own("upload", uploaded("viewer-2")),
    clean(
        "viewer-data.fine-numbers", "viewer-data", leaking({"spans": [[0.5, 2.25], [3.0, 4.5]], "gamma": 1.1})
    ),
    clean("viewer-data.fine-private", "viewer-data", leaking({"text": "For Tordis"}, scope="private")),
    own("greeting", text_for(f"Dear {VIEWER}, this is for your sister Tordis.")),
]
