"""The trusted clock: the platform's time, carried on by the monotonic clock."""

from __future__ import annotations

import datetime as dt

import hypothesis
from hypothesis import strategies

from counter.clock import SystemClock, TrustedClock
from tests.conftest import NINE, FakeClock

HOUR = dt.timedelta(hours=1)


def test_before_the_first_contact_the_machine_is_believed_but_not_trusted() -> None:
    """The receipt says so."""
    wall = FakeClock()
    moment = TrustedClock(wall, None).now()
    assert (moment.at, moment.trusted, moment.offset_ms) == (NINE, False, None)


def test_a_stored_offset_corrects_the_machine() -> None:
    """Eight hours ahead, as with a wrong time zone."""
    wall = FakeClock(NINE + 8 * HOUR)
    moment = TrustedClock(wall, -8 * 3_600_000).now()
    assert (moment.at, moment.trusted) == (NINE, True)


def test_what_was_heard_counts_from_then_on() -> None:
    """And gives the offset to store, in milliseconds."""
    wall = FakeClock()
    clock = TrustedClock(wall, 999_999)
    assert clock.heard(NINE - HOUR + dt.timedelta(milliseconds=250)) == -3_599_750
    wall.go_on(minutes=10)
    assert clock.now().at == NINE - HOUR + dt.timedelta(minutes=10, milliseconds=250)
    assert clock.offset_ms == -3_599_750


@hypothesis.given(
    steps=strategies.lists(
        strategies.tuples(strategies.integers(-100_000, 100_000), strategies.integers(0, 10_000)), max_size=20
    )
)
def test_turning_the_wall_clock_never_turns_the_order(steps: list[tuple[int, int]]) -> None:
    """Whatever somebody does to it, and however often."""
    wall = FakeClock()
    clock = TrustedClock(wall, 0)
    last = clock.now().at
    passed_s = 0
    for turned_s, step_s in steps:
        wall.turn(seconds=turned_s)
        wall.go_on(seconds=step_s)
        passed_s += step_s
        assert clock.now().at >= last
        last = clock.now().at
    assert last == NINE + dt.timedelta(seconds=passed_s)


def test_the_machines_own_clock_is_aware_and_goes_on() -> None:
    """UTC, and a monotonic that does not go back."""
    clock = SystemClock()
    assert clock.now().tzinfo is dt.UTC
    first = clock.monotonic()
    assert clock.monotonic() >= first
