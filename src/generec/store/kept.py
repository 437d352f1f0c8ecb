"""Versions of a viewer's wishes that were planned and not made yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from generec.domain.recipes import Recipe
from generec.store.database import Database, insert_or_replace
from generec.store.schema import KEPT

MOST_WISHES = 20
"""Of so many wishes of a viewer, the latest ones, versions are kept."""
MOST_VERSIONS = 16


class SqlKept:
    """`generec.store.review_interface.Kept` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, user: str, wish: str, recipes: Sequence[Recipe], *, at: float) -> None:
        """See `Kept.put`."""
        rows = [
            {"user": user, "wish": wish, "rank": rank, "at": at, "body": recipe.model_dump_json()}
            for rank, recipe in enumerate(recipes[:MOST_VERSIONS])
        ]
        mine = KEPT.c.user == user
        latest = select(KEPT.c.wish).where(mine).group_by(KEPT.c.wish)
        latest = latest.order_by(func.max(KEPT.c.at).desc(), KEPT.c.wish).limit(MOST_WISHES)
        with self._db.write() as connection:
            connection.execute(delete(KEPT).where(mine, KEPT.c.wish == wish))
            insert_or_replace(connection, KEPT, rows)
            kept = list(connection.execute(latest).scalars())
            connection.execute(delete(KEPT).where(mine, KEPT.c.wish.not_in(kept)))

    def of(self, user: str, wish: str, *, since: float) -> list[Recipe]:
        """See `Kept.of`."""
        query = select(KEPT.c.body).where(KEPT.c.user == user, KEPT.c.wish == wish, KEPT.c.at >= since)
        with self._db.read() as connection:
            bodies = connection.execute(query.order_by(KEPT.c.rank)).scalars()
            return [Recipe.model_validate_json(body) for body in bodies]
