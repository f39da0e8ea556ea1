"""A desk that does not open says why in Chinese; where IT can help, its code leads on; nothing freezes or is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from counter.errors import CounterError, RuleBroken, StoreTrouble
from counter.lanes import Lane
from ui.parts.text import PlainLabel
from ui.trouble.window import RECOVERABLE, Recovered, TroubleWindow, ask

KEY = Qt.Key
WAIT_MS = 8000
SLOT = '{"slot": 1}'


class Safe:
    """What recovering gives."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: Callable[[], Recovered] = lambda: (b"k" * 32, None)
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, code: str) -> Recovered:
        """When the gate is open."""
        self.asked.append(code)
        self.gate.wait(5.0)
        return self.answer()


@pytest.fixture
def safe() -> Safe:
    return Safe()


@pytest.fixture
def made(qtbot: QtBot, lane: Lane, safe: Safe) -> Callable[..., TroubleWindow]:
    """A window that is shown, with the focus where it belongs."""

    def make(error: CounterError, slot: str = SLOT) -> TroubleWindow:
        window = TroubleWindow(error, slot, safe, lane)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        window.setFocus()
        return window

    return make


def _texts(window: TroubleWindow) -> str:
    return "\n".join(label.text() for label in window.findChildren(PlainLabel) if label.isVisible())


@pytest.mark.parametrize("code", sorted(RECOVERABLE))
def test_whatever_became_of_the_key_the_code_is_asked_for(made: Callable[..., TroubleWindow], code: str) -> None:
    window = made(StoreTrouble(code))
    assert window.banner.level() == "error"
    assert "运维" in window.banner.text() or "解锁" in window.banner.text()
    assert "原样未动" in _texts(window)
    assert window.code.isVisible()
    assert window.code.hasFocus()
    assert window.slot.toPlainText() == SLOT


@pytest.mark.parametrize(
    "error", [StoreTrouble("store.damaged"), StoreTrouble("store.in_use"), RuleBroken("settings.old_format", file="x")]
)
def test_where_no_key_is_missing_none_is_asked_for(
    qtbot: QtBot, made: Callable[..., TroubleWindow], error: CounterError
) -> None:
    window = made(error)
    assert not window.code.isVisible()
    assert f"代码 {error.code}" in _texts(window)
    with qtbot.waitSignal(window.decided, timeout=WAIT_MS):
        QTest.keyClick(window, KEY.Key_F5)
    assert (window.outcome.again, window.outcome.key) == (True, None)


def test_a_mistyped_code_is_told_at_the_field_and_the_right_one_leads_on(
    qtbot: QtBot, made: Callable[..., TroubleWindow], safe: Safe
) -> None:
    """While it is checked a second Enter asks nothing more, and the window goes on."""
    window = made(StoreTrouble("keyring.key_gone"))

    def mistyped() -> Recovered:
        raise RuleBroken("recovery.mistyped", field="code")

    safe.answer = mistyped
    safe.gate.clear()
    QTest.keyClicks(window.code, "abcd")
    for _ in range(3):
        QTest.keyClick(window.code, KEY.Key_Return)
    safe.gate.set()
    qtbot.waitUntil(lambda: "逐组核对" in window.code_field.error(), timeout=WAIT_MS)
    assert safe.asked == ["abcd"]
    safe.answer = lambda: (b"k" * 32, None)
    with qtbot.waitSignal(window.decided, timeout=WAIT_MS):
        QTest.keyClick(window.code, KEY.Key_Return)
    assert (window.outcome.again, window.outcome.key) == (True, b"k" * 32)
    assert window.code.text() == ""


def test_a_key_that_no_ring_keeps_is_used_for_this_time_after_the_clerk_has_read_that(
    qtbot: QtBot, made: Callable[..., TroubleWindow], safe: Safe
) -> None:
    safe.answer = lambda: (b"k" * 32, StoreTrouble("keyring.absent"))
    window = made(StoreTrouble("keyring.absent"))
    QTest.keyClicks(window.code, "x")
    QTest.keyClick(window.code, KEY.Key_Return)
    qtbot.waitUntil(lambda: "本次可以继续办理" in window.banner.text(), timeout=WAIT_MS)
    assert not window.outcome.again
    focused = QApplication.focusWidget()
    assert focused is not None
    with qtbot.waitSignal(window.decided, timeout=WAIT_MS):
        QTest.keyClick(focused, KEY.Key_Space)
    assert window.outcome.again


def test_the_slot_is_copied_for_it_and_without_one_that_is_said(made: Callable[..., TroubleWindow]) -> None:
    QTest.keyClick(made(StoreTrouble("keyring.key_gone")), KEY.Key_F6)
    assert QGuiApplication.clipboard().text() == SLOT
    window = made(StoreTrouble("keyring.key_gone"), "")
    assert "没有恢复槽" in _texts(window)
    assert not window.slot.isVisible()


def test_tab_goes_down_the_card(made: Callable[..., TroubleWindow]) -> None:
    window = made(StoreTrouble("store.wrong_key"))
    window.slot.setFocus()
    walked = []
    for _ in range(6):
        focused = QApplication.focusWidget()
        assert focused is not None
        walked.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert walked[0] is window.slot
    assert walked[2] is window.code
    heights = [widget.mapTo(window, QPoint(0, 0)).y() for widget in walked]
    assert heights == sorted(heights)


def test_the_program_asks_and_ends_when_the_clerk_closes_it(qapp: QApplication) -> None:
    """As ``main`` does; nothing was tried again."""

    def close() -> None:
        for window in qapp.topLevelWidgets():
            if isinstance(window, TroubleWindow) and window.isVisible():
                QTest.keyClick(window, KEY.Key_Escape)

    timer = QTimer()
    timer.timeout.connect(close)
    timer.start(20)
    outcome = ask(StoreTrouble("store.damaged"), slot=lambda: "", recover=lambda _code: (b"", None))
    timer.stop()
    assert (outcome.again, outcome.key) == (False, None)
