"""The rooms of the shop, in one table; each is built in small steps once the sign-in is painted, or when it is entered.

A new screen is a line in ``Rooms`` and a builder below. A builder loads its modules itself and pauses (``yield``)
wherever a key may come between, so that the GUI thread is never kept for long. Screen and presenter are made in the
last step, so that nothing half-built is left when the window closes before.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import shiboken6
from PySide6.QtWidgets import QWidget

from counter.domain.ids import CaseId
from counter.domain.staff import Actor, Role

if TYPE_CHECKING:
    from pathlib import Path

    from ui.cases.presenter import CasesPresenter
    from ui.cases.view import CasesView
    from ui.closing.presenter import ClosingPresenter
    from ui.closing.view import ClosingView
    from ui.deferred.presenter import DeferredPresenter
    from ui.deferred.view import DeferredView
    from ui.handout.presenter import HandoutPresenter
    from ui.handout.view import HandoutView
    from ui.intake.presenter import IntakePresenter
    from ui.intake.view import IntakeView
    from ui.machine_room import MachineRoom
    from ui.outbox.presenter import OutboxPresenter
    from ui.outbox.view import OutboxView
    from ui.review.presenter import ReviewPresenter
    from ui.review.view import ReviewView
    from ui.settings.presenter import SettingsPresenter
    from ui.settings.view import SettingsView
    from ui.sheet_desk import SheetDesk
    from ui.shop import Shop


class Presenter(Protocol):
    """What stands behind a screen."""

    def show_actor(self, actor: Actor | None) -> None:
        """The screen is that person's; None leaves nothing behind."""


V = TypeVar("V", bound=QWidget)
P = TypeVar("P", bound=Presenter)
Building = Generator[None, None, tuple[V, P]]
"""Steps on the GUI thread, none longer than a clerk may feel; the last one gives the screen and its presenter."""

EVERYONE = tuple(Role)


class Room(Generic[V, P]):
    """A screen and its presenter, built step by step, or at once by whoever asks for one of them.

    Args:
        key: the key that leads there from everywhere.
        title: its name in the navigation.
        icon: a name of ``resources/icons``.
        building: not begun yet.
        roles: who may enter: whoever holds one of them.
    """

    def __init__(
        self, key: str, title: str, icon: str, building: Building[V, P], *, roles: tuple[Role, ...] = EVERYONE
    ) -> None:
        self.key = key
        self.title = title
        self.icon = icon
        self._building = building
        self._roles = roles
        self._built: tuple[V, P] | None = None
        self._actor: Actor | None = None

    @property
    def view(self) -> V:
        """The screen."""
        return self._whole()[0]

    @property
    def presenter(self) -> P:
        """What stands behind it."""
        return self._whole()[1]

    def may_enter(self, actor: Actor) -> bool:
        """Whether the room is in that person's navigation."""
        return any(actor.may(role) for role in self._roles)

    def build_on(self) -> bool:
        """One more step is done; False when there was nothing left to do."""
        if self._built is not None:
            return False
        try:
            next(self._building)
        except StopIteration as end:
            if end.value is None:
                raise RuntimeError(f"the builder of {self.title} broke off") from None
            self._built = _view, presenter = end.value
            if self._actor is not None:
                presenter.show_actor(self._actor)
        return True

    def show_actor(self, actor: Actor | None) -> None:
        """The room is that person's, also when it is built only later; None leaves nothing behind."""
        self._actor = actor
        if self._built is not None:
            self._built[1].show_actor(actor)

    def close(self) -> None:
        """Nothing more is built; a screen that never came into the window is gone."""
        self._building.close()
        if self._built is not None and shiboken6.isValid(self._built[0]):
            shiboken6.delete(self._built[0])

    def _whole(self) -> tuple[V, P]:
        while self._built is None:
            self.build_on()
        return self._built


AnyRoom = Room[Any, Any]


class Rooms:
    """Every room of that shop, in the order of the navigation."""

    def __init__(self, shop: Shop) -> None:
        self.intake = Room("F2", "收件", "intake", _intake(shop))
        self.deferred = Room("F5", "容缺跟踪", "deferred", _deferred(shop))
        self.handout = Room("F6", "出件", "handout", _handout(shop))
        self.cases = Room("F7", "办件", "cases", _cases(shop))
        self.outbox = Room("F10", "待处理", "outbox", _outbox(shop))
        self.review = Room("F11", "审核", "review", _review(shop), roles=(Role.SUPERVISOR,))
        self.closing = Room("Ctrl+J", "日结", "closing", _closing(shop))
        everyday: tuple[AnyRoom, ...] = (
            self.intake, self.deferred, self.handout, self.cases, self.outbox, self.review, self.closing,
        )  # fmt: skip
        machine = shop.back.machine
        self.settings = Room("F1", "设置", "settings", _settings(shop, machine)) if machine is not None else None
        self.all: tuple[AnyRoom, ...] = everyday if self.settings is None else (*everyday, self.settings)

    def show_actor(self, actor: Actor | None) -> None:
        """Every room is that person's; None leaves nothing behind."""
        for room in self.all:
            room.show_actor(actor)

    def close(self) -> None:
        """Nothing more is built."""
        for room in self.all:
            room.close()


# ruff: noqa: PLC0415 -- a room's modules are loaded when it is built, so that the sign-in is there at once


def _intake(shop: Shop) -> Building[IntakeView, IntakePresenter]:
    from ui.intake.view import IntakeView

    yield
    from ui.intake.presenter import IntakePresenter

    yield
    from ui.intake.forms_printing import FormsPrinting

    view = IntakeView()
    FormsPrinting(
        view,
        sheets=_sheets(shop, view),
        bridge=shop.bridge,
        desk=shop.back.desk,
        store_lane=shop.back.store_lane,
        printer_lane=shop.back.printer_lane,
        tickets_printer=shop.back.tickets,
        actor=shop.actor,
    )
    return view, IntakePresenter(
        view,
        bridge=shop.bridge,
        store_lane=shop.back.store_lane,
        desk=shop.back.desk,
        actor=shop.actor,
        print_papers=shop.print_papers,
        nudge=shop.heartbeat.nudge,
        parent=view,
    )


def _deferred(shop: Shop) -> Building[DeferredView, DeferredPresenter]:
    from ui.deferred.view import DeferredView

    yield
    from ui.deferred.presenter import DeferredPresenter

    yield
    view = DeferredView()
    return view, DeferredPresenter(
        view=view,
        bridge=shop.bridge,
        desk=shop.back.desk,
        store_lane=shop.back.store_lane,
        papers=shop.papers,
        nudge=shop.heartbeat.nudge,
        parent=view,
    )


def _handout(shop: Shop) -> Building[HandoutView, HandoutPresenter]:
    from ui.handout.view import HandoutView

    yield
    from ui.handout.presenter import HandoutPresenter

    yield
    view = HandoutView()
    return view, HandoutPresenter(
        view=view,
        bridge=shop.bridge,
        desk=shop.back.desk,
        store_lane=shop.back.store_lane,
        papers=shop.papers,
        sheets=_sheets(shop, view),
        nudge=shop.heartbeat.nudge,
        parent=view,
    )


def _cases(shop: Shop) -> Building[CasesView, CasesPresenter]:
    from ui.cases.presenter import CasesPresenter
    from ui.cases.view import CasesView

    yield
    view = CasesView()
    return view, CasesPresenter(
        view=view,
        bridge=shop.bridge,
        desk=shop.back.desk,
        store_lane=shop.back.store_lane,
        papers=shop.papers,
        sheets=_sheets(shop, view),
        nudge=shop.heartbeat.nudge,
        parent=view,
    )


def _outbox(shop: Shop) -> Building[OutboxView, OutboxPresenter]:
    from ui.outbox.answering import AnswersPresenter, Ways

    yield
    from ui.outbox.notices import NoticesPresenter
    from ui.outbox.presenter import OutboxPresenter
    from ui.outbox.view import OutboxView

    yield

    def open_draft(case: CaseId) -> None:
        shop.window.go_to(shop.rooms.intake.key)
        shop.rooms.intake.presenter.resume(case)

    view = OutboxView()
    answers = AnswersPresenter(
        view=view,
        bridge=shop.bridge,
        desk=shop.back.desk,
        store_lane=shop.back.store_lane,
        papers=shop.papers,
        nudge=shop.heartbeat.nudge,
        ways=Ways(open_draft=open_draft, open_case=_case_opener(shop)),
        parent=view,
    )
    notices = NoticesPresenter(
        view=view.notices,
        banner=view.banner,
        bridge=shop.bridge,
        desk=shop.back.desk,
        store_lane=shop.back.store_lane,
        papers=shop.papers,
        nudge=shop.heartbeat.nudge,
        parent=view,
    )
    return view, OutboxPresenter(
        view=view,
        bridge=shop.bridge,
        desk=shop.back.desk,
        store_lane=shop.back.store_lane,
        heartbeat=shop.heartbeat,
        answers=answers,
        notices=notices,
        parent=view,
    )


def _review(shop: Shop) -> Building[ReviewView, ReviewPresenter]:
    from ui.review.view import ReviewView

    yield
    from ui.review.presenter import ReviewPresenter

    yield
    view = ReviewView()
    return view, ReviewPresenter(
        view=view,
        bridge=shop.bridge,
        desk=shop.back.desk,
        store_lane=shop.back.store_lane,
        papers=shop.papers,
        nudge=shop.heartbeat.nudge,
        open_case=_case_opener(shop),
        open_stuck=lambda: shop.window.go_to(shop.rooms.outbox.key),
        parent=view,
    )


def _closing(shop: Shop) -> Building[ClosingView, ClosingPresenter]:
    from ui.closing.view import ClosingView

    yield
    from ui.closing.presenter import ClosingPresenter

    yield
    view = ClosingView()
    return view, ClosingPresenter(
        view=view,
        bridge=shop.bridge,
        desk=shop.back.desk,
        store_lane=shop.back.store_lane,
        sheets=_sheets(shop, view),
        nudge=shop.heartbeat.nudge,
        parent=view,
    )


def _settings(shop: Shop, machine: MachineRoom) -> Building[SettingsView, SettingsPresenter]:
    from ui.settings.view import SettingsView

    yield
    from ui.settings.presenter import SettingsPresenter

    yield
    from ui.settings.queue_presenter import QueuePresenter

    view = SettingsView()
    queue = QueuePresenter(
        view.queue,
        banner=view.banner,
        bridge=shop.bridge,
        desk=shop.back.desk,
        store_lane=shop.back.store_lane,
        lane=machine.lane,
        carrier=lambda: shop.back.carrier,
        token=lambda: shop.session.token if shop.session else "",
        parent=view,
    )
    return view, SettingsPresenter(
        view=view, bridge=shop.bridge, machine=machine, store_lane=shop.back.store_lane, queue=queue, parent=view
    )


def show_brought(shop: Shop, file: Path) -> None:
    """设置 is shown with an exported queue that is to be sent from here."""
    settings = shop.rooms.settings
    if settings is not None:
        shop.window.go_to(settings.key)
        settings.presenter.bring(file)


def _case_opener(shop: Shop) -> Callable[[CaseId], None]:
    """Leads from another room to the case in its own."""

    def open_case(case: CaseId) -> None:
        shop.window.go_to(shop.rooms.cases.key)
        shop.rooms.cases.presenter.open_case(case)

    return open_case


def _sheets(shop: Shop, view: QWidget) -> SheetDesk:
    """Where a room's slips and sheets are printed."""
    from ui.sheet_desk import SheetDesk

    return SheetDesk(
        bridge=shop.bridge,
        desk=shop.back.desk,
        store_lane=shop.back.store_lane,
        printer_lane=shop.back.printer_lane,
        printer=shop.back.printer,
        queue=shop.back.queue,
        parent=view,
    )
