"""What the screens do on the machine itself, as ``main`` puts it together: settings, enrolment, health, bundle."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from counter.lanes import Lane
from counter.ports import Archive, Carrier, FrontDoor, Platform, Seals
from counter.settings import Reading

if TYPE_CHECKING:  # loaded when somebody looks: the sign-in need not wait for it
    from pathlib import Path

    from counter.health.bundle import Piece
    from counter.health.findings import Report


@dataclasses.dataclass(frozen=True)
class Way:
    """How an enrolled desk reaches its platform."""

    front_door: FrontDoor
    platform: Platform | None
    seals: Seals | None
    archive: Archive | None = None
    carrier: Carrier | None = None


@dataclasses.dataclass(frozen=True)
class MachineRoom:
    """Each call says where it blocks.

    Attributes:
        lane: where looking at the machine blocks, so that neither work nor sync waits for a printer's answer.
        read: what holds here now; quick, runs on ``lane``.
        choose: a person's choice is written; runs on ``lane``. Raises RuleBroken with the key as field.
        enrol: code and address (empty: the policy's); runs on the store lane, before anybody works.
        queues: the printers that may be chosen; runs on ``lane``. Raises DeviceTrouble.
        look: every check; runs on ``lane`` and takes seconds.
        pieces: the bundle's pieces; runs on the store lane.
        write: the pieces as a zip in that folder, by its path; runs on ``lane``. Raises RuleBroken.
    """

    lane: Lane
    read: Callable[[], Reading]
    choose: Callable[[Mapping[str, object]], Reading]
    enrol: Callable[[str, str], Way]
    queues: Callable[[], tuple[str, ...]]
    look: Callable[[], Report]
    pieces: Callable[[Report], tuple[Piece, ...]]
    write: Callable[[Path, tuple[Piece, ...]], Path]
