"""出纸了吗: asked once, in a line, when no machine can know whether a paper came out (faults.md F15)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.parts.actions import ActionButton
from ui.parts.text import KeyHint, PlainLabel, set_tone
from ui.theme import SPACE

KEY = "Alt+C"
"""Leads to the question from anywhere on its screen."""


class CameOutLine(QFrame):
    """Y and N answer; Esc leaves it open, to be asked again when the paper is looked at.

    Args:
        scope: the screen on which ``KEY`` leads here, where it is asked of one who is at something else.
        parent: Qt's.
    """

    answered = Signal(str, int, bool)
    """The paper's number, which print of it, and whether it came out."""

    def __init__(self, *, scope: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_tone(self, "wait")
        self._asked: list[tuple[str, int]] = []
        self._answered: set[tuple[str, int]] = set()
        self._came_from: QWidget | None = None
        self._question = PlainLabel(wrap=True)
        self._yes = ActionButton("已出纸  Y", look="main")
        self._no = ActionButton("没有出纸  N")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.middle, SPACE.tiny, SPACE.middle, SPACE.tiny)
        row.setSpacing(SPACE.small)
        row.addWidget(self._question, 1)
        if scope is not None:
            row.addWidget(KeyHint(KEY))
            shortcut = QShortcut(QKeySequence(KEY), scope)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.go_to)
        row.addWidget(self._yes)
        row.addWidget(self._no)
        self._yes.clicked.connect(lambda: self._answer(came_out=True))
        self._no.clicked.connect(lambda: self._answer(came_out=False))
        self.setFocusProxy(self._yes)
        self.hide()

    def ask(self, number: str, print_no: int, *, focus: bool) -> None:
        """That print is asked about, after those that are; each once, also when the answer is not on the disk yet.

        Args:
            number: the paper's.
            print_no: which print of it.
            focus: the line has the focus: the paper has just been printed.
        """
        if (number, print_no) in self._answered:
            return
        if (number, print_no) not in self._asked:
            self._asked.append((number, print_no))
        self._show()
        if focus:
            self.go_to()

    def go_to(self) -> None:
        """The question has the focus, when one is asked; the answer gives it back to where it was."""
        if self.isHidden():
            return
        focused = self.window().focusWidget()
        if focused is not None and not self.isAncestorOf(focused):
            self._came_from = focused
        self._yes.setFocus()

    def question(self) -> str:
        """What is asked; empty when nothing is."""
        return "" if self.isHidden() else self._question.text()

    def clear(self) -> None:
        """Nothing is asked."""
        self._asked.clear()
        self._came_from = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The keys of the first line of this class; Enter presses the button that has the focus."""
        match event.key():
            case Qt.Key.Key_Y:
                self._answer(came_out=True)
            case Qt.Key.Key_N:
                self._answer(came_out=False)
            case Qt.Key.Key_Escape:
                self._asked.clear()
                self._leave()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._answer(came_out=not self._no.hasFocus())
            case _:
                super().keyPressEvent(event)

    def _show(self) -> None:
        if self._asked:
            self._question.setText(f"{self._asked[0][0]} 出纸了吗？请看一眼打印机。")
            self.show()

    def _answer(self, *, came_out: bool) -> None:
        if not self._asked:
            return
        number, print_no = self._asked.pop(0)
        self._answered.add((number, print_no))
        if self._asked:
            self._show()
        else:
            self._leave()
        self.answered.emit(number, print_no, came_out)

    def _leave(self) -> None:
        had_focus = self.isAncestorOf(self.window().focusWidget() or self)
        self.hide()
        if had_focus and self._came_from is not None:
            self._came_from.setFocus()
        self._came_from = None
