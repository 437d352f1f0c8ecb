"""Digests, posters and collages from the wish to the sealed item, and what is made where no kind is said."""

import cv2
import numpy as np
import pytest

import generec
from generec.domain.errors import NotAllowed
from generec.editor.text.notes import taken_apart
from generec.media import pictures

NEWS = {
    "h": (
        "Dover opens a harbour for sailing",
        "The port of Dover has opened a new harbour for sailing boats.",
    ),
    "r": (
        "Norway wins the sailing race",
        "Sailing crews from Norway have won the race around the Isle of Wight.",
    ),
    "b": ("The longest bread", "Bakers in Bath have baked the longest bread of England."),
}
MORE = {
    "h": "It cost 12 million pounds.",
    "r": "Skipper Odd Berg led from the start.",
    "b": "Tom Hall measured it.",
}


@pytest.fixture(scope="module")
def news(models, tmp_path_factory):
    """A home of three articles."""
    with generec.open(tmp_path_factory.mktemp("news") / "home") as system:
        for id, (title, text) in NEWS.items():
            row = {"id": id, "title": title, "text": f"{text} {MORE[id]}", "topics": ["news"]}
            system.items([{**row, "licence": "CC BY 4.0"}], rights="own")
        yield system


@pytest.fixture(scope="module")
def photos(models, tmp_path_factory):
    """A home of four photos of apples, one of a pear."""
    folder = tmp_path_factory.mktemp("photos")
    rows = ["item_id,title,topics,media,licence"]
    for number, name in enumerate(("Red apple", "Green apple", "Apple on a table", "Two apples", "A pear")):
        rng = np.random.default_rng(number)
        coarse = rng.integers(0, 255, (3 + number, 4, 3)).astype(np.uint8)
        image = cv2.resize(coarse, (300, 240 + 60 * (number % 2)), interpolation=cv2.INTER_NEAREST)
        (folder / f"{number}.png").write_bytes(pictures.png(image))
        rows.append(f"p{number},{name},fruit,{number}.png,CC0 1.0")
    (folder / "items.csv").write_text("\n".join(rows))
    # To the picture model, drawn squares are all alike.
    with generec.open(folder / "home", collage={"alike": 1.0}) as system:
        system.ingest(folder / "items.csv", rights="own")
        yield system


def test_a_digest_is_checked_sealed_and_shown_with_its_sources(news):
    feed = news.recommend("ann", say="write me a digest of sailing news", wait=120, k=3)
    first = feed.items[0]
    assert (first.kind, first.origin, first.ai, first.label) == ("text", "created", True, "Made by AI")
    assert first.title == "Sailing in brief"
    assert {verdict.outcome for verdict in first.verdicts} == {"pass"}
    assert "fidelity.authenticity.traced.v1" in {verdict.check for verdict in first.verdicts}
    noted = taken_apart(first.text)
    assert len(first.parents) == len(noted.notes) == 2
    for number, parent in enumerate(first.parents):
        assert news.item(parent).title in noted.notes[number]
        said = [words for words, numbers in noted.parts if number in numbers]
        assert all(words in news.item(parent).text for words in said)
    assert "CC BY 4.0" in news.item(first.id).licence


def test_without_a_kind_a_home_of_articles_makes_a_digest(news):
    made = news.create("make me something about bread")
    assert (made.kind, made.title) == ("text", "The longest bread")


def test_a_digest_goes_when_one_of_its_sources_does(news):
    made = news.create("a digest of sailing news in two sentences")
    assert made.id in news.withdraw(made.parents[0])


def test_a_poster_is_made_of_a_photo(photos):
    made = photos.create("make me a square poster of apples")
    assert (made.kind, made.origin, made.width, made.height) == ("image", "created", 1080, 1080)
    assert photos.item(made.parents[0]).title in made.description
    with photos.media(made) as file:
        found = photos.verify(file)
    assert found.valid
    assert found.parents == made.parents


def test_without_a_kind_a_home_of_photos_makes_a_collage(photos):
    made = photos.create("make me something about apples")
    assert made.kind == "image"
    assert len(made.parents) >= 3
    assert made.title == "Apples"


def test_what_is_asked_for_is_not_replaced_by_something_else(photos, news):
    with pytest.raises(NotAllowed, match="no articles here"):
        photos.create("write me a digest of apples")
    with pytest.raises(NotAllowed, match="nothing here shows"):
        news.create("make me a poster of bread")
