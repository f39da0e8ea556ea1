"""What a department did with a case here: its state and its clock follow, unless something is owed."""

from __future__ import annotations

import datetime as dt

import pytest

from counter.actions import course, owed
from counter.actions.desk import Desk
from counter.domain.case import Case, CounterState
from counter.domain.course import Defect, Refusal
from counter.domain.deadlines import ClockPhase, listed_procedures
from counter.domain.item import Handling, ServiceItem, TimeLimit
from counter.domain.policy import ReviewKind
from counter.store import cases, reviews
from counter.wire.messages import NewsKind
from counter.wire.news import Act, DepartmentAct
from tests.actions.courses import accepted, correcting, deferred, item_with_two, owed_codes, received
from tests.actions.results import hear
from tests.conftest import FakeClock


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item of which two materials can lack."""
    return item_with_two(items)


def _act(desk: Desk, case: Case, what: Act, **says: object) -> Case:
    """The department did it, twice told; the case as it stands afterwards."""
    told = DepartmentAct(act=what, case=case.case_id, at=desk.moment().at, department="云溪县局", **says)  # type: ignore[arg-type]
    hear(desk, NewsKind.DEPARTMENT, told, case=case.case_id)
    once = cases.read_case(desk.db, case.case_id)
    hear(desk, NewsKind.DEPARTMENT, told, case=case.case_id)
    twice = cases.read_case(desk.db, case.case_id)
    assert once == twice
    assert twice is not None
    return twice


def test_a_received_case_is_accepted_by_its_department(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    """From that day on the promised limit runs."""
    case = received(desk, item)
    clock.go_on(days=1)
    after = _act(desk, case, Act.ACCEPTED)
    assert (after.state, after.accepted_at) == (CounterState.ACCEPTED, clock.at)
    assert after.due.promised_on == desk.calendar().add(
        dt.date(2026, 3, 3), item.promised_limit.amount, item.promised_limit.unit
    )


def test_a_department_that_accepts_a_correction_owes_nothing_any_more(desk: Desk, item: ServiceItem) -> None:
    """It has what it needs."""
    after = _act(desk, correcting(desk, item), Act.ACCEPTED)
    assert owed_codes(after) == ()
    assert owed.list_owed(desk, limit=9).total == 0


def test_a_department_refuses_with_reasons(desk: Desk, item: ServiceItem) -> None:
    """不予受理."""
    after = _act(desk, received(desk, item), Act.REFUSED, reason="不符合条件", basis="某条例第三条")
    assert after.state is CounterState.REFUSED
    assert isinstance(after.course.ruling, Refusal)
    assert after.course.ruling.reasons == "不符合条件"
    assert course.clock_of(desk, after).phase is ClockPhase.FINISHED


def test_a_department_tells_what_is_missing(desk: Desk, item: ServiceItem) -> None:
    """It is in 容缺跟踪 with the day of the policy: fifteen working days after Monday the second."""
    case = received(desk, item)
    code = case.intake.materials[0].code
    after = _act(
        desk,
        case,
        Act.CORRECTION,
        defects=(Defect(material=code, name="营业执照", ground="某条例第三条", remedy="补交原件"),),
    )
    assert after.state is CounterState.CORRECTING
    (row,) = owed.list_owed(desk, limit=9).rows
    assert (row.code, row.due_on) == (code, dt.date(2026, 3, 23))


def test_the_clock_stands_and_runs_again_as_the_department_says(
    desk: Desk, clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """许可法 45; and an extension, approved there."""
    item = next(
        item for item in items if item.handling is Handling.PROMISED and listed_procedures(item.special_procedures)
    )
    case = accepted(desk, item)
    procedure = listed_procedures(item.special_procedures)[0]
    hung = _act(desk, case, Act.HUNG, procedure=procedure, days=TimeLimit(amount=9), basis="某条例第三条")
    assert course.clock_of(desk, hung).phase is ClockPhase.HUNG
    clock.go_on(days=2)
    resumed = _act(desk, case, Act.RESUMED)
    assert course.clock_of(desk, resumed).phase is ClockPhase.RUNNING
    before = resumed.due.promised_on
    clock.go_on(hours=1)
    extended = _act(desk, case, Act.EXTENDED, days=TimeLimit(amount=3), official="审批科", reason="案情复杂")
    assert before is not None
    assert extended.due.promised_on == desk.calendar().add(before, 3, TimeLimit(amount=3).unit)


@pytest.mark.parametrize("what", [Act.GRANTED, Act.DENIED])
def test_a_case_is_done_when_its_department_says_so(desk: Desk, item: ServiceItem, what: Act) -> None:
    """准予 and 不予 both end it; the result tells which."""
    after = _act(desk, accepted(desk, item), what, reason="依法")
    assert after.state is CounterState.DONE
    assert course.clock_of(desk, after).phase is ClockPhase.FINISHED


def test_no_case_is_done_while_something_is_owed(desk: Desk, item: ServiceItem) -> None:
    """domain.md §2, Closing gate: a supervisor sees it once, however often it is told."""
    case = deferred(desk, item)
    after = _act(desk, case, Act.GRANTED)
    assert after == case
    (review,) = reviews.of_case(desk.db, case.case_id)
    assert (review.kind, review.rule) == (ReviewKind.LINE_CONFLICT, "case.done_while_owed")


def test_what_the_clock_cannot_take_goes_to_a_person(desk: Desk, item: ServiceItem) -> None:
    """A correction that is told after the acceptance (许可法 32(4))."""
    case = accepted(desk, item)
    after = _act(desk, case, Act.CORRECTION, defects=(Defect(name="a", ground="b", remedy="c"),))
    assert after == case
    assert [review.rule for review in reviews.of_case(desk.db, case.case_id)] == ["case.state"]


def test_reassignments_and_lists_change_no_row(desk: Desk, item: ServiceItem) -> None:
    """They come in their own ways: the card, and the credit list."""
    case = accepted(desk, item)
    assert _act(desk, case, Act.REASSIGNED, to_window="07") == case
    assert _act(desk, case, Act.DISHONEST) == case
