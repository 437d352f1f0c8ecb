"""Drafts that wait for a person, and what was decided of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from generec.domain.errors import NotAllowed, NotFound
from generec.domain.reviews import Review, ReviewState
from generec.store.database import Database, chunks
from generec.store.erasure import unreferenced
from generec.store.schema import REVIEWS, SOURCES


class SqlReviews:
    """`generec.store.interface.Reviews` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def hold(self, review: Review) -> list[str]:
        """See `Reviews.hold`."""
        mine = and_(REVIEWS.c.recipe == review.recipe, REVIEWS.c.owner == (review.owner or ""))
        with self._db.write() as connection:
            old = _first(connection, mine)
            if old is not None and old.state == "rejected":
                raise NotAllowed(f"the draft {review.id!r} was rejected by a person")
            connection.execute(delete(REVIEWS).where(mine))
            connection.execute(insert(REVIEWS).values(**_row(review)))
            return unreferenced(connection, _blobs([old] if old else []))

    def get(self, id: str) -> Review | None:
        """See `Reviews.get`."""
        with self._db.read() as connection:
            return _first(connection, REVIEWS.c.id == id)

    def rejected(self, recipe: str) -> bool:
        """See `Reviews.rejected`."""
        query = select(REVIEWS.c.id).where(REVIEWS.c.recipe == recipe, REVIEWS.c.state == "rejected")
        with self._db.read() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def decide(
        self,
        id: str,
        state: ReviewState,
        *,
        at: float,
        by: str,
        note: str = "",
        item: str | None = None,
    ) -> tuple[Review, list[str]]:
        """See `Reviews.decide`."""
        with self._db.write() as connection:
            review = _first(connection, REVIEWS.c.id == id)
            if review is None:
                raise NotFound(f"there is no held draft {id!r}", field="id")
            if review.state != "waiting":
                raise NotAllowed(f"the draft {id!r} was {review.state} before", field="id")
            return _end(connection, review, state, at=at, by=by, note=note, item=item)

    def drop(self, items: Sequence[str], *, at: float) -> list[str]:
        """See `Reviews.drop`."""
        free: list[str] = []
        with self._db.write() as connection:
            for part in chunks(list(items)):
                uses = select(SOURCES.c.recipe).where(SOURCES.c.item.in_(part))
                waiting = and_(REVIEWS.c.state == "waiting", REVIEWS.c.recipe.in_(uses))
                for body in connection.execute(select(REVIEWS.c.body).where(waiting)).scalars().all():
                    review = Review.model_validate_json(body)
                    free += _end(connection, review, "gone", at=at, by="", note="", item=None)[1]
        return free

    def list(self, *, states: Sequence[ReviewState] = (), limit: int | None = None) -> list[Review]:
        """See `Reviews.list`."""
        query = select(REVIEWS.c.body).order_by(REVIEWS.c.at, REVIEWS.c.id).limit(limit)
        if states:
            query = query.where(REVIEWS.c.state.in_(states))
        with self._db.read() as connection:
            return [Review.model_validate_json(body) for body in connection.execute(query).scalars()]


def _end(
    connection: Connection,
    review: Review,
    state: ReviewState,
    *,
    at: float,
    by: str,
    note: str,
    item: str | None,
) -> tuple[Review, list[str]]:
    ended = review.ended(state, at=at, by=by, note=note, item=item)
    connection.execute(delete(REVIEWS).where(REVIEWS.c.id == review.id))
    connection.execute(insert(REVIEWS).values(**_row(ended)))
    return ended, unreferenced(connection, _blobs([review]))


def _blobs(reviews: Iterable[Review]) -> list[str]:
    return sorted({key for review in reviews for key in (review.media, review.thumbnail) if key})


def _first(connection: Connection, which: ColumnElement[bool]) -> Review | None:
    body = connection.execute(select(REVIEWS.c.body).where(which)).scalar()
    return Review.model_validate_json(body) if body else None


def _row(review: Review) -> dict[str, object]:
    return {
        "id": review.id,
        "recipe": review.recipe,
        "owner": review.owner or "",
        "state": review.state,
        "at": review.at,
        "media": review.media,
        "thumbnail": review.thumbnail,
        "body": review.model_dump_json(),
    }
