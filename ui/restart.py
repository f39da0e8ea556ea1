"""A new version: the clerk reads that one is coming or was installed, and says when; nothing happens by itself.

    the updater has one (counter.updates) ─▶ it waits for empty hands, or for the clerk's yes ─▶ it is installed beside
    IT's channel or the updater installed one ─▶ the clerk restarts into it once his hand is empty

One notice and one key for both. Nobody is thrown out of a case (faults.md F29).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from counter.installed import Installed, other_version
from counter.updates.hand import Hand
from counter.updates.status import Status
from ui.window import CounterWindow

KEY = "Ctrl+Shift+R"
EVERY_MS = 15_000


class RestartWatch(QObject):
    """Looks for another version, asks before the window closes for it, and tells the updater whether to wait.

    Args:
        window: whose strip says it.
        hand_is_empty: whether no case stands half typed.
        parent: Qt's.
        coming: what the updater last said.
        hand: what the updater waits for.
        look: what is installed beside this program.
        is_printing: whether a paper is under way.
    """

    confirmed = Signal()
    """The clerk wants the restart; ``launcher`` says what is to be started when everything is closed."""

    def __init__(
        self,
        window: CounterWindow,
        hand_is_empty: Callable[[], bool],
        parent: QObject,
        *,
        coming: Callable[[], Status | None],
        hand: Hand,
        look: Callable[[], Installed | None] = other_version,
        is_printing: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(parent)
        self.launcher: Path | None = None
        self._window = window
        self._hand_is_empty = hand_is_empty
        self._look = look
        self._coming_from = coming
        self._hand = hand
        self._is_printing = is_printing
        self._found: Installed | None = None
        self._coming: Status | None = None
        self._agreed = ""  # the version that the clerk wants installed
        shortcut = QShortcut(QKeySequence(KEY), window)
        shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self.ask)
        window.restart_line.confirmed.connect(lambda _reason: self._confirm())
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY_MS)

    def stop(self) -> None:
        """Nobody looks any more, and the updater need not wait for this window."""
        self._timer.stop()
        self._hand.let_go()

    def look(self) -> None:
        """The strip says which other version is installed or coming; the updater knows whether to wait for us."""
        self._found = self._look()
        self._coming = None if self._found else _of_interest(self._coming_from())
        if self._found is not None:
            self._window.show_installed(self._found.version, KEY)
        else:
            self._window.show_coming(_strip_words(self._coming, agreed=self._is_agreed()))
        self._tell_updater()

    def begin(self) -> None:
        """Somebody signed in or left: what the last one agreed to counts no more."""
        self._agreed = ""
        self.look()

    def ask(self) -> None:
        """The clerk is asked, in a line, unless a case is half typed: then he reads that it comes first."""
        self.look()
        if self._found is None and (self._coming is None or self._coming.code != "updates.waits_hand"):
            return
        if not self._hand_is_empty():
            self._window.banner.say("warn", "请先办完或放弃手头这一件，再换新版本；现在的版本可以继续用。")
        elif self._found is None:
            self._ask_for_it()
        elif self._window.current_key():
            self._window.restart_line.ask(f"新版本 {self._found.version} 已装好。现在重启？重启后请重新登录。", "重启")
        else:
            self._confirm()

    def _ask_for_it(self) -> None:
        if self._coming is not None and self._window.current_key():
            self._window.restart_line.ask(
                f"新版本 {self._coming.offered} 已下载并核对。现在就装，不等签退？二十分钟内装好，期间照常收件。",
                "安装",
            )

    def _confirm(self) -> None:
        if self._found is not None and self._hand_is_empty():
            self.launcher = self._found.launcher
            self.confirmed.emit()
        elif self._found is None and self._coming is not None:
            self._agreed = self._coming.offered
            self.look()

    def _is_agreed(self) -> bool:
        return self._coming is not None and self._agreed == self._coming.offered

    def _tell_updater(self) -> None:
        """Held while somebody is signed in and has not said yes, and in any case while he types or prints."""
        works = bool(self._window.current_key()) and not self._is_agreed()
        if works or not self._hand_is_empty() or self._is_printing():
            self._hand.hold()
        else:
            self._hand.let_go()


def _of_interest(status: Status | None) -> Status | None:
    """A status that the clerk has to know of: a newer version that comes. Trouble is IT's to see."""
    is_coming = status is not None and status.state in {"announced", "waiting"} and bool(status.offered)
    return status if is_coming else None


def _strip_words(status: Status | None, *, agreed: bool) -> str:
    """What comes and when, in as few words as the strip has room for."""
    if status is None:
        return ""
    if status.state == "announced":
        return f"有新版本 {status.offered}"
    if status.code == "updates.installing" or agreed:
        when = "就要安装"
    elif status.code == "updates.waits_window":
        when = f"{status.window} 安装"
    elif status.code == "updates.waits_hand":
        when = f"签退后安装，或 {KEY}"
    else:
        when = "稍后安装"
    return f"新版本 {status.offered}：{when}"
