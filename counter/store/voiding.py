"""One number is void while its case goes on: the paper that it stands on was wrong and is issued anew."""

from __future__ import annotations

import sqlite_utils

from counter.store.places import place_of_number


def void_number(db: sqlite_utils.Database, number: str, *, reason: str, by: str) -> None:
    """The number is void with that reason; its paper stays as it was issued."""
    db.conn.execute(
        "UPDATE papers SET void_reason = ?, voided_by = ? WHERE place = ? AND number = ?",
        [reason, by, place_of_number(number), number],
    )


def is_void(db: sqlite_utils.Database, number: str) -> bool:
    """Whether the number was issued here and is void."""
    row = db.conn.execute(
        "SELECT void_reason IS NOT NULL FROM papers WHERE place = ? AND number = ?", [place_of_number(number), number]
    ).fetchone()
    return bool(row and row[0])
