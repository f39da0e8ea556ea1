"""What needs a supervisor is decided by one, and done exactly so by the window that has the case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from counter.actions import enrolment, intake, lists, printing, proposals, repair, reviews
from counter.actions.approvals import approve_on_spot
from counter.actions.desk import Desk
from counter.domain.case import Case, CounterState, Decision, PrintOutcome
from counter.domain.course import Refusal, RefusalGround
from counter.domain.credit import CreditList, person_key
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem, TimeLimit
from counter.domain.policy import HallPolicy, ReviewKind
from counter.domain.proposal import Extend, Lapse, Proposal, Reprint, Take, Unlist, Void
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Actor, Role
from counter.errors import RuleBroken
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import deliveries, journal
from counter.wire.bodies import CaseVoided
from counter.wire.messages import NewsKind
from tests.actions.approving import SECOND, SECRET, cards
from tests.conftest import CLERK, PDF, SUPERVISOR, FakeClock, draft_of, filled, open_desk_at
from tests.faults.support import one_round, promised_item, take

OTHER = Actor(clerk_no=SECOND, name="郑海", roles=(Role.CLERK, Role.SUPERVISOR))
SUBMITTED = PrintOutcome.SUBMITTED
COLLEAGUE = Actor(clerk_no="0002", name="刘畅", roles=(Role.CLERK,))
REFUSAL = Refusal(
    ground=RefusalGround.NOT_ELIGIBLE, reasons="申请人不具备申请条件", legal_basis="《行政许可法》第三十二条"
)


@pytest.fixture(autouse=True)
def rules(platform: SimulatedPlatform) -> None:
    """A hall with supervisors, that asks for approval of everything it can."""
    platform.publish(policy=HallPolicy(version=1), supervisors=cards())


@pytest.fixture
def other_desk(tmp_path: Path, clock: FakeClock, desk: Desk, platform: SimulatedPlatform) -> Iterator[Desk]:
    """Another window of the hall."""
    folder = tmp_path / "other"
    folder.mkdir()
    opened = open_desk_at(folder, clock)
    enrolment.enrol(opened, platform, code="OK-2", platform_url="http://127.0.0.1:1")
    one_round(opened, platform)
    assert opened.enrolment().install != desk.enrolment().install
    yield opened
    opened.store.close()


@pytest.fixture
def case(desk: Desk, items: tuple[ServiceItem, ...]) -> Case:
    """A case that was accepted here."""
    return take(desk, items)


@pytest.fixture
def void(case: Case) -> Void:
    """What the clerk wants to do with it."""
    return Void(case=case.case_id, reason="重复收件")


def _code(call: Callable[[], object]) -> str:
    with pytest.raises(RuleBroken) as caught:
        call()
    return caught.value.code


def _decide(desk: Desk, *asked: Review, by: Actor = SUPERVISOR, approved: bool = True, reason: str = "") -> list[str]:
    ids = [review.id for review in asked]
    done = reviews.decide(desk, by, ids, approved=approved, reason=reason, secret=SECRET if approved else "")
    return [review.state.value for review in done]


def _states(desk: Desk, *asked: Review) -> list[str]:
    return [reviews.read(desk, review.id).state.value for review in asked]


def test_what_was_approved_is_done_with_the_approval_in_its_line(desk: Desk, void: Void) -> None:
    """提请 ▶ 审核 ▶ carried out; the platform takes all three lines."""
    asked = reviews.ask(desk, CLERK, void, "申请人交了两次")
    assert _decide(desk, asked) == ["approved"]
    taken = reviews.carry_out_approved(desk, CLERK, asked.id)
    assert taken.case.state is CounterState.VOIDED
    assert _states(desk, asked) == ["done"]
    line = journal.lines_of_case(desk.db, void.case)[-1].opened()
    assert line.approval == reviews.read(desk, asked.id).approval
    assert msgspec.json.decode(line.body, type=CaseVoided).reason == "重复收件"


def test_the_platform_takes_the_lines_and_knows_the_end(desk: Desk, platform: SimulatedPlatform, void: Void) -> None:
    """Nothing is refused there."""
    asked = reviews.ask(desk, CLERK, void)
    _decide(desk, asked)
    reviews.carry_out_approved(desk, CLERK, asked.id)
    one_round(desk, platform)
    assert deliveries.troubles(desk.db) == ()
    assert platform.reviews.known[asked.id].state is ReviewState.DONE


def test_another_windows_supervisor_decides_and_the_window_of_the_case_carries_it_out(
    desk: Desk, other_desk: Desk, platform: SimulatedPlatform, void: Void
) -> None:
    """Journal line ▶ platform ▶ news ▶ the clerk's window."""
    asked = reviews.ask(desk, CLERK, void, "重复")
    one_round(desk, platform)
    one_round(other_desk, platform)
    (shown,) = reviews.list_reviews(other_desk, SUPERVISOR).rows
    assert shown == asked
    assert _decide(other_desk, shown) == ["approved"]
    assert _code(lambda: reviews.carry_out_approved(other_desk, CLERK, asked.id)) == "review.other_window"
    one_round(other_desk, platform)
    assert "reviews" in one_round(desk, platform).changed
    assert reviews.list_reviews(desk, CLERK, state=ReviewState.APPROVED).total == 1
    reviews.carry_out_approved(desk, CLERK, asked.id)
    for each in (desk, other_desk):
        one_round(each, platform)
        assert deliveries.troubles(each.db) == ()
    assert _states(other_desk, asked) == ["done"]


def test_a_refusal_of_a_draft_is_approved_and_issued_as_it_was_asked(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> None:
    """不予受理 (许可法 38): what the clerk typed later into the draft is not in it."""
    one_round(desk, platform)
    draft = draft_of(filled(promised_item(items), name=" 欧阳一鸣 "))
    intake.save_draft(desk, draft)
    asked = reviews.ask(
        desk, CLERK, Take(case=draft.case_id, decision=Decision.REFUSED, intake=draft.intake, ruling=REFUSAL)
    )
    intake.save_draft(desk, msgspec.structs.replace(draft, intake=filled(promised_item(items), name="另一人")))
    _decide(desk, asked)
    taken = reviews.carry_out_approved(desk, CLERK, asked.id)
    assert (taken.case.state, taken.case.intake.applicant.name) == (CounterState.REFUSED, "欧阳一鸣")
    one_round(desk, platform)
    assert deliveries.troubles(desk.db) == ()


def test_a_refusal_is_approved_on_the_spot_and_the_platform_takes_it(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> None:
    """现场授权 while the platform is away: nothing is asked of it before."""
    one_round(desk, platform)
    draft = draft_of(filled(promised_item(items), name=" 欧阳一鸣 "))
    proposal = Take(case=draft.case_id, decision=Decision.REFUSED, intake=draft.intake, ruling=REFUSAL)
    approval = approve_on_spot(desk, CLERK, proposal, supervisor=SUPERVISOR.clerk_no, secret=SECRET)
    taken = intake.take_case(desk, CLERK, draft, Decision.REFUSED, REFUSAL, approval)
    assert taken.case.state is CounterState.REFUSED
    one_round(desk, platform)
    assert deliveries.troubles(desk.db) == ()


def test_half_a_case_is_not_put_before_a_supervisor(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """What lacks is told to the clerk, as for the deed itself."""
    draft = draft_of(filled(promised_item(items)))
    bare = Take(
        case=draft.case_id, decision=Decision.REFUSED, intake=draft.intake,
        ruling=msgspec.structs.replace(REFUSAL, reasons=""),
    )  # fmt: skip
    assert _code(lambda: reviews.ask(desk, CLERK, bare)) == "intake.faults"
    assert reviews.list_reviews(desk, SUPERVISOR).total == 0


def test_nobody_decides_his_own(desk: Desk, void: Void) -> None:
    """domain.md §7; nor does the approver carry it out himself."""
    own = reviews.ask(desk, SUPERVISOR, void)
    assert _code(lambda: _decide(desk, own)) == "approval.own"
    assert _code(lambda: _decide(desk, own, approved=False, reason="不宜")) == "approval.own"
    assert _decide(desk, own, by=OTHER) == ["approved"]
    assert _code(lambda: reviews.carry_out_approved(desk, OTHER, own.id)) == "approval.own"
    assert _states(desk, own) == ["approved"]
    assert reviews.carry_out_approved(desk, CLERK, own.id).case.state is CounterState.VOIDED


def test_a_clerk_decides_nothing_and_sees_only_what_he_asked(desk: Desk, void: Void) -> None:
    """The client mirrors the roles; the platform is the judge (trust.md §4)."""
    asked = reviews.ask(desk, CLERK, void)
    for call in (
        lambda: _decide(desk, asked, by=COLLEAGUE),
        lambda: reviews.lock(desk, COLLEAGUE, asked.id),
        lambda: reviews.assign(desk, COLLEAGUE, asked.id, SUPERVISOR.clerk_no),
        lambda: reviews.break_lock(desk, COLLEAGUE, asked.id),
    ):
        assert _code(call) == "role.supervisor_needed"
    assert reviews.list_reviews(desk, COLLEAGUE).total == 0
    assert reviews.list_reviews(desk, CLERK).rows == (asked,)


def test_a_batch_is_decided_with_one_secret_or_not_at_all(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """A wrong one in the middle leaves every one of them open."""
    asked = [reviews.ask(desk, CLERK, Void(case=take(desk, items, n).case_id, reason="重复")) for n in (1, 2, 3)]
    ids = [review.id for review in asked]
    before = journal.last_mark(desk.db, "A")
    assert _code(lambda: reviews.decide(desk, SUPERVISOR, ids, approved=True, secret="1234")) == "approval.secret"
    assert (
        _code(lambda: reviews.decide(desk, SUPERVISOR, [*ids, "x"], approved=True, secret=SECRET)) == "review.unknown"
    )
    assert (_states(desk, *asked), journal.last_mark(desk.db, "A")) == (["open"] * 3, before)
    assert _decide(desk, *asked, asked[0]) == ["approved"] * 3
    given = {reviews.read(desk, each).approval for each in ids}
    assert len({approval.id for approval in given if approval}) == 3


def test_a_review_goes_back_to_the_clerk_with_a_reason(desk: Desk, void: Void) -> None:
    """And needs one; the clerk asks again with something better, and the old one is put aside."""
    asked = reviews.ask(desk, CLERK, void)
    assert _code(lambda: _decide(desk, asked, approved=False)) == "text.empty"
    assert _decide(desk, asked, approved=False, reason=" 请先核对编号 ") == ["returned"]
    assert reviews.read(desk, asked.id).decision_reason == "请先核对编号"
    assert _code(lambda: reviews.carry_out_approved(desk, CLERK, asked.id)) == "review.not_approved"
    again = reviews.ask(desk, CLERK, msgspec.structs.replace(void, reason="与另一件重复"))
    assert _states(desk, asked, again) == ["overtaken", "open"]


def test_one_question_is_asked_once(desk: Desk, void: Void) -> None:
    """A double click, or a second clerk; taken back, it may be asked again."""
    asked = reviews.ask(desk, CLERK, void)
    assert _code(lambda: reviews.ask(desk, CLERK, void)) == "review.open_already"
    assert _code(lambda: reviews.take_back(desk, COLLEAGUE, asked.id)) == "review.not_asker"
    assert reviews.take_back(desk, CLERK, asked.id).state is ReviewState.OVERTAKEN
    assert _code(lambda: reviews.take_back(desk, CLERK, asked.id)) == "review.decided"
    assert reviews.ask(desk, CLERK, void).state is ReviewState.OPEN


def test_what_needs_nobody_is_not_asked(desk: Desk, case: Case) -> None:
    """逾期处理 is the policy's own consequence."""
    assert _code(lambda: reviews.ask(desk, CLERK, Lapse(case=case.case_id, reason="逾期"))) == "approval.not_needed"


def test_a_review_whose_case_moved_on_is_overtaken_and_not_approved(
    desk: Desk, platform: SimulatedPlatform, case: Case, void: Void
) -> None:
    """Two questions about one case: the first that is done takes the ground from the second."""
    extension = reviews.ask(desk, CLERK, Extend(case=case.case_id, by=TimeLimit(amount=5), reason="情况复杂"))
    voiding = reviews.ask(desk, CLERK, void)
    _decide(desk, voiding)
    reviews.carry_out_approved(desk, CLERK, voiding.id)
    assert reviews.read_review(desk, extension.id).moved_on == "case.moved_on"
    assert _decide(desk, extension) == ["overtaken"]
    assert reviews.read(desk, extension.id).approval is None
    one_round(desk, platform)
    assert deliveries.troubles(desk.db) == ()
    assert platform.reviews.known[extension.id].state is ReviewState.OVERTAKEN


def test_an_approved_review_is_not_carried_out_on_a_case_that_moved_on(desk: Desk, case: Case, void: Void) -> None:
    """What the supervisor saw is not what is there any more."""
    extension = reviews.ask(desk, CLERK, Extend(case=case.case_id, by=TimeLimit(amount=5), reason="情况复杂"))
    voiding = reviews.ask(desk, CLERK, void)
    _decide(desk, extension, voiding)
    reviews.carry_out_approved(desk, CLERK, extension.id)
    assert _code(lambda: reviews.carry_out_approved(desk, CLERK, voiding.id)) == "review.overtaken"
    assert _states(desk, extension, voiding) == ["done", "overtaken"]
    assert lists.read_case(desk, case.case_id).case.state is CounterState.ACCEPTED
    assert _code(lambda: reviews.carry_out_approved(desk, CLERK, voiding.id)) == "review.overtaken"


def test_a_draft_that_was_decided_otherwise_overtakes_its_review(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """The clerk accepted it after all."""
    draft = draft_of(filled(promised_item(items)))
    asked = reviews.ask(
        desk, CLERK, Take(case=draft.case_id, decision=Decision.REFUSED, intake=draft.intake, ruling=REFUSAL)
    )
    intake.take_case(desk, CLERK, draft, Decision.ACCEPTED)
    assert _decide(desk, asked) == ["overtaken"]


def test_an_approval_that_waited_too_long_overtakes_its_review(desk: Desk, clock: FakeClock, void: Void) -> None:
    """It must be asked again."""
    asked = reviews.ask(desk, CLERK, void)
    _decide(desk, asked)
    clock.go_on(days=31)
    assert _code(lambda: reviews.carry_out_approved(desk, CLERK, asked.id)) == "review.overtaken"
    assert reviews.ask(desk, CLERK, void).state is ReviewState.OPEN


def test_carrying_out_twice_does_it_once(desk: Desk, void: Void) -> None:
    """A double click; the review is done with the line of the deed, in one transaction."""
    asked = reviews.ask(desk, CLERK, void)
    _decide(desk, asked)
    reviews.carry_out_approved(desk, CLERK, asked.id)
    before = journal.last_mark(desk.db, "A")
    assert reviews.carry_out_approved(desk, CLERK, asked.id).case.state is CounterState.VOIDED
    assert (journal.last_mark(desk.db, "A"), _states(desk, asked)) == (before, ["done"])


def test_an_approval_that_was_used_past_the_review_ends_it_too(desk: Desk, void: Void) -> None:
    """The deed may be called from the case's own screen."""
    asked = reviews.ask(desk, CLERK, void)
    (approved,) = reviews.decide(desk, SUPERVISOR, [asked.id], approved=True, secret=SECRET)
    proposals.carry_out(desk, CLERK, void, approved.approval)
    assert _states(desk, asked) == ["done"]


def test_a_lock_keeps_others_out_until_it_is_broken(desk: Desk, platform: SimulatedPlatform, void: Void) -> None:
    """With a note in the journal of whose it was."""
    asked = reviews.ask(desk, CLERK, void)
    assert reviews.lock(desk, SUPERVISOR, asked.id).locked_by == SUPERVISOR.clerk_no
    assert reviews.lock(desk, SUPERVISOR, asked.id).locked_by == SUPERVISOR.clerk_no
    for call in (
        lambda: reviews.lock(desk, OTHER, asked.id),
        lambda: reviews.unlock(desk, OTHER, asked.id),
        lambda: reviews.assign(desk, OTHER, asked.id, SECOND),
        lambda: _decide(desk, asked, by=OTHER),
    ):
        assert _code(call) == "review.locked"
    assert reviews.break_lock(desk, OTHER, asked.id, " 已离岗 ").locked_by == SECOND
    note = msgspec.json.decode(journal.lines_of_case(desk.db, void.case)[-1].opened().body)
    assert note == {"review": asked.id, "locked_by": SECOND, "broke": SUPERVISOR.clerk_no, "note": "已离岗"}
    assert reviews.unlock(desk, OTHER, asked.id).locked_by == ""
    assert _decide(desk, asked) == ["approved"]
    one_round(desk, platform)
    assert deliveries.troubles(desk.db) == ()


def test_a_review_is_assigned_to_a_supervisor_of_the_hall_but_not_to_who_asked(desk: Desk, void: Void) -> None:
    """And given back to all."""
    asked = reviews.ask(desk, SUPERVISOR, void)
    assert _code(lambda: reviews.assign(desk, OTHER, asked.id, "9999")) == "approval.unknown_supervisor"
    assert _code(lambda: reviews.assign(desk, OTHER, asked.id, SUPERVISOR.clerk_no)) == "approval.own"
    assert reviews.assign(desk, OTHER, asked.id, SECOND).assigned_to == SECOND
    assert reviews.assign(desk, SUPERVISOR, asked.id, "").assigned_to == ""


def test_of_two_decisions_the_platforms_first_counts(
    desk: Desk, other_desk: Desk, platform: SimulatedPlatform, void: Void
) -> None:
    """Two supervisors at two windows, both cut off; the second one's line troubles nobody."""
    asked = reviews.ask(desk, CLERK, void)
    one_round(desk, platform)
    one_round(other_desk, platform)
    _decide(desk, asked)
    _decide(other_desk, asked, by=OTHER, approved=False, reason="先核对")
    one_round(other_desk, platform)
    one_round(desk, platform)
    one_round(other_desk, platform)
    assert _states(desk, asked) == _states(other_desk, asked) == ["returned"]
    for each in (desk, other_desk):
        assert lists.outbox(each).all_arrived()
        assert reviews.list_reviews(each, SUPERVISOR).total == 0


def test_a_refused_line_waits_for_a_supervisor_until_it_is_repaired(
    desk: Desk, platform: SimulatedPlatform, case: Case
) -> None:
    """需处理 stands in the queue too; it is corrected or voided, never just approved."""
    platform.mishaps.refuse = lambda line: "item.ended" if line.kind == "case.taken" else ""
    assert "reviews" in one_round(desk, platform).changed
    (review,) = reviews.list_reviews(desk, SUPERVISOR).rows
    assert (review.kind, review.case, review.asked_by) == (ReviewKind.LINE_REFUSED, case.case_id, CLERK.clerk_no)
    detail = reviews.read_review(desk, review.id)
    assert detail.trouble is not None
    assert detail.trouble.code == "item.ended"
    assert _code(lambda: _decide(desk, review)) == "review.repair_needed"
    assert reviews.lock(desk, SUPERVISOR, review.id).locked_by == SUPERVISOR.clerk_no
    one_round(desk, platform)
    assert reviews.list_reviews(desk, SUPERVISOR).total == 1
    (trouble,) = deliveries.troubles(desk.db)
    repair.correct_and_resend(desk, CLERK, trouble.line, case.intake, "已核对")
    assert reviews.list_reviews(desk, SUPERVISOR).total == 0
    one_round(desk, platform)
    assert lists.outbox(desk).all_arrived()


def test_a_refused_line_from_before_this_program_is_found(desk: Desk, platform: SimulatedPlatform, case: Case) -> None:
    """The reviews are made from the rows of the deliveries, so none can be lost."""
    platform.mishaps.refuse = lambda line: "item.ended" if line.case == case.case_id else ""
    one_round(desk, platform)
    with desk.store.write() as db:
        db.conn.execute("DELETE FROM reviews")
    one_round(desk, platform)
    assert reviews.list_reviews(desk, SUPERVISOR, kind=ReviewKind.LINE_REFUSED).total == 1


def test_a_refused_line_of_no_case_is_put_aside_by_a_supervisor(
    desk: Desk, platform: SimulatedPlatform, void: Void
) -> None:
    """Nothing can be corrected in it, and it must not stand in the way for ever."""
    one_round(desk, platform)
    platform.mishaps.refuse = lambda line: "line.body" if line.kind == "review.asked" else ""
    reviews.ask(desk, CLERK, void)
    one_round(desk, platform)
    (stuck,) = reviews.list_reviews(desk, SUPERVISOR, kind=ReviewKind.LINE_REFUSED).rows
    assert _decide(desk, stuck) == ["done"]
    assert lists.outbox(desk).all_arrived()


def test_what_the_hall_noticed_itself_is_dealt_with_without_a_secret(
    desk: Desk, platform: SimulatedPlatform, case: Case
) -> None:
    """Two windows at one case, unsent work elsewhere: told by the platform, there is nothing to sign."""
    told = Review(
        id="0195a000-0000-7000-8000-00000000000f", kind=ReviewKind.CLAIMED_TWICE, case=case.case_id,
        asked_by="platform", asked_at=desk.moment().at, install=desk.enrolment().install,
    )  # fmt: skip
    platform.reviews.known[told.id] = told
    platform._tell(NewsKind.REVIEW, case=told.case, detail=msgspec.Raw(msgspec.json.encode(told)))
    one_round(desk, platform)
    (shown,) = reviews.list_reviews(desk, SUPERVISOR, kind=ReviewKind.CLAIMED_TWICE).rows
    (done,) = reviews.decide(desk, SUPERVISOR, [shown.id], approved=True, reason="已核对，保留一件")
    assert (done.state, done.approval) == (ReviewState.DONE, None)
    one_round(desk, platform)
    assert platform.reviews.known[told.id].state is ReviewState.DONE


def test_the_evidence_stands_beside_the_review(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Item, materials, scans, the rule, and what happened since it was asked."""
    item = promised_item(items)
    scan = intake.attach_file(desk, item.materials[0], content=PDF, file_name="a.pdf")
    whole = filled(item)
    first = msgspec.structs.replace(whole.materials[0], attachments=(scan,))
    draft = draft_of(msgspec.structs.replace(whole, materials=(first, *whole.materials[1:])))
    taken = intake.take_case(desk, CLERK, draft, Decision.ACCEPTED)
    asked = reviews.ask(desk, CLERK, Void(case=draft.case_id, reason="重复"), "申请人要求")
    assert (asked.case_no, item.name in asked.title, asked.rule) == (taken.case.case_no, True, "rule.void")
    reviews.lock(desk, SUPERVISOR, asked.id)
    detail = reviews.read_review(desk, asked.id)
    assert (detail.case, detail.item, detail.moved_on) == (taken.case, item, "")
    assert [(each.material, each.attachment, each.here) for each in detail.attachments] == [(first.code, scan, True)]
    assert [entry.kind for entry in detail.changes] == ["review.locked"]


def test_a_person_is_unlisted_with_approver_and_reason(desk: Desk, platform: SimulatedPlatform, case: Case) -> None:
    """domain.md §2, Record: removal needs approver and reason; and only who stands on the list."""
    person = person_key(case.intake.applicant.id_number, "s1")
    wanted = Unlist(case=case.case_id, person=person, reason="已履行承诺")
    assert _code(lambda: proposals.carry_out(desk, CLERK, wanted)) == "credit.not_listed"
    platform.publish(credit=CreditList(listed_at=desk.moment().at, salt="s1", barred=(person,)))
    one_round(desk, platform)
    assert _code(lambda: proposals.carry_out(desk, CLERK, wanted)) == "approval.needed"
    approval = approve_on_spot(desk, CLERK, wanted, supervisor=SECOND, secret=SECRET)
    proposals.carry_out(desk, CLERK, wanted, approval)
    assert journal.lines_of_case(desk.db, case.case_id)[-1].opened().kind == "person.unlisted"
    one_round(desk, platform)
    assert deliveries.troubles(desk.db) == ()


def test_a_reprint_over_the_limit_is_done_when_it_went_to_the_printer(desk: Desk, case: Case) -> None:
    """The print is the deed; the approval is in its line."""
    for reason in ("", "一", "二", "三"):
        printing.note(
            desk, CLERK, printing.prepare(desk, case.case_no, CLERK, reason=reason), printer="p", outcome=SUBMITTED
        )
    asked = reviews.ask(desk, CLERK, Reprint(case=case.case_id, number=case.case_no, reason="申请人遗失"))
    _decide(desk, asked)
    assert reviews.carry_out_approved(desk, CLERK, asked.id).papers == (case.case_no,)
    assert _states(desk, asked) == ["approved"]
    approval = reviews.read(desk, asked.id).approval
    again = printing.prepare(desk, case.case_no, CLERK, reason="申请人遗失", approval=approval)
    printing.note(desk, CLERK, again, printer="p", outcome=SUBMITTED)
    assert _states(desk, asked) == ["done"]
    stranger = Reprint(case=CaseId("0195a000-0000-7000-8000-000000000001"), number=case.case_no, reason="遗失")
    assert _code(lambda: proposals.carry_out(desk, CLERK, stranger)) == "paper.unknown"


def test_the_queue_comes_in_pages_the_longest_waiting_first(
    desk: Desk, clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """With the count of the whole, by state and kind."""
    asked = []
    for serial in range(1, 6):
        clock.go_on(minutes=1)
        number = take(desk, items, serial).case_id
        proposal: Proposal = Void(case=number, reason="重复")
        if serial == 3:
            proposal = Extend(case=number, by=TimeLimit(amount=5), reason="情况复杂")
        asked.append(reviews.ask(desk, CLERK, proposal))
    page = reviews.list_reviews(desk, SUPERVISOR, offset=1, limit=2)
    assert ([each.id for each in page.rows], page.total) == ([each.id for each in asked[1:3]], 5)
    assert reviews.list_reviews(desk, SUPERVISOR, kind=ReviewKind.EXTENSION).total == 1
    assert reviews.list_reviews(desk, SUPERVISOR, state=ReviewState.RETURNED).total == 0
    assert reviews.list_reviews(desk, SUPERVISOR, state=None).total == 5
