"""Vectors in memory-mapped files, scanned exactly.

A collection is a folder. `head.json` says how much of the other files counts: it is replaced last, so
whatever a killed writer left beyond it is not there, and the next writer writes over it. Rows are
only ever appended; replacing and deleting leave dead rows behind. When more than half are dead, the
living ones are written to files of a new generation; readers of the old one keep their mapping.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import ConfigError, DataError
from generec.store.durable import exclusive, folder
from generec.store.interface import Snapshot
from generec.store.topk import top_k
from generec.store.vector_files import Head, VectorFiles

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

_NAME = re.compile(r"[a-z0-9_][a-z0-9_.-]*")
_COMPACT_ABOVE = 1_024


class FileVectors:
    """`generec.store.interface.Vectors` in a local folder."""

    def __init__(self, root: Path) -> None:
        self._root = folder(root)
        self._open: dict[str, FileCollection] = {}
        self._lock = threading.Lock()

    def collection(self, name: str, *, dim: int) -> FileCollection:
        """See `Vectors.collection`."""
        if not _NAME.fullmatch(name):
            raise ConfigError(f"{name!r} cannot name a collection: use a-z, 0-9, '_', '.' and '-'")
        if dim < 1:
            raise ConfigError(f"collection {name!r} cannot have {dim} dimensions")
        with self._lock:
            if name not in self._open:
                self._open[name] = FileCollection(self._root / name, dim=dim)
            found = self._open[name]
        if found.dim != dim:
            raise DataError(f"collection {name!r} has {found.dim} dimensions, not {dim}")
        return found

    def names(self) -> list[str]:
        """See `Vectors.names`."""
        return sorted(path.parent.name for path in self._root.glob("*/head.json"))


class FileCollection:
    """`generec.store.interface.Collection` in a folder. Safe to share between threads and processes."""

    def __init__(self, path: Path, *, dim: int) -> None:
        self.name = path.name
        self._lockfile = path / "lock"
        self._files = VectorFiles(path)
        with exclusive(self._lockfile):
            self._files.create(dim=dim)
        self.dim = self._files.head().dim
        self._lock = threading.Lock()
        self._head: Head | None = None
        self._matrix: Floats = np.zeros((0, self.dim), dtype=np.float32)
        self._row: dict[str, int] = {}
        self._snapshot = Snapshot(ids=(), matrix=self._matrix, live=np.zeros(0, dtype=np.bool_))

    def put(self, ids: Sequence[str], vectors: Floats) -> None:
        """See `Collection.put`. A vector that is there already is not written again."""
        fresh = np.ascontiguousarray(vectors, dtype="<f4")
        self._check(ids, fresh)
        with exclusive(self._lockfile):
            there, found = self.get(ids)
            new = np.flatnonzero(~(found & (there == fresh).all(axis=1)))
            if len(new) == 0:
                return
            names = [ids[i] for i in new.tolist()]
            head = self._files.append(self._files.head(), names, fresh[new], dead=self._rows(names))
            self._compact(head)

    def get(self, ids: Sequence[str]) -> tuple[Floats, Mask]:
        """See `Collection.get`."""
        with self._lock:
            matrix = self._refresh().matrix
            rows = np.array([self._row.get(id, -1) for id in ids], dtype=np.intp)
        found = rows >= 0
        out = np.zeros((len(rows), self.dim), dtype=np.float32)
        out[found] = matrix[rows[found]]
        return out, found

    def delete(self, ids: Sequence[str]) -> int:
        """See `Collection.delete`."""
        with exclusive(self._lockfile):
            self.snapshot()
            dead = self._rows(list(dict.fromkeys(ids)))
            if dead:
                none = np.zeros((0, self.dim), dtype=np.float32)
                self._compact(self._files.append(self._files.head(), [], none, dead=dead))
        return len(dead)

    def snapshot(self) -> Snapshot:
        """See `Collection.snapshot`."""
        with self._lock:
            return self._refresh()

    def search(
        self,
        queries: Floats,
        *,
        k: int,
        allow: Mask | Callable[[str], bool] | None = None,
        snapshot: Snapshot | None = None,
    ) -> tuple[list[list[str]], Floats]:
        """See `Collection.search`."""
        here = self.snapshot() if snapshot is None else snapshot
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        if queries.ndim != 2 or queries.shape[1] != self.dim or not np.isfinite(queries).all():
            raise DataError(f"queries of {self.name!r} must be finite and (q, {self.dim})")
        if k < 1:
            raise DataError(f"k must be at least 1, not {k}")
        rows, found = top_k(queries, here.matrix, k=k, mask=_mask(here, allow))
        scores = np.full((len(queries), k), -np.inf, dtype=np.float32)
        for i, values in enumerate(found):
            scores[i, : len(values)] = values
        return [[here.ids[row] for row in some.tolist()] for some in rows], scores

    def __len__(self) -> int:
        """How many ids there are."""
        with self._lock:
            self._refresh()
            return len(self._row)

    def _check(self, ids: Sequence[str], vectors: Floats) -> None:
        if vectors.shape != (len(ids), self.dim):
            raise DataError(f"{self.name!r} takes ({len(ids)}, {self.dim}) vectors, not {vectors.shape}")
        finite = np.isfinite(vectors).all(axis=1)
        if not finite.all():
            raise DataError(f"the vector of {ids[int(np.argmin(finite))]!r} is not finite")
        if len(set(ids)) != len(ids):
            twice = next(id for i, id in enumerate(ids) if id in ids[:i])
            raise DataError(f"{twice!r} occurs twice among the vectors to put")

    def _rows(self, ids: Sequence[str]) -> list[int]:
        with self._lock:
            return [self._row[id] for id in ids if id in self._row]

    def _compact(self, head: Head) -> None:
        if head.rows >= _COMPACT_ABOVE and 2 * head.dead > head.rows:
            here = self.snapshot()
            self._files.rewrite(head, here.ids, here.matrix, here.live)

    def _refresh(self) -> Snapshot:
        """Take in what was committed since the last look. The caller holds the lock."""
        while (head := self._files.head()) != self._head:
            try:
                self._advance(head)
            except FileNotFoundError:
                # A writer compacted between the two looks: the new head names other files.
                if self._files.head() == head:
                    raise
        return self._snapshot

    def _advance(self, head: Head) -> None:
        same = self._head is not None and self._head.generation == head.generation
        known = self._head if self._head and same else Head(dim=self.dim, generation=head.generation)
        new_ids, dead = self._files.ids(known, head), self._files.dead(known, head)
        matrix = self._matrix if same else np.zeros((0, self.dim), dtype=np.float32)
        if len(matrix) < head.rows:
            matrix = self._files.matrix(head)
        ids = [*self._snapshot.ids, *new_ids] if same else new_ids
        live = np.ones(head.rows, dtype=np.bool_)
        if same:
            live[: known.rows] = self._snapshot.live
        live[dead] = False
        live.flags.writeable = False
        row = self._row if same else {}
        row.update(zip(new_ids, range(known.rows, head.rows), strict=True))
        for gone in dead.tolist():
            if row.get(ids[gone]) == gone:
                del row[ids[gone]]
        self._head, self._matrix, self._row = head, matrix, row
        self._snapshot = Snapshot(ids=tuple(ids), matrix=matrix[: head.rows], live=live)


def _mask(here: Snapshot, allow: Mask | Callable[[str], bool] | None) -> Mask | None:
    """Which rows may be found: None where all may."""
    if callable(allow):
        pairs = zip(here.ids, here.live, strict=True)
        return np.fromiter((bool(live and allow(id)) for id, live in pairs), np.bool_, len(here.ids))
    if allow is not None:
        if allow.shape != here.live.shape:
            raise DataError(
                f"a mask over {allow.shape[0]} rows does not fit a collection of {len(here.ids)}:"
                " pass the snapshot that it was made for"
            )
        return here.live & allow
    return None if here.live.all() else here.live
