"""待出具通知: what a department did by itself with a case of this window, until the applicant has its paper.

    news ▶ (no number) ─ the paper is issued here ▶ its number
              └──────── the case went to another window ▶ that window's

An act is named by its case, its kind and its time; told again, also by a platform that was restored, it is the same.
"""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.ids import CaseId
from counter.wire.news import TELLS, DepartmentAct

ELSEWHERE = "elsewhere"
"""Stands in the place of the number when another window has the case now."""


class KnownNotice(Value):
    """An act that was told, and the number of its paper; empty while there is none."""

    act: DepartmentAct
    number: str = ""


def note(db: sqlite_utils.Database, act: DepartmentAct) -> None:
    """The act waits for its paper, unless it was told before; one that came back to this window waits again."""
    if act.act in TELLS:
        db.conn.execute(
            "INSERT INTO notices (case_id, act, at, body) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (case_id, act, at) DO UPDATE SET number = NULL WHERE number = ?",
            [act.case, act.act.value, _stamp(act.at), msgspec.json.encode(act).decode(), ELSEWHERE],
        )


def hand_over(db: sqlite_utils.Database, case: CaseId) -> None:
    """Another window has the case, and tells the applicant what was not told yet."""
    db.conn.execute("UPDATE notices SET number = ? WHERE case_id = ? AND number IS NULL", [ELSEWHERE, case])


def issued(db: sqlite_utils.Database, act: DepartmentAct, number: str) -> None:
    """The act was told with the paper of that number."""
    db.conn.execute(
        "UPDATE notices SET number = ? WHERE case_id = ? AND act = ? AND at = ?",
        [number, act.case, act.act.value, _stamp(act.at)],
    )


def waiting(db: sqlite_utils.Database) -> tuple[DepartmentAct, ...]:
    """Every act whose paper is still to be issued, the longest ago first."""
    rows = db.conn.execute("SELECT body FROM notices WHERE number IS NULL ORDER BY at, position").fetchall()
    return tuple(msgspec.json.decode(body, type=DepartmentAct) for (body,) in rows)


def of_case(db: sqlite_utils.Database, case: CaseId) -> tuple[KnownNotice, ...]:
    """What a department did with the case, in its order, each with the number of its paper."""
    rows = db.conn.execute(
        "SELECT body, coalesce(number, '') FROM notices WHERE case_id = ? ORDER BY at, position", [case]
    ).fetchall()
    return tuple(KnownNotice(act=msgspec.json.decode(body, type=DepartmentAct), number=number) for body, number in rows)


def purge(db: sqlite_utils.Database, case: CaseId) -> None:
    """That the department acted and with which paper it was told stays; its words do not."""
    for known in of_case(db, case):
        act = DepartmentAct(act=known.act.act, case=known.act.case, at=known.act.at, department=known.act.department)
        db.conn.execute(
            "UPDATE notices SET body = ? WHERE case_id = ? AND act = ? AND at = ?",
            [msgspec.json.encode(act).decode(), case, act.act.value, _stamp(act.at)],
        )


def _stamp(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat()
