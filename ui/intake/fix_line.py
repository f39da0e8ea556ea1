"""当场更正: what the applicant put right at the window, noted in a line at the foot (许可法 32(3))."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from counter.domain.intake_rules import FIXED_LENGTH
from ui.intake.people import told_of_line
from ui.parts import ActionButton, PlainLabel, set_tone
from ui.parts.text import set_wrong
from ui.theme import SPACE


class FixLine(QFrame):
    """Enter notes it, an empty line takes the note away, Esc leaves everything as it was."""

    noted = Signal(str, str)
    """The material's code, and what was put right."""
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._code = ""
        self._name = PlainLabel("", look="strong")
        self._wrong = PlainLabel("", look="wrong")
        self._wrong.hide()
        self._text = QLineEdit()
        self._text.setPlaceholderText("申请人当场改了什么，如：申请表第 3 栏补填联系电话；空着即取消")
        self._text.setAccessibleName("当场更正的内容")
        note = ActionButton("记下  Enter", look="main")
        leave = ActionButton("取消  Esc")
        for button in (note, leave):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        note.clicked.connect(self._note)
        leave.clicked.connect(self._leave)
        self._text.textChanged.connect(self._weigh)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.middle, SPACE.small, SPACE.middle, SPACE.small)
        row.setSpacing(SPACE.small)
        row.addWidget(self._name)
        row.addWidget(self._text, 1)
        row.addWidget(self._wrong)
        row.addWidget(note)
        row.addWidget(leave)
        set_tone(self, "accent")
        self.hide()

    def ask(self, code: str, name: str, known: str) -> None:
        """The line asks for that material, with what was noted before."""
        self._code = code
        metrics = self._name.fontMetrics()
        self._name.setText("当场更正 " + metrics.elidedText(name, Qt.TextElideMode.ElideRight, 220))
        self._text.setText(known)
        self.show()
        self._text.setFocus()
        self._text.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter notes, Esc leaves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._note()
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _weigh(self, text: str) -> None:
        said = told_of_line(text, most=FIXED_LENGTH).error
        self._wrong.setText(said)
        self._wrong.setVisible(bool(said))
        set_wrong(self._text, bool(said))

    def _note(self) -> None:
        if not self._wrong.text():
            self.hide()
            self.noted.emit(self._code, self._text.text().strip())

    def _leave(self) -> None:
        self.hide()
        self.left.emit()
