"""The shell: navigation at the left, the screen, and a strip that says where one is and what has not arrived yet.

The title is neutral, because titles of windows are seen by others (trust.md A63).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from counter.domain.closing import Unsent
from counter.domain.staff import Session, Window
from counter.domain.workdays import CalendarWarning
from ui.parts.banner import Banner
from ui.parts.confirm import ConfirmLine
from ui.parts.printer_line import KEY as PRINTER_KEY
from ui.parts.printer_line import PrinterLine
from ui.parts.quit_line import QuitLine
from ui.parts.tag import StateTag
from ui.parts.text import KeyHint, PlainLabel
from ui.parts.times import since
from ui.rooms import AnyRoom
from ui.theme import SPACE, TOKENS, icon
from ui.wording import words as words_of

TITLE = "一窗受理"
LOCK_KEY = "Ctrl+L"
_NAVIGATION_PX = 140


class CounterWindow(QMainWindow):
    """Sign-in or the rooms; every key of the navigation works everywhere.

    Args:
        rooms: what exists, in the order of the navigation; each has its place here once it is built.
        sign_in: the sign-in view.
        version: the program's version, for the strip.
        printer_line: says above the strip that the printer stands still; its key works in every room.
    """

    entered = Signal(str)
    """The key of the room that is shown now."""
    leaving = Signal()
    """It is asked whether the clerk leaves; whoever knows whose work is unsent says so (``tell_unsent``)."""
    sign_out_asked = Signal()
    """The clerk confirmed that he leaves (or locks) the desk."""

    def __init__(
        self, rooms: Sequence[AnyRoom], sign_in: QWidget, *, version: str, printer_line: PrinterLine | None = None
    ) -> None:
        super().__init__()
        self.setWindowTitle(TITLE)
        self.setMinimumSize(1180, 700)
        self.resize(1366, 740)
        self._rooms = {room.key: room for room in rooms}
        self._open: dict[str, AnyRoom] = {}
        self._key = ""
        self._lines = self._scans = self._troubles = 0
        self._stack = QStackedWidget()
        self._buttons: dict[str, QPushButton] = {}
        self._undressed = True
        self.banner = Banner(reserve=False)
        self._leave = ConfirmLine()
        self.quit_line = QuitLine()
        self.restart_line = ConfirmLine()
        self._may_quit: Callable[[], bool] = lambda: True
        self._strip = _Strip(version)
        self._clerk = PlainLabel(look="strong", elide=True)
        self._clerk_no = PlainLabel(look="quiet", elide=True)
        work = QWidget()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for line in (self.banner, self._stack, self._leave, self.quit_line, self.restart_line):
            right.addWidget(line, 1 if line is self._stack else 0)
        if printer_line is not None:
            right.addWidget(printer_line)
            self._shortcut(PRINTER_KEY).activated.connect(printer_line.go_to)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._navigation())
        row.addLayout(right, 1)
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self._strip)
        self._pages = QStackedWidget()
        self._pages.addWidget(sign_in)
        self._pages.addWidget(work)
        self._sign_in = sign_in
        self.setCentralWidget(self._pages)
        self._leave.confirmed.connect(lambda _reason: self.sign_out_asked.emit())
        self._shortcut(LOCK_KEY).activated.connect(self.ask_to_leave)

    def current_key(self) -> str:
        """The key of the room that is shown; empty while nobody is signed in."""
        return self._key

    def build_on(self) -> bool:
        """One more step of the first room that is not finished is done; False when all stand in their place."""
        if self._undressed:
            self._draw_icons()
            return True
        return any(room.build_on() or self._place(room.view) for room in self._rooms.values())

    def go_to(self, key: str) -> None:
        """That room is shown and has the focus; nothing happens unless the person who is signed in may enter it.

        Raises:
            KeyError: there is no such room.
        """
        room = self._rooms[key]
        if key not in self._open:
            return
        self._leave.close_quietly()
        self._place(room.view)
        self._stack.setCurrentWidget(room.view)
        self._buttons[key].setChecked(True)
        self._key = key
        room.view.setFocus()
        self.entered.emit(key)

    def ask_before_quitting(self, may_quit: Callable[[], bool]) -> None:
        """``may_quit`` is asked when the window is to be closed; when it says no, it has asked the clerk something."""
        self._may_quit = may_quit

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 -- Qt's name
        """The window stays while there is something to ask."""
        if self._may_quit():
            event.accept()
        else:
            event.ignore()

    def ask_to_quit(self, *, draft: bool) -> None:
        """The clerk is asked what becomes of a half-typed case and of what is not sent yet."""
        waits = self._lines or self._scans
        unsent = f"还有 {self._lines} 条记录、{self._scans} 份扫描件未上传，下次开机后继续上传。" if waits else ""
        typed = "有一件正在录入。暂存为草稿，还是放弃？" if draft else "现在退出？"
        self._leave.close_quietly()
        self.quit_line.ask(unsent + typed, draft=draft)

    def unsent(self) -> bool:
        """Whether, as far as was told, something has not arrived at the platform."""
        return bool(self._lines or self._scans)

    def show_calendar(self, warning: CalendarWarning | None) -> None:
        """The strip says when nobody has stood by the working days for too long (faults.md F13)."""
        self._strip.show_calendar(warning)

    def show_installed(self, version: str, key: str) -> None:
        """The strip says which other version IT has installed and with which key it is started; empty when none."""
        self._strip.show_installed(version, key)

    def show_coming(self, words: str) -> None:
        """The strip says which version is on its way and when it is installed; empty when none is known."""
        self._strip.show_coming(words)

    def show_place(self, place: Window | None) -> None:
        """The strip names the window and the hall, and says when it is practice."""
        self._strip.show_place(place)

    def show_session(self, session: Session | None) -> None:
        """The rooms that are open to that person are in the navigation, the first is shown; None shows the sign-in."""
        self._leave.close_quietly()
        self.quit_line.close_quietly()
        self.restart_line.close_quietly()
        self.banner.clear()
        actor = session.actor if session else None
        if actor is not None and self._undressed:
            self._draw_icons()
        self._open = {key: room for key, room in self._rooms.items() if actor is not None and room.may_enter(actor)}
        for key, button in self._buttons.items():
            button.setVisible(key in self._open)
        self._clerk.setText(actor.name if actor else "")
        self._clerk_no.setText(actor.clerk_no if actor else "")
        self._pages.setCurrentIndex(1 if actor else 0)
        self._key = ""
        if actor is None:
            self._sign_in.setFocus()
        for key in list(self._open)[:1]:
            self.go_to(key)

    def show_link(self, silent_since: dt.datetime | None, now: dt.datetime | None = None) -> None:
        """The strip says 已连接, or since when not."""
        self._strip.show_link(silent_since, now or dt.datetime.now(dt.UTC))

    def show_waiting(self, lines: int, scans: int, troubles: int = 0) -> None:
        """The strip says how much has not arrived at the platform, and how much needs a person."""
        self._lines, self._scans, self._troubles = lines, scans, troubles
        self._strip.show_waiting(lines, scans, troubles)

    def ask_to_leave(self) -> None:
        """The clerk is asked, in a line, whether he leaves; unsent work is named with its number."""
        if self._pages.currentIndex() != 1:
            return
        self._ask_to_leave("")
        self.leaving.emit()

    def tell_unsent(self, unsent: Sequence[Unsent]) -> None:
        """Whose work it is that has not arrived stands in the question too, while it is asked."""
        mine = self._clerk_no.text()
        told = [_unsent_words(each, "本人" if each.clerk_no == mine else each.name or each.clerk_no) for each in unsent]
        if told and not self._leave.isHidden() and (self._lines or self._scans or self._troubles):
            self._ask_to_leave(f"（{'；'.join(told)}）")

    def _ask_to_leave(self, whose: str) -> None:
        if self._lines or self._scans or self._troubles:
            parts = [f"{self._lines} 条记录" if self._lines else "", f"{self._scans} 份扫描件" if self._scans else ""]
            told = "、".join(part for part in parts if part)
            stuck = f"{self._troubles} 条需处理" if self._troubles else ""
            unsent = "，".join(part for part in (f"{told}未上传" if told else "", stuck) if part)
            question = f"本窗口还有 {unsent}{whose}。签退后会继续上传，不会丢失。现在签退？"
        else:
            question = "全部已上传。现在签退？"
        self._leave.ask(question, "签退")

    def _navigation(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("navigation")
        bar.setFixedWidth(_NAVIGATION_PX)
        column = QVBoxLayout(bar)
        column.setContentsMargins(0, SPACE.small, 0, SPACE.small)
        column.setSpacing(0)
        group = QButtonGroup(self)
        group.setExclusive(True)
        for room in self._rooms.values():
            button = QPushButton(room.title)
            button.setIconSize(QSize(20, 20))
            button.setCheckable(True)
            button.setAccessibleName(f"{room.title} {room.key}")
            inner = QHBoxLayout(button)
            inner.setContentsMargins(0, 0, SPACE.small, 0)
            inner.addWidget(KeyHint(room.key), 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            group.addButton(button)
            column.addWidget(button)
            button.clicked.connect(lambda _checked=False, key=room.key: self.go_to(key))
            self._shortcut(room.key).activated.connect(lambda key=room.key: self.go_to(key))
            self._buttons[room.key] = button
        column.addStretch(1)
        who = QVBoxLayout()
        who.setContentsMargins(SPACE.middle, 0, SPACE.small, SPACE.small)
        who.setSpacing(0)
        who.addWidget(self._clerk)
        who.addWidget(self._clerk_no)
        column.addLayout(who)
        self._leave_button = leave = QPushButton("签退")
        leave.setIconSize(QSize(18, 18))
        leave.setAccessibleName(f"签退 {LOCK_KEY}")
        inner = QHBoxLayout(leave)
        inner.setContentsMargins(0, 0, SPACE.small, 0)
        inner.addWidget(KeyHint(LOCK_KEY), 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        leave.clicked.connect(self.ask_to_leave)
        column.addWidget(leave)
        return bar

    def _draw_icons(self) -> None:
        """The navigation, which nobody sees before he has signed in, has its icons."""
        self._undressed = False
        for room in self._rooms.values():
            self._buttons[room.key].setIcon(icon(room.icon, TOKENS["accent_deep"]))
        self._leave_button.setIcon(icon("lock"))

    def _place(self, view: QWidget) -> bool:
        """The room's screen has its place in the window; False when it already had."""
        if self._stack.indexOf(view) >= 0:
            return False
        self._stack.addWidget(view)
        return True

    def _shortcut(self, key: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
        shortcut.setAutoRepeat(False)
        return shortcut


def _unsent_words(unsent: Unsent, name: str) -> str:
    """周晓岚 3 条、1 份扫描件."""
    parts = [f"{unsent.lines} 条" if unsent.lines else "", f"{unsent.scans} 份扫描件" if unsent.scans else ""]
    return f"{name} {'、'.join(part for part in parts if part)}"


class _Strip(QFrame):
    """The line at the bottom; it shows facts and takes no focus."""

    def __init__(self, version: str) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setFixedHeight(34)
        self._place = PlainLabel(look="soft", elide=True)
        self._practice = StateTag("培训演练", "wait")
        self._practice.hide()
        self._link = StateTag("未连接平台", "quiet", bare=True)
        self._lines = StateTag("无待上传", "good", bare=True)
        self._scans = StateTag("扫描件已传齐", "good", bare=True)
        self._troubles = StateTag("", "bad", bare=True)
        self._troubles.hide()
        self._calendar = StateTag("", "wait", bare=True)
        self._calendar.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.middle, 0, SPACE.middle, 0)
        row.setSpacing(SPACE.wide)
        row.addWidget(self._place, 1)
        for part in (self._practice, self._calendar, self._troubles, self._lines, self._scans, self._link):
            row.addWidget(part)
        self._version = PlainLabel(f"版本 {version}", look="quiet")
        self._installed = StateTag("", "accent", bare=True)
        self._installed.hide()
        row.addWidget(self._version)
        row.addWidget(self._installed)

    def show_place(self, place: Window | None) -> None:
        self._place.setText(
            "本机尚未开通" if place is None else f"{place.region_name}  {place.hall_name}  {place.window} 号窗口"
        )
        self._practice.setVisible(place is not None and place.practice)

    def show_calendar(self, warning: CalendarWarning | None) -> None:
        words = words_of(warning.code, warning.params) if warning else ""
        self._calendar.set_state(words.split("；", maxsplit=1)[0], "wait")
        self._calendar.setToolTip(words)
        self._calendar.setVisible(warning is not None)

    def show_installed(self, version: str, key: str) -> None:
        self.show_coming(f"新版本 {version} 已装好：{key} 重启" if version else "")

    def show_coming(self, words: str) -> None:
        self._installed.set_state(words, "accent")
        self._installed.setVisible(bool(words))
        self._version.setVisible(not words)

    def show_link(self, silent_since: dt.datetime | None, now: dt.datetime) -> None:
        if silent_since is None:
            self._link.set_state("平台已连接", "good")
        else:
            self._link.set_state(f"平台自 {since(silent_since, now)} 起未连接", "wait")

    def show_waiting(self, lines: int, scans: int, troubles: int) -> None:
        self._lines.set_state(f"待上传 {lines} 条" if lines else "无待上传", "accent" if lines else "good")
        self._scans.set_state(f"待传扫描 {scans} 份" if scans else "扫描件已传齐", "accent" if scans else "good")
        self._troubles.set_state(f"需处理 {troubles} 条", "bad")
        self._troubles.setVisible(troubles > 0)
