"""One number is void while its case goes on: the paper that it stands on was wrong and is issued anew."""

from __future__ import annotations

import sqlite_utils


def void_number(db: sqlite_utils.Database, number: str, *, reason: str, by: str) -> None:
    """The number is void with that reason; its paper stays as it was issued."""
    db.conn.execute("UPDATE numbers SET void_reason = ?, voided_by = ? WHERE number = ?", [reason, by, number])


def is_void(db: sqlite_utils.Database, number: str) -> bool:
    """Whether the number is in the register here and void."""
    row = db.conn.execute("SELECT void_reason IS NOT NULL FROM numbers WHERE number = ?", [number]).fetchone()
    return bool(row and row[0])
