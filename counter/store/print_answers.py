"""What a person said of a print whose outcome no machine could know; asked once, answered once (faults.md F15)."""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.case import PrintOutcome
from counter.domain.ids import CaseId, InstallId
from counter.store.places import place_of_number
from counter.store.rows import rows_of


class UncertainPrint(Value):
    """A print that nobody has spoken of yet."""

    number: str
    print_no: int
    case_id: CaseId
    printer: str
    clerk: str
    at: dt.datetime


def answer(db: sqlite_utils.Database, number: str, print_no: int, *, came_out: bool) -> None:
    """That stands beside the print for ever."""
    db.conn.execute(
        "UPDATE prints SET came_out = ? WHERE place = ? AND print_no = ? AND came_out IS NULL",
        [came_out, place_of_number(number), print_no],
    )


def settle(db: sqlite_utils.Database, number: str, print_no: int, outcome: PrintOutcome) -> None:
    """What is known of that print now, after its job was taken out of the queue; one that failed did not come out."""
    db.conn.execute(
        "UPDATE prints SET outcome = ?, came_out = ? WHERE place = ? AND print_no = ?",
        [outcome.value, False if outcome is PrintOutcome.FAILED else None, place_of_number(number), print_no],
    )


def unanswered(db: sqlite_utils.Database, install: InstallId) -> tuple[UncertainPrint, ...]:
    """Every uncertain print of this installation, of a valid paper, that nobody has spoken of, oldest first."""
    rows = rows_of(
        db,
        "SELECT number, print_no, case_id, printer, clerk, at FROM prints JOIN papers USING (place)"
        " WHERE outcome = 'uncertain' AND came_out IS NULL AND void_reason IS NULL"
        " UNION ALL SELECT number, print_no, case_id, printer, clerk, at FROM hall_prints JOIN hall_papers"
        " USING (number) WHERE install = ? AND outcome = 'uncertain' AND came_out IS NULL AND void = 0 AND NOT EXISTS"
        " (SELECT 1 FROM papers p WHERE p.case_id = hall_papers.case_id AND p.number = hall_papers.number)"
        " ORDER BY at, number, print_no",
        [install],
    )
    return tuple(msgspec.convert(row, UncertainPrint) for row in rows)
