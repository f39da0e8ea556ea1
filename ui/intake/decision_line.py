"""F8: the nine decisions in the order of the law, the closed ones grey with the words why; Enter confirms one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from counter.domain.case import Decision
from ui.intake.standing import Shown
from ui.names import DECISIONS
from ui.parts import ActionButton, PlainLabel, set_look, set_tone
from ui.theme import SPACE

_ORDER = tuple(DECISIONS)


class DecisionLine(QFrame):
    """The open question which decision it is."""

    confirmed = Signal(object)
    """The Decision."""
    lacking = Signal()
    """Enter although none that helps is open: something lacks first."""
    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("决定")
        set_tone(self, "accent")
        self._shown: dict[Decision, Shown] = {}
        self._current: Decision | None = None
        self._buttons: dict[Decision, ActionButton] = {}
        row = QHBoxLayout()
        row.setSpacing(6)
        for number, (decision, words) in enumerate(DECISIONS.items(), start=1):
            button = ActionButton(f"{number} {words}")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setStyleSheet("padding: 0 8px;")
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
        self._words = PlainLabel("", look="strong", wrap=True)
        answer = QHBoxLayout()
        answer.setSpacing(SPACE.small)
        answer.addWidget(self._words, 1)
        answer.addWidget(self._yes)
        answer.addWidget(back)
        self._said = tuple(PlainLabel("", elide=True) for _ in _ORDER)
        reasons = QVBoxLayout()
        reasons.setSpacing(2)
        for label in self._said:
            reasons.addWidget(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.middle, SPACE.small, SPACE.middle, SPACE.small)
        column.setSpacing(6)
        column.addLayout(row)
        column.addLayout(answer)
        column.addLayout(reasons)
        self.hide()

    def ask(self, shown: Sequence[Shown], best: Decision | None) -> None:
        """The question is asked; ``best`` is what Enter would confirm."""
        self._show(shown)
        self.show()
        self.setFocus()
        self._current = None
        if best is not None:
            self.choose(best)
            return
        self._mark()
        self._yes.set_words("先看还缺什么  Enter")
        self._words.setText("还不能受理：" + next((each.closed for each in shown if each.closed), ""))

    def renew(self, shown: Sequence[Shown]) -> None:
        """What is open has changed meanwhile; the choice stays where it can."""
        self._show(shown)
        current = self._current
        if current is not None and self._shown[current].closed:
            self._current = None
            self._mark()
            self._yes.bar("请重新选择")
            self._words.setText(_refused(self._shown[current]))
        elif current is not None:
            self.choose(current)

    def current(self) -> Decision | None:
        """The decision that Enter would confirm."""
        return self._current

    def choose(self, decision: Decision) -> None:
        """That decision is the one that Enter confirms, if it is open; else the line says why it is not."""
        each = self._shown[decision]
        if each.closed:
            self._words.setText(_refused(each))
            return
        self._current = decision
        self._mark()
        self._yes.bar("")
        self._words.setText(each.meaning)
        self._yes.set_words(f"确认{DECISIONS[decision]}  Enter")

    def words(self) -> str:
        """What the chosen decision means, and why others are closed."""
        return "　".join(text for label in (self._words, *self._said) if (text := label.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """1 to 9 choose; Left and Right walk; Enter confirms; Esc leaves."""
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

    def _show(self, shown: Sequence[Shown]) -> None:
        self._shown = {each.decision: each for each in shown}
        for decision, button in self._buttons.items():
            closed = self._shown[decision].closed
            button.bar(closed)
            button.setAccessibleName(f"{DECISIONS[decision]}，不可选：{closed}" if closed else DECISIONS[decision])
        grouped: dict[str, list[str]] = {}
        for each in shown:
            if each.closed:
                grouped.setdefault(each.closed, []).append(DECISIONS[each.decision])
        said = [f"{'、'.join(names)}不可选：{why}" for why, names in grouped.items()]
        for number, label in enumerate(self._said):
            label.setText(said[number] if number < len(said) else "")
            label.setToolTip(label.text())
            label.setVisible(number < len(said))

    def _mark(self) -> None:
        for other, button in self._buttons.items():
            set_look(button, "main" if other is self._current else "")

    def _walk(self, by: int) -> None:
        open_ones = [decision for decision in _ORDER if not self._shown[decision].closed]
        if open_ones:
            here = open_ones.index(self._current) + by if self._current in open_ones else 0
            self.choose(open_ones[here % len(open_ones)])

    def _confirm(self) -> None:
        if self._current is not None:
            self.confirmed.emit(self._current)
        elif self._yes.isEnabled():
            self.lacking.emit()


def _refused(each: Shown) -> str:
    return f"{DECISIONS[each.decision]}不可选：{each.closed}"
