"""开通: address and code by keys, told in words; by the policy's code at the first start; then one signs in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from counter.actions import enrolment
from counter.actions.desk import Desk
from counter.devices.folder_printer import FolderPrinter
from counter.documents.pictures import page_pngs
from counter.errors import Refused
from counter.lanes import Lane
from counter.platform_api.simulated import PASSWORD, SimulatedPlatform
from tests.conftest import FakeClock, open_desk_at
from tests.ui.machines import Machine
from ui.backroom import Backroom
from ui.enrolling.view import EnrolView
from ui.machine_room import Way
from ui.shop import Shop

KEY = Qt.Key
WAIT_MS = 8000


class Window:
    """The whole window of a machine that nobody enrolled."""

    def __init__(
        self, qtbot: QtBot, folder: Path, clock: FakeClock, platform: SimulatedPlatform, machine: Machine
    ) -> None:
        self.qtbot, self.machine = qtbot, machine
        self.lanes = [Lane(name) for name in ("store", "sync", "printer")]
        self.desk: Desk = self.lanes[0].call(open_desk_at, folder / "home", clock)

        def enrol(code: str, url: str) -> Way:
            if not code.startswith("OK"):
                raise Refused("enrolment.code", field="code")
            enrolment.enrol(self.desk, platform, code=code, platform_url=url or "http://127.0.0.1:1")
            return Way(front_door=platform, platform=platform, seals=None)

        machine.enrol = enrol
        self.shop = Shop(
            Backroom(
                store_lane=self.lanes[0],
                sync_lane=self.lanes[1],
                printer_lane=self.lanes[2],
                desk=self.desk,
                platform=None,
                front_door=platform,
                printer=FolderPrinter(folder / "papers"),
                queue="",
                pictures=page_pngs,
                machine=machine.room(),
                idle_minutes=5,
                least_rules=3,
            )
        )

    def show(self) -> None:
        """It is before the clerk."""
        with self.qtbot.waitExposed(self.shop.window):
            self.shop.window.show()
        self.shop.window.activateWindow()
        self.until(self.shop.window.isActiveWindow)

    def until(self, true: Callable[[], bool]) -> None:
        """Waits until it is so."""
        self.qtbot.waitUntil(true, timeout=WAIT_MS)

    def enrol_view(self) -> EnrolView:
        """The screen, once it is shown."""
        self.until(lambda: isinstance(self.shop.door.currentWidget(), EnrolView))
        view = self.shop.door.currentWidget()
        assert isinstance(view, EnrolView)
        return view

    def sign_in(self) -> None:
        """A clerk's number and password."""
        self.shop.sign_in_view.clear()
        for text in ("100023", PASSWORD):
            QTest.keyClicks(_focus(), text)
            QTest.keyClick(_focus(), KEY.Key_Return)
        self.until(lambda: self.shop.actor() is not None)


def _focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


@pytest.fixture
def opened(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, clock: FakeClock, platform: SimulatedPlatform
) -> Iterator[Callable[[Machine], Window]]:
    """Opens the window of a machine; it is closed at the end."""
    made: list[Window] = []

    def make(machine: Machine) -> Window:
        made.append(Window(qtbot, tmp_path, clock, platform, machine))
        return made[-1]

    yield make
    for window in made:
        window.shop.close()
        for each in window.lanes[1:]:
            assert each.close(20.0)
        window.lanes[0].call(window.desk.store.close)
        assert window.lanes[0].close(5.0)
    qapp.sendPostedEvents()


@pytest.fixture
def window(opened: Callable[[Machine], Window], lane: Lane, tmp_path: Path) -> Window:
    """Of a machine whose platform IT has fixed."""
    return opened(Machine(tmp_path, lane, platform_url="https://hall.example.invalid"))


def test_a_wrong_code_is_told_and_the_right_one_leads_to_the_sign_in(window: Window) -> None:
    """The address that IT has fixed cannot be typed over; the code has the focus from the first moment."""
    window.show()
    view = window.enrol_view()
    window.until(lambda: view._address.text() == "https://hall.example.invalid")
    assert view._address.isReadOnly()
    window.until(view._code.hasFocus)
    QTest.keyClick(_focus(), KEY.Key_Return)
    assert view.text() == "请录入开通码"
    QTest.keyClicks(_focus(), "no-1")
    QTest.keyClick(_focus(), KEY.Key_Return)
    window.until(lambda: "开通码不对" in view.text())
    assert view._code.selectedText() == "no-1"
    QTest.keyClicks(_focus(), "OK-1")
    QTest.keyClick(_focus(), KEY.Key_Return)
    window.until(lambda: window.shop.door.currentWidget() is window.shop.sign_in_view)
    assert window.machine.asked[-1] == ("OK-1", "https://hall.example.invalid")
    window.until(lambda: window.shop.sign_in_view.isAncestorOf(_focus()))
    window.until(lambda: window.shop.heartbeat.last() is not None)
    window.sign_in()
    window.until(lambda: "第 0 版" in window.shop.window.banner.text())  # IT demands version 3 of the hall's rules


def test_the_policys_code_enrols_by_itself_and_a_refusal_leaves_the_screen_for_a_person(
    opened: Callable[[Machine], Window], lane: Lane, tmp_path: Path
) -> None:
    machine = Machine(tmp_path, lane, enrol_code_file=str(tmp_path / "code"))
    window = opened(machine)
    window.show()
    view = window.enrol_view()
    window.until(lambda: "开通码不对" in view.text())
    assert machine.asked == [("", "")]
    assert not view._code.isReadOnly()


def test_who_leaves_his_seat_is_signed_out_with_his_typing_kept(window: Window) -> None:
    """Five minutes without a key: the next clerk finds a free desk, the first one his draft."""
    seconds = [0.0]
    window.shop.idle._seconds = lambda: seconds[0]
    window.show()
    view = window.enrol_view()
    QTest.keyClicks(view._code, "OK-1")
    QTest.keyClick(view._code, KEY.Key_Return)
    window.until(lambda: window.shop.door.currentWidget() is window.shop.sign_in_view)
    window.sign_in()
    seconds[0] = 299.0
    window.shop.idle.look()
    assert window.shop.actor() is not None
    handle = window.shop.window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, KEY.Key_Shift)
    seconds[0] = 598.0
    window.shop.idle.look()
    assert window.shop.actor() is not None, "a key came at 299 s"
    seconds[0] = 599.0
    window.shop.idle.look()
    window.until(lambda: window.shop.actor() is None)
    assert "5 分钟无操作" in window.shop.sign_in_view._banner.text()
