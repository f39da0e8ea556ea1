"""一份结果现在怎样: the result, the people of its case as far as this window knows them, and what a batch may hold.

Nothing here changes anything; each deed of ``handout`` and ``batches`` checks again for itself.
"""

from __future__ import annotations

from counter.actions.desk import Desk
from counter.actions.handout import results_of_number
from counter.actions.running import find
from counter.domain.base import Value
from counter.domain.case import CounterState, HowGot, Intake, PrintOutcome
from counter.domain.handing import Handed, ResultDocument, ResultState
from counter.errors import RuleBroken
from counter.store import cases, catalogue, hall_cases, journal, papers, results
from counter.store.papers import PrintRow
from counter.wire.bodies import Kind, MovedPiece, ResultHanded, read_body

_EVERY_STATE = frozenset(CounterState)
_ON_PAPER = frozenset({HowGot.ORIGINAL, HowGot.COPY})


class ResultSight(Value):
    """A result with what is needed to hand it out."""

    document: ResultDocument
    state: ResultState
    handed: Handed | None
    intake: Intake | None  # None while this window does not know the case
    item_name: str = ""
    may_be_posted: bool = False  # the guide or the applicant asks for it
    papers: tuple[str, ...] = ()  # numbers of the papers of its last step that has any
    printed: bool = False  # whether one of them came out here, or may have


class FoundPieces(Value):
    """What can go into a batch, and the department that it goes to or comes from."""

    department: str
    pieces: tuple[MovedPiece, ...]


def look(desk: Desk, result_id: str) -> ResultSight:
    """The result as it stands now.

    Raises:
        RuleBroken: ``result.unknown``.
    """
    result = results.read(desk.db, result_id)
    if result is None:
        raise RuleBroken("result.unknown")
    document = result.document
    try:
        running = find(desk, document.case, _EVERY_STATE)
    except RuleBroken:
        return ResultSight(document=document, state=result.state, handed=result.handed, intake=None)
    numbers = _last_papers(desk, document)
    return ResultSight(
        document=document,
        state=result.state,
        handed=result.handed,
        intake=running.case.intake,
        item_name=running.item.name,
        may_be_posted=document.by_post or running.item.posted_delivery,
        papers=numbers,
        printed=any(_came_out(row) for number in numbers for row in papers.prints_of(desk.db, number)),
    )


def result_pieces(desk: Desk, number: str) -> FoundPieces:
    """The results that a result's id or a number of the case means, as pieces of a batch (证照流转).

    Raises:
        RuleBroken: ``result.unknown``.
    """
    found = results_of_number(desk, number)
    pieces = tuple(
        MovedPiece(
            case=each.document.case,
            case_no=each.document.case_no,
            name=each.document.name,
            copies=each.document.copies,
            result=each.document.id,
        )
        for each in found
    )
    return FoundPieces(department=found[0].document.department, pieces=pieces)


def material_pieces(desk: Desk, number: str) -> FoundPieces:
    """What was got on paper for the case of that number, as pieces of a batch (材料流转).

    Raises:
        RuleBroken: ``case.unknown``; ``batch.nothing_on_paper`` when nothing of it lies here.
    """
    word = "".join(number.split()).upper()
    case_id = cases.case_of_number(desk.db, word) or hall_cases.case_of_number(desk.db, word)
    if case_id is None:
        raise RuleBroken("case.unknown", field="number")
    running = find(desk, case_id, _EVERY_STATE)
    case = running.case
    item = catalogue.read_item(desk.db, case.intake.item_code, case.intake.item_version)
    names = {spec.code: spec.name for spec in item.materials} if item else {}
    pieces = tuple(
        MovedPiece(
            case=case.case_id,
            case_no=case.case_no,
            name=names.get(material.code, material.code),
            copies=max(material.copies, 1),
        )
        for material in case.intake.materials
        if material.how_got in _ON_PAPER
    )
    if not pieces:
        raise RuleBroken("batch.nothing_on_paper", field="number")
    return FoundPieces(department=case.department, pieces=pieces)


def _last_papers(desk: Desk, document: ResultDocument) -> tuple[str, ...]:
    """The numbers that the result's last step with papers issued at this window."""
    lines = [sealed.opened() for sealed in journal.lines_of_case(desk.db, document.case)]
    bodies = [read_body(line.kind, line.body) for line in lines if line.kind == Kind.RESULT_HANDED]
    steps = [body for body in bodies if isinstance(body, ResultHanded) and body.result == document.id and body.papers]
    return tuple(paper.number for paper in steps[-1].papers) if steps else ()


def _came_out(row: PrintRow) -> bool:
    return row.outcome is not PrintOutcome.FAILED and row.came_out is not False
