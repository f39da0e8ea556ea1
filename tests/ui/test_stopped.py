"""A clerk who cannot open the program reads why, and what to tell IT."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from counter.errors import StoreTrouble
from ui.stopped import StoppedWindow


@pytest.fixture
def stopped(qtbot: QtBot) -> StoppedWindow:
    made = StoppedWindow(StoreTrouble("store.newer", found=3, known=2))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_the_sentence_the_code_and_the_version_are_there(stopped: StoppedWindow) -> None:
    told = "\n".join(label.text() for label in stopped.findChildren(QLabel))
    assert "数据库由更新的版本（3）建立" in told
    assert "store.newer found=3 known=2" in told
    assert "没有改动" in told


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_or_escape_closes_it(stopped: StoppedWindow, key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)
    assert stopped.isHidden()
