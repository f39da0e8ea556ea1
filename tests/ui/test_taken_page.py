"""已保存 with a printer that never says what became of a paper: asked once, and the answer is in the journal."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from counter.actions import lists
from counter.actions.desk import Desk
from counter.devices.folder_printer import FolderPrinter
from counter.documents.pictures import page_pngs
from counter.domain.case import PrintOutcome
from counter.domain.item import ServiceItem
from counter.lanes import Lane
from tests.conftest import CLERK
from tests.ui.casing import UncertainPrinter
from tests.ui.test_intake_stage import KEY, Stage, decide, fill, plain_item
from ui.bridge import Bridge
from ui.papers import PaperDesk


class _Printing(Stage):
    """A clerk whose printer takes every job and says nothing."""

    papers: PaperDesk

    def _print(
        self,
        numbers: tuple[str, ...],
        done: Callable[[str, PrintOutcome], object],
        failed: Callable[[str, BaseException], object],
        reason: str = "",
    ) -> None:
        for number in numbers:
            told, lost = functools.partial(done, number), functools.partial(failed, number)
            self.papers.print_paper(CLERK, number, reason, told, lost)


@pytest.fixture
def stage(
    *, qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk, items: tuple[ServiceItem, ...], tmp_path: Path
) -> Iterator[_Printing]:
    """A clerk before a blank form and that printer."""
    made = _Printing(qtbot, bridge, lane, lane_desk, items)
    printer_lane = Lane("printer")
    printer: FolderPrinter = UncertainPrinter(tmp_path / "papers")
    made.papers = PaperDesk(
        bridge=bridge,
        desk=lane_desk,
        store_lane=lane,
        printer_lane=printer_lane,
        printer=printer,
        queue="",
        pictures=page_pngs,
    )
    yield made
    assert printer_lane.close(5.0)


def test_an_uncertain_print_is_asked_once_on_the_page_of_the_saved_case(stage: _Printing) -> None:
    """faults.md F15: N, and F9 prints the original again without a reason; Y, and nobody is asked any more."""
    item = plain_item(stage)
    fill(stage, item)
    decide(stage)
    taken = stage.view.taken
    for answer, came_out in ((KEY.Key_N, False), (KEY.Key_Y, True)):
        stage.until(lambda: bool(taken.came_out.question()))
        while taken.came_out.question():
            stage.press(answer)
        stage.settle()
        (case,) = stage.cases()
        detail = stage.lane.call(lists.read_case, stage.desk, case.case_id)
        assert all(paper.prints[-1].came_out is came_out for paper in detail.papers)
        assert not any(row.reason for paper in detail.papers for row in paper.prints)
        if not came_out:
            stage.press(KEY.Key_F9)
    words = {taken.print_words(paper.paper.number) for paper in detail.papers}
    assert words == {"已出纸"}
