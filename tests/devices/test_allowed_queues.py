"""IT's list of printers: no other prints, whatever the screen or a file asks for."""

from __future__ import annotations

import pytest

from counter.devices.allowed_queues import AllowedQueues
from counter.domain.case import PrintOutcome
from counter.domain.print_job import PrintJob
from counter.errors import DeviceTrouble


class Office:
    """Four queues; remembers what was asked of which."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def queues(self) -> tuple[str, ...]:
        """The machine's."""
        return ("lobby", "front", "back", "boss")

    def submit(self, pdf: bytes, *, queue: str, copies: int, job: str) -> PrintOutcome:
        """Printed."""
        del pdf, copies, job
        self.asked.append(("submit", queue))
        return PrintOutcome.PRINTED

    def trouble(self, queue: str) -> str:
        """None."""
        self.asked.append(("trouble", queue))
        return ""

    def waiting(self, queue: str) -> tuple[PrintJob, ...]:
        """Nothing."""
        self.asked.append(("waiting", queue))
        return ()

    def cancel(self, queue: str, job: int) -> PrintOutcome:
        """Cancelled."""
        del job
        self.asked.append(("cancel", queue))
        return PrintOutcome.FAILED


def test_only_allowed_queues_that_are_there_are_offered_and_the_first_is_the_default() -> None:
    """In IT's order, not in the system's."""
    office = Office()
    printer = AllowedQueues(office, ("back", "gone", "front"))
    assert printer.queues() == ("back", "front")
    printer.submit(b"", queue="", copies=1, job="x")
    printer.submit(b"", queue="front", copies=1, job="x")
    printer.trouble("")
    printer.waiting("front")
    printer.cancel("back", 7)
    assert office.asked == [
        ("submit", "back"), ("submit", "front"), ("trouble", "back"), ("waiting", "front"), ("cancel", "back"),
    ]  # fmt: skip


def test_another_queue_is_refused_before_anything_is_handed_over() -> None:
    """Also to look at or to cancel in."""
    office = Office()
    printer = AllowedQueues(office, ("front",))
    for ask in (
        lambda: printer.submit(b"", queue="boss", copies=1, job="x"),
        lambda: printer.trouble("boss"),
        lambda: printer.waiting("boss"),
        lambda: printer.cancel("boss", 1),
    ):
        with pytest.raises(DeviceTrouble, match=r"printer\.not_allowed"):
            ask()
    assert office.asked == []
