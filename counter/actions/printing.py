"""打印: the paper is drawn from its frozen content, each time the same; every print is a deed of its own.

First print: no mark. After it: the same number, "补打 第 n 次", with a reason (domain.md §6); over the hall's limit a
supervisor approves it. An outcome is 已提交, 已出纸, 失败 or 不确定; only the last one is asked about, once, and a
paper that did not come out was not printed: the next print is the original again. E-seals: ``seals``. A paper of
another window is printed like one of this window once it was brought here (``paper_sight``).

    prepare ─▶ on its way ─▶ hand_over ─▶ note (or let_go): three presses and a slow printer are one job (faults.md F16)
               └ another prepare: ``print.under_way``

What waits in a queue that stands still: ``print_queue``.
"""

from __future__ import annotations

import dataclasses

import msgspec

from counter.actions import approvals, glyphs, paper_sight, seals
from counter.actions.desk import Desk, deed
from counter.actions.paper_sight import SeenPaper
from counter.documents.model import PaperContent, Reprint
from counter.domain import proposal
from counter.domain.case import PrintOutcome
from counter.domain.enrolment import Enrolment
from counter.domain.print_job import title_of
from counter.domain.proposal import Approval
from counter.domain.staff import Actor
from counter.domain.text import clean_text
from counter.errors import RuleBroken
from counter.ports import Printer
from counter.store import hall_papers, papers, print_answers
from counter.store.journal import Entry
from counter.store.papers import PrintRow
from counter.store.print_answers import UncertainPrint
from counter.wire.bodies import Kind, PaperPrinted, PrintAnswered
from counter.wire.news import PaperPrint
from counter.wire.seals import SealRequest

REASON_LENGTH = 100


@dataclasses.dataclass(frozen=True)
class Prepared:
    """A paper ready for a printer. ``job`` is a neutral title: neither name nor item stand in it."""

    number: str
    print_no: int
    copies: int
    pdf: bytes
    job: str
    reason: str
    again: int = 0  # 补打 第 n 次; 0 is the original
    approval: Approval | None = None
    to_seal: SealRequest | None = None  # what the platform is asked before it is handed over (``sync.sealing``)
    reprint: Reprint | None = None  # the mark over a sealed paper that came back
    sealed_sha256: str = ""  # of the sealed file that comes out; empty: it has the place for the stamp
    unsealed: str = ""  # the code of why it has no e-seal, where the hall uses them


def _draw(desk: Desk, content: PaperContent, reprint: Reprint | None = None) -> bytes:
    from counter.documents.paper import render  # noqa: PLC0415 -- reportlab takes 0.1 s, which the window need not wait

    return render(content, reprint=reprint, glyph_images=glyphs.pictures_of(desk, content))


def warm_up() -> None:
    """What the first paper needs is loaded while nobody waits for it. Runs on the printer lane.

    Raises:
        StoreTrouble: ``paper.font_missing``; better told now than with a citizen at the window.
    """
    from counter.documents import paper  # noqa: PLC0415 -- as in _draw

    paper.warm_up()


def prepare(desk: Desk, number: str, actor: Actor, *, reason: str = "", approval: Approval | None = None) -> Prepared:
    """The paper as it has to come out now; printed before, it asks for a reason and says 补打 第 n 次.

    Raises:
        RuleBroken: ``paper.unknown``; ``paper.void``; ``paper.purged`` until it was brought back;
            ``paper.reason_missing``; ``paper.missing_glyph``; ``approval.needed`` and the other codes of ``approval``
            over the limit of the hall; ``number.no_epoch`` after a restore, because the print could not be noted;
            ``print.under_way`` until the print before was noted or let go.
    """
    if not desk.enrolment().epoch:
        raise RuleBroken("number.no_epoch")
    if number in desk.printing:
        raise RuleBroken("print.under_way", field="number")
    prepared = _prepared(desk, number, actor, reason, approval)
    desk.printing.add(number)
    return prepared


def let_go(desk: Desk, prepared: Prepared) -> None:
    """The paper is not on its way any more, and nothing is known of what became of it."""
    desk.printing.discard(prepared.number)


def _prepared(desk: Desk, number: str, actor: Actor, reason: str, approval: Approval | None) -> Prepared:
    paper = _seen(desk, number)
    if paper.void:
        raise RuleBroken("paper.void", field="number")
    times, print_no = paper.came_out(), len(_own(desk, paper))
    content = _content(paper)
    copy = seals.sealed_copy(desk, number)
    if not times:
        to_seal = seals.seal_request(desk, paper) if copy is None else None
        sha256, pdf = copy or ("", _draw(desk, content))
        return Prepared(
            number, print_no, paper.copies, pdf, title_of(number, 0), "", to_seal=to_seal, sealed_sha256=sha256
        )
    if not reason.strip():
        raise RuleBroken("paper.reason_missing", field="reason")
    why = clean_text(reason, field="reason", max_length=REASON_LENGTH)
    count = paper_sight.next_again(times)
    asked = reprint_over_limit(desk, paper, count, why)
    if asked is not None:
        approvals.require(desk, actor, asked, approval)
    again = Reprint(count=count, reason=why, clerk_name=actor.name, reprinted_at=desk.moment().at)
    lost = copy is None and seals.was_sealed(desk, number)
    return Prepared(
        number=number,
        print_no=print_no,
        copies=paper.copies,
        pdf=seals.marked(copy[1], again) if copy else _draw(desk, content, again),
        job=title_of(number, count),
        reason=why,
        again=count,
        approval=approval if asked else None,
        to_seal=seals.seal_request(desk, paper) if lost else None,
        reprint=again,
        sealed_sha256=copy[0] if copy else "",
    )


def _seen(desk: Desk, number: str) -> SeenPaper:
    paper = paper_sight.find(desk, number)
    if paper is None:
        raise RuleBroken("paper.unknown", field="number")
    return paper


def _content(paper: SeenPaper) -> PaperContent:
    if not paper.content:
        raise RuleBroken("paper.purged", field="number")
    return msgspec.json.decode(paper.content, type=PaperContent)


def _own(desk: Desk, paper: SeenPaper) -> tuple[PaperPrint, ...]:
    """The prints of the paper at this window, also those that failed."""
    install = desk.enrolment().install
    return tuple(each for each in paper.prints if each.install == install)


def reprint_over_limit(desk: Desk, paper: SeenPaper, count: int, reason: str) -> proposal.Reprint | None:
    """What a supervisor is asked before that many reprints of the paper; None within the limit (domain.md §6)."""
    most = approvals.policy_of(desk, paper.case_id).reprints_most
    if not most or count <= most:
        return None
    return proposal.Reprint(case=paper.case_id, number=paper.number, reason=reason)


def preview(desk: Desk, number: str) -> bytes:
    """The PDF of the paper's original, with its e-seal where it has one, to be looked at; nothing is noted.

    Raises:
        RuleBroken: ``paper.unknown``, ``paper.purged``.
    """
    paper = _seen(desk, number)
    copy = seals.sealed_copy(desk, number)
    return copy[1] if copy else _draw(desk, _content(paper))


def hand_over(printer: Printer, prepared: Prepared, queue: str) -> PrintOutcome:
    """The paper is with the printer, and only what is known of it is said. Runs on the printer lane.

    Raises:
        DeviceTrouble: nothing came out; the case is on the disk all the same.
    """
    return printer.submit(prepared.pdf, queue=queue, copies=prepared.copies, job=prepared.job)


def note(desk: Desk, actor: Actor, prepared: Prepared, *, printer: str, outcome: PrintOutcome) -> None:
    """The print and its outcome are in the journal and beside the paper, which is not on its way any more."""
    let_go(desk, prepared)
    paper = _seen(desk, prepared.number)
    moment = desk.moment()
    with deed(desk) as doing:
        row = PrintRow(
            number=prepared.number,
            print_no=len(_own(desk, paper)),  # another one may have been noted meanwhile
            printer=printer,
            copies=prepared.copies,
            outcome=outcome,
            reason=prepared.reason,
            clerk=actor.clerk_no,
            at=moment.at,
        )
        if paper.elsewhere:
            hall_papers.put_print(doing.db, _as_told(row, doing.enrolment, prepared.again))
        else:
            papers.insert_print(doing.db, row)
        body = PaperPrinted(
            number=row.number,
            print_no=row.print_no,
            again=prepared.again,
            copies=row.copies,
            printer=printer,
            outcome=outcome,
            reason=row.reason,
            content_sha256=paper.content_sha256,
            sealed_sha256=prepared.sealed_sha256,
        )
        entry = Entry(
            kind=Kind.PAPER_PRINTED,
            body=body,
            actor=actor.clerk_no,
            moment=moment,
            case=paper.case_id,
            approval=prepared.approval,
        )
        doing.tell(entry)


def uncertain_prints(desk: Desk) -> tuple[UncertainPrint, ...]:
    """The prints that somebody has to say of whether they came out, oldest first; each is asked once."""
    return print_answers.unanswered(desk.db, desk.enrolment().install)


def answer_print(desk: Desk, actor: Actor, number: str, print_no: int, *, came_out: bool) -> None:
    """A person said whether the paper came out; answer and time are in the journal, and beside the print.

    Raises:
        RuleBroken: ``paper.unknown``; ``print.unknown``; ``print.certain`` for an outcome that is known, which nobody
            is asked about; ``print.answered`` the second time.
    """
    paper = _seen(desk, number)
    row = next((row for row in _own(desk, paper) if row.print_no == print_no), None)
    if row is None:
        raise RuleBroken("print.unknown", field="print_no")
    if row.outcome is not PrintOutcome.UNCERTAIN:
        raise RuleBroken("print.certain", field="print_no")
    if row.came_out is not None:
        raise RuleBroken("print.answered", field="print_no")
    with deed(desk) as doing:
        if paper.elsewhere:
            hall_papers.answer(doing.db, row.install, number, print_no, came_out=came_out)
        else:
            print_answers.answer(doing.db, number, print_no, came_out=came_out)
        doing.tell(
            Entry(
                kind=Kind.PRINT_ANSWERED,
                body=PrintAnswered(number=number, print_no=print_no, came_out=came_out),
                actor=actor.clerk_no,
                moment=desk.moment(),
                case=paper.case_id,
            )
        )


def _as_told(row: PrintRow, enrolment: Enrolment, again: int) -> PaperPrint:
    """The print of another window's paper as the hall will tell of it."""
    shared = {name: getattr(row, name) for name in PrintRow.__struct_fields__}
    return PaperPrint(install=enrolment.install, window=enrolment.window.window, again=again, **shared)
