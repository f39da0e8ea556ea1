"""Between windows: signatures that pass once, and epochs that are opened once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New columns of installations and epochs."""
    op.add_column("installs", sa.Column("nonces_since", sa.String(length=40), nullable=True))
    op.add_column("epochs", sa.Column("asked", sa.String(length=36), nullable=True))
