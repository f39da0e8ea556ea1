"""待出具通知: a department acted by itself; the window of the case gives the applicant the paper that says so.

    受理 ▶ 受理通知书      不予受理 ▶ 不予受理决定书, with remedies (许可法 32, 38)
    补正 ▶ 补正告知书, everything once (许可法 32(4))
    特别程序 ▶ 特别程序告知书 (许可法 45)      its end ▶ 重新启动通知书
    延期 ▶ 延期告知书, with the reasons (许可法 42)

Each act is told once, in the order in which the department acted; its papers say what the act said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec

from counter.actions.desk import Desk
from counter.actions.intake import Taken
from counter.actions.review_sight import known_case
from counter.actions.running import PaperOrder, Running, Written, carry, find
from counter.actions.saying import GROUND_WORDS, limit_words
from counter.documents.model import PaperDefect, PaperExtension, PaperProcedure
from counter.domain.base import Value
from counter.domain.case import Case, CounterState, Intake, PaperKind
from counter.domain.case_clock import day_of, events_of
from counter.domain.course import OwedFor, RefusalGround
from counter.domain.deadlines import (
    Accepted,
    ClockEvent,
    CorrectionTold,
    Extended,
    Finished,
    SpecialBegun,
    SpecialEnded,
)
from counter.domain.ids import CaseId
from counter.domain.remedies import remedies
from counter.domain.staff import Actor
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.store import notices
from counter.wire.bodies import CaseNoticeIssued, Kind
from counter.wire.news import TELLS, Act, DepartmentAct

_EVENTS: dict[Act, type[ClockEvent]] = {
    Act.ACCEPTED: Accepted,
    Act.REFUSED: Finished,
    Act.CORRECTION: CorrectionTold,
    Act.HUNG: SpecialBegun,
    Act.RESUMED: SpecialEnded,
    Act.EXTENDED: Extended,
}
_NOT_VOID = frozenset(CounterState) - {CounterState.VOIDED}


class OpenNotice(Value):
    """One person to tell: of which case, what was done, by whom and when, and how to reach him."""

    case: CaseId
    case_no: str
    item_name: str
    applicant_name: str
    contact_name: str
    phone: str
    act: Act
    acted_at: dt.datetime
    department: str
    official: str
    reason: str
    paper: PaperKind  # that tells it


def open_notices(desk: Desk) -> tuple[OpenNotice, ...]:
    """Everybody who is to be told what a department did, who waits longest first.

    An act that does not go together with what stands here is not told yet: a supervisor has it before him.
    """
    found = []
    for act in notices.waiting(desk.db):
        case = known_case(desk, act.case)
        if case is not None and case.state in _NOT_VOID and _stands(case, act):
            found.append(_open(case, act))
    return tuple(found)


def issue_notice(desk: Desk, actor: Actor, case_id: CaseId) -> Taken:
    """The applicant's paper of the oldest act that he was not told is issued; a second call issues the next one.

    Raises:
        RuleBroken: ``case.unknown``, ``case.voided``; ``notice.none`` when everything was told; ``notice.not_here``
            while the act does not stand in the case as this window knows it; ``item.unknown``; ``calendar.*``;
            ``number.no_epoch``.
        StoreTrouble: nothing was stored.
    """
    running = find(desk, case_id, _NOT_VOID)
    act = next((known.act for known in notices.of_case(desk.db, case_id) if not known.number), None)
    if act is None:
        raise RuleBroken("notice.none")
    if not _stands(running.case, act):
        raise RuleBroken("notice.not_here")
    order: PaperOrder = (TELLS[act.act], _SAYS[act.act](running, act))
    written = Written(
        case=running.case,
        kind=Kind.CASE_NOTICE_ISSUED,
        body=lambda issued: CaseNoticeIssued(act=act.act, acted_at=act.at, papers=issued),
        papers=[order],
        after=lambda db, issued: notices.issued(db, act, issued[0].number),
    )
    return carry(desk, actor, running, written)


def _open(case: Case, act: DepartmentAct) -> OpenNotice:
    name, phone = _contact(case.intake)
    return OpenNotice(
        case=case.case_id,
        case_no=case.case_no,
        item_name=case.item_name,
        applicant_name=case.intake.applicant.name,
        contact_name=name,
        phone=phone,
        act=act.act,
        acted_at=act.at,
        department=act.department,
        official=act.official,
        reason=act.reason,
        paper=TELLS[act.act],
    )


def _contact(intake: Intake) -> tuple[str, str]:
    """Whom one calls: the contact, else the agent, else the applicant himself."""
    for person in (intake.contact, intake.agent, intake.applicant):
        if person is not None and person.phone:
            return person.name, person.phone
    return intake.applicant.name, ""


def _stands(case: Case, act: DepartmentAct) -> bool:
    """Whether the act is in the case's clock; one that came to a clock a little ahead stands at its time."""
    kind = _EVENTS[act.act]
    return any(isinstance(event, kind) and event.at >= act.at for event in events_of(case))


def _accepted(running: Running, act: DepartmentAct) -> dict[str, Any]:
    """As the case stands: its days are those that hold now."""
    del running, act
    return {}


def _refused(running: Running, act: DepartmentAct) -> dict[str, Any]:
    return {
        "ground": GROUND_WORDS[RefusalGround.NOT_ELIGIBLE],
        "reasons": act.reason,
        "legal_basis": act.basis,
        "remedies": remedies(running.item),
    }


def _corrected(running: Running, act: DepartmentAct) -> dict[str, Any]:
    reading = running.reading()
    days = [day_of(owed, reading) for owed in running.case.course.owed if owed.why is OwedFor.CORRECTION]
    return {
        "defects": tuple(
            PaperDefect(name=defect.name, ground=defect.ground, remedy=defect.remedy) for defect in act.defects
        ),
        "correction_due_on": days[0] if days else reading.correction_due_on,
    }


def _hung(running: Running, act: DepartmentAct) -> dict[str, Any]:
    del running
    if act.procedure is None or act.days is None:
        raise RuleBroken("notice.not_here")
    procedure = PaperProcedure(
        name=act.procedure.label, days=limit_words(act.days), basis=act.basis, begins_on=local_day(act.at)
    )
    return {"procedure": procedure}


def _resumed(running: Running, act: DepartmentAct) -> dict[str, Any]:
    """Every procedure that ended then, from the day on which the first of them had begun."""
    events = events_of(running.case)
    ended = [event for event in events if isinstance(event, SpecialEnded) and event.at >= act.at]
    at = ended[0].at
    kinds = [event.kind for event in ended if event.at == at]
    begun = [event for event in events if isinstance(event, SpecialBegun) and event.kind in kinds and event.at <= at]
    procedure = PaperProcedure(
        name="、".join(kind.label for kind in kinds),
        days=limit_words(begun[-1].needs),
        basis="",
        begins_on=local_day(begun[0].at),
        resumed_on=local_day(act.at),
    )
    return {"procedure": procedure}


def _extended(running: Running, act: DepartmentAct) -> dict[str, Any]:
    if act.days is None:
        raise RuleBroken("notice.not_here")
    clock = tuple(event for event in events_of(running.case) if not isinstance(event, Extended))
    course = msgspec.structs.replace(running.case.course, clock=clock)
    before = running.reading(msgspec.structs.replace(running.case, course=course))
    extension = PaperExtension(
        by=limit_words(act.days),
        approver=act.official or act.department,
        promised_before=before.promised_on,
        legal_before=before.legal_on,
    )
    return {"extension": extension, "reasons": act.reason}


_SAYS: dict[Act, Callable[[Running, DepartmentAct], dict[str, Any]]] = {
    Act.ACCEPTED: _accepted,
    Act.REFUSED: _refused,
    Act.CORRECTION: _corrected,
    Act.HUNG: _hung,
    Act.RESUMED: _resumed,
    Act.EXTENDED: _extended,
}
