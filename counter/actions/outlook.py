"""一件现在怎样: what the clocks of a case say now, what is owed to it, and what may be done with it next, in one look.

Of this window or of another of the hall. Nothing here changes anything; each deed checks again for itself.
"""

from __future__ import annotations

import datetime as dt
import enum

import msgspec

from counter.actions import decisions, endings
from counter.actions.desk import Desk
from counter.actions.running import Running, find
from counter.domain.base import Value
from counter.domain.case import OPEN, RUNNING, Case, CounterState
from counter.domain.case_clock import day_of, open_procedures
from counter.domain.course import Owed, OwedLight
from counter.domain.credit import barred_as
from counter.domain.deadlines import ClockPhase, ClockReading, SpecialProcedure, terms_of
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem
from counter.domain.outcomes import Offer
from counter.domain.policy import HallPolicy, LateConsequence, ReviewKind
from counter.domain.review import Review, ReviewState
from counter.domain.workdays import WorkCalendar, local_day
from counter.errors import RuleBroken
from counter.store import cases, facts, papers, reviews, voiding

_UNDER_WAY = frozenset({ReviewState.OPEN, ReviewState.APPROVED, ReviewState.RETURNED})


class Step(enum.StrEnum):
    """What a person may do with a case that was taken in (``course``)."""

    DECIDE = "decide"  # 决定
    HANG = "hang"  # 特别程序
    RESUME = "resume"  # 特别程序结束
    EXTEND = "extend"  # 延长期限
    WITHDRAW = "withdraw"  # 撤回
    REVOKE = "revoke"  # 撤销受理
    AMEND = "amend"  # 文书更正
    VOID = "void"  # 作废
    UNLIST = "unlist"  # 移出失信名单


class StepOffer(Value):
    """One step of a case, and why it is closed now."""

    step: Step
    closed: str = ""  # code of why; empty when it is open
    params: dict[str, str | int] = msgspec.field(default_factory=dict)  # for the sentence of that code
    asks: ReviewKind | None = None  # what a supervisor is asked before


class OwedNow(Value):
    """One thing that is or was owed, as it stands today."""

    owed: Owed
    due_on: dt.date | None  # its own day, else the case's
    light: OwedLight
    left: int | None = None  # working days until then; below zero when past, None beyond the table
    latest: dt.date | None = None  # the last day that an extension may give; None when it gives none


class Outlook(Value):
    """A case as it stands now."""

    case: Case
    item: ServiceItem
    policy: HallPolicy  # as frozen into the case
    reading: ClockReading
    window: str  # where it was taken in
    ours: bool  # whether its rows are here
    today: dt.date
    owed: tuple[OwedNow, ...] = ()
    offers: tuple[Offer, ...] = ()  # of the decision that is still to be made
    steps: tuple[StepOffer, ...] = ()
    listed_as: str = ""  # how the list of broken promises names the applicant; empty when he is not on it
    procedures: tuple[SpecialProcedure, ...] = ()  # that may begin now
    consequence: LateConsequence | None = None  # of what does not come; None for a correction: 视为撤回
    lapse_closed: str = ""  # code of why the consequence cannot be drawn now
    lapse_params: dict[str, str | int] = msgspec.field(default_factory=dict)
    reviews: tuple[Review, ...] = ()  # what a supervisor was asked and that is not over


def look(desk: Desk, case_id: CaseId) -> Outlook:
    """The case as it stands now.

    Raises:
        RuleBroken: ``case.unknown``, ``item.unknown``; ``calendar.*`` when no day can be said.
    """
    running = find(desk, case_id, set(CounterState))
    reading = running.reading()
    today = local_day(running.moment.at)
    waiting = running.case.state in {CounterState.CORRECTING, CounterState.DEFERRED}
    closed, params = _lapse_closed(desk, running) if waiting else ("case.moved_on", {})
    listed = facts.credit_list(desk.db)
    listed_as = barred_as(running.case.intake.applicant.id_number, listed) if running.ours else ""
    return Outlook(
        case=running.case,
        item=running.item,
        policy=running.policy,
        reading=reading,
        window=running.window,
        ours=running.ours,
        today=today,
        owed=tuple(_owed_now(running, reading, owed, today) for owed in running.case.course.owed),
        offers=_offers(desk, running),
        steps=_steps(desk, running, reading, listed_as),
        listed_as=listed_as,
        procedures=_procedures(running),
        consequence=running.policy.late_consequence if running.case.state is CounterState.DEFERRED else None,
        lapse_closed=closed,
        lapse_params=params,
        reviews=tuple(each for each in reviews.of_case(desk.db, case_id) if each.state in _UNDER_WAY),
    )


def _owed_now(running: Running, reading: ClockReading, owed: Owed, today: dt.date) -> OwedNow:
    due_on = day_of(owed, reading)
    if due_on is None:
        light = OwedLight.UNKNOWN
    elif not owed.open:
        light = OwedLight.FINE
    elif running.case.course.lapsed:
        light = OwedLight.LAPSED
    else:
        light = _light(due_on, today, _workdays(running.calendar, today, due_on), running.policy.clock.nearly_days)
    return OwedNow(
        owed=owed,
        due_on=due_on,
        light=light,
        left=None if due_on is None else _workdays(running.calendar, today, due_on),
        latest=_latest(running, owed, due_on),
    )


def _light(due_on: dt.date, today: dt.date, left: int | None, nearly_days: int) -> OwedLight:
    if due_on <= today:
        return OwedLight.TODAY if due_on == today else OwedLight.OVERDUE
    return OwedLight.NEARLY if left is not None and left <= nearly_days else OwedLight.FINE


def _latest(running: Running, owed: Owed, due_on: dt.date | None) -> dt.date | None:
    """The last day that the policy's extension reaches; none for what was extended, brought or cannot be dated."""
    if not owed.open or owed.extended or due_on is None or running.case.state not in OPEN:
        return None
    most = running.policy.deferral_extension_most
    try:
        return running.calendar.add(due_on, most.amount, most.unit)
    except RuleBroken as fault:
        if fault.code != "calendar.beyond_table":
            raise
        return None


def _workdays(calendar: WorkCalendar, start: dt.date, end: dt.date) -> int | None:
    try:
        return calendar.working_days_between(start, end)
    except RuleBroken as fault:
        if fault.code != "calendar.beyond_table":
            raise
        return None


def _offers(desk: Desk, running: Running) -> tuple[Offer, ...]:
    """Of a case that awaits its decision at this window; another's is decided where it was received."""
    awaits = running.case.state in {CounterState.RECEIVED, CounterState.CORRECTING}
    return decisions.offers_later(desk, running.case.case_id) if awaits and running.ours else ()


def _procedures(running: Running) -> tuple[SpecialProcedure, ...]:
    if running.case.state not in RUNNING:
        return ()
    listed = terms_of(running.item, joint=running.item.joint_handling).special
    under_way = open_procedures(running.case.course.clock)
    return tuple(kind for kind in listed if kind not in under_way)


def _steps(desk: Desk, running: Running, reading: ClockReading, listed_as: str) -> tuple[StepOffer, ...]:
    """What the state of the case lets a person do, in the order of its course."""
    state, policy = running.case.state, running.policy
    steps: list[StepOffer] = []

    def offer(step: Step, closed: str = "", kind: ReviewKind | None = None) -> None:
        asks = kind if kind is not None and policy.asks(kind) else None
        steps.append(StepOffer(step=step, closed=closed, asks=asks))

    if state in {CounterState.RECEIVED, CounterState.CORRECTING} and running.ours:
        offer(Step.DECIDE)
    if state in RUNNING:
        if reading.phase is ClockPhase.HUNG:
            offer(Step.RESUME)
        if reading.phase is not ClockPhase.HUNG or _procedures(running):
            offer(Step.HANG, "" if _procedures(running) else "special.none_listed", ReviewKind.SPECIAL_PROCEDURE)
        offer(Step.EXTEND, _extension_closed(reading), ReviewKind.EXTENSION)
    if state in OPEN:
        offer(Step.WITHDRAW, kind=ReviewKind.WITHDRAWAL)
    if state in RUNNING:
        offer(Step.REVOKE, kind=ReviewKind.REVOCATION)
    if state is not CounterState.VOIDED:
        offer(Step.AMEND, "" if _has_paper(desk, running) else "paper.unknown", ReviewKind.AMENDMENT)
        numbered_here = cases.case_of_number(desk.db, running.case.case_no) is not None
        offer(Step.VOID, "" if numbered_here else "void.other_window", ReviewKind.VOID)
    if listed_as:
        offer(Step.UNLIST, kind=ReviewKind.UNLISTING)
    return tuple(steps)


def _extension_closed(reading: ClockReading) -> str:
    if reading.extended:
        return "extension.twice"
    return "extension.too_late" if reading.past_legal else ""


def _has_paper(desk: Desk, running: Running) -> bool:
    issued = papers.papers_of_case(desk.db, running.case.case_id)
    return any(not voiding.is_void(desk.db, paper.number) for paper in issued)


def _lapse_closed(desk: Desk, running: Running) -> tuple[str, dict[str, str | int]]:
    try:
        endings.check_lapsed(desk, running)
    except RuleBroken as fault:
        return fault.code, dict(fault.params)
    return "", {}
