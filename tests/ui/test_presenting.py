"""What presenters share: answers for somebody who left, or for an earlier list, are dropped."""

from __future__ import annotations

from typing import NamedTuple

from pytestqt.qtbot import QtBot

from counter.actions.desk import Desk
from counter.errors import RuleBroken
from counter.lanes import Lane
from tests.conftest import CLERK, SUPERVISOR
from ui.bridge import Bridge
from ui.parts.banner import Banner
from ui.parts.table import Column, PagedRows
from ui.presenting import Pager, ScreenPresenter


class _Lines(NamedTuple):
    rows: tuple[str, ...]
    total: int


class _Presenter(ScreenPresenter):
    """One whose person can be changed."""

    def sit_down(self, actor: object) -> None:
        self._actor = actor  # type: ignore[assignment]  # an Actor or None


def _letters(_desk: Desk, word: str, offset: int, limit: int) -> _Lines:
    return _Lines(tuple(word[offset : offset + limit]), len(word))


def _broken(_desk: Desk, _offset: int, _limit: int) -> _Lines:
    raise RuleBroken("case.unknown")


def _presenter(qtbot: QtBot, bridge: Bridge, lane: Lane, desk: Desk) -> tuple[_Presenter, Banner]:
    banner = Banner()
    qtbot.addWidget(banner)
    made = _Presenter(banner=banner, bridge=bridge, desk=desk, store_lane=lane)
    made.sit_down(CLERK)
    return made, banner


def test_an_answer_for_a_person_who_left_is_dropped(qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk) -> None:
    presenter, banner = _presenter(qtbot, bridge, lane, lane_desk)
    told: list[str] = []
    presenter.ask(lambda _desk: "first", done=told.append)
    presenter.ask(_broken, 0, 1)
    presenter.sit_down(SUPERVISOR)
    presenter.ask(lambda _desk: "second", done=told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["second"]
    assert banner.text() == ""


def test_a_list_comes_page_by_page_and_an_earlier_list_is_dropped(
    qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk
) -> None:
    presenter, _banner = _presenter(qtbot, bridge, lane, lane_desk)
    rows: PagedRows[str] = PagedRows([Column("字", str)])
    pager = Pager(presenter, rows, failed=lambda _error: None)
    pager.start(_letters, "earlier")
    pager.start(_letters, "abcde", rows=2)
    qtbot.waitUntil(lambda: rows.rows() == ("a", "b"))
    assert rows.total() == 5
    rows.fetchMore(rows.index(-1, -1))
    qtbot.waitUntil(lambda: rows.rows() == tuple("abcde"))


def test_a_page_that_failed_is_told_and_may_be_asked_for_again(
    qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk
) -> None:
    presenter, _banner = _presenter(qtbot, bridge, lane, lane_desk)
    rows: PagedRows[str] = PagedRows([Column("字", str)])
    told: list[BaseException] = []
    pager = Pager(presenter, rows, failed=told.append)
    pager.start(_broken)
    qtbot.waitUntil(lambda: len(told) == 1)
    pager.start(_letters, "abc", rows=1)
    qtbot.waitUntil(lambda: rows.rows() == ("a",))
    assert rows.canFetchMore(rows.index(-1, -1))
