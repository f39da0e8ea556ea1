"""Who signs beside the clerk stands at the desk: his own secret shows it."""

from __future__ import annotations

import datetime as dt

import pytest

from counter.actions import approvals, closing, seconding, sessions
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.ids import CaseId
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Void
from counter.errors import RuleBroken
from counter.platform_api.simulated import PASSWORD, SimulatedPlatform
from tests.actions.approving import SECRET, know_supervisors
from tests.conftest import CLERK, SUPERVISOR, FakeClock

MONDAY = dt.date(2026, 3, 2)
COLLEAGUE = "0002"


def _refused(desk: Desk, number: str, secret: str) -> str:
    with pytest.raises(RuleBroken) as caught:
        seconding.show_presence(desk, number, secret)
    return caught.value.code


def _meet(desk: Desk, platform: SimulatedPlatform) -> None:
    """A colleague signs in at this desk once."""
    sessions.sign_in(desk, platform, on_this_thread, username=COLLEAGUE, password=PASSWORD)


def test_a_supervisor_shows_himself_by_the_secret_of_his_key(desk: Desk) -> None:
    """And by no other."""
    know_supervisors(desk)
    seconding.show_presence(desk, SUPERVISOR.clerk_no, SECRET)
    for wrong in ("", "x", f"{SECRET} "):
        assert _refused(desk, SUPERVISOR.clerk_no, wrong) == "day.second_secret"


def test_a_colleague_shows_himself_by_what_he_signed_in_with(
    desk: Desk, platform: SimulatedPlatform, clock: FakeClock
) -> None:
    """While his sign-in here is good; a stranger has nothing to show."""
    _meet(desk, platform)
    seconding.show_presence(desk, COLLEAGUE, PASSWORD)
    assert _refused(desk, COLLEAGUE, "x") == "day.second_secret"
    assert _refused(desk, "7777", PASSWORD) == "day.second_unknown"
    clock.go_on(days=400)
    assert _refused(desk, COLLEAGUE, PASSWORD) == "day.second_stale"


def test_guessing_is_stopped_wherever_it_is_tried(desk: Desk, clock: FakeClock) -> None:
    """Five wrong ones at the closing, and 现场授权 waits as well; then the right one counts again."""
    know_supervisors(desk)
    for _ in range(approvals.WRONG_MOST):
        assert _refused(desk, SUPERVISOR.clerk_no, "x") == "day.second_secret"
    assert _refused(desk, SUPERVISOR.clerk_no, SECRET) == "approval.paused"
    asked = [(ReviewKind.VOID, Void(case=CaseId("c"), reason="r"))]
    with pytest.raises(RuleBroken, match=r"approval\.paused"):
        approvals.sign(desk, asked, supervisor=SUPERVISOR.clerk_no, secret=SECRET)
    clock.go_on(minutes=6)
    seconding.show_presence(desk, SUPERVISOR.clerk_no, SECRET)


def test_a_day_stays_open_when_the_second_person_is_not_there(desk: Desk) -> None:
    """His number alone closes nothing."""
    know_supervisors(desk)
    with pytest.raises(RuleBroken, match=r"day\.second_secret"):
        closing.close_day(desk, CLERK, MONDAY, {}, SUPERVISOR.clerk_no, second_secret="x")
    assert closing.closed_days(desk) == ()
    closing.close_day(desk, CLERK, MONDAY, {}, SUPERVISOR.clerk_no, second_secret=SECRET)
    assert closing.closed_days(desk) == (MONDAY,)
