"""From the feedback that callers send to events."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from generec.domain.errors import DataError, NotFound
from generec.domain.events import EVENT_KINDS, Event
from generec.system import retention
from generec.system.assembly import Parts
from generec.system.texts import whole

_NEEDS_VALUE = frozenset(("view", "rating"))


def parse(rows: Iterable[Mapping[str, Any]], *, now: float) -> list[Event]:
    """Events from plain records; all of them, or a `DataError` naming the first wrong row and field.

    `at` is RFC 3339 text or epoch seconds, and `now` where it is absent.
    """
    return [_event(row, number=number, now=now) for number, row in enumerate(rows)]


def take(parts: Parts, rows: Iterable[Mapping[str, Any]], *, now: float) -> int:
    """Record events, keep the wishes that reasons hold, and learn of variants; how many are new.

    What was to be deleted after viewing goes.

    Raises `DataError`, and `NotFound` for an item that is not there or is another viewer's own.
    """
    events = parse(rows, now=now)
    known = parts.home.rows.items.get(list({event.item for event in events}))
    for number, event in enumerate(events):
        if event.item not in known or known[event.item].owner not in (None, event.user):
            raise NotFound(f"there is no item {event.item!r}", row=number, field="item")
    for event in events:
        if event.kind == "why" and event.text:
            wish = parts.reading.why(event.text, item=known[event.item])
            parts.people.keep(event.user, wish, at=event.at)
    new = parts.home.rows.events.put(events)
    if new:
        parts.variants.learn(events, known, profile=lambda user: parts.reading.profile(user, at=now))
        retention.seen(parts, events, known)
    return new


def _event(row: Mapping[str, Any], *, number: int, now: float) -> Event:
    if not isinstance(row, Mapping):
        raise DataError("an event is a record with user, item and kind", row=number)
    data = dict(row)
    data["at"] = _at(data.get("at"), number=number, now=now)
    if data.get("kind") not in EVENT_KINDS:
        known = ", ".join(sorted(EVENT_KINDS))
        raise DataError(f"{data.get('kind')!r} is not one of {known}", row=number, field="kind")
    if data["kind"] in _NEEDS_VALUE and data.get("value") is None:
        raise DataError(f"a {data['kind']} needs a value", row=number, field="value")
    if data["kind"] == "why" and not data.get("text"):
        raise DataError("a why needs the viewer's words", row=number, field="text")
    for name, value in data.items():
        if isinstance(value, str):
            whole(value, field=name, row=number)
    try:
        return Event.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise DataError(first["msg"], row=number, field=".".join(map(str, first["loc"]))) from error


def _at(value: Any, *, number: int, now: float) -> float:
    if value is None:
        return now
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    if isinstance(value, str):
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
    raise DataError(f"{value!r} is neither RFC 3339 nor epoch seconds", row=number, field="at")
