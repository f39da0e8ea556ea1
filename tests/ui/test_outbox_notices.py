"""待出具通知 in 待处理: who is to be told stands with his telephone, and Enter issues and prints his paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counter.actions import notices
from counter.actions.desk import Desk
from counter.domain.case import Case
from counter.domain.item import ServiceItem
from counter.lanes import Lane
from counter.wire.messages import NewsKind
from counter.wire.news import Act, DepartmentAct
from tests.actions import courses
from tests.actions.results import hear
from tests.conftest import CLERK, FakeClock
from tests.ui.reviewing import KEY, Stage
from ui.bridge import Bridge
from ui.outbox.notices import NoticesPresenter
from ui.outbox.view import OutboxView
from ui.parts import KeyHint
from ui.practice.hands import Hands


class _Window:
    """The clerk's 待处理 on a real desk."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage = stage
        self.view = OutboxView()
        stage.qtbot.addWidget(self.view)
        self.presenter = NoticesPresenter(
            view=self.view.notices, banner=self.view.banner, bridge=stage.bridge, desk=stage.desk,
            store_lane=stage.lane, papers=stage.papers, nudge=lambda: stage.nudges.append(True),
        )  # fmt: skip
        self.hands = Hands(self.view, folder / "outbox")
        self.view.resize(1226, 734)

    def sit_down(self, *, rows: int) -> None:
        with self.stage.qtbot.waitExposed(self.view):
            self.view.show()
        self.view.activateWindow()
        self.presenter.show_actor(CLERK)
        self.wait_rows(rows)
        self.view.setFocus()

    def wait_rows(self, rows: int) -> None:
        self.hands.wait_for(lambda: self.view.notices.rows.rowCount() == rows, f"{rows} notices")


@pytest.fixture
def window(
    *,
    qtbot: QtBot,
    bridge: Bridge,
    lane: Lane,
    lane_desk: Desk,
    items: tuple[ServiceItem, ...],
    clock: FakeClock,
    tmp_path: Path,
) -> _Window:
    return _Window(Stage(qtbot, bridge, lane, lane_desk, items, clock, tmp_path), tmp_path)


def _accepted_there(window: _Window, serial: int = 1) -> Case:
    """A department accepted a case that this window had received."""
    stage = window.stage

    def act() -> Case:
        case = courses.received(stage.desk, stage.item, serial=serial)
        stage.clock.go_on(hours=1)
        told = DepartmentAct(act=Act.ACCEPTED, case=case.case_id, at=stage.clock.at, department="云溪县局")
        hear(stage.desk, NewsKind.DEPARTMENT, told, case=case.case_id)
        return case

    return stage.lane.call(act)


def test_enter_issues_the_paper_prints_it_and_says_whom_to_call(window: _Window) -> None:
    """One key; the next one waits below."""
    first = _accepted_there(window)
    _accepted_there(window, serial=2)
    window.sit_down(rows=2)
    window.hands.press(KEY.Key_Return)
    window.wait_rows(1)
    papers = window.stage.printed
    window.hands.wait_for(lambda: len(list(papers.glob("*.pdf"))) == 1, "the paper")
    assert window.stage.nudges
    left = window.stage.lane.call(notices.open_notices, window.stage.desk)
    assert [each.case for each in left] != [first.case_id]
    assert len(left) == 1


def test_the_list_is_hidden_while_nobody_is_to_be_told_and_comes_with_the_news(window: _Window) -> None:
    """Nothing to look at, no room taken."""
    window.sit_down(rows=0)
    assert window.view.notices.table.isHidden()
    _accepted_there(window)
    window.stage.bridge.announce(["news"])
    window.wait_rows(1)
    assert not window.view.notices.table.isHidden()
    row = window.view.notices.rows.row(0)
    assert row is not None
    assert row.phone == "13900000000"
    window.presenter.show_actor(None)
    assert window.view.notices.rows.rowCount() == 0


def test_alt_2_leads_to_whom_to_tell_from_anywhere_on_the_screen(window: _Window) -> None:
    """Whoever enters stands there already; the key finds it again, and says so beside the heading."""
    _accepted_there(window)
    window.sit_down(rows=1)
    assert window.view.notices.table.hasFocus()
    window.view.sync_button.setFocus()
    window.hands.press(KEY.Key_2, Qt.KeyboardModifier.AltModifier)
    assert window.view.notices.table.hasFocus()
    assert any(hint.text() == "Alt+2" for hint in window.view.notices.findChildren(KeyHint))
