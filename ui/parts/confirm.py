"""A question in a line, with the answer at hand; it takes the place of every dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QWidget

from ui.parts.actions import ActionButton
from ui.parts.text import PlainLabel, set_tone
from ui.theme import SPACE

_MAX_REASON = 200


class ConfirmLine(QFrame):
    """Asks, and tells the answer. Enter says yes, Esc says no; the focus comes here and goes back.

    Args:
        narrow: the answer stands below the question instead of beside it.
        parent: Qt's.
    """

    confirmed = Signal(str)
    """Yes, with the reason that was typed (empty when none was asked)."""
    dismissed = Signal()

    def __init__(self, *, narrow: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._came_from: QWidget | None = None
        self._needs_reason = False
        self._question = PlainLabel(wrap=True)
        self._reason = QLineEdit()
        self._reason.setMaxLength(_MAX_REASON)
        self._yes = ActionButton("确定", look="main")
        self._no = ActionButton("取消  Esc")
        outer = QBoxLayout(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight, self)
        outer.setContentsMargins(SPACE.middle, SPACE.small, SPACE.middle, SPACE.small)
        outer.setSpacing(SPACE.small)
        row = QHBoxLayout()
        row.setSpacing(SPACE.small)
        outer.addWidget(self._question, 3)
        outer.addLayout(row, 2)
        if narrow:
            row.addStretch(1)
        row.addWidget(self._reason, 100)
        row.addWidget(self._yes)
        row.addWidget(self._no)
        self._yes.clicked.connect(self._say_yes)
        self._no.clicked.connect(self._say_no)
        self._reason.textChanged.connect(self._weigh)
        self._reason.returnPressed.connect(self._yes.click)
        set_tone(self, "wait")
        self.hide()

    def ask(self, question: str, yes: str, *, reason_hint: str = "") -> None:
        """The question is shown and has the focus. With ``reason_hint`` yes needs a reason, and that is its hint."""
        if self.isHidden():
            focused = self.window().focusWidget()
            self._came_from = focused if focused is not None and not self.isAncestorOf(focused) else None
        self._needs_reason = bool(reason_hint)
        self._question.setText(question)
        self._yes.set_words(f"{yes}  Enter")
        self._reason.clear()
        self._reason.setPlaceholderText(reason_hint)
        self._reason.setAccessibleName(reason_hint)
        self._reason.setVisible(self._needs_reason)
        self._weigh()
        self.show()
        (self._reason if self._needs_reason else self._yes).setFocus()

    def close_quietly(self) -> None:
        """The question is gone without an answer; the focus is where it was."""
        if self.isHidden():
            return
        self.hide()
        if self._came_from is not None:
            self._came_from.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc says no; Enter on a button presses it."""
        if event.key() == Qt.Key.Key_Escape:
            self._say_no()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._yes.hasFocus():
            self._yes.click()
        else:
            super().keyPressEvent(event)

    def _weigh(self) -> None:
        missing = self._needs_reason and not self._reason.text().strip()
        self._yes.bar("请先写明理由" if missing else "")

    def _say_yes(self) -> None:
        reason = self._reason.text().strip()
        self.close_quietly()
        self.confirmed.emit(reason)

    def _say_no(self) -> None:
        self.close_quietly()
        self.dismissed.emit()
