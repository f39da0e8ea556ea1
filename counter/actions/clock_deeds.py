"""期限: the clock of a case is hung, runs again, is extended, or has run out in silence."""

from __future__ import annotations

import datetime as dt

import msgspec

from counter.actions import approvals
from counter.actions.desk import Desk
from counter.actions.intake import Taken
from counter.actions.running import Running, Written, carry, find, heard_at, said
from counter.actions.saying import limit_words
from counter.documents.model import PaperExtension, PaperProcedure
from counter.domain.case import RUNNING, Case, CounterState, Decision, PaperKind
from counter.domain.case_clock import end_of_day, events_of, in_their_order, open_procedures, reading_of
from counter.domain.deadlines import Accepted, ClockReading, Extended, SpecialBegun, SpecialEnded
from counter.domain.ids import CaseId
from counter.domain.proposal import Approval, Extend, Hang
from counter.domain.staff import Actor, Role
from counter.domain.text import clean_text
from counter.domain.workdays import ACCEPT_WITHIN, local_day
from counter.errors import RuleBroken
from counter.store import catalogue, policies, supervisors, undecided
from counter.wire.bodies import CaseDecided, CaseExtended, CaseHung, CaseResumed, Kind

SILENCE = Actor(clerk_no="law", name="依法视为受理", roles=())
"""Nobody decided: the law did (许可法 32(4))."""
_BASIS_LENGTH = 200
_NAME_LENGTH = 60


def clock_of(desk: Desk, case: Case) -> ClockReading:
    """What the clocks of the case say now.

    Raises:
        RuleBroken: ``item.unknown``; ``calendar.missing``; those of ``read_clock``.
    """
    item = catalogue.read_item(desk.db, case.intake.item_code, case.intake.item_version)
    if item is None:
        raise RuleBroken("item.unknown", field="item_code")
    policy = policies.of_version(desk.db, case.course.policy).clock
    return reading_of(case, item, calendar=desk.calendar(), policy=policy, now=desk.moment().at)


def hang(desk: Desk, actor: Actor, proposal: Hang, approval: Approval | None = None) -> Taken:
    """特别程序 has begun: its time is not counted, and the applicant is told the days in writing (许可法 45).

    Raises:
        RuleBroken: ``case.unknown``, ``case.moved_on``; ``special.*``; codes of ``text`` and ``approval``.
        StoreTrouble: nothing was stored.
    """
    running = find(desk, proposal.case, RUNNING)
    begun = SpecialBegun(at=running.at, kind=proposal.procedure, needs=proposal.days, told_in_writing=True)
    clock = running.with_event(begun)
    basis = clean_text(proposal.basis, field="basis", max_length=_BASIS_LENGTH)
    executor = clean_text(proposal.executor, field="executor", max_length=_NAME_LENGTH, required=False)
    phone = clean_text(proposal.phone, field="phone", max_length=_NAME_LENGTH, required=False)
    approvals.require(desk, actor, proposal, approval)
    case = running.changed(clock=clock)
    procedure = PaperProcedure(
        name=proposal.procedure.label,
        days=limit_words(proposal.days),
        basis=basis,
        executor=executor,
        phone=phone,
        begins_on=local_day(begun.at),
    )
    written = Written(
        case=case,
        kind=Kind.CASE_HUNG,
        body=lambda issued: CaseHung(
            procedure=proposal.procedure,
            days=proposal.days,
            basis=basis,
            executor=executor,
            phone=phone,
            at=begun.at,
            due=case.due,
            papers=issued,
        ),
        papers=[(PaperKind.SPECIAL_PROCEDURE, {"procedure": procedure})],
        approval=approval,
    )
    return carry(desk, actor, running, written)


def resume(desk: Desk, actor: Actor, case_id: CaseId) -> Taken:
    """Every special procedure of the case is over; the clock runs again and the applicant is told the new day.

    Raises:
        RuleBroken: ``case.unknown``, ``case.moved_on``; ``special.none_open``.
        StoreTrouble: nothing was stored.
    """
    running = find(desk, case_id, RUNNING)
    events = events_of(running.case)
    stood = [event for event in events if isinstance(event, SpecialBegun) and event.kind in open_procedures(events)]
    if not stood:
        raise RuleBroken("special.none_open")
    at = running.at
    case = running.changed(
        clock=in_their_order(events, *(SpecialEnded(at=at, kind=kind) for kind in open_procedures(events)))
    )
    last = stood[-1]
    procedure = PaperProcedure(
        name="、".join(kind.label for kind in open_procedures(events)),
        days=limit_words(last.needs),
        basis="",
        begins_on=local_day(last.at),
        resumed_on=local_day(at),
    )
    written = Written(
        case=case,
        kind=Kind.CASE_RESUMED,
        body=lambda issued: CaseResumed(at=at, due=case.due, papers=issued),
        papers=[(PaperKind.RESUMPTION, {"procedure": procedure})],
    )
    return carry(desk, actor, running, written)


def extend(desk: Desk, actor: Actor, proposal: Extend, approval: Approval | None = None) -> Taken:
    """The limit is extended, once, approved by one who may, its reasons told to the applicant (许可法 42).

    Raises:
        RuleBroken: ``case.unknown``, ``case.moved_on``; ``extension.*``; codes of ``text`` and ``approval``.
        StoreTrouble: nothing was stored.
    """
    running = find(desk, proposal.case, RUNNING)
    reason = said(proposal.reason)
    running.with_event(Extended(at=running.at, by=proposal.by, approver=actor.name, reasons=reason))
    approvals.require(desk, actor, proposal, approval)
    approver = _approver(desk, actor, approval)
    extended = Extended(at=running.at, by=proposal.by, approver=approver, reasons=reason)
    before = running.reading()
    case = running.changed(clock=running.with_event(extended))
    extension = PaperExtension(
        by=limit_words(proposal.by),
        approver=approver,
        promised_before=before.promised_on,
        legal_before=before.legal_on,
    )
    written = Written(
        case=case,
        kind=Kind.CASE_EXTENDED,
        body=lambda issued: CaseExtended(by=proposal.by, reason=reason, at=extended.at, due=case.due, papers=issued),
        papers=[(PaperKind.EXTENSION, {"extension": extension, "reasons": reason})],
        approval=approval,
    )
    return carry(desk, actor, running, written)


def deem_accepted(desk: Desk) -> tuple[Taken, ...]:
    """Every case of this window that nobody answered within five working days is accepted from the day of receipt.

    Only once the platform told what it knew after that day: another window may have told the applicant what is missing
    while this one was offline, and a paper cannot be called back.
    """
    shortest = dt.timedelta(days=ACCEPT_WITHIN.amount)
    waiting = undecided.received_before(desk.db, desk.moment().at - shortest)
    heard = heard_at(desk)
    return tuple(taken for case in waiting if (taken := _deem_if_silent(desk, case, heard)) is not None)


def _deem_if_silent(desk: Desk, case: CaseId, heard: dt.datetime | None) -> Taken | None:
    """One that a rule holds back stays overdue for a person to look at; it must not hold up the others."""
    try:
        running = find(desk, case, {CounterState.RECEIVED})
        return _deem(desk, running) if _is_silent(running, heard) else None
    except RuleBroken:
        return None


def _is_silent(running: Running, heard: dt.datetime | None) -> bool:
    reading = running.reading()
    if not reading.deemed_accepted or reading.accept_by is None:
        return False
    return heard is not None and heard >= end_of_day(reading.accept_by)


def _deem(desk: Desk, running: Running) -> Taken:
    """Accepted from the receipt on; the voucher bears the day on which it is made."""
    case = running.changed(CounterState.ACCEPTED, clock=running.with_event(Accepted(at=running.at)))
    case = msgspec.structs.replace(case, accepted_at=case.received_at)
    written = Written(
        case=case,
        kind=Kind.CASE_DECIDED,
        body=lambda issued: CaseDecided(
            decision=Decision.ACCEPTED,
            accepted_at=case.accepted_at,
            time_trusted=running.moment.trusted,
            due=case.due,
            papers=issued,
            course=case.course,
        ),
        papers=[(PaperKind.ACCEPTANCE, {"clerk_name": case.clerk_name})],
    )
    return carry(desk, SILENCE, running, written)


def _approver(desk: Desk, actor: Actor, approval: Approval | None) -> str:
    """Who answers for an extension: the supervisor who signed; where the hall asks for no signature, one who may.

    Raises:
        RuleBroken: ``extension.no_approver``: the law asks for one in any hall.
    """
    if approval is not None:
        card = supervisors.card(desk.db, approval.supervisor)
        return card.name if card else approval.supervisor
    if not actor.may(Role.SUPERVISOR):
        raise RuleBroken("extension.no_approver")
    return actor.name
