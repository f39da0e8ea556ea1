"""The second person is there himself: his own number, and his own secret."""

from __future__ import annotations

import pytest

from counter.actions import sessions
from counter.actions.countersign import countersign
from counter.actions.desk import Desk
from counter.errors import RuleBroken
from counter.platform_api.simulated import PASSWORD, SimulatedPlatform
from tests.actions.approving import SECRET, know_supervisors
from tests.conftest import CLERK, SUPERVISOR, on_this_thread


def _refused(desk: Desk, number: str, secret: str) -> str:
    with pytest.raises(RuleBroken) as caught:
        countersign(desk, CLERK, number, secret)
    return caught.value.code


def test_a_supervisor_signs_beside_the_clerk_with_his_own_secret(desk: Desk) -> None:
    """And with nobody else's."""
    know_supervisors(desk)
    assert countersign(desk, CLERK, f" {SUPERVISOR.clerk_no} ", SECRET) == SUPERVISOR.clerk_no
    assert _refused(desk, SUPERVISOR.clerk_no, "猜的") == "day.second_secret"


def test_five_wrong_secrets_make_a_pause(desk: Desk) -> None:
    """The same count as at an approval, so that the day's end is no way around it."""
    know_supervisors(desk)
    told = [_refused(desk, SUPERVISOR.clerk_no, "猜的") for _ in range(6)]
    assert told == ["day.second_secret"] * 5 + ["approval.paused"]
    assert _refused(desk, SUPERVISOR.clerk_no, SECRET) == "approval.paused"


def test_a_clerk_who_signed_in_here_once_signs_with_his_password(desk: Desk, platform: SimulatedPlatform) -> None:
    """What is compared lies here; nobody asks the platform."""
    sessions.sign_in(desk, platform, on_this_thread, username="0002", password=PASSWORD)  # type: ignore[arg-type]
    assert countersign(desk, CLERK, "0002", PASSWORD) == "0002"
    assert _refused(desk, "0002", "another") == "day.second_secret"


def test_nobody_himself_and_a_stranger_do_not_sign(desk: Desk) -> None:
    """Each is told for itself, before any secret is tried."""
    know_supervisors(desk)
    assert _refused(desk, " ", SECRET) == "day.second_missing"
    assert _refused(desk, CLERK.clerk_no, SECRET) == "day.second_same"
    assert _refused(desk, "7777", SECRET) == "day.second_unknown"
