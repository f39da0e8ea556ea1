"""打印队列: what waits in a queue that stands still is seen and taken out, so that nothing comes out twice (F17).

已提交 ── the queue stands still ──▶ waiting ─┬ paper is put in ──▶ it comes out
└ cancel ─┬ not begun ──▶ 失败: the next print is the original
├ begun ──▶ 不确定: asked once (``printing``)
└ too late ──▶ 已出纸 or 已提交, as the printer proves it
"""

from __future__ import annotations

import sqlite_utils

from counter.actions import paper_sight
from counter.actions.desk import Desk, deed
from counter.actions.paper_sight import SeenPaper
from counter.domain.base import Value
from counter.domain.case import PrintOutcome
from counter.domain.print_job import PaperJob, PrintJob, paper_of
from counter.domain.staff import Actor
from counter.errors import RuleBroken
from counter.ports import Printer
from counter.store import hall_papers, print_answers
from counter.store.journal import Entry
from counter.wire.bodies import Kind, PrintAnswered
from counter.wire.news import PaperPrint

_OPEN = frozenset({PrintOutcome.SUBMITTED, PrintOutcome.UNCERTAIN})


class Queue(Value):
    """A printer's queue as it stands."""

    name: str
    trouble: str  # the code of why nothing comes out; empty when it prints
    jobs: tuple[PaperJob, ...]  # papers of this counter that wait
    others: int  # jobs of other programs before or between them
    queues: tuple[str, ...]  # every queue that takes a paper now


def look(printer: Printer, queue: str) -> Queue:
    """The queue with the papers of ours that wait in it; ``queue`` empty is the default. Runs on the printer lane.

    Raises:
        DeviceTrouble: the printer cannot be asked.
    """
    open_queues = printer.queues()
    name = queue or next(iter(open_queues), "")
    jobs = printer.waiting(name)
    ours = tuple(job for job in map(paper_of, jobs) if job is not None)
    trouble = printer.trouble(name)
    return Queue(name=name, trouble=trouble, jobs=ours, others=len(jobs) - len(ours), queues=open_queues)


def take_out(printer: Printer, queue: str, job: PrintJob) -> PrintOutcome:
    """The job does not come out any more, and what is known of its paper is told. Runs on the printer lane.

    Raises:
        DeviceTrouble: ``printer.unknown_job``, ``printer.not_cancelled``.
    """
    return printer.cancel(queue, job.id)


def note_taken_out(desk: Desk, actor: Actor, job: PaperJob, outcome: PrintOutcome) -> None:
    """What became of the print whose job was taken out stands beside it; a failed one is told to the platform.

    Raises:
        RuleBroken: ``print.no_job`` when no print of that paper waits.
    """
    paper = paper_sight.find(desk, job.number)
    row = _waiting_row(desk, paper, job) if paper else None
    if paper is None or row is None:
        raise RuleBroken("print.no_job", field="number")
    if outcome is not PrintOutcome.FAILED:
        with desk.store.write() as db:  # the platform is told when a person has answered
            _settle(db, paper, row, outcome)
        return
    with deed(desk) as doing:
        _settle(doing.db, paper, row, outcome)
        doing.tell(
            Entry(
                kind=Kind.PRINT_ANSWERED,
                body=PrintAnswered(number=job.number, print_no=row.print_no, came_out=False, cancelled=True),
                actor=actor.clerk_no,
                moment=desk.moment(),
                case=paper.case_id,
            )
        )


def _waiting_row(desk: Desk, paper: SeenPaper, job: PaperJob) -> PaperPrint | None:
    """The last print here of that 补打 of which nobody knows yet that it came out."""
    install = desk.enrolment().install
    waiting = [
        row
        for row in paper.prints
        if row.install == install and row.again == job.again and row.outcome in _OPEN and row.came_out is None
    ]
    return max(waiting, key=lambda row: row.print_no, default=None)


def _settle(db: sqlite_utils.Database, paper: SeenPaper, row: PaperPrint, outcome: PrintOutcome) -> None:
    if paper.elsewhere:
        came_out = False if outcome is PrintOutcome.FAILED else None
        hall_papers.settle(db, row.install, row.number, row.print_no, outcome=outcome.value, came_out=came_out)
    else:
        print_answers.settle(db, row.number, row.print_no, outcome)
