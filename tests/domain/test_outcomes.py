"""Which decisions the window offers, and why the rest is closed."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.domain.case import CounterState, Decision, Intake
from counter.domain.course import CreditAnswer
from counter.domain.intake_rules import check_decision
from counter.domain.item import Handling, Need, ServiceItem
from counter.domain.outcomes import ORDER, STATES, Offer, deferrable_materials, is_in_force, later_offers, offers
from counter.domain.policy import HallPolicy, ReviewKind
from counter.errors import RuleBroken
from tests.conftest import filled

TODAY = dt.date(2026, 3, 2)
POLICY = HallPolicy()


def _named(items: tuple[ServiceItem, ...], part: str) -> ServiceItem:
    return next(item for item in items if part in item.name)


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """劳务派遣经营许可: a licence with one deferrable material and three conditions to promise."""
    return _named(items, "劳务派遣")


def _without(item: ServiceItem, *needs: Need) -> Intake:
    """Everything that the item needs but what the guide marks so."""
    intake = filled(item)
    gone = {spec.code for spec in item.materials if spec.need in needs}
    return msgspec.structs.replace(
        intake, materials=tuple(material for material in intake.materials if material.code not in gone)
    )


def _closed(item: ServiceItem, intake: Intake, credit: CreditAnswer = CreditAnswer.CLEAN) -> dict[Decision, str]:
    return {offer.decision: offer.closed for offer in offers(item, intake, POLICY, credit, today=TODAY) if offer.closed}


def test_the_order_of_the_window_is_fixed(item: ServiceItem) -> None:
    """受理 收件 补正 容缺 承诺 不予受理 不属本机关 不需许可 即办, whatever is closed."""
    assert [offer.decision.value for offer in offers(item, filled(item), POLICY, CreditAnswer.CLEAN, today=TODAY)] == [
        "accepted", "received", "correction", "deferred", "committed", "refused", "not_competent", "not_needed",
        "done_on_spot",
    ]  # fmt: skip
    assert set(ORDER) == set(Decision) == set(STATES)


def test_licence_law_32_5_a_complete_application_is_offered_acceptance(item: ServiceItem) -> None:
    """许可法 32(5): and there is nothing to defer."""
    assert _closed(item, filled(item)) == {
        Decision.DEFERRED: "decision.nothing_to_defer",
        Decision.DONE_ON_SPOT: "decision.not_on_spot",
    }


def test_deferral_is_offered_when_only_what_the_guide_marks_lacks(item: ServiceItem) -> None:
    """domain.md §2: main materials complete; acceptance is closed and names what lacks."""
    intake = _without(item, Need.DEFERRABLE)
    closed = _closed(item, intake)
    assert Decision.DEFERRED not in closed
    assert Decision.COMMITTED not in closed
    accepted = offers(item, intake, POLICY, CreditAnswer.CLEAN, today=TODAY)[0]
    (deferrable,) = deferrable_materials(item, intake)
    assert accepted == Offer(
        decision=Decision.ACCEPTED, closed="decision.lacking", params={"name": deferrable.name, "count": 1}
    )


def test_deferral_and_commitment_are_closed_while_a_main_material_lacks(item: ServiceItem) -> None:
    """主审要件 complete; what can still be done is to receive or to tell the correction."""
    whole = _without(item, Need.DEFERRABLE)
    closed = _closed(item, msgspec.structs.replace(whole, materials=whole.materials[1:]))
    assert {closed[Decision.DEFERRED], closed[Decision.COMMITTED], closed[Decision.ACCEPTED]} == {"decision.lacking"}
    assert not {Decision.RECEIVED, Decision.CORRECTION, Decision.REFUSED} & closed.keys()


@pytest.mark.parametrize(
    ("credit", "code"),
    [(CreditAnswer.BARRED, "decision.credit_barred"), (CreditAnswer.UNKNOWN, "decision.credit_unknown")],
)
def test_a_bad_or_unknown_credit_answer_closes_deferral_and_commitment(
    item: ServiceItem, credit: CreditAnswer, code: str
) -> None:
    """domain.md §2, Credit gate, and §8 no. 2: unknown is not offered; nothing else is touched."""
    closed = _closed(item, _without(item, Need.DEFERRABLE), credit)
    assert closed[Decision.DEFERRED] == closed[Decision.COMMITTED] == code
    assert Decision.CORRECTION not in closed


def test_an_on_spot_item_is_done_and_never_deferred(items: tuple[ServiceItem, ...]) -> None:
    """许可法 34; domain.md §2: 容缺 is not for 即办."""
    item = next(item for item in items if item.handling is Handling.ON_SPOT and not item.commitment_conditions)
    closed = _closed(item, filled(item))
    assert closed[Decision.ACCEPTED] == "decision.only_on_spot"
    assert closed[Decision.DEFERRED] == "decision.defer_on_spot"
    assert closed[Decision.COMMITTED] == "decision.no_commitment"
    assert Decision.DONE_ON_SPOT not in closed


def test_only_a_licence_can_be_needless(items: tuple[ServiceItem, ...]) -> None:
    """许可法 32(1) speaks of what needs no licence."""
    benefit = _named(items, "失业保险金")
    assert _closed(benefit, filled(benefit))[Decision.NOT_NEEDED] == "decision.no_licence"


def test_a_situation_that_does_not_ask_for_the_material_lets_nothing_follow(items: tuple[ServiceItem, ...]) -> None:
    """道路货运: the vehicle's technical grade is asked only of who has a vehicle already."""
    item = _named(items, "道路货物运输经营许可")
    (deferrable,) = (spec for spec in item.materials if spec.need is Need.DEFERRABLE)
    (pair,) = deferrable.only_when
    question, _, answer = pair.partition("=")
    other = next(
        option.code
        for ask in item.situations
        if ask.code == question
        for option in ask.answers
        if option.code != answer
    )
    intake = msgspec.structs.replace(filled(item), situations={**filled(item).situations, question: other})
    assert _closed(item, intake)[Decision.DEFERRED] == "decision.nothing_deferrable"


def test_without_any_material_only_what_needs_none_is_offered(item: ServiceItem) -> None:
    """faults.md F12, zero ticks; but who is not competent says so at once (许可法 32(2))."""
    closed = _closed(item, msgspec.structs.replace(filled(item), materials=()))
    for decision in (Decision.ACCEPTED, Decision.RECEIVED, Decision.CORRECTION, Decision.DEFERRED, Decision.COMMITTED):
        assert closed[decision] == "material.none", decision
    assert not {Decision.REFUSED, Decision.NOT_COMPETENT, Decision.NOT_NEEDED} & closed.keys()


def test_a_guide_that_is_not_in_force_decides_nothing(item: ServiceItem) -> None:
    """Before its first day and after its last; on both days it does."""
    short = msgspec.structs.replace(item, effective_from="2026-03-02", effective_until="2026-03-31")
    days = [dt.date(2026, 3, 1), dt.date(2026, 3, 2), dt.date(2026, 3, 31), dt.date(2026, 4, 1)]
    assert [is_in_force(short, day) for day in days] == [False, True, True, False]
    closed = {offer.closed for offer in offers(short, filled(item), POLICY, CreditAnswer.CLEAN, today=days[3])}
    assert closed == {"decision.not_in_force"}


def test_a_decision_that_a_supervisor_will_be_asked_says_so(item: ServiceItem) -> None:
    """domain.md §7: refusal, and deferral outside the norm; not when the hall's policy asks nobody."""
    intake = _without(item, Need.DEFERRABLE)
    strict = HallPolicy(deferral_most_materials=0)
    free = HallPolicy(deferral_most_materials=0, needs_approval=())

    def asked(policy: HallPolicy) -> dict[Decision, ReviewKind]:
        found = offers(item, intake, policy, CreditAnswer.CLEAN, today=TODAY)
        return {offer.decision: offer.asks for offer in found if offer.asks}

    assert asked(POLICY) == {Decision.REFUSED: ReviewKind.REFUSAL}
    assert asked(strict) == {
        Decision.REFUSED: ReviewKind.REFUSAL,
        Decision.DEFERRED: ReviewKind.DEFERRAL_OUTSIDE_NORM,
    }
    assert asked(free) == {}


def test_a_received_case_takes_every_decision_but_receipt(item: ServiceItem) -> None:
    """收件, then whatever the five days bring."""
    found = later_offers(item, filled(item), POLICY, CreditAnswer.CLEAN, state=CounterState.RECEIVED)
    closed = {offer.decision: offer.closed for offer in found if offer.closed}
    assert closed == {
        Decision.RECEIVED: "decision.received_before",
        Decision.DEFERRED: "decision.nothing_to_defer",
        Decision.DONE_ON_SPOT: "decision.not_on_spot",
    }


def test_after_a_correction_was_told_it_is_supplied_or_refused(item: ServiceItem) -> None:
    """What is brought is a deed of its own; 补正后仍不符合 is refused."""
    found = later_offers(item, filled(item), POLICY, CreditAnswer.CLEAN, state=CounterState.CORRECTING)
    assert [offer.decision for offer in found if not offer.closed] == [Decision.REFUSED]


def test_licence_law_32_4_silence_past_five_days_leaves_only_acceptance(item: ServiceItem) -> None:
    """许可法 32(4): accepted from the receipt on, whatever lacks."""
    bare = msgspec.structs.replace(filled(item), materials=())
    found = later_offers(item, bare, POLICY, CreditAnswer.UNKNOWN, state=CounterState.RECEIVED, deemed=True)
    assert [offer.decision for offer in found if not offer.closed] == [Decision.ACCEPTED]
    closed = {offer.decision: offer.closed for offer in found if offer.closed}
    assert closed[Decision.CORRECTION] == closed[Decision.REFUSED] == "decision.deemed_accepted"


@pytest.mark.parametrize("state", sorted(set(CounterState) - {CounterState.RECEIVED, CounterState.CORRECTING}))
def test_a_case_that_moved_on_takes_no_decision(item: ServiceItem, state: CounterState) -> None:
    """Accepted, refused, void: it is decided."""
    found = later_offers(item, filled(item), POLICY, CreditAnswer.CLEAN, state=state)
    assert {offer.closed for offer in found} == {"case.moved_on"}


def test_what_the_guide_rules_out_is_refused_by_both_ends(items: tuple[ServiceItem, ...]) -> None:
    """The hall asks ``check_decision``; over the whole catalogue it closes nothing that the window offers."""
    for item in items:
        for offer in offers(item, filled(item), POLICY, CreditAnswer.CLEAN, today=TODAY):
            if not offer.closed:
                check_decision(item, offer.decision)
    on_spot = next(item for item in items if item.handling is Handling.ON_SPOT)
    with pytest.raises(RuleBroken, match=r"decision\.defer_on_spot"):
        check_decision(on_spot, Decision.DEFERRED)
