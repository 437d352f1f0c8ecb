"""Promises and leaks that no check was tuned on."""

from ..cases import bad, clean
from ..pledges import VIEWER, captioned, clipped, drifted, leaking, swapped_film, text_for, uploaded, vector

BY = "fidelity.authenticity"


def broken(id, attack):
    return bad(f"promise.{id}", "promise", attack, by=BY)


def kept(id, attack):
    return clean(f"promise.fine-{id}", "promise", attack, by=BY)


def own(id, attack):
    return bad(f"viewer-data.{id}", "viewer-data", attack)


CASES = [
    broken(
        "raccoon-cut-away", clipped(("bricks", "raccoon"), ("bricks",), title="A raccoon among green leaves")
    ),
    broken(
        "told",
        clipped(("rocket", "nap"), ("nap",), title="Two minutes", told="A rocket on its launch pad at dusk"),
    ),
    broken(
        "new-title", clipped(("ale", "cat"), ("ale",), title="Evening", new="The cat that stole the show")
    ),
    broken("caption", captioned("motorcycle", "This raccoon lives in our garden")),
    broken("caption-coffee", captioned("cat", "Fresh espresso in a cup")),
    broken("another-picture", drifted("cat", "motorcycle", op="adjust")),
    broken("another-film", swapped_film("raccoon", "moon")),
    kept("raccoon-stays", clipped(("bricks", "raccoon"), ("raccoon",), title="A raccoon among green leaves")),
    kept("warm", drifted("cactus", "cactus")),
    kept("caption", captioned("motorcycle", "My new motorcycle")),
    kept("feeling", captioned("moon", "I miss you")),
    own("id-inside", leaking({"note": f"variant/{VIEWER}/3"})),
    own("taste-nested", leaking({"look": {"lean": {"pictures": vector(512, seed=8)}}})),
    own("words", leaking({"about": "my divorce from Henrik and the flat in Bergen"})),
    own("topics", leaking({}, topics=("walks", VIEWER))),
    own("upload", uploaded("viewer-7")),
    own("changes", leaking({}, changes=(f"made vivid because {VIEWER} likes it",))),
    clean("viewer-data.fine-look", "viewer-data", leaking({"gamma": 0.9, "lut": [0, 64, 128, 192, 255]})),
    clean("viewer-data.fine-talk", "viewer-data", text_for("Dear reader, come and see the frogs.")),
]
