"""From a row of a table, a record or a file to an item whose media have not been looked at yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol, get_args

from pydantic import ValidationError

from generec.domain.errors import DataError, MediaError
from generec.domain.items import Item, Permission, Rights
from generec.ingest.sources import Found, Listed
from generec.ingest.tables import Row
from generec.ingest.values import Moments, absent, flag, text, topics

CHUNK = 1000
Refuse = Callable[[str, int | None, str | None, str], None]


class Allow(Protocol):
    """What says which permissions an item has, such as `policy.rights.allow`."""

    def __call__(
        self, *, rights: Rights, licence: str | None, column: str | None = None
    ) -> frozenset[Permission]:
        """Raises `DataError` for a word that is no permission."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """An item to be, and where it came from. `state_given`: the row itself says live or not."""

    item: Item
    media: Path | None
    file: str
    row: int | None = None
    state_given: bool = False


@dataclass(frozen=True)
class Reader:
    """Makes entries. `rights` holds where a row says nothing; `outside` lets tables name any file."""

    rights: Rights
    allow: Allow
    max_text: int
    outside: bool = False

    def listed(self, source: Listed, *, refuse: Refuse) -> Iterator[Entry]:
        """The rows of a table of items; those that cannot be taken go to refuse(file, row, field, reason)."""
        fields, file = source.match.fields, source.table.path.name
        rows = source.table.rows()
        first = list(islice(rows, CHUNK))
        moments: dict[str, Moments] = {
            name: Moments([row.cells.get(fields[name]) for row in first])
            for name in ("published_at", "expires_at")
            if name in fields
        }
        for row in chain(first, rows):
            try:
                yield self._row(row, source, moments)
            except DataError as error:
                refuse(file, row.number, error.field, error.reason)

    def found(self, source: Found) -> Entry:
        """A file that is an item by itself: its title is its name made readable."""
        words = read_text(source.words, limit=self.max_text) if source.words else ""
        name = source.path.stem.replace("_", " ").replace("-", " ").strip()
        item = self._item({"id": source.id, "title": name, "description": words}, column=None)
        return Entry(item, source.path, str(source.path))

    def record(self, record: Mapping[str, Any], *, row: int, folder: Path | None) -> Entry:
        """A plain record with the fields of an item, and `media`: a path inside `folder`."""
        data = {key: value for key, value in record.items() if value is not None}
        media = data.pop("media", None)
        strange = sorted(data.keys() - _RECORD)
        if strange:
            raise DataError(
                f"is not a field of an item (there are: {', '.join(sorted(_RECORD))})", field=strange[0]
            )
        if media is not None and folder is None:
            raise DataError("media are not taken here; give inline text", field="media")
        for name in ("published_at", "expires_at"):
            if name in data:
                data[name] = _parsed(Moments([]), data[name], name)
        if "topics" in data:
            data["topics"] = topics(data["topics"])
        path = _inside(text(media), folder, outside=False) if media is not None and folder else None
        return self._entry(data, path, file="records", row=row)

    def _row(self, row: Row, source: Listed, moments: Mapping[str, Moments]) -> Entry:
        if row.problem:
            raise DataError(row.problem)
        fields = source.match.fields
        cells = {field: row.cells.get(column) for field, column in fields.items()}
        data: dict[str, Any] = {f: words for f in _WORDS if (words := text(cells.get(f)))}
        column = fields.get("topics")
        data["topics"] = topics(cells.get("topics"), blanks=column in source.table.sequences)
        for name, moment in moments.items():
            data[name] = _parsed(moment, cells[name], fields[name])
        for name in ("ai", "available"):
            given = _parsed(flag, cells.get(name), fields.get(name, name))
            if given is not None:
                data[name] = given
        media = _media(cells, source, outside=self.outside)
        data.setdefault("id", _id_of(media, source) if "id" not in fields else "")
        return self._entry(data, media, file=source.table.path.name, row=row.number)

    def _entry(self, data: dict[str, Any], media: Path | None, *, file: str, row: int) -> Entry:
        if not text(data.get("id")):
            raise DataError("is missing", field="id")
        available = data.pop("available", None)
        if available is False:
            data["state"] = "unavailable"
        if media is not None and data.get("text"):
            # Words beside a picture are about it; only an item without media has a body.
            data["description"] = data.get("description") or data["text"]
            del data["text"]
        if media is None and not (data.get("title") or data.get("text") or data.get("description")):
            raise DataError("has neither media nor words")
        for name in ("title", "description", "text"):
            if len(data.get(name) or "") > self.max_text:
                raise DataError(f"is longer than {self.max_text:,} characters", field=name)
        item = self._item(data, column=data.pop("allow", None))
        return Entry(item, media, file, row, state_given=available is not None)

    def _item(self, data: dict[str, Any], *, column: str | None) -> Item:
        rights = data.get("rights") or self.rights
        if rights not in get_args(Rights):
            raise DataError(f"{rights!r} is not one of {', '.join(get_args(Rights))}", field="rights")
        licence = data.get("licence") or "unknown"
        allowed = self.allow(rights=rights, licence=licence, column=column)
        try:
            return Item.model_validate(
                {
                    **data,
                    "work": data["id"],
                    "kind": "text",
                    "rights": rights,
                    "licence": licence,
                    "allow": allowed,
                }
            )
        except ValidationError as error:
            first = error.errors()[0]
            field = str(first["loc"][0]) if first["loc"] else None
            raise DataError(first["msg"], field=field) from error


def read_text(path: Path, *, limit: int) -> str:
    """A text file's content: UTF-8, or UTF-16 with its mark. Raises `MediaError`."""
    if path.stat().st_size > 4 * limit:
        raise MediaError(f"{path.name}: the text is longer than {limit:,} characters")
    raw = path.read_bytes()
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding).replace("\r\n", "\n").strip()
    except UnicodeDecodeError as error:
        raise MediaError(f"{path.name}: is not UTF-8 text") from error


_WORDS = (
    "id", "title", "description", "text", "licence", "creator", "language", "allow", "rights", "source",
)  # fmt: skip
_RECORD = frozenset((*_WORDS, "topics", "published_at", "expires_at", "ai", "available"))


def _media(cells: Mapping[str, Any], source: Listed, *, outside: bool) -> Path | None:
    """The row's media: what its column names, else a file near the table that is called like the id."""
    named = cells.get("media")
    if not absent(named):
        return _inside(text(named), source.folder, outside=outside)
    return source.beside.get(text(cells.get("id"))) if "media" not in source.match.fields else None


def _inside(name: str, folder: Path, *, outside: bool) -> Path:
    if "://" in name:
        raise DataError("is an address; media are read from files, never fetched", field="media")
    try:
        path = (folder / name).resolve()
        there = path.is_file()
    except (OSError, ValueError) as error:
        raise DataError("is not a file name", field="media") from error
    if not outside and not path.is_relative_to(folder.resolve()):
        raise DataError(
            f"lies outside of {folder.name or folder} (ingest.outside lets tables name any file)",
            field="media",
        )
    if not there:
        raise DataError(f"no such file: {name}", field="media")
    return path


def _id_of(media: Path | None, source: Listed) -> str:
    """The id of a row in a table without ids: its media's path without extension."""
    if media is None:
        return ""
    folder = source.folder.resolve()
    return (media.relative_to(folder) if media.is_relative_to(folder) else media).with_suffix("").as_posix()


def _parsed(reader: Callable[[Any], Any], value: Any, field: str) -> Any:
    try:
        return reader(value)
    except ValueError as error:
        raise DataError(str(error), field=field) from error
