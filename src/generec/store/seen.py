"""Deleting a made item that has served its purpose: the item goes, what proves its origin stays."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from generec.domain.feed import OPEN_STATES
from generec.store.database import advance
from generec.store.schema import ITEMS, JOBS, LOG, PARENTS, REVIEWS, SOURCES

DELETED = "delete"
"""What the operators' log calls it; the detail of its line names the blobs that go."""


def delete_made(connection: Connection, id: str, *, at: float, reason: str) -> list[str] | None:
    """Delete a made item; returns its blobs that nothing else shows. None where it is still in use.

    In use is what a live item was made from, or an open job is to be made from. Recipe, verdicts and seal
    stay; the job that made it counts as cancelled, so that the same wish can be made again.
    """
    found = connection.execute(
        select(ITEMS.c.origin, ITEMS.c.recipe, ITEMS.c.owner, ITEMS.c.media, ITEMS.c.thumbnail).where(
            ITEMS.c.id == id
        )
    ).first()
    if found is None or found.origin == "found" or _in_use(connection, id):
        return None
    connection.execute(delete(ITEMS).where(ITEMS.c.id == id))
    advance(connection, "items")
    connection.execute(
        update(JOBS)
        .where(JOBS.c.recipe == found.recipe, JOBS.c.owner == found.owner, JOBS.c.state == "done")
        .values(state="cancelled", item=None, error=reason)
    )
    blobs = free(connection, [key for key in (found.media, found.thumbnail) if key])
    detail = " ".join([reason, *blobs])
    connection.execute(insert(LOG).values(at=at, action=DELETED, subject=id, detail=detail))
    return blobs


def _in_use(connection: Connection, id: str) -> bool:
    children = (
        select(PARENTS.c.item)
        .join(ITEMS, ITEMS.c.id == PARENTS.c.item)
        .where(PARENTS.c.parent == id, ITEMS.c.state != "withdrawn")
    )
    jobs = (
        select(JOBS.c.id)
        .join(SOURCES, SOURCES.c.recipe == JOBS.c.recipe)
        .where(SOURCES.c.item == id, JOBS.c.state.in_((*OPEN_STATES, "held")))
    )
    return any(connection.execute(query.limit(1)).first() is not None for query in (children, jobs))


def free(connection: Connection, blobs: list[str]) -> list[str]:
    """Those of the blobs that no item and no held draft shows."""
    left = dict.fromkeys(blobs)
    for column in (ITEMS.c.media, ITEMS.c.thumbnail, REVIEWS.c.media, REVIEWS.c.thumbnail):
        for used in connection.execute(select(column).where(column.in_(blobs))).scalars():
            left.pop(used, None)
    return list(left)
