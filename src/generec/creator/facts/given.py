"""Facts that an operator gives: files of JSON lines, tables, or Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generec.creator.facts.rows import fact_of
from generec.domain.errors import ConfigError, DataError
from generec.domain.facts import Fact

KINDS = (".jsonl", ".csv", ".md")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_BOLD = re.compile(r"\*\*(\S+?)(?:\s+([^*\d][^*]*))?\*\*")
_HEADED = re.compile(r"^(.*?)(?:\s*\(([^)]*)\))?$")


class Given:
    """The facts of some files, read again when one changes."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = tuple(files)
        self._read: dict[Path, tuple[tuple[int, int], tuple[Fact, ...]]] = {}

    def facts(self) -> list[Fact]:
        """All facts in order. Raises `DataError` naming file, row and field, `ConfigError` for none."""
        return [fact for file in self._files for fact in self._of(file)]

    def words(self, id: str) -> str | None:
        """All that a row states, by the id of its source; None where no row has it (any more)."""
        return next(("\n".join(fact.lines()) for fact in self.facts() if fact.source.id == id), None)

    def _of(self, file: Path) -> tuple[Fact, ...]:
        try:
            found = file.stat()
        except OSError as error:
            raise ConfigError(
                f"creator.facts.files: {file} cannot be read ({error.strerror})", field="files"
            ) from error
        now = found.st_mtime_ns, found.st_size
        if file not in self._read or self._read[file][0] != now:
            self._read[file] = now, tuple(read(file))
        return self._read[file][1]


def read(file: Path) -> list[Fact]:
    """The facts of one file. Raises `DataError` naming file, row and field for what is wrong."""
    kind = file.suffix.casefold()
    if kind not in KINDS:
        raise DataError(f"facts are read from {', '.join(KINDS)}", file=file.name)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot be read ({error})", file=file.name) from error
    rows = {".jsonl": _lines, ".csv": _table, ".md": _markdown}[kind](text, file.name)
    return [fact_of(row, file=file.name, number=number) for number, row in rows]


def _lines(text: str, file: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DataError(f"is no JSON: {error}", file=file, row=number) from error
        if not isinstance(row, dict):
            raise DataError("is no object", file=file, row=number)
        yield number, row


def _table(text: str, file: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, row in enumerate(csv.DictReader(io.StringIO(text, newline="")), 2):
        if None in row:
            raise DataError("has more cells than the head of the table", file=file, row=number)
        if any(row.values()):
            yield number, row


def _markdown(text: str, file: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """A heading is a topic; `Source:` and `Licence:` hold until changed; each bullet is a statement.

    `**70 m**` in a statement is its number; a table under it has its values, or places where the head of
    its second column ends in `(map)`.
    """
    around: dict[str, str] = {}
    held: dict[str, Any] | None = None
    begin, gap = 0, False
    for number, line in enumerate([*text.splitlines(), "#"], 1):
        bare = line.strip()
        if held is not None and bare.startswith("|"):
            _row(held, [cell.strip() for cell in bare.strip("|").split("|")], file, number)
            continue
        if held is not None and bare and (gap or bare.startswith(("#", "- ", "* "))):
            yield begin, _closed(held)
            held = None
        gap = not bare
        if gap:
            continue
        if bare.startswith("#"):
            around["topic"] = bare.lstrip("# ")
        elif bare.startswith(("- ", "* ")):
            held, begin = {**around, **_bullet(bare[2:])}, number
        elif held is not None:
            held["statement"] = f"{held['statement']} {bare}"
        else:
            around.update(_said(bare))


def _said(bare: str) -> dict[str, str]:
    name, _, value = bare.partition(":")
    name, value = name.strip().casefold(), value.strip()
    if name in ("licence", "license"):
        return {"licence": value}
    if name in ("creator", "language"):
        return {name: value}
    if name != "source":
        return {}
    link = _LINK.fullmatch(value)
    return {"source": link[1], "address": link[2]} if link else {"source": value, "address": ""}


def _bullet(text: str) -> dict[str, Any]:
    bold = _BOLD.search(text)
    out: dict[str, Any] = {"statement": text.replace("**", "")}
    if bold:
        out |= {"number": bold[1], "unit": bold[2] or ""}
    return out


def _row(held: dict[str, Any], cells: Sequence[str], file: str, number: int) -> None:
    if len(cells) != 2:
        raise DataError("a table of values has two columns", file=file, row=number, field="series")
    into = held.get("_into")
    if into is None:
        headed = _HEADED.match(cells[1])
        what, unit = (headed[1], headed[2] or "") if headed else ("", "")
        held["_into"] = "places" if unit == "map" else "series"
        held[held["_into"]] = []
        held |= {} if unit == "map" else {"measure": what, "measure_unit": unit}
    elif not set("".join(cells)) <= set("-: "):
        held[into].append([cells[0], cells[1]])


def _closed(held: dict[str, Any]) -> dict[str, Any]:
    """A series over years is a line."""
    held.pop("_into", None)
    labels = [label for label, _ in held.get("series", [])]
    if labels and all(label.isdigit() and len(label) == 4 for label in labels):
        held["drawn"] = "line"
    return held
