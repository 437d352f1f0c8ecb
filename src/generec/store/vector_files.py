"""The files of a collection of vectors (see `generec.store.vectors` for what they promise)."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import DataError
from generec.store.durable import replacing, room, sync, sync_folder

Floats = NDArray[np.float32]

_LEAST_ROWS = 256
_COPY_ROWS = 8_192
_LENGTH = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Head:
    """How much of a generation's files counts: rows, bytes of ids, and how many rows are dead."""

    dim: int
    generation: int = 0
    rows: int = 0
    ids_bytes: int = 0
    dead: int = 0


class VectorFiles:
    """Reads need no lock. Whoever writes holds the collection's lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, *, dim: int) -> None:
        """Make an empty collection where there is none."""
        if not (self._folder / "head.json").exists():
            self._start(Head(dim=dim))

    def head(self) -> Head:
        """What is committed now. Raises `DataError` when the file is damaged."""
        path = self._folder / "head.json"
        try:
            return Head(**json.loads(path.read_bytes()))
        except (ValueError, TypeError) as error:
            raise DataError(f"{path} is damaged: delete {self._folder} and ingest again") from error

    def matrix(self, head: Head) -> Floats:
        """All rows that the file has room for (at least `head.rows`), memory-mapped read-only.

        The mapping shows later appends too, as far as the file's room goes.
        """
        path = self._path("rows", head)
        rows = path.stat().st_size // (4 * head.dim)
        if rows < head.rows:
            raise DataError(
                f"{path} holds {rows} rows of {head.rows}: delete {self._folder} and ingest again"
            )
        if rows == 0:
            return np.zeros((0, head.dim), dtype=np.float32)
        return np.asarray(np.memmap(path, dtype="<f4", mode="r", shape=(rows, head.dim)))

    def ids(self, known: Head, head: Head) -> list[str]:
        """The ids of the rows between two heads of one generation."""
        with self._path("ids", head).open("rb") as file:
            file.seek(known.ids_bytes)
            return list(_unpack(file.read(head.ids_bytes - known.ids_bytes)))

    def dead(self, known: Head, head: Head) -> NDArray[np.int64]:
        """The rows that died between two heads of one generation."""
        with self._path("dead", head).open("rb") as file:
            file.seek(8 * known.dead)
            return np.frombuffer(file.read(8 * (head.dead - known.dead)), dtype="<i8")

    def append(self, head: Head, ids: Sequence[str], vectors: Floats, *, dead: Sequence[int]) -> Head:
        """Append rows and mark rows as dead; returns the new head, committed."""
        names = _pack(ids)
        with room(self._folder):
            if ids:
                self._grow(head, head.rows + len(ids))
                self._write("rows", head, 4 * head.dim * head.rows, np.asarray(vectors, "<f4").tobytes())
                self._write("ids", head, head.ids_bytes, names)
            if dead:
                self._write("dead", head, 8 * head.dead, np.asarray(dead, "<i8").tobytes())
        new = replace(
            head,
            rows=head.rows + len(ids),
            ids_bytes=head.ids_bytes + len(names),
            dead=head.dead + len(dead),
        )
        self._commit(new)
        return new

    def rewrite(self, head: Head, ids: Sequence[str], matrix: Floats, live: NDArray[np.bool_]) -> None:
        """Write the living rows to a new generation and remove the files of the old one."""
        new = Head(dim=head.dim, generation=head.generation + 1)
        self._start(new, commit=False)
        rows = np.flatnonzero(live)
        names = _pack([ids[row] for row in rows.tolist()])
        with room(self._folder):
            with self._path("rows", new).open("r+b") as file:
                for start in range(0, len(rows), _COPY_ROWS):
                    file.write(matrix[rows[start : start + _COPY_ROWS]].tobytes())
                sync(file)
            self._write("ids", new, 0, names)
        self._commit(replace(new, rows=len(rows), ids_bytes=len(names)))
        for part in ("rows", "ids", "dead"):
            self._path(part, head).unlink(missing_ok=True)

    def _start(self, head: Head, *, commit: bool = True) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for part in ("rows", "ids", "dead"):
            self._path(part, head).write_bytes(b"")
        sync_folder(self._folder)
        if commit:
            self._commit(head)

    def _commit(self, head: Head) -> None:
        with replacing(self._folder / "head.json") as file:
            file.write(json.dumps(asdict(head)).encode())

    def _grow(self, head: Head, rows: int) -> None:
        # Room ahead (a sparse file) keeps readers' mappings good over many appends.
        with self._path("rows", head).open("r+b") as file:
            there = file.seek(0, 2) // (4 * head.dim)
            if there < rows:
                file.truncate(4 * head.dim * max(rows, 2 * there, _LEAST_ROWS))

    def _write(self, part: str, head: Head, offset: int, content: bytes) -> None:
        with self._path(part, head).open("r+b") as file:
            file.seek(offset)
            file.write(content)
            sync(file)

    def _path(self, part: str, head: Head) -> Path:
        return self._folder / f"{part}.{head.generation}"


def _pack(ids: Sequence[str]) -> bytes:
    names = [id.encode() for id in ids]
    return b"".join(_LENGTH.pack(len(name)) + name for name in names)


def _unpack(content: bytes) -> Iterator[str]:
    at = 0
    while at < len(content):
        (length,) = _LENGTH.unpack_from(content, at)
        at += _LENGTH.size
        yield content[at : at + length].decode()
        at += length
