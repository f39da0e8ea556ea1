"""Slips and sheets to the printer: 流转单, 日结表, 交接班表. They have no number, so no deed tells of their print."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from counter.actions.desk import Desk
from counter.domain.case import PrintOutcome
from counter.lanes import Lane
from counter.ports import Printer
from ui.bridge import Bridge
from ui.parts.banner import Level

Draw = Callable[[Desk], bytes]
LEVELS: dict[PrintOutcome, Level] = {
    PrintOutcome.SUBMITTED: "good",
    PrintOutcome.PRINTED: "good",
    PrintOutcome.FAILED: "error",
    PrintOutcome.UNCERTAIN: "warn",
}
"""How loudly the outcome of a print is told."""


class SheetDesk(QObject):
    """Draws on the store lane, prints on the printer lane.

    Args:
        bridge: the crossing.
        desk: used on the store lane only.
        store_lane: where sheets are drawn.
        printer_lane: where the printer blocks.
        printer: where they come out.
        queue: the printer's queue; empty is its default.
        parent: Qt's.
    """

    def __init__(
        self,
        *,
        bridge: Bridge,
        desk: Desk,
        store_lane: Lane,
        printer_lane: Lane,
        printer: Printer,
        queue: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._desk = desk
        self._store_lane = store_lane
        self._printer_lane = printer_lane
        self._printer = printer
        self._queue = queue
        self._under_way: set[str] = set()

    def print_sheet(
        self,
        draw: Draw,
        *,
        job: str,
        copies: int = 1,
        done: Callable[[PrintOutcome], object],
        failed: Callable[[BaseException], object],
    ) -> None:
        """The sheet is on its way; while it is, a second call for that job does nothing (faults.md F16).

        Args:
            draw: gives the PDF.
            job: a neutral title, for the queue too.
            copies: how many.
            done: told the outcome.
            failed: told what went wrong.
        """
        if job in self._under_way:
            return
        self._under_way.add(job)

        def ended(error: BaseException) -> None:
            self._under_way.discard(job)
            failed(error)

        def came(outcome: PrintOutcome) -> None:
            self._under_way.discard(job)
            done(outcome)

        def hand_over(pdf: bytes) -> None:
            self._bridge.run(
                self._printer_lane, self._printer.submit, pdf, queue=self._queue, copies=copies, job=job,
                done=came, failed=ended, owner=self,
            )  # fmt: skip

        self._bridge.run(self._store_lane, draw, self._desk, done=hand_over, failed=ended, owner=self)
