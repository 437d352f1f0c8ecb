"""Rows of a feedback log to events.

One row can be several events: seconds watched are a `view`, a rating a `rating`, and each flag
that is set its own. An event's id is a hash of user, item, moment and kind, so a log that is read
again, whole or longer or under another name, adds only what is new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any, NamedTuple

from pydantic import ValidationError

from generec.domain.errors import DataError
from generec.domain.events import EVENT_KINDS, Event
from generec.ingest.columns import Match
from generec.ingest.tables import Row, Table
from generec.ingest.values import Moments, flag, number, text

CHUNK = 4096

FLAGS = {
    "liked": "like",
    "disliked": "dislike",
    "skipped": "skip",
    "clicked": "click",
    "completed": "complete",
    "shared": "share",
    "purchased": "purchase",
    "hidden": "hide",
}

KINDS = {
    **{kind: kind for kind in EVENT_KINDS},
    "watch": "view", "play": "view", "watched": "view", "viewed": "view", "pv": "click",
    "liked": "like", "fav": "like", "favorite": "like", "favourite": "like", "disliked": "dislike",
    "skipped": "skip", "clicked": "click", "rate": "rating", "rated": "rating", "buy": "purchase",
    "purchased": "purchase", "order": "purchase", "shared": "share", "completed": "complete",
    "expose": "impression", "exposure": "impression", "shown": "impression",
}  # fmt: skip
"""What logs call the kinds of event."""

NEEDS_VALUE = frozenset(("view", "rating"))
Refuse = Callable[[int, str | None, str], None]


class Reading(NamedTuple):
    """A log and how to read it."""

    table: Table
    match: Match


def read_events(reading: Reading, *, refuse: Refuse) -> Iterator[tuple[int, Event]]:
    """(row number, event) of every row that can be read; the others go to refuse(row, field, reason)."""
    fields = reading.match.fields
    rows = reading.table.rows()
    first = list(islice(rows, CHUNK))
    moment = Moments([row.cells.get(fields["at"]) for row in first] if "at" in fields else [])
    for row in chain(first, rows):
        if row.problem:
            refuse(row.number, None, row.problem)
            continue
        try:
            events = _events(row, fields, moment)
        except DataError as error:
            refuse(row.number, error.field, error.reason)
            continue
        yield from ((row.number, event) for event in events)


def event_id(*, user: str, item: str, at: float, kind: str) -> str:
    """The id of an event that brings none: the same act has the same id, in whatever file it stands."""
    words = "\x1f".join((user, item, repr(round(at, 3)), kind))
    return "log:" + hashlib.sha256(words.encode()).hexdigest()[:32]


def _events(row: Row, fields: dict[str, str], moment: Moments) -> list[Event]:
    def cell(field: str) -> Any:
        return row.cells.get(fields[field]) if field in fields else None

    user, item = text(cell("user")), text(cell("item"))
    for field, value in (("user", user), ("item", item)):
        if not value:
            raise DataError("is missing", field=fields[field])
    at = _parsed(moment, cell("at"), fields.get("at"))
    if at is None and "at" in fields:
        raise DataError("is missing", field=fields["at"])
    base = {
        "user": user,
        "item": item,
        "at": at or 0.0,
        "request": text(cell("request")) or None,
        "position": _whole(cell("position"), fields.get("position")),
        "text": text(cell("text")) or None,
    }
    acts = _acts(cell, fields)
    if not acts:
        raise DataError("says nothing that was done: every column of acts is empty")
    own = text(cell("event_id"))
    return [
        _event(base, kind=kind, value=value, own=own if len(acts) == 1 else own and f"{own}:{kind}")
        for kind, value in acts
    ]


def _event(base: dict[str, Any], *, kind: str, value: float | None, own: str) -> Event:
    key = own or event_id(user=base["user"], item=base["item"], at=base["at"], kind=kind)
    try:
        return Event(id=key, kind=kind, value=value, **base)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        raise DataError(first["msg"], field=str(first["loc"][0]) if first["loc"] else None) from error


def _acts(cell: Callable[[str], Any], fields: dict[str, str]) -> list[tuple[str, float | None]]:
    """(kind, value) of everything that a row says was done."""
    if "kind" in fields and text(cell("kind")):
        return [_named(cell, fields)]
    acts: list[tuple[str, float | None]] = []
    for field, kind in (("watched_s", "view"), ("rating", "rating")):
        value = _parsed(number, cell(field), fields.get(field))
        if value is not None:
            if value < 0:
                raise DataError("is below zero", field=fields[field])
            acts.append((kind, value))
    acts += [(k, None) for f, k in FLAGS.items() if f in fields and _parsed(flag, cell(f), fields[f])]
    says = {"kind", "watched_s", "rating", *FLAGS} & fields.keys()
    return acts if says else [("click", None)]


def _named(cell: Callable[[str], Any], fields: dict[str, str]) -> tuple[str, float | None]:
    word = text(cell("kind")).casefold()
    if word not in KINDS:
        raise DataError(f"{word[:40]!r} is no kind of event", field=fields["kind"])
    kind = KINDS[word]
    source = {"view": "watched_s", "rating": "rating"}.get(kind, "value")
    source = source if source in fields else "value"
    value = _parsed(number, cell(source), fields.get(source))
    if value is None and kind in NEEDS_VALUE:
        raise DataError(f"a {kind} needs a value", field=fields.get(source, "value"))
    return kind, value


def _whole(value: Any, field: str | None) -> int | None:
    read = _parsed(number, value, field)
    return int(read) if read is not None else None


def _parsed(reader: Callable[[Any], Any], value: Any, field: str | None) -> Any:
    try:
        return reader(value)
    except ValueError as error:
        raise DataError(str(error), field=field) from error
