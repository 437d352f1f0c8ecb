"""The catalogue's rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from generec.domain.errors import DataError, NotFound
from generec.domain.feed import OPEN_STATES
from generec.domain.items import Item, State
from generec.store import seen
from generec.store.database import Database, advance, chunks, current, insert_or_replace
from generec.store.schema import ITEMS, JOBS, LOG, PARENTS, SOURCES

_READ = (ITEMS.c.body, ITEMS.c.state)


class SqlItems:
    """`generec.store.interface.Items` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, items: Iterable[Item]) -> int:
        """See `Items.put`. Where an id occurs twice, the last counts."""
        fresh = list({item.id: item for item in items}.values())
        for item in fresh:
            if item.origin != "found":
                raise DataError(f"item {item.id!r} is {item.origin}: made items enter by publish alone")
        with self._db.write() as connection:
            return sum(_put(connection, part) for part in chunks(fresh))

    def get(self, ids: Sequence[str]) -> dict[str, Item]:
        """See `Items.get`."""
        with self._db.read() as connection:
            found = {}
            for part in chunks(list(ids)):
                query = select(ITEMS.c.id, *_READ).where(ITEMS.c.id.in_(part))
                found.update({id: load(body, state) for id, body, state in connection.execute(query)})
        return {id: found[id] for id in ids if id in found}

    def changed(self, *, since: int = 0) -> Iterator[tuple[int, Item]]:
        """See `Items.changed`."""
        query = select(ITEMS.c.seq, *_READ).where(ITEMS.c.seq > since).order_by(ITEMS.c.seq)
        for seq, body, state in self._db.stream(query):
            yield seq, load(body, state)

    def seq(self) -> int:
        """See `Items.seq`."""
        with self._db.read() as connection:
            return current(connection, "items")

    def set_state(self, ids: Sequence[str], state: State) -> int:
        """See `Items.set_state`."""
        if state == "withdrawn":
            raise DataError("withdraw takes an item away with all that was made of it: use withdraw")
        with self._db.write() as connection:
            return _set_state(connection, ids, state)

    def descendants(self, id: str) -> list[str]:
        """See `Items.descendants`."""
        with self._db.read() as connection:
            return _descendants(connection, id)

    def withdraw(self, id: str, *, reason: str, at: float) -> list[str]:
        """See `Items.withdraw`. The reason goes into the operators' log."""
        with self._db.write() as connection:
            if connection.execute(select(ITEMS.c.id).where(ITEMS.c.id == id)).first() is None:
                raise NotFound(f"no item {id!r}")
            gone = [id, *_descendants(connection, id)]
            _set_state(connection, gone, "withdrawn")
            _cancel_jobs(connection, gone, at=at)
            connection.execute(insert(LOG).values(at=at, action="withdraw", subject=id, detail=reason))
        return gone

    def delete_made(self, id: str, *, at: float, reason: str) -> list[str] | None:
        """See `Items.delete_made`. The freed pages are overwritten."""
        with self._db.write() as connection:
            out = seen.delete_made(connection, id, at=at, reason=reason)
        if out is not None:
            self._db.scrub()
        return out

    def deleted(self, id: str | None = None) -> list[str]:
        """See `Items.deleted`."""
        query = select(LOG.c.detail).where(LOG.c.action == seen.DELETED).order_by(LOG.c.seq)
        with self._db.read() as connection:
            found = connection.execute(query if id is None else query.where(LOG.c.subject == id))
            return list(found.scalars())

    def unshown(self, blobs: Sequence[str]) -> list[str]:
        """See `Items.unshown`."""
        with self._db.read() as connection:
            return [key for part in chunks(list(blobs)) for key in seen.free(connection, list(part))]

    def by_recipe(self, key: str, *, owner: str | None = None) -> Item | None:
        """See `Items.by_recipe`."""
        with self._db.read() as connection:
            return made_by(connection, key, owner=owner)

    def count(self) -> dict[str, int]:
        """See `Items.count`."""
        query = select(ITEMS.c.origin, ITEMS.c.state, func.count()).group_by(ITEMS.c.origin, ITEMS.c.state)
        with self._db.read() as connection:
            return {f"{origin}.{state}": n for origin, state, n in connection.execute(query)}


def load(body: str, state: str) -> Item:
    """An item from its row: the state stands in its column alone, and joins the JSON here."""
    return Item.model_validate_json(f'{{"state":"{state}",{body[1:]}')


def row(item: Item, *, seq: int) -> dict[str, Any]:
    """The row of an item. Equal items have equal rows, whatever the order of a set."""
    data = item.model_dump(mode="json", exclude={"state"})
    data["allow"] = sorted(data["allow"])
    made = item.origin != "found"
    return {
        "id": item.id,
        "seq": seq,
        "work": item.work,
        "origin": item.origin,
        "state": item.state,
        "scope": item.scope,
        "owner": item.owner or "",
        "recipe": item.recipe if made else None,
        "seal": item.seal if made else None,
        "media": item.media,
        "thumbnail": item.thumbnail,
        "body": json.dumps(data, ensure_ascii=False, separators=(",", ":")),
    }


def made_by(connection: Connection, key: str, *, owner: str | None) -> Item | None:
    """The item that the recipe made, for everybody or for one owner."""
    query = select(*_READ).where(ITEMS.c.recipe == key, ITEMS.c.owner == (owner or ""))
    found = connection.execute(query).first()
    return load(*found) if found else None


def _put(connection: Connection, items: Sequence[Item]) -> int:
    query = select(ITEMS.c.id, ITEMS.c.origin, ITEMS.c.state, ITEMS.c.body)
    there = {
        known.id: known
        for known in connection.execute(query.where(ITEMS.c.id.in_([item.id for item in items])))
    }
    rows = [new for item in items if (new := _changed(item, there.get(item.id)))]
    last = advance(connection, "items", by=len(rows))
    for seq, new in enumerate(rows, start=last - len(rows) + 1):
        new["seq"] = seq
    insert_or_replace(connection, ITEMS, rows)
    written = {new["id"] for new in rows}
    _set_parents(connection, [item for item in items if item.id in written])
    return len(rows)


def _changed(item: Item, known: Any) -> dict[str, Any] | None:
    new = row(item, seq=0)
    if known is None:
        return new
    if known.origin != "found":
        raise DataError(f"item {item.id!r} was made here ({known.origin}): a found item cannot take its id")
    if known.state == "withdrawn":
        new["state"] = known.state
    return None if (new["body"], new["state"]) == (known.body, known.state) else new


def _set_parents(connection: Connection, items: Sequence[Item]) -> None:
    connection.execute(delete(PARENTS).where(PARENTS.c.item.in_([item.id for item in items])))
    add_parents(connection, {item.id: item.parents for item in items if item.parents})


def add_parents(connection: Connection, parents: Mapping[str, Iterable[str]]) -> None:
    """Write down what each item was made from."""
    rows = [{"item": id, "parent": parent} for id, all in parents.items() for parent in dict.fromkeys(all)]
    if rows:
        connection.execute(insert(PARENTS), rows)


def _descendants(connection: Connection, id: str) -> list[str]:
    children = select(PARENTS.c.item).where(PARENTS.c.parent == id).cte("line", recursive=True)
    line = children.union(select(PARENTS.c.item).join(children, PARENTS.c.parent == children.c.item))
    return [found for (found,) in connection.execute(select(line.c.item)) if found != id]


def _set_state(connection: Connection, ids: Sequence[str], state: State) -> int:
    changed = 0
    for part in chunks(list(dict.fromkeys(ids))):
        # A withdrawn item stays withdrawn.
        query = select(ITEMS.c.id).where(ITEMS.c.id.in_(part), ITEMS.c.state.not_in((state, "withdrawn")))
        found = list(connection.execute(query).scalars())
        first = advance(connection, "items", by=len(found)) - len(found) + 1
        for seq, id in enumerate(found, start=first):
            connection.execute(update(ITEMS).where(ITEMS.c.id == id).values(state=state, seq=seq))
        changed += len(found)
    return changed


def _cancel_jobs(connection: Connection, items: Sequence[str], *, at: float) -> None:
    for part in chunks(items):
        uses = select(SOURCES.c.recipe).where(SOURCES.c.item.in_(part))
        connection.execute(
            update(JOBS)
            .where(JOBS.c.state.in_(OPEN_STATES), JOBS.c.recipe.in_(uses))
            .values(state="cancelled", finished_at=at, error="what it is made from was withdrawn")
        )
