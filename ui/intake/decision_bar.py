"""F8: the decisions in a line, the closed ones with their reason; Enter confirms, Esc goes back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter.domain.case import Decision
from ui.parts import ActionButton, Banner, ConfirmLine, PlainLabel, set_look, set_tone
from ui.theme import SPACE

DECISIONS: dict[Decision, str] = {
    Decision.ACCEPTED: "受理",
    Decision.RECEIVED: "收件",
    Decision.DONE_ON_SPOT: "即办办结",
}
_ORDER = tuple(DECISIONS)


class DecisionLine(QFrame):
    """The open question which decision it is."""

    confirmed = Signal(object)
    """The Decision."""
    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("决定")
        set_tone(self, "accent")
        self._closed: dict[Decision, str] = {}
        self._meaning: dict[Decision, str] = {}
        self._current = Decision.ACCEPTED
        self._buttons: dict[Decision, ActionButton] = {}
        row = QHBoxLayout()
        row.setSpacing(SPACE.small)
        for number, (decision, words) in enumerate(DECISIONS.items(), start=1):
            button = ActionButton(f"{number} {words}")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, picked=decision: self.choose(picked))
            self._buttons[decision] = button
            row.addWidget(button)
        row.addStretch(1)
        self._yes = ActionButton("确认  Enter", look="main")
        self._yes.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._yes.clicked.connect(self._confirm)
        back = ActionButton("返回  Esc")
        back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        back.clicked.connect(self.dismissed)
        row.addWidget(self._yes)
        row.addWidget(back)
        self._words = PlainLabel("", look="strong")
        self._why = PlainLabel("", elide=True)
        below = QHBoxLayout()
        below.setSpacing(SPACE.wide)
        below.addWidget(self._words)
        below.addWidget(self._why, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.middle, SPACE.small, SPACE.middle, SPACE.small)
        column.setSpacing(6)
        column.addLayout(row)
        column.addLayout(below)
        self.hide()

    def ask(self, closed: dict[Decision, str], meaning: dict[Decision, str]) -> None:
        """The question is asked; ``closed`` holds a reason for each decision that the item does not allow."""
        self._closed, self._meaning = closed, meaning
        for decision, button in self._buttons.items():
            button.bar(closed.get(decision, ""))
        said = [f"{DECISIONS[decision]}不可选：{why}" for decision, why in closed.items() if why]
        self._why.setText("　".join(said))
        self._why.setToolTip("\n".join(said))
        open_ones = [decision for decision in _ORDER if not closed.get(decision)]
        # 即办办结 is what an on-spot item is for; 收件 is the exception there
        first = Decision.DONE_ON_SPOT if Decision.DONE_ON_SPOT in open_ones else open_ones[0]
        self.show()
        self.choose(first)
        self.setFocus()

    def current(self) -> Decision:
        """The decision that Enter would confirm."""
        return self._current

    def choose(self, decision: Decision) -> None:
        """That decision is the one that Enter confirms, if the item allows it."""
        if self._closed.get(decision):
            self._why.setText(f"{DECISIONS[decision]}不可选：{self._closed[decision]}")
            return
        self._current = decision
        for other, button in self._buttons.items():
            set_look(button, "main" if other is decision else "")
        self._words.setText(self._meaning.get(decision, ""))
        self._yes.set_words(f"确认{DECISIONS[decision]}  Enter")

    def words(self) -> str:
        """What the chosen decision means, and why others are closed."""
        return f"{self._words.text()} {self._why.text()}".strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """1, 2, 3 choose; Left and Right walk; Enter confirms; Esc goes back."""
        key = event.key()
        if 0 <= key - Qt.Key.Key_1 < len(_ORDER):
            self.choose(_ORDER[key - Qt.Key.Key_1])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._walk(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._confirm()
        elif key == Qt.Key.Key_Escape:
            self.dismissed.emit()
        else:
            super().keyPressEvent(event)

    def _walk(self, by: int) -> None:
        open_ones = [decision for decision in _ORDER if not self._closed.get(decision)]
        self.choose(open_ones[(open_ones.index(self._current) + by) % len(open_ones)])

    def _confirm(self) -> None:
        self.confirmed.emit(self._current)


class DecisionBar(QWidget):
    """The foot of the form: the deeds with their keys, what was said last, and the questions that they open.

    Args:
        scope: the screen within which the keys work.
    """

    decide_pressed = Signal()
    attach_pressed = Signal()
    cancel_pressed = Signal()
    decided = Signal(object)
    """The confirmed Decision."""
    closed = Signal()
    """The question was left without an answer."""

    def __init__(self, scope: QWidget) -> None:
        super().__init__()
        self.decide = ActionButton("决定", key="F8", look="main", scope=scope)
        self.attach = ActionButton("附件", key="F4", scope=scope)
        self.cancel = ActionButton("放弃本件", key="Ctrl+Backspace", scope=scope)
        self.banner = Banner()
        self.line = DecisionLine()
        self.confirm = ConfirmLine()
        self.decide.clicked.connect(self.decide_pressed)
        self.attach.clicked.connect(self.attach_pressed)
        self.cancel.clicked.connect(self.cancel_pressed)
        self.line.confirmed.connect(self._decided)
        self.line.dismissed.connect(self.close_question)
        for button in (self.decide, self.attach, self.cancel):
            button.refused.connect(lambda why: self.banner.say("info", why))
        self._foot = QWidget()
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.small)
        row.addWidget(self.decide)
        row.addWidget(self.attach)
        row.addWidget(self.cancel)
        row.addWidget(self.banner, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE.tiny, 0, 0)
        column.setSpacing(SPACE.tiny)
        column.addWidget(self.line)
        column.addWidget(self.confirm)
        column.addWidget(self._foot)

    def ask(self, closed: dict[Decision, str], meaning: dict[Decision, str]) -> None:
        """The decisions are offered in the place of the deeds."""
        self.banner.clear()
        self._foot.hide()
        self.line.ask(closed, meaning)

    def asking(self) -> bool:
        """Whether the decisions are offered."""
        return not self.line.isHidden()

    def close_question(self) -> None:
        """The decisions are not offered any more."""
        if self.asking():
            self.end_question()
            self.closed.emit()

    def end_question(self) -> None:
        """The deeds stand at the foot again; nobody is told."""
        self.line.hide()
        self._foot.show()

    def set_busy(self, why: str) -> None:
        """Nothing can be decided while that is going on; empty lets it be again."""
        buttons: Sequence[ActionButton] = (self.decide, self.attach, self.cancel)
        for button in buttons:
            button.bar(why)

    def _decided(self, decision: Decision) -> None:
        self.end_question()
        self.decided.emit(decision)
