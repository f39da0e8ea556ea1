"""The intake screen at a real desk inside the real shell, and a clerk's fingers; shared by the tests of 收件."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from counter.actions import lists
from counter.actions.desk import Desk
from counter.domain.case import Case, Draft, PrintOutcome
from counter.domain.item import FieldKind, Handling, Need, ServiceItem
from counter.domain.staff import Actor, Session
from counter.lanes import Lane
from tests.conftest import CLERK, NINE, filled
from tests.ui.standing import room_of
from ui.bridge import Bridge
from ui.intake.presenter import IntakePresenter
from ui.intake.view import IntakeView
from ui.window import CounterWindow

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
WAIT_MS = 8000


class Stage:
    """A clerk before the screen; ``keys`` counts what his fingers did."""

    def __init__(self, qtbot: QtBot, bridge: Bridge, lane: Lane, desk: Desk, items: tuple[ServiceItem, ...]) -> None:
        self.qtbot, self.bridge, self.lane, self.desk, self.items = qtbot, bridge, lane, desk, items
        self.keys = 0
        self.printed: list[tuple[str, str]] = []
        self.nudges = 0
        self.actor: Actor | None = CLERK
        self.print_error: BaseException | None = None
        self.view = IntakeView()
        self.presenter = IntakePresenter(
            self.view,
            bridge=bridge,
            store_lane=lane,
            desk=desk,
            actor=lambda: self.actor,
            print_papers=self._print,
            nudge=self._nudge,
        )
        self.other = QWidget()
        self.window = CounterWindow(
            [room_of("F2", "收件", "intake", self.view), room_of("F7", "办件", "cases", self.other)],
            QWidget(),
            version="1",
        )
        self._shown = "F2"
        self.window.entered.connect(self._entered)
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow, timeout=WAIT_MS)
        session = Session(actor=CLERK, signed_in_at=NINE, offline_until=NINE, online=True)
        self.window.show_session(session)
        self.presenter.show_actor(CLERK)
        self.settle()

    def settle(self) -> None:
        """Everything that was asked of the lane has been answered on the screen."""
        reached: list[bool] = []
        self.bridge.run(self.lane, lambda: None, done=lambda _: reached.append(True))
        self.qtbot.waitUntil(lambda: bool(reached), timeout=WAIT_MS)

    def until(self, true: Callable[[], bool]) -> None:
        """Waits until it is so."""
        self.qtbot.waitUntil(true, timeout=WAIT_MS)

    def focused(self) -> QWidget:
        """Where the next key goes."""
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(self, *keys: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Keys on whatever has the focus."""
        for key in keys:
            self.keys += 1
            QTest.keyClick(self.focused(), key, with_)

    def type(self, text: str) -> None:
        """Text into whatever has the focus; Chinese comes as an input method gives it, one key for each character."""
        self.keys += len(text)
        if text.isascii():
            QTest.keyClicks(self.focused(), text)
        else:
            commit = QInputMethodEvent("", [])
            commit.setCommitString(text)
            QApplication.sendEvent(self.focused(), commit)

    def pick(self, item: ServiceItem, by: str = "") -> None:
        """The item is searched and taken; its code finds it alone."""
        self.press(KEY.Key_2, with_=Qt.KeyboardModifier.AltModifier)
        self.type(by or item.code)
        self.press(KEY.Key_Return)
        self.until(lambda: self.view.service_item() == item)
        self.settle()

    def show(self, intake_of: Draft, item: ServiceItem) -> None:
        """A filled form as if typed."""
        self.view.show_intake(intake_of.intake, item)

    def cases(self) -> tuple[Case, ...]:
        """What is on the disk."""
        page = self.lane.call(lists.find_cases, self.desk, CLERK, "")
        return tuple(self.lane.call(lists.read_case, self.desk, row.case_id).case for row in page.rows)

    def item(self, handling: Handling, *, target: str = "1", situations: bool | None = None) -> ServiceItem:
        """An item of the catalogue of that kind."""
        return next(
            item
            for item in self.items
            if item.handling is handling
            and target in item.service_targets
            and (situations is None or bool(item.situations) is situations)
            and any(material.need is Need.REQUIRED for material in item.materials)
        )

    def shot(self, name: str, folder: Path, width_px: int = 1366, height_px: int = 768) -> Path:
        """A picture of the window."""
        self.window.resize(width_px, height_px)
        self.settle()
        file = folder / f"{name}-{width_px}.png"
        self.window.grab().save(str(file))
        return file

    def _print(
        self,
        numbers: tuple[str, ...],
        done: Callable[[str, PrintOutcome], object],
        failed: Callable[[str, BaseException], object],
        reason: str = "",
    ) -> None:
        for number in numbers:
            self.printed.append((number, reason))
            if self.print_error is not None:
                failed(number, self.print_error)
            else:
                done(number, PrintOutcome.SUBMITTED)

    def _entered(self, key: str) -> None:
        """As the shell of the program does: F2 on 收件 itself begins the next case."""
        again, self._shown = key == self._shown, key
        if key == "F2" and (again or self.view.showing_taken()):
            self.presenter.new_case()

    def _nudge(self) -> None:
        self.nudges += 1


def plain_item(stage: Stage) -> ServiceItem:
    """A promised item for persons without questions, with few and simple fields."""
    simple = {FieldKind.TEXT, FieldKind.NUMBER, FieldKind.DATE, FieldKind.PHONE}
    return min(
        (
            item
            for item in stage.items
            if item.handling is Handling.PROMISED
            and "1" in item.service_targets
            and not item.situations
            and all(field.kind in simple for field in item.form if field.required)
        ),
        key=lambda item: len(item.form) + len(item.materials),
    )


def fill(stage: Stage, item: ServiceItem) -> None:
    """The form is full as a draft would fill it, and the draft's timers run as after typing."""
    stage.pick(item)
    stage.view.show_intake(filled(item), item)
    stage.view.edited.emit()
    stage.presenter._deciding.renew()
    stage.settle()


def decide(stage: Stage) -> None:
    """F8, Enter, and the answer of the store."""
    stage.press(KEY.Key_F8, KEY.Key_Return)
    stage.until(stage.view.showing_taken)
