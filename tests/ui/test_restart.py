"""A new version is told in the strip and started by the clerk, never out of a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from counter.installed import Installed
from counter.updates.hand import Hand, alone, lay
from counter.updates.status import State, Status
from tests.ui.standing import room_of
from tests.ui.test_window import SESSION
from ui.parts import StateTag
from ui.restart import RestartWatch
from ui.window import CounterWindow

NEW = Installed(version="0.3.1", launcher=Path("/opt/window-counter/current/bin/window-counter"))
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Counter:
    """A window with what is installed beside it and whether a case is half typed, both to be set."""

    def __init__(self, qtbot: QtBot, updater: Path) -> None:
        self.window = CounterWindow([room_of("F2", "收件", "intake", QLineEdit())], QLineEdit(), version="0.3.0")
        qtbot.addWidget(self.window)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        self.installed: Installed | None = None
        self.hand_is_empty = True
        self.coming: Status | None = None
        self.is_printing = False
        self.updater = updater
        lay(updater)
        self.watch = RestartWatch(
            self.window,
            lambda: self.hand_is_empty,
            self.window,
            look=lambda: self.installed,
            coming=lambda: self.coming,
            hand=Hand(updater),
            is_printing=lambda: self.is_printing,
        )
        self.asked: list[Path | None] = []
        self.watch.confirmed.connect(lambda: self.asked.append(self.watch.launcher))

    def updater_may_install(self) -> bool:
        """Whether the updater would find every hand empty now."""
        self.watch.look()
        with alone(self.updater) as nobody:
            return nobody

    def press(self) -> None:
        """The clerk asks for the restart."""
        QTest.keyClick(self.window, Qt.Key.Key_R, CONTROL_SHIFT)


@pytest.fixture
def counter(qtbot: QtBot, tmp_path: Path) -> Iterator[Counter]:
    one = Counter(qtbot, tmp_path)
    yield one
    one.watch.stop()


def _waits(code: str = "updates.waits_hand", *, state: State = "waiting", offered: str = "0.3.1") -> Status:
    at = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
    return Status(state=state, at=at, version="0.3.0", offered=offered, code=code, window="22:00-05:00")


def _tags(widget: QWidget) -> str:
    return " ".join(tag.word() for tag in widget.findChildren(StateTag) if not tag.isHidden())


def test_the_strip_says_nothing_while_nothing_was_installed(counter: Counter) -> None:
    counter.watch.look()
    assert "新版本" not in _tags(counter.window)
    counter.press()
    assert counter.asked == []


def test_the_strip_names_the_new_version_and_its_key(counter: Counter) -> None:
    counter.installed = NEW
    counter.watch.look()
    assert "新版本 0.3.1 已装好：Ctrl+Shift+R 重启" in _tags(counter.window)
    counter.installed = None
    counter.watch.look()
    assert "新版本" not in _tags(counter.window)


def test_a_clerk_is_asked_and_the_new_version_starts_when_he_says_yes(counter: Counter) -> None:
    counter.window.show_session(SESSION)
    counter.installed = NEW
    counter.press()
    assert not counter.window.restart_line.isHidden()
    assert counter.asked == []
    focused = counter.window.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert counter.asked == [NEW.launcher]


def test_a_half_typed_case_comes_first(counter: Counter) -> None:
    counter.window.show_session(SESSION)
    counter.installed, counter.hand_is_empty = NEW, False
    counter.press()
    assert counter.window.restart_line.isHidden()
    assert counter.asked == []
    assert counter.watch.launcher is None


def test_a_case_begun_while_the_question_stands_is_not_thrown_away(counter: Counter) -> None:
    counter.window.show_session(SESSION)
    counter.installed = NEW
    counter.press()
    counter.hand_is_empty = False
    counter.window.restart_line.confirmed.emit("")
    assert counter.asked == []


def test_nobody_is_asked_where_nobody_is_signed_in(counter: Counter) -> None:
    counter.installed = NEW
    counter.press()
    assert counter.asked == [NEW.launcher]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (_waits("", state="announced"), "有新版本 0.3.1"),
        (_waits("updates.waits_window"), "新版本 0.3.1：22:00-05:00 安装"),
        (_waits("updates.waits_hand"), "新版本 0.3.1：签退后安装，或 Ctrl+Shift+R"),
        (_waits("updates.installing"), "新版本 0.3.1：就要安装"),
        (_waits("updates.installer_busy"), "新版本 0.3.1：稍后安装"),
    ],
)
def test_the_strip_says_what_is_coming_and_when(counter: Counter, status: Status, words: str) -> None:
    counter.coming = status
    counter.watch.look()
    assert words in _tags(counter.window)


@pytest.mark.parametrize("state", ["off", "current", "installed", "trouble"])
def test_the_clerk_does_not_read_what_only_it_can_mend(counter: Counter, state: State) -> None:
    counter.coming = _waits("updates.expired", state=state)
    counter.watch.look()
    assert "新版本" not in _tags(counter.window)


def test_what_is_installed_stands_before_what_is_coming(counter: Counter) -> None:
    """One notice, never two."""
    counter.coming, counter.installed = _waits(offered="0.3.2"), NEW
    counter.watch.look()
    assert "0.3.1 已装好" in _tags(counter.window)
    assert "0.3.2" not in _tags(counter.window)


def test_the_updater_waits_while_somebody_is_signed_in(counter: Counter) -> None:
    assert counter.updater_may_install()
    counter.window.show_session(SESSION)
    assert not counter.updater_may_install()
    counter.window.show_session(None)
    assert counter.updater_may_install()


def test_the_updater_waits_for_a_paper_that_is_being_printed(counter: Counter) -> None:
    counter.is_printing = True
    assert not counter.updater_may_install()
    counter.is_printing = False
    assert counter.updater_may_install()


def test_a_clerk_may_have_it_installed_without_leaving(counter: Counter) -> None:
    """Until he begins a case: then it waits again, and comes when that is done."""
    counter.window.show_session(SESSION)
    counter.coming = _waits()
    counter.press()
    assert not counter.window.restart_line.isHidden()
    assert not counter.updater_may_install()
    focused = counter.window.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert counter.updater_may_install()
    assert "新版本 0.3.1：就要安装" in _tags(counter.window)
    assert counter.asked == []
    counter.hand_is_empty = False
    assert not counter.updater_may_install()
    counter.hand_is_empty = True
    assert counter.updater_may_install()


def test_a_yes_is_for_one_version_and_one_person(counter: Counter) -> None:
    counter.window.show_session(SESSION)
    counter.coming = _waits()
    counter.press()
    counter.window.restart_line.confirmed.emit("")
    assert counter.updater_may_install()
    counter.coming = _waits(offered="0.3.2")
    assert not counter.updater_may_install()
    counter.coming = _waits()
    counter.watch.begin()
    assert not counter.updater_may_install()


def test_nobody_is_asked_for_what_waits_for_its_time(counter: Counter) -> None:
    counter.window.show_session(SESSION)
    for counter.coming in (_waits("updates.waits_window"), _waits("", state="announced")):
        counter.press()
        assert counter.window.restart_line.isHidden()


def test_a_half_typed_case_comes_before_the_question(counter: Counter) -> None:
    counter.window.show_session(SESSION)
    counter.coming, counter.hand_is_empty = _waits(), False
    counter.press()
    assert counter.window.restart_line.isHidden()


def test_a_window_that_is_closed_is_not_waited_for(counter: Counter) -> None:
    counter.window.show_session(SESSION)
    assert not counter.updater_may_install()
    counter.watch.stop()
    with alone(counter.updater) as nobody:
        assert nobody
