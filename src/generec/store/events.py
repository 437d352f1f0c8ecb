"""The feedback log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select

from generec.domain.events import Event
from generec.store.database import Database, advance, chunks, current, insert_new, insert_statement
from generec.store.schema import EVENT_COUNTS, EVENTS

_FIELDS = ("id", "user", "item", "kind", "value", "at", "request", "position", "text")
_READ = tuple(EVENTS.c[name] for name in _FIELDS)
_BATCH = 10_000


class SqlEvents:
    """`generec.store.interface.Events` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, events: Iterable[Event]) -> int:
        """See `Events.put`. All are kept or none."""
        # Read before the transaction begins: a slow source must not hold up other writers.
        rows = [{name: getattr(event, name) for name in _FIELDS} for event in events]
        with self._db.write() as connection:
            last = connection.execute(select(func.max(EVENTS.c.seq))).scalar() or 0
            new = sum(insert_new(connection, EVENTS, part) for part in chunks(rows, _BATCH))
            if new:
                _count(connection, EVENTS.c.seq > last, sign=1)
                advance(connection, "events", by=new)
        return new

    def of(self, user: str, *, limit: int | None = None) -> list[Event]:
        """See `Events.of`."""
        query = select(*_READ).where(EVENTS.c.user == user)
        query = query.order_by(EVENTS.c.at.desc(), EVENTS.c.seq.desc()).limit(limit)
        with self._db.read() as connection:
            return [_event(found) for found in connection.execute(query)]

    def all(self) -> Iterator[Event]:
        """See `Events.all`."""
        yield from map(_event, self._db.stream(select(*_READ).order_by(EVENTS.c.at, EVENTS.c.seq)))

    def about(self, items: Sequence[str]) -> list[Event]:
        """See `Events.about`. Reads the whole log's rows once: items have no index there."""
        query = select(*_READ).order_by(EVENTS.c.at, EVENTS.c.seq)
        with self._db.read() as connection:
            found = [
                _event(row)
                for part in chunks(list(items))
                for row in connection.execute(query.where(EVENTS.c.item.in_(part)))
            ]
        return sorted(found, key=lambda event: event.at)

    def seq(self) -> int:
        """See `Events.seq`."""
        with self._db.read() as connection:
            return current(connection, "events")

    def counts(self) -> dict[str, dict[str, int]]:
        """See `Events.counts`."""
        out: dict[str, dict[str, int]] = {}
        with self._db.read() as connection:
            query = select(EVENT_COUNTS.c.item, EVENT_COUNTS.c.kind, EVENT_COUNTS.c.n)
            for item, kind, n in connection.execute(query):
                out.setdefault(item, {})[kind] = n
        return out


def erase_events(connection: Connection, user: str) -> int:
    """Delete a viewer's events and take them out of the counts; returns how many there were."""
    _count(connection, EVENTS.c.user == user, sign=-1)
    connection.execute(delete(EVENT_COUNTS).where(EVENT_COUNTS.c.n <= 0))
    gone = connection.execute(delete(EVENTS).where(EVENTS.c.user == user)).rowcount
    if gone:
        advance(connection, "events")
    return gone


def _count(connection: Connection, which: Any, *, sign: int) -> None:
    groups = select(EVENTS.c.item, EVENTS.c.kind, sign * func.count()).where(which)
    groups = groups.group_by(EVENTS.c.item, EVENTS.c.kind)
    statement = insert_statement(connection, EVENT_COUNTS).from_select(["item", "kind", "n"], groups)
    added = EVENT_COUNTS.c.n + statement.excluded.n
    connection.execute(statement.on_conflict_do_update(index_elements=["item", "kind"], set_={"n": added}))


def _event(found: Any) -> Event:
    id, user, item, kind, value, at, request, position, text = found
    return Event(
        id=id,
        user=user,
        item=item,
        kind=kind,
        value=value,
        at=at,
        request=request,
        position=position,
        text=text,
    )
