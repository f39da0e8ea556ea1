"""A new version that IT installed meanwhile: the clerk is told, and restarts into it once his hand is empty.

Nothing restarts by itself, and nobody is thrown out of a case (faults.md F29).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from counter.installed import Installed, other_version
from ui.window import CounterWindow

KEY = "Ctrl+Shift+R"
EVERY_MS = 15_000


class RestartWatch(QObject):
    """Looks for another installed version, and asks before the window closes for it.

    Args:
        window: whose strip says it.
        hand_is_empty: whether no case stands half typed.
        parent: Qt's.
        look: what is installed beside this program.
    """

    confirmed = Signal()
    """The clerk wants the restart; ``launcher`` says what is to be started when everything is closed."""

    def __init__(
        self,
        window: CounterWindow,
        hand_is_empty: Callable[[], bool],
        parent: QObject,
        *,
        look: Callable[[], Installed | None] = other_version,
    ) -> None:
        super().__init__(parent)
        self.launcher: Path | None = None
        self._window = window
        self._hand_is_empty = hand_is_empty
        self._look = look
        self._found: Installed | None = None
        shortcut = QShortcut(QKeySequence(KEY), window)
        shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self.ask)
        window.restart_line.confirmed.connect(lambda _reason: self._confirm())
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY_MS)

    def stop(self) -> None:
        """Nobody looks any more."""
        self._timer.stop()

    def look(self) -> None:
        """The strip says whether another version is installed; one look at a link, which takes no time."""
        self._found = self._look()
        self._window.show_installed(self._found.version if self._found else "", KEY)

    def ask(self) -> None:
        """The clerk is asked, in a line, unless a case is half typed: then he reads that it comes first."""
        self.look()
        if self._found is None:
            return
        if not self._hand_is_empty():
            self._window.banner.say("warn", "请先办完或放弃手头这一件，再重启到新版本；现在的版本可以继续用。")
        elif self._window.current_key():
            self._window.restart_line.ask(f"新版本 {self._found.version} 已装好。现在重启？重启后请重新登录。", "重启")
        else:
            self._confirm()

    def _confirm(self) -> None:
        if self._found is not None and self._hand_is_empty():
            self.launcher = self._found.launcher
            self.confirmed.emit()
