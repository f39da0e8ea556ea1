"""Which proposals a supervisor has to approve (domain.md §7)."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.domain.approval_rules import is_the_clerks, is_timely, kind_of, needed
from counter.domain.case import Decision, Intake
from counter.domain.course import Deferral, DeferredMaterial, Refusal, RefusalGround
from counter.domain.ids import CaseId
from counter.domain.item import TimeLimit
from counter.domain.policy import HallPolicy, ReviewKind
from counter.domain.proposal import Decide, Extend, Lapse, Proposal, Take, Void

CASE = CaseId("01890000-0000-7000-8000-000000000001")
AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
REFUSAL = Refusal(ground=RefusalGround.NOT_ELIGIBLE)


def deferral(count: int) -> Deferral:
    return Deferral(materials=tuple(DeferredMaterial(code=f"m{number:02d}") for number in range(count)))


@pytest.mark.parametrize(
    ("proposal", "kind"),
    [
        (Take(case=CASE, decision=Decision.REFUSED, intake=Intake(), ruling=REFUSAL), ReviewKind.REFUSAL),
        (Decide(case=CASE, decision=Decision.REFUSED, ruling=REFUSAL), ReviewKind.REFUSAL),
        (Take(case=CASE, decision=Decision.DEFERRED, intake=Intake(), ruling=deferral(3)), None),
        (
            Take(case=CASE, decision=Decision.DEFERRED, intake=Intake(), ruling=deferral(4)),
            ReviewKind.DEFERRAL_OUTSIDE_NORM,
        ),
        (Take(case=CASE, decision=Decision.ACCEPTED, intake=Intake()), None),
        (Extend(case=CASE, by=TimeLimit(amount=5), reason="复杂"), ReviewKind.EXTENSION),
        (Void(case=CASE, reason="重复"), ReviewKind.VOID),
        (Lapse(case=CASE, reason="逾期"), None),
    ],
)
def test_refusal_deferral_outside_the_norm_extension_and_void_ask_a_supervisor(
    proposal: Proposal, kind: ReviewKind | None
) -> None:
    assert kind_of(proposal, HallPolicy()) is kind
    assert needed(proposal, HallPolicy()) is kind


def test_what_belongs_to_another_body_is_told_at_once_by_the_clerk_art_32_2() -> None:
    """行政许可法 art. 32(2): 即时作出不予受理的决定."""
    ruling = Refusal(ground=RefusalGround.NOT_COMPETENT, competent_body="云溪县水利和湖泊局")
    assert (
        kind_of(Take(case=CASE, decision=Decision.NOT_COMPETENT, intake=Intake(), ruling=ruling), HallPolicy()) is None
    )


def test_a_hall_that_does_not_ask_needs_no_approval() -> None:
    policy = msgspec.structs.replace(HallPolicy(), needs_approval=(ReviewKind.REFUSAL,))
    assert needed(Void(case=CASE, reason="重复"), policy) is None
    assert kind_of(Void(case=CASE, reason="重复"), policy) is ReviewKind.VOID


def test_an_approval_on_the_spot_is_for_the_deed_at_hand_and_one_from_the_queue_waits() -> None:
    assert is_timely(AT, AT + dt.timedelta(minutes=10), on_spot=True)
    assert not is_timely(AT, AT + dt.timedelta(minutes=11), on_spot=True)
    assert is_timely(AT, AT + dt.timedelta(days=30), on_spot=False)
    assert not is_timely(AT, AT + dt.timedelta(days=31), on_spot=False)
    assert is_timely(AT, AT - dt.timedelta(minutes=5), on_spot=True)
    assert not is_timely(AT, AT - dt.timedelta(hours=1), on_spot=False)


def test_what_no_hall_can_ask_for_is_the_clerks() -> None:
    """Said without a policy, so that a deed need not read one."""
    accepted = Take(case=CASE, decision=Decision.ACCEPTED, intake=Intake(), ruling=None)
    assert is_the_clerks(accepted)
    assert kind_of(accepted, HallPolicy()) is None
    assert not is_the_clerks(Void(case=CASE, reason="重复"))
