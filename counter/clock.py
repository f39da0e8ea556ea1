"""Time that a deadline may rest on: the platform's last time, carried on by the monotonic clock (trust.md F47)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from typing import Protocol

_BOOT_TIME: int | None = getattr(time, "CLOCK_BOOTTIME", None)
"""Linux' clock that goes on while the machine sleeps; not everywhere."""


class WallClock(Protocol):
    """What this needs of a machine's clock; ``ports.Clock`` in short."""

    def now(self) -> dt.datetime:
        """Wall time, aware, UTC."""

    def monotonic(self) -> float:
        """Seconds that never go back."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> dt.datetime:
        """Wall time, aware, UTC."""
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        """Seconds since some start, never going back; they go on while the machine sleeps, where it can tell."""
        return time.monotonic() if _BOOT_TIME is None else time.clock_gettime(_BOOT_TIME)


@dataclasses.dataclass(frozen=True)
class Moment:
    """A time and whether the platform stands behind it."""

    at: dt.datetime
    trusted: bool
    offset_ms: int | None  # platform minus machine, as last known


class TrustedClock:
    """Gives the platform's time as far as it is known, also when somebody turns the machine's clock in mid-shift.

    Args:
        wall: the machine's clock.
        offset_ms: platform time minus machine time as last stored, None when the platform was never seen.
    """

    def __init__(self, wall: WallClock, offset_ms: int | None) -> None:
        self._wall = wall
        self._offset_ms = offset_ms
        self._base_at = wall.now() + dt.timedelta(milliseconds=offset_ms or 0)
        self._base_monotonic = wall.monotonic()

    @property
    def offset_ms(self) -> int | None:
        """Platform minus machine at the last contact, in milliseconds; None before the first."""
        return self._offset_ms

    def heard(self, server_time: dt.datetime) -> int:
        """The clock runs from the platform's time now; gives the new offset in milliseconds."""
        self._base_at = server_time
        self._base_monotonic = self._wall.monotonic()
        offset = server_time - self._wall.now()
        self._offset_ms = round(offset.total_seconds() * 1000)
        return self._offset_ms

    def now(self) -> Moment:
        """The best known time; its order never goes back while the program runs."""
        passed_s = self._wall.monotonic() - self._base_monotonic
        at = self._base_at + dt.timedelta(seconds=passed_s)
        return Moment(at=at, trusted=self._offset_ms is not None, offset_ms=self._offset_ms)
