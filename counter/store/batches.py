"""流转: batches of materials or results between the window and a department, each with the slip that both signed."""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.staff import Window
from counter.store.rows import decoded
from counter.wire.bodies import MaterialsMoved


class Batch(Value):
    """One batch with who gave it out or took it in at the window, and when."""

    moved: MaterialsMoved
    clerk: str
    clerk_name: str
    at: dt.datetime


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


def insert(db: sqlite_utils.Database, batch: Batch) -> None:
    """The batch is kept; its number was never used before."""
    db.conn.execute(
        "INSERT INTO batches VALUES (?, ?, ?)",
        [batch.moved.batch, batch.at.isoformat(), msgspec.json.encode(batch).decode()],
    )


def read(db: sqlite_utils.Database, number: str) -> Batch | None:
    """The batch of that number, or None."""
    row = db.conn.execute("SELECT body FROM batches WHERE batch = ?", [number]).fetchone()
    return None if row is None else decoded(_BATCH, row[0])


def newest(db: sqlite_utils.Database, *, offset: int, limit: int) -> tuple[tuple[Batch, ...], int]:
    """A page of the batches, the newest first, and the count of them all."""
    total = db.conn.execute("SELECT count(*) FROM batches").fetchone()[0]
    rows = db.conn.execute(
        "SELECT body FROM batches ORDER BY at DESC, batch DESC LIMIT ? OFFSET ?", [limit, offset]
    ).fetchall()
    return tuple(decoded(_BATCH, body) for (body,) in rows), total


_BATCH = msgspec.json.Decoder(Batch)
