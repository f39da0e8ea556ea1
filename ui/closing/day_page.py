"""日结: the account at the left, the gaps beside it, and at the foot the second person who signs."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter.actions.closing_sight import DaySight
from ui.closing.account import AccountCard
from ui.closing.gaps import GapTable
from ui.parts import ActionButton, ButtonRow, KeyHint, PlainLabel, StateTag
from ui.parts.text import set_wrong
from ui.parts.times import day_and_time
from ui.theme import SPACE

_ACCOUNT_PX = 340
_NUMBER_PX = 130
_SECRET_PX = 220
_DAY_LETTERS = 18
_AT_SECRET = frozenset({"second_secret", "secret"})
"""Where the errors of a wrong secret and of its pause belong."""


class DayPage(QWidget):
    """Type each explanation and Enter; then the second person's number, Enter, his secret, Enter: the day is closed."""

    close_asked = Signal(object, dict, str, str)
    """The day, the explanations, the second person's number and his secret."""
    day_chosen = Signal(object)
    """The day that somebody wants to look at."""
    print_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._sight: DaySight | None = None
        self._said: dict[str, str] = {}
        self.days = QComboBox()
        self.days.setAccessibleName("日期")
        self.days.setMinimumContentsLength(_DAY_LETTERS)
        self.days.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._state = StateTag()
        self._signed = PlainLabel(look="soft", elide=True)
        self.account = AccountCard()
        self.account.setFixedWidth(_ACCOUNT_PX)
        self.gaps = GapTable()
        self._none = PlainLabel("编号、文书、上传、扫描件逐项相符，没有不符事项。", wrap=True)
        self._heading = PlainLabel("不符事项", look="section")
        self.second = QLineEdit()
        self.second.setMaxLength(20)
        self.second.setFixedWidth(_NUMBER_PX)
        self.second.setPlaceholderText("第二人工号")
        self.second.setAccessibleName("第二人工号")
        self.secret = QLineEdit()
        self.secret.setMaxLength(200)
        self.secret.setFixedWidth(_SECRET_PX)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setPlaceholderText("密码，由第二人本人录入")
        self.secret.setAccessibleName("第二人密码")
        self._wrong = PlainLabel(look="wrong", wrap=True)
        self._close = ActionButton("日结", key="F8", look="main", scope=self)
        self._print = ActionButton("打印日结表", key="F9", scope=self)
        self._signs = QWidget()
        self._keys = QWidget()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.gaps)

    def show_day(self, sight: DaySight) -> None:
        """That day is shown; what was typed of its gaps stays."""
        before, self._sight = self._sight, sight
        account = sight.account
        if before is not None and before.account.day == account.day:
            self._said.update(self.gaps.explanations())
        else:
            self._said = {}
        self._show_days(sight)
        closed = sight.closed_at is not None
        self.account.show_account(account)
        self.gaps.show_gaps(account.gaps, self._said, open_day=self._is_open())
        self._heading.setText(f"不符事项 {len(account.gaps)}" if account.gaps else "不符事项")
        self._none.setVisible(not account.gaps)
        self.gaps.setVisible(bool(account.gaps))
        self._keys.setVisible(bool(account.gaps) and self._is_open())
        signing = self._signs.isAncestorOf(self.window().focusWidget() or self)
        self._signs.setVisible(self._is_open())
        if signing and not self._is_open():
            self.days.setFocus()
        if closed:
            self._state.set_state("已日结", "good")
        elif sight.swallowed:
            self._state.set_state("已并入后一日", "quiet")
        else:
            self._state.set_state("未日结", "wait")
        self._signed.setText(
            f"{day_and_time(sight.closed_at)}　{sight.clerk_name}、{sight.second_name} 签字" if sight.closed_at else ""
        )
        self._print.bar("" if closed else "日结后打印")
        self._weigh()

    def start(self) -> QWidget:
        """Where the work of this page begins: the first gap without a word, or the second person's number."""
        if self._is_open() and self.gaps.unexplained():
            return self.gaps
        if self._is_open():
            return self.second
        return self.days

    def clear(self) -> None:
        """Nothing of the last person is left, and no secret."""
        self._sight, self._said = None, {}
        self.second.clear()
        self.secret.clear()
        self._wrong.setText("")
        self.gaps.show_gaps((), {}, open_day=False)
        self.account.show_account(None)

    def show_wrong(self, said: str, field: str) -> None:
        """It was not closed, for that reason; the secret is gone, and the focus is where it can be put right."""
        self.secret.clear()
        self._wrong.setText(said)
        at_secret = field in _AT_SECRET
        set_wrong(self.second, field == "second")
        set_wrong(self.secret, at_secret)
        (self.secret if at_secret else self.second).setFocus()

    def told_wrong(self) -> str:
        """Why it was not closed; empty when nothing is said."""
        return self._wrong.text()

    def show_closed(self) -> None:
        """The day is closed; the button of its sheet has the focus."""
        self.second.clear()
        self._wrong.setText("")
        set_wrong(self.second, False)
        set_wrong(self.secret, False)
        self._print.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes from the number to the secret and then closes; on a button it presses that button."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.second.hasFocus():
            self.secret.setFocus()
        elif self.secret.hasFocus():
            self._close_day()
        elif self._print.hasFocus():
            self._print.click()
        elif self._close.hasFocus():
            self._close.click()

    def _is_open(self) -> bool:
        return self._sight is not None and self._sight.closed_at is None and not self._sight.swallowed

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE.small)
        head.addWidget(PlainLabel("日期", look="soft"))
        head.addWidget(self.days)
        head.addWidget(self._state)
        head.addWidget(self._signed, 1)
        keys = QHBoxLayout(self._keys)
        keys.setContentsMargins(0, 0, 0, 0)
        keys.setSpacing(SPACE.tiny)
        for key, word in (("Enter", "下一条"), ("Ctrl+Enter", "同类都这样写"), ("↑↓", "选择")):
            keys.addWidget(KeyHint(key))
            keys.addWidget(PlainLabel(word, look="quiet"))
            keys.addSpacing(SPACE.small)
        keys.addStretch(1)
        signs = QHBoxLayout(self._signs)
        signs.setContentsMargins(0, 0, 0, 0)
        signs.setSpacing(SPACE.small)
        signs.addWidget(PlainLabel("第二人签字", look="strong"))
        signs.addWidget(self.second)
        signs.addWidget(self.secret)
        signs.addWidget(self._wrong, 1)
        right = QVBoxLayout()
        right.setSpacing(SPACE.small)
        right.addWidget(self._heading)
        right.addWidget(self._none)
        right.addWidget(self.gaps, 1)
        right.addWidget(self._keys)
        right.addStretch()
        right.addWidget(self._signs)
        right.addWidget(ButtonRow([self._close, self._print]))
        row = QHBoxLayout()
        row.setSpacing(SPACE.large)
        row.addWidget(self.account)
        row.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.middle)
        column.addLayout(head)
        column.addLayout(row, 1)

    def _connect(self) -> None:
        self.days.currentIndexChanged.connect(self._choose)
        self.gaps.edited.connect(self._weigh)
        self.gaps.finished.connect(self.second.setFocus)
        self._close.clicked.connect(self._close_day)
        self._print.clicked.connect(self._ask_print)
        for editor in (self.second, self.secret):
            editor.textEdited.connect(self._unmark)

    def _show_days(self, sight: DaySight) -> None:
        days = [sight.today, *(day for day in sight.closed_days if day != sight.today)]
        if [self.days.itemData(row) for row in range(self.days.count())] != days:
            self.days.blockSignals(True)
            self.days.clear()
            for day in days:
                self.days.addItem(f"{day.isoformat()}　今天" if day == sight.today else day.isoformat(), day)
            self.days.blockSignals(False)
        self.days.blockSignals(True)
        self.days.setCurrentIndex(max(self.days.findData(sight.account.day), 0))
        self.days.blockSignals(False)

    def _choose(self, _row: int) -> None:
        day = self.days.currentData()
        if isinstance(day, dt.date):
            self.day_chosen.emit(day)

    def _unmark(self) -> None:
        self._wrong.setText("")
        set_wrong(self.second, False)
        set_wrong(self.secret, False)
        self._weigh()

    def _weigh(self) -> None:
        """The day can be closed once nothing is without a word."""
        left = self.gaps.unexplained()
        if not self._is_open():
            self._close.bar("这一天已经结账")
        else:
            self._close.bar(f"还有 {left} 处不符没有说明" if left else "")

    def _ask_print(self) -> None:
        if self._sight is not None:
            self.print_asked.emit(self._sight.account.day)

    def _close_day(self) -> None:
        if self._sight is None or not self._close.isEnabled():
            if self._close.reason():
                self.show_wrong(self._close.reason(), "")
            return
        number, secret = self.second.text().strip(), self.secret.text()
        if not number or not secret:
            field = "second_secret" if number else "second"
            self.show_wrong("请第二人录入工号和密码", field)
            return
        self.secret.clear()
        self.close_asked.emit(self._sight.account.day, self.gaps.explanations(), number, secret)
