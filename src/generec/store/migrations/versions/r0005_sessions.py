"""Operators' sessions, so that a restart of the server signs nobody out."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Float, Text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make their table; nobody is signed in."""
    op.create_table(
        "sessions",
        Column("key", Text, primary_key=True),
        Column("name", Text, nullable=False),
        Column("mark", Text, nullable=False),
        Column("began", Float, nullable=False),
        Column("last", Float, nullable=False),
    )
