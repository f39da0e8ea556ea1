"""用章的文书: which papers the platform sealed, and the hash of the sealed file in the scan store."""

from __future__ import annotations

import datetime as dt

import sqlite_utils

from counter.domain.ids import Sha256
from counter.store.places import place_of_number


def put(db: sqlite_utils.Database, number: str, sha256: Sha256, at: dt.datetime) -> None:
    """The paper has its seal; the file of that hash shows it. The first one stays."""
    db.conn.execute(
        "INSERT OR IGNORE INTO sealed_papers (place, sha256, sealed_at) VALUES (?, ?, ?)",
        [place_of_number(number), sha256, at.isoformat()],
    )


def read(db: sqlite_utils.Database, number: str) -> Sha256 | None:
    """The hash of the sealed file, or None for a paper without a seal or of another window."""
    row = db.conn.execute(
        "SELECT sha256 FROM sealed_papers JOIN papers USING (place) WHERE place = ? AND number = ?",
        [place_of_number(number), number],
    ).fetchone()
    return None if row is None else Sha256(row[0])
