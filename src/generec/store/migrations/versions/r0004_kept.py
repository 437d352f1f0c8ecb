"""Versions of a wish that were planned and not made yet, so that another one is not planned again."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Float, Integer, Text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make their table; nothing of before is in it."""
    op.create_table(
        "kept",
        Column("user", Text, primary_key=True),
        Column("wish", Text, primary_key=True),
        Column("rank", Integer, primary_key=True),
        Column("at", Float, nullable=False),
        Column("body", Text, nullable=False),
    )
