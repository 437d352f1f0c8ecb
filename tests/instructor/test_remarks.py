"""Idioms and remarks: what is liked or not where no verb of wishing is said."""

import tomllib
from pathlib import Path

import pytest

from generec.instructor import Instructor

TOPICS = (("tennis", "makeup tutorials"), ("old maps", "weddings"), ("Iceland", "crypto"))
IDIOMS = tomllib.loads((Path(__file__).parent / "idioms.toml").read_text("utf-8"))


def read(instructor: Instructor, text: str) -> tuple[list[str], list[str]]:
    record = instructor(text=text).record()
    return [topic[0] for topic in record.get("more", [])], [topic[0] for topic in record.get("less", [])]


@pytest.mark.parametrize("kind", ["wanted", "refused"])
@pytest.mark.parametrize(("liked", "disliked"), TOPICS)
def test_idioms_keep_their_polarity(instructor: Instructor, kind: str, liked: str, disliked: str) -> None:
    wrong, inverted = [], []
    for idiom in IDIOMS[kind]:
        text = idiom.replace("{+}", liked).replace("{-}", disliked)
        more, less = read(instructor, text)
        mine, other, said = (more, less, liked) if kind == "wanted" else (less, more, disliked)
        if len(mine) != 1 or said not in mine[0] or other:
            wrong.append(text)
        if any(said in topic for topic in other):
            inverted.append(text)
    assert len(wrong) <= 0.05 * len(IDIOMS[kind]), wrong
    assert len(inverted) <= 0.01 * len(IDIOMS[kind]), inverted


@pytest.mark.parametrize(
    ("text", "more", "less"),
    [
        ("ugh, pundits", [], ["pundits"]),
        ("ugh, show me pundits", ["pundits"], []),
        ("hockey yes soccer no", ["hockey"], ["soccer"]),
        ("politics?? seriously?? no", [], ["politics"]),
        ("weddings again?", [], ["weddings"]),
        ("could you show me weddings again?", ["weddings"], []),
        ("spiders creep me out", [], ["spiders"]),
        ("chess bores me, poker doesn't", ["poker"], ["chess"]),
        ("recipes but vegan", ["vegan recipes"], []),
        ("forget cars, motorbikes", ["motorbikes"], ["cars"]),
        ("je veux plus de yoga", ["yoga"], []),
        ("je ne veux plus de yoga", [], ["yoga"]),
    ],
)
def test_remarks(instructor: Instructor, text: str, more: list[str], less: list[str]) -> None:
    assert read(instructor, text) == (more, less)


def test_a_mood_alone_is_no_verdict(instructor: Instructor) -> None:
    assert instructor(text="creep me out").record()["limits"]["mood"] == "scary"
