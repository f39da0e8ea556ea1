"""How long the GUI thread was ever kept from its next beat of ten milliseconds, and how much of it was its own work.

On a shared machine the first figure holds what others took; the second is this program's own.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 10


class Stalls(QObject):
    """Beats while it is started; the longest delay of a beat is what a clerk may have felt."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self.longest_own_ms = 0.0
        self._beats = 0
        self._last = 0.0
        self._worked = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Beats are counted from now on."""
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer.start(BEAT_MS)

    def stop(self) -> bool:
        """Beats are not counted any more; gives whether they were."""
        counted = self._timer.isActive()
        self._timer.stop()
        return counted

    def write(self, path: Path) -> None:
        """The figures are in the file."""
        figures = {
            "beats": self._beats,
            "longest_ms": round(self.longest_ms, 1),
            "longest_own_ms": round(self.longest_own_ms, 1),
        }
        path.write_text(json.dumps(figures))

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self._beats += 1
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000 - BEAT_MS)
        self.longest_own_ms = max(self.longest_own_ms, (worked - self._worked) * 1000)
        self._last, self._worked = now, worked
