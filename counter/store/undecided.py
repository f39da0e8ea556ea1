"""Cases that were taken in here and await a decision, so that the law may decide them (许可法 32(4))."""

from __future__ import annotations

import datetime as dt

import sqlite_utils

from counter.domain.ids import CaseId


def received_before(db: sqlite_utils.Database, moment: dt.datetime) -> tuple[CaseId, ...]:
    """Cases of this window's own numbers that are still only received, the oldest first."""
    rows = db.conn.execute(
        "SELECT case_id FROM cases WHERE state = 'received' AND received_at < ?"
        " AND EXISTS (SELECT 1 FROM papers WHERE papers.case_id = cases.case_id AND papers.number = cases.case_no)"
        " ORDER BY received_at",
        [moment.astimezone(dt.UTC).isoformat()],
    ).fetchall()
    return tuple(CaseId(case) for (case,) in rows)
