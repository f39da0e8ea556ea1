"""What the platform tells of a case meets what this counter holds of it.

    no row here ─────────────────────────────▶ the card is kept, for whoever brings something to this window
    a row, and the platform knows all of ours ▶ the row is as the card says
    a row, and lines of ours it does not know ▶ merged (``domain.merging``); the same field goes to a person
    a row whose personal data were purged ─────▶ the card is kept, as of another window; an open one is the row again

A line of ours is in a card when the platform answered it before it told; the round sends before it asks, so a line that
is still unknown was refused, disputed, held, or is on its way. The platform owns the state: a case that it ended is at
its end here, and our line is answered as a conflict (faults.md F10).
"""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlite_utils

from counter.domain.case import OPEN, Case, CounterState, Intake
from counter.domain.ids import CaseId
from counter.domain.journal import Line
from counter.domain.merging import merge_courses, merge_intakes
from counter.errors import RuleBroken
from counter.store import cases, disputes, hall_cases, owed
from counter.store.case_dates import yardstick_of
from counter.wire.bodies import CaseAmended, CaseSupplemented, CaseTaken, read_body
from counter.wire.news import CaseCard

_DONE = "('settled', 'duplicate')"
_ORDER = (
    CounterState.RECEIVED,
    CounterState.CORRECTING,
    CounterState.COMMITTED,
    CounterState.DEFERRED,
    CounterState.ACCEPTED,
)
"""How far an open case has come."""


def apply_card(db: sqlite_utils.Database, card: CaseCard, at: dt.datetime) -> None:
    """The card is known, and a row of ours has joined with it."""
    before = hall_cases.read_card(db, card.case)
    hall_cases.put_card(db, card, at)
    theirs = hall_cases.case_of(card)
    mine = cases.read_case(db, card.case)
    if mine is None:
        owed.put_case(db, theirs, card.window)
        return
    if mine.purged_at is not None and card.state not in OPEN:
        return
    unknown = unknown_lines(db, card.case, at)
    joined = _joined(db, mine, theirs, _base(db, mine, before, unknown), at) if unknown else theirs
    cases.update_case(db, joined)
    if mine.purged_at is not None:
        cases.revive(db, card.case)
    owed.put_case(db, joined, card.window)


def _joined(db: sqlite_utils.Database, mine: Case, theirs: Case, base: Intake, at: dt.datetime) -> Case:
    merged = merge_intakes(base, mine.intake, theirs.intake)
    if merged.sides:
        disputes.note(db, mine, at, rule="case.same_field", sides=merged.sides)
    course = merge_courses(mine.course, theirs.course)
    joined = msgspec.structs.replace(
        theirs,
        intake=merged.intake,
        course=course,
        state=_state(mine, theirs),
        accepted_at=theirs.accepted_at or mine.accepted_at,
    )
    return _dated(db, joined, theirs, at)


def _state(mine: Case, theirs: Case) -> CounterState:
    """The platform's, unless ours is a step ahead that it has not judged yet."""
    if theirs.state not in OPEN:
        return theirs.state
    if mine.state not in OPEN:
        return mine.state
    return max(mine.state, theirs.state, key=_ORDER.index)


def _dated(db: sqlite_utils.Database, joined: Case, theirs: Case, at: dt.datetime) -> Case:
    """With the days of the joined clock; events that contradict each other leave the platform's."""
    yardstick = yardstick_of(db, joined)
    if yardstick is None:
        return joined
    try:
        return yardstick.dated(joined, at)
    except RuleBroken as fault:
        if fault.code == "calendar.beyond_table":
            return joined
        course = msgspec.structs.replace(joined.course, clock=theirs.course.clock)
        return msgspec.structs.replace(joined, course=course)


def unknown_lines(db: sqlite_utils.Database, case: CaseId, told_at: dt.datetime) -> tuple[Line, ...]:
    """Lines of the case that the platform had not taken when it told, in order."""
    rows = db.conn.execute(
        "SELECT line FROM line_status WHERE case_id = ? AND superseded_by IS NULL AND kind LIKE 'case.%'"
        f" AND (verdict NOT IN {_DONE} OR last_try_at > ?) AND length(line) > 0 ORDER BY position",
        [case, told_at.astimezone(dt.UTC).isoformat()],
    ).fetchall()
    return tuple(msgspec.json.decode(line, type=Line) for (line,) in rows)


def _base(db: sqlite_utils.Database, mine: Case, before: CaseCard | None, unknown: tuple[Line, ...]) -> Intake:
    """What both began with: what our first unknown change was made on, else what the platform told last."""
    for line in unknown:
        body = read_body(line.kind, line.body)
        if isinstance(body, CaseAmended):
            return body.base_intake
        if isinstance(body, CaseSupplemented) and body.base_form:
            told = _told(db, mine, before)
            return msgspec.structs.replace(told, form=told.form | body.base_form)
    return _told(db, mine, before)


def _told(db: sqlite_utils.Database, mine: Case, before: CaseCard | None) -> Intake:
    """What the platform told last; before it told anything, what it was sent first."""
    if before is not None:
        return before.intake
    row = db.conn.execute(
        "SELECT line FROM journal WHERE case_id = ? AND kind = 'case.taken' AND purged_at IS NULL", [mine.case_id]
    ).fetchone()
    taken = None if row is None else msgspec.json.decode(row[0], type=Line)
    first = None if taken is None else read_body(taken.kind, taken.body)
    return first.intake if isinstance(first, CaseTaken) else mine.intake
