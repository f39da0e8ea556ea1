"""待补材料: what is still owed to the cases of the hall, as rows to look for; the course of each case is the truth.

    open ── brought ──▶ arrived
      └──── lapsed ───▶ ended        a case that ends in any other way owes nothing and has no row any more

The list is sorted, counted and paged by SQLite, and a light is a comparison of days: 5,000 open rows cost no Python.
"""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.case import OPEN, Case
from counter.domain.course import Owed, OwedFor, OwedLight
from counter.domain.ids import CaseId
from counter.store.like import literal

_LIGHT = """CASE WHEN due_on IS NULL THEN 'unknown' WHEN due_on < :today THEN 'overdue'
 WHEN due_on = :today THEN 'today' WHEN due_on <= :nearly THEN 'nearly' ELSE 'fine' END"""
_COLUMNS = "case_id, code, why, name, due_on, case_no, applicant_name, phone, item_name, department, window"
_OPEN, _LAPSED = "state = 'open'", "state = 'ended' AND due_on >= :lapsed_since"
_OF_DEPARTMENT = " AND department = :department"
_WITH_TEXT = (
    " AND (applicant_name LIKE :part ESCAPE '\\' OR item_name LIKE :part ESCAPE '\\' OR name LIKE :part ESCAPE '\\'"
    " OR case_no LIKE :part ESCAPE '\\' OR phone LIKE :end ESCAPE '\\')"
)
_OF_LIGHT = f" AND {_LIGHT} = :light"


class Sight(Value):
    """What somebody wants to see: the days that decide the lights, and the filters."""

    today: dt.date
    nearly_until: dt.date  # the last day that is 临期
    lapsed_since: dt.date  # what was due before and lapsed is not shown any more
    light: OwedLight | None = None
    department: str = ""
    text: str = ""


class OwedRow(Value):
    """One thing that somebody still has to bring; names and numbers are masked by the screen, not here."""

    case_id: CaseId
    code: str
    why: OwedFor
    name: str
    due_on: dt.date | None
    case_no: str
    applicant_name: str
    phone: str
    item_name: str
    department: str
    window: str
    light: OwedLight


class OwedPage(Value):
    """A page of the list, the count of the whole list, and how many there are of each light without that filter."""

    rows: tuple[OwedRow, ...]
    total: int
    counts: dict[OwedLight, int]


class ToCall(Value):
    """One applicant to be reminded by telephone: the case, everything that it owes, and the first day that counts."""

    case_id: CaseId
    case_no: str
    applicant_name: str
    phone: str
    item_name: str
    owed: tuple[str, ...]
    due_on: dt.date | None


def put_case(db: sqlite_utils.Database, case: Case, window: str) -> None:
    """The rows of the case are what its course says; ``window`` is where it was taken in."""
    db.conn.execute("DELETE FROM owed WHERE case_id = ?", [case.case_id])
    db.conn.executemany(
        "INSERT INTO owed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            [
                case.case_id, owed.code, owed.why.value, owed.name, owed.due_on and owed.due_on.isoformat(), state,
                case.case_no, case.intake.applicant.name, _phone(case), case.item_name, case.department, window,
            ]
            for owed in case.course.owed
            if (state := _state(case, owed))
        ],
    )  # fmt: skip


def list_owed(db: sqlite_utils.Database, sight: Sight, *, offset: int, limit: int) -> OwedPage:
    """What is open, the most urgent first, then what lapsed lately."""
    counts = _counts(db, sight)
    still_open = sum(
        count for light, count in counts.items() if light is not OwedLight.LAPSED and _is_seen(sight, light)
    )
    lapsed = counts[OwedLight.LAPSED] if _is_seen(sight, OwedLight.LAPSED) else 0
    rows = _open_rows(db, sight, offset, limit) if offset < still_open else ()
    if lapsed and len(rows) < limit:
        rows += _lapsed_rows(db, sight, max(0, offset - still_open), limit - len(rows))
    return OwedPage(rows=rows, total=still_open + lapsed, counts=counts)


def to_call(db: sqlite_utils.Database, sight: Sight, *, offset: int, limit: int) -> tuple[ToCall, ...]:
    """Each case with something open of that sight, once, the most urgent first."""
    rows = db.query(
        "SELECT case_id, case_no, applicant_name, phone, item_name, json_group_array(name) AS owed,"
        " min(due_on) AS due_on"
        f" FROM owed WHERE {_OPEN}{_filters(sight)}{_OF_LIGHT if sight.light else ''} GROUP BY case_id"
        " ORDER BY min(due_on) NULLS LAST, case_no LIMIT :limit OFFSET :offset",
        _parameters(sight) | {"offset": offset, "limit": limit},
    )
    return tuple(msgspec.convert({**row, "owed": msgspec.json.decode(row["owed"])}, ToCall) for row in rows)


def departments(db: sqlite_utils.Database) -> tuple[str, ...]:
    """The departments that something is owed to, in order."""
    rows = db.conn.execute("SELECT DISTINCT department FROM owed WHERE state = 'open' ORDER BY 1").fetchall()
    return tuple(name for (name,) in rows)


def _counts(db: sqlite_utils.Database, sight: Sight) -> dict[OwedLight, int]:
    """How many there are of each light; without a filter the index alone answers."""
    parameters, filters = _parameters(sight), _filters(sight)
    found = db.conn.execute(
        f"SELECT {_LIGHT} AS light, count(*) FROM owed WHERE {_OPEN}{filters} GROUP BY light", parameters
    ).fetchall()
    lapsed = db.conn.execute(f"SELECT count(*) FROM owed WHERE {_LAPSED}{filters}", parameters).fetchone()[0]
    counts = dict.fromkeys(OwedLight, 0) | {OwedLight(light): count for light, count in found}
    return counts | {OwedLight.LAPSED: lapsed}


def _open_rows(db: sqlite_utils.Database, sight: Sight, offset: int, limit: int) -> tuple[OwedRow, ...]:
    """In the order of the index, so that a page costs its own rows only."""
    of_light = _OF_LIGHT if sight.light else ""
    rows = db.query(
        f"SELECT {_COLUMNS}, {_LIGHT} AS light FROM owed WHERE {_OPEN}{_filters(sight)}{of_light}"
        " ORDER BY due_on NULLS LAST, case_no, case_id, code LIMIT :limit OFFSET :offset",
        _parameters(sight) | {"offset": offset, "limit": limit},
    )
    return tuple(msgspec.convert(row, OwedRow) for row in rows)


def _lapsed_rows(db: sqlite_utils.Database, sight: Sight, offset: int, limit: int) -> tuple[OwedRow, ...]:
    rows = db.query(
        f"SELECT {_COLUMNS}, 'lapsed' AS light FROM owed WHERE {_LAPSED}{_filters(sight)}"
        " ORDER BY due_on DESC, case_no, code LIMIT :limit OFFSET :offset",
        _parameters(sight) | {"offset": offset, "limit": limit},
    )
    return tuple(msgspec.convert(row, OwedRow) for row in rows)


def _is_seen(sight: Sight, light: OwedLight) -> bool:
    return sight.light in {None, light}


def _filters(sight: Sight) -> str:
    return (_OF_DEPARTMENT if sight.department else "") + (_WITH_TEXT if _word(sight) else "")


def _word(sight: Sight) -> str:
    return "".join(sight.text.split())


def _state(case: Case, owed: Owed) -> str:
    if not owed.open:
        return "arrived"
    if case.state in OPEN:
        return "open"
    return "ended" if case.course.lapsed else ""


def _phone(case: Case) -> str:
    """Whom one calls: the contact, else the agent, else the applicant himself."""
    intake = case.intake
    asked = (intake.contact, intake.agent, intake.applicant)
    return next((person.phone for person in asked if person is not None and person.phone), "")


def _parameters(sight: Sight) -> dict[str, str | int]:
    word = _word(sight)
    return {
        "today": sight.today.isoformat(), "nearly": sight.nearly_until.isoformat(),
        "lapsed_since": sight.lapsed_since.isoformat(), "light": sight.light.value if sight.light else "",
        "department": sight.department, "part": f"%{literal(word)}%", "end": f"%{literal(word.upper())}",
    }  # fmt: skip
