"""决定: which decisions the window may offer for what lies on the counter, and why the others are closed.

The decisions are those of 行政许可法 32 with the two that the place adds (domain.md §2). What is offered follows from
the guide, the answers to its questions, the ticked materials and the credit answer; whether names and numbers are typed
right is another matter (``intake_rules``), and what a decision says beyond the form a third (``ruling_rules``).
"""

from __future__ import annotations

import datetime as dt

import msgspec

from counter.domain.base import Value
from counter.domain.case import CounterState, Decision, Intake
from counter.domain.course import CreditAnswer
from counter.domain.intake_rules import (
    MAIN,
    SOMETHING,
    WHOLE,
    applies,
    closed_by_item,
    missing_materials,
    needed_materials,
)
from counter.domain.item import MaterialSpec, Need, ServiceItem
from counter.domain.policy import HallPolicy, ReviewKind

ORDER = (
    Decision.ACCEPTED,
    Decision.RECEIVED,
    Decision.CORRECTION,
    Decision.DEFERRED,
    Decision.COMMITTED,
    Decision.REFUSED,
    Decision.NOT_COMPETENT,
    Decision.NOT_NEEDED,
    Decision.DONE_ON_SPOT,
)
"""受理 收件 补正 容缺 承诺 不予受理 不属本机关 不需许可 即办."""
STATES = {
    Decision.ACCEPTED: CounterState.ACCEPTED,
    Decision.RECEIVED: CounterState.RECEIVED,
    Decision.CORRECTION: CounterState.CORRECTING,
    Decision.DEFERRED: CounterState.DEFERRED,
    Decision.COMMITTED: CounterState.COMMITTED,
    Decision.REFUSED: CounterState.REFUSED,
    Decision.NOT_COMPETENT: CounterState.REFUSED,
    Decision.NOT_NEEDED: CounterState.NOT_NEEDED,
    Decision.DONE_ON_SPOT: CounterState.DONE_ON_SPOT,
}
"""What each decision makes of the case (``course``)."""
ACCEPTING = WHOLE | MAIN
"""With these the application is accepted, and the clock of the decision begins (许可法 42)."""
_DEEMED = frozenset({Decision.ACCEPTED, Decision.DONE_ON_SPOT})
_NOTHING: dict[str, str | int] = {}


class Offer(Value):
    """One decision as the window shows it."""

    decision: Decision
    closed: str = ""  # code of why it is closed; empty when it is open
    params: dict[str, str | int] = msgspec.field(default_factory=dict)  # for the sentence of that code
    asks: ReviewKind | None = None  # what a supervisor will be asked, as far as it is known before the ruling


def offers(
    item: ServiceItem, intake: Intake, policy: HallPolicy, credit: CreditAnswer, *, today: dt.date
) -> tuple[Offer, ...]:
    """Every decision on a draft, in the order of the window, with why it is closed.

    Args:
        item: as it will be frozen into the case.
        intake: as far as it was typed and ticked.
        policy: of the hall now.
        credit: what the list says of the applicant (domain.md §2, Credit gate); unknown is not offered.
        today: the day of receipt; a guide that is not in force on it decides nothing.
    """
    if not is_in_force(item, today):
        return tuple(Offer(decision=decision, closed="decision.not_in_force") for decision in ORDER)
    return tuple(_offer(item, intake, policy, credit, decision) for decision in ORDER)


def later_offers(
    item: ServiceItem,
    intake: Intake,
    policy: HallPolicy,
    credit: CreditAnswer,
    *,
    state: CounterState,
    deemed: bool = False,
) -> tuple[Offer, ...]:
    """Every decision on a case that was received before, in the same order; its guide was in force on that day.

    Args:
        item: as frozen into the case.
        intake: as it stands now.
        policy: as frozen into the case.
        credit: as for ``offers``.
        state: 已收件 takes every decision but 收件; 待补正 only 不予受理, because what is brought is a deed of its own.
        deemed: five working days of silence have made it accepted from the day of receipt (许可法 32(4)); nothing can
            be refused or asked for any more, and what lacks does not matter.
    """
    found = []
    for decision in ORDER:
        closed = closed_later(state, decision, deemed=deemed)
        if not closed and deemed:
            closed = closed_by_item(item, decision)
        by_state = closed or deemed
        found.append(
            Offer(decision=decision, closed=closed) if by_state else _offer(item, intake, policy, credit, decision)
        )
    return tuple(found)


def deferrable_materials(item: ServiceItem, intake: Intake) -> tuple[MaterialSpec, ...]:
    """The materials that the guide lets follow, that the situation demands and that were not got."""
    return tuple(spec for spec in missing_materials(item, intake) if spec.need is Need.DEFERRABLE)


def closed_later(state: CounterState, decision: Decision, *, deemed: bool) -> str:
    """The code of why the state of the case, or the time that passed, rules the decision out; empty when not."""
    if state not in {CounterState.RECEIVED, CounterState.CORRECTING}:
        return "case.moved_on"
    if decision is Decision.RECEIVED:
        return "decision.received_before"
    if state is CounterState.CORRECTING and decision is not Decision.REFUSED:
        return "decision.after_correction"
    return "decision.deemed_accepted" if deemed and decision not in _DEEMED else ""


def _offer(item: ServiceItem, intake: Intake, policy: HallPolicy, credit: CreditAnswer, decision: Decision) -> Offer:
    closed, params = _closed(item, intake, credit, decision)
    return Offer(decision=decision, closed=closed, params=params, asks=_asks(item, intake, policy, decision))


def _closed(
    item: ServiceItem, intake: Intake, credit: CreditAnswer, decision: Decision
) -> tuple[str, dict[str, str | int]]:
    """The first reason, those that nobody at the window can change before those that somebody can."""
    by_item = closed_by_item(item, decision)
    if by_item:
        return by_item, _NOTHING
    if decision is Decision.DEFERRED and not _marks(item, intake):
        return "decision.nothing_deferrable", _NOTHING
    if decision in MAIN and credit is not CreditAnswer.CLEAN:
        return closed_by_credit(credit), _NOTHING
    return _closed_by_materials(item, intake, decision)


def closed_by_credit(credit: CreditAnswer) -> str:
    """The code of why the answer rules 容缺 and 告知承诺 out, empty when it is clean (domain.md §2, §8 no. 2)."""
    codes = {CreditAnswer.BARRED: "decision.credit_barred", CreditAnswer.UNKNOWN: "decision.credit_unknown"}
    return codes.get(credit, "")


def _closed_by_materials(item: ServiceItem, intake: Intake, decision: Decision) -> tuple[str, dict[str, str | int]]:
    if decision in WHOLE | MAIN | SOMETHING and not intake.materials and needed_materials(item, intake.situations):
        return "material.none", _NOTHING
    if decision not in WHOLE | MAIN:
        return "", _NOTHING
    missing = missing_materials(item, intake)
    barring = [spec for spec in missing if decision in WHOLE or spec.need is Need.REQUIRED]
    if barring:
        return "decision.lacking", {"name": barring[0].name, "count": len(barring)}
    if decision is Decision.DEFERRED and not missing:
        return "decision.nothing_to_defer", _NOTHING
    return "", _NOTHING


def is_in_force(item: ServiceItem, day: dt.date) -> bool:
    """Whether the guide holds on that day."""
    return item.effective_from <= day.isoformat() and (
        not item.effective_until or day.isoformat() <= item.effective_until
    )


def _marks(item: ServiceItem, intake: Intake) -> bool:
    """Whether the guide lets anything follow that this situation demands."""
    return any(spec.need is Need.DEFERRABLE and applies(spec, intake.situations) for spec in item.materials)


def _asks(item: ServiceItem, intake: Intake, policy: HallPolicy, decision: Decision) -> ReviewKind | None:
    kind = None
    if decision is Decision.REFUSED:
        kind = ReviewKind.REFUSAL
    elif decision is Decision.DEFERRED and _exceeds(policy, deferrable_materials(item, intake)):
        kind = ReviewKind.DEFERRAL_OUTSIDE_NORM
    return kind if kind is not None and policy.asks(kind) else None


def _exceeds(policy: HallPolicy, deferred: tuple[MaterialSpec, ...]) -> bool:
    return len(deferred) > policy.deferral_most_materials
