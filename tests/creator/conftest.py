"""A small corpus of made films in two subjects, with features and words that fit them."""

import time
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest

from generec.creator.film.creator import StoryboardCreator
from generec.creator.footage.stock import Studio
from generec.domain.guidance import Clause, Create, Guidance
from generec.domain.items import PERMISSIONS, Item
from generec.domain.profiles import FrameFeatures, Profile, Viewer
from generec.editor.tools import Tools
from generec.retriever.catalogue import Catalogue

WORDS = {"dogs": 0, "dog": 0, "boats": 1, "boat": 1, "volcanoes": 2, "people": 3}
SIZE = (192, 108)


def vector(text):
    """A direction for each known word; other words have one of their own."""
    out = np.full(6, 0.05, np.float32)
    for word in str(text).casefold().replace("-", " ").split():
        out[WORDS.get(word, 5)] += 1.0
    return out / np.linalg.norm(out)


def item(id, title, topics=(), **more):
    given = {"duration_s": 8.0, "width": SIZE[0], "height": SIZE[1], "has_audio": True, "rights": "own"}
    return Item(
        **{
            "id": id, "work": id, "kind": "video", "title": title, "topics": topics,
            "media": f"sha256:{id}", "licence": "CC BY 4.0", "creator": f"Maker of {id}",
            "allow": PERMISSIONS, **given, **more,
        }
    )  # fmt: skip


def features(subject, *, seconds=8.0, shots=None, gone=()):
    """Frames that show a subject (its number), and nothing of it in the seconds `gone`."""
    rng = np.random.default_rng(subject)
    times = np.arange(0.25, seconds, 0.5).astype(np.float32)
    rows = 0.03 * rng.standard_normal((len(times), 6)).astype(np.float32) + 0.1
    there = [not any(low <= at < high for low, high in gone) for at in times]
    rows[np.arange(len(times)), np.where(there, subject, 4)] += 2.0
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return FrameFeatures(
        times=times,
        pictures=rows,
        concepts=rows,
        sharpness=np.full(len(times), 200.0, np.float32),
        brightness=np.full(len(times), 0.45, np.float32),
        shots=np.array(shots or [[0.0, seconds]], np.float32),
        keyframes=np.zeros(1, np.float32),
        duration_s=seconds,
    )


class Rows:
    """The items' side of a store, over a list."""

    def __init__(self, items):
        self.items = self
        self._items = items

    def seq(self):
        return 1

    def changed(self, *, since=0):
        return iter([(1, item) for item in self._items] if since < 1 else [])

    def get(self, ids):
        return {item.id: item for item in self._items if item.id in set(ids)}


@pytest.fixture(scope="session")
def corpus(make, tmp_path_factory):
    """(items, features by media, files by media): three films of dogs, two of boats, one of people."""
    folder = tmp_path_factory.mktemp("corpus")
    told = [
        ("d1", "Dog on a board", ("pets",), 0, {}),
        ("d2", "Two dogs dig", ("pets",), 0, {"gone": [(4.0, 6.0)]}),
        ("d3", "Dogs asleep", ("pets",), 0, {"shots": [[0, 3], [3, 8]]}),
        ("b1", "Boat in the fog", ("water",), 1, {}),
        ("b2", "Boats at the pier", ("water",), 1, {}),
        ("p1", "People wait", ("people",), 3, {}),
    ]
    items, known, files = [], {}, {}
    for number, (id, title, topics, subject, more) in enumerate(told):
        one = item(id, title, topics)
        items.append(one)
        known[one.media] = features(subject, **more)
        path = folder / f"{id}.mp4"
        make.clip(path, seconds=8.0, size=SIZE, fps=12, scenes=(10 + number,), audio=True)
        files[one.media] = path
    return items, known, files


@pytest.fixture
def studio(corpus, tmp_path):
    """What a creator works with, over the corpus."""
    items, known, files = corpus
    rows = Rows(items)
    catalogue = Catalogue(rows=rows)
    tools = Tools(
        features=known.get,
        media=lambda key: nullcontext(files[key]),
        words=lambda texts: np.stack([vector(text) for text in texts]),
        folder=tmp_path / "drafts",
        items=rows.get,
    )
    return Studio(tools=tools, shelf=catalogue.snapshot, clock=time.time)


@pytest.fixture
def holding(studio):
    """The studio over other items: `holding(items)`."""

    def over(items):
        rows = Rows(items)
        return replace(
            studio, shelf=Catalogue(rows=rows).snapshot, tools=replace(studio.tools, items=rows.get)
        )

    return over


@pytest.fixture
def creator(studio):
    return StoryboardCreator(studio=studio)


@pytest.fixture(scope="session")
def somebody():
    """A profile of whom nothing is known."""
    return Profile(viewer=Viewer(id="u"))


@pytest.fixture(scope="session")
def wish():
    """Guidance that asks for something to be made: `wish("dogs", seconds=8)`."""

    def asking(*about, seconds=None, edits=(), **more):
        create = Create(
            about=tuple((topic,) if isinstance(topic, str) else topic for topic in about), seconds=seconds
        )
        return Guidance(clauses=(Clause(route="create", target=None, create=create, edits=edits, **more),))

    return asking
