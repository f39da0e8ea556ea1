"""Reviews at the platform: asked, decided by another, relayed to every window, done when the deed comes."""

from __future__ import annotations

import msgspec
import pytest

from counter.domain.base import Value
from counter.domain.case import CounterState, Decision
from counter.domain.ids import CaseId, LineId, uuid7
from counter.domain.item import ServiceItem
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Approval, Decide, Proposal, Void, Withdraw
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Role
from counter.hall.enrolment import Place
from counter.hall.staff import Clerk
from counter.wire.bodies import (
    CaseVoided,
    CaseWithdrawn,
    Kind,
    ReviewAsked,
    ReviewAssigned,
    ReviewDecided,
    ReviewLocked,
    ReviewOvertaken,
)
from counter.wire.messages import LineAnswer, NewsKind, Verdict
from counter.wire.news import read_detail
from tests.hall.approving import approve
from tests.hall.courses import REFUSAL, SETTLED, accepted, cards, decided, news, received, said, take, tell
from tests.hall.window import NOW, Counter, Served, new_case, paper

pytestmark = pytest.mark.usefixtures("clerks")

REASON = "申请人不再经营"


@pytest.fixture
def chief(served: Served) -> Counter:
    """The supervisor's window."""
    return Counter(served, Place(window="09"))


def review_of(counter: Counter, proposal: Proposal, kind: ReviewKind) -> Review:
    return Review(
        id=uuid7(),
        kind=kind,
        case=proposal.case,
        asked_by="0001",
        asked_at=NOW,
        install=counter.install,
        window="01",
        proposal=proposal,
    )


def send(counter: Counter, kind: Kind, body: Value, *, case: CaseId | None = None, **others: object) -> LineAnswer:
    (answer,) = counter.answers(counter.line(kind, body, case=case, **others))
    return answer


def asked(counter: Counter, proposal: Proposal, kind: ReviewKind) -> Review:
    review = review_of(counter, proposal, kind)
    assert said(send(counter, Kind.REVIEW_ASKED, ReviewAsked(review=review), case=proposal.case)) == SETTLED
    return review


def heard(counter: Counter) -> list[Review]:
    """The reviews that the window was told of, in order."""
    details = [read_detail(entry.kind, entry.detail) for entry in news(counter, NewsKind.REVIEW)]
    return [detail for detail in details if isinstance(detail, Review)]


def decide(
    chief: Counter, review: Review, *, approval: Approval | None, approved: bool = True, actor: str = "0009"
) -> LineAnswer:
    body = ReviewDecided(review=review.id, approved=approved, reason="" if approved else "材料不全")
    return send(chief, Kind.REVIEW_DECIDED, body, case=review.case, actor=actor, approval=approval)


def withdrawal(case: CaseId) -> Withdraw:
    return Withdraw(case=case, reason=REASON)


def test_a_review_travels_to_the_supervisor_and_its_approval_back_to_the_window(
    counter: Counter, item: ServiceItem, chief: Counter
) -> None:
    """Clerk asks → supervisor approves at another window → the clerk's window carries it out → done."""
    case = accepted(counter, item)
    review = asked(counter, withdrawal(case), ReviewKind.WITHDRAWAL)
    assert heard(chief) == [review]
    assert [each.case for each in cards(chief)] == [case], "the supervisor sees the case"
    assert heard(counter) == [], "who asked knows it"
    approval = approve(counter.served.hall, ReviewKind.WITHDRAWAL, withdrawal(case), on_spot=False)
    assert said(decide(chief, review, approval=approval)) == SETTLED
    (told,) = heard(counter)
    assert (told.state, told.decided_by, told.approval) == (ReviewState.APPROVED, "0009", approval)
    body = CaseWithdrawn(reason=REASON, returned=(), papers=(paper(counter.number()),))
    assert said(tell(counter, Kind.CASE_WITHDRAWN, case, body, approval=told.approval)) == SETTLED
    assert [each.state for each in heard(chief)] == [ReviewState.OPEN, ReviewState.DONE]


def test_nobody_decides_what_he_asked_for_himself_and_no_clerk_decides(
    counter: Counter, item: ServiceItem, chief: Counter
) -> None:
    """domain.md §7."""
    case = accepted(counter, item)
    review = asked(counter, withdrawal(case), ReviewKind.WITHDRAWAL)
    approval = approve(counter.served.hall, ReviewKind.WITHDRAWAL, withdrawal(case))
    answer = decide(chief, review, approval=approval, actor="0002")
    assert said(answer) == (Verdict.REFUSED, "role.supervisor_needed")
    own = msgspec.structs.replace(review_of(chief, withdrawal(case), ReviewKind.WITHDRAWAL), asked_by="0009")
    assert said(send(chief, Kind.REVIEW_ASKED, ReviewAsked(review=own), case=case, actor="0009")) == SETTLED
    assert said(decide(chief, own, approval=approval)) == (Verdict.REFUSED, "approval.own")


@pytest.mark.parametrize(
    ("approval_for", "code"),
    [
        ("nothing", "approval.missing"),
        ("another reason", "approval.other_content"),
    ],
)
def test_a_decision_without_a_right_signature_is_refused(
    counter: Counter, item: ServiceItem, chief: Counter, approval_for: str, code: str
) -> None:
    case = accepted(counter, item)
    review = asked(counter, withdrawal(case), ReviewKind.WITHDRAWAL)
    other = Withdraw(case=case, reason=approval_for)
    approval = None if approval_for == "nothing" else approve(counter.served.hall, ReviewKind.WITHDRAWAL, other)
    assert said(decide(chief, review, approval=approval)) == (Verdict.REFUSED, code)
    assert heard(counter) == []


def test_a_return_needs_a_reason_and_goes_back_to_the_clerk(
    counter: Counter, item: ServiceItem, chief: Counter
) -> None:
    review = asked(counter, withdrawal(accepted(counter, item)), ReviewKind.WITHDRAWAL)
    silent = ReviewDecided(review=review.id, approved=False, reason=" ")
    answer = send(chief, Kind.REVIEW_DECIDED, silent, case=None, actor="0009")
    assert said(answer) == (Verdict.REFUSED, "text.empty")
    assert said(decide(chief, review, approval=None, approved=False)) == SETTLED
    assert [(each.state, each.decision_reason) for each in heard(counter)] == [(ReviewState.RETURNED, "材料不全")]


def test_who_decides_second_is_told_what_the_first_decided(counter: Counter, item: ServiceItem, chief: Counter) -> None:
    """A supervisor's decision is never overwritten by a queued one (protocol.md, Conflicts)."""
    review = asked(counter, withdrawal(accepted(counter, item)), ReviewKind.WITHDRAWAL)
    assert said(decide(chief, review, approval=None, approved=False)) == SETTLED
    answer = decide(chief, review, approval=None, approved=False)
    assert (said(answer), answer.theirs) == ((Verdict.CONFLICT, "review.state"), "returned")


def test_a_review_of_a_case_that_came_to_its_end_is_overtaken(
    counter: Counter, item: ServiceItem, chief: Counter
) -> None:
    case = received(counter, item)
    proposal = Decide(case=case, decision=Decision.REFUSED, ruling=REFUSAL)
    first = asked(counter, withdrawal(case), ReviewKind.WITHDRAWAL)
    correction = asked(counter, Void(case=case, reason="重复"), ReviewKind.VOID)
    body = decided(counter, Decision.REFUSED, REFUSAL)
    approval = approve(counter.served.hall, ReviewKind.REFUSAL, proposal)
    assert said(tell(counter, Kind.CASE_DECIDED, case, body, approval=approval)) == SETTLED
    last = {each.id: each.state for each in heard(chief)}
    assert last == {first.id: ReviewState.OVERTAKEN, correction.id: ReviewState.OPEN}, "a void is possible at any end"


def test_a_lock_is_seen_by_all_and_broken_by_name(counter: Counter, item: ServiceItem, chief: Counter) -> None:
    hall = counter.served.hall
    hall.put_clerk(Clerk(clerk_no="0008", name="何平", roles=(Role.SUPERVISOR,)), "another")
    review = asked(counter, withdrawal(accepted(counter, item)), ReviewKind.WITHDRAWAL)

    def lock(actor: str, locked_by: str, broke: str = "") -> tuple[Verdict, str]:
        body = ReviewLocked(review=review.id, locked_by=locked_by, broke=broke)
        return said(send(chief, Kind.REVIEW_LOCKED, body, actor=actor))

    assert lock("0009", "0009") == SETTLED
    assert lock("0008", "0008") == (Verdict.CONFLICT, "review.locked")
    assert lock("0008", "0009") == (Verdict.REFUSED, "review.supervisor")
    assert lock("0008", "0008", broke="0009") == SETTLED
    assert lock("0008", "") == SETTLED
    assert [each.locked_by for each in heard(counter)] == ["0009", "0008", ""]


def test_a_review_is_given_to_a_supervisor_only(counter: Counter, item: ServiceItem, chief: Counter) -> None:
    review = asked(counter, withdrawal(accepted(counter, item)), ReviewKind.WITHDRAWAL)
    to_clerk = ReviewAssigned(review=review.id, supervisor="0001")
    assert said(send(chief, Kind.REVIEW_ASSIGNED, to_clerk, actor="0009")) == (Verdict.REFUSED, "review.supervisor")
    to_chief = ReviewAssigned(review=review.id, supervisor="0009")
    assert said(send(chief, Kind.REVIEW_ASSIGNED, to_chief, actor="0009")) == SETTLED
    assert [each.assigned_to for each in heard(counter)] == ["0009"]


def test_a_review_is_asked_once_open_and_by_who_says_so(counter: Counter, item: ServiceItem) -> None:
    review = asked(counter, withdrawal(accepted(counter, item)), ReviewKind.WITHDRAWAL)
    again = send(counter, Kind.REVIEW_ASKED, ReviewAsked(review=review), case=review.case)
    assert said(again) == (Verdict.CONFLICT, "review.exists")
    for changes, code in (
        ({"asked_by": "0002"}, "review.asker"),
        ({"state": ReviewState.APPROVED}, "review.state"),
    ):
        false = msgspec.structs.replace(review, id=uuid7(), **changes)
        answer = send(counter, Kind.REVIEW_ASKED, ReviewAsked(review=false), case=review.case)
        assert said(answer) == (Verdict.REFUSED, code)


def test_a_review_that_its_window_saw_overtaken_is_waited_for_by_nobody(
    counter: Counter, item: ServiceItem, chief: Counter
) -> None:
    review = asked(counter, withdrawal(accepted(counter, item)), ReviewKind.WITHDRAWAL)
    overtaken = ReviewOvertaken(review=review.id, reason="case.moved_on")
    by_another_clerk = send(chief, Kind.REVIEW_OVERTAKEN, overtaken)
    assert said(by_another_clerk) == (Verdict.REFUSED, "role.supervisor_needed")
    assert said(send(counter, Kind.REVIEW_OVERTAKEN, overtaken)) == SETTLED
    assert heard(chief)[-1].state is ReviewState.OVERTAKEN


def test_a_decision_on_an_unknown_review_waits_for_it(chief: Counter) -> None:
    body = ReviewDecided(review=uuid7(), approved=False, reason="退回")
    assert said(send(chief, Kind.REVIEW_DECIDED, body, actor="0009")) == (Verdict.HELD, "review.missing")


def test_a_case_that_two_windows_took_is_shown_to_a_supervisor(
    counter: Counter, item: ServiceItem, chief: Counter
) -> None:
    """domain.md §7: a case claimed twice."""
    case = new_case()
    assert said(tell(counter, Kind.CASE_TAKEN, case, take(counter, item, Decision.ACCEPTED, None))) == SETTLED
    second = tell(chief, Kind.CASE_TAKEN, case, take(chief, item, Decision.ACCEPTED, None))
    assert said(second) == (Verdict.CONFLICT, "case.exists")
    for window in (counter, chief):
        (review,) = heard(window)
        assert (review.kind, review.case, review.line) == (ReviewKind.CLAIMED_TWICE, case, LineId(second.id))
    void = CaseVoided(state_before=CounterState.ACCEPTED, numbers=(), reason="重复")
    assert said(tell(counter, Kind.CASE_VOIDED, case, void, approve=ReviewKind.VOID)) == SETTLED
