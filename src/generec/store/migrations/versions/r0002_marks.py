"""What an invisible mark says, and how sealed pictures look, so that a stripped file can be led back."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add both to the seals; those of before have neither."""
    number = BigInteger().with_variant(Integer, "sqlite")
    op.add_column("seals", Column("payload", number, nullable=True))
    op.add_column("seals", Column("fingerprint", Text, nullable=True))
    op.create_index("seals_payload", "seals", ["payload"])
