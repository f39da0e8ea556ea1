"""A deed that needs a supervisor is done on his approval of exactly this, and on nothing else."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from counter.actions import approvals, intake
from counter.actions.approvals import approve_on_spot, require
from counter.actions.desk import Desk, deed
from counter.domain.case import Case, CounterState, Decision, Intake
from counter.domain.course import Deferral, DeferredMaterial, Refusal, RefusalGround
from counter.domain.deadlines import SpecialProcedure
from counter.domain.ids import CaseId, uuid7
from counter.domain.item import ServiceItem, TimeLimit
from counter.domain.policy import HallPolicy, ReviewKind
from counter.domain.proposal import Approval, Extend, Hang, Lapse, Proposal, Take, Unlist, Void
from counter.domain.staff import Actor
from counter.errors import RuleBroken
from counter.store import facts, policies, supervisors
from counter.store.journal import Entry
from counter.wire.approving import check_approval
from counter.wire.bodies import CaseVoided, Kind, ReviewDecided
from tests.actions.approving import SECRET, know_supervisors
from tests.conftest import CLERK, SUPERVISOR, FakeClock, draft_of, filled
from tests.faults.support import promised_item

CASE = CaseId("0195a000-0000-7000-8000-000000000001")
VOID = Void(case=CASE, reason="重复收件")


@pytest.fixture
def guarded(desk: Desk) -> Desk:
    """A desk that knows its supervisors."""
    know_supervisors(desk)
    return desk


def _approve(desk: Desk, proposal: Proposal = VOID, actor: Actor = CLERK) -> Approval:
    return approve_on_spot(desk, actor, proposal, supervisor=SUPERVISOR.clerk_no, secret=SECRET)


def _refusal(desk: Desk, proposal: Proposal, approval: Approval | None, actor: Actor = CLERK) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        require(desk, actor, proposal, approval)
    return caught.value


def test_without_an_approval_the_deed_is_told_what_it_needs(guarded: Desk) -> None:
    """With the reason, for the screen that offers 现场授权 or 提请审核."""
    fault = _refusal(guarded, VOID, None)
    assert (fault.code, fault.params) == ("approval.needed", {"kind": "void"})


def test_what_the_hall_does_not_ask_about_needs_nothing(guarded: Desk) -> None:
    """By the hall's policy; and what a clerk always does by himself."""
    require(guarded, CLERK, Lapse(case=CASE, reason="逾期"), None)
    with guarded.store.write() as db:
        body = msgspec.json.encode(HallPolicy(version=1, needs_approval=(ReviewKind.REFUSAL,)))
        policies.put(db, 1, body)
    require(guarded, CLERK, VOID, None)
    with pytest.raises(RuleBroken) as caught:
        _approve(guarded)
    assert caught.value.code == "approval.not_needed"


def test_a_supervisor_approves_at_the_clerks_window(guarded: Desk) -> None:
    """Signed with his own key, which only his secret opens; the network is not asked."""
    approval = _approve(guarded)
    card = supervisors.card(guarded.db, SUPERVISOR.clerk_no)
    assert card is not None
    assert check_approval(card.public_key, approval)
    assert (approval.on_spot, approval.kind, approval.case) == (True, ReviewKind.VOID, CASE)
    require(guarded, CLERK, VOID, approval)


def test_spaces_around_a_reason_are_not_another_content(guarded: Desk) -> None:
    """The deed writes the reason clean, and that is what is approved."""
    sloppy = msgspec.structs.replace(VOID, reason=" 重复收件\n")
    require(guarded, CLERK, sloppy, _approve(guarded))
    require(guarded, CLERK, VOID, _approve(guarded, sloppy))


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (msgspec.structs.replace(VOID, case=CaseId("0195a000-0000-7000-8000-000000000002")), "approval.other_case"),
        (msgspec.structs.replace(VOID, reason="重复收件。"), "approval.other_content"),
        (Extend(case=CASE, by=TimeLimit(amount=10), reason="重复收件"), "approval.other_content"),
        (Unlist(case=CASE, person="0" * 64, reason="重复收件"), "approval.other_content"),
    ],
)
def test_an_approval_serves_no_other_case_content_or_action(guarded: Desk, other: Proposal, code: str) -> None:
    """trust.md A64, replayed override."""
    assert _refusal(guarded, other, _approve(guarded)).code == code


def test_nobody_approves_his_own(guarded: Desk) -> None:
    """domain.md §7: neither on the spot nor by carrying out what he approved himself."""
    with pytest.raises(RuleBroken) as caught:
        approve_on_spot(guarded, CLERK, VOID, supervisor=CLERK.clerk_no, secret=SECRET)
    assert caught.value.code == "approval.own"
    assert _refusal(guarded, VOID, _approve(guarded), actor=SUPERVISOR).code == "approval.own"


def test_an_approval_on_the_spot_is_good_for_ten_minutes(guarded: Desk, clock: FakeClock) -> None:
    """trust.md §4, Roles and override."""
    approval = _approve(guarded)
    clock.go_on(minutes=10)
    require(guarded, CLERK, VOID, approval)
    clock.go_on(seconds=1)
    assert _refusal(guarded, VOID, approval).code == "approval.old"


def test_one_from_the_queue_waits_longer_but_not_for_ever(guarded: Desk, clock: FakeClock) -> None:
    """The window that carries it out may be offline."""
    (approval,) = approvals.sign(guarded, [(ReviewKind.VOID, VOID)], supervisor=SUPERVISOR.clerk_no, secret=SECRET)
    clock.go_on(days=30)
    require(guarded, CLERK, VOID, approval)
    clock.go_on(seconds=1)
    assert _refusal(guarded, VOID, approval).code == "approval.old"


def test_a_signature_that_is_not_the_supervisors_is_none(guarded: Desk) -> None:
    """Whatever of it was changed, or made up altogether."""
    approval = _approve(guarded)
    for forged in (
        msgspec.structs.replace(approval, signature=""),
        msgspec.structs.replace(approval, id=uuid7()),
        msgspec.structs.replace(approval, on_spot=False),
        msgspec.structs.replace(approval, supervisor="9002"),
    ):
        assert _refusal(guarded, VOID, forged).code == "approval.signature"
    stranger = msgspec.structs.replace(approval, supervisor="9999")
    assert _refusal(guarded, VOID, stranger).code == "approval.unknown_supervisor"


def test_a_supervisor_who_left_approves_nothing_any_more(guarded: Desk) -> None:
    """Not even with what he signed before."""
    approval = _approve(guarded)
    with guarded.store.write() as db:
        supervisors.put_all(db, ())
    assert _refusal(guarded, VOID, approval).code == "approval.unknown_supervisor"


def _tell(desk: Desk, kind: Kind, body: msgspec.Struct, approval: Approval) -> None:
    with deed(desk) as doing:
        entry = Entry(
            kind=kind,
            body=body,  # type: ignore[arg-type]  # a Value
            actor=CLERK.clerk_no,
            moment=desk.moment(),
            case=CASE,
            approval=approval,
        )
        doing.tell(entry)


def test_an_approval_is_used_once(guarded: Desk) -> None:
    """The journal knows; the line that only tells of the decision uses nothing up."""
    approval = _approve(guarded)
    _tell(guarded, Kind.REVIEW_DECIDED, ReviewDecided(review="r", approved=True, reason=""), approval)
    require(guarded, CLERK, VOID, approval)
    done = CaseVoided(state_before=CounterState.ACCEPTED, numbers=(), reason="重复收件")
    _tell(guarded, Kind.CASE_VOIDED, done, approval)
    assert _refusal(guarded, VOID, approval).code == "approval.used"


def test_five_wrong_secrets_make_a_pause_that_a_new_start_does_not_end(guarded: Desk, clock: FakeClock) -> None:
    """And the right one does not help in it."""
    for _ in range(5):
        with pytest.raises(RuleBroken) as caught:
            approve_on_spot(guarded, CLERK, VOID, supervisor=SUPERVISOR.clerk_no, secret="1234")
        assert caught.value.code == "approval.secret"
    clock.go_on(minutes=2)
    again = Desk(store=guarded.store, scans=guarded.scans, clock=guarded.clock)
    with pytest.raises(RuleBroken) as caught:
        _approve(again)
    assert (caught.value.code, caught.value.params) == ("approval.paused", {"minutes": 3})
    approve_on_spot(guarded, CLERK, VOID, supervisor="9002", secret=SECRET)
    clock.go_on(minutes=3)
    assert _approve(guarded).case == CASE
    assert facts.read_fact(guarded.db, "approval_tries", dict) == {}


def test_a_wrong_secret_after_the_pause_makes_the_next_pause(guarded: Desk, clock: FakeClock) -> None:
    """Five tries more would be given for nothing otherwise."""
    for step in range(6):
        if step == 5:
            clock.go_on(minutes=5)
        with pytest.raises(RuleBroken, match=r"approval\.secret"):
            approve_on_spot(guarded, CLERK, VOID, supervisor=SUPERVISOR.clerk_no, secret="1234")
    with pytest.raises(RuleBroken, match=r"approval\.paused"):
        _approve(guarded)


def _deferral(item: ServiceItem, count: int) -> Take:
    materials = tuple(DeferredMaterial(code=f"m{place}") for place in range(count))
    return Take(case=CASE, decision=Decision.DEFERRED, intake=filled(item), ruling=Deferral(materials=materials))


def test_a_deferral_outside_the_norm_asks_and_one_within_does_not(
    guarded: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """How many is the hall's own rule."""
    item = promised_item(items)
    assert approvals.needed(guarded, _deferral(item, 3)) is None
    assert approvals.needed(guarded, _deferral(item, 4)) is ReviewKind.DEFERRAL_OUTSIDE_NORM


def test_a_case_is_judged_by_the_policy_it_was_taken_under(guarded: Desk, case_under: Callable[[int], Case]) -> None:
    """A later policy that asks more changes nothing for it, and one that asks less neither."""
    lenient, strict = HallPolicy(version=1, needs_approval=()), HallPolicy(version=2)
    with guarded.store.write() as db:
        for policy in (lenient, strict):
            policies.put(db, policy.version, msgspec.json.encode(policy))
    assert approvals.needed(guarded, Void(case=case_under(1).case_id, reason="重复")) is None
    assert approvals.needed(guarded, Void(case=case_under(2).case_id, reason="重复")) is ReviewKind.VOID
    refusal = Refusal(ground=RefusalGround.NOT_ELIGIBLE, reasons="不符合条件")
    draft = Take(case=CASE, decision=Decision.REFUSED, intake=Intake(), ruling=refusal)
    assert approvals.needed(guarded, draft) is ReviewKind.REFUSAL


@pytest.fixture
def case_under(guarded: Desk, items: tuple[ServiceItem, ...]) -> Callable[[int], Case]:
    """Takes a case and freezes that version of the policy into it."""

    def take(version: int) -> Case:
        draft = draft_of(filled(promised_item(items), serial=version))
        taken = intake.take_case(guarded, CLERK, draft, Decision.ACCEPTED).case
        with guarded.store.write() as db:
            db.conn.execute(
                "UPDATE cases SET course = json_set(course, '$.policy', ?) WHERE case_id = ?", [version, taken.case_id]
            )
        return taken

    return take


def test_settling_cleans_texts_and_leaves_the_kind_of_procedure_what_it_is() -> None:
    proposal = Hang(
        case=CaseId("01890000-0000-7000-8000-000000000000"),
        procedure=SpecialProcedure.HEARING,
        days=TimeLimit(amount=5),
        basis=" 办事指南 ",
    )
    settled = approvals.settled(proposal)
    assert isinstance(settled, Hang)
    assert settled.procedure.label == "听证"
    assert settled.basis == "办事指南"
