"""What the tests of 审核 share: the screen with its presenter on a real desk, and things that wait for a supervisor."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec
import pypdfium2
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counter.actions import intake, reviews
from counter.actions.desk import Desk
from counter.devices.folder_printer import FolderPrinter
from counter.documents.pictures import page_pngs
from counter.domain.case import Attachment, Case, Decision
from counter.domain.course import Refusal, RefusalGround
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy
from counter.domain.proposal import Proposal, Take, Void
from counter.domain.review import Review
from counter.domain.staff import Actor, Role
from counter.lanes import Lane
from tests.actions import courses
from tests.actions.approving import SECOND, know_supervisors
from tests.conftest import CLERK, PDF, SUPERVISOR, FakeClock, draft_of, filled
from ui.bridge import Bridge
from ui.papers import PaperDesk
from ui.practice.hands import Hands
from ui.review.presenter import ReviewPresenter
from ui.review.view import ReviewView

KEY = Qt.Key
CHIEF = Actor(clerk_no=SECOND, name="郑海", roles=(Role.CLERK, Role.SUPERVISOR))
"""The other supervisor of the hall."""
REFUSAL = Refusal(
    ground=RefusalGround.NOT_ELIGIBLE, reasons="申请人不具备申请条件", legal_basis="《行政许可法》第三十二条"
)


T = TypeVar("T")


def pdf_of(*, pages: int) -> bytes:
    """A document of so many empty pages."""
    document, file = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(595, 842)
    document.save(file)
    document.close()
    return file.getvalue()


class Stage:
    """The screen, its presenter, ten fingers, and a way to ask for things on the lane."""

    def __init__(  # noqa: PLR0917 -- everything a screen stands on
        self, qtbot: QtBot, bridge: Bridge, lane: Lane, desk: Desk, items: tuple[ServiceItem, ...], clock: FakeClock,
        folder: Path,
    ) -> None:  # fmt: skip
        self.qtbot, self.bridge, self.lane, self.desk, self.clock = qtbot, bridge, lane, desk, clock
        self.item = courses.item_with_two(items)
        self.printer_lane = Lane("printer")
        self.printed = folder / "papers"
        self.papers = PaperDesk(
            bridge=bridge, desk=desk, store_lane=lane, printer_lane=self.printer_lane,
            printer=FolderPrinter(self.printed), queue="", pictures=page_pngs,
        )  # fmt: skip
        self.nudges: list[bool] = []
        self.opened: list[str] = []
        self.view = ReviewView()
        qtbot.addWidget(self.view)
        self.presenter = ReviewPresenter(
            view=self.view, bridge=bridge, desk=desk, store_lane=lane, papers=self.papers,
            nudge=lambda: self.nudges.append(True), open_case=self.opened.append,
            open_stuck=lambda: self.opened.append("stuck"),
        )  # fmt: skip
        self.hands = Hands(self.view, folder / "screens")
        lane.call(know_supervisors, desk)
        lane.call(courses.rule, desk, HallPolicy(version=1))
        self.view.resize(1226, 734)
        with qtbot.waitExposed(self.view):
            self.view.show()
        self.view.activateWindow()

    def case(self, serial: int = 1) -> Case:
        """A case under way."""
        return self.lane.call(courses.accepted, self.desk, self.item, serial=serial)

    def ask(self, proposal: Proposal, reason: str = "", *, by: Actor = CLERK) -> Review:
        """It waits for a supervisor."""
        return self.lane.call(reviews.ask, self.desk, by, proposal, reason)

    def ask_void(self, serial: int = 1, *, by: Actor = CLERK) -> Review:
        """A case is to be voided."""
        return self.ask(Void(case=self.case(serial).case_id, reason="重复收件"), "申请人交了两次", by=by)

    def ask_refusal(self, *, scan: bytes = PDF) -> Review:
        """A draft with a scan is to be refused."""
        return self.lane.call(self._ask_refusal, scan)

    def enter(self, *, rows: int, actor: Actor = SUPERVISOR) -> None:
        """The supervisor has the queue before him, with that many rows and the first one's evidence."""
        self.presenter.show_actor(actor)
        self.view.setFocus()
        self.hands.wait_for(lambda: self.view.rows.rowCount() == rows, f"{rows} rows")
        if rows:
            self.hands.wait_for(lambda: self.view.evidence.evidence() is not None, "the evidence")

    def read(self, review: Review) -> Review:
        """The review as it stands on the disk."""
        return self.lane.call(reviews.read, self.desk, review.id)

    def call(self, deed: Callable[..., T], *args: object, **named: object) -> T:
        """Something done on the lane that tells the screens."""
        outcome = self.lane.call(partial(deed, self.desk, *args, **named))
        self.bridge.announce(["reviews"])
        return outcome

    def says(self, part: str) -> None:
        """The banner says that."""
        self.hands.wait_for(lambda: part in self.view.banner.text(), part)

    def cell(self, row: int, column: int) -> str:
        """The text of a cell of the queue."""
        return str(self.view.rows.data(self.view.rows.index(row, column)))

    def close(self) -> None:
        """The printer's lane has ended."""
        assert self.printer_lane.close(20.0)

    def _ask_refusal(self, scan: bytes) -> Review:
        spec = self.item.materials[0]
        whole = filled(self.item, serial=77)
        file: Attachment = intake.attach_file(self.desk, spec, content=scan, file_name="证明.pdf")
        first = msgspec.structs.replace(whole.materials[0], attachments=(file,))
        drafted = msgspec.structs.replace(whole, materials=(first, *whole.materials[1:]))
        draft = draft_of(drafted, at=self.desk.moment().at)
        intake.save_draft(self.desk, draft)
        proposal = Take(case=CaseId(draft.case_id), decision=Decision.REFUSED, intake=drafted, ruling=REFUSAL)
        return reviews.ask(self.desk, CLERK, proposal, "申请人年龄不符")
