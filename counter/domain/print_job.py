"""打印任务: a paper that lies in a printer's queue and has not come out yet (faults.md F17)."""

from __future__ import annotations

import re

from counter.domain.base import Value

_OURS = re.compile(r"paper-(?P<number>[0-9A-Z-]+?-[0-9]{6,}-[0-9A-Z])(?:-(?P<again>[1-9][0-9]{0,3}))?")


class PrintJob(Value):
    """One job as the printer's queue tells it."""

    id: int  # the queue's own number of it
    title: str  # neutral: ``title_of`` when it is a paper of ours
    begun: bool = False  # the printer has begun with it, so that some of its paper may be out


class PaperJob(Value):
    """A job that is a paper of this counter: its number, and which 补打 (0 is the original)."""

    job: PrintJob
    number: str
    again: int


def title_of(number: str, again: int) -> str:
    """What the job of that paper is called: neither name nor item stand in it (trust.md A63)."""
    return f"paper-{number}-{again}" if again else f"paper-{number}"


def paper_of(job: PrintJob) -> PaperJob | None:
    """Which paper of ours that job is; None for the job of another program."""
    found = _OURS.fullmatch(job.title)
    return None if found is None else PaperJob(job=job, number=found["number"], again=int(found["again"] or 0))
