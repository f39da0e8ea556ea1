"""What is waited for: acts that the applicant is to be told, and what windows have not sent yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of acts to be told, one of what is known of each window, and since when a scan is missed."""
    op.create_table(
        "notices",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("acted_at", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "act", "acted_at"),
    )
    op.create_table(
        "watches",
        sa.Column("install", sa.String(length=64), nullable=False),
        sa.Column("heard_at", sa.String(length=40), nullable=False),
        sa.Column("gap", sa.Boolean(), nullable=False),
        sa.Column("signed_out_at", sa.String(length=40), nullable=True),
        sa.Column("signed_out_by", sa.String(length=40), nullable=False),
        sa.Column("review_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("install"),
    )
    op.add_column("case_blobs", sa.Column("install", sa.String(length=64), nullable=True))
    op.add_column("case_blobs", sa.Column("since", sa.String(length=40), nullable=True))
    op.execute(
        "UPDATE case_blobs SET since = '', install ="
        " coalesce((SELECT install FROM cases WHERE cases.case_id = case_blobs.case_id), '')"
    )
    with op.batch_alter_table("case_blobs") as case_blobs:
        case_blobs.alter_column("install", existing_type=sa.String(length=64), nullable=False)
        case_blobs.alter_column("since", existing_type=sa.String(length=40), nullable=False)
        case_blobs.create_index("case_blobs_by_install", ["install"], unique=False)
    op.create_index("blob_hashes", "case_blobs", ["sha256"], unique=False)
