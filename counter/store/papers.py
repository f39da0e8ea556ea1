"""Papers, which are the register of their numbers too: a number is taken by issuing the paper that carries it.

Every number ends issued or void with a reason; none is ever issued again: how far the numbers went stands in the
journal, a paper's row is never deleted, and its key is the place of its number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.case import PaperKind, PrintOutcome
from counter.domain.ids import CaseId
from counter.store.places import place_of, place_of_number
from counter.store.rows import rows_of

_COLUMNS = "number, case_id, kind, copies, content, content_sha256, issued_at"


class PaperRow(Value):
    """An issued paper; ``content`` is the frozen JSON that it is drawn from, each time the same."""

    number: str
    case_id: CaseId
    kind: PaperKind
    copies: int
    content: str
    content_sha256: str
    issued_at: dt.datetime


class PrintRow(Value):
    """One time that a paper went to a printer. ``print_no`` 0 is the original, then 补打 第 n 次."""

    number: str
    print_no: int
    printer: str
    copies: int
    outcome: PrintOutcome
    reason: str
    clerk: str
    at: dt.datetime
    came_out: bool | None = None  # what a person said of an uncertain print; None while nobody was asked


def insert_paper(db: sqlite_utils.Database, paper: PaperRow) -> None:
    """The paper is issued and its number taken for ever; its content never changes.

    A number that was issued before is refused, and with it everything that the transaction did.
    """
    db.conn.execute(
        "INSERT INTO papers (place, number, case_id, kind, copies, content, content_sha256, issued_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            _place(paper.number), paper.number, paper.case_id, paper.kind.value, paper.copies, paper.content,
            paper.content_sha256, paper.issued_at.isoformat(),
        ],
    )  # fmt: skip


def void_numbers(db: sqlite_utils.Database, case: CaseId, *, reason: str, by: str) -> tuple[str, ...]:
    """Every number of the case is void with that reason; gives them."""
    db.conn.execute("UPDATE papers SET void_reason = ?, voided_by = ? WHERE case_id = ?", [reason, by, case])
    rows = db.conn.execute("SELECT number FROM papers WHERE case_id = ? ORDER BY place", [case]).fetchall()
    return tuple(number for (number,) in rows)


def read_paper(db: sqlite_utils.Database, number: str) -> PaperRow | None:
    """The paper of that number, or None."""
    found = _papers(db, "WHERE place = ? AND number = ?", [place_of_number(number), number])
    return found[0] if found else None


def papers_of_case(db: sqlite_utils.Database, case: CaseId) -> tuple[PaperRow, ...]:
    """The case's papers in the order of issue."""
    return _papers(db, "WHERE case_id = ? ORDER BY place", [case])


def all_papers(db: sqlite_utils.Database) -> tuple[PaperRow, ...]:
    """Every paper ever issued."""
    return _papers(db, "ORDER BY place")


def prints_of(db: sqlite_utils.Database, number: str) -> tuple[PrintRow, ...]:
    """Every time the paper went to a printer, in order."""
    rows = rows_of(
        db,
        "SELECT papers.number, prints.* FROM prints JOIN papers USING (place) WHERE place = ? AND number = ?"
        " ORDER BY print_no",
        [place_of_number(number), number],
    )
    fields = PrintRow.__struct_fields__
    return tuple(msgspec.convert({name: row[name] for name in fields}, PrintRow, strict=False) for row in rows)


def insert_print(db: sqlite_utils.Database, row: PrintRow) -> None:
    """The print is noted."""
    db.conn.execute(
        "INSERT INTO prints (place, print_no, printer, copies, outcome, reason, clerk, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            _place(row.number), row.print_no, row.printer, row.copies, row.outcome.value, row.reason, row.clerk,
            row.at.isoformat(),
        ],
    )  # fmt: skip


def unprinted(db: sqlite_utils.Database) -> tuple[PaperRow, ...]:
    """Papers that were issued and never printed: the crash between number and print (trust.md F50)."""
    return _papers(
        db,
        "WHERE void_reason IS NULL AND NOT EXISTS (SELECT 1 FROM prints WHERE prints.place = papers.place)"
        " ORDER BY place",
    )


def number_faults(db: sqlite_utils.Database) -> tuple[str, ...]:
    """Papers that do not stand at the place of their number, and numbers without a paper; empty when all balance.

    How many numbers were taken stands in the journal, so that a paper that is gone is noticed, also the newest one.
    """
    there = set()
    faults = []
    for number, place in db.conn.execute("SELECT number, place FROM papers ORDER BY place").fetchall():
        there.add(place)
        if place_of_number(number) != place:
            faults.append(f"number.astray {number}")
    for epoch, taken in db.conn.execute("SELECT epoch, max(running) FROM journal GROUP BY epoch").fetchall():
        missing = [running for running in range(1, taken + 1) if place_of(epoch, running) not in there]
        faults += [f"number.gap {epoch}-{running}" for running in missing]
    return tuple(faults)


def _papers(db: sqlite_utils.Database, where: str, parameters: Sequence[object] = ()) -> tuple[PaperRow, ...]:
    rows = rows_of(db, f"SELECT {_COLUMNS} FROM papers {where}", parameters)
    return tuple(msgspec.convert(row, PaperRow) for row in rows)


def _place(number: str) -> int:
    place = place_of_number(number)
    if place is None:
        raise ValueError("no number as papers show it")
    return place
