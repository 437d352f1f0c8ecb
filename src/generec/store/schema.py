"""The tables. `migrations` makes them; a test compares the two.

What is asked for by value has a column; the rest of a record is its JSON text in `body`. An owner of
'' means shared. The rules that no code may get around (a made item has its recipe, its seal over that
very recipe, and verdicts none of which blocks) are constraints and triggers: see the migrations.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()
Number = BigInteger().with_variant(Integer, "sqlite")

COUNTERS = Table(
    "counters",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Number, nullable=False),
)

RECIPES = Table(
    "recipes",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("body", Text, nullable=False),
)

SOURCES = Table(
    "sources",
    METADATA,
    Column("recipe", Text, ForeignKey("recipes.key", ondelete="CASCADE"), primary_key=True),
    Column("item", Text, primary_key=True),
    Index("sources_item", "item"),
)

VERDICTS = Table(
    "verdicts",
    METADATA,
    Column("seq", Number, primary_key=True),
    Column("recipe", Text, ForeignKey("recipes.key"), nullable=False),
    Column("owner", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("body", Text, nullable=False),
    CheckConstraint("outcome IN ('pass', 'warn', 'hold', 'block')", name="verdicts_outcome"),
    Index("verdicts_recipe", "recipe", "owner"),
    Index("verdicts_owner", "owner"),
    sqlite_autoincrement=True,
)

SEALS = Table(
    "seals",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("recipe", Text, ForeignKey("recipes.key"), nullable=False),
    Column("media", Text),
    Column("mark", Text, nullable=False, unique=True),
    Column("issuer", Text, nullable=False),
    Column("signed_at", Float, nullable=False),
    Column("manifest", Text),
    Column("payload", Number),
    Column("fingerprint", Text),
    UniqueConstraint("id", "recipe", name="seals_id_recipe"),
    Index("seals_payload", "payload"),
    Index("seals_media", "media"),
    Index("seals_manifest", "manifest"),
)

ITEMS = Table(
    "items",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("seq", Number, nullable=False),
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

REVIEWS = Table(
    "reviews",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("recipe", Text, ForeignKey("recipes.key"), nullable=False),
    Column("owner", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("media", Text),
    Column("thumbnail", Text),
    Column("body", Text, nullable=False),
    CheckConstraint("state IN ('waiting', 'approved', 'rejected', 'gone')", name="reviews_state"),
    UniqueConstraint("recipe", "owner", name="reviews_draft"),
    Index("reviews_state_at", "state", "at"),
    Index("reviews_owner", "owner"),
    Index("reviews_media", "media"),
    Index("reviews_thumbnail", "thumbnail"),
)

PARENTS = Table(
    "parents",
    METADATA,
    Column("item", Text, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("parent", Text, primary_key=True),
    Index("parents_parent", "parent"),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("seq", Number, primary_key=True),
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

EVENT_COUNTS = Table(
    "event_counts",
    METADATA,
    Column("item", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("n", Number, nullable=False),
)

REQUESTS = Table(
    "requests",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("user", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("body", Text, nullable=False),
    Index("requests_user", "user", "at"),
)

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("seq", Number, primary_key=True),
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

VIEWERS = Table(
    "viewers",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

JOBS = Table(
    "jobs",
    METADATA,
    Column("seq", Number, primary_key=True),
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
    Column("bytes", Number, nullable=False),
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

KEPT = Table(
    "kept",
    METADATA,
    Column("user", Text, primary_key=True),
    Column("wish", Text, primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("body", Text, nullable=False),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("began", Float, nullable=False),
    Column("last", Float, nullable=False),
)

LOG = Table(
    "log",
    METADATA,
    Column("seq", Number, primary_key=True),
    Column("at", Float, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_autoincrement=True,
)
