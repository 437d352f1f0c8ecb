"""What is kept about a viewer: all of it handed out, and all of it erased."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, Table, delete, or_, select, update

from generec.store.database import advance, chunks
from generec.store.events import erase_events
from generec.store.schema import (
    DECISIONS,
    EVENTS,
    ITEMS,
    JOBS,
    KEPT,
    RECIPES,
    REQUESTS,
    REVIEWS,
    SEALS,
    VERDICTS,
    VIEWERS,
)

BLOB = "sha256:"


def erase(connection: Connection, user: str) -> tuple[dict[str, int], list[str]]:
    """Erase everything of a viewer; returns counts by table and the blob keys left unreferenced.

    A job that others may be waiting for (a shared one) stays, without the viewer's name.
    """
    recipes, blobs, seals = _private(connection, user)
    items = _delete(connection, ITEMS, ITEMS.c.owner == user)
    gone = {
        "viewers": _delete(connection, VIEWERS, VIEWERS.c.id == user),
        "events": erase_events(connection, user),
        "decisions": _delete(connection, DECISIONS, DECISIONS.c.user == user),
        "requests": _delete(connection, REQUESTS, REQUESTS.c.user == user),
        "jobs": _erase_jobs(connection, user),
        "kept": _delete(connection, KEPT, KEPT.c.user == user),
        "items": items,
        "reviews": _delete(connection, REVIEWS, REVIEWS.c.owner == user),
        "verdicts": _delete(connection, VERDICTS, VERDICTS.c.owner == user),
        "seals": sum(_delete(connection, SEALS, SEALS.c.id.in_(part)) for part in chunks(seals)),
        "recipes": _erase_recipes(connection, recipes),
    }
    if items:
        advance(connection, "items")
    return gone, unreferenced(connection, blobs)


def export(connection: Connection, user: str) -> dict[str, list[dict[str, object]]]:
    """Everything kept about a viewer, by table, as plain JSON data."""
    recipes, _, seals = _private(connection, user)
    kept: tuple[tuple[Table, ColumnElement[bool]], ...] = (
        (VIEWERS, VIEWERS.c.id == user),
        (EVENTS, EVENTS.c.user == user),
        (REQUESTS, REQUESTS.c.user == user),
        (DECISIONS, DECISIONS.c.user == user),
        (JOBS, or_(JOBS.c.user == user, JOBS.c.owner == user)),
        (KEPT, KEPT.c.user == user),
        (ITEMS, ITEMS.c.owner == user),
        (VERDICTS, VERDICTS.c.owner == user),
        (REVIEWS, REVIEWS.c.owner == user),
    )
    out = {table.name: _plain(connection, table, which) for table, which in kept}
    for table, key, values in ((SEALS, SEALS.c.id, seals), (RECIPES, RECIPES.c.key, recipes)):
        out[table.name] = [row for part in chunks(values) for row in _plain(connection, table, key.in_(part))]
    return out


def _plain(connection: Connection, table: Table, which: ColumnElement[bool]) -> list[dict[str, object]]:
    """Rows as data: the record in `body`, where there is one, else the columns; no inner numbers."""
    query = select(table).where(which).order_by(*table.primary_key)
    out = []
    for found in connection.execute(query).mappings():
        row = {name: value for name, value in found.items() if name not in ("seq", "body")}
        out.append(row | json.loads(found["body"]) if "body" in found else row)
    return out


def _private(connection: Connection, user: str) -> tuple[list[str], list[str], list[str]]:
    """Recipe keys, blob keys and seal ids that a viewer's own items, drafts and jobs refer to."""
    items = connection.execute(
        select(ITEMS.c.recipe, ITEMS.c.media, ITEMS.c.thumbnail, ITEMS.c.seal).where(ITEMS.c.owner == user)
    ).all()
    seal_ids = [found.seal for found in items if found.seal]
    seals = [
        found
        for part in chunks(seal_ids)
        for found in connection.execute(select(SEALS.c.media, SEALS.c.manifest).where(SEALS.c.id.in_(part)))
    ]
    recipes: set[str] = {found.recipe for found in items if found.recipe}
    for table in (VERDICTS, JOBS, REVIEWS):
        recipes.update(
            connection.execute(select(table.c.recipe).where(table.c.owner == user).distinct()).scalars()
        )
    names: Iterable[str | None] = [name for found in items for name in (found.media, found.thumbnail)]
    held = connection.execute(select(REVIEWS.c.media, REVIEWS.c.thumbnail).where(REVIEWS.c.owner == user))
    names = [*names, *(name for found in (*seals, *held) for name in found)]
    blobs = {name for name in names if name and name.startswith(BLOB)}
    return sorted(recipes), sorted(blobs), seal_ids


def _delete(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(which)).rowcount


def _erase_jobs(connection: Connection, user: str) -> int:
    own = _delete(connection, JOBS, JOBS.c.owner == user)
    shared = update(JOBS).where(JOBS.c.user == user).values(user=None, request=None)
    return own + connection.execute(shared).rowcount


def _erase_recipes(connection: Connection, keys: list[str]) -> int:
    """Delete the recipes that nothing uses any more (another viewer may have dictated the same)."""
    gone = 0
    for part in chunks(keys):
        unused: ColumnElement[bool] = RECIPES.c.key.in_(part)
        for table in (ITEMS, SEALS, VERDICTS, JOBS, REVIEWS):
            unused &= ~select(table.c.recipe).where(table.c.recipe == RECIPES.c.key).exists()
        gone += _delete(connection, RECIPES, unused)
    return gone


def unreferenced(connection: Connection, blobs: list[str]) -> list[str]:
    """Those of the blob keys that nothing refers to any more."""
    free = set(blobs)
    for column in (
        ITEMS.c.media,
        ITEMS.c.thumbnail,
        SEALS.c.media,
        SEALS.c.manifest,
        REVIEWS.c.media,
        REVIEWS.c.thumbnail,
    ):
        for part in chunks(blobs):
            free.difference_update(connection.execute(select(column).where(column.in_(part))).scalars())
    return sorted(free)
