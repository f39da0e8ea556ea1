"""faults.md F17: a queue that stands still says so, nothing comes out twice, and another printer can be taken."""

from __future__ import annotations

from counter.actions import printing
from counter.actions.desk import Desk
from counter.domain.case import PrintOutcome
from counter.domain.item import ServiceItem
from counter.errors import DeviceTrouble
from counter.store import papers
from tests.faults.printers import Tray, run
from tests.faults.support import take


def _paused(queue: str) -> PrintOutcome:
    if queue == "desk":
        raise DeviceTrouble("printer.paused", queue=queue)
    return PrintOutcome.PRINTED


class _Stopped(Tray):
    """A printer whose first queue takes nothing while it is paused."""

    def submit(self, pdf: bytes, *, queue: str, copies: int, job: str) -> PrintOutcome:
        """Nothing is taken by a queue that is paused."""
        outcome = self.answer(queue)
        super().submit(pdf, queue=queue, copies=copies, job=job)
        return outcome


def test_a_paused_queue_takes_nothing_and_the_next_printer_gives_the_one_original(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """Two tries at the paused one, then this one paper at the other; exactly one comes out, without 补打."""
    case = take(desk, items)
    printer = _Stopped(_paused)
    for _ in range(2):
        _, outcome, code = run(desk, printer, case.case_no)
        assert (outcome, code) == (PrintOutcome.FAILED, "printer.paused")
    assert [paper.number for paper in papers.unprinted(desk.db)] == []
    assert printing.uncertain_prints(desk) == ()
    prepared, outcome, _ = run(desk, printer, case.case_no, queue="hall")
    assert (prepared.again, outcome) == (0, PrintOutcome.PRINTED)
    assert printer.papers == [(f"paper-{case.case_no}", printing.preview(desk, case.case_no))]
    assert [row.printer for row in papers.prints_of(desk.db, case.case_no)] == ["desk", "desk", "hall"]


def test_a_job_that_waits_in_the_queue_is_not_sent_a_second_time_without_a_word(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """已提交 may still come out when paper is put in; another one is a 补打 and says why."""
    case = take(desk, items)
    waiting = Tray(lambda _queue: PrintOutcome.SUBMITTED, prints=False)
    run(desk, waiting, case.case_no)
    prepared, _, _ = run(desk, waiting, case.case_no, reason="队列停住，换打印机")
    assert prepared.again == 1
