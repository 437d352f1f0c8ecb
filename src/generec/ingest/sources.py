"""What the caller points at: folders, single files and tables, sorted before any work begins."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from generec.domain.errors import DataError, MediaError
from generec.ingest.columns import EVENT, ITEM, Match, check_choice, is_events, match
from generec.ingest.interactions import Reading
from generec.ingest.layouts import Layout, recognised
from generec.ingest.tables import Table, is_table, open_table
from generec.media.sniff import sniff

MEDIA = frozenset(
    (
        *(".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi", ".ogv", ".flv", ".wmv", ".asf", ".mpg", ".mpeg"),
        *(".ts", ".mts", ".gif", ".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".avif", ".heic"),
    )
)
TEXTS = frozenset((".txt", ".md", ".markdown"))
_ABOUT = re.compile(r"^(readme|licen[cs]e|copying|changelog|credits|attribution|notice)\b", re.IGNORECASE)


class Found(NamedTuple):
    """A file that is an item by itself. `words` is a text beside it of the same name, or None."""

    id: str
    path: Path
    words: Path | None


class Listed(NamedTuple):
    """A table of items: `folder` is what its paths are relative to, `beside` its media by name."""

    table: Table
    match: Match
    folder: Path
    beside: Mapping[str, Path]


@dataclass
class Plan:
    """What an ingest is going to read. `refused` are (file, reason) of what cannot be."""

    listed: list[Listed] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    logs: list[Reading] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    ignored: int = 0
    layouts: list[str] = field(default_factory=list)

    def size(self) -> int:
        """About how many rows and files there are."""
        tables = [part.table for part in self.listed] + [log.table for log in self.logs]
        return len(self.found) + sum(table.size() for table in tables)

    def unknown(self) -> dict[str, tuple[str, ...]]:
        """Columns that mean nothing, by table."""
        pairs = [(part.table, part.match) for part in self.listed] + [(r.table, r.match) for r in self.logs]
        return {table.path.name: match.unknown for table, match in pairs if match.unknown}


def plan(
    sources: Iterable[Path], *, interactions: Iterable[Path] = (), columns: Mapping[str, str] | None = None
) -> Plan:
    """Look through `sources` and sort what is there; nothing but headers of tables is read.

    A folder is walked through; a table in it that names users and items is a log, any other one
    that names ids, titles or media lists items, and the media near it belong to it; the folder of
    a published data set is read as that (see `layouts`). With
    `interactions` given, logs found in folders are left alone. Raises `DataError` for a source that
    does not exist or a table that was named and cannot be read, `ConfigError` for wrong `columns`.
    """
    out, chosen = Plan(), dict(columns or {})
    named = [Path(path) for path in interactions]
    for source in map(Path, sources):
        if not source.exists():
            raise DataError("does not exist; give a folder, a table or a media file", file=str(source))
        if source.is_dir() and (layout := recognised(source)) is not None:
            _published(layout, source, out, logs=not named)
        elif source.is_dir():
            _folder(source, out, chosen, logs=not named)
        elif is_table(source):
            _table(open_table(source), out, chosen, beside={}, logs=True)
        else:
            out.found.append(Found(source.stem, source, None))
    for log in named:
        if not log.is_file():
            raise DataError("does not exist; give a table of interactions", file=str(log))
        out.logs.append(_log(open_table(log), chosen))
    check_choice(chosen, [p.table.columns for p in out.listed] + [r.table.columns for r in out.logs])
    out.found = _unique(out.found)
    return out


def _published(layout: Layout, folder: Path, out: Plan, *, logs: bool) -> None:
    out.layouts.append(layout.name)
    out.listed += [Listed(table, match(table.columns, ITEM), folder, {}) for table in layout.items]
    if logs:
        out.logs += [_log(table, {}) for table in layout.logs]


def _log(table: Table, chosen: Mapping[str, str]) -> Reading:
    if not is_events(table.columns, chosen):
        raise DataError(
            "names no user and item; call the columns user_id and item_id, or choose them by columns",
            file=table.path.name,
        )
    return Reading(table, match(table.columns, EVENT, chosen))


def _table(
    table: Table, out: Plan, chosen: Mapping[str, str], *, beside: Mapping[str, Path], logs: bool
) -> bool:
    """Sort a table; whether it lists items."""
    if is_events(table.columns, chosen):
        if logs:
            out.logs.append(_log(table, chosen))
        return False
    found = match(table.columns, ITEM, chosen)
    if not {"id", "media"} & found.fields.keys():
        raise DataError(
            "names no items; call a column item_id or media, or choose it by columns", file=table.path.name
        )
    out.listed.append(Listed(table, found, table.path.parent, beside))
    return True


def _folder(folder: Path, out: Plan, chosen: Mapping[str, str], *, logs: bool) -> None:
    files = _walk(folder)
    governed = []
    for path in filter(is_table, files):
        near = [p for p in files if p.is_relative_to(path.parent) and p.suffix.lower() in MEDIA]
        try:
            if _table(open_table(path), out, chosen, beside=_by_name(near), logs=logs):
                governed.append(path.parent)
        except DataError as error:
            out.refused.append((str(path), error.reason))
    free = [p for p in files if not is_table(p) and not any(p.is_relative_to(g) for g in governed)]
    _loose(folder, free, out)


def _walk(folder: Path) -> list[Path]:
    """Every file below, in a fixed order, hidden ones left out."""
    out = []
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX")))
        out += [Path(base, name) for name in sorted(names) if not name.startswith(".")]
    return [path for path in out if path.is_file()]


def _by_name(paths: Iterable[Path]) -> dict[str, Path]:
    """Media by the name without extension, where that is one file's alone."""
    paths = list(paths)
    count = Counter(path.stem for path in paths)
    return {path.stem: path for path in paths if count[path.stem] == 1}


def _loose(folder: Path, files: Sequence[Path], out: Plan) -> None:
    media = {path.with_suffix("") for path in files if path.suffix.lower() in MEDIA}
    for path in files:
        kind = path.suffix.lower()
        if kind in TEXTS:
            if path.with_suffix("") in media or _ABOUT.match(path.name):
                continue
        elif kind not in MEDIA and not _looks_like_media(path):
            out.ignored += 1
            continue
        words = next((p for t in sorted(TEXTS) if (p := path.with_suffix(t)) in files and p != path), None)
        name = path.relative_to(folder).with_suffix("").as_posix()
        out.found.append(Found(name, path, words if kind not in TEXTS else None))


def _looks_like_media(path: Path) -> bool:
    try:
        return sniff(path).kind != "text"
    except MediaError:
        return False


def _unique(found: Sequence[Found]) -> list[Found]:
    """Files of one name keep their extension in the id; if that is not enough, their folder's name."""
    out = list(found)
    for step in (lambda f: f.id + f.path.suffix, lambda f: f"{f.path.parent.name}/{f.id}"):
        count = Counter(part.id for part in out)
        out = [part._replace(id=step(part)) if count[part.id] > 1 else part for part in out]
    return out
