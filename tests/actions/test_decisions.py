"""What a decision makes of a draft or a received case is worked out before anything is written."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.actions import decisions, intake
from counter.actions.desk import Desk
from counter.domain.case import CounterState, Decision, Intake, PaperKind
from counter.domain.course import (
    Correction,
    CreditAnswer,
    CreditProof,
    Defect,
    Deferral,
    OwedFor,
    Refusal,
    Ruling,
)
from counter.domain.deadlines import Accepted, ClockPolicy, CorrectionTold, Deferred, Finished, Received
from counter.domain.ids import CaseId, uuid7
from counter.domain.item import ServiceItem, TimeLimit
from counter.domain.policy import HallPolicy
from counter.domain.proposal import Decide, Take
from counter.domain.workdays import DueDates
from counter.errors import RuleBroken
from tests.actions.courses import rule
from tests.actions.rulings import (
    deferrable_codes,
    deferral,
    dispatch_item,
    know_credit,
    named,
    on_spot_item,
    ruling_for,
    without,
)
from tests.conftest import CLERK, NINE, FakeClock, draft_of, filled


def _outcome(desk: Desk, item: ServiceItem, decision: Decision) -> decisions.Outcome:
    lacking = without(item, *deferrable_codes(item))
    given = filled(item) if decision is Decision.ACCEPTED else lacking
    return decisions.judge_draft(desk, given, decision, ruling_for(decision, item, lacking), desk.moment())[0]


@pytest.mark.parametrize(
    ("decision", "makes"),
    [
        (Decision.ACCEPTED, (CounterState.ACCEPTED, [PaperKind.ACCEPTANCE], [Received, Accepted])),
        (Decision.RECEIVED, (CounterState.RECEIVED, [PaperKind.RECEIPT], [Received])),
        (
            Decision.CORRECTION,
            (CounterState.CORRECTING, [PaperKind.CORRECTION_NOTICE, PaperKind.RECEIPT], [Received, CorrectionTold]),
        ),
        (
            Decision.DEFERRED,
            (
                CounterState.DEFERRED,
                [PaperKind.DEFERRAL_PROMISE, PaperKind.DEFERRAL_NOTICE],
                [Received, Accepted, Deferred],
            ),
        ),
        (
            Decision.COMMITTED,
            (CounterState.COMMITTED, [PaperKind.COMMITMENT, PaperKind.ACCEPTANCE], [Received, Accepted]),
        ),
        (
            Decision.REFUSED,
            (CounterState.REFUSED, [PaperKind.REFUSAL, PaperKind.RETURNED_MATERIALS], [Received, Finished]),
        ),
        (Decision.NOT_COMPETENT, (CounterState.REFUSED, [PaperKind.REFUSAL], [Received, Finished])),
        (Decision.NOT_NEEDED, (CounterState.NOT_NEEDED, [PaperKind.NOT_NEEDED], [Received, Finished])),
    ],
)
def test_each_decision_has_its_state_its_papers_and_its_clock(
    desk: Desk,
    items: tuple[ServiceItem, ...],
    decision: Decision,
    makes: tuple[CounterState, list[PaperKind], list[type]],
) -> None:
    """The state machine of ``course``, from a draft."""
    know_credit(desk)
    outcome = _outcome(desk, dispatch_item(items), decision)
    clock = [type(event) for event in outcome.course.clock]
    assert (outcome.state, list(outcome.papers), clock) == makes
    assert (outcome.accepted_at is not None) is (Accepted in clock)


def test_what_is_done_on_the_spot_is_accepted_and_finished(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """许可法 34: promised for the same day."""
    item = on_spot_item(items)
    outcome, _ = decisions.judge_draft(desk, filled(item), Decision.DONE_ON_SPOT, None, desk.moment())
    assert [type(event) for event in outcome.course.clock] == [Received, Accepted, Finished]
    assert outcome.due.promised_on == dt.date(2026, 3, 2)


def test_who_is_charged_gets_the_notice_of_fees(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """domain.md §6 no. 15; not what is done and paid on the spot."""
    item = named(items, "居民身份证换领")
    assert item.fees
    outcome, _ = decisions.judge_draft(desk, filled(item), Decision.ACCEPTED, None, desk.moment())
    assert outcome.papers == (PaperKind.ACCEPTANCE, PaperKind.FEE_NOTICE)
    card = named(items, "社会保障卡补领")
    assert card.fees
    done, _ = decisions.judge_draft(desk, filled(card), Decision.DONE_ON_SPOT, None, desk.moment())
    assert done.papers == (PaperKind.RESULT_COLLECTION,)


def test_a_deferral_owes_its_materials_by_the_promised_day(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Ten working days after Monday 2 March 2026 is Monday 16 March; the clock runs on meanwhile (许可法 45)."""
    know_credit(desk)
    item = dispatch_item(items)
    outcome = _outcome(desk, item, Decision.DEFERRED)
    assert [(owed.code, owed.why, owed.due_on) for owed in outcome.course.owed] == [
        (code, OwedFor.DEFERRAL, dt.date(2026, 3, 16)) for code in deferrable_codes(item)
    ]
    assert outcome.due.promised_on == dt.date(2026, 3, 16)


def test_a_correction_is_owed_by_the_day_of_the_halls_policy(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """domain.md §5: the period differs by place; the policy's version is frozen into the case."""
    rule(desk, HallPolicy(version=3, clock=ClockPolicy(correction_limit=TimeLimit(amount=5))))
    outcome = _outcome(desk, dispatch_item(items), Decision.CORRECTION)
    assert {owed.due_on for owed in outcome.course.owed} == {dt.date(2026, 3, 9)}
    assert outcome.course.policy == 3
    assert outcome.accepted_at is None
    assert outcome.due == DueDates()


def test_the_window_offers_by_the_credit_list_and_its_age(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """domain.md §8 no. 2: without a list, or with one past its age, nothing is deferred; the hall says how old."""
    item = dispatch_item(items)
    lacking = without(item, *deferrable_codes(item))

    def closed() -> str:
        return {offer.decision: offer.closed for offer in intake.offers(desk, item, lacking)}[Decision.DEFERRED]

    assert closed() == "decision.credit_unknown"
    know_credit(desk, hours_old=72)
    assert closed() == ""
    know_credit(desk, hours_old=73)
    assert closed() == "decision.credit_unknown"
    know_credit(desk, lacking.applicant.id_number)
    assert closed() == "decision.credit_barred"


def test_the_credit_answer_is_the_deeds_and_not_the_screens(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Whatever a screen put in: what is kept is what the list says now, and how old it was."""
    know_credit(desk, hours_old=5)
    item = dispatch_item(items)
    forged = msgspec.structs.replace(deferral(item), credit=CreditProof(answer=CreditAnswer.BARRED, checked_at=NINE))
    lacking = without(item, *deferrable_codes(item))
    outcome, _ = decisions.judge_draft(desk, lacking, Decision.DEFERRED, forged, desk.moment())
    kept = outcome.course.ruling
    assert isinstance(kept, Deferral)
    assert kept.credit is not None
    assert (kept.credit.answer, kept.credit.listed_at) == (CreditAnswer.CLEAN, NINE - dt.timedelta(hours=5))


def test_what_may_follow_is_shown_with_its_latest_day(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """For the panel of 容缺: nothing that was got, and never later than the promise."""
    item = dispatch_item(items)
    (shown,) = intake.deferrable(desk, item, without(item, *deferrable_codes(item)))
    assert (shown.spec.code, shown.latest) == (deferrable_codes(item)[0], dt.date(2026, 3, 16))
    assert intake.deferrable(desk, item, filled(item)) == ()


def test_what_lacks_is_proposed_for_the_correction(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """许可法 32(4): the panel starts from everything that a machine can see."""
    item = dispatch_item(items)
    lacking = without(item, *deferrable_codes(item))
    assert [defect.material for defect in intake.proposed_correction(desk, item, lacking)] == [*deferrable_codes(item)]


def test_a_proposal_is_settled_once_and_stays_the_same(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """What the supervisor signs is what is kept: settling it again, also an hour later, changes nothing."""
    know_credit(desk)
    item = dispatch_item(items)
    raw = Take(
        case=CaseId(uuid7()),
        decision=Decision.DEFERRED,
        intake=without(item, *deferrable_codes(item)),
        ruling=deferral(item),
    )
    settled = decisions.settle(desk, raw)
    assert settled != raw
    assert decisions.settle(desk, settled) == settled
    assert isinstance(settled.ruling, Deferral)
    assert settled.ruling.credit is None


def test_a_received_case_is_settled_by_its_own_item(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """And one that nobody knows is no proposal."""
    item = dispatch_item(items)
    taken = intake.take_case(desk, CLERK, draft_of(filled(item)), Decision.RECEIVED)
    ruling = ruling_for(Decision.REFUSED, item, filled(item))
    settled = decisions.settle(desk, Decide(case=taken.case.case_id, decision=Decision.REFUSED, ruling=ruling))
    assert settled.ruling == ruling
    with pytest.raises(RuleBroken, match=r"case\.unknown"):
        decisions.settle(desk, Decide(case=CaseId(uuid7()), decision=Decision.ACCEPTED))


def test_later_offers_follow_the_state_and_the_silence(
    desk: Desk, clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """许可法 32(4): on the sixth working day only acceptance is left."""
    case = intake.take_case(desk, CLERK, draft_of(filled(dispatch_item(items))), Decision.RECEIVED).case

    def open_ones() -> list[Decision]:
        return [offer.decision for offer in intake.later_offers(desk, case.case_id) if not offer.closed]

    assert Decision.REFUSED in open_ones()
    assert Decision.CORRECTION in open_ones()
    clock.go_on(days=8)
    assert open_ones() == [Decision.ACCEPTED]


def test_the_preview_shows_the_dates_of_each_decision(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """收件 the day to decide by, 受理 and 容缺 the promised day."""
    item = dispatch_item(items)
    assert intake.preview_due(desk, item, Decision.RECEIVED).accept_by == dt.date(2026, 3, 9)
    for decision in (Decision.ACCEPTED, Decision.DEFERRED, Decision.COMMITTED):
        assert intake.preview_due(desk, item, decision).promised_on == dt.date(2026, 3, 16)


@pytest.mark.parametrize("lacks", ["nothing", "deferrable", "main", "everything"])
def test_what_is_offered_can_be_done_and_what_is_closed_cannot(
    desk: Desk, items: tuple[ServiceItem, ...], lacks: str
) -> None:
    """Over the whole catalogue: the window shows neither less nor more than the deed takes."""
    know_credit(desk)
    for item in items:
        whole = filled(item)
        gone = {
            "nothing": (),
            "deferrable": deferrable_codes(item),
            "main": tuple(material.code for material in whole.materials[:1]),
            "everything": tuple(material.code for material in whole.materials),
        }[lacks]
        given = without(item, *gone)
        for offer in intake.offers(desk, item, given):
            ruling = _whole_ruling(desk, item, offer.decision, given)
            if offer.closed:
                with pytest.raises(RuleBroken):
                    decisions.judge_draft(desk, given, offer.decision, ruling, desk.moment())
            else:
                outcome, _ = decisions.judge_draft(desk, given, offer.decision, ruling, desk.moment())
                assert outcome.decision is offer.decision


def _whole_ruling(desk: Desk, item: ServiceItem, decision: Decision, given: Intake) -> Ruling | None:
    """A right ruling, for any item: what lacks is told, and nothing is named that was not got."""
    flaw = Defect(name="签名", ground="受理标准", remedy="补签")
    right = ruling_for(decision, item, filled(item))
    if isinstance(right, Correction):
        return Correction(defects=(*intake.proposed_correction(desk, item, given), flaw))
    if isinstance(right, Refusal):
        return msgspec.structs.replace(right, returned=(), legal_basis="办事指南")
    return right
