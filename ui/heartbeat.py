"""Asks for a sync round: one at a time, when the last one said so, or sooner when there is something to send.

The wait comes from the round itself (``counter.sync.pace``, full jitter); this room only keeps the time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from counter.lanes import Lane
from ui.bridge import Bridge

_AFTER_A_BUG_S = 60.0


class Beat(NamedTuple):
    """What a round came to: how long to wait for the next, the code of its trouble ("" when it went through)."""

    wait_s: float
    trouble: str = ""
    changed: frozenset[str] = frozenset()
    settled: int = 0
    refused: int = 0
    scans: int = 0


class Heartbeat(QObject):
    """Keeps the rounds going from ``start`` to ``stop``.

    Args:
        bridge: the crossing; a round's changes are announced through it.
        lane: where a round blocks.
        beat: one round; gives a Beat and raises nothing that is expected.
        parent: Qt's.
    """

    began = Signal()
    ended = Signal(object)
    """The Beat."""
    broke = Signal(object)
    """The error of a round that raised; the next one comes all the same."""

    def __init__(self, bridge: Bridge, lane: Lane, beat: Callable[[], Beat], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._lane = lane
        self._beat = beat
        self._running = False
        self._again = False
        self._stopped = True
        self._last: Beat | None = None
        self._last_at: dt.datetime | None = None
        self._silent_since: dt.datetime | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)  # a coarse one may fire 5 % early: before Retry-After
        self._timer.timeout.connect(self._run)

    def start(self, first_wait_s: float = 0.0) -> None:
        """The first round comes after that many seconds."""
        self._stopped = False
        self._wait(first_wait_s)

    def stop(self) -> None:
        """No further round begins; one that runs ends by itself."""
        self._stopped = True
        self._timer.stop()

    def nudge(self) -> None:
        """There is something to send: a round comes now, unless the platform is away; then the wait goes on."""
        if self._last is None or not self._last.trouble:
            self.beat_now()

    def beat_now(self) -> None:
        """A person asked: a round comes now, whatever the last one said; right after the one that runs."""
        if self._stopped:
            return
        if self._running:
            self._again = True
        else:
            self._run()

    def is_running(self) -> bool:
        """Whether a round is under way."""
        return self._running

    def last(self) -> tuple[Beat, dt.datetime] | None:
        """The last round and when it ended; None before the first."""
        return (self._last, self._last_at) if self._last and self._last_at else None

    def silent_since(self) -> dt.datetime | None:
        """Since when the platform has not answered; None when the last round went through or there was none."""
        return self._silent_since

    def next_in_s(self) -> float | None:
        """Seconds until the next round; None while one runs or after ``stop``."""
        return self._timer.remainingTime() / 1000 if self._timer.isActive() else None

    def _wait(self, wait_s: float) -> None:
        if not self._stopped:
            self._timer.start(round(max(wait_s, 0.0) * 1000))

    def _run(self) -> None:
        self._timer.stop()
        self._running, self._again = True, False
        self.began.emit()
        self._bridge.run(self._lane, self._beat, done=self._done, failed=self._failed, owner=self)

    def _done(self, beat: Beat) -> None:
        self._running = False
        self._last, self._last_at = beat, dt.datetime.now(dt.UTC)
        if not beat.trouble:
            self._silent_since = None
        elif self._silent_since is None:
            self._silent_since = self._last_at
        self._bridge.announce(sorted(beat.changed))
        self._wait(0.0 if self._again else beat.wait_s)
        self.ended.emit(beat)

    def _failed(self, error: BaseException) -> None:
        self._running = False
        self._wait(_AFTER_A_BUG_S)
        self.broke.emit(error)
