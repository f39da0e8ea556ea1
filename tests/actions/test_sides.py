"""A disputed line is decided by a person who sees both sides; what he cannot decide is refused and changes nothing."""

from __future__ import annotations

import msgspec
import pytest

from counter.actions import course, reviews, sides
from counter.actions.desk import Desk
from counter.domain.case import Case
from counter.domain.ids import LineId
from counter.domain.item import ServiceItem
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Amend
from counter.domain.review import ReviewState, Side
from counter.errors import RuleBroken
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import cases, deliveries
from counter.wire.messages import LineAnswer, NewsKind, Verdict
from tests.actions.courses import accepted, approved, item_with_two, numbers
from tests.actions.results import card_of, hear
from tests.conftest import CLERK, SUPERVISOR, FakeClock
from tests.faults.support import one_round

A, B, C = "13900000000", "13900000001", "13900000002"


@pytest.fixture
def case(desk: Desk, items: tuple[ServiceItem, ...], platform: SimulatedPlatform) -> Case:
    """A case that the platform has."""
    taken = accepted(desk, item_with_two(items))
    one_round(desk, platform)
    return taken


def _disputed(desk: Desk, case: Case, clock: FakeClock, *, verdict: Verdict = Verdict.CONFLICT) -> LineId:
    """Our telephone number is in dispute with the one that another window wrote."""
    clock.go_on(minutes=1)
    applicant = msgspec.structs.replace(case.intake.applicant, phone=B)
    amend = Amend(case=case.case_id, number=numbers(desk, case)[-1], applicant=applicant, reason="录入有误")
    course.amend(desk, CLERK, amend, approved(desk, amend))
    ((line, sealed),) = deliveries.waiting_lines(desk.db, 9)
    answer = LineAnswer(
        id=line, hash=sealed.hash, verdict=verdict, code="case.same_field", field="applicant.phone", theirs=C
    )
    with desk.store.write() as db:
        deliveries.record_answer(db, answer, desk.moment().at)
    return line


def _told(desk: Desk, case: Case, clock: FakeClock) -> None:
    """The platform tells of the case as another window left it."""
    clock.go_on(minutes=1)
    theirs = msgspec.structs.replace(case.intake.applicant, phone=C)
    card = card_of(msgspec.structs.replace(case, intake=msgspec.structs.replace(case.intake, applicant=theirs)))
    hear(desk, NewsKind.CASE, card, case=case.case_id)


def _refused(desk: Desk, code: str, deed: object, *arguments: object) -> None:
    before = desk.db.execute("SELECT count(*) FROM journal").fetchone()
    with pytest.raises(RuleBroken) as caught:
        deed(desk, CLERK, *arguments)  # type: ignore[operator]  # one of the deeds of this module
    assert caught.value.code == code
    assert desk.db.execute("SELECT count(*) FROM journal").fetchone() == before


def test_until_the_platform_told_of_the_case_nothing_can_be_taken_over(
    desk: Desk, case: Case, clock: FakeClock
) -> None:
    """There is no other side to take; its word is shown."""
    line = _disputed(desk, case, clock)
    seen = sides.sides_of(desk, line)
    assert (seen.sides, seen.theirs_at) == ((Side(field="state", base="", mine="case.amended", theirs=C),), None)
    _refused(desk, "sides.none", sides.take_theirs, line, "核实")


def test_giving_up_and_asking_need_a_reason(desk: Desk, case: Case, clock: FakeClock) -> None:
    """faults.md F10: 放弃(理由)."""
    line = _disputed(desk, case, clock)
    _told(desk, case, clock)
    _refused(desk, "text.empty", sides.take_theirs, line, " ")
    _refused(desk, "text.empty", sides.hand_to_supervisor, line, "")


def test_both_sides_stand_in_the_review_that_the_round_makes(
    desk: Desk, platform: SimulatedPlatform, case: Case, clock: FakeClock
) -> None:
    """A supervisor at this window sees the same as one elsewhere."""
    line = _disputed(desk, case, clock)
    _told(desk, case, clock)
    one_round(desk, platform)
    review = next(each for each in reviews.list_reviews(desk, SUPERVISOR).rows if each.id == line)
    assert review.sides == (Side(field="applicant.phone", base=A, mine=B, theirs=C),)
    assert review.theirs_at is not None
    assert review.mine_at is not None
    assert review.mine_at < review.theirs_at


def test_theirs_stands_here_and_the_line_needs_nobody(desk: Desk, case: Case, clock: FakeClock) -> None:
    """The row is as the platform has it, at once."""
    line = _disputed(desk, case, clock)
    _told(desk, case, clock)
    sides.take_theirs(desk, CLERK, line, "已电话核实")
    row = cases.read_case(desk.db, case.case_id)
    assert row is not None
    assert row.intake.applicant.phone == C
    assert deliveries.troubles(desk.db) == ()
    _refused(desk, "repair.settled", sides.take_theirs, line, "再一次")


def test_what_was_handed_over_takes_the_place_of_the_line_in_the_queue(
    desk: Desk, platform: SimulatedPlatform, case: Case, clock: FakeClock
) -> None:
    """One entry with the clerk's words; another is not asked while it is open; it goes with the line."""
    line = _disputed(desk, case, clock)
    _told(desk, case, clock)
    one_round(desk, platform)
    asked = sides.hand_to_supervisor(desk, CLERK, line, "申请人两次说法不一")
    of_line = [each for each in reviews.list_reviews(desk, SUPERVISOR).rows if each.line == line]
    assert [(each.id, each.kind, each.reason) for each in of_line] == [
        (asked.id, ReviewKind.LINE_CONFLICT, "申请人两次说法不一")
    ]
    _refused(desk, "sides.handed_over", sides.hand_to_supervisor, line, "再问")
    sides.take_theirs(desk, CLERK, line, "已核实")
    assert reviews.read(desk, asked.id).state is ReviewState.DONE
    assert [each for each in reviews.list_reviews(desk, SUPERVISOR).rows if each.line == line] == []


def test_a_line_of_a_copied_machine_is_handed_to_nobody(desk: Desk, case: Case, clock: FakeClock) -> None:
    """That is for support."""
    line = _disputed(desk, case, clock, verdict=Verdict.CLONE)
    _refused(desk, "sides.none", sides.hand_to_supervisor, line, "请看")
    _refused(desk, "correction.no_dispute", sides.take_theirs, line, "请看")
