"""Recipes, verdicts and seals: how made things become items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, delete, func, insert, select

from generec.domain.drafts import Seal, Verdict, worst
from generec.domain.errors import DataError, NotAllowed, NotFound
from generec.domain.made import Made
from generec.domain.recipes import Recipe
from generec.store.database import Database, advance, insert_new
from generec.store.items import add_parents, made_by, row
from generec.store.schema import ITEMS, RECIPES, SEALS, SOURCES, VERDICTS


class SqlMaking:
    """`generec.store.interface.Making` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put_recipe(self, recipe: Recipe) -> str:
        """See `Making.put_recipe`."""
        with self._db.write() as connection:
            return _put_recipe(connection, recipe)

    def recipe(self, key: str) -> Recipe | None:
        """See `Making.recipe`."""
        with self._db.read() as connection:
            body = connection.execute(select(RECIPES.c.body).where(RECIPES.c.key == key)).scalar()
        return Recipe.model_validate_json(body) if body else None

    def publish(self, made: Made) -> None:
        """See `Making.publish`. Raises `DataError` when its parts do not belong together."""
        _check(made)
        item, key = made.item, made.recipe.key()
        with self._db.write() as connection:
            if made_by(connection, key, owner=item.owner) is not None:
                return
            lineage = _lineage(connection, made)
            _put_recipe(connection, made.recipe)
            _put_verdicts(connection, key, made.verdicts, owner=item.owner)
            connection.execute(insert(SEALS).values(**made.seal.model_dump()))
            seq = advance(connection, "items")
            connection.execute(insert(ITEMS).values(**row(item, seq=seq)))
            add_parents(connection, {item.id: lineage})

    def verdicts(self, recipe: str, *, owner: str | None = None) -> list[Verdict]:
        """See `Making.verdicts`."""
        query = select(VERDICTS.c.body).where(VERDICTS.c.recipe == recipe, VERDICTS.c.owner == (owner or ""))
        with self._db.read() as connection:
            bodies = connection.execute(query.order_by(VERDICTS.c.seq)).scalars()
            return [Verdict.model_validate_json(body) for body in bodies]

    def put_verdicts(self, recipe: str, verdicts: Sequence[Verdict], *, owner: str | None = None) -> None:
        """See `Making.put_verdicts`. They take the place of earlier ones."""
        if not verdicts:
            raise DataError(f"there are no verdicts to keep over recipe {recipe}")
        with self._db.write() as connection:
            if connection.execute(select(RECIPES.c.key).where(RECIPES.c.key == recipe)).first() is None:
                raise NotFound(f"no recipe {recipe}: put_recipe stores it")
            _put_verdicts(connection, recipe, verdicts, owner=owner)

    def seal(self, id: str) -> Seal | None:
        """See `Making.seal`."""
        return self._seal(SEALS.c.id == id)

    def seal_by_mark(self, mark: str) -> Seal | None:
        """See `Making.seal_by_mark`."""
        return self._seal(SEALS.c.mark == mark)

    def seals(self, *, payload: int | None = None) -> Iterator[Seal]:
        """See `Making.seals`."""
        query = select(SEALS).where(SEALS.c.payload.is_not(None) | SEALS.c.fingerprint.is_not(None))
        if payload is not None:
            query = query.where(SEALS.c.payload == payload)
        for found in self._db.stream(query.order_by(SEALS.c.signed_at.desc(), SEALS.c.id)):
            yield Seal(**found._mapping)

    def _seal(self, which: object) -> Seal | None:
        with self._db.read() as connection:
            found = connection.execute(select(SEALS).where(which)).mappings().first()  # type: ignore[arg-type]
        return Seal(**found) if found else None


def _check(made: Made) -> None:
    if type(made) is not Made:
        raise DataError(f"only what the gate made of a draft is published, not {type(made).__name__}")
    item, seal, recipe = made.item, made.seal, made.recipe
    key = recipe.key()
    if not made.verdicts:
        raise DataError(f"item {item.id!r} has no verdicts: only what was checked is published")
    if (outcome := worst(made.verdicts)) in ("hold", "block"):
        told = "held" if outcome == "hold" else "blocked"
        raise NotAllowed(f"item {item.id!r} is {told} by a check")
    if (item.recipe, seal.recipe, item.seal) != (key, key, seal.id):
        raise DataError(f"item {item.id!r}, its seal and its recipe {key} do not name each other")
    if (item.origin, item.scope) != (recipe.origin, recipe.scope):
        raise DataError(
            f"item {item.id!r} is {item.scope} and {item.origin},"
            f" its recipe {recipe.scope} and {recipe.origin}"
        )
    if item.media is not None and item.media != seal.media:
        raise DataError(f"the seal of item {item.id!r} is over other bytes than its media")


def _lineage(connection: Connection, made: Made) -> list[str]:
    """Everything the item was made from: a takedown of any of it reaches the item."""
    item = made.item
    used = list(dict.fromkeys((*item.parents, *(source.item for source in made.recipe.sources))))
    query = select(ITEMS.c.id, ITEMS.c.state, ITEMS.c.owner).where(ITEMS.c.id.in_(used))
    found = {known.id: known for known in connection.execute(query)}
    for parent in item.parents:
        if parent not in found:
            raise NotFound(f"item {item.id!r} is made from {parent!r}, which does not exist")
    for known in found.values():
        if known.state == "withdrawn":
            raise NotAllowed(f"item {item.id!r} is made from {known.id!r}, which has been withdrawn")
        if known.owner and known.owner != item.owner:
            raise NotAllowed(f"item {item.id!r} is made from {known.id!r}, which is another viewer's own")
    return used


def _put_recipe(connection: Connection, recipe: Recipe) -> str:
    key = recipe.key()
    head = {"key": key, "scope": recipe.scope, "body": recipe.model_dump_json()}
    if insert_new(connection, RECIPES, [head]):
        items = dict.fromkeys(source.item for source in recipe.sources)
        insert_new(connection, SOURCES, [{"recipe": key, "item": item} for item in items])
    return key


def _put_verdicts(
    connection: Connection, recipe: str, verdicts: Sequence[Verdict], *, owner: str | None
) -> None:
    mine = (VERDICTS.c.recipe == recipe, VERDICTS.c.owner == (owner or ""))
    last = connection.execute(select(func.max(VERDICTS.c.seq)).where(*mine)).scalar()
    rows = [
        {
            "recipe": recipe,
            "owner": owner or "",
            "outcome": verdict.outcome,
            "body": verdict.model_dump_json(),
        }
        for verdict in verdicts
    ]
    connection.execute(insert(VERDICTS), rows)
    if last is not None:
        # After the insert: a published item is never without verdicts, not even in between.
        connection.execute(delete(VERDICTS).where(*mine, VERDICTS.c.seq <= last))
