"""Ten fingers and a pair of eyes: keys to whatever has the focus, waiting for what has to appear, pictures."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.practice.stalls import Stalls

LOOK_EVERY_MS = 10
PATIENCE_S = 30.0
SIZES = (QSize(1366, 768), QSize(1920, 1080))
_NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class NothingHappenedError(Exception):
    """What had to appear on the screen did not appear in time."""


class Hands:
    """Types into a window and looks at it.

    Args:
        window: the program's window.
        pictures: where screenshots go.
    """

    def __init__(self, window: QWidget, pictures: Path) -> None:
        self._window = window
        self._pictures = pictures
        self.stalls = Stalls()
        pictures.mkdir(parents=True, exist_ok=True)
        self.keys = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NO_MODIFIER) -> None:
        """One key goes to the focus."""
        self.keys += 1
        QTest.keyClick(QApplication.focusWidget() or self._window, key, modifier)

    def type(self, text: str) -> None:
        """ASCII is typed key by key; anything else comes from an input method, as it does at a counter."""
        target = QApplication.focusWidget() or self._window
        self.keys += len(text)
        if text.isascii():
            QTest.keyClicks(target, text)
            return
        commit = QInputMethodEvent("", [])
        commit.setCommitString(text)
        QApplication.sendEvent(target, commit)

    def wait_for(self, seen: Callable[[], bool], what: str | Callable[[], str]) -> None:
        """Until it is seen; if it never is, there is a picture of how the window looked then.

        Raises:
            NothingHappenedError: it was not seen in time.
        """
        ends_at = time.monotonic() + PATIENCE_S
        while not seen():
            if time.monotonic() > ends_at:
                self.picture("stuck")
                raise NothingHappenedError(f"{what if isinstance(what, str) else what()} (focus: {_focus_words()})")
            self.rest(LOOK_EVERY_MS)

    def rest(self, pause_ms: int) -> None:
        """The program goes on by itself for that long."""
        loop = QEventLoop()
        QTimer.singleShot(pause_ms, loop.quit)
        loop.exec()

    def picture(self, name: str) -> None:
        """The window as it is now, at both sizes that counters have."""
        counting = self.stalls.stop()
        before = self._window.size()
        for size in SIZES:
            self._window.resize(size)
            self.rest(80)
            self._window.grab().save(str(self._pictures / f"{name}-{size.width()}x{size.height()}.png"))
        self._window.resize(before)
        self.rest(50)
        if counting:
            self.stalls.start()


def _focus_words() -> str:
    focus, window = QApplication.focusWidget(), QApplication.activeWindow()
    return f"{type(focus).__name__} {focus.accessibleName() if focus else ''} in {type(window).__name__}"
