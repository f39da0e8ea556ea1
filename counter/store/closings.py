"""日结: the closed days, and what the books of a day are read from.

Journal and papers are in the order of their keys, so a day's account reads what stands between two places and nothing
else; how far the last closing came is kept with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.case import CounterState, PrintOutcome
from counter.domain.closing import DayAccount
from counter.domain.ids import CaseId, Sha256
from counter.domain.journal import Line
from counter.store.places import place_of_number
from counter.store.rows import decoded, rows_of

_UNSENT = (
    "SELECT j.position, j.line, coalesce(d.verdict, 'waiting') IN ('refused', 'conflict', 'clone') FROM journal j"
    " LEFT JOIN deliveries d ON d.line_id = j.id WHERE j.position IN (SELECT n.position FROM journal n"
    " LEFT JOIN deliveries e ON e.line_id = n.id WHERE coalesce(e.verdict, 'waiting') NOT IN ('settled', 'duplicate')"
    " AND e.superseded_by IS NULL) AND j.purged_at IS NULL ORDER BY j.position"
)
"""Found in the index of ids first, as in ``deliveries``: only the lines that wait are deciphered."""
_PAPER = "place, number, void_reason IS NOT NULL AS void"


class Marks(Value):
    """How far an account came: the last line and the last paper that stand in it."""

    line: int = 0
    paper: int = 0


class Closing(Value):
    """A closed day: its account as it was signed, by whom, and how far it came."""

    account: DayAccount
    clerk: str
    clerk_name: str
    second: str
    second_name: str
    at: dt.datetime
    marks: Marks


class PaperPlace(Value):
    """One number of the register, without the content of its paper."""

    place: int
    number: str
    void: bool


class PrintFact(Value):
    """What is known of one time that a paper went to a printer."""

    number: str
    print_no: int
    outcome: PrintOutcome
    came_out: bool | None

    @property
    def on_paper(self) -> bool:
        """Whether it counts as printed: it did not fail, and nobody said that nothing came out."""
        return self.outcome is not PrintOutcome.FAILED and self.came_out is not False

    @property
    def uncertain(self) -> bool:
        """Whether no machine could know and no person has said."""
        return self.outcome is PrintOutcome.UNCERTAIN and self.came_out is None


class WrittenLine(Value):
    """A line in its place; ``running`` is how many numbers its epoch had issued with it."""

    position: int
    line: Line
    running: int


class UnsentLine(Value):
    """A line that the platform does not have yet; ``stuck`` when it waits for a person."""

    position: int
    line: Line
    stuck: bool


def insert(db: sqlite_utils.Database, closing: Closing) -> None:
    """The day is closed; it is never closed again."""
    body = msgspec.json.encode(closing).decode()
    db.conn.execute(
        "INSERT INTO closings VALUES (?, ?, ?)", [closing.account.day.isoformat(), closing.at.isoformat(), body]
    )


def read(db: sqlite_utils.Database, day: dt.date) -> Closing | None:
    """The closing of the day, or None while it is open."""
    row = db.conn.execute("SELECT body FROM closings WHERE day = ?", [day.isoformat()]).fetchone()
    return None if row is None else decoded(_CLOSING, row[0])


def last(db: sqlite_utils.Database) -> Closing | None:
    """The closing of the latest closed day, or None before the first."""
    row = db.conn.execute("SELECT body FROM closings ORDER BY day DESC LIMIT 1").fetchone()
    return None if row is None else decoded(_CLOSING, row[0])


def closed_days(db: sqlite_utils.Database, limit: int) -> tuple[dt.date, ...]:
    """The days that are closed, the latest first."""
    rows = db.conn.execute("SELECT day FROM closings ORDER BY day DESC LIMIT ?", [limit]).fetchall()
    return tuple(dt.date.fromisoformat(day) for (day,) in rows)


def last_line(db: sqlite_utils.Database, kind: str) -> Line | None:
    """The newest line of that kind, or None when there is none."""
    row = db.conn.execute("SELECT line FROM journal WHERE kind = ? ORDER BY position DESC LIMIT 1", [kind]).fetchone()
    return None if row is None else decoded(_LINE, row[0].decode())


def lines_after(db: sqlite_utils.Database, place: int) -> tuple[WrittenLine, ...]:
    """Every line after that place, in order."""
    rows = db.conn.execute(
        "SELECT position, line, running FROM journal WHERE position > ? AND purged_at IS NULL ORDER BY position",
        [place],
    )
    return tuple(
        WrittenLine(position=position, line=decoded(_LINE, line.decode()), running=running)
        for position, line, running in rows.fetchall()
    )


def papers_between(db: sqlite_utils.Database, after: int, up_to: int) -> tuple[PaperPlace, ...]:
    """Every number after the one place and up to the other, in order."""
    rows = rows_of(db, f"SELECT {_PAPER} FROM papers WHERE place > ? AND place <= ? ORDER BY place", [after, up_to])
    return tuple(msgspec.convert(row, PaperPlace, strict=False) for row in rows)


def papers_of_numbers(db: sqlite_utils.Database, numbers: Collection[str]) -> tuple[PaperPlace, ...]:
    """Those of the numbers that this window issued."""
    found: list[dict[str, object]] = []
    for number in sorted(numbers):
        where = [place_of_number(number), number]
        found += rows_of(db, f"SELECT {_PAPER} FROM papers WHERE place = ? AND number = ?", where)
    return tuple(msgspec.convert(row, PaperPlace, strict=False) for row in found)


def prints_of(db: sqlite_utils.Database, papers: Collection[PaperPlace]) -> dict[str, tuple[PrintFact, ...]]:
    """Every time that each of the papers went to a printer."""
    numbers = {paper.place: paper.number for paper in papers}
    rows = db.conn.execute(
        "SELECT place, print_no, outcome, came_out FROM prints WHERE place IN (SELECT value FROM json_each(?))"
        " ORDER BY place, print_no",
        [msgspec.json.encode(sorted(numbers)).decode()],
    ).fetchall()
    found: dict[str, tuple[PrintFact, ...]] = {}
    for place, print_no, outcome, came_out in rows:
        fact = PrintFact(
            number=numbers[place],
            print_no=print_no,
            outcome=PrintOutcome(outcome),
            came_out=None if came_out is None else bool(came_out),
        )
        found[fact.number] = (*found.get(fact.number, ()), fact)
    return found


def unsent(db: sqlite_utils.Database) -> tuple[UnsentLine, ...]:
    """Every line that the platform has not taken, in order."""
    rows = db.conn.execute(_UNSENT).fetchall()
    return tuple(
        UnsentLine(position=position, line=decoded(_LINE, line.decode()), stuck=bool(stuck))
        for position, line, stuck in rows
    )


def waiting_scans(db: sqlite_utils.Database) -> dict[Sha256, str]:
    """Every scan that the platform has not confirmed, with the clerk of the first case that it belongs to."""
    rows = db.conn.execute(
        "SELECT s.sha256, coalesce((SELECT c.clerk FROM case_scans k JOIN cases c USING (case_id)"
        " WHERE k.sha256 = s.sha256 ORDER BY c.position LIMIT 1), '') FROM scans s WHERE s.sent_at IS NULL"
        " ORDER BY s.sha256"
    ).fetchall()
    return {Sha256(sha256): clerk for sha256, clerk in rows}


def states_of(db: sqlite_utils.Database, case_ids: Collection[CaseId]) -> dict[CounterState, int]:
    """In which states those cases are now."""
    rows = db.conn.execute(
        "SELECT state, count(*) FROM cases WHERE case_id IN (SELECT value FROM json_each(?)) GROUP BY state",
        [msgspec.json.encode(sorted(case_ids)).decode()],
    ).fetchall()
    return {CounterState(state): count for state, count in rows}


def work_of(db: sqlite_utils.Database, clerk: str, states: Collection[CounterState]) -> tuple[int, int]:
    """How many cases of the clerk are in those states, and how many drafts he has."""
    names = msgspec.json.encode(sorted(states)).decode()
    cases = db.conn.execute(
        "SELECT count(*) FROM cases WHERE clerk = ? AND state IN (SELECT value FROM json_each(?))", [clerk, names]
    ).fetchone()[0]
    drafts = db.conn.execute(
        "SELECT count(*) FROM drafts WHERE clerk = ? AND case_id NOT IN (SELECT case_id FROM cases)", [clerk]
    ).fetchone()[0]
    return cases, drafts


_CLOSING = msgspec.json.Decoder(Closing)
_LINE = msgspec.json.Decoder(Line)
