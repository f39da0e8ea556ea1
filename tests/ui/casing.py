"""What the tests of 办件 share: the screen with its presenter on a real desk, and cases in every state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counter.actions import lists
from counter.actions.desk import Desk
from counter.actions.lists import CaseDetail
from counter.devices.folder_printer import FolderPrinter
from counter.documents.pictures import page_pngs
from counter.domain.case import Case, PrintOutcome
from counter.domain.item import ServiceItem
from counter.domain.staff import Actor
from counter.lanes import Lane
from tests.actions.approving import SECRET, know_supervisors
from tests.conftest import CLERK, SUPERVISOR, FakeClock
from ui.bridge import Bridge
from ui.cases.presenter import CasesPresenter
from ui.cases.view import CasesView
from ui.papers import PaperDesk
from ui.practice.hands import Hands
from ui.sheet_desk import SheetDesk

KEY = Qt.Key


class UncertainPrinter(FolderPrinter):
    """A printer that takes every job and never says what became of it."""

    def submit(self, pdf: bytes, *, queue: str, copies: int, job: str) -> PrintOutcome:
        """Nobody knows."""
        super().submit(pdf, queue=queue, copies=copies, job=job)
        return PrintOutcome.UNCERTAIN


class Stage:
    """The screen, its presenter, ten fingers, and a way to make cases on the lane."""

    def __init__(  # noqa: PLR0917 -- everything a screen stands on
        self,
        qtbot: QtBot,
        bridge: Bridge,
        lane: Lane,
        desk: Desk,
        item: ServiceItem,
        clock: FakeClock,
        folder: Path,
        *,
        uncertain: bool = False,
    ) -> None:
        self.lane, self.desk, self.item, self.clock = lane, desk, item, clock
        self.printer_lane = Lane("printer")
        self.printed = folder / "papers"
        self.view = CasesView()
        qtbot.addWidget(self.view)
        printer = UncertainPrinter(self.printed) if uncertain else FolderPrinter(self.printed)
        self.papers = PaperDesk(
            bridge=bridge,
            desk=desk,
            store_lane=lane,
            printer_lane=self.printer_lane,
            printer=printer,
            queue="",
            pictures=page_pngs,
        )
        self.presenter = CasesPresenter(
            view=self.view,
            bridge=bridge,
            desk=desk,
            store_lane=lane,
            papers=self.papers,
            sheets=SheetDesk(
                bridge=bridge,
                desk=desk,
                store_lane=lane,
                printer_lane=self.printer_lane,
                printer=printer,
                queue="",
                parent=self.view,
            ),
            nudge=lambda: None,
        )
        self.hands = Hands(self.view, folder / "screens")
        lane.call(know_supervisors, desk)
        self.view.resize(1226, 734)
        with qtbot.waitExposed(self.view):
            self.view.show()
        self.view.activateWindow()

    def make(self, how: Callable[..., Case], *, serial: int = 1) -> Case:
        """A case of that kind (``tests.actions.courses``)."""
        return self.lane.call(how, self.desk, self.item, serial=serial)

    def open(self, case: Case, *, actor: Actor = CLERK) -> None:
        """The person has that case before him."""
        self.presenter.show_actor(actor)
        self.view.setFocus()
        self.hands.wait_for(lambda: self.view.rows.rowCount() > 0, "the list")
        self.hands.type(case.case_no)
        self.hands.press(KEY.Key_Return)
        self.hands.wait_for(lambda: self.shown(case), "the case")

    def shown(self, case: Case) -> bool:
        """That case stands at the right."""
        shown = self.view.detail.case()
        return shown is not None and shown.case_id == case.case_id and self.view.detail.outlook() is not None

    def choose(self, title: str) -> None:
        """F8 and the line of that title."""
        self.hands.press(KEY.Key_F8)
        moves = self.view.detail.moves
        row = [move.title for move in moves.moves()].index(title)
        moves.list.choose(row)
        self.hands.press(KEY.Key_Return)

    def fill(self, *answers: str) -> None:
        """Enter goes on after each answer; an empty one leaves what stands there."""
        for answer in answers:
            if answer:
                self.hands.type(answer)
            self.hands.press(KEY.Key_Return)

    def approve(self) -> None:
        """The supervisor stands behind the clerk and types number and secret."""
        self.hands.wait_for(self.view.approval.asking, "现场授权")
        self.hands.press(KEY.Key_1)
        self.fill(SUPERVISOR.clerk_no)
        self.view.approval.secret.setText(SECRET)
        self.hands.press(KEY.Key_Return)

    def says(self, part: str) -> None:
        """The banner says that."""
        self.hands.wait_for(lambda: part in self.view.banner.text(), part)

    def disk(self, case: Case) -> CaseDetail:
        """The case as it stands on the disk."""
        return self.lane.call(lists.read_case, self.desk, case.case_id)

    def state(self, case: Case) -> str:
        """Its state there."""
        return self.disk(case).case.state.value

    def close(self) -> None:
        """The printer's lane has ended."""
        assert self.printer_lane.close(5.0)
