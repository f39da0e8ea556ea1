"""Between windows: requests that pass once, papers and prints as another window needs them, who sent and read what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New columns of installations, epochs, papers and prints; tables of sent scans (with those here) and readings."""
    op.add_column("installs", sa.Column("nonces_since", sa.String(length=40), nullable=True))
    op.add_column("epochs", sa.Column("asked", sa.String(length=36), nullable=True))
    op.add_column("papers", sa.Column("install", sa.String(length=64), nullable=True))
    op.add_column("papers", sa.Column("copies", sa.Integer(), nullable=True))
    op.add_column("papers", sa.Column("content", sa.LargeBinary(), nullable=True))
    op.add_column("prints", sa.Column("install", sa.String(length=64), nullable=True))
    op.add_column("prints", sa.Column("content", sa.LargeBinary(), nullable=True))
    op.execute("UPDATE prints SET install = coalesce((SELECT install FROM lines WHERE lines.id = prints.line_id), '')")
    with op.batch_alter_table("prints") as prints:
        prints.alter_column("install", existing_type=sa.String(length=64), nullable=False)
        prints.create_index("prints_by_number", ["number"], unique=False)
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
    op.create_table(
        "readings",
        sa.Column("install", sa.String(length=64), nullable=False),
        sa.Column("clerk_no", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("began_at", sa.String(length=40), nullable=False),
        sa.Column("last_at", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("install", "clerk_no", "name", "began_at"),
    )
