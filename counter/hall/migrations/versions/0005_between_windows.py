"""Between windows: signatures that pass once, epochs that are opened once, and who sent which scan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New columns of installations and epochs; a table of sent scans, with those that are here already."""
    op.add_column("installs", sa.Column("nonces_since", sa.String(length=40), nullable=True))
    op.add_column("epochs", sa.Column("asked", sa.String(length=36), nullable=True))
    op.create_table(
        "sent_blobs",
        sa.Column("install", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("install", "sha256"),
    )
    op.execute(
        "INSERT INTO sent_blobs SELECT DISTINCT install, sha256 FROM case_blobs"
        " WHERE sha256 IN (SELECT sha256 FROM blobs)"
    )
