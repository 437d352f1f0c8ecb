"""The catalogue as arrays, kept up to date row by row.

Rows are only ever appended: an item that changed gets a new row and its old one is marked dead.
So a snapshot is a set of views that later changes never touch, and costs nothing to take. Items
themselves are not kept: a hundred thousand records would make every full garbage collection a pause.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from generec.domain.items import Item
from generec.retriever.words import WordIndex
from generec.store.interface import Collection, Items, Rows, Snapshot

KINDS = ("video", "image", "text")
ORIGINS = ("found", "edited", "created")

_COLUMNS: dict[str, type[np.generic]] = {
    "work": np.int32, "kind": np.int8, "origin": np.int8, "ai": np.bool_, "serve": np.bool_,
    "adults": np.bool_, "gone": np.bool_,
    "owner": np.int32, "creator": np.int32, "language": np.int32, "duration": np.float32,
    "published": np.float64, "expires": np.float64,
}  # fmt: skip


class _Codes:
    """Small numbers for strings; -1 is none. Only grows."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._code: dict[str, int] = {}

    def add(self, name: str | None) -> int:
        if name is None:
            return -1
        code = self._code.setdefault(name, len(self._code))
        if code == len(self.names):
            self.names.append(name)
        return code

    def find(self, name: str | None) -> int:
        """The code of a name, or -2 where it was never seen (no row has it)."""
        return self._code.get(name, -2) if name is not None else -1


class _Column:
    """An array with room to grow."""

    def __init__(self, dtype: type[np.generic]) -> None:
        self.data: NDArray[Any] = np.zeros(1024, dtype)

    def write(self, start: int, values: NDArray[Any]) -> None:
        end = start + len(values)
        if end > len(self.data):
            grown = np.zeros(max(end, 2 * len(self.data)), self.data.dtype)
            grown[:start] = self.data[:start]
            self.data = grown
        self.data[start:end] = values


@dataclass(frozen=True, slots=True)
class Shelf:
    """The catalogue at one moment: row i of every array (n,) is one item.

    `alive` leaves out rows that were replaced, withdrawn (`gone`) or made unavailable. `work`, `creator`,
    `owner` and `language` are codes (-1: none); `duration` is seconds; `published` and `expires`
    are epoch seconds (-inf and inf where open). `topics` is (n, topics), each row with weights
    that sum to one. `vector` (n,) is the row of `meaning.matrix` (-1: none). `doubles` are the rows
    of works with several rows alive, by work, the found item first. `adults` are not for minors.
    """

    seq: int
    n: int
    ids: list[str]
    titles: list[str]
    row: dict[str, int]
    works: _Codes
    creators: _Codes
    owners: _Codes
    languages: _Codes
    topic_names: _Codes
    words: WordIndex
    alive: NDArray[np.bool_]
    work: NDArray[np.int32]
    kind: NDArray[np.int8]
    origin: NDArray[np.int8]
    ai: NDArray[np.bool_]
    adults: NDArray[np.bool_]
    serve: NDArray[np.bool_]
    gone: NDArray[np.bool_]
    owner: NDArray[np.int32]
    creator: NDArray[np.int32]
    language: NDArray[np.int32]
    duration: NDArray[np.float32]
    published: NDArray[np.float64]
    expires: NDArray[np.float64]
    topics: sp.csr_matrix
    doubles: NDArray[np.int64]
    vector: NDArray[np.int64]
    meaning: Snapshot | None

    def find(self, id: str) -> int:
        """The row of an item, or -1."""
        return self.row.get(id, -1)

    def work_of(self, row: int) -> str:
        """The work of a row."""
        return self.works.names[int(self.work[row])]

    def topics_of(self, row: int) -> list[str]:
        """The topics of a row, case-folded."""
        part = slice(self.topics.indptr[row], self.topics.indptr[row + 1])
        return [self.topic_names.names[code] for code in self.topics.indices[part]]

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(len(rows), t) meaning vectors; zero where an item has none."""
        if self.meaning is None:
            return np.zeros((len(rows), 1), np.float32)
        at = self.vector[rows]
        out = np.asarray(self.meaning.matrix)[np.maximum(at, 0)]
        out[at < 0] = 0
        return out

    def likeness_vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(len(rows), any) unit rows, or zero, whose products say how alike items are.

        Meaning vectors; topics where none of the rows has one.
        """
        vectors = self.vectors(rows)
        if vectors.any() or not len(rows):
            return vectors
        return self.topic_rows(rows)

    def topic_rows(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(len(rows), any) unit rows of topics, or zero."""
        topics = self.topics[rows]
        dense = np.asarray(topics[:, np.unique(topics.indices)].toarray(), np.float32)
        unit = dense / np.maximum(np.linalg.norm(dense, axis=1, keepdims=True), np.float32(1e-9))
        return np.asarray(unit, np.float32)


class Catalogue:
    """Keeps the shelf up to date with the rows and the vectors. Safe to share between threads."""

    def __init__(self, *, rows: Rows, meaning: Collection | None = None) -> None:
        self._source: Items = rows.items
        self._meaning = meaning
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None
        self._seq: int = 0
        self._clear()

    def snapshot(self) -> Shelf:
        """The catalogue now. Cheap when nothing changed since the last call."""
        seq = self._source.seq()
        meaning = self._meaning.snapshot() if self._meaning is not None else None
        shelf = self._shelf
        if shelf is not None and shelf.seq == seq and shelf.meaning is meaning:
            return shelf
        with self._lock:
            shelf = self._shelf
            if shelf is None or shelf.seq != seq:
                self._read()
                if self._seq < seq:
                    self._drop_erased()
                    self._seq = seq
            if shelf is None or shelf.seq != self._seq or shelf.meaning is not meaning:
                self._shelf = self._frozen(meaning)
            assert self._shelf is not None
            return self._shelf

    def _clear(self) -> None:
        self._seq = 0
        self._n = 0
        self._ids: list[str] = []
        self._titles: list[str] = []
        self._row: dict[str, int] = {}
        self._alive: NDArray[np.bool_] = np.zeros(0, bool)
        self._columns = {name: _Column(dtype) for name, dtype in _COLUMNS.items()}
        self._topic_end, self._topic_of = _Column(np.int64), _Column(np.int32)
        self._codes = {name: _Codes() for name in ("work", "creator", "owner", "language", "topic")}
        self._words = WordIndex()

    def _read(self) -> None:
        """Append a row for every item changed since the last look; start anew when most rows are dead."""
        if len(self._alive) > 1000 and len(self._row) < len(self._alive) // 2:
            self._clear()
        fresh: dict[str, Item] = {}
        for seq, item in self._source.changed(since=self._seq):
            fresh[item.id] = item
            self._seq = max(self._seq, seq)
        old = [self._row[id] for id in fresh if id in self._row]
        items = list(fresh.values())
        alive = np.concatenate((self._alive, [item.state == "live" for item in items])).astype(bool)
        alive[old] = False
        self._append(items)
        self._alive = alive

    def _drop_erased(self) -> None:
        """Erasing, of private items alone, moves the number on without leaving a row that bears it."""
        owner = self._columns["owner"].data
        private = [id for id, row in self._row.items() if owner[row] >= 0]
        there = self._source.get(private)
        erased = [id for id in private if id not in there]
        self._alive = self._alive.copy()
        for id in erased:
            row = self._row.pop(id)
            self._alive[row] = False
            self._titles[row] = ""

    def _append(self, items: list[Item]) -> None:
        for name, column in self._columns.items():
            values = [_value(self._codes, name, item) for item in items]
            column.write(self._n, np.array(values, _COLUMNS[name]))
        topics = [[self._codes["topic"].add(t.casefold()) for t in item.topics] for item in items]
        start = int(self._topic_end.data[self._n - 1]) if self._n else 0
        ends = start + np.cumsum([len(t) for t in topics], dtype=np.int64)
        self._topic_end.write(self._n, ends)
        self._topic_of.write(start, np.array([t for row in topics for t in row], np.int32))
        for offset, item in enumerate(items):
            self._row[item.id] = self._n + offset
            texts = (item.title, *item.topics, item.creator or "", item.description)
            self._words.add(self._n + offset, texts)
        self._ids.extend(item.id for item in items)
        self._titles.extend(item.title for item in items)
        self._n += len(items)

    def _frozen(self, meaning: Snapshot | None) -> Shelf:
        n = self._n
        view: dict[str, NDArray[Any]] = {name: column.data[:n] for name, column in self._columns.items()}
        return Shelf(
            seq=self._seq,
            n=n,
            ids=self._ids,
            titles=self._titles,
            row=dict(self._row),
            works=self._codes["work"],
            creators=self._codes["creator"],
            owners=self._codes["owner"],
            languages=self._codes["language"],
            topic_names=self._codes["topic"],
            words=self._words,
            alive=self._alive,
            topics=self._topics(),
            doubles=_doubles(view["work"], view["origin"], self._alive),
            vector=self._aligned(meaning),
            meaning=meaning,
            **view,
        )

    def _topics(self) -> sp.csr_matrix:
        ends = self._topic_end.data[: self._n]
        indptr = np.concatenate(([0], ends)).astype(np.int64)
        count = np.diff(indptr)
        weights = np.repeat(1 / np.maximum(count, 1), count).astype(np.float32)
        shape = (self._n, max(len(self._codes["topic"].names), 1))
        return sp.csr_matrix((weights, self._topic_of.data[: indptr[-1]], indptr), shape=shape)

    def _aligned(self, meaning: Snapshot | None) -> NDArray[np.int64]:
        """For each row, the row of its vector (-1: none)."""
        out = np.full(self._n, -1, np.int64)
        if meaning is None:
            return out
        shelf = self._shelf
        if shelf is not None and shelf.meaning is meaning and shelf.n <= self._n and not self._moved(shelf):
            out[: shelf.n] = shelf.vector
            wanted = range(shelf.n, self._n)
        else:
            wanted = range(self._n)
        where = {id: at for at, id in enumerate(meaning.ids) if meaning.live[at]}
        for row in wanted:
            out[row] = where.get(self._ids[row], -1)
        return out

    def _moved(self, shelf: Shelf) -> bool:
        """Whether rows were renumbered since that shelf."""
        return shelf.ids is not self._ids


def _value(codes: dict[str, _Codes], name: str, item: Item) -> float | int:
    if name in ("work", "creator", "owner"):
        return codes[name].add(getattr(item, name))
    if name == "language":
        return codes[name].add(item.language.split("-")[0].lower() if item.language else None)
    simple: dict[str, float | int] = {
        "kind": KINDS.index(item.kind),
        "origin": ORIGINS.index(item.origin),
        "ai": item.ai,
        "adults": item.adults_only,
        "serve": "serve" in item.allow,
        "gone": item.state == "withdrawn",
        "duration": item.duration_s,
        "published": -np.inf if item.published_at is None else item.published_at,
        "expires": np.inf if item.expires_at is None else item.expires_at,
    }
    return simple[name]


def _doubles(
    work: NDArray[np.int32], origin: NDArray[np.int8], alive: NDArray[np.bool_]
) -> NDArray[np.int64]:
    live = np.flatnonzero(alive)
    count = np.bincount(work[live], minlength=1)
    rows = live[count[work[live]] > 1]
    return rows[np.lexsort((rows, origin[rows], work[rows]))]
