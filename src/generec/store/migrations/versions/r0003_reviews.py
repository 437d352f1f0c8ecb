"""Held drafts wait for a person, and a made item has no verdict that holds it."""

from __future__ import annotations

from alembic import op
from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Text, UniqueConstraint

revision = "0003"
down_revision = "0002"

NAME = "items_not_held"
HELD = (
    "NEW.origin <> 'found' AND EXISTS (SELECT 1 FROM verdicts"
    " WHERE recipe = NEW.recipe AND owner = NEW.owner AND outcome = 'hold')"
)
MESSAGE = "a check holds this item"


def upgrade() -> None:
    """Make the queue, and the rule that what is held does not become an item."""
    op.create_table(
        "reviews",
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
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON items WHEN {HELD}"
            f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {HELD} THEN"
        f" RAISE integrity_constraint_violation USING MESSAGE = '{MESSAGE}'; END IF;"
        " RETURN NEW; END $$"
    )
    op.execute(f"CREATE TRIGGER {NAME} BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION {NAME}()")
