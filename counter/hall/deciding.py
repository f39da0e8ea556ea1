"""受理决定 as the platform judges it: what was decided, at once or later, is lawful and fits its clock (许可法 32)."""

from __future__ import annotations

import datetime as dt

import msgspec

from counter.domain.case import OPEN, Decision, Intake
from counter.domain.case_clock import day_of
from counter.domain.course import (
    Commitment,
    Correction,
    CreditAnswer,
    CreditProof,
    Deferral,
    Owed,
    Ruling,
)
from counter.domain.credit import person_key
from counter.domain.deadlines import Accepted, ClockEvent, CorrectionTold, Deferred, Finished, Received
from counter.domain.journal import Line
from counter.domain.merging import merge_courses
from counter.domain.outcomes import STATES
from counter.domain.ruling_basis import Basis
from counter.domain.ruling_rules import judge_ruling
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.hall.sitting import Rules, Sitting
from counter.hall.validation import check_intake
from counter.wire.bodies import CaseDecided, CaseTaken
from counter.wire.news import CaseCard

_ACCEPTING = frozenset({Decision.ACCEPTED, Decision.DEFERRED, Decision.COMMITTED, Decision.DONE_ON_SPOT})


def take(sitting: Sitting, line: Line, card: CaseCard, body: CaseTaken) -> CaseCard:
    """The case as it was taken in, with its clock.

    Args:
        sitting: the push.
        line: of the deed.
        card: the case without its course.
        body: what the line says; its intake is ``card.intake``.

    Raises:
        RuleBroken: ``item.unknown``, ``policy.unknown_version``, ``decision.*``, ``credit.*``, ``owed.*``, codes of
            ``check_intake``, ``ruling_rules``, ``clock``, ``correction``.
    """
    check_intake(sitting.ledger, card.intake, body.decision, today=sitting.today)
    course = body.course
    if not course.clock:
        course = msgspec.structs.replace(course, clock=_first_events(body))
    taken = msgspec.structs.replace(card, course=course, state=STATES[body.decision])
    _check(sitting, line, taken, body.decision)
    return taken


def decide(sitting: Sitting, line: Line, card: CaseCard, body: CaseDecided) -> CaseCard:
    """The received case as it was decided later, with whatever another window took in meanwhile.

    Raises:
        RuleBroken: as ``take``; ``decision.received_before`` for 收件 of what was received.
    """
    if body.decision is Decision.RECEIVED:
        raise RuleBroken("decision.received_before", field="decision")
    check_intake(sitting.ledger, card.intake, body.decision, today=sitting.today)
    told_before = isinstance(card.course.ruling, Correction)
    course = merge_courses(body.course, card.course)
    course = msgspec.structs.replace(course, ruling=body.course.ruling, policy=card.course.policy)
    decided = msgspec.structs.replace(
        card, course=course, state=STATES[body.decision], accepted_at=body.accepted_at, due=body.due
    )
    if len(course.clock) <= len(card.course.clock):
        for event in _later_events(line, body):
            decided = sitting.rules_of(decided).with_event(decided, event)
    if decided.state not in OPEN:
        decided = sitting.rules_of(decided).finished(decided, line.at)
    _check(sitting, line, decided, body.decision, told_before=told_before)
    return decided


def _check(sitting: Sitting, line: Line, card: CaseCard, decision: Decision, *, told_before: bool = False) -> None:
    """The decision is lawful, on that day, for what was handed over."""
    rules = sitting.rules_of(card)
    day = local_day(line.at)
    if rules.fold(card, line.at).notice_too_late:
        raise RuleBroken("correction.too_late", field="decision")
    basis = Basis(
        item=rules.item,
        intake=card.intake,
        credit=_credit(card.course.ruling, rules, line.at),
        received_on=local_day(card.received_at),
        promised_on=rules.reading(card, now=line.at).promised_on if isinstance(card.course.ruling, Deferral) else None,
        today=day,
        told_before=told_before,
        policy=rules.policy,
    )
    _, faults = judge_ruling(decision, card.course.ruling, lambda: basis)
    if faults:
        raise faults[0]
    _check_owed(card, decision)
    _look_up(sitting, line, card)


def _credit(ruling: Ruling | None, rules: Rules, at: dt.datetime) -> CreditProof:
    """What the counter's check said; none, or a list that was too old then, is no answer (domain.md §8 no. 2)."""
    proof = ruling.credit if isinstance(ruling, Deferral | Commitment) else None
    if proof is None or proof.listed_at is None:
        return CreditProof(answer=CreditAnswer.UNKNOWN, checked_at=at)
    age_s = (proof.checked_at - proof.listed_at).total_seconds()
    if not 0 <= age_s <= rules.policy.credit_list_max_age_hours * 3600:
        return msgspec.structs.replace(proof, answer=CreditAnswer.UNKNOWN)
    return proof


def _look_up(sitting: Sitting, line: Line, card: CaseCard) -> None:
    """Who stood on the list that the counter had was barred there; who came on it later is shown to somebody."""
    ruling = card.course.ruling
    if not isinstance(ruling, Deferral | Commitment) or ruling.credit is None or ruling.credit.listed_at is None:
        return
    number = card.intake.applicant.id_number
    since = sitting.books.barred_since(person_key(number, sitting.books.salt())) if number else None
    if since is None:
        return
    if since <= ruling.credit.listed_at:
        raise RuleBroken("decision.credit_barred", field="decision")
    sitting.effects.flags.append((line, "credit.barred_since"))


def _check_owed(card: CaseCard, decision: Decision) -> None:
    """What is owed is what the ruling says: not less, and nothing without one."""
    ruling = card.course.ruling
    owed = card.course.open_owed()
    if isinstance(ruling, Deferral):
        if {each.code for each in owed} != {each.code for each in ruling.materials}:
            raise RuleBroken("owed.other", field="course.owed")
    elif isinstance(ruling, Correction):
        if len(owed) != len(ruling.defects):
            raise RuleBroken("owed.other", field="course.owed")
    elif owed and decision is not Decision.REFUSED:
        raise RuleBroken("owed.other", field="course.owed")


def _first_events(body: CaseTaken) -> tuple[ClockEvent, ...]:
    """The clock of a counter that keeps none yet."""
    events: list[ClockEvent] = [Received(at=body.received_at)]
    at = max(body.accepted_at or body.received_at, body.received_at)
    if body.decision in _ACCEPTING:
        events.append(Accepted(at=at))
    if body.decision is Decision.CORRECTION:
        events.append(CorrectionTold(at=at))
    if isinstance(body.course.ruling, Deferral):
        events.append(Deferred(at=at, materials=tuple(each.code for each in body.course.ruling.materials)))
    if STATES[body.decision] not in OPEN:
        events.append(Finished(at=at))
    return tuple(events)


def _later_events(line: Line, body: CaseDecided) -> tuple[ClockEvent, ...]:
    if body.decision is Decision.CORRECTION:
        return (CorrectionTold(at=line.at),)
    if body.decision not in _ACCEPTING:
        return ()
    accepted = Accepted(at=line.at)
    if isinstance(body.course.ruling, Deferral):
        return accepted, Deferred(at=line.at, materials=tuple(each.code for each in body.course.ruling.materials))
    return (accepted,)


def overdue(card: CaseCard, rules: Rules, at: dt.datetime) -> tuple[Owed, ...]:
    """What is owed and did not come by its day."""
    reading = rules.reading(card, now=at)
    days = [(each, day_of(each, reading)) for each in card.course.open_owed()]
    return tuple(each for each, day in days if day is not None and day < local_day(at))


def replaced(card: CaseCard, intake: Intake) -> CaseCard:
    """The case with that intake; its item stays as it was frozen."""
    kept = msgspec.structs.replace(intake, item_code=card.item_code, item_version=card.item_version)
    return msgspec.structs.replace(card, intake=kept)
