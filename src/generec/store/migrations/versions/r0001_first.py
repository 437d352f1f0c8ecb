"""The first tables, and the rules about made items that no code may get around."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
)

revision = "0001"
down_revision = None

NUMBER = BigInteger().with_variant(Integer, "sqlite")

# (name, when and on what, the case that is refused, what it says)
RULES = (
    (
        "items_need_seal",
        "INSERT ON items",
        "NEW.origin <> 'found' AND NOT EXISTS"
        " (SELECT 1 FROM seals WHERE id = NEW.seal AND recipe = NEW.recipe)",
        "a made item needs a seal over its own recipe",
    ),
    (
        "items_need_recipe",
        "INSERT ON items",
        "NEW.origin <> 'found' AND NOT EXISTS (SELECT 1 FROM recipes WHERE key = NEW.recipe)",
        "a made item needs its recipe",
    ),
    (
        "items_need_verdicts",
        "INSERT ON items",
        "NEW.origin <> 'found' AND NOT EXISTS"
        " (SELECT 1 FROM verdicts WHERE recipe = NEW.recipe AND owner = NEW.owner)",
        "a made item needs verdicts",
    ),
    (
        "items_not_blocked",
        "INSERT ON items",
        "NEW.origin <> 'found' AND EXISTS (SELECT 1 FROM verdicts"
        " WHERE recipe = NEW.recipe AND owner = NEW.owner AND outcome = 'block')",
        "a check blocks this item",
    ),
    (
        "items_stay_made",
        "UPDATE ON items",
        "(OLD.origin <> 'found' OR NEW.origin <> 'found') AND (NEW.id <> OLD.id OR NEW.origin <> OLD.origin"
        " OR NEW.recipe <> OLD.recipe OR NEW.seal <> OLD.seal OR NEW.owner <> OLD.owner)",
        "how an item was made cannot be changed",
    ),
    (
        "seals_stay",
        "DELETE ON seals",
        "EXISTS (SELECT 1 FROM items WHERE seal = OLD.id)",
        "an item rests on this seal",
    ),
    (
        "verdicts_stay",
        "DELETE ON verdicts",
        "EXISTS (SELECT 1 FROM items WHERE recipe = OLD.recipe AND owner = OLD.owner) AND NOT EXISTS"
        " (SELECT 1 FROM verdicts WHERE recipe = OLD.recipe AND owner = OLD.owner AND seq <> OLD.seq)",
        "an item rests on this verdict",
    ),
)


def upgrade() -> None:
    """Make the tables."""
    _making()
    _items()
    _feedback()
    _jobs()
    op.execute("INSERT INTO counters (name, value) VALUES ('items', 0), ('events', 0)")
    if op.get_context().dialect.name == "sqlite":
        _sqlite_rules()
    else:
        _postgres_rules()


def _sqlite_rules() -> None:
    for name, moment, refused, message in RULES:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {moment} WHEN {refused}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )


def _postgres_rules() -> None:
    for name, moment, refused, message in RULES:
        back = "OLD" if moment.startswith("DELETE") else "NEW"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {refused} THEN"
            f" RAISE integrity_constraint_violation USING MESSAGE = '{message}'; END IF;"
            f" RETURN {back}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {moment} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _making() -> None:
    op.create_table(
        "recipes",
        Column("key", Text, primary_key=True),
        Column("scope", Text, nullable=False),
        Column("body", Text, nullable=False),
    )
    op.create_table(
        "sources",
        Column("recipe", Text, ForeignKey("recipes.key", ondelete="CASCADE"), primary_key=True),
        Column("item", Text, primary_key=True),
        Index("sources_item", "item"),
    )
    op.create_table(
        "verdicts",
        Column("seq", NUMBER, primary_key=True),
        Column("recipe", Text, ForeignKey("recipes.key"), nullable=False),
        Column("owner", Text, nullable=False),
        Column("outcome", Text, nullable=False),
        Column("body", Text, nullable=False),
        CheckConstraint("outcome IN ('pass', 'warn', 'hold', 'block')", name="verdicts_outcome"),
        Index("verdicts_recipe", "recipe", "owner"),
        Index("verdicts_owner", "owner"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "seals",
        Column("id", Text, primary_key=True),
        Column("recipe", Text, ForeignKey("recipes.key"), nullable=False),
        Column("media", Text),
        Column("mark", Text, nullable=False, unique=True),
        Column("issuer", Text, nullable=False),
        Column("signed_at", Float, nullable=False),
        Column("manifest", Text),
        UniqueConstraint("id", "recipe", name="seals_id_recipe"),
        Index("seals_media", "media"),
        Index("seals_manifest", "manifest"),
    )


def _items() -> None:
    op.create_table(
        "items",
        Column("id", Text, primary_key=True),
        Column("seq", NUMBER, nullable=False),
        Column("work", Text, nullable=False),
        Column("origin", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("scope", Text, nullable=False),
        Column("owner", Text, nullable=False),
        Column("recipe", Text, ForeignKey("recipes.key")),
        Column("seal", Text, unique=True),
        Column("media", Text),
        Column("thumbnail", Text),
        Column("body", Text, nullable=False),
        ForeignKeyConstraint(["seal", "recipe"], ["seals.id", "seals.recipe"], name="items_sealed"),
        CheckConstraint("origin IN ('found', 'edited', 'created')", name="items_origin"),
        CheckConstraint("state IN ('live', 'unavailable', 'withdrawn')", name="items_state"),
        CheckConstraint("(scope = 'private') = (owner <> '')", name="items_owned"),
        CheckConstraint(
            "(origin = 'found' AND recipe IS NULL AND seal IS NULL)"
            " OR (origin <> 'found' AND recipe IS NOT NULL AND seal IS NOT NULL)",
            name="items_made",
        ),
        Index("items_seq", "seq", unique=True),
        Index("items_recipe", "recipe", "owner", unique=True),
        Index("items_owner", "owner"),
        Index("items_count", "origin", "state"),
        Index("items_media", "media"),
        Index("items_thumbnail", "thumbnail"),
    )
    op.create_table(
        "parents",
        Column("item", Text, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
        Column("parent", Text, primary_key=True),
        Index("parents_parent", "parent"),
    )


def _feedback() -> None:
    op.create_table(
        "counters",
        Column("name", Text, primary_key=True),
        Column("value", NUMBER, nullable=False),
    )
    op.create_table(
        "events",
        Column("seq", NUMBER, primary_key=True),
        Column("id", Text, unique=True),
        Column("user", Text, nullable=False),
        Column("item", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("value", Float),
        Column("at", Float, nullable=False),
        Column("request", Text),
        Column("position", Integer),
        Column("text", Text),
        Index("events_user", "user", "at"),
        Index("events_at", "at"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "event_counts",
        Column("item", Text, primary_key=True),
        Column("kind", Text, primary_key=True),
        Column("n", NUMBER, nullable=False),
    )
    op.create_table(
        "requests",
        Column("id", Text, primary_key=True),
        Column("user", Text, nullable=False),
        Column("at", Float, nullable=False),
        Column("body", Text, nullable=False),
        Index("requests_user", "user", "at"),
    )
    op.create_table(
        "decisions",
        Column("seq", NUMBER, primary_key=True),
        Column("request", Text, ForeignKey("requests.id"), nullable=False),
        Column("user", Text, nullable=False),
        Column("at", Float, nullable=False),
        Column("kind", Text, nullable=False),
        Column("body", Text, nullable=False),
        Index("decisions_request", "request"),
        Index("decisions_user", "user"),
        Index("decisions_at", "at"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "viewers",
        Column("id", Text, primary_key=True),
        Column("body", Text, nullable=False),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        Column("seq", NUMBER, primary_key=True),
        Column("id", Text, nullable=False, unique=True),
        Column("recipe", Text, ForeignKey("recipes.key"), nullable=False),
        Column("owner", Text, nullable=False),
        Column("user", Text),
        Column("request", Text),
        Column("state", Text, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("progress", Text, nullable=False),
        Column("worker", Text),
        Column("lease_until", Float),
        Column("error", Text),
        Column("item", Text),
        Column("created_at", Float, nullable=False),
        Column("finished_at", Float),
        Column("seconds", Float, nullable=False),
        Column("bytes", NUMBER, nullable=False),
        CheckConstraint(
            "state IN ('queued', 'running', 'done', 'held', 'blocked', 'failed', 'cancelled')",
            name="jobs_state",
        ),
        UniqueConstraint("recipe", "owner", name="jobs_wish"),
        Index("jobs_queue", "state", "created_at"),
        Index("jobs_user", "user", "created_at"),
        Index("jobs_created", "created_at"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "log",
        Column("seq", NUMBER, primary_key=True),
        Column("at", Float, nullable=False),
        Column("action", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("detail", Text, nullable=False),
        sqlite_autoincrement=True,
    )
