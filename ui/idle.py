"""Whether anybody is there: keys and mouse of the window are noticed as they come in from the system."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow

_LOOK_EVERY_MS = 5_000
_SIGNS = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.InputMethod,
})  # fmt: skip


class IdleWatch(QObject):
    """Says once that nobody has been there for so long; the next sign of life begins anew.

    The filter sits on the window and not on the application, where every event of every widget would pass it.

    Args:
        minutes: without key or mouse; 0 never says anything.
        seconds: the time that goes on, for tests.
        parent: Qt's.
    """

    idle = Signal()

    def __init__(
        self, minutes: int, *, seconds: Callable[[], float] = time.monotonic, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._most_s = minutes * 60.0
        self._seconds = seconds
        self._last_s = seconds()
        self._window: QWindow | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def watch(self, window: QWindow) -> None:
        """Whoever sits before that window is noticed from now on."""
        self._last_s = self._seconds()
        if self._window is not window:
            self._window = window
            window.installEventFilter(self)
        if self._most_s:
            self._timer.start(_LOOK_EVERY_MS)

    def stop(self) -> None:
        """Nobody is waited for."""
        self._timer.stop()

    def look(self) -> None:
        """``idle`` is told when it has been so long."""
        if self._timer.isActive() and self._seconds() - self._last_s >= self._most_s:
            self._timer.stop()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 -- Qt's name
        """A sign of life is noticed and passed on."""
        del watched
        if event.type() in _SIGNS:
            self._last_s = self._seconds()
        return False
