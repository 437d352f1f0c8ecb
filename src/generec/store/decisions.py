"""The decision log."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import insert, select

from generec.domain.errors import DataError
from generec.domain.feed import Decision, Request
from generec.store.database import Database, insert_new
from generec.store.schema import DECISIONS, REQUESTS


class SqlDecisions:
    """`generec.store.interface.Decisions` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, request: Request, decisions: Sequence[Decision]) -> None:
        """See `Decisions.put`."""
        for decision in decisions:
            if (decision.request, decision.user) != (request.id, request.user):
                raise DataError(
                    f"a decision of request {decision.request!r} was handed in with request {request.id!r}"
                )
        head = {
            "id": request.id,
            "user": request.user,
            "at": request.at,
            "body": request.model_dump_json(),
        }
        rows = [_row(decision) for decision in decisions]
        with self._db.write() as connection:
            if not insert_new(connection, REQUESTS, [head]):
                raise DataError(f"request {request.id!r} is logged already")
            if rows:
                connection.execute(insert(DECISIONS), rows)

    def request(self, id: str) -> Request | None:
        """See `Decisions.request`."""
        with self._db.read() as connection:
            body = connection.execute(select(REQUESTS.c.body).where(REQUESTS.c.id == id)).scalar()
        return Request.model_validate_json(body) if body else None

    def requests(
        self, *, user: str | None = None, since: float = float("-inf"), asked: str | None = None
    ) -> Iterator[Request]:
        """See `Decisions.requests`."""
        query = select(REQUESTS.c.body).order_by(REQUESTS.c.at, REQUESTS.c.id)
        if user is not None:
            query = query.where(REQUESTS.c.user == user)
        if since > float("-inf"):
            query = query.where(REQUESTS.c.at >= since)
        if asked is not None:  # a look at the text spares reading most bodies
            query = query.where(REQUESTS.c.body.contains(json.dumps(asked), autoescape=True))
        for (body,) in self._db.stream(query):
            found = Request.model_validate_json(body)
            if asked is None or asked in found.asked:
                yield found

    def of_request(self, id: str) -> list[Decision]:
        """See `Decisions.of_request`."""
        query = select(DECISIONS.c.body).where(DECISIONS.c.request == id).order_by(DECISIONS.c.seq)
        with self._db.read() as connection:
            return [Decision.model_validate_json(body) for body in connection.execute(query).scalars()]

    def all(self, *, kind: str | None = None) -> Iterator[Decision]:
        """See `Decisions.all`."""
        query = select(DECISIONS.c.body).order_by(DECISIONS.c.at, DECISIONS.c.seq)
        if kind is not None:
            query = query.where(DECISIONS.c.kind == kind)
        for (body,) in self._db.stream(query):
            yield Decision.model_validate_json(body)


def _row(decision: Decision) -> dict[str, object]:
    return {
        "request": decision.request,
        "user": decision.user,
        "at": decision.at,
        "kind": decision.kind,
        "body": decision.model_dump_json(),
    }
