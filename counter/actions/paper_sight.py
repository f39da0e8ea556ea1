"""文书 as it can be printed at this window: issued here or brought from another, with every print that is known.

Prints of this window of its own papers stand in ``prints``; what they said of themselves, in the journal. All others
stand in ``hall_prints``: what the hall told of another window, and this window's prints of another's paper. A paper of
this window whose content was purged is brought like another's, with all its prints, and stays one of this window.
"""

from __future__ import annotations

from collections.abc import Sequence

from counter.actions.desk import Desk
from counter.domain.base import Value
from counter.domain.case import PaperKind, PrintOutcome
from counter.domain.ids import CaseId, InstallId
from counter.store import hall_papers, journal, papers, voiding
from counter.store.papers import PrintRow
from counter.wire.bodies import Kind, PaperPrinted, read_body
from counter.wire.news import PaperPrint


class SeenPaper(Value):
    """A paper of which this window knows more than its number; without ``content`` that was purged here."""

    number: str
    case_id: CaseId
    kind: PaperKind
    copies: int
    content: str
    content_sha256: str
    void: bool
    prints: tuple[PaperPrint, ...]
    elsewhere: str = ""  # the window that issued it, when that is another one

    def came_out(self) -> tuple[PaperPrint, ...]:
        """The prints that came out, or may have, at any window."""
        return tuple(each for each in self.prints if is_on_paper(each))


def find(desk: Desk, number: str) -> SeenPaper | None:
    """The paper of that number, or None when nothing of it is here but perhaps its number."""
    own, brought = papers.read_paper(desk.db, number), hall_papers.read(desk.db, number)
    if own is not None:
        return SeenPaper(
            number=number,
            case_id=own.case_id,
            kind=own.kind,
            copies=own.copies,
            content=own.content or (brought.content if brought else ""),
            content_sha256=own.content_sha256,
            void=voiding.is_void(desk.db, number),
            prints=prints_of(desk, number, own.case_id),
        )
    if brought is None:
        return None
    return SeenPaper(
        number=number,
        case_id=brought.case_id,
        kind=brought.kind,
        copies=brought.copies,
        content=brought.content,
        content_sha256=brought.content_sha256,
        void=brought.void,
        prints=hall_papers.prints_of(desk.db, number),
        elsewhere=brought.window,
    )


def prints_of(desk: Desk, number: str, case: CaseId) -> tuple[PaperPrint, ...]:
    """Every known print of a paper of this window, in the order of their time."""
    enrolment = desk.enrolment()
    said = _agains_of(desk, number, case)
    window = enrolment.window.window
    told = hall_papers.prints_of(desk.db, number)
    said = {each.print_no: each.again for each in told if each.install == enrolment.install} | said
    own = [
        _as_print(row, enrolment.install, window, said.get(row.print_no, 0))
        for row in papers.prints_of(desk.db, number)
    ]
    others = (each for each in told if each.install != enrolment.install)
    return tuple(sorted((*own, *others), key=lambda each: (each.at, each.again)))


def is_on_paper(printed: PaperPrint) -> bool:
    """Whether it came out, or may have."""
    return printed.outcome is not PrintOutcome.FAILED and printed.came_out is not False


def next_again(times: Sequence[PaperPrint]) -> int:
    """Which 补打 the next one is: after every one that came out, or may have, at whichever window (faults.md F16)."""
    return max(max(each.again for each in times) + 1, len(times))  # 0.1.0 did not say which; its prints count


def _agains_of(desk: Desk, number: str, case: CaseId) -> dict[int, int]:
    """Which 补打 each print here said it is, as the journal has it."""
    told = (each.opened() for each in journal.lines_of_case(desk.db, case))
    bodies = (read_body(line.kind, line.body) for line in told if line.kind == Kind.PAPER_PRINTED)
    return {body.print_no: body.again for body in bodies if isinstance(body, PaperPrinted) and body.number == number}


def _as_print(row: PrintRow, install: InstallId, window: str, again: int) -> PaperPrint:
    return PaperPrint(
        number=row.number,
        install=install,
        window=window,
        print_no=row.print_no,
        again=again,
        outcome=row.outcome,
        came_out=row.came_out,
        copies=row.copies,
        printer=row.printer,
        reason=row.reason,
        clerk=row.clerk,
        at=row.at,
    )
