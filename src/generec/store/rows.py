"""All rows of a home, in one database."""

from __future__ import annotations

from generec.store.database import Database
from generec.store.decisions import SqlDecisions
from generec.store.events import SqlEvents
from generec.store.interface import (
    Decisions,
    Events,
    Items,
    Jobs,
    Kept,
    Log,
    Making,
    Reviews,
    Sessions,
    Viewers,
)
from generec.store.items import SqlItems
from generec.store.jobs import SqlJobs
from generec.store.kept import SqlKept
from generec.store.log import SqlLog
from generec.store.making import SqlMaking
from generec.store.reviews import SqlReviews
from generec.store.sessions import SqlSessions
from generec.store.viewers import SqlViewers


class SqlRows:
    """`generec.store.interface.Rows` on a database. Safe to share between threads."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.items: Items = SqlItems(db)
        self.events: Events = SqlEvents(db)
        self.decisions: Decisions = SqlDecisions(db)
        self.viewers: Viewers = SqlViewers(db)
        self.making: Making = SqlMaking(db)
        self.reviews: Reviews = SqlReviews(db)
        self.jobs: Jobs = SqlJobs(db)
        self.kept: Kept = SqlKept(db)
        self.sessions: Sessions = SqlSessions(db)
        self.log: Log = SqlLog(db)

    def close(self) -> None:
        """Release the connections."""
        self._db.close()
