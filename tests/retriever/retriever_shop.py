"""A small shop: 120 works in four topics, viewers who like one topic each, real stores."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from generec.domain.events import Event
from generec.domain.items import Item
from generec.retriever.catalogue import Catalogue
from generec.retriever.families import TrainConfig
from generec.retriever.model import Model
from generec.store import open_rows, open_vectors
from generec.store.interface import Collection, Rows

TOPICS = ("cooking", "sports", "music", "animals")
NOW = 1_760_000_000.0
DIM = 16
FAST = TrainConfig(
    als_factors=(8,), als_regularization=(1.0,), als_alpha=(5.0,), neighbours=(20,), weightings=("cosine",)
)


def topic_vector(topic: str) -> np.ndarray:
    """The direction of a topic in the space of meaning."""
    out = np.zeros(DIM, np.float32)
    out[TOPICS.index(topic)] = 1
    return out


def wish_vectors(texts: object) -> np.ndarray:
    """Vectors of words: the topic's own for a topic's name, else nothing like any item."""
    nothing = np.eye(DIM, dtype=np.float32)[-1]
    return np.array([topic_vector(text) if text in TOPICS else nothing for text in list(texts)])


@dataclass
class Shop:
    rows: Rows
    meaning: Collection
    catalogue: Catalogue
    folder: Path
    model: Model | None = None

    def put(self, *items: Item) -> None:
        self.rows.items.put(items)

    def titles(self, ids: tuple[str, ...]) -> list[str]:
        found = self.rows.items.get(ids)
        return [found[id].title for id in ids]

    def topics(self, ids: tuple[str, ...]) -> list[str]:
        found = self.rows.items.get(ids)
        return [found[id].topics[0] if found[id].topics else "" for id in ids]


def make_items(n: int = 120) -> list[Item]:
    return [
        Item(
            id=f"i{number:03}",
            work=f"i{number:03}",
            kind="video",
            title=f"Clip {number} of {TOPICS[number % 4]}",
            topics=(TOPICS[number % 4],),
            creator=f"maker{number % 9}",
            language="en" if number % 3 else "es",
            duration_s=5.0 + number,
            ai=number % 10 == 9,
        )
        for number in range(n)
    ]


def make_events(rng: np.random.Generator, viewers: int = 40) -> list[Event]:
    """Viewer n likes mostly topic n % 4, and within it popular (low) numbers more often."""
    out = []
    for viewer in range(viewers):
        for step in range(24):
            own = rng.random() < 0.8
            topic = viewer % 4 if own else int(rng.integers(4))
            number = 4 * int(30 * rng.random() ** 1.5) + topic
            at = NOW - 86_400 * 30 + 1_000 * viewer + 40_000 * step
            kind = "like" if own else "skip"
            out.append(Event(user=f"u{viewer:02}", item=f"i{number:03}", kind=kind, at=at))
    return out


def open_shop(folder: Path) -> Shop:
    rng = np.random.default_rng(3)
    rows = open_rows(f"sqlite:///{folder}/generec.db")
    items = make_items()
    rows.items.put(items)
    rows.events.put(make_events(rng))
    meaning = open_vectors(folder / "vectors").collection("meaning", dim=DIM)
    noise = 0.1 * rng.standard_normal((len(items), DIM)).astype(np.float32)
    vectors = np.array([topic_vector(item.topics[0]) for item in items]) + noise
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    meaning.put([item.id for item in items], vectors.astype(np.float32))
    return Shop(rows, meaning, Catalogue(rows=rows, meaning=meaning), folder)
