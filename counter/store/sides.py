"""Both sides of a line that the platform disputes: what it was made on, what it says, and what the platform has."""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.case import Intake
from counter.domain.ids import CaseId
from counter.domain.journal import Line
from counter.domain.merging import merge_intakes
from counter.domain.review import Side
from counter.store import hall_cases
from counter.wire.bodies import CaseAmended, CaseCorrected, CaseSupplemented, CaseTaken, read_body

STATE = "state"
"""The field of a dispute about where the case stands; ours is the kind of the line, theirs the platform's word."""


class Disagreement(Value):
    """Every field in which the two differ, and since when either says so."""

    sides: tuple[Side, ...]
    mine_at: dt.datetime
    theirs_at: dt.datetime | None  # None while the platform did not tell of the case


def of_line(db: sqlite_utils.Database, line: Line, *, theirs: str = "") -> Disagreement:
    """What the line and the platform say differently.

    Args:
        db: for reading.
        line: which the platform disputes.
        theirs: the platform's word, shown where no field of the form is disputed.
    """
    told_at = hall_cases.told_at(db, line.case) if line.case is not None else None
    card = hall_cases.read_card(db, line.case) if line.case is not None else None
    base, mine = intakes_of(line, card.intake if card is not None else None)
    sides: tuple[Side, ...] = ()
    if card is not None and base is not None and mine is not None:
        sides = merge_intakes(base, mine, card.intake).sides
    if not sides and theirs:
        sides = (Side(field=STATE, base="", mine=line.kind, theirs=theirs),)
    return Disagreement(sides=sides, mine_at=line.at, theirs_at=told_at)


def intakes_of(line: Line, told: Intake | None = None) -> tuple[Intake | None, Intake | None]:
    """What the line was made on and what it made of it; None where it says nothing of the form.

    Args:
        line: of this counter.
        told: what the platform has; with it a line that names only some fields says something of the form, too.
    """
    try:
        body = read_body(line.kind, line.body)
    except msgspec.ValidationError:
        return None, None
    if isinstance(body, CaseAmended | CaseCorrected):
        return body.base_intake, body.intake
    if isinstance(body, CaseSupplemented) and told is not None and body.base_form:
        base = msgspec.structs.replace(told, form=told.form | body.base_form)
        return base, msgspec.structs.replace(base, form=base.form | body.form)
    return None, body.intake if isinstance(body, CaseTaken) else None


def stuck_lines(db: sqlite_utils.Database, case: CaseId) -> tuple[tuple[Line, str], ...]:
    """The lines of the case that the platform disputes and nobody answered, in order, each with the platform's word."""
    rows = db.conn.execute(
        "SELECT line, theirs FROM line_status WHERE case_id = ? AND verdict = 'conflict' AND superseded_by IS NULL"
        " ORDER BY position",
        [case],
    ).fetchall()
    return tuple((msgspec.json.decode(line, type=Line), theirs) for line, theirs in rows)


def platform_intake(db: sqlite_utils.Database, case: CaseId) -> Intake | None:
    """What the platform has of the case, when all that it took from here is in it; None when that is not known."""
    card, at = hall_cases.read_card(db, case), hall_cases.told_at(db, case)
    if card is None or at is None:
        return None
    later = db.conn.execute(
        "SELECT 1 FROM line_status WHERE case_id = ? AND kind LIKE 'case.%' AND verdict IN ('settled', 'duplicate')"
        " AND last_try_at > ? LIMIT 1",
        [case, at.astimezone(dt.UTC).isoformat()],
    ).fetchone()
    return None if later else card.intake
