"""faults.md F21, trust.md A64: nothing is signed by the wrong person, and nothing is done on another's signature.

The clerk has the machine, the database and the program; he lacks the supervisor's secret, and that is enough: what he
forges is refused here, and when he goes past the deeds and writes the line himself, by the platform.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import msgspec
import pytest

from counter import log
from counter.actions import approvals, course, reviews
from counter.actions.approvals import approve_on_spot
from counter.actions.desk import Desk, deed
from counter.domain.base import Value
from counter.domain.case import Case, CounterState
from counter.domain.ids import uuid7
from counter.domain.item import ServiceItem, TimeLimit
from counter.domain.policy import HallPolicy, ReviewKind
from counter.domain.proposal import Approval, Extend, Void, Withdraw, content_sha256
from counter.domain.review import ReviewState
from counter.errors import RuleBroken
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import deliveries, journal, policies, supervisors
from counter.store import reviews as review_rows
from counter.store.journal import Entry
from counter.store.rows import written_anew
from counter.wire.approving import new_card, sign_approval, unwrap_key
from counter.wire.bodies import CaseVoided, Kind, ReviewDecided
from tests.actions.approving import SECRET, cards
from tests.conftest import CLERK, SUPERVISOR, FakeClock
from tests.faults.support import one_round, take

MINE = "the clerk's own"


@pytest.fixture(autouse=True)
def rules(desk: Desk, platform: SimulatedPlatform) -> None:
    """A hall that asks a supervisor, known at the desk."""
    platform.publish(policy=HallPolicy(version=1), supervisors=cards())
    one_round(desk, platform)


@pytest.fixture
def case(desk: Desk, items: tuple[ServiceItem, ...]) -> Case:
    """A case that the clerk would like to be rid of."""
    return take(desk, items, 1)


def _spot(desk: Desk, case: Case, reason: str = "重复收件") -> Approval:
    proposal = Void(case=case.case_id, reason=reason)
    return approve_on_spot(desk, CLERK, proposal, supervisor=SUPERVISOR.clerk_no, secret=SECRET)


def _refused_here(desk: Desk, case: Case, approval: Approval | None) -> str:
    before = journal.last_mark(desk.db, "A")
    with pytest.raises(RuleBroken) as caught:
        course.void(desk, CLERK, Void(case=case.case_id, reason="重复收件"), approval)
    assert journal.last_mark(desk.db, "A") == before, "nothing was changed"
    return caught.value.code


def _refused_there(desk: Desk, platform: SimulatedPlatform, case: Case, approval: Approval | None) -> str:
    """The clerk calls no deed: he writes the line into the chain himself."""
    body = CaseVoided(state_before=CounterState.ACCEPTED, numbers=(case.case_no,), reason="重复收件")
    _write(desk, case, Kind.CASE_VOIDED, body, approval, actor=CLERK.clerk_no)
    one_round(desk, platform)
    return _newest_trouble(desk)


def _write(desk: Desk, case: Case, kind: Kind, body: Value, approval: Approval | None, *, actor: str) -> None:
    with deed(desk) as doing:
        entry = Entry(kind=kind, body=body, actor=actor, moment=desk.moment(), case=case.case_id, approval=approval)
        doing.tell(entry)


def _newest_trouble(desk: Desk) -> str:
    troubles = deliveries.troubles(desk.db)
    return troubles[-1].code if troubles else ""


def test_without_a_signature_nothing_is_done_here_or_there(desk: Desk, platform: SimulatedPlatform, case: Case) -> None:
    assert _refused_here(desk, case, None) == "approval.needed"
    assert _refused_there(desk, platform, case, None) == "approval.needed"


def test_a_signature_is_not_good_for_another_case(
    desk: Desk, platform: SimulatedPlatform, case: Case, items: tuple[ServiceItem, ...]
) -> None:
    other = _spot(desk, take(desk, items, 2))
    assert _refused_here(desk, case, other) == "approval.other_case"
    assert _refused_there(desk, platform, case, other) == "approval.other_content"
    renamed = msgspec.structs.replace(other, case=case.case_id)
    assert _refused_here(desk, case, renamed) == "approval.other_content"


def test_a_signature_is_not_good_for_another_content(desk: Desk, platform: SimulatedPlatform, case: Case) -> None:
    other = _spot(desk, case, reason="申请人要求")
    assert _refused_here(desk, case, other) == "approval.other_content"
    assert _refused_there(desk, platform, case, other) == "approval.other_content"


def test_a_signature_is_not_good_for_another_action(desk: Desk, platform: SimulatedPlatform, case: Case) -> None:
    extension = Extend(case=case.case_id, by=TimeLimit(amount=5), reason="重复收件")
    other = approve_on_spot(desk, CLERK, extension, supervisor=SUPERVISOR.clerk_no, secret=SECRET)
    assert _refused_here(desk, case, other) == "approval.other_content"
    assert _refused_there(desk, platform, case, other) == "approval.other_content"


def test_a_signature_is_good_once(desk: Desk, case: Case) -> None:
    proposal = Extend(case=case.case_id, by=TimeLimit(amount=5), reason="情况复杂")
    approval = approve_on_spot(desk, CLERK, proposal, supervisor=SUPERVISOR.clerk_no, secret=SECRET)
    course.extend(desk, CLERK, proposal, approval)
    with pytest.raises(RuleBroken) as caught:
        approvals.require(desk, CLERK, proposal, approval)
    assert caught.value.code == "approval.used"


def test_a_signature_on_the_spot_is_too_old_after_ten_minutes(
    desk: Desk, platform: SimulatedPlatform, case: Case, clock: FakeClock
) -> None:
    approval = _spot(desk, case)
    clock.go_on(minutes=11)
    assert _refused_here(desk, case, approval) == "approval.old"
    assert _refused_there(desk, platform, case, approval) == "approval.old"


def test_turning_the_clock_back_does_not_make_it_young_again(desk: Desk, case: Case, clock: FakeClock) -> None:
    """The desk's time is the platform's and runs with the monotonic clock (faults.md F22)."""
    approval = _spot(desk, case)
    clock.go_on(minutes=11)
    clock.turn(minutes=-11)
    assert _refused_here(desk, case, approval) == "approval.old"


def test_a_clerk_who_makes_himself_a_supervisor_in_the_database_is_found_out_by_the_platform(
    desk: Desk, platform: SimulatedPlatform, case: Case
) -> None:
    """He plants a card with a key of his own; here it opens, there nobody knows it."""
    planted = new_card(SUPERVISOR.clerk_no, "周立新", MINE)
    with desk.store.write() as db:
        supervisors.put_all(db, (planted,))
    proposal = Void(case=case.case_id, reason="重复收件")
    forged = approve_on_spot(desk, CLERK, proposal, supervisor=SUPERVISOR.clerk_no, secret=MINE)
    assert _refused_there(desk, platform, case, forged) == "approval.signature"


def test_a_clerk_who_gives_the_hall_a_lenient_rule_in_the_database_is_found_out_by_the_platform(
    desk: Desk, platform: SimulatedPlatform, case: Case
) -> None:
    """The case keeps the rule it was taken under, and the platform knows which one that is."""
    with desk.store.write() as db:
        db.conn.execute("UPDATE policies SET body = json_set(body, '$.needs_approval', json('[]'))")
        written_anew(db)  # nobody writes beside the program: he did it while it was closed
    assert policies.current(desk.db).needs_approval == ()
    course.withdraw(desk, CLERK, Withdraw(case=case.case_id, reason="申请人要求"))
    one_round(desk, platform)
    assert _newest_trouble(desk) == "approval.needed"


def test_a_clerk_who_writes_the_decision_himself_is_found_out_by_the_platform(
    desk: Desk, platform: SimulatedPlatform, case: Case
) -> None:
    """In his own name, in the supervisor's without a signature, or with a signature for something else."""
    asked = reviews.ask(desk, CLERK, Void(case=case.case_id, reason="重复收件"))
    one_round(desk, platform)
    body = ReviewDecided(review=asked.id, approved=True, reason="")
    for actor, approval, code in (
        (CLERK.clerk_no, None, "approval.own"),
        (SUPERVISOR.clerk_no, None, "approval.needed"),
        (SUPERVISOR.clerk_no, _spot(desk, case, reason="申请人要求"), "approval.other_content"),
    ):
        _write(desk, case, Kind.REVIEW_DECIDED, body, approval, actor=actor)
        one_round(desk, platform)
        assert code in {trouble.code for trouble in deliveries.troubles(desk.db)}
    assert platform.reviews.known[asked.id].state is ReviewState.OPEN


def test_a_review_that_was_made_approved_in_the_database_is_not_carried_out(desk: Desk, case: Case) -> None:
    """With an approval that another key signed."""
    asked = reviews.ask(desk, CLERK, Void(case=case.case_id, reason="重复收件"))
    assert asked.proposal is not None
    own_key = unwrap_key(new_card(SUPERVISOR.clerk_no, "周立新", MINE), MINE)
    forged = Approval(
        id=uuid7(), supervisor=SUPERVISOR.clerk_no, case=case.case_id, kind=ReviewKind.VOID,
        content_sha256=content_sha256(asked.proposal), at=desk.moment().at,
    )  # fmt: skip
    approved = msgspec.structs.replace(asked, state=ReviewState.APPROVED, approval=sign_approval(own_key, forged))
    with desk.store.write() as db:
        review_rows.put(db, approved)
    with pytest.raises(RuleBroken) as caught:
        reviews.carry_out_approved(desk, CLERK, asked.id)
    assert caught.value.code == "approval.signature"
    assert journal.lines_of_case(desk.db, case.case_id)[-1].opened().kind == "review.asked"


def test_a_proposal_that_was_changed_after_it_was_approved_is_not_carried_out(desk: Desk, case: Case) -> None:
    """What was approved is exactly what is done."""
    asked = reviews.ask(desk, CLERK, Void(case=case.case_id, reason="重复收件"))
    (approved,) = reviews.decide(desk, SUPERVISOR, [asked.id], approved=True, secret=SECRET)
    with desk.store.write() as db:
        review_rows.put(db, msgspec.structs.replace(approved, proposal=Void(case=case.case_id, reason="另有隐情")))
    with pytest.raises(RuleBroken) as caught:
        reviews.carry_out_approved(desk, CLERK, asked.id)
    assert caught.value.code == "approval.other_content"


def test_five_wrong_secrets_close_the_door_also_for_the_queue(desk: Desk, case: Case, clock: FakeClock) -> None:
    """One count for both ways; after the pause the right one opens again."""
    asked = reviews.ask(desk, CLERK, Void(case=case.case_id, reason="重复收件"))
    for wrong in ("1", "12", "123", "1234", "12345"):
        with pytest.raises(RuleBroken, match=r"approval\.secret"):
            approve_on_spot(
                desk, CLERK, Void(case=case.case_id, reason="x"), supervisor=SUPERVISOR.clerk_no, secret=wrong
            )
    with pytest.raises(RuleBroken, match=r"approval\.paused"):
        reviews.decide(desk, SUPERVISOR, [asked.id], approved=True, secret=SECRET)
    clock.go_on(minutes=5)
    (approved,) = reviews.decide(desk, SUPERVISOR, [asked.id], approved=True, secret=SECRET)
    assert approved.state is ReviewState.APPROVED


def test_no_secret_and_no_key_is_kept_or_told_anywhere(
    desk: Desk, platform: SimulatedPlatform, case: Case, tmp_path: Path
) -> None:
    """Neither in the journal, nor in a table, a log or an error."""
    log.start_log(tmp_path)
    log.note("begun", case=case.case_id)
    signing_key = unwrap_key(cards()[0], SECRET)
    asked = reviews.ask(desk, CLERK, Void(case=case.case_id, reason="重复收件"))
    with pytest.raises(RuleBroken) as caught:
        reviews.decide(desk, SUPERVISOR, [asked.id], approved=True, secret="wrong-7418")
    reviews.decide(desk, SUPERVISOR, [asked.id], approved=True, secret=SECRET)
    reviews.carry_out_approved(desk, CLERK, asked.id)
    one_round(desk, platform)
    said = [(tmp_path / "log" / "counter.jsonl").read_text("utf-8"), str(caught.value), json.dumps(caught.value.params)]
    for table in desk.db.table_names():
        said += [str(row) for row in desk.db.conn.execute(f"SELECT * FROM {table}").fetchall()]  # noqa: S608
    everything = "\n".join(said)
    raw = base64.b64decode(signing_key)
    for secret in (SECRET, "wrong-7418", signing_key, raw.hex(), str(raw)[2:-1]):
        assert secret not in everything
