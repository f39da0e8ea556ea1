"""退出: what becomes of a half-typed case is asked in a line before the window closes (faults.md F24)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.parts.actions import ActionButton
from ui.parts.text import PlainLabel, set_tone
from ui.theme import SPACE

DROP_KEY = "Ctrl+D"


class QuitLine(QFrame):
    """Enter keeps the draft and quits, Ctrl+D throws it away and quits, Esc stays; without a draft Enter quits.

    Args:
        parent: Qt's.
    """

    kept = Signal()
    """暂存: the draft is to be kept."""
    dropped = Signal()
    """放弃: the draft is to be thrown away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._came_from: QWidget | None = None
        self._question = PlainLabel(wrap=True)
        self._keep = ActionButton("暂存并退出  Enter", look="main")
        self._drop = ActionButton("放弃并退出", key=DROP_KEY, look="danger", scope=self)
        self._stay = ActionButton("取消  Esc")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.middle, SPACE.small, SPACE.middle, SPACE.small)
        row.setSpacing(SPACE.small)
        row.addWidget(self._question, 1)
        for button in (self._keep, self._drop, self._stay):
            row.addWidget(button)
        self._keep.clicked.connect(lambda: self._answer(self.kept))
        self._drop.clicked.connect(lambda: self._answer(self.dropped))
        self._stay.clicked.connect(self.close_quietly)
        set_tone(self, "wait")
        self.hide()

    def question(self) -> str:
        """What is asked; empty when nothing is."""
        return "" if self.isHidden() else self._question.text()

    def ask(self, question: str, *, draft: bool) -> None:
        """The question is shown and has the focus; ``draft`` says whether there is something to keep or to drop."""
        if self.isHidden():
            focused = self.window().focusWidget()
            self._came_from = focused if focused is not None and not self.isAncestorOf(focused) else None
        self._question.setText(question)
        self._keep.set_words("暂存并退出  Enter" if draft else "退出  Enter")
        self._drop.setVisible(draft)
        self.show()
        self._keep.setFocus()

    def close_quietly(self) -> None:
        """The question is gone; the focus is where it was."""
        if self.isHidden():
            return
        self.hide()
        if self._came_from is not None:
            self._came_from.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc stays; Enter presses the button that has the focus."""
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.close_quietly()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, ActionButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def _answer(self, signal: SignalInstance) -> None:
        self.close_quietly()
        signal.emit()
