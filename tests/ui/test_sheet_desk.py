"""A sheet is drawn, printed once however often it is asked for, and its trouble is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from counter.actions.desk import Desk
from counter.devices.folder_printer import FolderPrinter
from counter.domain.case import PrintOutcome
from counter.errors import DeviceTrouble, RuleBroken
from counter.lanes import Lane
from ui.bridge import Bridge
from ui.sheet_desk import SheetDesk

PDF = b"%PDF-1.4"


@pytest.fixture
def printer_lane() -> Iterator[Lane]:
    """The printer's lane."""
    made = Lane("printer")
    yield made
    assert made.close(5.0)


def _desk(bridge: Bridge, lane: Lane, printer_lane: Lane, desk: Desk, folder: Path) -> SheetDesk:
    return SheetDesk(
        bridge=bridge, desk=desk, store_lane=lane, printer_lane=printer_lane, printer=FolderPrinter(folder), queue=""
    )


def test_three_presses_make_one_sheet(
    *, qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk, printer_lane: Lane, tmp_path: Path
) -> None:
    """faults.md F16; afterwards it can be asked for again."""
    sheets = _desk(bridge, lane, printer_lane, lane_desk, tmp_path / "papers")
    drawn: list[Desk] = []
    outcomes: list[PrintOutcome | BaseException] = []

    def draw(desk: Desk) -> bytes:
        drawn.append(desk)
        return PDF

    for _ in range(3):
        sheets.print_sheet(draw, job="day-2026-03-02", done=outcomes.append, failed=outcomes.append)
    qtbot.waitUntil(lambda: outcomes == [PrintOutcome.PRINTED])
    assert drawn == [lane_desk]
    assert (tmp_path / "papers" / "day-2026-03-02.pdf").read_bytes() == PDF
    sheets.print_sheet(draw, job="day-2026-03-02", done=outcomes.append, failed=outcomes.append)
    qtbot.waitUntil(lambda: len(outcomes) == 2)


def test_what_cannot_be_drawn_or_printed_is_told_and_can_be_tried_again(
    *, qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk, printer_lane: Lane, tmp_path: Path
) -> None:
    """First the sheet is refused, then the folder; neither keeps the job under way."""
    folder = tmp_path / "papers"
    folder.write_text("no folder", "utf-8")
    sheets = _desk(bridge, lane, printer_lane, lane_desk, folder)
    told: list[BaseException | PrintOutcome] = []

    def refused(_desk: Desk) -> bytes:
        raise RuleBroken("day.open", field="day")

    sheets.print_sheet(refused, job="day", done=told.append, failed=told.append)
    qtbot.waitUntil(lambda: len(told) == 1)
    sheets.print_sheet(lambda _desk: PDF, job="day", done=told.append, failed=told.append)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert isinstance(told[0], RuleBroken)
    assert isinstance(told[1], DeviceTrouble)
    folder.unlink()
    sheets.print_sheet(lambda _desk: PDF, job="day", done=told.append, failed=told.append)
    qtbot.waitUntil(lambda: told[2:] == [PrintOutcome.PRINTED])
