"""Cases of the hall as the platform tells of them, so that any window can take in what is brought there.

A card is what the platform knew when it sent it; a case that this window works on is a row of ``cases`` as well.
"""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlite_utils

from counter.domain.case import Case
from counter.domain.ids import CaseId
from counter.domain.numbers import parse_number
from counter.errors import RuleBroken
from counter.store.like import literal
from counter.wire.news import CaseCard


def put_card(db: sqlite_utils.Database, card: CaseCard, at: dt.datetime) -> None:
    """The card of the case is that one."""
    db.conn.execute(
        "INSERT OR REPLACE INTO hall_cases VALUES (?, ?, ?, ?, ?, ?)",
        [
            card.case, card.case_no, card.state.value, card.intake.applicant.name, msgspec.json.encode(card).decode(),
            at.isoformat(),
        ],
    )  # fmt: skip


def read_card(db: sqlite_utils.Database, case: CaseId) -> CaseCard | None:
    """The last card of the case, or None when the platform told of none."""
    row = db.conn.execute("SELECT card FROM hall_cases WHERE case_id = ?", [case]).fetchone()
    return None if row is None else msgspec.json.decode(row[0], type=CaseCard)


def told_at(db: sqlite_utils.Database, case: CaseId) -> dt.datetime | None:
    """When the platform told of the case last, or None when it told of none."""
    row = db.conn.execute("SELECT at FROM hall_cases WHERE case_id = ?", [case]).fetchone()
    return None if row is None else dt.datetime.fromisoformat(row[0])


def find_cards(db: sqlite_utils.Database, text: str, limit: int) -> tuple[CaseCard, ...]:
    """Cases of the hall by a whole number or a part of the applicant's name, the newest first; none for no text."""
    word = "".join(text.split())
    if not word:
        return ()
    rows = db.conn.execute(
        "SELECT card FROM hall_cases WHERE case_no = ? OR applicant_name LIKE ? ESCAPE '\\' ORDER BY at DESC LIMIT ?",
        [word.upper(), f"%{literal(word)}%", limit],
    ).fetchall()
    return tuple(msgspec.json.decode(card, type=CaseCard) for (card,) in rows)


def case_of_number(db: sqlite_utils.Database, number: str) -> CaseId | None:
    """The case of the hall of which a paper bears that whole number, or None; the first paper's is the case's own."""
    row = db.conn.execute("SELECT case_id FROM hall_cases WHERE case_no = ?", [number]).fetchone()
    if row is not None or not _is_number(number):
        return None if row is None else CaseId(row[0])
    cards = db.conn.execute("SELECT card FROM hall_cases WHERE instr(card, ?)", [f'"{number}"']).fetchall()
    found = (msgspec.json.decode(card, type=CaseCard) for (card,) in cards)
    return next((card.case for card in found if number in card.numbers), None)


def _is_number(text: str) -> bool:
    try:
        parse_number(text)
    except RuleBroken:
        return False
    return True


def case_of(card: CaseCard) -> Case:
    """The case as it stands in the card."""
    return Case(
        case_id=card.case,
        case_no=card.case_no,
        state=card.state,
        intake=card.intake,
        item_name=card.item_name,
        department=card.department,
        due=card.due,
        clerk=card.clerk,
        clerk_name=card.clerk_name,
        received_at=card.received_at,
        accepted_at=card.accepted_at,
        course=card.course,
    )


def window_of(db: sqlite_utils.Database, case: CaseId) -> str:
    """At which window of the hall the case was taken in, as far as the platform told; empty for one of our own."""
    card = read_card(db, case)
    return card.window if card else ""
