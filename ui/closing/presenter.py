"""交接 and 日结: asks for the account, closes the day with two people, hands the desk over; prints both sheets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject

from counter.actions import closing, closing_sight
from counter.actions.closing_sight import DaySight, ShiftSight
from counter.actions.desk import Desk
from counter.actions.sheets import day_sheet, shift_sheet
from counter.domain.case import PrintOutcome
from counter.domain.staff import Actor
from counter.errors import CounterError
from counter.lanes import Lane
from counter.wire.bodies import ShiftHandedOver
from ui.bridge import Bridge
from ui.closing.shift_page import Typed
from ui.closing.view import ClosingView
from ui.presenting import ScreenPresenter
from ui.sheet_desk import SheetDesk
from ui.wording import sentence

_SHOWN_KINDS = frozenset({"cases", "deliveries", "drafts"})


class ClosingPresenter(ScreenPresenter):
    """Between the screen and the deeds; the account is asked for when somebody looks, not at every change.

    Args:
        view: the screen.
        bridge: the crossing.
        desk: used on the store lane only.
        store_lane: where deeds block.
        sheets: prints.
        nudge: called when there is something to send.
        parent: Qt's.
    """

    def __init__(
        self,
        *,
        view: ClosingView,
        bridge: Bridge,
        desk: Desk,
        store_lane: Lane,
        sheets: SheetDesk,
        nudge: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            banner=view.banner, bridge=bridge, desk=desk, store_lane=store_lane, nudge=nudge, parent=parent
        )
        self._view = view
        self._sheets = sheets
        self._day: dt.date | None = None
        self._fresh = self._again = False
        self._asking = self._again = False
        view.installEventFilter(self)
        view.turned.connect(self._refresh)
        view.day.day_chosen.connect(self._choose_day)
        view.day.close_asked.connect(self._close)
        view.day.print_asked.connect(self._print_day)
        view.shift.hand_over_asked.connect(self._hand_over)
        view.shift.name_asked.connect(self._ask_name)
        view.shift.print_asked.connect(self._print_shift)
        bridge.changed.connect(self._changed)

    def show_actor(self, actor: Actor | None) -> None:
        """The screen is that person's; None leaves nothing behind."""
        self._actor = actor
        self._day = None
        self._asking = False
        self._view.clear()
        if actor is not None and self._view.isVisible():
            self._enter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 -- Qt's name
        """The account is asked for anew when the screen is entered."""
        if watched is self._view and event.type() == QEvent.Type.Show and not event.spontaneous():
            self._enter()
        return False

    def _enter(self) -> None:
        self._fresh = True
        self._refresh()

    def _changed(self, kind: str) -> None:
        if kind in _SHOWN_KINDS and self._view.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        """One question at a time: while an answer is on its way, what changes is asked for once more after it."""
        if self.actor is None:
            return
        if self._asking:
            self._again = True
            return
        self._asking, self._again = True, False
        self.ask(_look, self.actor, self._day, done=self._show, failed=self._lost)

    def _show(self, found: tuple[DaySight, ShiftSight]) -> None:
        self._asking = False
        day, shift = found
        if self._day in {None, day.account.day}:
            self._view.day.show_day(day)
        self._view.shift.show_shift(shift)
        if self._fresh:
            self._fresh = False
            self._view.go_to_start()
        if self._again:
            self._refresh()

    def _lost(self, error: BaseException) -> None:
        self._asking = False
        self._view.banner.say_error(error)

    def _choose_day(self, day: dt.date) -> None:
        self._day = day
        self._refresh()

    def _close(self, day: dt.date, explanations: dict[str, str], second: str, secret: str) -> None:
        self._view.banner.say("info", "正在日结…")
        self.ask(_close, self.actor, day, explanations, second, secret, done=self._closed, failed=self._not_closed)

    def _closed(self, day: DaySight) -> None:
        self._view.day.show_day(day)
        self._view.day.show_closed()
        self._view.banner.say("good", f"{day.account.day.isoformat()} 已日结；F9 打印日结表，请两人签字")
        self.settle()

    def _not_closed(self, error: BaseException) -> None:
        self._view.banner.clear()
        self._view.day.show_wrong(sentence(error), error.field if isinstance(error, CounterError) else "")
        self._refresh()

    def _ask_name(self, number: str) -> None:
        self.ask(closing.name_of, number, done=partial(self._view.shift.show_name, number))

    def _hand_over(self, typed: Typed) -> None:
        self.ask(
            closing.hand_over_shift, self.actor, to_clerk=typed.to_clerk, stock=typed.stock, note=typed.note,
            done=self._handed_over, failed=self._not_handed_over,
        )  # fmt: skip

    def _handed_over(self, told: ShiftHandedOver) -> None:
        self._view.shift.show_handed_over()
        self._view.banner.say("good", f"已交接给 {told.to_clerk}；F9 打印交接班表，请两人签字")
        self.settle()

    def _not_handed_over(self, error: BaseException) -> None:
        if not (isinstance(error, CounterError) and self._view.shift.show_fault(sentence(error), error.field)):
            self._view.banner.say_error(error)

    def _print_day(self, day: dt.date) -> None:
        self._print(partial(_day_sheet, day=day), f"day-{day.isoformat()}", "日结表")

    def _print_shift(self) -> None:
        self._print(shift_sheet, "shift", "交接班表")

    def _print(self, draw: Callable[[Desk], bytes], job: str, name: str) -> None:
        self._view.banner.say("info", f"正在打印{name}…")

        def printed(outcome: PrintOutcome) -> None:
            if outcome is PrintOutcome.FAILED:
                self._view.banner.say("error", f"{name}没有打印出来；请检查打印机后重试")
            else:
                self._view.banner.say("good", f"{name}已提交打印，请两人签字后留存")

        self._sheets.print_sheet(draw, job=job, done=printed, failed=self._view.banner.say_error)


def _look(desk: Desk, actor: Actor, day: dt.date | None) -> tuple[DaySight, ShiftSight]:
    """Both pages. Runs on the store lane."""
    return closing_sight.look_at_day(desk, day), closing_sight.look_at_shift(desk, actor)


def _close(  # noqa: PLR0917 -- everything that two people sign
    desk: Desk, actor: Actor, day: dt.date, explanations: Mapping[str, str], second: str, secret: str
) -> DaySight:
    """The second person proved that he is there, and the day is closed. Runs on the store lane."""
    closing.close_day(desk, actor, day, explanations, second, second_secret=secret)
    return closing_sight.look_at_day(desk, day)


def _day_sheet(desk: Desk, *, day: dt.date) -> bytes:
    return day_sheet(desk, day)
