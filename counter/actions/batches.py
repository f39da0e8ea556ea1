"""物料流转, 证照流转: what goes to a department or comes from it, piece by piece, with a slip of its own."""

from __future__ import annotations

from collections.abc import Sequence

from counter.actions.desk import Desk, deed
from counter.actions.handout import sign_in_within
from counter.domain.staff import Actor
from counter.domain.text import clean_code, clean_line, clean_name
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.store import batches, cases, hall_cases, results
from counter.store.batches import Batch
from counter.store.journal import Entry
from counter.store.results import Result
from counter.wire.bodies import Kind, MaterialsMoved, MovedPiece

MOST_PIECES = 200
MOST_COPIES = 99
_LENGTH = 120


def send_batch(
    desk: Desk, actor: Actor, *, department: str, courier: str, pieces: Sequence[MovedPiece]
) -> MaterialsMoved:
    """材料出库: the pieces went to the department with that courier; the batch has its number.

    Raises:
        RuleBroken: ``batch.empty``, ``batch.too_big``, ``batch.twice``, ``batch.copies``, ``case.unknown``,
            ``result.unknown``; codes of ``text``.
    """
    return _keep(desk, actor, department, courier, pieces, to_department=True, their_slip="")


def receive_batch(
    desk: Desk, actor: Actor, *, department: str, courier: str, pieces: Sequence[MovedPiece], their_slip: str = ""
) -> MaterialsMoved:
    """The pieces came from the department; results among them are signed in at the window with it.

    Raises:
        RuleBroken: as ``send_batch``.
    """
    return _keep(desk, actor, department, courier, pieces, to_department=False, their_slip=their_slip)


def read_batch(desk: Desk, batch: str) -> Batch:
    """The batch of that number.

    Raises:
        RuleBroken: ``batch.unknown``.
    """
    row = batches.read(desk.db, batch.strip())
    if row is None:
        raise RuleBroken("batch.unknown", field="batch")
    return row


def list_batches(desk: Desk, *, offset: int = 0, limit: int = 100) -> tuple[tuple[Batch, ...], int]:
    """A page of the batches, the newest first, and the count of them all."""
    return batches.newest(desk.db, offset=offset, limit=limit)


def _keep(
    desk: Desk,
    actor: Actor,
    department: str,
    courier: str,
    pieces: Sequence[MovedPiece],
    *,
    to_department: bool,
    their_slip: str,
) -> MaterialsMoved:
    checked = _checked(desk, pieces)
    found = _results(desk, checked)
    moment = desk.moment()
    with deed(desk) as doing:
        moved = MaterialsMoved(
            batch=batches.next_number(doing.db, doing.enrolment.window, doing.enrolment.epoch, local_day(moment.at)),
            to_department=to_department,
            department=clean_line(department, field="department", max_length=_LENGTH),
            courier=clean_name(courier, field="courier"),
            pieces=checked,
            their_slip=clean_code(their_slip, field="their_slip", max_length=_LENGTH, required=False),
        )
        batches.insert(doing.db, Batch(moved=moved, clerk=actor.clerk_no, clerk_name=actor.name, at=moment.at))
        doing.tell(Entry(kind=Kind.MATERIALS_MOVED, body=moved, actor=actor.clerk_no, moment=moment))
        if not to_department:
            sign_in_within(doing, actor, moment, found)
    return moved


def _checked(desk: Desk, pieces: Sequence[MovedPiece]) -> tuple[MovedPiece, ...]:
    """Each piece belongs to a case that this window knows, stands there once, and says how many copies."""
    if not pieces:
        raise RuleBroken("batch.empty", field="pieces")
    if len(pieces) > MOST_PIECES:
        raise RuleBroken("batch.too_big", field="pieces", most=MOST_PIECES)
    if len({(piece.case, piece.name, piece.result) for piece in pieces}) != len(pieces):
        raise RuleBroken("batch.twice", field="pieces")
    return tuple(_piece(desk, place, piece) for place, piece in enumerate(pieces))


def _piece(desk: Desk, place: int, piece: MovedPiece) -> MovedPiece:
    field = f"pieces.{place}"
    known = cases.read_case(desk.db, piece.case) or hall_cases.read_card(desk.db, piece.case)
    if known is None:
        raise RuleBroken("case.unknown", field=f"{field}.case")
    if not 1 <= piece.copies <= MOST_COPIES:
        raise RuleBroken("batch.copies", field=f"{field}.copies", most=MOST_COPIES)
    name = clean_line(piece.name, field=f"{field}.name", max_length=_LENGTH)
    return MovedPiece(case=piece.case, case_no=known.case_no, name=name, copies=piece.copies, result=piece.result)


def _results(desk: Desk, pieces: tuple[MovedPiece, ...]) -> tuple[Result, ...]:
    """The result documents among the pieces."""
    found = []
    for place, piece in enumerate(pieces):
        if not piece.result:
            continue
        result = results.read(desk.db, piece.result)
        if result is None or result.document.case != piece.case:
            raise RuleBroken("result.unknown", field=f"pieces.{place}.result")
        found.append(result)
    return tuple(found)
