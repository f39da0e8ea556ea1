"""faults.md F10: a case was reassigned, withdrawn or finished by somebody else while this counter was offline."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from counter.actions import course, lists
from counter.actions.desk import Desk
from counter.actions.intake import Taken
from counter.domain.case import Case, CounterState
from counter.domain.item import ServiceItem, TimeLimit
from counter.domain.proposal import Amend, Extend, Proposal, Revoke, Withdraw
from counter.errors import RuleBroken
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import cases, deliveries, journal
from counter.wire.messages import NewsKind
from counter.wire.news import Act, DepartmentAct
from tests.actions.courses import accepted, approved, brought, deferred, item_with_two, numbers, owed_codes
from tests.actions.results import card_of, hear
from tests.conftest import CLERK, FakeClock
from tests.faults.support import one_round


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item of which two materials can lack."""
    return item_with_two(items)


def _done(desk: Desk, case: Case) -> None:
    act = DepartmentAct(act=Act.GRANTED, case=case.case_id, at=desk.moment().at)
    hear(desk, NewsKind.DEPARTMENT, act, case=case.case_id)


def test_no_deed_is_done_on_a_case_that_moved_on(desk: Desk, item: ServiceItem) -> None:
    """Every one is refused with the rule named, before anybody is asked to sign, and nothing is changed."""
    case = accepted(desk, item)
    _done(desk, case)
    before = lists.read_case(desk, case.case_id)
    deeds: tuple[tuple[Callable[..., Taken], Proposal], ...] = (
        (course.extend, Extend(case=case.case_id, by=TimeLimit(amount=3), reason="案情复杂")),
        (course.withdraw, Withdraw(case=case.case_id, reason="暂不办理")),
        (course.revoke, Revoke(case=case.case_id, reason="材料虚假")),
    )
    for deed, proposal in deeds:
        with pytest.raises(RuleBroken) as caught:
            deed(desk, CLERK, proposal)
        assert caught.value.code == "case.moved_on"
    assert lists.read_case(desk, case.case_id) == before


def test_what_was_done_offline_is_neither_applied_in_silence_nor_dropped(
    desk: Desk, platform: SimulatedPlatform, clock: FakeClock, item: ServiceItem
) -> None:
    """The supplement was taken in while the hall withdrew the case: the line stays and waits for a person."""
    case = deferred(desk, item)
    one_round(desk, platform)
    clock.go_on(hours=1)
    course.supplement(desk, CLERK, case.case_id, brought(owed_codes(case)[0]))
    platform.mishaps.refuse = lambda line: "case.state" if line.kind == "case.supplemented" else ""
    one_round(desk, platform)
    hear(desk, NewsKind.CASE, card_of(msgspec.structs.replace(case, state=CounterState.WITHDRAWN)), case=case.case_id)
    row = cases.read_case(desk.db, case.case_id)
    assert row is not None
    assert row.state is CounterState.WITHDRAWN
    (trouble,) = deliveries.troubles(desk.db)
    assert (trouble.kind, trouble.code) == ("case.supplemented", "case.state")
    kept = [sealed.opened().kind for sealed in journal.lines_of_case(desk.db, case.case_id)]
    assert kept == ["case.taken", "case.supplemented"]


def test_an_approval_does_not_help_when_the_case_has_ended_meanwhile(desk: Desk, item: ServiceItem) -> None:
    """Signed at two, finished by the department at three: the approved deed is refused, and not used up."""
    case = accepted(desk, item)
    proposal: Proposal = Withdraw(case=case.case_id, reason="暂不办理")
    approval = approved(desk, proposal)
    _done(desk, case)
    with pytest.raises(RuleBroken) as caught:
        course.withdraw(desk, CLERK, Withdraw(case=case.case_id, reason="暂不办理"), approval)
    assert caught.value.code == "case.moved_on"
    line = journal.lines_of_case(desk.db, case.case_id)[-1].opened()
    assert line.approval is None


def test_a_wrong_name_can_still_be_put_right_on_the_paper_of_an_ended_case(desk: Desk, item: ServiceItem) -> None:
    """What is printed is corrected whatever became of the case; its state does not change by that."""
    case = accepted(desk, item)
    _done(desk, case)
    applicant = msgspec.structs.replace(case.intake.applicant, name="欧阳一明")
    amend = Amend(case=case.case_id, number=numbers(desk, case)[0], applicant=applicant, reason="姓名录入有误")
    taken = course.amend(desk, CLERK, amend, approved(desk, amend))
    assert (taken.case.state, taken.case.intake.applicant.name) == (CounterState.DONE, "欧阳一明")
