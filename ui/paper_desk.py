"""Sends papers to the printer in the order of their issue and tells what became of each.

Drawn on the store lane, handed over on the printer lane, noted on the store lane: the window never waits.
"""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject, Signal

from counter.actions import printing
from counter.actions.desk import Desk
from counter.actions.printing import Prepared
from counter.domain.case import PrintOutcome
from counter.domain.staff import Actor
from counter.errors import DeviceTrouble
from counter.lanes import Lane
from counter.ports import Printer
from ui.bridge import Bridge


@dataclasses.dataclass(frozen=True)
class PrinterChoice:
    """Which printer, which of its queues, and the word under which prints are noted."""

    printer: Printer
    queue: str
    name: str


class PaperDesk(QObject):
    """Where every print of the window goes through, one at a time for each paper.

    Args:
        bridge: the crossing.
        store_lane: where papers are drawn and prints are noted.
        printer_lane: where the printer blocks.
        desk: this desk.
        choice: the printer of this window.
        parent: Qt's.
    """

    printed = Signal(str, object)
    """Number and PrintOutcome."""
    failed = Signal(str, object)
    """Number and error; the case is on the disk all the same."""

    def __init__(
        self,
        bridge: Bridge,
        *,
        store_lane: Lane,
        printer_lane: Lane,
        desk: Desk,
        choice: PrinterChoice,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._store_lane = store_lane
        self._printer_lane = printer_lane
        self._desk = desk
        self._choice = choice
        self._under_way: set[str] = set()

    def print_papers(self, numbers: tuple[str, ...], actor: Actor, reason: str = "") -> None:
        """Each paper goes to the printer once; pressing again while it is under way changes nothing (faults.md F16)."""
        for number in numbers:
            if number not in self._under_way:
                self._under_way.add(number)
                self._prepare(number, actor, reason)

    def _prepare(self, number: str, actor: Actor, reason: str) -> None:
        self._bridge.run(
            self._store_lane,
            printing.prepare,
            self._desk,
            number,
            actor,
            reason=reason,
            done=lambda prepared: self._hand_over(prepared, actor),
            failed=lambda error: self._give_up(number, error),
            owner=self,
        )

    def _hand_over(self, prepared: Prepared, actor: Actor) -> None:
        self._bridge.run(
            self._printer_lane,
            printing.hand_over,
            self._choice.printer,
            prepared,
            self._choice.queue,
            done=lambda outcome: self._note(prepared, actor, outcome),
            failed=lambda error: self._note_failure(prepared, actor, error),
            owner=self,
        )

    def _note_failure(self, prepared: Prepared, actor: Actor, error: BaseException) -> None:
        if isinstance(error, DeviceTrouble):
            self._note(prepared, actor, PrintOutcome.FAILED)
        self._give_up(prepared.number, error)

    def _note(self, prepared: Prepared, actor: Actor, outcome: PrintOutcome) -> None:
        self._bridge.run(
            self._store_lane,
            printing.note,
            self._desk,
            actor,
            prepared,
            printer=self._choice.name,
            outcome=outcome,
            done=lambda _nothing: self._finish(prepared.number, outcome),
            failed=lambda error: self._give_up(prepared.number, error),
            owner=self,
        )

    def _finish(self, number: str, outcome: PrintOutcome) -> None:
        self._under_way.discard(number)
        self._bridge.announce(["deliveries", "cases"])
        if outcome is not PrintOutcome.FAILED:
            self.printed.emit(number, outcome)

    def _give_up(self, number: str, error: BaseException) -> None:
        self._under_way.discard(number)
        self.failed.emit(number, error)
