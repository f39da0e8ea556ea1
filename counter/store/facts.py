"""Single facts about this installation: its window, epoch, cursors and last known clock offset."""

from __future__ import annotations

from typing import TypeVar

import msgspec
import sqlite_utils

from counter.domain.credit import CreditList
from counter.domain.enrolment import Enrolment
from counter.domain.workdays import HolidayTable
from counter.store.rows import decoded, read_once, written_anew

T = TypeVar("T")
F = TypeVar("F", Enrolment, HolidayTable, CreditList)


def read_fact(db: sqlite_utils.Database, name: str, fact_type: type[T]) -> T | None:
    """The fact of that name, or None when it was never written."""
    text = _text(db, name)
    return None if text is None else decoded(msgspec.json.Decoder(fact_type), text)


def write_fact(db: sqlite_utils.Database, name: str, value: object) -> None:
    """The fact has that value."""
    written_anew(db, ("fact", name))
    db.conn.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", [name, msgspec.json.encode(value).decode()])


def enrolment(db: sqlite_utils.Database) -> Enrolment | None:
    """Where this installation stands, or None before it was enrolled."""
    return _frozen(db, "enrolment", Enrolment)


def holiday_table(db: sqlite_utils.Database) -> HolidayTable | None:
    """The holiday table that the platform delivered, or None before the first catalogue."""
    return _frozen(db, "holidays", HolidayTable)


def credit_list(db: sqlite_utils.Database) -> CreditList | None:
    """The list of broken promises as the platform last told it, or None before it did."""
    return _frozen(db, "credit_list", CreditList)


def _frozen(db: sqlite_utils.Database, name: str, of: type[F]) -> F | None:
    """One of the facts that every deed reads and that seldom change."""
    return read_once(db, ("fact", name), lambda: read_fact(db, name, of))


def _text(db: sqlite_utils.Database, name: str) -> str | None:
    row = db.conn.execute("SELECT value FROM facts WHERE name = ?", [name]).fetchone()
    return None if row is None else str(row[0])
