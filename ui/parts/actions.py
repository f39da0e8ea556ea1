"""Buttons that show their key, and say why when they cannot be pressed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.parts.text import PlainLabel, set_look, shown
from ui.theme import SPACE


class ActionButton(QPushButton):
    """A button of a deed. ``clicked`` comes from mouse, Enter, space or its key.

    Args:
        words: what it does ("受理").
        key: Qt's name of its key ("F8"); works within ``scope``.
        look: "main", "danger", "bare" or nothing.
        scope: the widget within which the key works; without one the key is only shown.
    """

    refused = Signal(str)
    """The key was pressed though the button is barred: the reason."""
    barred_changed = Signal()

    def __init__(self, words: str, *, key: str = "", look: str = "", scope: QWidget | None = None) -> None:
        super().__init__(scope)
        self._reason = ""
        self._key = key
        self.set_words(words)
        self.setAutoDefault(True)
        if look:
            set_look(self, look)
        if key and scope is not None:
            shortcut = QShortcut(QKeySequence(key), scope)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self._by_key)

    def set_words(self, words: str) -> None:
        """The button says that, and its key."""
        text = f"{words}  {self._key}" if self._key else words
        self.setText(shown(text).replace("&", "&&"))
        self.setAccessibleName(words)

    def bar(self, reason: str) -> None:
        """The button cannot be pressed, for that reason; an empty reason lets it be pressed again."""
        if reason == self._reason:
            return
        self._reason = reason
        self.setEnabled(not reason)
        self.setToolTip(reason)
        self.barred_changed.emit()

    def reason(self) -> str:
        """Why it cannot be pressed; empty when it can."""
        return self._reason

    def _by_key(self) -> None:
        if not self.isVisible():
            return
        if self.isEnabled():
            self.click()
        elif self._reason:
            self.refused.emit(self._reason)


class ButtonRow(QWidget):
    """Buttons in a row; the reason of the first barred one stands beside them."""

    def __init__(self, buttons: Sequence[ActionButton], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = list(buttons)
        self._note = PlainLabel(look="quiet", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.small)
        for button in self._buttons:
            row.addWidget(button)
            button.barred_changed.connect(self._tell)
        row.addSpacing(SPACE.tiny)
        row.addWidget(self._note, 1)
        self._tell()

    def note(self) -> str:
        """The reason that is shown."""
        return self._note.text()

    def _tell(self) -> None:
        self._note.setText(next((button.reason() for button in self._buttons if button.reason()), ""))
