"""Printers that do what printers do wrong, behind the printer's port."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from counter.actions import printing
from counter.actions.desk import Desk
from counter.actions.printing import Prepared
from counter.domain.case import PrintOutcome
from counter.domain.print_job import PrintJob
from counter.errors import DeviceTrouble
from counter.ports import Printer
from tests.conftest import CLERK


@dataclasses.dataclass
class Tray:
    """A printer with a tray in which one can look, and a say in what it answers.

    Args:
        answer: what is known afterwards, or the trouble; asked with the queue.
        prints: whether paper really comes out, whatever is answered.
    """

    answer: Callable[[str], PrintOutcome]
    prints: bool = True
    papers: list[tuple[str, bytes]] = dataclasses.field(default_factory=list)

    def queues(self) -> tuple[str, ...]:
        """Two of them."""
        return ("desk", "hall")

    def trouble(self, queue: str) -> str:
        """None that it would tell."""
        del queue
        return ""

    def waiting(self, queue: str) -> tuple[PrintJob, ...]:
        """Nothing that it would tell."""
        del queue
        return ()

    def cancel(self, queue: str, job: int) -> PrintOutcome:
        """There is no job."""
        raise DeviceTrouble("printer.unknown_job", queue=queue, job=job)

    def submit(self, pdf: bytes, *, queue: str, copies: int, job: str) -> PrintOutcome:
        """Paper comes out or does not; then the printer answers."""
        del copies
        if self.prints:
            self.papers.append((job, pdf))
        return self.answer(queue)


def trouble(code: str) -> Callable[[str], PrintOutcome]:
    """A printer that says so, whatever it did."""

    def answer(queue: str) -> PrintOutcome:
        raise DeviceTrouble(code, queue=queue)

    return answer


def run(
    desk: Desk, printer: Printer, number: str, *, queue: str = "desk", reason: str = ""
) -> tuple[Prepared, PrintOutcome, str]:
    """The paper goes the whole way as the screens send it; gives the outcome that was noted, and the trouble's code."""
    prepared = printing.prepare(desk, number, CLERK, reason=reason)
    code = ""
    try:
        outcome = printing.hand_over(printer, prepared, queue)
    except DeviceTrouble as error:
        outcome, code = PrintOutcome.FAILED, error.code
    printing.note(desk, CLERK, prepared, printer=queue, outcome=outcome)
    return prepared, outcome, code
