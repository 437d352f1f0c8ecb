"""Viewers' own records."""

from __future__ import annotations

from sqlalchemy import select, union

from generec.domain.profiles import Viewer
from generec.store.database import Database, insert_or_replace
from generec.store.erasure import erase, export
from generec.store.schema import EVENTS, VIEWERS


class SqlViewers:
    """`generec.store.interface.Viewers` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, user: str) -> Viewer:
        """See `Viewers.get`."""
        with self._db.read() as connection:
            body = connection.execute(select(VIEWERS.c.body).where(VIEWERS.c.id == user)).scalar()
        return Viewer.model_validate_json(body) if body else Viewer(id=user)

    def put(self, viewer: Viewer) -> None:
        """See `Viewers.put`."""
        with self._db.write() as connection:
            insert_or_replace(connection, VIEWERS, [{"id": viewer.id, "body": viewer.model_dump_json()}])

    def known(self) -> list[str]:
        """See `Viewers.known`."""
        with self._db.read() as connection:
            found = connection.execute(union(select(VIEWERS.c.id), select(EVENTS.c.user)))
            return sorted(found.scalars())

    def erase(self, user: str) -> tuple[dict[str, int], list[str]]:
        """See `Viewers.erase`. The freed pages are overwritten, in the write-ahead log too."""
        with self._db.write() as connection:
            out = erase(connection, user)
        self._db.scrub()
        return out

    def export(self, user: str) -> dict[str, list[dict[str, object]]]:
        """See `Viewers.export`."""
        with self._db.read() as connection:
            return export(connection, user)
