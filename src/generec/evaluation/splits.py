"""Rating logs of the local data, split by time, and the real stores that a split is ranked from."""

from __future__ import annotations

import csv
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import DataError
from generec.domain.events import Event
from generec.domain.items import Item
from generec.domain.parts import Image
from generec.media import pictures
from generec.media.frames import frame_at
from generec.store import open_rows, open_vectors
from generec.store.interface import Collection, Rows

LIKE = 4.0
Texts = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Ratings:
    """A log of ratings: `user`, `item`, `stars`, `at` (epoch seconds) are (m,), in order of time."""

    name: str
    items: tuple[Item, ...]
    user: NDArray[np.str_]
    item: NDArray[np.str_]
    stars: NDArray[np.float64]
    at: NDArray[np.float64]

    def rows(self, keep: NDArray[np.bool_]) -> Ratings:
        """The rows of a mask."""
        return Ratings(
            self.name, self.items, self.user[keep], self.item[keep], self.stars[keep], self.at[keep]
        )


@dataclass(frozen=True, slots=True)
class Split:
    """What is learned from and what is foretold."""

    name: str
    train: Ratings
    test: Ratings


@dataclass(frozen=True, slots=True)
class World:
    """The stores of one split: items, the train part as events, meaning vectors where words have any."""

    rows: Rows
    meaning: Collection | None


def read_ratings(data: Path, name: str) -> Ratings:
    """`ml-100k` or `movielens-posters` from the folder of local data. Raises `DataError`."""
    readers = {"ml-100k": _ml_100k, "movielens-posters": _posters}
    if name not in readers:
        raise DataError(f"no ratings are called {name!r} (there are: {', '.join(readers)})")
    items, rows = readers[name](data / name)
    rows.sort(key=lambda row: row[3])
    user, item, stars, at = zip(*rows, strict=True)
    return Ratings(name, tuple(items), np.array(user), np.array(item), np.array(stars), np.array(at))


_Row = tuple[str, str, float, float]


def _ml_100k(folder: Path) -> tuple[list[Item], list[_Row]]:
    items = [
        _item(row["item_id:token"], row["movie_title:token_seq"], row["class:token_seq"].split())
        for row in _table(folder / "ml-100k.item", delimiter="\t")
    ]
    log = _table(folder / "ml-100k.inter", delimiter="\t")
    rows = [
        (r["user_id:token"], r["item_id:token"], float(r["rating:float"]), float(r["timestamp:float"]))
        for r in log
    ]
    return items, rows


def _posters(folder: Path) -> tuple[list[Item], list[_Row]]:
    items = [
        _item(row["item_id"], row["title"], row["category"].split(";"))
        for row in _table(folder / "items.csv", delimiter=",")
    ]
    log = _table(folder / "interactions.csv", delimiter=",")
    rows = [(r["user_id"], r["item_id"], float(r["rating"]), float(r["timestamp"])) for r in log]
    return items, rows


def _item(id: str, title: str, topics: Sequence[str]) -> Item:
    return Item(id=id, work=id, kind="text", title=title, topics=tuple(topics))


def _table(path: Path, *, delimiter: str) -> list[dict[str, str]]:
    quoting: Literal[0, 3] = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream, delimiter=delimiter, quoting=quoting))
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror})", file=str(path)) from error


def by_viewer(ratings: Ratings, *, share: float = 0.2) -> Split:
    """The last `share` of each viewer's ratings by time, rounded down, are foretold."""
    _, user = np.unique(ratings.user, return_inverse=True)
    count = np.bincount(user)
    order = np.argsort(user, kind="stable")
    rank = np.empty(len(user), np.int64)
    rank[order] = np.arange(len(user)) - (np.cumsum(count) - count)[user[order]]
    late = rank >= count[user] - np.floor(count[user] * share)
    return Split("last 20 % of each viewer", ratings.rows(~late), ratings.rows(late))


def by_time(ratings: Ratings, *, share: float = 0.2) -> Split:
    """All ratings after one moment are foretold: the last `share` of the log."""
    late = ratings.at > np.quantile(ratings.at, 1 - share)
    return Split("last 20 % of the log", ratings.rows(~late), ratings.rows(late))


def make_world(split: Split, folder: Path, *, texts: Texts | None) -> World:
    """Real stores in `folder` with the split's items and the events of its train part."""
    rows = open_rows(f"sqlite:///{folder}/generec.db")
    rows.items.put(split.train.items)
    train = split.train
    rows.events.put(
        Event(user=str(user), item=str(item), kind="rating", value=float(stars), at=float(at))
        for user, item, stars, at in zip(train.user, train.item, train.stars, train.at, strict=True)
    )
    if texts is None:
        return World(rows, None)
    vectors = texts([f"{item.title}. {', '.join(item.topics)}" for item in train.items])
    meaning = open_vectors(folder / "vectors").collection("meaning", dim=vectors.shape[1])
    meaning.put([item.id for item in train.items], vectors)
    return World(rows, meaning)


def posters(data: Path) -> tuple[Ratings, Callable[[str], Image]]:
    """The ratings of films whose poster is there, and what reads the poster of one. Raises `DataError`."""
    ratings = read_ratings(data, "movielens-posters")
    files = {item.id: data / ratings.name / "posters" / f"{item.id}.jpg" for item in ratings.items}
    return _shown(
        ratings, {id: file for id, file in files.items() if file.is_file()}
    ), lambda id: pictures.read(files[id], longest=256)


def clips(data: Path) -> tuple[Ratings, Callable[[str], Image]]:
    """The simulated log of short clips, a like as 5 stars and else 1, and what reads a clip's middle frame.

    Raises `DataError`.
    """
    folder = data / "microvideo"
    told = _table(folder / "items.csv", delimiter=",")
    items = tuple(
        Item(
            id=r["item_id"],
            work=r["item_id"],
            kind="text",
            title=r["title"],
            topics=tuple(r["topics"].split(";")),
        )
        for r in told
    )
    at_s = {r["item_id"]: (folder / r["media"], float(r["duration_s"]) / 2) for r in told}
    log = sorted(_table(folder / "interactions.csv", delimiter=","), key=lambda r: float(r["timestamp"]))
    ratings = Ratings(
        "microvideo",
        items,
        np.array([r["user_id"] for r in log]),
        np.array([r["item_id"] for r in log]),
        np.array([5.0 if r["liked"] == "1" else 1.0 for r in log]),
        np.array([float(r["timestamp"]) for r in log]),
    )
    return _shown(ratings, at_s), lambda id: frame_at(*at_s[id], longest=256)


def _shown(ratings: Ratings, seen: Container[str]) -> Ratings:
    """What is about items with a picture."""
    kept = ratings.rows(np.isin(ratings.item, [item.id for item in ratings.items if item.id in seen]))
    return replace(kept, items=tuple(item for item in kept.items if item.id in seen))
