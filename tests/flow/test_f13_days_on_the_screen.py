"""faults.md F13 on the screen: the age of the working days, and the countdown of the five days of 许可法 32."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from counter.actions import intake
from counter.actions.desk import Desk
from counter.domain.case import Decision
from counter.domain.item import ServiceItem
from counter.domain.staff import Actor, Role
from counter.domain.workdays import HolidayTable
from counter.platform_api.simulated import SimulatedPlatform
from tests.conftest import FakeClock, draft_of, filled
from tests.faults.support import promised_item
from tests.flow.whole_window import KEY, Opener, has_beaten, opener

CLERK = Actor(clerk_no="100023", name="练习员100023", roles=(Role.CLERK,))


@pytest.fixture
def platform(clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> SimulatedPlatform:
    """Its table was published in November of the year before and reaches to the end of the next."""
    table = msgspec.structs.replace(holidays, published=dt.date(2025, 11, 4), covers_until=dt.date(2027, 12, 31))
    return SimulatedPlatform(now=clock.now, items=items, holidays=table)


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path, clock: FakeClock, platform: SimulatedPlatform) -> Iterator[Opener]:
    """Opens the window on one home, again and again."""
    with opener(qtbot, tmp_path, clock, platform) as made:
        yield made


def test_a_table_that_nobody_stood_by_for_a_month_is_told_in_the_strip_until_the_platform_was_heard(
    windows: Opener, clock: FakeClock
) -> None:
    """Thirty days are in order, however old the table is; on the thirty-first the clerk reads it in every room."""
    windows.off()
    clock.go_on(days=30)
    window = windows.open()
    window.sign_in(CLERK.clerk_no)
    assert not any("工作日安排" in word for word in window.words())
    clock.go_on(days=1)
    window = windows.open()
    window.sign_in(CLERK.clerk_no)
    window.until(lambda: "工作日安排已 31 天未更新" in window.words())
    for room in window.shop.rooms.all:
        if room.may_enter(CLERK):
            window.shop.window.go_to(room.key)
            assert "工作日安排已 31 天未更新" in window.words()
    windows.on()
    window.shop.heartbeat.beat_now()
    window.until(lambda: has_beaten(window) and not any("工作日安排" in word for word in window.words()))


def test_from_november_on_the_next_year_is_missed(
    qtbot: QtBot, tmp_path: Path, clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable
) -> None:
    """Told in time, before a day of the next year has to be said."""
    clock.go_on(days=(dt.date(2026, 11, 2) - dt.date(2026, 3, 2)).days)
    platform = SimulatedPlatform(now=clock.now, items=items, holidays=holidays)
    with opener(qtbot, tmp_path, clock, platform) as windows:
        window = windows.open()
        window.sign_in(CLERK.clerk_no)
        window.until(lambda: "2027 年的工作日安排尚未下发" in window.words())


def test_the_five_days_count_down_beside_every_case_that_nobody_answered(
    windows: Opener, clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """In the list and at the case, day by day, over the weekend, to the last."""

    def receive(desk: Desk) -> None:
        draft = draft_of(filled(promised_item(items)), at=desk.moment().at, clerk=CLERK)
        intake.take_case(desk, CLERK, draft, Decision.RECEIVED)

    def look() -> str:
        window = windows.open()
        window.sign_in(CLERK.clerk_no)
        window.press(KEY.Key_F7)
        view = window.shop.rooms.cases.view
        window.until(lambda: view.rows.rowCount() == 1)
        view.table.setFocus()
        view.table.go_to(0)
        window.press(KEY.Key_Return)
        window.until(lambda: view.detail.case() is not None)
        assert view.detail.clock_words()
        return str(view.rows.index(0, 6).data())

    windows.off()
    window = windows.open()
    window.lane.call(receive, window.desk)
    seen = []
    for days in (0, 1, 3, 3):  # Monday, Tuesday, Friday, the Monday after
        clock.go_on(days=days)
        seen.append(look())
    assert seen == [
        "待决定，剩 5 个工作日",
        "待决定，剩 4 个工作日",
        "待决定，剩 1 个工作日",
        "待决定，今日到期",
    ]
