"""Operators' sessions."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update

from generec.domain.sessions import SignedIn
from generec.store.database import Database, insert_or_replace
from generec.store.schema import SESSIONS


class SqlSessions:
    """`generec.store.operator_interface.Sessions` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, session: SignedIn) -> None:
        """See `Sessions.put`."""
        with self._db.write() as connection:
            insert_or_replace(connection, SESSIONS, [session.model_dump()])

    def get(self, key: str) -> SignedIn | None:
        """See `Sessions.get`."""
        with self._db.read() as connection:
            row = connection.execute(select(SESSIONS).where(SESSIONS.c.key == key)).mappings().first()
        return SignedIn(**row) if row else None

    def used(self, key: str, *, at: float) -> None:
        """See `Sessions.used`."""
        with self._db.write() as connection:
            connection.execute(update(SESSIONS).where(SESSIONS.c.key == key).values(last=at))

    def drop(self, key: str) -> None:
        """See `Sessions.drop`."""
        with self._db.write() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.key == key))

    def sweep(self, *, began: float, used: float, most: int) -> int:
        """See `Sessions.sweep`."""
        latest = select(SESSIONS.c.key).order_by(SESSIONS.c.last.desc(), SESSIONS.c.key).limit(most)
        old = or_(SESSIONS.c.began < began, SESSIONS.c.last < used)
        with self._db.write() as connection:
            gone = connection.execute(delete(SESSIONS).where(old)).rowcount
            kept = list(connection.execute(latest).scalars())
            return gone + connection.execute(delete(SESSIONS).where(SESSIONS.c.key.not_in(kept))).rowcount
