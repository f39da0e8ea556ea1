"""大厅规则 as rows: every version that was in force here stays, because a case keeps the one it was taken under."""

from __future__ import annotations

import sqlite_utils

from counter.domain.policy import HallPolicy
from counter.store.rows import decoded_once


def put(db: sqlite_utils.Database, version: int, body: bytes) -> None:
    """That version is known with exactly these bytes; one that is known already stays as it was."""
    db.conn.execute("INSERT OR IGNORE INTO policies VALUES (?, ?)", [version, body.decode()])


def current(db: sqlite_utils.Database) -> HallPolicy:
    """The newest version, or the defaults before any came."""
    row = db.conn.execute("SELECT CAST(body AS BLOB) FROM policies ORDER BY version DESC LIMIT 1").fetchone()
    return HallPolicy() if row is None else decoded_once(row[0], HallPolicy)


def of_version(db: sqlite_utils.Database, version: int) -> HallPolicy:
    """The policy that is frozen into a case; the defaults for a case from before any came."""
    row = db.conn.execute("SELECT CAST(body AS BLOB) FROM policies WHERE version = ?", [version]).fetchone()
    return HallPolicy() if row is None else decoded_once(row[0], HallPolicy)
