"""The whole window on a real desk: the sign-in is there first, and nobody has to wait for the rooms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from counter.actions.desk import Desk
from counter.devices.folder_printer import FolderPrinter
from counter.documents.pictures import page_pngs
from counter.lanes import Lane
from counter.platform_api.simulated import PASSWORD, SimulatedPlatform
from ui.backroom import Backroom
from ui.cases.view import CasesView
from ui.intake.view import IntakeView
from ui.outbox.view import OutboxView
from ui.shop import Shop
from ui.window import CounterWindow

KEY = Qt.Key
WAIT_MS = 8000


@pytest.fixture
def shop(
    qapp: QApplication, lane: Lane, lane_desk: Desk, platform: SimulatedPlatform, tmp_path: Path
) -> Iterator[Shop]:
    sync_lane, printer_lane = Lane("sync"), Lane("printer")
    backroom = Backroom(
        store_lane=lane,
        sync_lane=sync_lane,
        printer_lane=printer_lane,
        desk=lane_desk,
        platform=platform,
        front_door=platform,
        printer=FolderPrinter(tmp_path / "papers"),
        queue="",
        pictures=page_pngs,
    )
    made = Shop(backroom)
    yield made
    made.close()
    assert printer_lane.close(20.0)
    assert sync_lane.close(5.0)
    qapp.sendPostedEvents()


def _show(shop: Shop, qtbot: QtBot) -> None:
    with qtbot.waitExposed(shop.window):
        shop.window.show()
    shop.window.activateWindow()
    qtbot.waitUntil(shop.window.isActiveWindow, timeout=WAIT_MS)


def _screens(app: QApplication) -> set[int]:
    """The addresses of the windows and screens that stand by themselves."""
    kinds = CounterWindow | IntakeView | CasesView | OutboxView
    return {shiboken6.getCppPointer(widget)[0] for widget in app.topLevelWidgets() if isinstance(widget, kinds)}


def _focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def _sign_in(number: str) -> None:
    QTest.keyClicks(_focus(), number)
    QTest.keyClick(_focus(), KEY.Key_Return)
    QTest.keyClicks(_focus(), PASSWORD)
    QTest.keyClick(_focus(), KEY.Key_Return)


def test_no_room_is_begun_before_the_sign_in_was_painted_and_then_all_come(shop: Shop, qtbot: QtBot) -> None:
    QApplication.processEvents()
    assert shop.window.findChild(IntakeView) is None
    with qtbot.waitSignal(shop.furnished, timeout=WAIT_MS):
        _show(shop, qtbot)
    for kind in (IntakeView, CasesView, OutboxView):
        assert shop.window.findChild(kind) is not None
    assert not shop.window.build_on()


def test_keys_that_come_while_the_rooms_are_built_stand_in_the_number(shop: Shop, qtbot: QtBot) -> None:
    _show(shop, qtbot)
    typed = ""
    with qtbot.waitSignal(shop.furnished, timeout=WAIT_MS) as furnished:
        while not furnished.signal_triggered:
            QTest.keyClick(_focus(), KEY.Key_7)
            typed += "7"
            QApplication.sendPostedEvents()
            QApplication.processEvents()
    number = _focus()
    assert isinstance(number, QLineEdit)
    assert number.text() == typed[: number.maxLength()]
    assert shop.sign_in_view.isAncestorOf(number)


@pytest.mark.parametrize("steps", range(10))
def test_the_window_closes_after_any_step_and_leaves_no_screen_behind(
    qapp: QApplication, shop: Shop, steps: int
) -> None:
    before = _screens(qapp)
    assert all(shop.window.build_on() for _ in range(steps))
    shop.close()
    assert _screens(qapp) < before


def test_a_clerk_who_is_faster_than_the_building_finds_his_room_whole(shop: Shop, qtbot: QtBot) -> None:
    _show(shop, qtbot)
    _sign_in("100023")
    qtbot.waitUntil(lambda: shop.window.current_key() == "F2", timeout=WAIT_MS)
    assert shop.rooms.intake.view.isVisible()
    assert shop.actor() is not None
    QTest.keyClick(_focus(), KEY.Key_F7)
    assert shop.rooms.cases.view.isVisible()


def test_after_leaving_the_next_clerk_signs_in_to_the_same_rooms(shop: Shop, qtbot: QtBot) -> None:
    _show(shop, qtbot)
    _sign_in("100023")
    qtbot.waitUntil(lambda: shop.window.current_key() == "F2", timeout=WAIT_MS)
    view = shop.rooms.intake.view
    shop.window.sign_out_asked.emit()
    qtbot.waitUntil(lambda: shop.window.current_key() == "" and shop.actor() is None, timeout=WAIT_MS)
    _sign_in("100024")
    qtbot.waitUntil(lambda: shop.window.current_key() == "F2", timeout=WAIT_MS)
    assert shop.rooms.intake.view is view


def test_nothing_of_a_closed_window_goes_on_ticking(shop: Shop) -> None:
    """A timer that outlives the window would speak to what is gone."""
    shop.close()
    assert not [timer for timer in shop.findChildren(QTimer) if timer.isActive()]


def test_every_key_of_the_whole_window_means_one_thing_wherever_the_cursor_is(shop: Shop) -> None:
    """Qt carries out neither of two shortcuts that one key reaches (Ctrl+P did nothing in 办件)."""
    while shop.window.build_on():
        pass
    shortcuts = shop.window.findChildren(QShortcut)
    assert {"F2", "F8", "Alt+1", "Ctrl+P"} <= {shortcut.key().toString() for shortcut in shortcuts}
    twice = [
        (one.key().toString(), type(one.parent()).__name__, type(other.parent()).__name__)
        for one in shortcuts
        for other in shortcuts
        if one is not other and one.key() == other.key() and _reaches(one, other)
    ]
    assert not twice


def _reaches(one: QShortcut, other: QShortcut) -> bool:
    """Whether ``one`` works wherever ``other`` does."""
    mine, theirs = one.parent(), other.parent()
    if one.context() is Qt.ShortcutContext.ApplicationShortcut or mine is theirs:
        return True
    assert isinstance(mine, QWidget)
    assert isinstance(theirs, QWidget)
    return mine.isAncestorOf(theirs)
