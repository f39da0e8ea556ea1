"""The law of the counter: cases as they stand, policies, supervisors, approvals, reviews, results, credit.

Cases from before get their card from their lines, with names and values as they stood in this version; nothing of
today's code is used, so that this step does the same for ever.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATES = {"已收件": "received", "已受理": "accepted", "已办结": "done_on_spot", "作废": "voided"}


def upgrade() -> None:
    """The tables of the law of the counter; every case has its card and its hall."""
    _add_columns()
    _fill_cases()
    with op.batch_alter_table("cases") as cases:
        cases.alter_column("hall", existing_type=sa.String(length=20), nullable=False)
        cases.alter_column("card", existing_type=sa.LargeBinary(), nullable=False)
        cases.create_index("cases_by_no", ["case_no"], unique=False)
        cases.create_index("cases_by_item", ["item_code"], unique=False)
    op.execute("UPDATE news SET not_for = ''")
    with op.batch_alter_table("news") as news:
        news.alter_column("not_for", existing_type=sa.String(length=64), nullable=False)
    _add_policies_and_approvals()
    _add_reviews_and_results()


def _add_columns() -> None:
    op.add_column("cases", sa.Column("hall", sa.String(length=20), nullable=True))
    op.add_column("cases", sa.Column("card", sa.LargeBinary(), nullable=True))
    op.add_column("news", sa.Column("not_for", sa.String(length=64), nullable=True))
    op.add_column("news", sa.Column("detail", sa.LargeBinary(), nullable=True))


def _fill_cases() -> None:
    connection = op.get_bind()
    windows = {
        row.install: json.loads(bytes(row.window))
        for row in connection.execute(sa.text('SELECT install, "window" FROM installs'))
    }
    rows = connection.execute(
        sa.text("SELECT case_id, case_no, state, install, item_code, item_version, applicant_name FROM cases")
    ).all()
    for row in rows:
        window = windows.get(row.install, {})
        card = _card(row, window, list(_settled_lines(connection, row.case_id)))
        connection.execute(
            sa.text("UPDATE cases SET hall = :hall, card = :card WHERE case_id = :case"),
            {
                "hall": f"{window.get('region', '')}-{window.get('hall', '')}",
                "card": json.dumps(card, ensure_ascii=False).encode(),
                "case": row.case_id,
            },
        )


def _settled_lines(connection: sa.Connection, case: str) -> Iterator[dict[str, Any]]:
    lines = sa.text("SELECT line FROM lines WHERE case_id = :case ORDER BY epoch, seq")
    for row in connection.execute(lines, {"case": case}):
        yield json.loads(bytes(row.line))


def _card(row: Any, window: dict[str, Any], lines: list[dict[str, Any]]) -> dict[str, Any]:
    """The case as its lines tell it; a case whose lines were lost keeps what its row says."""
    card: dict[str, Any] = {
        "case": row.case_id,
        "case_no": row.case_no,
        "install": row.install,
        "window": window.get("window", ""),
        "state": _STATES.get(row.state, "accepted"),
        "item_code": row.item_code,
        "item_version": row.item_version,
        "item_name": "",
        "department": "",
        "intake": {
            "item_code": row.item_code,
            "item_version": row.item_version,
            "applicant": {"name": row.applicant_name},
        },
        "course": {},
        "due": {},
        "clerk": "",
        "clerk_name": "",
        "received_at": "1970-01-01T00:00:00Z",
        "accepted_at": None,
    }
    for line in lines:
        body = line["body"]
        if line["kind"] == "case.taken":
            taken = ("intake", "item_name", "due", "received_at", "accepted_at")
            card |= {name: body[name] for name in taken} | {"clerk": line["actor"]}
        elif line["kind"] == "case.accepted_later":
            card |= {"accepted_at": body["accepted_at"], "due": body["due"]}
        elif line["kind"] == "case.corrected":
            card["intake"] = body["intake"]
    return card


def _add_policies_and_approvals() -> None:
    op.create_table(
        "policies",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.String(length=88), nullable=False),
        sa.Column("set_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_table(
        "supervisor_keys",
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("clerk_no", sa.String(length=40), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.Column("retired_at", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("public_key"),
    )
    op.create_index("supervisor_keys_by_clerk", "supervisor_keys", ["clerk_no"], unique=False)
    op.create_table(
        "approvals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("supervisor", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("approved_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "flags",
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("install", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("flagged_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("line_id", "code"),
    )


def _add_reviews_and_results() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("hall", sa.String(length=20), nullable=False),
        sa.Column("approval_id", sa.String(length=36), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("reviews_by_case", "reviews", ["case_id"], unique=False)
    op.create_index("reviews_by_approval", "reviews", ["approval_id"], unique=False)
    op.create_table(
        "results",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("hall", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("handed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("results_by_case", "results", ["case_id"], unique=False)
    op.create_table(
        "batches",
        sa.Column("batch", sa.String(length=64), nullable=False),
        sa.Column("install", sa.String(length=64), nullable=False),
        sa.Column("to_department", sa.Boolean(), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("moved_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("batch"),
    )
    op.create_table(
        "closings",
        sa.Column("install", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("install", "day"),
    )
    op.create_table(
        "dishonest",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("listed_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )
