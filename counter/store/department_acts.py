"""What a department did with a case of this window, applied to its row and its clock.

    受理 不予受理 补正 特别程序 延期 办结 ▶ the case here stands as the department left it
    办结 while something is owed here ─────▶ the case stays open, and a person sees both (domain.md §2, Closing gate)
    an act that the clock cannot take ────▶ the same: it was known here already in another form

An act that is told again changes nothing. What the act has to say to the applicant is a paper of a deed of its own
(``actions.notices``).
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import sqlite_utils

from counter.domain.case import OPEN, RUNNING, Case, CounterState
from counter.domain.case_clock import events_of, open_procedures
from counter.domain.course import Correction, Refusal, RefusalGround
from counter.domain.deadlines import (
    Accepted,
    ClockEvent,
    CorrectionTold,
    Extended,
    Finished,
    SpecialBegun,
    SpecialEnded,
)
from counter.domain.ruling_basis import owed_by
from counter.errors import RuleBroken
from counter.store import cases, disputes, facts, hall_cases, notices, owed
from counter.store.case_dates import Yardstick, yardstick_of
from counter.wire.news import Act, DepartmentAct

_UNDECIDED = frozenset({CounterState.RECEIVED, CounterState.CORRECTING})
_ENDS = frozenset({Act.GRANTED, Act.DENIED})


def apply_act(db: sqlite_utils.Database, act: DepartmentAct) -> None:
    """The act has its effect on the row, or a person sees why it has none; the applicant is to be told of it."""
    notices.note(db, act)
    if act.act is Act.REASSIGNED and act.to_window != _own_window(db):
        notices.hand_over(db, act.case)
    case = cases.read_case(db, act.case)
    if case is None or case.state not in OPEN or act.act in {Act.REASSIGNED, Act.DISHONEST}:
        return
    yardstick = yardstick_of(db, case)
    if yardstick is None or _is_known(case, act):
        return
    if act.act in _ENDS and case.course.open_owed():
        disputes.note(db, case, act.at, rule="case.done_while_owed", reason=act.reason)
        return
    try:
        after = _STEPS[act.act](yardstick, case, act)
        after = yardstick.dated(after, act.at) if after.state in OPEN else after
    except RuleBroken as fault:
        disputes.note(db, case, act.at, rule=fault.code, reason=act.reason)
        return
    cases.update_case(db, after)
    owed.put_case(db, after, hall_cases.window_of(db, case.case_id) or _own_window(db))


def _is_known(case: Case, act: DepartmentAct) -> bool:
    """Whether a card told of it before."""
    if act.act is Act.RESUMED:
        return not open_procedures(events_of(case))
    kind = _EVENTS[act.act]
    return any(isinstance(event, kind) and event.at == act.at for event in case.course.clock)


def _accept(yardstick: Yardstick, case: Case, act: DepartmentAct) -> Case:
    """Complete enough for the department: nothing is owed to it any more."""
    _require(case.state in _UNDECIDED)
    after = yardstick.with_event(case, Accepted(at=act.at))
    brought = tuple(
        msgspec.structs.replace(each, arrived_at=act.at, how="window") if each.open else each
        for each in case.course.owed
    )
    return msgspec.structs.replace(_with(after, owed=brought), state=CounterState.ACCEPTED, accepted_at=act.at)


def _refuse(yardstick: Yardstick, case: Case, act: DepartmentAct) -> Case:
    _require(case.state in _UNDECIDED)
    ruling = Refusal(ground=RefusalGround.NOT_ELIGIBLE, reasons=act.reason, legal_basis=act.basis)
    return _ended(yardstick, _with(case, ruling=ruling), act, CounterState.REFUSED)


def _correct(yardstick: Yardstick, case: Case, act: DepartmentAct) -> Case:
    """Everything that is missing, with the day that the clock gives (许可法 32(4))."""
    _require(case.state is CounterState.RECEIVED)
    told = yardstick.with_event(case, CorrectionTold(at=act.at))
    ruling = Correction(defects=act.defects)
    due_on = yardstick.reading(told, act.at).correction_due_on
    owing = owed_by(ruling, yardstick.item, correction_due_on=due_on)
    return msgspec.structs.replace(_with(told, ruling=ruling, owed=owing), state=CounterState.CORRECTING)


def _hang(yardstick: Yardstick, case: Case, act: DepartmentAct) -> Case:
    _require(case.state in RUNNING and act.procedure is not None and act.days is not None)
    assert act.procedure is not None  # noqa: S101 -- just required
    assert act.days is not None  # noqa: S101 -- just required
    begun = SpecialBegun(at=act.at, kind=act.procedure, needs=act.days, told_in_writing=True)
    return yardstick.with_event(case, begun)


def _resume(yardstick: Yardstick, case: Case, act: DepartmentAct) -> Case:
    for kind in open_procedures(events_of(case)):
        case = yardstick.with_event(case, SpecialEnded(at=act.at, kind=kind))
    return case


def _extend(yardstick: Yardstick, case: Case, act: DepartmentAct) -> Case:
    _require(case.state in RUNNING and act.days is not None)
    assert act.days is not None  # noqa: S101 -- just required
    approver = act.official or act.department
    return yardstick.with_event(case, Extended(at=act.at, by=act.days, approver=approver, reasons=act.reason))


def _finish(yardstick: Yardstick, case: Case, act: DepartmentAct) -> Case:
    """办结, 准予 or 不予: both are an end of the counter's work; the result tells which."""
    _require(case.state in RUNNING)
    return _ended(yardstick, case, act, CounterState.DONE)


_STEPS: dict[Act, Callable[[Yardstick, Case, DepartmentAct], Case]] = {
    Act.ACCEPTED: _accept,
    Act.REFUSED: _refuse,
    Act.CORRECTION: _correct,
    Act.HUNG: _hang,
    Act.RESUMED: _resume,
    Act.EXTENDED: _extend,
    Act.GRANTED: _finish,
    Act.DENIED: _finish,
}
_EVENTS: dict[Act, type[ClockEvent]] = {
    Act.ACCEPTED: Accepted,
    Act.REFUSED: Finished,
    Act.CORRECTION: CorrectionTold,
    Act.HUNG: SpecialBegun,
    Act.EXTENDED: Extended,
    Act.GRANTED: Finished,
    Act.DENIED: Finished,
}


def _ended(yardstick: Yardstick, case: Case, act: DepartmentAct, state: CounterState) -> Case:
    after = yardstick.with_event(case, Finished(at=act.at))
    return msgspec.structs.replace(_with(after, end_reason=act.reason), state=state)


def _with(case: Case, **course: object) -> Case:
    return msgspec.structs.replace(case, course=msgspec.structs.replace(case.course, **course))


def _require(is_so: bool) -> None:
    if not is_so:
        raise RuleBroken("case.state")


def _own_window(db: sqlite_utils.Database) -> str:
    enrolment = facts.enrolment(db)
    return enrolment.window.window if enrolment else ""
