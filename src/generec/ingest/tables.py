"""Tables of any kind as a stream of rows: CSV, TSV, JSON lines, Parquet, RecBole's atomic files.

A row that cannot be read says why and the next one follows. Rows are numbered as a person finds
them: lines as a spreadsheet counts records (the header is 1), JSON lines by line, Parquet from 1.
"""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from generec.domain.errors import DataError

SUFFIXES = frozenset((".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".inter", ".item"))
MAX_FIELD = 4_000_000
"""Characters of one cell, at most."""

_LOOK = 65_536


class Row(NamedTuple):
    """One row: its number, and its cells by column; or why it could not be read (`problem`)."""

    number: int
    cells: dict[str, Any]
    problem: str = ""


class Table(NamedTuple):
    """A table whose header has been read. `sequences` are columns of words divided by blanks.

    `made` gives the rows of a file that is written in another way than tables are.
    """

    path: Path
    columns: tuple[str, ...]
    delimiter: str = ""
    encoding: str = "utf-8-sig"
    sequences: frozenset[str] = frozenset()
    made: Callable[[], Iterator[Row]] | None = None

    def rows(self) -> Iterator[Row]:
        """Every row, streamed."""
        if self.made is not None:
            return self.made()
        if self.path.suffix.lower() == ".parquet":
            return _parquet_rows(self.path)
        return _csv_rows(self) if self.delimiter else _json_rows(self.path, self.encoding)

    def size(self) -> int:
        """About how many rows there are: lines, for text."""
        if self.path.suffix.lower() == ".parquet":
            return int(pq.ParquetFile(self.path).metadata.num_rows)
        with self.path.open("rb") as file:
            return sum(part.count(b"\n") for part in iter(lambda: file.read(1 << 20), b""))


def is_table(path: Path) -> bool:
    """Whether a file is a table by its name; a table has no signature of its own."""
    return path.suffix.lower() in SUFFIXES


def open_table(path: Path) -> Table:
    """Read a table's header. Raises `DataError` naming the file when that cannot be done."""
    try:
        if path.suffix.lower() == ".parquet":
            return Table(path, tuple(pq.read_schema(path).names))
        encoding = _encoding(path)
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            return Table(path, _json_columns(path, encoding), encoding=encoding)
        return _csv_table(path, encoding)
    except (OSError, pa.ArrowException, UnicodeError, csv.Error) as error:
        raise DataError(f"cannot be read as a table ({error})", file=path.name) from error


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4)
    if not head:
        raise DataError("is empty", file=path.name)
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


def _open(path: Path, encoding: str) -> IO[str]:
    # Undecodable bytes come as surrogates, so that the row that holds them can be named.
    return path.open(encoding=encoding, errors="surrogateescape", newline="")


def _csv_table(path: Path, encoding: str) -> Table:
    with _open(path, encoding) as file:
        first = file.readline(_LOOK)
    atomic = path.suffix.lower() in (".inter", ".item")
    delimiter = "\t" if atomic or path.suffix.lower() == ".tsv" else _delimiter(first)
    draft = Table(path, (), delimiter, encoding)
    with _open(path, encoding) as file:
        header = next(_reader(file, draft), [])
    if _undecodable("".join(header)):
        raise DataError("the header is not UTF-8; save the file as UTF-8", file=path.name)
    named = [cell.strip().partition(":") if atomic else (cell.strip(), "", "") for cell in header]
    columns = tuple(name for name, _, _ in named)
    if doubled := next((c for c in columns if columns.count(c) > 1), None):
        raise DataError(f"two columns are called {doubled!r}", file=path.name)
    sequences = frozenset(name for name, _, kind in named if kind == "token_seq")
    return draft._replace(columns=columns, sequences=sequences)


def _delimiter(line: str) -> str:
    """The likeliest delimiter of a header line, quoted parts left aside."""
    bare = "".join(line.split('"')[::2])
    return max(",\t;|", key=lambda mark: (bare.count(mark), mark == ","))


def _reader(file: IO[str], table: Table) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_FIELD)
    if table.path.suffix.lower() in (".inter", ".item"):
        return csv.reader(file, delimiter=table.delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader(file, delimiter=table.delimiter)


def _csv_rows(table: Table) -> Iterator[Row]:
    with _open(table.path, table.encoding) as file:
        reader, number = _reader(file, table), 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except UnicodeError:
                yield Row(number, {}, "is not UTF-16 text; the rest of the file was not read")
                return
            except csv.Error as error:
                yield Row(number, {}, f"cannot be read ({error})")
                continue
            if number > 1 and any(cells):
                yield _csv_row(number, cells, table.columns)


def _csv_row(number: int, cells: list[str], columns: tuple[str, ...]) -> Row:
    if len(cells) != len(columns):
        return Row(number, {}, f"has {len(cells)} fields, the header {len(columns)}")
    if any(_undecodable(cell) for cell in cells):
        return Row(number, {}, "is not UTF-8; save the file as UTF-8")
    return Row(number, dict(zip(columns, cells, strict=True)))


def _undecodable(cell: str) -> bool:
    return not cell.isascii() and any("\ud800" <= char <= "\udfff" for char in cell)


def _json_columns(path: Path, encoding: str) -> tuple[str, ...]:
    columns: dict[str, None] = {}
    for row in _json_rows(path, encoding):
        columns.update(dict.fromkeys(row.cells))
        if row.number >= 100:
            break
    return tuple(columns)


def _json_rows(path: Path, encoding: str) -> Iterator[Row]:
    with _open(path, encoding) as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            if _undecodable(line):
                yield Row(number, {}, "is not UTF-8; save the file as UTF-8")
                continue
            try:
                cells = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield Row(number, {}, f"is not JSON ({str(error)[:80]})")
                continue
            if isinstance(cells, dict):
                yield Row(number, cells)
            else:
                yield Row(number, {}, "is not a JSON object")


def _parquet_rows(path: Path) -> Iterator[Row]:
    number = 0
    for batch in pq.ParquetFile(path).iter_batches(batch_size=1024):
        for cells in batch.to_pylist():
            number += 1
            yield Row(number, cells)
