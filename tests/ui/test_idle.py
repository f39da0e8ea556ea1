"""Whether anybody is there: by keys and mouse of the window, once, and never where IT wants no lock."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.idle import IdleWatch


def test_it_says_once_that_nobody_was_there_and_begins_anew_with_the_next_person(qtbot: QtBot) -> None:
    seconds = [0.0]
    watch = IdleWatch(2, seconds=lambda: seconds[0])
    widget = QWidget()
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    said: list[float] = []
    watch.idle.connect(lambda: said.append(seconds[0]))
    window = widget.windowHandle()
    watch.watch(window)
    for at, sign in ((100.0, "mouse"), (210.0, "key"), (320.0, ""), (330.0, ""), (900.0, "")):
        seconds[0] = at
        if sign == "mouse":
            QTest.mouseMove(window, QPoint(5, 5))
        elif sign == "key":
            QTest.keyClick(window, Qt.Key.Key_A)
        watch.look()
    assert said == [330.0]
    watch.watch(window)
    seconds[0] = 1019.0
    watch.look()
    seconds[0] = 1020.0
    watch.look()
    assert said == [330.0, 1020.0]


def test_zero_minutes_never_lock(qtbot: QtBot) -> None:
    seconds = [0.0]
    watch = IdleWatch(0, seconds=lambda: seconds[0])
    widget = QWidget()
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    watch.watch(widget.windowHandle())
    seconds[0] = 1e9
    with qtbot.assertNotEmitted(watch.idle):
        watch.look()
