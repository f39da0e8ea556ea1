"""Questions across all aggregates, for ``verify``."""

from __future__ import annotations

import contextlib

import sqlite_utils
from sqlcipher3 import dbapi2


def integrity_faults(db: sqlite_utils.Database) -> tuple[str, ...]:
    """What SQLCipher's and SQLite's own checks say; empty when they find nothing.

    SQLCipher's looks at the file alone. A page that a power cut tore while the log was folded into it stands whole in
    the log, so that is folded first; where the disk has no room for it, the page is told.
    """
    with contextlib.suppress(dbapi2.Error):
        db.conn.execute("PRAGMA wal_checkpoint(FULL)").fetchall()
    broken_pages = [row[0] for row in db.conn.execute("PRAGMA cipher_integrity_check").fetchall()]
    structure = [row[0] for row in db.conn.execute("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
    dangling = db.conn.execute("PRAGMA foreign_key_check").fetchall()
    return tuple(
        [f"store.damaged_page {text[:80]}" for text in broken_pages]
        + [f"store.damaged {text[:80]}" for text in structure]
        + [f"store.dangling {row[0]}" for row in dangling]
    )


def delivery_faults(db: sqlite_utils.Database) -> tuple[str, ...]:
    """Cases that no journal line speaks of, and lines whose case is not here; both would be lost work.

    A case of another window was taken in there; here some deed on it must be told.
    """
    silent = db.conn.execute(
        "SELECT case_no FROM cases WHERE NOT EXISTS"
        " (SELECT 1 FROM journal j WHERE j.case_id = cases.case_id AND (j.kind = 'case.taken'"
        " OR EXISTS (SELECT 1 FROM hall_cases h WHERE h.case_id = cases.case_id))) ORDER BY 1"
    ).fetchall()
    orphaned = db.conn.execute(
        "SELECT epoch, seq FROM journal j WHERE case_id IS NOT NULL AND kind LIKE 'case.%'"
        " AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.case_id = j.case_id) ORDER BY position"
    ).fetchall()
    unsent_scans = db.conn.execute(
        "SELECT count(*) FROM case_scans WHERE NOT EXISTS (SELECT 1 FROM scans s WHERE s.sha256 = case_scans.sha256)"
    ).fetchone()[0]
    return (
        tuple(f"case.without_line {number}" for (number,) in silent)
        + tuple(f"line.without_case {epoch}-{seq}" for epoch, seq in orphaned)
        + ((f"scan.unknown {unsent_scans}",) if unsent_scans else ())
    )
