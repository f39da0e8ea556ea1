"""一次性补正告知: everything that lacks stands there already; the clerk adds what is wrong, once and whole."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from counter.domain.case import Intake
from counter.domain.course import Correction, Defect, Ruling
from counter.domain.ruling_basis import Basis, lacking
from ui.intake.defect_rows import DefectRow, DefectSheet
from ui.intake.pick_list import PickList
from ui.intake.ruling_body import RulingBody
from ui.parts import PlainLabel
from ui.parts.sidelist import SideEntry

_PICK_ROW_PX = 36
_PICK_ROWS = 5
_PATH_PARTS = 4
_DEFECTS = "ruling.defects"


class CorrectionBody(RulingBody):
    """The list, its keys, and the choice of a material that was got but is wrong."""

    laid = Signal()
    """Rows came, went or moved: the walk through the panel is another one."""

    def __init__(self, basis: Basis, ruling: Ruling | None) -> None:
        super().__init__("一次性补正告知")
        self.basis = basis
        self.hint("Alt+N", "加一条")
        self.hint("Alt+M", "材料有误")
        self.hint("Alt+↑↓", "移动")
        self.hint("Ctrl+Delete", "删去自加的")
        self._wrong = PlainLabel("", look="wrong", wrap=True)
        self._wrong.hide()
        self._pick = PickList("有误的材料")
        self._pick.taken.connect(self._add_material)
        self._pick_title = PlainLabel("哪份收取的材料有误？Enter 加入，Esc 不加", look="strong")
        self._show_pick(shown=False)
        self._pickable: list[Defect] = []
        self._sheet = DefectSheet([])
        for part in (self._wrong, self._pick_title, self._pick, self._sheet):
            self.body.addWidget(part)
        for key, told in self._keys().items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(told)
        self._lay(_rows(basis, ruling))

    def ruling(self) -> Correction:
        """The defects as they are written."""
        return Correction(defects=tuple(row.value() for row in self._sheet.rows))

    def stops(self) -> list[QWidget]:
        """Every editor of the rows."""
        return self._sheet.stops()

    def start(self) -> QWidget:
        """The first editor; the panel itself while there is no row."""
        return next(iter(self.stops()), self)

    def picking(self) -> bool:
        """Whether a wrong material is being chosen."""
        return not self._pick.isHidden()

    def stop_picking(self) -> None:
        """No material is chosen; the focus is in the rows."""
        self._show_pick(shown=False)
        self._sheet.focus_row(len(self._sheet.rows) - 1)

    def label_of(self, path: str) -> str:
        """The defect's own name."""
        number, _ = self._spot(path)
        return self._sheet.rows[number].value().name if number >= 0 else "补正内容"

    def mark(self, path: str, said: str) -> None:
        """The row says it; what concerns the whole list stands above it."""
        number, part = self._spot(path)
        if number >= 0:
            self._sheet.mark(number, part, said)
        else:
            self._wrong.setText(said)
            self._wrong.setVisible(bool(said))

    def place(self, path: str) -> QWidget:
        """The editor of that part."""
        number, part = self._spot(path)
        return self._sheet.rows[number].editor(part) if number >= 0 else self.start()

    def clear_marks(self) -> None:
        """No row is wrong."""
        self.mark(_DEFECTS, "")
        for number in range(len(self._sheet.rows)):
            self._sheet.mark(number, "", "")

    def _keys(self) -> dict[str, Callable[[], None]]:
        return {
            "Alt+N": self._add_own,
            "Alt+M": self._ask_material,
            "Alt+Up": lambda: self._move(-1),
            "Alt+Down": lambda: self._move(1),
            "Ctrl+Delete": self._remove,
        }

    def _law(self) -> str:
        return self.basis.item.legal_basis[0] if self.basis.item.legal_basis else ""

    def _spot(self, path: str) -> tuple[int, str]:
        parts = path.split(".")
        number = int(parts[2]) if len(parts) == _PATH_PARTS and parts[2].isdecimal() else -1
        return (number, parts[3]) if 0 <= number < len(self._sheet.rows) else (-1, "")

    def _lay(self, rows: list[DefectRow]) -> None:
        fresh = DefectSheet([DefectRow(row.value(), own=row.own) for row in rows])
        fresh.edited.connect(self.edited)
        self.body.replaceWidget(self._sheet, fresh)
        self._sheet.hide()
        self._sheet.deleteLater()
        self._sheet = fresh
        fresh.show()  # at once, so that the next key finds its rows
        self.laid.emit()

    def _changed(self, rows: list[DefectRow], focus: int) -> None:
        self._lay(rows)
        self.mark(_DEFECTS, "")
        self._sheet.focus_row(focus)
        self.edited.emit()

    def _add_own(self) -> None:
        rows = [*self._sheet.rows, DefectRow(Defect(ground=self._law()), own=True)]
        self._changed(rows, len(rows) - 1)

    def _ask_material(self) -> None:
        """What was got and is not told of yet may be chosen as wrong."""
        got = {material.code for material in self.basis.intake.materials}
        told = {row.defect.material for row in self._sheet.rows}
        self._pickable = [
            Defect(
                material=spec.code,
                name=spec.name,
                ground=spec.legal_basis or self._law(),
                remedy=f"更正后重新提交：{spec.standard}" if spec.standard else "更正后重新提交",
            )
            for spec in self.basis.item.materials
            if spec.code in got - told
        ]
        if not self._pickable:
            self.mark(_DEFECTS, "没有收取的材料可选；请用 Alt+N 加一条")
            return
        self._pick.show_entries([SideEntry(defect.name, "quiet") for defect in self._pickable])
        self._pick.setFixedHeight(min(len(self._pickable), _PICK_ROWS) * _PICK_ROW_PX + 4)
        self._show_pick(shown=True)
        self._pick.setFocus()

    def _show_pick(self, *, shown: bool) -> None:
        self._pick.setVisible(shown)
        self._pick_title.setVisible(shown)

    def _add_material(self, number: int) -> None:
        self._show_pick(shown=False)
        rows = [*self._sheet.rows, DefectRow(self._pickable[number], own=True)]
        self._changed(rows, len(rows) - 1)

    def _move(self, by: int) -> None:
        here, rows = self._sheet.current(), list(self._sheet.rows)
        there = here + by
        if here >= 0 and 0 <= there < len(rows) and rows[here].own and rows[there].own:
            rows[here], rows[there] = rows[there], rows[here]
            self._changed(rows, there)
        elif here >= 0:
            self.mark(f"{_DEFECTS}.{here}.name", "办事指南要求的内容次序固定，只能移动自加的")

    def _remove(self) -> None:
        here, rows = self._sheet.current(), list(self._sheet.rows)
        if here >= 0 and rows[here].own:
            self._changed(rows[:here] + rows[here + 1 :], here - 1)
        elif here >= 0:
            self.mark(f"{_DEFECTS}.{here}.name", "未提交的材料须一次告知，不能删去")


def _rows(basis: Basis, ruling: Ruling | None) -> list[DefectRow]:
    """What has to be told, as it was rewritten; then what the clerk added. What was brought meanwhile is gone."""
    must = lacking(basis)
    typed = ruling.defects if isinstance(ruling, Correction) else ()
    before = {(defect.material, defect.name): defect for defect in typed}
    known = {(defect.material, defect.name) for defect in must}
    rows = [DefectRow(before.get((defect.material, defect.name), defect), own=False) for defect in must]
    brought = lacking(msgspec.structs.replace(basis, intake=Intake(situations=basis.intake.situations)))
    added = (defect for defect in typed if (defect.material, defect.name) not in known and defect not in brought)
    return rows + [DefectRow(defect, own=True) for defect in added]
