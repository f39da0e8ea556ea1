"""What the tests of 容缺跟踪 share: the screen with its presenter on a real desk, and cases that owe something."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counter.actions.desk import Desk
from counter.devices.folder_printer import FolderPrinter
from counter.documents.pictures import page_pngs
from counter.domain.case import Case
from counter.domain.ids import CaseId, uuid7
from counter.domain.item import ServiceItem
from counter.domain.staff import Actor
from counter.lanes import Lane
from counter.ports import Printer
from counter.store import cases, hall_cases, owed
from tests.actions import courses
from tests.actions.approving import know_supervisors
from tests.actions.results import card_of
from tests.conftest import CLERK, FakeClock
from ui.bridge import Bridge
from ui.deferred.presenter import DeferredPresenter
from ui.deferred.view import DeferredView
from ui.papers import PaperDesk
from ui.parts.chip import Chip
from ui.practice.hands import Hands

KEY = Qt.Key


class Stage:
    """The screen, its presenter, ten fingers, and a way to make cases on the lane."""

    def __init__(  # noqa: PLR0917 -- everything a screen stands on
        self, qtbot: QtBot, bridge: Bridge, lane: Lane, desk: Desk, item: ServiceItem, clock: FakeClock, folder: Path
    ) -> None:
        self.qtbot, self.lane, self.desk, self.item, self.clock = qtbot, lane, desk, item, clock
        self.printer_lane = Lane("printer")
        self.printed = folder / "papers"
        self.view = DeferredView()
        qtbot.addWidget(self.view)
        self.papers = PaperDesk(
            bridge=bridge,
            desk=desk,
            store_lane=lane,
            printer_lane=self.printer_lane,
            printer=self.printer(),
            queue="",
            pictures=page_pngs,
        )
        self.nudges: list[bool] = []
        self.presenter = DeferredPresenter(
            view=self.view,
            bridge=bridge,
            desk=desk,
            store_lane=lane,
            papers=self.papers,
            nudge=lambda: self.nudges.append(True),
        )
        self.hands = Hands(self.view, folder / "screens")
        lane.call(know_supervisors, desk)
        self.view.resize(1226, 734)
        with qtbot.waitExposed(self.view):
            self.view.show()
        self.view.activateWindow()

    def printer(self) -> Printer:
        """Where papers come out."""
        return FolderPrinter(self.printed)

    def deferred(self, *, serial: int = 1, lacking: int = 2) -> Case:
        """A case whose last materials may follow until the ninth."""
        return self.lane.call(courses.deferred, self.desk, self.item, lacking=lacking, serial=serial)

    def correcting(self, *, serial: int = 1, lacking: int = 2) -> Case:
        """A case that was told what lacks."""
        return self.lane.call(courses.correcting, self.desk, self.item, lacking=lacking, serial=serial)

    def elsewhere(self) -> Case:
        """A case of another window of the hall that owes one material, as the platform tells of it."""
        mine = self.deferred(serial=40, lacking=1)
        theirs = msgspec.structs.replace(mine, case_id=CaseId(uuid7()), case_no="421199-01-07-A-000042-X")
        self.lane.call(_tell_of, self.desk, theirs)
        return theirs

    def enter(self, *, rows: int, actor: Actor = CLERK) -> None:
        """The person has the screen before him, with that many rows."""
        self.presenter.show_actor(actor)
        self.view.setFocus()
        self.hands.wait_for(lambda: self.view.rows.rowCount() == rows, f"{rows} rows")

    def open(self, case: Case) -> None:
        """That case stands at the right and its rows have the focus."""
        self.hands.type(case.case_no)
        self.hands.press(KEY.Key_Return)
        self.wait_shown(case)

    def open_again(self, case: Case) -> None:
        """The case is looked at anew."""
        self.presenter.open_case(case.case_id)
        self.hands.rest(100)
        self.wait_shown(case)

    def wait_shown(self, case: Case) -> None:
        """That case stands at the right."""

        def shown() -> bool:
            outlook = self.view.panel.outlook()
            return outlook is not None and outlook.case.case_id == case.case_id and self.view.panel.table.hasFocus()

        self.hands.wait_for(shown, "the case")

    def says(self, part: str) -> None:
        """The banner says that."""
        self.hands.wait_for(lambda: part in self.view.banner.text(), part)

    def wait_for_list(self, chip: Chip) -> None:
        """The list is as long as the chip says."""
        self.hands.wait_for(lambda: self.view.rows.total() == chip.count(), "the list of the light")

    def cell(self, row: int, column: int) -> str:
        """The text of a cell of the list."""
        return str(self.view.rows.data(self.view.rows.index(row, column)))

    def state(self, case: Case) -> str:
        """The state of the case on the disk."""
        return self.lane.call(lambda: self._case(case).state.value)

    def open_owed(self, case: Case) -> list[str]:
        """What is still owed on the disk."""
        return self.lane.call(lambda: [owed.code for owed in self._case(case).course.open_owed()])

    def _case(self, case: Case) -> Case:
        found = cases.read_case(self.desk.db, case.case_id)
        assert found is not None
        return found

    def close(self) -> None:
        """The printer's lane has ended."""
        assert self.printer_lane.close(5.0)


def _tell_of(desk: Desk, case: Case) -> None:
    with desk.store.write() as db:
        hall_cases.put_card(db, card_of(case), desk.moment().at)
        owed.put_case(db, case, "07")
