"""What one window has stuck is before the supervisors of the whole hall, with both sides, until it is answered."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import text

from counter.domain.case import CounterState, PaperKind
from counter.domain.ids import CaseId, LineId, uuid7
from counter.domain.item import ServiceItem
from counter.domain.policy import ReviewKind
from counter.domain.review import Review, ReviewState, Side
from counter.hall.enrolment import Place
from counter.wire.bodies import (
    CaseAmended,
    CaseCorrected,
    CaseTaken,
    CaseVoided,
    CaseYielded,
    Kind,
    ReviewAsked,
    ReviewDecided,
)
from counter.wire.messages import LineAnswer, NewsKind, Verdict
from counter.wire.news import read_detail
from tests.hall.courses import SETTLED, accepted, card, cards, news, said, tell
from tests.hall.window import NOW, Counter, Served, new_case, paper, taken

pytestmark = pytest.mark.usefixtures("clerks")


@pytest.fixture
def chief(served: Served) -> Counter:
    """The supervisor's window."""
    return Counter(served, Place(window="09"))


@pytest.fixture
def other(served: Served) -> Counter:
    """Another window of the hall."""
    return Counter(served, Place(window="07"))


def heard(counter: Counter) -> list[Review]:
    details = [read_detail(entry.kind, entry.detail) for entry in news(counter, NewsKind.REVIEW)]
    return [detail for detail in details if isinstance(detail, Review)]


def last(counter: Counter) -> dict[str, ReviewState]:
    """How each review stands now."""
    return {review.id: review.state for review in heard(counter)}


def refused(counter: Counter, item: ServiceItem) -> tuple[CaseId, CaseTaken, LineAnswer]:
    """A case whose taking the platform refuses."""
    case, body = new_case(), taken(counter, item, item_version=99)
    answer = tell(counter, Kind.CASE_TAKEN, case, body)
    assert said(answer) == (Verdict.REFUSED, "item.unknown")
    return case, body, answer


def disputed(counter: Counter, other: Counter, item: ServiceItem) -> tuple[CaseId, CaseAmended, LineAnswer]:
    """Two windows wrote another note; the second one's line is a conflict."""
    case = accepted(counter, item)
    before = card(counter.served, case)

    def amended(window: Counter, voided: str, note: str) -> CaseAmended:
        return CaseAmended(
            intake=msgspec.structs.replace(before.intake, note=note),
            base_intake=before.intake,
            voided=voided,
            reason="录入有误",
            papers=(paper(window.number()),),
        )

    first = amended(counter, before.case_no, "甲")
    assert said(tell(counter, Kind.CASE_AMENDED, case, first, approve=ReviewKind.AMENDMENT)) == SETTLED
    second = amended(other, first.papers[0].number, "乙")
    answer = tell(other, Kind.CASE_AMENDED, case, second, approve=ReviewKind.AMENDMENT)
    assert said(answer) == (Verdict.CONFLICT, "case.same_field")
    return case, second, answer


def papers_of(served: Served, case: CaseId) -> dict[str, bool]:
    """Every number of the case, and whether it is void."""
    with served.hall.database.read() as connection:
        rows = connection.execute(text("SELECT number, void FROM papers WHERE case_id = :case"), {"case": case}).all()
    return {number: bool(void) for number, void in rows}


def test_a_refused_line_waits_before_every_supervisor_and_its_window_knows_it(
    counter: Counter, item: ServiceItem, chief: Counter
) -> None:
    """domain.md §7: refused and conflicting lines."""
    case, body, answer = refused(counter, item)
    (review,) = heard(chief)
    assert (review.id, review.line, review.kind, review.state) == (
        answer.id,
        answer.id,
        ReviewKind.LINE_REFUSED,
        ReviewState.OPEN,
    )
    assert (review.case, review.case_no, review.install, review.window) == (case, body.case_no, counter.install, "01")
    assert (review.title, review.reason) == (f"{item.name} 张测试", answer.message)
    assert heard(counter) == []


def test_a_line_that_is_sent_again_is_asked_once(counter: Counter, item: ServiceItem, chief: Counter) -> None:
    case, body = new_case(), taken(counter, item, item_version=99)
    line = counter.line(Kind.CASE_TAKEN, body, case=case)
    for _ in range(3):
        assert [each.verdict for each in counter.answers(line)] == [Verdict.REFUSED]
    assert len(heard(chief)) == 1


@pytest.mark.parametrize("by", ["correction", "void"])
def test_the_answer_to_a_refused_line_closes_its_review(
    counter: Counter, item: ServiceItem, chief: Counter, by: str
) -> None:
    case, body, answer = refused(counter, item)
    if by == "correction":
        right = msgspec.structs.replace(body.intake, item_version=item.version)
        corrected = CaseCorrected(supersedes=LineId(answer.id), intake=right, reason="版本有误")
        assert said(tell(counter, Kind.CASE_CORRECTED, case, corrected)) == SETTLED
    else:
        void = CaseVoided(state_before=CounterState.ACCEPTED, numbers=(body.case_no,), reason="重复")
        assert said(tell(counter, Kind.CASE_VOIDED, case, void, approve=ReviewKind.VOID)) == SETTLED
    assert last(chief) == {answer.id: ReviewState.DONE}


def test_both_sides_of_a_conflict_are_told_with_their_times_f11(
    counter: Counter, other: Counter, item: ServiceItem, chief: Counter
) -> None:
    """faults.md F11: base, mine and theirs; the sender gets the case as it stands here, too."""
    case, _, answer = disputed(counter, other, item)
    (review,) = heard(chief)
    assert (review.kind, review.line) == (ReviewKind.LINE_CONFLICT, answer.id)
    assert review.sides == (Side(field="note", base="", mine="乙", theirs="甲"),)
    assert review.mine_at == NOW
    assert review.theirs_at is not None
    assert [each.intake.note for each in cards(other)] == ["甲"]
    assert [each.case for each in cards(chief)] == [case]


def yielded(other: Counter, answer: LineAnswer, mine: CaseAmended, **changes: object) -> CaseYielded:
    plain = CaseYielded(
        supersedes=LineId(answer.id),
        sides=(Side(field="note", base="", mine="乙", theirs="甲"),),
        reason="申请人确认以甲为准",
        voided=(mine.papers[0].number,),
        papers=(paper(other.number()),),
    )
    return msgspec.structs.replace(plain, **changes)


def test_what_is_given_up_changes_nothing_and_its_paper_is_void_in_the_register(
    counter: Counter, other: Counter, item: ServiceItem, chief: Counter
) -> None:
    """faults.md F10, 放弃(理由): theirs stands, the loser is kept, a new paper says what holds."""
    case, mine, answer = disputed(counter, other, item)
    body = yielded(other, answer, mine)
    assert said(tell(other, Kind.CASE_YIELDED, case, body)) == SETTLED
    assert card(counter.served, case).intake.note == "甲"
    papers = papers_of(counter.served, case)
    assert papers[mine.papers[0].number] is True
    assert papers[mine.voided] is True
    assert papers[body.papers[0].number] is False
    assert last(chief) == {answer.id: ReviewState.DONE}


def test_only_a_dispute_of_ones_own_can_be_given_up_and_only_with_a_reason(
    counter: Counter, other: Counter, item: ServiceItem
) -> None:
    case, mine, answer = disputed(counter, other, item)
    silent = yielded(other, answer, mine, reason=" ")
    assert said(tell(other, Kind.CASE_YIELDED, case, silent)) == (Verdict.REFUSED, "text.empty")
    foreign = yielded(counter, answer, mine, papers=(), voided=())
    assert said(tell(counter, Kind.CASE_YIELDED, case, foreign)) == (Verdict.REFUSED, "correction.not_stuck")
    wrong, _, stuck = refused(other, item)
    body = yielded(other, stuck, mine, papers=(), voided=())
    assert said(tell(other, Kind.CASE_YIELDED, wrong, body)) == (Verdict.HELD, "case.missing")


def test_mine_again_stands_with_its_paper_unless_another_wrote_since(
    counter: Counter, other: Counter, item: ServiceItem
) -> None:
    """faults.md F11: nothing is overwritten without a choice, also not what came after the choice."""
    case, mine, answer = disputed(counter, other, item)
    chosen_on = card(counter.served, case).intake
    third = CaseAmended(
        intake=msgspec.structs.replace(chosen_on, note="丙"),
        base_intake=chosen_on,
        voided=next(number for number, void in papers_of(counter.served, case).items() if not void),
        reason="申请人来电",
        papers=(paper(counter.number()),),
    )
    again = CaseCorrected(
        supersedes=LineId(answer.id),
        intake=msgspec.structs.replace(chosen_on, note="乙"),
        reason="以本窗口为准",
        base_intake=chosen_on,
    )
    assert said(tell(counter, Kind.CASE_AMENDED, case, third, approve=ReviewKind.AMENDMENT)) == SETTLED
    assert said(tell(other, Kind.CASE_CORRECTED, case, again)) == (Verdict.CONFLICT, "case.same_field")
    assert card(counter.served, case).intake.note == "丙"
    now = card(counter.served, case).intake
    second = msgspec.structs.replace(again, base_intake=now, intake=msgspec.structs.replace(now, note="乙"))
    assert said(tell(other, Kind.CASE_CORRECTED, case, second)) == SETTLED
    assert card(counter.served, case).intake.note == "乙"
    assert papers_of(counter.served, case)[mine.papers[0].number] is False


def test_a_clerk_hands_a_line_over_in_his_words_and_the_answer_comes_back(
    counter: Counter, other: Counter, item: ServiceItem, chief: Counter
) -> None:
    """faults.md F10, 转交主管: his review takes the place of the hall's, and is returned with what is to be done."""
    case, _, answer = disputed(counter, other, item)
    review = msgspec.structs.replace(
        heard(chief)[0], id=uuid7(), asked_by="0001", asked_at=NOW, reason="申请人两次说法不一"
    )
    ask = tell(other, Kind.REVIEW_ASKED, case, ReviewAsked(review=review))
    assert said(ask) == SETTLED
    assert last(chief) == {answer.id: ReviewState.OVERTAKEN, review.id: ReviewState.OPEN}
    back = ReviewDecided(review=review.id, approved=False, reason="以先到的为准")
    assert said(tell(chief, Kind.REVIEW_DECIDED, case, back, actor="0009")) == SETTLED
    assert last(other)[review.id] is ReviewState.RETURNED
    body = CaseYielded(supersedes=LineId(answer.id), sides=review.sides, reason="按主管意见")
    assert said(tell(other, Kind.CASE_YIELDED, case, body)) == SETTLED
    assert last(chief)[review.id] is ReviewState.DONE
    assert last(other)[review.id] is ReviewState.DONE


def test_a_case_that_ended_elsewhere_is_given_up_and_later_lines_go_on_f10(
    counter: Counter, other: Counter, item: ServiceItem
) -> None:
    """faults.md F10: what was done on it waits, is put aside with a reason, and holds nothing up any more."""
    case = accepted(counter, item)
    void = CaseVoided(state_before=CounterState.ACCEPTED, numbers=(), reason="重复")
    assert said(tell(counter, Kind.CASE_VOIDED, case, void, approve=ReviewKind.VOID)) == SETTLED
    before = card(counter.served, case)
    amended = CaseAmended(
        intake=msgspec.structs.replace(before.intake, note="乙"),
        base_intake=before.intake,
        voided=before.case_no,
        reason="录入有误",
        papers=(paper(other.number(), PaperKind.ACCEPTANCE),),
    )
    answer = tell(other, Kind.CASE_AMENDED, case, amended, approve=ReviewKind.AMENDMENT)
    assert said(answer) == (Verdict.CONFLICT, "case.state")
    body = CaseYielded(supersedes=LineId(answer.id), sides=(), reason="办件已作废", voided=(amended.papers[0].number,))
    assert said(tell(other, Kind.CASE_YIELDED, case, body)) == SETTLED
    assert papers_of(counter.served, case)[amended.papers[0].number] is True
