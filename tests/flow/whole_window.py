"""The whole window at a desk on the disk, and a clerk's fingers; it can be killed and opened again on the same home."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from counter.actions import enrolment
from counter.actions import intake as deeds
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.devices.folder_printer import FolderPrinter
from counter.documents.pictures import page_pngs
from counter.domain.case import Draft
from counter.domain.item import ServiceItem
from counter.domain.staff import Actor
from counter.errors import Unreachable
from counter.lanes import Lane
from counter.platform_api.simulated import PASSWORD, SimulatedPlatform
from counter.sync.round import sync_once
from counter.wire.messages import NewsEntry, NewsKind
from counter.wire.news import CaseCard
from tests.conftest import FakeClock, open_desk_at
from ui.backroom import Backroom
from ui.intake.presenter import IntakePresenter
from ui.intake.view import IntakeView
from ui.parts.tag import StateTag
from ui.parts.text import PlainLabel
from ui.shop import Shop

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
WAIT_MS = 10_000


class WholeWindow:
    """The program as the clerk has it before him."""

    def __init__(self, qtbot: QtBot, folder: Path, clock: FakeClock, platform: SimulatedPlatform) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.lane, self.sync_lane, self.printer_lane = Lane("store"), Lane("sync"), Lane("printer")
        self.desk: Desk = self.lane.call(open_desk_at, folder, clock)
        self.shop = Shop(
            Backroom(
                store_lane=self.lane,
                sync_lane=self.sync_lane,
                printer_lane=self.printer_lane,
                desk=self.desk,
                platform=platform,
                front_door=platform,
                printer=FolderPrinter(folder / "papers"),
                queue="",
                pictures=page_pngs,
                archive=platform,
                updates=folder / "updates",
            )
        )
        self.shop.window.show()
        self.shop.window.activateWindow()
        self.until(self.shop.window.isActiveWindow)

    @property
    def view(self) -> IntakeView:
        """收件."""
        return self.shop.rooms.intake.view

    @property
    def presenter(self) -> IntakePresenter:
        """What stands behind it."""
        return self.shop.rooms.intake.presenter

    def until(self, true: Callable[[], bool]) -> None:
        """Waits until it is so."""
        self.qtbot.waitUntil(true, timeout=WAIT_MS)

    def settle(self) -> None:
        """Everything that was asked of the store has been answered on the screen."""
        reached: list[bool] = []
        self.shop.bridge.run(self.lane, lambda: None, done=lambda _: reached.append(True))
        self.until(lambda: bool(reached))

    def sign_in(self, number: str) -> None:
        """That person works here now."""
        self.shop.sign_in_view.clear()
        for text in (number, PASSWORD):
            QTest.keyClicks(focused(), text)
            QTest.keyClick(focused(), KEY.Key_Return)
        self.until(lambda: self.shop.actor() is not None)
        self.settle()

    def sign_out(self) -> None:
        """Ctrl+L, Enter."""
        self.press(KEY.Key_L, with_=CTRL)
        self.settle()
        self.press(KEY.Key_Return)
        self.until(lambda: self.shop.actor() is None)
        self.settle()

    def press(self, *keys: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Keys on whatever has the focus."""
        for key in keys:
            QTest.keyClick(focused(), key, with_)

    def type(self, text: str) -> None:
        """Text into whatever has the focus; Chinese comes as an input method gives it."""
        if text.isascii():
            QTest.keyClicks(focused(), text)
        else:
            commit = QInputMethodEvent("", [])
            commit.setCommitString(text)
            QApplication.sendEvent(focused(), commit)

    def type_applicant(self, number: str, name: str) -> None:
        """Number, Enter, name."""
        self.view.focus_number()
        self.type(number)
        self.press(KEY.Key_Return)
        self.type(name)

    def pick(self, item: ServiceItem) -> None:
        """The item is searched by its code and taken."""
        self.press(KEY.Key_2, with_=ALT)
        self.type(item.code)
        self.press(KEY.Key_Return)
        self.until(lambda: (self.view.service_item() or item).code == item.code and bool(self.view.service_item()))
        self.settle()

    def drafts(self, actor: Actor) -> tuple[Draft, ...]:
        """The person's drafts on the disk."""
        return self.lane.call(deeds.list_drafts, self.desk, actor)

    def texts(self) -> list[str]:
        """Every sentence and word that can be seen, and every entry of what is typed."""
        return [label.text() for label in self.shop.window.findChildren(PlainLabel) if label.isVisible()]

    def words(self) -> list[str]:
        """The word of every state that can be seen."""
        return [tag.word() for tag in self.shop.window.findChildren(StateTag) if tag.isVisible()]

    def die(self) -> None:
        """The window is gone without a chance to save; what the store lane had begun is on the disk."""
        self.shop.close()
        for lane in (self.printer_lane, self.sync_lane):
            assert lane.close(20.0)
        self.lane.call(self.desk.store.close)
        assert self.lane.close(5.0)


def focused() -> QWidget:
    """Where the next key goes."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


class Opener:
    """Opens the window on one home, again and again."""

    def __init__(self, qtbot: QtBot, folder: Path, clock: FakeClock, platform: SimulatedPlatform) -> None:
        self.clock, self.platform = clock, platform
        self._qtbot, self._folder = qtbot, folder
        self._open: WholeWindow | None = None
        desk = open_desk_at(folder, clock)
        enrolment.enrol(desk, platform, code="OK-1", platform_url="http://127.0.0.1:1")
        sync_once(desk, platform, platform, on_this_thread)
        self.install = desk.enrolment().install
        desk.store.close()

    def open(self) -> WholeWindow:
        """The window; one that is open dies first."""
        self.die()
        self._open = WholeWindow(self._qtbot, self._folder, self.clock, self.platform)
        return self._open

    def off(self, *, sign_in: bool = False) -> None:
        """Nothing reaches the platform, but the signing in unless that is off too."""

        def silence(call: str) -> None:
            if call != "sign_in" or sign_in:
                raise Unreachable("platform.unreachable", call=call)

        self.platform.mishaps.before = silence

    def tell(self, card: CaseCard) -> None:
        """The platform tells of a case of another window."""
        self.platform.feed.append(
            NewsEntry(
                seq=len(self.platform.feed) + 1,
                kind=NewsKind.CASE,
                at=self.clock.at,
                case=card.case,
                detail=msgspec.Raw(msgspec.json.encode(card)),
            )
        )
        desk = open_desk_at(self._folder, self.clock)
        sync_once(desk, self.platform, self.platform, on_this_thread)
        desk.store.close()

    def on(self) -> None:
        """The platform can be reached again."""
        self.platform.mishaps.before = lambda _call: None

    def die(self) -> None:
        """No window is open."""
        last, self._open = self._open, None
        if last is not None:
            last.die()


@contextlib.contextmanager
def opener(qtbot: QtBot, folder: Path, clock: FakeClock, platform: SimulatedPlatform) -> Iterator[Opener]:
    """What opens windows; none is left open."""
    made = Opener(qtbot, folder, clock, platform)
    try:
        yield made
    finally:
        made.die()


def is_gone(window: WholeWindow) -> bool:
    """Whether the window was closed."""
    return not shiboken6.isValid(window.shop.window) or not window.shop.window.isVisible()


def has_beaten(window: WholeWindow) -> bool:
    """Whether a round has ended."""
    return window.shop.heartbeat.last() is not None
