"""A printer with no other queues than those that IT allows (``allowed_printers`` of the policy)."""

from __future__ import annotations

from counter.domain.case import PrintOutcome
from counter.domain.print_job import PrintJob
from counter.errors import DeviceTrouble
from counter.ports import Printer


class AllowedQueues:
    """Only these queues; the first one is the default.

    Args:
        printer: the system's.
        allowed: at least one name.
    """

    def __init__(self, printer: Printer, allowed: tuple[str, ...]) -> None:
        self._printer = printer
        self._allowed = allowed

    def queues(self) -> tuple[str, ...]:
        """Those of the allowed queues that are there, in IT's order."""
        there = self._printer.queues()
        return tuple(name for name in self._allowed if name in there)

    def submit(self, pdf: bytes, *, queue: str, copies: int, job: str) -> PrintOutcome:
        """As the printer's own.

        Raises:
            DeviceTrouble: ``printer.not_allowed`` (queue), and the printer's own.
        """
        return self._printer.submit(pdf, queue=self._named(queue), copies=copies, job=job)

    def trouble(self, queue: str) -> str:
        """As the printer's own."""
        return self._printer.trouble(self._named(queue))

    def waiting(self, queue: str) -> tuple[PrintJob, ...]:
        """As the printer's own."""
        return self._printer.waiting(self._named(queue))

    def cancel(self, queue: str, job: int) -> PrintOutcome:
        """As the printer's own."""
        return self._printer.cancel(self._named(queue), job)

    def _named(self, queue: str) -> str:
        name = queue or self._allowed[0]
        if name not in self._allowed:
            raise DeviceTrouble("printer.not_allowed", queue=name)
        return name
