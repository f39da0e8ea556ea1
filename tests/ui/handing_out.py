"""What the tests of 出件 and 日结 share: a screen with its presenter on a real desk, and announced results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from counter.actions import handout
from counter.actions.desk import Desk
from counter.devices.folder_printer import FolderPrinter
from counter.documents.pictures import page_pngs
from counter.domain.case import Case
from counter.domain.item import ServiceItem
from counter.domain.staff import Actor
from counter.lanes import Lane
from counter.store import results
from tests.actions.approving import know_supervisors
from tests.actions.results import announce
from tests.conftest import CLERK, FakeClock
from tests.faults.support import take
from ui.bridge import Bridge
from ui.papers import PaperDesk
from ui.practice.hands import Hands
from ui.sheet_desk import SheetDesk

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class Stage:
    """A screen on a real desk, ten fingers, and a way to make cases and results on the lane.

    Args:
        view: the screen; it has a ``banner``.
        presenter: its class.
        papers: whether the presenter prints papers with numbers too.
    """

    def __init__(  # noqa: PLR0917 -- everything a screen stands on
        self,
        view: Any,
        presenter: Any,
        qtbot: QtBot,
        bridge: Bridge,
        lane: Lane,
        desk: Desk,
        items: tuple[ServiceItem, ...],
        clock: FakeClock,
        folder: Path,
        *,
        papers: bool = True,
    ) -> None:
        self.lane, self.desk, self.items, self.clock = lane, desk, items, clock
        self.printer_lane = Lane("printer")
        self.printed = folder / "papers"
        self.view = view
        qtbot.addWidget(view)
        more: dict[str, Any] = {}
        where: dict[str, Any] = {
            "bridge": bridge,
            "desk": desk,
            "store_lane": lane,
            "printer_lane": self.printer_lane,
            "printer": FolderPrinter(self.printed),
            "queue": "",
        }
        self.sheets = SheetDesk(**where, parent=view)
        if papers:
            more["papers"] = PaperDesk(**where, pictures=page_pngs, parent=view)
        self.nudges: list[bool] = []
        self.presenter = presenter(
            view=view,
            bridge=bridge,
            desk=desk,
            store_lane=lane,
            sheets=self.sheets,
            **more,
            nudge=lambda: self.nudges.append(True),
        )
        self.hands = Hands(view, folder / "screens")
        lane.call(know_supervisors, desk)
        view.resize(1226, 734)

    def show(self, qtbot: QtBot) -> None:
        """The screen is before the person."""
        with qtbot.waitExposed(self.view):
            self.view.show()
        self.view.activateWindow()

    def announced(self, serial: int = 1, name: str = "许可证", *, by_post: bool = False) -> tuple[Case, str]:
        """A case of this window, and its result that a department announced."""

        def make() -> tuple[Case, str]:
            case = take(self.desk, self.items, serial)
            return case, announce(self.desk, case, name, by_post=by_post).id

        return self.lane.call(make)

    def at_window(self, serial: int = 1, name: str = "许可证", *, by_post: bool = False) -> tuple[Case, str]:
        """A result that lies here."""
        case, result = self.announced(serial, name, by_post=by_post)
        self.lane.call(handout.sign_in_results, self.desk, CLERK, [result])
        return case, result

    def state(self, result: str) -> str:
        """The state of the result on the disk."""
        return str(self.lane.call(lambda: self._result(result).state.value))

    def handed(self, result: str) -> Any:
        """What became of it, on the disk."""
        return self.lane.call(lambda: self._result(result).handed)

    def says(self, part: str) -> None:
        """The banner says that."""
        self.hands.wait_for(lambda: part in self.view.banner.text(), f"{part!r}, not {self.view.banner.text()!r}")

    def enter(self, actor: Actor = CLERK) -> None:
        """The person has the screen before him."""
        self.presenter.show_actor(actor)
        self.view.setFocus()

    def paper_count(self) -> int:
        """How many papers came out."""
        return len(list(self.printed.glob("*.pdf")))

    def wait_for_focus(self, widget: QWidget) -> None:
        """That widget has the focus."""
        self.hands.wait_for(widget.hasFocus, f"the focus on {type(widget).__name__}")

    def close(self) -> None:
        """The printer's lane has ended."""
        assert self.printer_lane.close(20.0)

    def _result(self, result: str) -> Any:
        found = results.read(self.desk.db, result)
        assert found is not None
        return found
