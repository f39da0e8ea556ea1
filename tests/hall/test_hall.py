"""The opened hall: its practice clock."""

from __future__ import annotations

import datetime as dt

from counter.domain.workdays import HALL_TIME
from counter.hall.hall import practice_clock, utc_now

MINUTE = dt.timedelta(minutes=1)


def test_a_practice_clock_shows_the_time_it_was_given_and_goes_on() -> None:
    begins = dt.datetime(2026, 10, 12, 8, 40, tzinfo=HALL_TIME)
    now = practice_clock(begins)
    first, second = now(), now()
    assert begins <= first <= second < begins + MINUTE
    assert first.utcoffset() == dt.timedelta(0)


def test_a_time_without_a_zone_is_the_halls() -> None:
    begins = dt.datetime(2026, 10, 12, 8, 40)  # noqa: DTZ001 - as it is typed on the command line
    assert practice_clock(begins)() - begins.replace(tzinfo=HALL_TIME) < MINUTE


def test_without_a_wish_it_is_this_machines_clock() -> None:
    assert practice_clock(None) is utc_now
