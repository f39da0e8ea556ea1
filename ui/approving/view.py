"""须主管批准: why, and the two ways to it: 现场授权 with the supervisor's own secret, or 提请审核 in the queue."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from ui.parts import ActionButton, PlainLabel, StateTag, set_tone
from ui.parts.text import set_wrong
from ui.theme import SPACE

_NUMBER_PX = 130
_SECRET_PX = 200
_MAX_REASON = 500
_CHOICE, _ON_SPOT, _QUEUE = range(3)


class ApprovalLine(QFrame):
    """1 goes on the spot, 2 asks the queue, Enter sends, Esc goes one step back. The secret is gone once it is sent."""

    approve_asked = Signal(str, str)
    """The supervisor's number and his secret."""
    review_asked = Signal(str)
    """The reason, which may be empty."""
    dismissed = Signal()
    opened = Signal()
    gone = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("须主管批准")
        set_tone(self, "wait")
        self._kind = PlainLabel("", look="strong")
        self._why = PlainLabel("", elide=True)
        self._wrong = PlainLabel("", look="wrong", wrap=True)
        self._wrong.hide()
        self.number = QLineEdit()
        self.number.setMaxLength(20)
        self.number.setFixedWidth(_NUMBER_PX)
        self.number.setPlaceholderText("主管工号")
        self.number.setAccessibleName("主管工号")
        self.secret = QLineEdit()
        self.secret.setMaxLength(200)
        self.secret.setFixedWidth(_SECRET_PX)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setPlaceholderText("授权密码，由主管本人录入")
        self.secret.setAccessibleName("授权密码")
        self.reason = QLineEdit()
        self.reason.setMaxLength(_MAX_REASON)
        self.reason.setPlaceholderText("给主管的说明，可空")
        self.reason.setAccessibleName("给主管的说明")
        self._steps = QStackedWidget()
        self._send = ActionButton("授权  Enter", look="main")
        self._ask = ActionButton("提请  Enter", look="main")
        for step in (self._choice(), self._fields(self.number, self.secret, self._send), self._queue()):
            self._steps.addWidget(step)
        head = QHBoxLayout()
        head.setSpacing(SPACE.middle)
        head.addWidget(StateTag("须主管批准", "wait", bare=True))
        head.addWidget(self._kind)
        head.addWidget(self._why, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.middle, SPACE.small, SPACE.middle, SPACE.small)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._wrong)
        column.addWidget(self._steps)
        self.hide()

    def ask(self, kind: str, why: str) -> None:
        """The line asks how the approval of that kind is to be had."""
        self._kind.setText(kind)
        self._why.setText(why)
        self._why.setToolTip(why)
        self.number.clear()
        self.reason.clear()
        self._go(_CHOICE)
        self.show()
        self.opened.emit()
        self.setFocus()

    def asking(self) -> bool:
        """Whether the line is open."""
        return not self.isHidden()

    def close_line(self) -> None:
        """The line is gone, and with it what was typed."""
        if self.asking():
            self.hide()
            self.gone.emit()

    def leave(self) -> None:
        """Nothing is asked for any more, as after Esc."""
        self.close_line()
        self.dismissed.emit()

    def set_busy(self, why: str) -> None:
        """Nothing can be sent while that is going on; empty lets it be again."""
        self._send.bar(why)
        self._ask.bar(why)

    def show_wrong(self, said: str, *, at_number: bool = False) -> None:
        """It was not approved, for that reason; the focus is where it can be put right."""
        self._wrong.setText(said)
        self._wrong.setVisible(bool(said))
        set_wrong(self.number, bool(said) and at_number)
        set_wrong(self.secret, bool(said) and not at_number and self._steps.currentIndex() == _ON_SPOT)
        if said and self._steps.currentIndex() == _ON_SPOT:
            target = self.number if at_number else self.secret
            target.setFocus()
            target.selectAll()
        elif said and self._steps.currentIndex() == _QUEUE:
            self.reason.setFocus()

    def words(self) -> str:
        """What is said: the kind, why, and what was wrong."""
        return "　".join(label.text() for label in (self._kind, self._why, self._wrong) if label.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The keys of the first line of this class."""
        key, step = event.key(), self._steps.currentIndex()
        if key == Qt.Key.Key_Escape:
            self._back()
        elif step == _CHOICE and key in (Qt.Key.Key_1, Qt.Key.Key_2):
            self._go(_ON_SPOT if key == Qt.Key.Key_1 else _QUEUE)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif step == _CHOICE:
            event.accept()  # no key of the form works while it is asked
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """The secret goes with the line."""
        self.secret.clear()
        super().hideEvent(event)

    def _enter(self) -> None:
        """Enter goes to the next field, then sends."""
        step = self._steps.currentIndex()
        if step == _QUEUE:
            self._send_reason()
        elif step == _ON_SPOT and self.number.hasFocus():
            self.secret.setFocus()
        elif step == _ON_SPOT:
            self._send_secret()

    def _send_secret(self) -> None:
        if not self._send.isEnabled():
            return
        number, secret = self.number.text().strip(), self.secret.text()
        if not number or not secret:
            self.show_wrong("请录入主管工号和授权密码", at_number=not number)
            return
        self.secret.clear()
        self.show_wrong("")
        self.approve_asked.emit(number, secret)

    def _send_reason(self) -> None:
        if self._ask.isEnabled():
            self.show_wrong("")
            self.review_asked.emit(self.reason.text().strip())

    def _back(self) -> None:
        if not self._send.isEnabled():  # the answer is on its way
            return
        if self._steps.currentIndex() == _CHOICE:
            self.leave()
        else:
            self._go(_CHOICE)
            self.setFocus()

    def _go(self, step: int) -> None:
        self.secret.clear()
        self.show_wrong("")
        self._steps.setCurrentIndex(step)
        if step == _ON_SPOT:
            self.number.setFocus()
        elif step == _QUEUE:
            self.reason.setFocus()

    def _choice(self) -> QWidget:
        return self._row(
            self._button("1 现场授权", lambda: self._go(_ON_SPOT)),
            PlainLabel("主管到窗口录入密码，不用联网", look="quiet"),
            self._button("2 提请审核", lambda: self._go(_QUEUE)),
            PlainLabel("进主管的审核队列，此处内容保留", look="quiet"),
        )

    def _queue(self) -> QWidget:
        self._ask.clicked.connect(self._send_reason)
        self._ask.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return self._row(self.reason, self._ask, stretch=False)

    def _fields(self, number: QLineEdit, secret: QLineEdit, send: ActionButton) -> QWidget:
        send.clicked.connect(self._send_secret)
        send.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return self._row(number, secret, send)

    def _button(self, words: str, told: Callable[[], object]) -> ActionButton:
        made = ActionButton(words)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(lambda: told())  # noqa: PLW0108 - the state must not be the argument
        return made

    def _row(self, *parts: QWidget, stretch: bool = True) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.small)
        for part in parts:
            row.addWidget(part)
        if stretch:
            row.addStretch(1)
        row.addWidget(self._button("返回  Esc", self._back))
        return page
