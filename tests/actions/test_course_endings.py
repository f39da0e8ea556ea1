"""A case lapses, is withdrawn, revoked or voided, by the rule of its policy and not before its day."""

from __future__ import annotations

import msgspec
import pytest

from counter.actions import course, lists, owed, verifying
from counter.actions.desk import Desk
from counter.documents.model import PaperContent
from counter.domain.case import Case, CounterState
from counter.domain.course import OwedLight
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy, LateConsequence
from counter.domain.proposal import Lapse, Proposal, Revoke, Void, Withdraw
from counter.errors import RuleBroken
from counter.store import papers
from tests.actions.courses import (
    accepted,
    approved,
    brought,
    correcting,
    deferred,
    hear,
    item_with_two,
    numbers,
    owed_codes,
    paper_kinds,
    received,
    rule,
)
from tests.conftest import CLERK, SUPERVISOR, FakeClock

_ENDS = {
    LateConsequence.DEEMED_WITHDRAWN: (CounterState.WITHDRAWN, "视为撤回申请"),
    LateConsequence.REVOKED: (CounterState.REVOKED, "撤销受理"),
    LateConsequence.NOT_GRANTED: (CounterState.NOT_GRANTED, "不予审批"),
    LateConsequence.TERMINATED: (CounterState.TERMINATED, "终止办理"),
    LateConsequence.RETURNED: (CounterState.RETURNED, "退办"),
}


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item of which two materials can lack."""
    return item_with_two(items)


def _content(desk: Desk, number: str) -> PaperContent:
    paper = papers.read_paper(desk.db, number)
    assert paper is not None
    return msgspec.json.decode(paper.content, type=PaperContent)


def _past_due(desk: Desk, clock: FakeClock) -> None:
    """The tenth of March, the day after; the platform told what it knew."""
    clock.go_on(days=8)
    hear(desk)


def _refused(code: str, desk: Desk, deed: object, proposal: Proposal) -> None:
    """That rule refuses it, and nothing was changed."""
    before = (lists.read_case(desk, proposal.case).case, len(papers.papers_of_case(desk.db, proposal.case)))
    with pytest.raises(RuleBroken) as caught:
        deed(desk, CLERK, proposal)  # type: ignore[operator]
    assert caught.value.code == code
    assert (lists.read_case(desk, proposal.case).case, len(papers.papers_of_case(desk.db, proposal.case))) == before


@pytest.mark.parametrize("consequence", LateConsequence)
def test_a_deferral_that_nobody_supplied_becomes_what_the_place_decided(
    desk: Desk, clock: FakeClock, item: ServiceItem, consequence: LateConsequence
) -> None:
    """安阳 24, ZJ 11, 滨州 11, XA, YX: one setting, no city in the code; the policy is the case's own."""
    state, words = _ENDS[consequence]
    rule(desk, HallPolicy(version=2, late_consequence=consequence))
    case = deferred(desk, item)
    rule(desk, HallPolicy(version=3, late_consequence=LateConsequence.TERMINATED))
    _past_due(desk, clock)
    taken = course.lapse(desk, CLERK, Lapse(case=case.case_id, reason="多次通知仍未补交"))
    assert taken.case.state is state
    assert taken.case.course.lapsed
    content = _content(desk, taken.papers[0])
    assert (content.ground, content.reasons) == (words, "多次通知仍未补交")
    assert content.remedies
    assert [row.arrived_at for row in content.owed] == [None, None]
    assert paper_kinds(desk, case)[-1] == "lapse"
    assert owed.list_owed(desk, limit=9).counts[OwedLight.LAPSED] == 2


def test_a_revocation_for_lateness_needs_written_reasons(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    """浙江 11; a place whose law deems it withdrawn needs none."""
    rule(desk, HallPolicy(version=2, late_consequence=LateConsequence.REVOKED))
    strict = deferred(desk, item)
    rule(desk, HallPolicy(version=3))
    mild = deferred(desk, item, serial=2)
    _past_due(desk, clock)
    _refused("text.empty", desk, course.lapse, Lapse(case=strict.case_id, reason=" "))
    assert course.lapse(desk, CLERK, Lapse(case=mild.case_id, reason="")).case.course.end_reason


def test_a_correction_that_was_not_brought_counts_as_withdrawn(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    """Whatever the place decided for deferrals."""
    rule(desk, HallPolicy(version=2, late_consequence=LateConsequence.REVOKED))
    case = correcting(desk, item)
    _past_due(desk, clock)
    taken = course.lapse(desk, CLERK, Lapse(case=case.case_id, reason=""))
    assert taken.case.state is CounterState.WITHDRAWN
    assert taken.case.course.end_reason == "逾期未补正"


def test_nothing_lapses_on_its_last_day(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    """民法典 203: the last day ends at 24:00."""
    case = deferred(desk, item)
    clock.go_on(days=7, hours=14)
    hear(desk)
    _refused("lapse.not_due", desk, course.lapse, Lapse(case=case.case_id, reason="x"))
    clock.go_on(hours=1)
    hear(desk)
    assert course.lapse(desk, CLERK, Lapse(case=case.case_id, reason="x")).papers


def test_a_case_that_was_supplied_or_ended_does_not_lapse(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    """A decision on a case that moved on."""
    case = deferred(desk, item)
    course.supplement(desk, CLERK, case.case_id, brought(*owed_codes(case)))
    _past_due(desk, clock)
    _refused("case.moved_on", desk, course.lapse, Lapse(case=case.case_id, reason="x"))


def test_the_applicant_takes_his_application_back(desk: Desk, item: ServiceItem) -> None:
    """With what he left here, named on the paper; nothing is owed any more."""
    case = deferred(desk, item)
    code = case.intake.materials[0].code
    proposal = Withdraw(case=case.case_id, reason="暂不办理", returned=(code,))
    _refused("approval.needed", desk, course.withdraw, proposal)
    taken = course.withdraw(desk, CLERK, proposal, approved(desk, proposal))
    assert taken.case.state is CounterState.WITHDRAWN
    assert paper_kinds(desk, case)[-2:] == ["withdrawal", "returned_materials"]
    spec = item.material(code)
    assert spec is not None
    assert _content(desk, taken.papers[1]).returned == (spec.name,)
    assert owed.list_owed(desk, limit=9).total == 0
    _refused("case.moved_on", desk, course.withdraw, proposal)


def test_what_was_never_here_cannot_go_back(desk: Desk, item: ServiceItem) -> None:
    """And without anything to return there is no slip for it."""
    case = received(desk, item)
    _refused("material.not_received", desk, course.withdraw, Withdraw(case=case.case_id, reason="x", returned=("zz",)))
    proposal = Withdraw(case=case.case_id, reason="暂不办理")
    assert len(course.withdraw(desk, CLERK, proposal, approved(desk, proposal)).papers) == 1


def test_an_acceptance_is_revoked_with_reasons_and_remedies(desk: Desk, item: ServiceItem) -> None:
    """许可法 38: body and court by the item."""
    case = accepted(desk, item)
    proposal = Revoke(case=case.case_id, reason="受理时材料虚假", legal_basis="《行政许可法》第七十八条")
    _refused("text.empty", desk, course.revoke, Revoke(case=case.case_id, reason=""))
    taken = course.revoke(desk, CLERK, proposal, approved(desk, proposal))
    content = _content(desk, taken.papers[0])
    assert taken.case.state is CounterState.REVOKED
    assert item.reconsideration_body in content.remedies
    assert item.court in content.remedies
    assert content.legal_basis == "《行政许可法》第七十八条"
    _refused("case.moved_on", desk, course.revoke, Revoke(case=received(desk, item, serial=2).case_id, reason="x"))


def test_a_voided_case_keeps_its_numbers_in_the_register(desk: Desk, item: ServiceItem) -> None:
    """domain.md §6: cancelled numbers stay; everything still fits together."""
    case = deferred(desk, item)
    proposal = Void(case=case.case_id, reason="重复录入")
    _refused("approval.needed", desk, course.void, proposal)
    voided = course.void(desk, CLERK, proposal, approved(desk, proposal))
    assert voided.case.state is CounterState.VOIDED
    assert numbers(desk, case)
    assert owed.list_owed(desk, limit=9).total == 0
    assert verifying.faults(desk) == ()
    _refused("case.voided", desk, course.void, proposal)


def test_where_no_signature_is_asked_only_a_supervisor_voids(desk: Desk, item: ServiceItem) -> None:
    """The role is checked in any hall."""
    rule(desk, HallPolicy(version=2, needs_approval=()))
    case: Case = accepted(desk, item)
    proposal = Void(case=case.case_id, reason="重复录入")
    _refused("role.supervisor_needed", desk, course.void, proposal)
    assert course.void(desk, SUPERVISOR, proposal).case.state is CounterState.VOIDED
