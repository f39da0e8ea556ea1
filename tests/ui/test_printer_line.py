"""A printer that stands still is told in one line, with what waits in it and where else the paper can be printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from counter.actions.desk import Desk
from counter.devices.folder_printer import NO_PAPER, FolderPrinter
from counter.documents.pictures import page_pngs
from counter.domain.case import Case, PrintOutcome
from counter.domain.item import ServiceItem
from counter.domain.print_job import PrintJob
from counter.lanes import Lane
from counter.store import papers
from tests.conftest import CLERK
from tests.faults.support import take
from ui.bridge import Bridge
from ui.papers import PaperDesk
from ui.parts.printer_line import PrinterLine
from ui.practice.hands import Hands
from ui.printer_watch import PrinterWatch

KEY = Qt.Key


class TwoPrinters:
    """A desk printer and one in the hall, each with a tray of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.both = {name: FolderPrinter(folder / name) for name in ("desk", "hall")}
        self.slow: list[str] = []

    def queues(self) -> tuple[str, ...]:
        """The desk's first."""
        return tuple(self.both)

    def trouble(self, queue: str) -> str:
        """Of that one."""
        return self.both[queue or "desk"].trouble(queue)

    def waiting(self, queue: str) -> tuple[PrintJob, ...]:
        """In that one."""
        return self.both[queue or "desk"].waiting(queue)

    def cancel(self, queue: str, job: int) -> PrintOutcome:
        """Out of that one."""
        return self.both[queue or "desk"].cancel(queue, job)

    def submit(self, pdf: bytes, *, queue: str, copies: int, job: str) -> PrintOutcome:
        """In that one."""
        self.slow.append(job)
        return self.both[queue or "desk"].submit(pdf, queue=queue, copies=copies, job=job)

    def run_out(self) -> None:
        """The desk's printer has no paper."""
        (self.folder / "desk").mkdir(exist_ok=True)
        (self.folder / "desk" / NO_PAPER).touch()

    def put_in(self) -> None:
        """It has paper again."""
        (self.folder / "desk" / NO_PAPER).unlink()

    def tray(self, name: str) -> list[str]:
        """What came out there."""
        return sorted(path.name for path in (self.folder / name).glob("*.pdf"))


class Stage:
    """The line in a window, a desk with a case, and the outcomes that the screen was told."""

    def __init__(  # noqa: PLR0917 -- everything it stands on
        self, qtbot: QtBot, bridge: Bridge, lane: Lane, desk: Desk, items: tuple[ServiceItem, ...], folder: Path
    ) -> None:
        self.lane, self.desk = lane, desk
        self.printer_lane = Lane("printer")
        self.printer = TwoPrinters(folder)
        self.case: Case = lane.call(take, desk, items)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.line = PrinterLine()
        QVBoxLayout(self.window).addWidget(self.line)
        where = {
            "bridge": bridge, "desk": desk, "store_lane": lane, "printer_lane": self.printer_lane,
            "printer": self.printer, "queue": "",
        }  # fmt: skip
        self.watch = PrinterWatch(self.line, **where)  # type: ignore[arg-type]
        self.papers = PaperDesk(**where, pictures=page_pngs, watch=self.watch)  # type: ignore[arg-type]
        self.told: list[str] = []
        self.hands = Hands(self.window, folder / "screens")
        self.watch.show_actor(CLERK)
        self.window.resize(1200, 260)
        self.window.show()

    def print(self, times: int = 1) -> None:
        """The clerk presses that often."""
        for _ in range(times):
            self.papers.print_paper(
                CLERK, self.case.case_no, "", lambda outcome: self.told.append(outcome.value),
                lambda error: self.told.append(str(error)),
            )  # fmt: skip

    def wait(self, *told: str) -> None:
        """That is what the screen was told."""
        self.hands.wait_for(lambda: self.told == list(told), lambda: f"{self.told}")

    def seen(self, part: str) -> None:
        """The line shows it."""
        self.hands.wait_for(lambda: part in self.words(), lambda: f"{part} in {self.words()!r}")

    def words(self) -> str:
        """Everything that is read in the line."""
        if self.line.isHidden():
            return ""
        return " ".join(label.text() for label in self.line.findChildren(QLabel) if not label.isHidden())


@pytest.fixture
def stage(  # noqa: PLR0917 -- as above
    qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk, items: tuple[ServiceItem, ...], tmp_path: Path
) -> Iterator[Stage]:
    """With paper in both printers."""
    made = Stage(qtbot, bridge, lane, lane_desk, items, tmp_path)
    yield made
    assert made.printer_lane.close(5.0)


def test_nothing_is_said_while_the_printer_prints(stage: Stage) -> None:
    """Three presses are one job."""
    stage.print(times=3)
    stage.wait("printed")
    assert stage.words() == ""
    assert stage.printer.slow == [f"paper-{stage.case.case_no}"]


def test_a_queue_that_stands_still_is_told_with_what_waits_and_how_to_go_on(stage: Stage) -> None:
    """And the line goes when paper was put in; the paper came out once."""
    stage.printer.run_out()
    stage.print()
    stage.wait("submitted")
    stage.seen("打印队列“desk”已暂停")
    stage.seen(f"在队列中等待：{stage.case.case_no}")
    assert "继续" in stage.line.text()
    stage.hands.picture("printer-line")
    stage.printer.put_in()
    stage.line.go_to()
    stage.hands.press(KEY.Key_Return)
    stage.hands.wait_for(stage.line.isHidden, "the line goes")
    assert stage.printer.tray("desk") == [f"paper-{stage.case.case_no}.pdf"]


def test_a_job_is_taken_out_and_this_one_paper_is_printed_elsewhere(stage: Stage) -> None:
    """As the original, once; the desk's printer stays the desk's printer."""
    stage.printer.run_out()
    stage.print()
    stage.seen("在队列中等待")
    (cancel,) = stage.line.jobs()
    cancel.click()
    stage.wait("submitted", "failed")
    stage.seen(f"未打印：{stage.case.case_no}")
    assert stage.line.printers() == ("hall",)
    stage.line.print_elsewhere("hall")
    stage.wait("submitted", "failed", "printed")
    stage.printer.put_in()
    assert stage.printer.waiting("desk") == ()
    assert stage.printer.tray("desk") == []
    assert stage.printer.tray("hall") == [f"paper-{stage.case.case_no}.pdf"]
    rows = stage.lane.call(papers.prints_of, stage.desk.db, stage.case.case_no)
    assert [(row.printer, row.outcome.value, row.reason) for row in rows] == [
        ("desk", "failed", ""), ("hall", "printed", ""),
    ]  # fmt: skip


def test_what_the_printer_did_not_take_is_offered_elsewhere(stage: Stage) -> None:
    """A queue that stood still before anything was handed over."""
    stage.printer.run_out()
    stage.printer.both["desk"].submit(b"%PDF-", queue="desk", copies=1, job="report")
    stage.print()
    stage.wait("printer.paused queue=desk")
    stage.seen("其他程序的任务 1 件")
    stage.line.print_elsewhere("hall")
    stage.wait("printer.paused queue=desk", "printed")
    assert stage.printer.tray("hall") == [f"paper-{stage.case.case_no}.pdf"]


def test_whoever_signs_in_sees_what_still_waits_and_who_leaves_leaves_nothing_to_see(stage: Stage) -> None:
    """Yesterday's job is listed before anything is printed."""
    stage.printer.run_out()
    stage.print()
    stage.seen("在队列中等待")
    stage.watch.show_actor(None)
    assert stage.words() == ""
    stage.watch.show_actor(CLERK)
    stage.seen("在队列中等待")
    stage.line.go_to()
    stage.hands.press(KEY.Key_Escape)
    assert stage.line.isHidden()
