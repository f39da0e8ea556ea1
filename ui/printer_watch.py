"""The queue is looked at after a print that did not come out: a line says when it stands still, and how to go on.

a print ─▶ saw ─┬ all well and nothing is said ─▶ nothing
└ look ─▶ stands still? ─▶ the line: wait, take a job out, print this paper elsewhere (faults.md F17)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject

from counter.actions import print_queue, printing
from counter.actions.desk import Desk
from counter.actions.print_queue import Queue
from counter.domain.case import PrintOutcome
from counter.domain.print_job import PaperJob
from counter.domain.proposal import Approval
from counter.domain.staff import Actor
from counter.errors import DeviceTrouble
from counter.lanes import Lane
from counter.ports import Printer
from ui.bridge import Bridge
from ui.parts.printer_line import PrinterLine
from ui.wording import sentence


class Asked(NamedTuple):
    """A print that somebody asked for, as he asked."""

    number: str
    reason: str
    done: Callable[[PrintOutcome], object]
    failed: Callable[[BaseException], object]
    approval: Approval | None


class PrinterWatch(QObject):
    """Keeps the line true.

    Args:
        line: says that the queue stands still.
        bridge: the crossing.
        desk: used on the store lane only.
        store_lane: where deeds block.
        printer_lane: where the printer blocks.
        printer: where papers come out.
        queue: the printer's queue; empty is its default.
        parent: Qt's.
    """

    def __init__(
        self, line: PrinterLine, *, bridge: Bridge, desk: Desk, store_lane: Lane, printer_lane: Lane,
        printer: Printer, queue: str, parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._line, self._bridge, self._desk = line, bridge, desk
        self._store_lane, self._printer_lane = store_lane, printer_lane
        self._printer, self._queue = printer, queue
        self._actor: Actor | None = None
        self._asked: dict[str, Asked] = {}
        self._stuck: dict[str, Asked] = {}
        self.print_again: Callable[[Actor, Asked, str], object] = lambda *_: None
        """Given by whoever prints: that print once more, by that person, in that queue."""
        line.look_asked.connect(self._look)
        line.cancel_asked.connect(self._take_out)
        line.elsewhere_asked.connect(self._print_elsewhere)
        line.came_out.answered.connect(self._answer)

    def show_actor(self, actor: Actor | None) -> None:
        """That person sits here now: what waits in the queue is his to see; he is not told what another one asked."""
        self._actor = actor
        self._asked.clear()
        self._stuck.clear()
        self._line.leave()
        if actor is not None:
            self._look()

    def saw(self, asked: Asked, outcome: PrintOutcome, trouble: DeviceTrouble | None) -> None:
        """That is how a print ended; the queue is looked at unless all is well and nothing is said of it."""
        self._asked[asked.number] = asked
        if trouble is None:
            self._stuck.pop(asked.number, None)
        else:
            self._stuck[asked.number] = asked
        if trouble is not None or outcome is not PrintOutcome.PRINTED or self._line.text():
            self._look()

    def _look(self) -> None:
        self._bridge.run(
            self._printer_lane, print_queue.look, self._printer, self._queue,
            done=self._show_queue, failed=self._tell, owner=self,
        )  # fmt: skip

    def _show_queue(self, queue: Queue) -> None:
        if self._actor is None:
            return
        if queue.trouble:
            self._line.show_queue(queue, tuple(self._stuck))
        elif not self._line.came_out.question():
            self._line.leave()

    def _tell(self, error: BaseException) -> None:
        """What went wrong; a machine without a printer says so when somebody prints, not before."""
        if self._line.text():
            self._line.say(sentence(error))

    def _print_elsewhere(self, queue: str) -> None:
        """Every paper that the printer did not take goes to that one, as it was asked for."""
        stuck, self._stuck = self._stuck, {}
        if self._actor is not None:
            for asked in stuck.values():
                self.print_again(self._actor, asked, queue)

    def _take_out(self, job: PaperJob) -> None:
        self._bridge.run(
            self._printer_lane, print_queue.take_out, self._printer, self._queue, job.job,
            done=lambda outcome: self._note(job, outcome), failed=self._tell, owner=self,
        )  # fmt: skip

    def _note(self, job: PaperJob, outcome: PrintOutcome) -> None:
        if self._actor is not None:
            self._bridge.run(
                self._store_lane, print_queue.note_taken_out, self._desk, self._actor, job, outcome,
                done=lambda _: self._taken_out(job, outcome), failed=self._tell, owner=self,
            )  # fmt: skip

    def _taken_out(self, job: PaperJob, outcome: PrintOutcome) -> None:
        """Whoever printed it is told; of one that had begun he is asked whether it came out."""
        self._bridge.announce(["cases", "deliveries"])
        asked = self._asked.get(job.number)
        if asked is not None:
            asked.done(outcome)
            if outcome is PrintOutcome.FAILED:
                self._stuck[job.number] = asked
        elif outcome is PrintOutcome.UNCERTAIN:  # printed before this person came, so that no screen asks him
            self._bridge.run(
                self._store_lane, _unanswered, self._desk, job.number,
                done=lambda prints: self._ask(job.number, prints), owner=self,
            )  # fmt: skip
        self._look()

    def _ask(self, number: str, prints: tuple[int, ...]) -> None:
        for print_no in prints:
            self._line.came_out.ask(number, print_no, focus=True)

    def _answer(self, number: str, print_no: int, came_out: bool) -> None:
        if self._actor is not None:
            self._bridge.run(
                self._store_lane, printing.answer_print, self._desk, self._actor, number, print_no, came_out=came_out,
                done=lambda _: self._answered(), failed=self._tell, owner=self,
            )  # fmt: skip

    def _answered(self) -> None:
        self._bridge.announce(["cases", "deliveries"])
        self._look()


def _unanswered(desk: Desk, number: str) -> tuple[int, ...]:
    """Which prints of that paper somebody still has to speak of."""
    return tuple(each.print_no for each in printing.uncertain_prints(desk) if each.number == number)
