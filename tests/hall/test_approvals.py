"""A deed without the supervisor's approval, or with a forged one, is refused by name and flagged (trust.md A64)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from counter.domain.case import CounterState, PrintOutcome
from counter.domain.ids import CaseId, uuid7
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy, ReviewKind
from counter.domain.proposal import Approval, Void
from counter.domain.staff import Role
from counter.hall.hall import Hall
from counter.hall.staff import Clerk
from counter.wire.approving import sign_approval
from counter.wire.bodies import CaseVoided, Kind, PaperPrinted
from counter.wire.messages import Export, Verdict
from counter.wire.sealing import new_signing_key
from tests.hall.approving import approve, approve_body, bent
from tests.hall.courses import SETTLED, accepted, card, said, state, tell
from tests.hall.window import NOW, PASSWORD, Counter, Served

pytestmark = pytest.mark.usefixtures("clerks")

REASON = "重复录入"
VOID = CaseVoided(state_before=CounterState.ACCEPTED, numbers=(), reason=REASON)


def right(hall: Hall, case: CaseId) -> Approval:
    return approve(hall, ReviewKind.VOID, Void(case=case, reason=REASON))


def flags(served: Served) -> list[tuple[str, str]]:
    """Code and actor of everything that is flagged, as ``hall export`` shows it."""
    return [(flag.code, flag.actor) for flag in served.call("GET", "/v1/export").read(Export).flags]


def forged(hall: Hall, case: CaseId) -> Approval:
    """Signed with a key that the clerk made himself."""
    return sign_approval(new_signing_key(), right(hall, case))


FORGERIES: list[tuple[str, Callable[[Hall, CaseId], Approval | None]]] = [
    ("approval.missing", lambda _hall, _case: None),
    ("approval.forged", forged),
    ("approval.forged", lambda hall, case: bent(right(hall, case), at=NOW + dt.timedelta(minutes=1))),
    ("approval.forged", lambda hall, case: bent(right(hall, case), signature="")),
    (
        "approval.other_case",
        lambda hall, _case: approve(hall, ReviewKind.VOID, Void(case=CaseId(uuid7()), reason=REASON)),
    ),
    ("approval.other_content", lambda hall, case: approve(hall, ReviewKind.VOID, Void(case=case, reason="别的理由"))),
    ("approval.other_content", lambda hall, case: approve(hall, ReviewKind.WITHDRAWAL, Void(case=case, reason=REASON))),
    ("approval.unknown_supervisor", lambda hall, case: bent(right(hall, case), supervisor="0777")),
    (
        "approval.old",
        lambda hall, case: approve(
            hall, ReviewKind.VOID, Void(case=case, reason=REASON), at=NOW - dt.timedelta(minutes=11)
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "make"), FORGERIES)
def test_a_deed_whose_approval_is_missing_or_false_is_refused_and_flagged(
    counter: Counter, item: ServiceItem, code: str, make: Callable[[Hall, CaseId], Approval | None]
) -> None:
    case = accepted(counter, item)
    approval = make(counter.served.hall, case)
    answer = tell(counter, Kind.CASE_VOIDED, case, VOID, approval=approval)
    assert (said(answer), answer.field) == ((Verdict.REFUSED, code), "approval")
    assert answer.message
    assert state(counter.served, case) == "已受理"
    assert flags(counter.served) == [(code, "0001")]


def test_a_right_approval_is_taken_and_nothing_is_flagged(counter: Counter, item: ServiceItem) -> None:
    case = accepted(counter, item)
    answer = tell(counter, Kind.CASE_VOIDED, case, VOID, approval=right(counter.served.hall, case))
    assert said(answer) == SETTLED
    assert flags(counter.served) == []


def test_nobody_approves_his_own(counter: Counter, item: ServiceItem) -> None:
    """domain.md §7; 北京市优化营商环境条例 35: clerk and chief."""
    case = accepted(counter, item)
    approval = right(counter.served.hall, case)
    answer = tell(counter, Kind.CASE_VOIDED, case, VOID, approval=approval, actor="0009")
    assert said(answer) == (Verdict.REFUSED, "approval.own")
    assert flags(counter.served) == [("approval.own", "0009")]


def test_an_approval_is_used_once_even_for_the_same_content(counter: Counter, item: ServiceItem) -> None:
    """A reprint over the limit: the second needs an approval of its own."""
    case = accepted(counter, item)
    number = card(counter.served, case).case_no

    def reprint(again: int) -> PaperPrinted:
        return PaperPrinted(
            number=number,
            print_no=again + 2,
            again=again,
            copies=1,
            printer="q",
            outcome=PrintOutcome.SUBMITTED,
            reason="破损",
            content_sha256="ab" * 32,
        )

    assert said(tell(counter, Kind.PAPER_PRINTED, case, reprint(3))) == SETTLED
    line = counter.line(Kind.PAPER_PRINTED, reprint(4), case=case)
    assert [said(each) for each in counter.answers(line)] == [(Verdict.REFUSED, "approval.missing")]
    fresh = accepted(counter, item)
    approval = approve_body(counter.served.hall, ReviewKind.REPRINT_OVER_LIMIT, fresh, reprint(4))
    first = tell(counter, Kind.PAPER_PRINTED, fresh, reprint(4), approval=approval)
    second = tell(counter, Kind.PAPER_PRINTED, fresh, reprint(5), approval=approval)
    assert [said(first), said(second)] == [SETTLED, (Verdict.REFUSED, "approval.replayed")]


def test_the_same_line_again_after_a_lost_answer_is_no_replay(counter: Counter, item: ServiceItem) -> None:
    case = accepted(counter, item)
    line = counter.line(Kind.CASE_VOIDED, VOID, case=case, approval=right(counter.served.hall, case))
    assert [each.verdict for each in counter.answers(line)] == [Verdict.SETTLED]
    assert [each.verdict for each in counter.answers(line)] == [Verdict.DUPLICATE]
    assert flags(counter.served) == []


def test_an_approval_from_the_queue_holds_for_weeks(counter: Counter, item: ServiceItem) -> None:
    """A window that was offline carries it out later."""
    case = accepted(counter, item)
    approval = approve(
        counter.served.hall,
        ReviewKind.VOID,
        Void(case=case, reason=REASON),
        at=NOW - dt.timedelta(days=20),
        on_spot=False,
    )
    assert said(tell(counter, Kind.CASE_VOIDED, case, VOID, approval=approval)) == SETTLED


def test_what_a_supervisor_signed_before_he_left_is_good_and_shown_to_somebody(
    counter: Counter, item: ServiceItem
) -> None:
    """trust.md §4: revoked since → flagged, not lost."""
    hall = counter.served.hall
    case = accepted(counter, item)
    approval = right(hall, case)
    hall.put_clerk(Clerk(clerk_no="0009", name="陈静", roles=(Role.CLERK,)), PASSWORD)
    assert said(tell(counter, Kind.CASE_VOIDED, case, VOID, approval=approval)) == SETTLED
    assert flags(counter.served) == [("approval.key_retired", "0001")]


def test_a_key_that_was_retired_signs_nothing_new(counter: Counter, item: ServiceItem) -> None:
    hall = counter.served.hall
    hall.now = lambda: NOW - dt.timedelta(days=1)
    case = accepted(counter, item)
    approval = right(hall, case)
    hall.put_clerk(Clerk(clerk_no="0009", name="陈静", roles=(Role.CLERK,)), PASSWORD)
    answer = tell(counter, Kind.CASE_VOIDED, case, VOID, approval=approval)
    assert said(answer) == (Verdict.REFUSED, "approval.unknown_supervisor")


def test_where_the_hall_asks_for_no_approval_a_supervisor_voids_and_a_clerk_does_not(
    counter: Counter, item: ServiceItem
) -> None:
    hall = counter.served.hall
    policy = hall.set_policy(HallPolicy(needs_approval=()))
    for actor, expected in (("0001", (Verdict.REFUSED, "role.supervisor_needed")), ("0009", SETTLED)):
        case = accepted(counter, item, policy=policy.version)
        assert said(tell(counter, Kind.CASE_VOIDED, case, VOID, actor=actor)) == expected


def test_an_old_case_keeps_its_own_policy_when_the_hall_becomes_laxer(counter: Counter, item: ServiceItem) -> None:
    """domain.md §8.6: frozen into the case."""
    case = accepted(counter, item)
    counter.served.hall.set_policy(HallPolicy(needs_approval=()))
    answer = tell(counter, Kind.CASE_VOIDED, case, VOID, actor="0009")
    assert said(answer) == (Verdict.REFUSED, "approval.missing")
