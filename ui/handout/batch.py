"""流转: what goes to a department or came from it, piece by piece; then the slip, and the batches of before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter.actions.result_sight import FoundPieces
from counter.wire.bodies import MovedPiece
from ui.intake.editors import ChoiceRow, Option, entry_of, line
from ui.parts import ActionButton, ButtonRow, Field, PlainLabel, set_look
from ui.parts.table import Column, PagedRows, PageTable
from ui.theme import SPACE

OUT, IN = "out", "in"
_MOST_COPIES = 99
_BEFORE_PX = 150


class Typed(NamedTuple):
    """A batch as it was put together."""

    to_department: bool
    department: str
    courier: str
    their_slip: str
    pieces: tuple[MovedPiece, ...]


class BatchLine(NamedTuple):
    """A batch of before."""

    batch: str
    to_department: bool
    department: str
    pieces: int


class BatchLines(NamedTuple):
    """A page of them."""

    rows: tuple[BatchLine, ...]
    total: int


class PieceTable(PageTable):
    """The pieces; + and - change how many copies, Delete takes one away."""

    copies_asked = Signal(int, int)
    """Row, and how many more."""
    removed = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The keys of the first line of this class."""
        row = self.current_row()
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal if row >= 0:
                self.copies_asked.emit(row, 1)
            case Qt.Key.Key_Minus if row >= 0:
                self.copies_asked.emit(row, -1)
            case Qt.Key.Key_Delete if row >= 0:
                self.removed.emit(row)
            case _:
                super().keyPressEvent(event)


class BatchPanel(QWidget):
    """A number and Enter adds what it means; F8 keeps the batch, F9 prints its slip."""

    find_asked = Signal(str, bool)
    """A number, and whether materials for the department are wanted (else results from it)."""
    kept = Signal(object)
    """The batch as typed (Typed)."""
    slip_asked = Signal(str)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        set_look(self, "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._slip = ""
        self.way = ChoiceRow((Option(OUT, "材料送部门"), Option(IN, "证照从部门来")), allow_none=False)
        self.department = line("如：交通运输局")
        self.courier = line("姓名")
        self.their_slip = line("可空")
        self.number = line("办件编号，或扫描文书条码")
        self._fields = {
            "department": Field("部门", self.department, required=True),
            "courier": Field("经手人（送、取件人）", self.courier, required=True),
            "their_slip": Field("对方单号", self.their_slip),
            "number": Field("加入", self.number, help_text="Enter 加入"),
        }
        self.pieces: PagedRows[MovedPiece] = PagedRows(_PIECES, self)
        self.table = PieceTable(self.pieces)
        self.table.setAccessibleName("流转的材料或证照")
        self.before: PagedRows[BatchLine] = PagedRows(_BEFORE, self)
        self.before_table = PageTable(self.before)
        self.before_table.setAccessibleName("近期批次")
        self.before_table.setFixedHeight(_BEFORE_PX)
        self.save_button = ActionButton("登记  F8", look="main")
        self.print_button = ActionButton("打印流转单  F9")
        self._lay_out()
        self._connect()
        self._weigh()

    def begin(self, found: Sequence[MovedPiece], department: str) -> None:
        """A new batch with the results that are marked in the list, or empty."""
        if found:
            self.way.pick(IN)
            self.pieces.start(tuple(found), len(found))
            if not self.department.text().strip():
                self.department.setText(department)
        self._weigh()
        (self.courier if found else self.number).setFocus()

    def add(self, found: FoundPieces) -> None:
        """What was found is in the batch; what was in it already is not there twice."""
        known = {(piece.case, piece.name, piece.result) for piece in self.pieces.rows()}
        new = [piece for piece in found.pieces if (piece.case, piece.name, piece.result) not in known]
        rows = (*self.pieces.rows(), *new)
        self.pieces.start(rows, len(rows))
        if not self.department.text().strip():
            self.department.setText(found.department)
        self.number.clear()
        self._weigh()
        if not new:
            self._fields["number"].set_error("已经在流转单上")

    def typed(self) -> Typed:
        """The batch as it was put together."""
        out = self.way.value() == OUT
        their_slip = "" if out else self.their_slip.text().strip()
        return Typed(out, self.department.text(), self.courier.text(), their_slip, self.pieces.rows())

    def show_kept(self, batch: str) -> None:
        """The batch has its number; its slip waits for F9, and the next batch may begin."""
        self._slip = batch
        self.pieces.start([], 0)
        self.courier.clear()
        self.their_slip.clear()
        self._weigh()
        self.print_button.setFocus()

    def show_fault(self, said: str, path: str) -> bool:
        """What is wrong, where it is; False when it has no place here."""
        if path.startswith("pieces."):
            self.table.go_to(int(path.split(".")[1]))
            return False
        field = self._fields.get(path)
        if field is None:
            return False
        field.set_error(said)
        field.editor.setFocus()
        return True

    def clear(self) -> None:
        """Nothing of the last person is left."""
        self._slip = ""
        for editor in (self.department, self.courier, self.their_slip, self.number):
            editor.clear()
        self.pieces.start([], 0)
        self.before.start([], 0)
        self.way.pick(OUT)
        self._weigh()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter adds the number, or goes on to the next field; on a button it presses that button."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.number.hasFocus() and self.number.text().strip():
            self.find_asked.emit(self.number.text().strip(), self.way.value() == OUT)
        elif self.print_button.hasFocus():
            self.print_button.click()
        elif self.save_button.hasFocus():
            self.save_button.click()
        else:
            self._go_on()

    def _lay_out(self) -> None:
        people = QHBoxLayout()
        people.setSpacing(SPACE.middle)
        people.addWidget(self._fields["department"], 1)
        people.addWidget(self._fields["courier"], 1)
        numbers = QHBoxLayout()
        numbers.setSpacing(SPACE.middle)
        numbers.addWidget(self._fields["number"], 2)
        numbers.addWidget(self._fields["their_slip"], 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.small)
        column.setSpacing(SPACE.small)
        column.addWidget(PlainLabel("材料、证照流转", look="section"))
        column.addWidget(self.way)
        column.addLayout(numbers)
        column.addWidget(self.table, 1)
        column.addWidget(PlainLabel("+ − 份数　Delete 移出", look="quiet"))
        column.addLayout(people)
        column.addWidget(ButtonRow([self.save_button, self.print_button]))
        column.addWidget(PlainLabel("近期批次　Enter 打印流转单", look="quiet"))
        column.addWidget(self.before_table)
        self.setFocusProxy(self.number)

    def _connect(self) -> None:
        self.way.setParent(self)
        self.way.answered.connect(self.number.setFocus)
        self.way.picked.connect(self._turn)
        for editor in (self.department, self.courier, self.their_slip, self.number):
            editor.textChanged.connect(lambda _text, editor=editor: self._edited(editor))
        self.table.copies_asked.connect(self._change_copies)
        self.table.removed.connect(self._remove)
        self.before_table.opened.connect(self._reprint)
        self.save_button.clicked.connect(lambda: self.kept.emit(self.typed()))
        self.print_button.clicked.connect(lambda: self.slip_asked.emit(self._slip))

    def _edited(self, editor: QLineEdit) -> None:
        for field in self._fields.values():
            if field.editor is editor:
                field.set_error("")
        self._weigh()

    def _turn(self) -> None:
        """Materials go out and results come in: what is of the other kind leaves the batch."""
        out = self.way.value() == OUT
        rows = tuple(piece for piece in self.pieces.rows() if bool(piece.result) != out)
        self.pieces.start(rows, len(rows))
        self._weigh()

    def _weigh(self) -> None:
        self._fields["their_slip"].setVisible(self.way.value() == IN)
        missing = next(
            (
                said
                for said, there in (
                    ("请先加入要流转的材料或证照", bool(self.pieces.rows())),
                    ("请填写部门", bool(self.department.text().strip())),
                    ("请填写经手人", bool(self.courier.text().strip())),
                )
                if not there
            ),
            "",
        )
        self.save_button.bar(missing)
        self.print_button.bar("" if self._slip else "登记后打印")

    def _go_on(self) -> None:
        """From the number to department, courier and the button."""
        stops: list[QWidget] = [self.way, self.number, self.table, self.department, self.courier]
        focused = self.focusWidget()
        here = next(
            (n for n, each in enumerate(stops) if focused and (each is focused or each.isAncestorOf(focused))), 0
        )
        if stops[here] is self.number:
            here = stops.index(self.table)
        if here + 1 < len(stops):
            entry_of(stops[here + 1]).setFocus()
        elif self.save_button.isEnabled():
            self.save_button.setFocus()
        else:
            self.refused.emit(self.save_button.reason())

    def _change_copies(self, number: int, more: int) -> None:
        rows = list(self.pieces.rows())
        copies = min(max(rows[number].copies + more, 1), _MOST_COPIES)
        rows[number] = msgspec.structs.replace(rows[number], copies=copies)
        self._put(rows, number)

    def _remove(self, number: int) -> None:
        rows = list(self.pieces.rows())
        del rows[number]
        self._put(rows, min(number, len(rows) - 1))

    def _put(self, rows: list[MovedPiece], current: int) -> None:
        self.pieces.start(rows, len(rows))
        if current >= 0:
            self.table.go_to(current)
        self._weigh()

    def _reprint(self, number: int) -> None:
        before = self.before.row(number)
        if before is not None:
            self.slip_asked.emit(before.batch)


_PIECES: list[Column[MovedPiece]] = [
    Column("材料、证照", lambda piece: piece.name),
    Column("办件编号", lambda piece: piece.case_no, 184),
    Column("份数", lambda piece: str(piece.copies), 56, right=True),
]
_BEFORE: list[Column[BatchLine]] = [
    Column("批次", lambda each: each.batch),
    Column("方向", lambda each: "送部门" if each.to_department else "部门来", 64),
    Column("部门", lambda each: each.department, 128),
    Column("件数", lambda each: str(each.pieces), 48, right=True),
]
