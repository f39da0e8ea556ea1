"""What the window stands on, opened by ``main`` and closed by it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from counter.actions.desk import Desk
from counter.lanes import Lane
from counter.ports import Archive, Carrier, FrontDoor, Platform, Printer, Seals, TicketPrinter
from ui.machine_room import MachineRoom


@dataclasses.dataclass(frozen=True)
class Backroom:
    """The lanes and what blocks on them. ``platform`` is None before enrolment.

    Without a ``machine`` nobody enrols, sets or looks at it here; ``idle_minutes`` 0 never locks, ``retention_days`` 0
    never purges.
    """

    store_lane: Lane
    sync_lane: Lane
    printer_lane: Lane
    desk: Desk
    platform: Platform | None
    front_door: FrontDoor
    printer: Printer
    queue: str
    pictures: Callable[..., tuple[bytes, ...]]
    seals: Seals | None = None
    tickets: TicketPrinter | None = None
    archive: Archive | None = None
    carrier: Carrier | None = None
    brought: Path | None = None
    """The exported queue with which the program was opened."""
    reading_lane: Lane | None = None  # where the hall is asked while somebody waits; the sync lane when there is none
    updates: Path | None = None
    """The updater's folder; None is the machine's."""
    machine: MachineRoom | None = None
    idle_minutes: int = 0
    least_rules: int = 0
    retention_days: int = 0
