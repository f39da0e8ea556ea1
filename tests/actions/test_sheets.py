"""Slips and sheets say what the journal says."""

from __future__ import annotations

import datetime as dt
import io

import pypdf
import pytest

from counter.actions import batches, closing, sheets
from counter.actions.desk import Desk
from counter.domain.closing import GapKind, Stock
from counter.domain.item import ServiceItem
from counter.errors import RuleBroken
from counter.wire.bodies import MovedPiece
from tests.actions.approving import SECRET, know_supervisors
from tests.actions.results import announce
from tests.conftest import CLERK, SUPERVISOR
from tests.faults.support import take

MONDAY = dt.date(2026, 3, 2)
MOST_BYTES = 120 * 1024


def _text(pdf: bytes) -> str:
    assert len(pdf) <= MOST_BYTES
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_the_slip_of_a_batch_names_pieces_courier_and_both_ends(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """材料流转单 out, 证照流转单 in; the same slip however often it is drawn."""
    case = take(desk, items)
    piece = MovedPiece(case=case.case_id, case_no="", name="道路运输申请表", copies=2)
    sent = batches.send_batch(desk, CLERK, department="交通运输局", courier="丁一", pieces=[piece])
    shown = _text(sheets.batch_slip(desk, sent.batch))
    for words in ("材料流转单", sent.batch, "道路运输申请表", "交通运输局", "丁一", case.case_no, "12号窗口"):
        assert words in shown, words
    assert sheets.batch_slip(desk, sent.batch) == sheets.batch_slip(desk, sent.batch)
    result = MovedPiece(case=case.case_id, case_no="", name="许可证", result=announce(desk, case, "许可证").id)
    came = batches.receive_batch(desk, CLERK, department="交通运输局", courier="丁一", pieces=[result])
    assert "证照（结果文书）流转单" in _text(sheets.batch_slip(desk, came.batch))


def test_the_sheet_of_a_day_shows_every_gap_with_its_explanation(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """And both who stand for it."""
    know_supervisors(desk)
    case = take(desk, items)
    with pytest.raises(RuleBroken, match=r"day\.open"):
        sheets.day_sheet(desk, MONDAY)
    reasons = {GapKind.PAPER_NOT_PRINTED.value: "申请人明日来取", GapKind.LINE_WAITING.value: "平台中断"}
    closing.close_day(desk, CLERK, MONDAY, reasons, SUPERVISOR.clerk_no, second_secret=SECRET)
    shown = _text(sheets.day_sheet(desk, MONDAY))
    for words in ("日结表", case.case_no, "申请人明日来取", "平台中断", CLERK.name, SUPERVISOR.name):
        assert words in shown, words


def test_the_sheet_of_a_handover_shows_the_drawer_and_both_names(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """交接班表 of the last one."""
    know_supervisors(desk)
    with pytest.raises(RuleBroken, match=r"shift\.none"):
        sheets.shift_sheet(desk)
    take(desk, items)
    stock = [Stock(name="取号凭条", counted=180, expected=200)]
    closing.hand_over_shift(desk, CLERK, to_clerk=SUPERVISOR.clerk_no, stock=stock, note="卷纸受潮报废二十张")
    shown = _text(sheets.shift_sheet(desk))
    for words in ("交接班表", CLERK.name, SUPERVISOR.name, "取号凭条", "180", "200", "卷纸受潮报废二十张"):
        assert words in shown, words


def test_a_slip_of_no_batch_is_refused(desk: Desk) -> None:
    """A typed number that is none."""
    with pytest.raises(RuleBroken, match=r"batch\.unknown"):
        sheets.batch_slip(desk, "12-20260302-001")
