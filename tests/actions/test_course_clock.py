"""The clock of a case is hung, runs again, is extended, and runs out in silence."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.actions import course, lists
from counter.actions.desk import Desk
from counter.documents.model import PaperContent
from counter.domain.case import Case, CounterState
from counter.domain.deadlines import ClockPhase, DeferralSupplied, Light, SpecialProcedure, listed_procedures
from counter.domain.item import Handling, ServiceItem, TimeLimit, TimeUnit
from counter.domain.policy import HallPolicy
from counter.domain.proposal import Approval, Extend, Hang
from counter.errors import RuleBroken
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import cases, deliveries, journal, papers
from tests.actions.courses import accepted, approved, correcting, hear, item_with_two, paper_kinds, put, received, rule
from tests.conftest import CLERK, SUPERVISOR, FakeClock
from tests.faults.support import one_round


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item for persons with a promised limit in days."""
    return item_with_two(items)


@pytest.fixture
def listing(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item that lists a special procedure."""
    return next(
        item for item in items if item.handling is Handling.PROMISED and listed_procedures(item.special_procedures)
    )


def _content(desk: Desk, number: str) -> PaperContent:
    paper = papers.read_paper(desk.db, number)
    assert paper is not None
    return msgspec.json.decode(paper.content, type=PaperContent)


def _hanging(case: Case, item: ServiceItem, days: int = 5) -> Hang:
    return Hang(
        case=case.case_id,
        procedure=listed_procedures(item.special_procedures)[0],
        days=TimeLimit(amount=days),
        basis="《办事指南》特别程序",
        executor="云溪县检验中心",
        phone="0713-1234567",
    )


def _extending(case: Case, days: int = 5) -> Extend:
    return Extend(case=case.case_id, by=TimeLimit(amount=days), reason="案情复杂")


def test_licence_law_art_45_a_special_procedure_is_not_counted(
    desk: Desk, clock: FakeClock, listing: ServiceItem
) -> None:
    """Told in writing with its days; three working days pass before it ends, and the limit moves by three."""
    case = accepted(desk, listing)
    begun = course.clock_of(desk, case)
    proposal = _hanging(case, listing)
    hung = course.hang(desk, CLERK, proposal, approved(desk, proposal))
    assert course.clock_of(desk, hung.case).phase is ClockPhase.HUNG
    content = _content(desk, hung.papers[0])
    assert content.procedure is not None
    assert (content.procedure.days, content.procedure.executor) == ("5个工作日", "云溪县检验中心")
    clock.go_on(days=3)
    resumed = course.resume(desk, CLERK, case.case_id)
    reading = course.clock_of(desk, resumed.case)
    assert reading.phase is ClockPhase.RUNNING
    assert begun.promised_on is not None
    assert reading.promised_on == desk.calendar().add(begun.promised_on, 3, TimeUnit.WORKING_DAYS)
    assert resumed.case.due.promised_on == reading.promised_on
    assert _content(desk, resumed.papers[0]).promised_due_on == reading.promised_on
    assert paper_kinds(desk, case)[-2:] == ["special_procedure", "resumption"]


def test_only_a_procedure_of_the_guide_hangs_a_case(desk: Desk, item: ServiceItem) -> None:
    """And nobody is asked to sign what cannot be."""
    case = accepted(desk, item)
    other = next(each for each in SpecialProcedure if each not in listed_procedures(item.special_procedures))
    proposal = Hang(case=case.case_id, procedure=other, days=TimeLimit(amount=5), basis="依据")
    with pytest.raises(RuleBroken) as caught:
        course.hang(desk, CLERK, proposal)
    assert caught.value.code == "special.not_listed"
    with pytest.raises(RuleBroken) as caught:
        course.resume(desk, CLERK, case.case_id)
    assert caught.value.code == "special.none_open"
    assert cases.read_case(desk.db, case.case_id) == case


def test_a_case_that_was_not_accepted_is_neither_hung_nor_extended(desk: Desk, listing: ServiceItem) -> None:
    """Its clock does not run yet."""
    case = received(desk, listing)
    with pytest.raises(RuleBroken) as caught:
        course.hang(desk, CLERK, _hanging(case, listing))
    assert caught.value.code == "case.moved_on"
    with pytest.raises(RuleBroken) as caught:
        course.extend(desk, CLERK, _extending(case))
    assert caught.value.code == "case.moved_on"


def test_licence_law_art_42_an_extension_is_approved_reasoned_and_once(desk: Desk, item: ServiceItem) -> None:
    """The paper names the approver and the day that held before."""
    case = accepted(desk, item)
    before = course.clock_of(desk, case).promised_on
    assert before is not None
    proposal = _extending(case)
    with pytest.raises(RuleBroken) as caught:
        course.extend(desk, CLERK, proposal)
    assert caught.value.code == "approval.needed"
    taken = course.extend(desk, CLERK, proposal, approved(desk, proposal))
    assert taken.case.due.promised_on == desk.calendar().add(before, 5, TimeUnit.WORKING_DAYS)
    content = _content(desk, taken.papers[0])
    assert content.extension is not None
    assert (content.extension.approver, content.extension.promised_before) == (SUPERVISOR.name, before)
    again = _extending(case, 2)
    with pytest.raises(RuleBroken) as caught:
        course.extend(desk, CLERK, again, approved(desk, again))
    assert caught.value.code == "extension.twice"


@pytest.mark.parametrize(("days", "code"), [(11, "extension.too_long"), (0, "extension.amount")])
def test_an_extension_beyond_the_law_is_refused(desk: Desk, item: ServiceItem, days: int, code: str) -> None:
    """Ten working days (许可法 42(1))."""
    with pytest.raises(RuleBroken) as caught:
        course.extend(desk, CLERK, _extending(accepted(desk, item), days))
    assert caught.value.code == code


def test_where_no_signature_is_asked_the_law_still_asks_for_one_who_may(desk: Desk, item: ServiceItem) -> None:
    """The hall's policy may leave out the signature, not the head's approval."""
    rule(desk, HallPolicy(version=2, needs_approval=()))
    case = accepted(desk, item)
    with pytest.raises(RuleBroken) as caught:
        course.extend(desk, CLERK, _extending(case))
    assert caught.value.code == "extension.no_approver"
    assert course.extend(desk, SUPERVISOR, _extending(case)).papers


def test_an_approval_of_another_case_extends_nothing(desk: Desk, item: ServiceItem) -> None:
    """A supervisor's signature that is replayed is refused with the rule named (trust.md §4)."""
    one, other = accepted(desk, item), accepted(desk, item, serial=2)
    approval: Approval = approved(desk, _extending(one))
    with pytest.raises(RuleBroken) as caught:
        course.extend(desk, CLERK, _extending(other), approval)
    assert caught.value.code == "approval.other_case"
    assert cases.read_case(desk.db, other.case_id) == other


def test_licence_law_art_32_4_silence_is_acceptance_from_the_day_of_receipt(
    desk: Desk, clock: FakeClock, item: ServiceItem
) -> None:
    """Received on Monday the second, to be decided by Monday the ninth; on Tuesday it is accepted, dated back."""
    case = received(desk, item)
    clock.go_on(days=7)
    hear(desk)
    assert course.clock_of(desk, case).light is Light.TODAY
    assert course.deem_accepted(desk) == ()
    clock.go_on(days=1)
    hear(desk)
    (taken,) = course.deem_accepted(desk)
    assert taken.case.state is CounterState.ACCEPTED
    assert taken.case.accepted_at == case.received_at
    assert taken.case.due.promised_on == desk.calendar().add(
        dt.date(2026, 3, 2), item.promised_limit.amount, item.promised_limit.unit
    )
    assert paper_kinds(desk, case) == ["receipt", "acceptance"]
    content = _content(desk, taken.papers[0])
    assert content.accepted_at == case.received_at
    assert content.issued_at == clock.at
    line = journal.lines_of_case(desk.db, case.case_id)[-1].opened()
    assert (line.kind, line.actor) == ("case.decided", course.SILENCE.clerk_no)
    assert course.deem_accepted(desk) == ()


def test_no_silence_is_found_while_the_counter_was_offline(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    """Another window may have told the applicant what is missing."""
    received(desk, item)
    clock.go_on(days=7)
    hear(desk)
    clock.go_on(days=2)
    assert course.deem_accepted(desk) == ()
    hear(desk)
    assert len(course.deem_accepted(desk)) == 1


def test_a_round_with_the_platform_finds_the_silence_and_the_next_one_tells_of_it(
    desk: Desk, platform: SimulatedPlatform, clock: FakeClock, item: ServiceItem
) -> None:
    """Nobody has to press anything; the voucher waits to be printed."""
    case = received(desk, item)
    one_round(desk, platform)
    clock.go_on(days=8)
    assert "cases" in one_round(desk, platform).changed
    assert [paper.kind for paper in lists.outbox(desk).unprinted] == ["receipt", "acceptance"]
    one_round(desk, platform)
    assert deliveries.waiting(desk.db).lines == 0
    assert [platform.lines[line].opened().kind for line in platform.cases[case.case_id]] == [
        "case.taken",
        "case.decided",
    ]


def test_a_case_whose_clock_cannot_be_read_does_not_hold_up_the_others(
    desk: Desk, clock: FakeClock, item: ServiceItem
) -> None:
    """It stays for a person to look at."""
    broken, whole = received(desk, item), received(desk, item, serial=2)
    put(desk, broken, CounterState.RECEIVED, DeferralSupplied(at=broken.received_at))
    clock.go_on(days=8)
    hear(desk)
    assert [taken.case.case_id for taken in course.deem_accepted(desk)] == [whole.case_id]


def test_who_was_told_what_is_missing_is_not_deemed_accepted(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    """A correction that was told in time ends the five days."""
    correcting(desk, item)
    clock.go_on(days=30)
    hear(desk)
    assert course.deem_accepted(desk) == ()


def test_the_countdown_of_an_undecided_case_is_read_from_its_clock(
    desk: Desk, clock: FakeClock, item: ServiceItem
) -> None:
    """Five working days at the beginning, two after three of them."""
    case = received(desk, item)
    assert course.clock_of(desk, case).left == 5
    clock.go_on(days=3)
    reading = course.clock_of(desk, case)
    assert (reading.left, reading.light) == (2, Light.NEARLY)
