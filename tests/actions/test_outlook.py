"""一件现在怎样: lights, days and open steps agree with what the deeds themselves say."""

from __future__ import annotations

import datetime as dt

import pytest

from counter.actions import course, outlook
from counter.actions.desk import Desk
from counter.actions.outlook import Step
from counter.domain.case import Case, Decision
from counter.domain.course import OwedLight
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem
from counter.domain.policy import LateConsequence, ReviewKind
from counter.domain.proposal import ExtendOwed, Void
from counter.errors import RuleBroken
from tests.actions.courses import DUE, accepted, approved, brought, correcting, deferred, hear, item_with_two, received
from tests.conftest import CLERK, FakeClock


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item of which two materials can lack."""
    return item_with_two(items)


def _steps(desk: Desk, case: Case) -> dict[Step, str]:
    return {step.step: step.closed for step in outlook.look(desk, case.case_id).steps}


def _lights(desk: Desk, case: Case) -> list[OwedLight]:
    return [each.light for each in outlook.look(desk, case.case_id).owed]


def test_the_light_of_what_is_owed_goes_from_fine_to_overdue(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    """Due on Monday the ninth: fine on the second, 临期 on Thursday, today on the ninth, overdue on the tenth."""
    case = deferred(desk, item, lacking=1)
    seen = {}
    for day, pause in ((2, 0), (5, 3), (9, 4), (10, 1)):
        clock.go_on(days=pause)
        (seen[day],) = _lights(desk, case)
    assert seen == {2: OwedLight.FINE, 5: OwedLight.NEARLY, 9: OwedLight.TODAY, 10: OwedLight.OVERDUE}


def test_what_was_brought_is_fine_whatever_the_day(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    case = deferred(desk, item)
    course.supplement(desk, CLERK, case.case_id, brought(case.course.owed[0].code))
    clock.go_on(days=9)
    assert _lights(desk, case) == [OwedLight.FINE, OwedLight.OVERDUE]


def test_an_extension_reaches_the_last_day_of_the_policy_and_comes_once(desk: Desk, item: ServiceItem) -> None:
    case = deferred(desk, item, lacking=1)
    (owed,) = outlook.look(desk, case.case_id).owed
    assert owed.latest == dt.date(2026, 3, 23)  # ten working days after the ninth
    proposal = ExtendOwed(case=case.case_id, code=owed.owed.code, due_on=owed.latest, reason="停电")
    course.extend_owed(desk, CLERK, proposal, approved(desk, proposal))
    (after,) = outlook.look(desk, case.case_id).owed
    assert (after.due_on, after.latest) == (owed.latest, None)


def test_the_consequence_is_closed_while_not_due_and_while_the_counter_was_offline(
    desk: Desk, clock: FakeClock, item: ServiceItem
) -> None:
    """faults.md F13: nothing lapses while the counter has not heard of what other windows took in."""
    case = deferred(desk, item)
    assert outlook.look(desk, case.case_id).lapse_closed == "lapse.not_due"
    clock.go_on(days=9)
    away = outlook.look(desk, case.case_id)
    assert (away.lapse_closed, away.lapse_params) == ("lapse.not_heard", {"day": DUE.isoformat()})
    hear(desk)
    heard = outlook.look(desk, case.case_id)
    assert (heard.lapse_closed, heard.consequence) == ("", LateConsequence.DEEMED_WITHDRAWN)


def test_a_received_case_is_decided_and_a_correcting_one_only_refused(desk: Desk, item: ServiceItem) -> None:
    case = received(desk, item)
    assert list(_steps(desk, case)) == [Step.DECIDE, Step.WITHDRAW, Step.AMEND, Step.VOID]
    late = correcting(desk, item, serial=2)
    open_ones = [offer.decision for offer in outlook.look(desk, late.case_id).offers if not offer.closed]
    assert open_ones == [Decision.REFUSED]


def test_a_running_case_can_be_extended_withdrawn_and_revoked(desk: Desk, item: ServiceItem) -> None:
    case = accepted(desk, item)
    steps = outlook.look(desk, case.case_id).steps
    assert [step.step for step in steps] == [
        Step.HANG, Step.EXTEND, Step.WITHDRAW, Step.REVOKE, Step.AMEND, Step.VOID,
    ]  # fmt: skip
    asked = {step.step: step.asks for step in steps}
    assert asked[Step.EXTEND] is ReviewKind.EXTENSION


def test_a_voided_case_has_no_step_left(desk: Desk, item: ServiceItem) -> None:
    case = accepted(desk, item)
    proposal = Void(case=case.case_id, reason="录错事项")
    course.void(desk, CLERK, proposal, approved(desk, proposal))
    assert _steps(desk, case) == {}


def test_an_unknown_case_is_refused(desk: Desk) -> None:
    with pytest.raises(RuleBroken, match=r"case\.unknown"):
        outlook.look(desk, CaseId("01890000-0000-7000-8000-000000000000"))
