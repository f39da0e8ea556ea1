"""流转单, 日结表, 交接班表: the sheets that belong to no single case, drawn from what the journal tells.

They have no number of the register: a batch has its own, a day and a handover are found by their time.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from counter.actions.batches import read_batch
from counter.actions.closing import name_of
from counter.actions.desk import Desk
from counter.documents.sheet_model import DaySheet, MovedSlip, SheetContent, ShiftSheet, SlipPiece
from counter.domain.case import PaperKind
from counter.errors import RuleBroken
from counter.store import closings
from counter.store.batches import Batch
from counter.wire.bodies import Kind, ShiftHandedOver


def batch_slip(desk: Desk, number: str) -> bytes:
    """The slip of the batch as a PDF: 材料流转单, or 证照流转单 when results are in it.

    Raises:
        RuleBroken: ``batch.unknown``, ``paper.missing_glyph``.
    """
    return _draw(slip_of(desk, read_batch(desk, number)))


def day_sheet(desk: Desk, day: dt.date) -> bytes:
    """日结表 of a closed day as a PDF, the account as it was signed.

    Raises:
        RuleBroken: ``day.open`` while the day is not closed; ``paper.missing_glyph``.
    """
    closing = closings.read(desk.db, day)
    if closing is None:
        raise RuleBroken("day.open", field="day")
    window = desk.enrolment().window
    return _draw(
        DaySheet(
            hall_name=window.hall_name,
            window=f"{window.window}号窗口",
            clerk_name=closing.clerk_name,
            made_at=closing.at,
            practice=window.practice,
            account=closing.account,
            second_name=closing.second_name,
        )
    )


def shift_sheet(desk: Desk) -> bytes:
    """交接班表 of the last handover as a PDF.

    Raises:
        RuleBroken: ``shift.none`` before the first; ``paper.missing_glyph``.
    """
    line = closings.last_line(desk.db, Kind.SHIFT_HANDED_OVER)
    if line is None:
        raise RuleBroken("shift.none")
    body = msgspec.json.decode(line.body, type=ShiftHandedOver)
    window = desk.enrolment().window
    return _draw(
        ShiftSheet(
            hall_name=window.hall_name,
            window=f"{window.window}号窗口",
            clerk_name=name_of(desk, line.actor) or line.actor,
            made_at=line.at,
            practice=window.practice,
            to_name=name_of(desk, body.to_clerk) or body.to_clerk,
            open_cases=body.open_cases,
            drafts=body.drafts,
            lines_waiting=body.lines_waiting,
            stock=body.stock,
            note=body.note,
        )
    )


def slip_of(desk: Desk, batch: Batch) -> MovedSlip:
    """What the slip of the batch says."""
    window, moved = desk.enrolment().window, batch.moved
    results = any(piece.result for piece in moved.pieces)
    return MovedSlip(
        kind=PaperKind.RESULTS_MOVED if results else PaperKind.MATERIALS_MOVED,
        hall_name=window.hall_name,
        window=f"{window.window}号窗口",
        clerk_name=batch.clerk_name,
        made_at=batch.at,
        practice=window.practice,
        batch=moved.batch,
        department=moved.department,
        courier=moved.courier,
        pieces=tuple(SlipPiece(case_no=each.case_no, name=each.name, copies=each.copies) for each in moved.pieces),
        to_department=moved.to_department,
        their_slip=moved.their_slip,
    )


def _draw(content: SheetContent) -> bytes:
    from counter.documents.sheets import render_sheet  # noqa: PLC0415 -- reportlab takes 0.1 s, as in ``printing``

    return render_sheet(content)
