"""Numbers and the papers that carry them. Every number ends issued or void with a reason; none is ever issued again."""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.case import PaperKind, PrintOutcome
from counter.domain.ids import CaseId


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


def next_running(db: sqlite_utils.Database, epoch: str) -> int:
    """The next running number of the epoch is taken, in the caller's transaction; it comes back only by a rollback."""
    row = db.conn.execute(
        "INSERT INTO numbering VALUES (?, 2) ON CONFLICT (epoch) DO UPDATE SET next_running = next_running + 1"
        " RETURNING next_running - 1",
        [epoch],
    ).fetchone()
    return int(row[0])


def insert_number(
    db: sqlite_utils.Database, number: str, *, epoch: str, running: int, case: CaseId, at: dt.datetime
) -> None:
    """The number is in the register as issued to the case."""
    db.conn.execute(
        "INSERT INTO numbers (number, epoch, running, issued_at, case_id) VALUES (?, ?, ?, ?, ?)",
        [number, epoch, running, at.isoformat(), case],
    )


def void_numbers(db: sqlite_utils.Database, case: CaseId, *, reason: str, by: str) -> tuple[str, ...]:
    """Every number of the case is void with that reason; gives them."""
    db.conn.execute("UPDATE numbers SET void_reason = ?, voided_by = ? WHERE case_id = ?", [reason, by, case])
    rows = db.conn.execute("SELECT number FROM numbers WHERE case_id = ? ORDER BY running", [case]).fetchall()
    return tuple(number for (number,) in rows)


def insert_paper(db: sqlite_utils.Database, paper: PaperRow) -> None:
    """The paper is issued; its content never changes."""
    db.conn.execute(
        "INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            paper.number, paper.case_id, paper.kind.value, paper.copies, paper.content, paper.content_sha256,
            paper.issued_at.isoformat(),
        ],
    )  # fmt: skip


def read_paper(db: sqlite_utils.Database, number: str) -> PaperRow | None:
    """The paper of that number, or None."""
    rows = list(db.query("SELECT * FROM papers WHERE number = ?", [number]))
    return msgspec.convert(rows[0], PaperRow) if rows else None


def papers_of_case(db: sqlite_utils.Database, case: CaseId) -> tuple[PaperRow, ...]:
    """The case's papers in the order of issue."""
    rows = db.query("SELECT * FROM papers WHERE case_id = ? ORDER BY issued_at, number", [case])
    return tuple(msgspec.convert(row, PaperRow) for row in rows)


def all_papers(db: sqlite_utils.Database) -> tuple[PaperRow, ...]:
    """Every paper ever issued."""
    return tuple(msgspec.convert(row, PaperRow) for row in db.query("SELECT * FROM papers ORDER BY number"))


def prints_of(db: sqlite_utils.Database, number: str) -> tuple[PrintRow, ...]:
    """Every time the paper went to a printer, in order."""
    rows = db.query("SELECT * FROM prints WHERE number = ? ORDER BY print_no", [number])
    return tuple(msgspec.convert(row, PrintRow, strict=False) for row in rows)


def insert_print(db: sqlite_utils.Database, row: PrintRow) -> None:
    """The print is noted."""
    db.conn.execute(
        "INSERT INTO prints (number, print_no, printer, copies, outcome, reason, clerk, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            row.number,
            row.print_no,
            row.printer,
            row.copies,
            row.outcome.value,
            row.reason,
            row.clerk,
            row.at.isoformat(),
        ],
    )


def unprinted(db: sqlite_utils.Database) -> tuple[PaperRow, ...]:
    """Papers that were issued and never printed: the crash between number and print (trust.md F50)."""
    rows = db.query(
        "SELECT papers.* FROM papers LEFT JOIN prints USING (number) JOIN numbers USING (number)"
        " WHERE prints.number IS NULL AND numbers.void_reason IS NULL ORDER BY papers.issued_at"
    )
    return tuple(msgspec.convert(row, PaperRow) for row in rows)


def number_faults(db: sqlite_utils.Database) -> tuple[str, ...]:
    """Numbers that are neither a paper nor void, and gaps in the running numbers; empty when all balance."""
    lost = db.conn.execute(
        "SELECT n.number FROM numbers n LEFT JOIN papers p USING (number)"
        " WHERE p.number IS NULL AND n.void_reason IS NULL ORDER BY 1"
    ).fetchall()
    gaps = db.conn.execute(
        "SELECT b.epoch, b.next_running - 1, count(n.number) FROM numbering b LEFT JOIN numbers n USING (epoch)"
        " GROUP BY b.epoch HAVING b.next_running - 1 <> count(n.number)"
    ).fetchall()
    return tuple(f"number.without_paper {number}" for (number,) in lost) + tuple(
        f"number.gap epoch={epoch} issued={issued} registered={held}" for epoch, issued, held in gaps
    )
