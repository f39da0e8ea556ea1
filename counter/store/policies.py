"""大厅规则 as rows: every version that was in force here stays, because a case keeps the one it was taken under."""

from __future__ import annotations

import msgspec
import sqlite_utils

from counter.domain.policy import HallPolicy
from counter.store.rows import decoded, read_once, written_anew

_POLICY = msgspec.json.Decoder(HallPolicy)


def put(db: sqlite_utils.Database, version: int, body: bytes) -> None:
    """That version is known with exactly these bytes; one that is known already stays as it was."""
    written_anew(db)
    db.conn.execute("INSERT OR IGNORE INTO policies VALUES (?, ?)", [version, body.decode()])


def current(db: sqlite_utils.Database) -> HallPolicy:
    """The newest version, or the defaults before any came."""
    return read_once(db, ("policy", None), lambda: _read(db, "ORDER BY version DESC LIMIT 1"))


def of_version(db: sqlite_utils.Database, version: int) -> HallPolicy:
    """The policy that is frozen into a case; the defaults for a case from before any came."""
    return read_once(db, ("policy", version), lambda: _read(db, "WHERE version = ?", version))


def _read(db: sqlite_utils.Database, where: str, *parameters: int) -> HallPolicy:
    row = db.conn.execute(f"SELECT body FROM policies {where}", parameters).fetchone()
    return HallPolicy() if row is None else decoded(_POLICY, row[0])
