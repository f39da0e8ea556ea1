"""faults.md F22, trust.md F47: a wrong or turned clock stops nobody; order and dates rest on what is known better."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from counter.actions import lists, verifying
from counter.actions.desk import Desk
from counter.domain.item import ServiceItem
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import facts, journal
from tests.conftest import NINE, FakeClock, open_desk_at
from tests.faults.support import one_round, take


@pytest.mark.parametrize("hours", [8, -8, -24, 24 * 400])
def test_a_clock_turned_in_mid_shift_changes_no_date_and_no_order(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...], clock: FakeClock, hours: int
) -> None:
    """The monotonic clock carries the platform's time on; turned there and back."""
    first = take(desk, items, 1)
    clock.turn(hours=hours)
    clock.seconds += 60
    clock.at += dt.timedelta(seconds=60)
    second = take(desk, items, 2)
    clock.turn(hours=-hours)
    clock.go_on(seconds=60)
    third = take(desk, items, 3)
    assert [case.received_at for case in (first, second, third)] == [
        NINE, NINE + dt.timedelta(seconds=60), NINE + dt.timedelta(seconds=120)
    ]  # fmt: skip
    assert first.due == second.due == third.due
    lines = [sealed.opened() for _, _, sealed in journal.all_lines(desk.db)]
    assert [line.seq for line in lines] == [1, 2, 3]
    one_round(desk, platform)
    assert list(platform.cases) == [case.case_id for case in (first, second, third)]
    assert verifying.faults(desk) == ()


@pytest.mark.parametrize("hours", [8, -8])
def test_a_clock_that_is_wrong_all_day_is_corrected_by_the_last_known_offset(
    desk: Desk,
    platform: SimulatedPlatform,
    items: tuple[ServiceItem, ...],
    clock: FakeClock,
    hours: int,
) -> None:
    """The offset was learnt yesterday and holds offline after a restart; the line keeps both times."""
    ahead = dt.timedelta(hours=hours)
    platform._now = lambda: clock.at - ahead
    one_round(desk, platform)
    assert facts.read_fact(desk.db, "clock_offset_ms", int) == -hours * 3_600_000
    desk.store.close()
    again = open_desk_at(desk.store.path.parent, clock)
    case = take(again, items)
    assert case.received_at == NINE - ahead
    (sealed,) = journal.lines_of_case(again.db, case.case_id)
    line = sealed.opened()
    assert line.at - dt.timedelta(milliseconds=line.clock_offset_ms or 0) == NINE, "what the machine said"
    assert lists.read_case(again, case.case_id).timeline[0].at == NINE - ahead
    again.store.close()


def test_a_clock_turned_back_between_two_days_keeps_the_order_of_work(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...], clock: FakeClock, tmp_path: Path
) -> None:
    """By seq, whatever the times say; numbers go on, nothing is taken for a roll-back."""
    first = take(desk, items, 1)
    desk.store.close()
    clock.turn(days=-1)
    again = open_desk_at(tmp_path, clock)
    second = take(again, items, 2)
    assert second.received_at < first.received_at
    assert ("-000001-" in first.case_no, "-000002-" in second.case_no) == (True, True)
    one_round(again, platform)
    assert list(platform.cases) == [first.case_id, second.case_id]
    assert verifying.faults(again) == ()
    again.store.close()


def test_a_comparison_made_in_the_future_does_not_put_off_the_next_one(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...], clock: FakeClock
) -> None:
    """F38 must still be found within a day after a clock of next year was put right."""
    platform._now = lambda: clock.at
    case = take(desk, items)
    clock.turn(days=365)
    desk.clock.heard(clock.at)
    one_round(desk, platform, digest_now=True)
    clock.turn(days=-365)
    desk.clock.heard(clock.at)
    platform.forget(platform.cases[case.case_id][:])
    assert one_round(desk, platform).missing_there == 1
    one_round(desk, platform)
    assert platform.cases[case.case_id]
