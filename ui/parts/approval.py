"""现场授权: the supervisor stands behind the clerk and types his number and secret; or the matter goes to his queue."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.parts.actions import ActionButton
from ui.parts.field import Field
from ui.parts.tag import StateTag
from ui.parts.text import PlainLabel, set_tone
from ui.theme import SPACE

_LONGEST = 128


class ApprovalForm(QFrame):
    """Says what is to be approved; Enter goes on and approves, Alt+T asks for a review, Esc goes back.

    The secret is asked for anew each time and never kept.
    """

    approve_asked = Signal(str, str)
    """The supervisor's number and his secret."""
    review_asked = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_tone(self, "wait")
        self._came_from: QWidget | None = None
        self._kind = StateTag("", "wait", bare=True)
        self._meaning = PlainLabel(wrap=True)
        self.supervisor = QLineEdit()
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._fields = {
            "supervisor": Field("主管工号", self.supervisor, required=True),
            "secret": Field("授权密码", self.secret, required=True, help_text="由主管本人录入"),
        }
        self._approve = ActionButton("现场授权  Enter", look="main")
        self._review = ActionButton("提请审核", key="Alt+T", scope=self)
        self._back = ActionButton("返回  Esc")
        fields = QHBoxLayout()
        fields.setSpacing(SPACE.middle)
        for editor in (self.supervisor, self.secret):
            editor.setMaxLength(_LONGEST)
            editor.textChanged.connect(self._weigh)
        for field in self._fields.values():
            fields.addWidget(field, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.small)
        for button in (self._approve, self._review, self._back):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.middle, SPACE.small, SPACE.middle, SPACE.small)
        column.setSpacing(SPACE.small)
        column.addWidget(self._kind)
        column.addWidget(self._meaning)
        column.addLayout(fields)
        column.addLayout(buttons)
        self._approve.clicked.connect(self._say_approve)
        self._review.clicked.connect(self._say_review)
        self._back.clicked.connect(self._say_no)
        self.hide()

    def ask(self, kind: str, meaning: str, *, queue: bool = True) -> None:
        """That is to be approved; the number has the focus, or the secret when the same supervisor stood here before.

        Args:
            kind: the reason in words ("延长办理期限").
            meaning: what is done with it.
            queue: whether it can wait for his queue.
        """
        if self.isHidden():
            focused = self.window().focusWidget()
            self._came_from = focused if focused is not None and not self.isAncestorOf(focused) else None
        self._kind.set_state(f"须主管批准：{kind}", "wait")
        self._meaning.setText(meaning)
        self._meaning.setVisible(bool(meaning))
        self._review.setVisible(queue)
        self.secret.clear()
        self._weigh()
        self.show()
        (self.secret if self.supervisor.text() else self.supervisor).setFocus()

    def show_fault(self, said: str, key: str = "") -> None:
        """What is wrong, at that field; the secret is typed anew."""
        self.secret.clear()
        self._fields.get(key, self._fields["secret"]).set_error(said)
        (self.supervisor if key == "supervisor" else self.secret).setFocus()

    def close_quietly(self) -> None:
        """Nothing is asked any more, the secret is gone, the focus is where it was."""
        self.secret.clear()
        if self.isHidden():
            return
        self.hide()
        if self._came_from is not None:
            self._came_from.setFocus()

    def forget(self) -> None:
        """Nobody stood here: another clerk sits down."""
        self.close_quietly()
        self.supervisor.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes on to the secret and then approves; on a button it presses that button."""
        if event.key() == Qt.Key.Key_Escape:
            self._say_no()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self._review.hasFocus():
            self._say_review()
        elif self._back.hasFocus():
            self._say_no()
        elif self.supervisor.hasFocus():
            self.secret.setFocus()
        else:
            self._say_approve()

    def _weigh(self) -> None:
        for field in self._fields.values():
            field.set_error("")
        empty = not self.supervisor.text().strip() or not self.secret.text()
        self._approve.bar("请主管录入工号和授权密码" if empty else "")

    def _say_approve(self) -> None:
        if not self._approve.reason():
            self.approve_asked.emit(self.supervisor.text().strip(), self.secret.text())

    def _say_review(self) -> None:
        self.close_quietly()
        self.review_asked.emit()

    def _say_no(self) -> None:
        self.close_quietly()
        self.dismissed.emit()
