"""faults.md F17: a queue that stands still says so, nothing comes out twice, and another printer can be taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.actions import lists, print_queue, printing
from counter.actions.desk import Desk
from counter.devices.folder_printer import NO_PAPER, FolderPrinter
from counter.domain.case import PrintOutcome
from counter.domain.item import ServiceItem
from counter.domain.print_job import PaperJob, PrintJob
from counter.errors import DeviceTrouble, RuleBroken
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import journal, papers
from counter.wire.bodies import Kind, PrintAnswered, read_body
from tests.conftest import CLERK, PDF
from tests.faults.printers import Tray, run
from tests.faults.support import one_round, take


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


def _tray(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.pdf"))


def test_a_waiting_job_is_listed_and_taken_out_and_the_next_one_is_the_original(
    desk: Desk, items: tuple[ServiceItem, ...], tmp_path: Path, platform: SimulatedPlatform
) -> None:
    """Paper-out with a job inside, cancelled, printed elsewhere; when paper is put in nothing comes out twice."""
    case = take(desk, items)
    folder = tmp_path / "tray"
    folder.mkdir()
    (folder / NO_PAPER).touch()
    printer, other = FolderPrinter(folder), FolderPrinter(tmp_path / "other")
    assert run(desk, printer, case.case_no)[1] is PrintOutcome.SUBMITTED
    found = print_queue.look(printer, "")
    assert (found.trouble, found.others) == ("printer.paused", 0)
    (job,) = found.jobs
    assert (job.number, job.again) == (case.case_no, 0)
    outcome = print_queue.take_out(printer, found.name, job.job)
    print_queue.note_taken_out(desk, CLERK, job, outcome)
    (row,) = papers.prints_of(desk.db, case.case_no)
    assert (row.outcome, row.came_out) == (PrintOutcome.FAILED, False)
    prepared, _, _ = run(desk, other, case.case_no)
    assert (prepared.again, prepared.pdf) == (0, printing.preview(desk, case.case_no))
    (folder / NO_PAPER).unlink()
    assert print_queue.look(printer, "").jobs == ()
    assert _tray(folder) == []
    assert _tray(tmp_path / "other") == [f"paper-{case.case_no}.pdf"]
    with pytest.raises(RuleBroken, match=r"print\.no_job"):
        print_queue.note_taken_out(desk, CLERK, job, outcome)
    one_round(desk, platform)
    assert lists.outbox(desk).all_arrived()
    lines = [sealed.opened() for sealed in journal.lines_of_case(desk.db, case.case_id)]
    told = [read_body(line.kind, line.body) for line in lines if line.kind == Kind.PRINT_ANSWERED]
    assert told == [PrintAnswered(number=case.case_no, print_no=0, came_out=False, cancelled=True)]


def test_a_job_that_had_begun_is_asked_about_once(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """A page of it may lie in the tray; the answer of who looked decides what the next print is."""
    case = take(desk, items)
    run(desk, Tray(lambda _queue: PrintOutcome.SUBMITTED), case.case_no)
    job = PaperJob(job=PrintJob(id=7, title=f"paper-{case.case_no}", begun=True), number=case.case_no, again=0)
    print_queue.note_taken_out(desk, CLERK, job, PrintOutcome.UNCERTAIN)
    (asked,) = printing.uncertain_prints(desk)
    printing.answer_print(desk, CLERK, asked.number, asked.print_no, came_out=False)
    assert printing.prepare(desk, case.case_no, CLERK).again == 0


def test_no_two_papers_carry_the_same_number_of_reprint(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """The original is taken out after 补打 1 came out: the next one is 补打 2; a reprint taken out is free again."""
    case = take(desk, items)
    waits = Tray(lambda _queue: PrintOutcome.SUBMITTED)
    run(desk, waits, case.case_no)
    run(desk, Tray(lambda _queue: PrintOutcome.PRINTED), case.case_no, reason="换打印机")
    original = PaperJob(job=PrintJob(id=1, title=f"paper-{case.case_no}"), number=case.case_no, again=0)
    print_queue.note_taken_out(desk, CLERK, original, PrintOutcome.FAILED)
    assert run(desk, waits, case.case_no, reason="遗失")[0].again == 2
    second = PaperJob(job=PrintJob(id=2, title=f"paper-{case.case_no}-2"), number=case.case_no, again=2)
    print_queue.note_taken_out(desk, CLERK, second, PrintOutcome.FAILED)
    assert run(desk, waits, case.case_no, reason="遗失")[0].again == 2


def test_jobs_of_other_programs_are_counted_and_never_touched(tmp_path: Path) -> None:
    """Their titles are nobody's business here."""
    folder = tmp_path / "tray"
    folder.mkdir()
    (folder / NO_PAPER).touch()
    printer = FolderPrinter(folder)
    printer.submit(PDF, queue="", copies=1, job="周报")
    found = print_queue.look(printer, "")
    assert (found.jobs, found.others) == ((), 1)
