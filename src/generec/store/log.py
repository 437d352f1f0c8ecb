"""What operators did."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import insert, select

from generec.store.database import Database
from generec.store.schema import LOG


class SqlLog:
    """`generec.store.interface.Log` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, *, at: float, action: str, subject: str, detail: str = "") -> None:
        """See `Log.put`."""
        with self._db.write() as connection:
            connection.execute(insert(LOG).values(at=at, action=action, subject=subject, detail=detail))

    def all(self) -> Iterator[tuple[float, str, str, str]]:
        """See `Log.all`."""
        query = select(LOG.c.at, LOG.c.action, LOG.c.subject, LOG.c.detail).order_by(LOG.c.seq)
        yield from map(tuple, self._db.stream(query))
