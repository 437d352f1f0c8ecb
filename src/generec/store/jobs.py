"""The queue of what is to be made."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from generec.domain.errors import DataError, NotFound
from generec.domain.feed import OPEN_STATES, Job, JobState
from generec.store.database import Database
from generec.store.schema import JOBS, RECIPES, SOURCES

_FIELDS = tuple(Job.model_fields)
_READ = tuple(JOBS.c[name] for name in _FIELDS)


class SqlJobs:
    """`generec.store.interface.Jobs` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def enqueue(self, job: Job) -> Job:
        """See `Jobs.enqueue`. Raises `NotFound` when its recipe was not stored before."""
        with self._db.write() as connection:
            if connection.execute(select(RECIPES.c.key).where(RECIPES.c.key == job.recipe)).first() is None:
                raise NotFound(f"no recipe {job.recipe} for job {job.id!r}: put_recipe stores it")
            same = and_(JOBS.c.recipe == job.recipe, JOBS.c.owner == (job.owner or ""))
            known = _first(connection, same)
            if known is None:
                connection.execute(insert(JOBS).values(**_row(job)))
                return job
            if known.state not in ("failed", "cancelled"):
                return known
            again = {
                "state": "queued",
                "attempts": 0,
                "progress": "",
                "worker": None,
                "lease_until": None,
                "error": None,
                "finished_at": None,
                "user": job.user,
                "request": job.request,
                "created_at": job.created_at,
            }
            connection.execute(update(JOBS).where(same).values(**again))
            return known.model_copy(update=again)

    def lease(self, *, worker: str, now: float, seconds: float, job: str | None = None) -> Job | None:
        """See `Jobs.lease`."""
        free = or_(JOBS.c.state == "queued", and_(JOBS.c.state == "running", JOBS.c.lease_until <= now))
        if job is not None:
            free = and_(free, JOBS.c.id == job)
        oldest = select(JOBS.c.id).where(free).order_by(JOBS.c.created_at, JOBS.c.seq).limit(1)
        with self._db.read() as connection:
            # An idle worker's poll takes no lock.
            if connection.execute(oldest).first() is None:
                return None
        with self._db.write() as connection:
            id = connection.execute(oldest.with_for_update(skip_locked=True)).scalar()
            if id is None:
                return None
            held = {"state": "running", "worker": worker, "lease_until": now + seconds}
            mine = JOBS.c.id == id
            connection.execute(update(JOBS).where(mine).values(**held, attempts=JOBS.c.attempts + 1))
            return _first(connection, mine)

    def heartbeat(self, id: str, *, worker: str, until: float, progress: str = "") -> bool:
        """See `Jobs.heartbeat`."""
        with self._db.write() as connection:
            change = update(JOBS).where(_held(id, worker)).values(lease_until=until, progress=progress)
            return connection.execute(change).rowcount == 1

    def finish(
        self,
        id: str,
        *,
        worker: str,
        state: JobState,
        at: float,
        item: str | None = None,
        error: str | None = None,
        seconds: float = 0.0,
        bytes: int = 0,
    ) -> bool:
        """See `Jobs.finish`. What earlier attempts cost is kept: `seconds` and `bytes` are added."""
        if state in OPEN_STATES:
            raise DataError(f"job {id!r} cannot end as {state}")
        change = update(JOBS).where(_held(id, worker))
        change = change.values(
            state=state,
            finished_at=at,
            lease_until=None,
            item=item,
            error=error,
            seconds=JOBS.c.seconds + seconds,
            bytes=JOBS.c.bytes + bytes,
        )
        with self._db.write() as connection:
            return connection.execute(change).rowcount == 1

    def settle(
        self,
        recipe: str,
        *,
        owner: str | None,
        state: JobState,
        at: float,
        item: str | None = None,
        error: str | None = None,
    ) -> bool:
        """See `Jobs.settle`. A worker that has not told yet that the draft is held loses its lease."""
        which = and_(JOBS.c.recipe == recipe, JOBS.c.owner == (owner or ""))
        change = update(JOBS).where(which, JOBS.c.state.in_(("held", "running")))
        change = change.values(state=state, finished_at=at, lease_until=None, item=item, error=error)
        with self._db.write() as connection:
            return connection.execute(change).rowcount == 1

    def cancel(self, id: str, *, at: float) -> bool:
        """See `Jobs.cancel`."""
        change = update(JOBS).where(JOBS.c.id == id, JOBS.c.state.in_(OPEN_STATES))
        change = change.values(state="cancelled", finished_at=at, lease_until=None)
        with self._db.write() as connection:
            return connection.execute(change).rowcount == 1

    def get(self, id: str) -> Job | None:
        """See `Jobs.get`."""
        with self._db.read() as connection:
            return _first(connection, JOBS.c.id == id)

    def find(self, recipe: str, *, owner: str | None = None) -> Job | None:
        """See `Jobs.find`."""
        with self._db.read() as connection:
            return _first(connection, and_(JOBS.c.recipe == recipe, JOBS.c.owner == (owner or "")))

    def list(
        self, *, states: Sequence[JobState] = (), user: str | None = None, limit: int = 100
    ) -> list[Job]:
        """See `Jobs.list`."""
        query = select(*_READ).order_by(JOBS.c.created_at.desc(), JOBS.c.seq.desc()).limit(limit)
        if states:
            query = query.where(JOBS.c.state.in_(states))
        if user is not None:
            query = query.where(JOBS.c.user == user)
        with self._db.read() as connection:
            return [_job(found) for found in connection.execute(query)]

    def spent(
        self, *, since: float, user: str | None = None, source: str | None = None
    ) -> tuple[float, int, int]:
        """See `Jobs.spent`. A job is begun when it is enqueued."""
        total = select(
            func.coalesce(func.sum(JOBS.c.seconds), 0.0),
            func.coalesce(func.sum(JOBS.c.bytes), 0),
            func.count(),
        ).where(JOBS.c.created_at >= since)
        if user is not None:
            total = total.where(JOBS.c.user == user)
        if source is not None:
            total = total.where(JOBS.c.recipe.in_(select(SOURCES.c.recipe).where(SOURCES.c.item == source)))
        with self._db.read() as connection:
            seconds, size, n = connection.execute(total).one()
        return float(seconds), int(size), int(n)


def _held(id: str, worker: str) -> ColumnElement[bool]:
    return and_(JOBS.c.id == id, JOBS.c.worker == worker, JOBS.c.state == "running")


def _first(connection: Connection, which: ColumnElement[bool]) -> Job | None:
    found = connection.execute(select(*_READ).where(which)).first()
    return _job(found) if found else None


def _job(found: Sequence[object]) -> Job:
    data = dict(zip(_FIELDS, found, strict=True))
    return Job.model_validate(data | {"owner": data["owner"] or None})


def _row(job: Job) -> dict[str, object]:
    return job.model_dump() | {"owner": job.owner or ""}
