"""A new version is told in the strip and started by the clerk, never out of a case."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from counter.installed import Installed
from tests.ui.standing import room_of
from tests.ui.test_window import SESSION
from ui.parts import StateTag
from ui.restart import RestartWatch
from ui.window import CounterWindow

NEW = Installed(version="0.3.1", launcher=Path("/opt/window-counter/current/bin/window-counter"))
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Counter:
    """A window with what is installed beside it and whether a case is half typed, both to be set."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = CounterWindow([room_of("F2", "收件", "intake", QLineEdit())], QLineEdit(), version="0.3.0")
        qtbot.addWidget(self.window)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        self.installed: Installed | None = None
        self.hand_is_empty = True
        self.watch = RestartWatch(self.window, lambda: self.hand_is_empty, self.window, look=lambda: self.installed)
        self.asked: list[Path | None] = []
        self.watch.confirmed.connect(lambda: self.asked.append(self.watch.launcher))

    def press(self) -> None:
        """The clerk asks for the restart."""
        QTest.keyClick(self.window, Qt.Key.Key_R, CONTROL_SHIFT)


@pytest.fixture
def counter(qtbot: QtBot) -> Counter:
    return Counter(qtbot)


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
