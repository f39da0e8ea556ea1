"""Requests pass once whichever worker is asked: the nonces that were taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of taken nonces."""
    op.create_table(
        "nonces",
        sa.Column("install", sa.String(length=64), nullable=False),
        sa.Column("cnonce", sa.String(length=64), nullable=False),
        sa.Column("taken_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("install", "cnonce"),
    )
