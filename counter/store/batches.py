"""流转: batches of materials or results between the window and a department, each with the slip that both signed."""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.staff import Window
from counter.store.rows import decoded
from counter.wire.bodies import MaterialsMoved

_MOVED = msgspec.json.Decoder(MaterialsMoved)


class BatchRow(Value):
    """One batch, and when it went or came."""

    at: dt.datetime
    moved: MaterialsMoved


def next_number(db: sqlite_utils.Database, window: Window, epoch: str, day: dt.date) -> str:
    """The next batch number of that window and day: ``421199-01-12-A-20260302-001``; a batch is never deleted.

    Region and hall stand in it because the platform keeps batches of many halls, the epoch because a window that was
    installed anew begins at one again.
    """
    start = f"{window.region}-{window.hall}-{window.window}-{epoch}-{day:%Y%m%d}-"
    row = db.conn.execute(
        "SELECT max(CAST(substr(batch, ?) AS INTEGER)) FROM batches WHERE substr(batch, 1, ?) = ?",
        [len(start) + 1, len(start), start],
    ).fetchone()
    return f"{start}{(row[0] or 0) + 1:03}"


def insert(db: sqlite_utils.Database, moved: MaterialsMoved, at: dt.datetime) -> None:
    """The batch is kept; its number was never used before."""
    db.conn.execute(
        "INSERT INTO batches VALUES (?, ?, ?)", [moved.batch, at.isoformat(), msgspec.json.encode(moved).decode()]
    )


def read(db: sqlite_utils.Database, batch: str) -> BatchRow | None:
    """The batch of that number, or None."""
    row = db.conn.execute("SELECT at, body FROM batches WHERE batch = ?", [batch]).fetchone()
    return None if row is None else _row(row)


def newest(db: sqlite_utils.Database, *, offset: int, limit: int) -> tuple[tuple[BatchRow, ...], int]:
    """A page of the batches, the newest first, and the count of them all."""
    total = db.conn.execute("SELECT count(*) FROM batches").fetchone()[0]
    rows = db.conn.execute(
        "SELECT at, body FROM batches ORDER BY at DESC, batch DESC LIMIT ? OFFSET ?", [limit, offset]
    ).fetchall()
    return tuple(_row(row) for row in rows), total


def _row(row: tuple[str, str]) -> BatchRow:
    return BatchRow(at=dt.datetime.fromisoformat(row[0]), moved=decoded(_MOVED, row[1]))
