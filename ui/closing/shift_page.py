"""交接班: what is open goes to the next clerk, and what lies in the drawer is counted."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter.actions.closing_sight import ShiftSight
from counter.domain.closing import Stock
from ui.parts import ActionButton, ButtonRow, Field, PlainLabel, StateTag, set_look
from ui.parts.text import set_wrong
from ui.parts.times import day_and_time
from ui.theme import SPACE, Tone

_USUAL = ("行政审批专用章", "收件专用章", "取号凭条")
"""What lies in the drawer of most windows, until a first handover says otherwise."""
_ROWS = 6
_NAME_LENGTH = 40
_NOTE_LENGTH = 500
_COUNT_PX = 96
_WORK_PX = 340
_MOST = 100_000


class Typed(NamedTuple):
    """A handover as it was typed."""

    to_clerk: str
    stock: tuple[Stock, ...]
    note: str


class _Row(NamedTuple):
    name: QLineEdit
    expected: QLineEdit
    counted: QLineEdit
    state: StateTag


class ShiftPage(QWidget):
    """Enter goes from count to count, to the note and the next clerk's number; F8 hands over, F9 prints the sheet."""

    hand_over_asked = Signal(object)
    """The handover as typed (Typed)."""
    name_asked = Signal(str)
    """Whose number that is."""
    print_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._values = {name: PlainLabel() for name in ("未办结办件", "草稿", "未上传记录")}
        self._last = PlainLabel(look="quiet", wrap=True)
        self._touched = False
        self._receiver = ""
        self.rows = [self._row(number) for number in range(_ROWS)]
        self.note = QLineEdit()
        self.note.setMaxLength(_NOTE_LENGTH)
        self.note.setPlaceholderText("数不符须写明原因；要交代的事也写在这里")
        self.to_clerk = QLineEdit()
        self.to_clerk.setMaxLength(20)
        self.to_clerk.setPlaceholderText("工号")
        self._note_field = Field("说明", self.note)
        self._to_field = Field("接班人", self.to_clerk, required=True)
        self._hand_over = ActionButton("交接", key="F8", look="main", scope=self)
        self._print = ActionButton("打印交接班表", key="F9", scope=self)
        self._lay_out()
        self._connect()
        self.clear()

    def show_shift(self, sight: ShiftSight) -> None:
        """What is open is shown; the drawer is as it was counted last, unless somebody is counting already."""
        for label, count in zip(
            self._values.values(),
            (f"{sight.open_cases} 件", f"{sight.drafts} 件", f"{sight.lines_waiting} 条"),
            strict=True,
        ):
            label.setText(count)
        at = sight.handed_over_at
        self._last.setText(f"上次交接 {day_and_time(at)}" if at else "本窗口还没有交接过班")
        self._print.bar("" if at else "交接后打印")
        if not self._touched:
            known = sight.stock or tuple(Stock(name=name, counted=0, expected=1) for name in _USUAL[:2])
            names = [(each.name, str(each.expected)) for each in known]
            if not sight.stock:
                names.append((_USUAL[2], ""))
            for row, (name, expected) in zip(self.rows, [*names, *[("", "")] * _ROWS], strict=False):
                row.name.setText(name)
                row.expected.setText(expected)
                row.counted.clear()
        self._weigh()

    def start(self) -> QWidget:
        """The first thing to be counted."""
        return next((row.counted for row in self.rows if row.name.text() and not row.counted.text()), self.to_clerk)

    def show_name(self, number: str, name: str | None) -> None:
        """Whose number that is, while it still stands there."""
        if number == self.to_clerk.text().strip():
            self._to_field.set_error("" if name or not number else "本机不认识这个工号")
            self._to_field.set_note(name or "")
            self._receiver = name or ""

    def receiver(self) -> str:
        """The name that is shown of the next clerk."""
        return self._receiver

    def barred(self) -> str:
        """Why the desk cannot go over now; empty when it can."""
        return self._hand_over.reason()

    def show_handed_over(self) -> None:
        """The desk went over; its sheet waits for F9."""
        self._touched = False
        self.note.clear()
        self.to_clerk.clear()
        self._print.bar("")
        self._print.setFocus()

    def show_fault(self, said: str, field: str) -> bool:
        """What is wrong, where it is; False when it has no place here."""
        if field.startswith("stock."):
            place = int(field.split(".")[1])
            row = [row for row in self.rows if row.name.text().strip()][place]
            set_wrong(row.counted, True)
            row.counted.setFocus()
            return False
        fields = {"to_clerk": self._to_field, "note": self._note_field}
        if field not in fields:
            return False
        fields[field].set_error(said)
        fields[field].editor.setFocus()
        return True

    def clear(self) -> None:
        """Nothing of the last person is left."""
        self._touched = False
        for row in self.rows:
            for editor in (row.name, row.expected, row.counted):
                editor.clear()
        self.note.clear()
        self.to_clerk.clear()
        for label in self._values.values():
            label.setText("")
        self._weigh()

    def typed(self) -> Typed:
        """The handover as it was typed."""
        stock = tuple(
            Stock(name=row.name.text(), counted=_number(row.counted), expected=_number(row.expected))
            for row in self.rows
            if row.name.text().strip()
        )
        return Typed(self.to_clerk.text().strip(), stock, self.note.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes on; on a button it presses that button."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        for button in (self._hand_over, self._print):
            if button.hasFocus():
                button.click()
                return
        stops = [*(editor for row in self.rows for editor in _counts(row)), self.note, self.to_clerk]
        here = next((n for n, each in enumerate(stops) if each.hasFocus()), -1)
        if here + 1 < len(stops):
            stops[here + 1].setFocus()
        elif self._hand_over.isEnabled():
            self._hand_over.setFocus()

    def _row(self, number: int) -> _Row:
        name, expected, counted = QLineEdit(), QLineEdit(), QLineEdit()
        name.setMaxLength(_NAME_LENGTH)
        name.setPlaceholderText("印章、票据名称" if number >= len(_USUAL) else "")
        name.setAccessibleName(f"第 {number + 1} 行 名称")
        for editor, word in ((expected, "应有"), (counted, "实有")):
            editor.setFixedWidth(_COUNT_PX)
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
            editor.setValidator(QIntValidator(0, _MOST, editor))
            editor.setAccessibleName(f"第 {number + 1} 行 {word}")
        return _Row(name, expected, counted, StateTag("", "good", bare=True))

    def _lay_out(self) -> None:
        work = QFrame()
        set_look(work, "card")
        work.setFixedWidth(_WORK_PX)
        facts = QGridLayout(work)
        facts.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.middle)
        facts.setVerticalSpacing(SPACE.tiny)
        facts.setHorizontalSpacing(SPACE.large)
        facts.setColumnStretch(1, 1)
        facts.addWidget(PlainLabel("移交的工作", look="section"), 0, 0, 1, 2)
        for line, (name, value) in enumerate(self._values.items(), start=1):
            facts.addWidget(PlainLabel(name, look="soft"), line, 0)
            facts.addWidget(value, line, 1)
        facts.addWidget(self._last, len(self._values) + 1, 0, 1, 2)
        drawer = QGridLayout()
        drawer.setHorizontalSpacing(SPACE.small)
        drawer.setVerticalSpacing(SPACE.tiny)
        drawer.setColumnStretch(0, 2)
        drawer.setColumnStretch(4, 1)
        drawer.setColumnMinimumWidth(3, _COUNT_PX)
        for column, word in enumerate(("名称", "应有", "实有")):
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            drawer.addWidget(PlainLabel(word, look="quiet"), 0, column, side)
        for line, row in enumerate(self.rows, start=1):
            for column, part in enumerate(row):
                drawer.addWidget(part, line, column)
        people = QHBoxLayout()
        people.setSpacing(SPACE.middle)
        people.addWidget(self._note_field, 2)
        people.addWidget(self._to_field, 1)
        right = QVBoxLayout()
        right.setSpacing(SPACE.small)
        right.addWidget(PlainLabel("印章、票据清点", look="section"))
        right.addLayout(drawer)
        right.addSpacing(SPACE.small)
        right.addLayout(people)
        right.addSpacing(SPACE.small)
        right.addWidget(ButtonRow([self._hand_over, self._print]))
        right.addStretch(1)
        row_layout = QHBoxLayout(self)
        row_layout.setContentsMargins(0, 0, 0, 0)
        row_layout.setSpacing(SPACE.large)
        row_layout.addWidget(work, 0, Qt.AlignmentFlag.AlignTop)
        row_layout.addLayout(right, 1)

    def _connect(self) -> None:
        for row in self.rows:
            for editor in (row.name, row.expected, row.counted):
                editor.textEdited.connect(self._touch)
        self.note.textEdited.connect(lambda _text: self._note_field.set_error(""))
        self.note.textEdited.connect(lambda _text: self._weigh())
        self.to_clerk.textEdited.connect(self._ask_name)
        self._hand_over.clicked.connect(lambda: self.hand_over_asked.emit(self.typed()))
        self._print.clicked.connect(self.print_asked)

    def _ask_name(self, text: str) -> None:
        self._to_field.set_error("")
        self._to_field.set_note("")
        self._receiver = ""
        if text.strip():
            self.name_asked.emit(text.strip())
        self._weigh()

    def _touch(self) -> None:
        self._touched = True
        self._weigh()

    def _weigh(self) -> None:
        """Each row says whether it is right; everything that is named must be counted before the desk goes over."""
        uncounted, differs = "", False
        for row in self.rows:
            set_wrong(row.counted, False)
            name, counted, expected = row.name.text().strip(), row.counted.text(), _number(row.expected)
            more = _number(row.counted) - expected
            row.state.setVisible(bool(name and counted))
            row.state.set_state("相符" if not more else f"多 {more}" if more > 0 else f"少 {-more}", _tone(more))
            if name and not counted:
                uncounted = uncounted or name
            differs = differs or bool(name and counted and more)
        self._note_field.set_required(differs)
        if uncounted:
            self._hand_over.bar(f"请清点“{uncounted}”")
        elif differs and not self.note.text().strip():
            self._hand_over.bar("数不符，请写明原因")
        else:
            self._hand_over.bar("" if self.to_clerk.text().strip() else "请填写接班人工号")


def _counts(row: _Row) -> tuple[QLineEdit, ...]:
    """What Enter goes through: how many there are, and before it how many there must be while nobody knows."""
    if not row.name.text().strip():
        return ()
    unknown = not row.expected.text() or row.expected.hasFocus()
    return (row.expected, row.counted) if unknown else (row.counted,)


def _tone(more: int) -> Tone:
    return "wait" if more else "good"


def _number(editor: QLineEdit) -> int:
    return int(editor.text() or 0)
