"""电话名单: whom to remind, one after the other; whole name and number only for the one who is called (PIPL 6).

Nothing is noted: a call changes nothing in the case.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from ui.cases.rows import remaining_tone, remaining_words
from ui.deferred.rows import CallLine
from ui.parts import ActionButton, ButtonRow, PlainLabel, set_look
from ui.parts.table import Column, PagedRows, PageTable
from ui.parts.times import day
from ui.theme import SPACE

_PHONE_STYLE = "font-size: 24px;"
_FACTS = ("应补", "期限", "事项", "编号")


class CallPanel(QWidget):
    """Up and Down walk, Ctrl+C copies the number, Enter opens the case."""

    opened = Signal(object)
    """The CallLine that was opened."""
    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        set_look(self, "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._name = PlainLabel(look="section")
        self._phone = PlainLabel()
        self._phone.setStyleSheet(_PHONE_STYLE)
        self._values = [PlainLabel(wrap=True) for _ in _FACTS]
        self.rows: PagedRows[CallLine] = PagedRows(_COLUMNS, self)
        self.table = PageTable(self.rows)
        self.table.setAccessibleName("电话名单")
        self._open = ActionButton("打开办件  Enter")
        self._copy = ActionButton("复制号码", key="Ctrl+C", scope=self)
        self._nothing = PlainLabel("没有需要提醒的人。", look="quiet")
        card = QFrame()
        set_look(card, "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.middle)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._name, 0, 0, 1, 2)
        grid.addWidget(self._phone, 1, 0, 1, 2)
        for row, (name, value) in enumerate(zip(_FACTS, self._values, strict=True), start=2):
            grid.addWidget(PlainLabel(name, look="quiet"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.small)
        column.setSpacing(SPACE.small)
        column.addWidget(PlainLabel("电话提醒", look="section"))
        column.addWidget(card)
        column.addWidget(self._nothing)
        column.addWidget(self.table, 1)
        column.addWidget(ButtonRow([self._copy, self._open]))
        self.setFocusProxy(self.table)
        self.rows.modelReset.connect(self._show)
        self.table.walked.connect(lambda _row: self._show())
        self.table.opened.connect(self._tell)
        self._open.clicked.connect(lambda: self._tell(self.table.current_row()))
        self._copy.clicked.connect(self._copy_phone)
        self._show()

    def clear(self) -> None:
        """Nobody's number is left."""
        self.rows.start([], 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Ctrl+C copies the number of the one who is called."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy_phone()
        else:
            super().keyPressEvent(event)

    def called(self) -> CallLine | None:
        """Who is called."""
        return self.rows.row(max(self.table.current_row(), 0))

    def _show(self) -> None:
        line = self.called()
        self._name.setText(line.name if line else "")
        self._phone.setText((line.phone or "未留电话") if line else "")
        told = (
            (line.owed, f"{day(line.due_on)}　{remaining_words(line.left)}", line.item_name, line.case_no)
            if line
            else ()
        )
        for place, value in enumerate(self._values):
            value.setText(told[place] if told else "—")
        self._nothing.setVisible(line is None)
        self._copy.bar("" if line and line.phone else "未留电话" if line else "没有需要提醒的人")
        self._open.bar("" if line else "没有需要提醒的人")

    def _tell(self, number: int) -> None:
        line = self.rows.row(max(number, 0))
        if line is not None:
            self.opened.emit(line)

    def _copy_phone(self) -> None:
        line = self.called()
        if line is not None and line.phone:
            QGuiApplication.clipboard().setText(line.phone)
            self.said.emit(f"已复制 {line.masked_phone}")


_COLUMNS: list[Column[CallLine]] = [
    Column("申请人", lambda line: line.applicant, 104),
    Column("电话", lambda line: line.masked_phone, 124),
    Column("应补", lambda line: line.owed),
    Column(
        "期限", lambda line: remaining_words(line.left) or day(line.due_on), 148, lambda line: remaining_tone(line.left)
    ),
]
