"""④ 材料: the table with its key line, the standard of the current material, files by dialog, and 当场更正."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from counter.domain.case import Attachment, ReceivedMaterial
from counter.domain.item import Need, ServiceItem
from ui.intake.block import Block
from ui.intake.material_table import MaterialTable
from ui.parts import PlainLabel, shown
from ui.parts.files import FileChooser


class MaterialBlock(Block):
    """The block."""

    refused = Signal(str)
    fix_asked = Signal(str, str, str)
    """当场更正: the material's code and name, and what was noted before; answered by ``note_fix``."""

    def __init__(self) -> None:
        super().__init__("④ 材料", "Alt+4")
        self.table = MaterialTable()
        self._count = PlainLabel("", look="strong")
        self._standard = PlainLabel("", look="quiet", elide=True)
        self._files = FileChooser(self.table)
        self._files.chosen.connect(self.table.files_offered)
        self.dialog = self._files.dialog
        self.head.addWidget(self._count)
        self.head.addStretch(1)
        self.head.addWidget(
            PlainLabel("空格 收取　1–6 原件 复印件 扫描 证照 共享 免交　+ − 份数　F4 附件　G 当场更正", look="quiet")
        )
        self.body.addWidget(self.table)
        self.body.addWidget(self._standard)
        self.table.edited.connect(self.edited)
        self.table.edited.connect(self._tell)
        self.table.walked.connect(self._tell)
        self.table.rows.modelReset.connect(self._tell)
        self.table.refused.connect(self.refused)
        self.table.fix_asked.connect(self._ask_fix)

    def show_item(
        self, item: ServiceItem | None, situations: dict[str, str], got: tuple[ReceivedMaterial, ...]
    ) -> None:
        """The materials of that item."""
        self.table.rows.show_item(item, situations, got)
        self.table.setCurrentIndex(QModelIndex())
        self.setVisible(item is not None)
        if self.table.hasFocus():
            self.table.go_to(0)
        self._tell()

    def materials(self) -> tuple[ReceivedMaterial, ...]:
        """What was got."""
        return self.table.rows.materials()

    def ask_for_file(self) -> None:
        """F4: a file dialog for the current material, which lets the rest of the window live."""
        code = self.table.current_code()
        if not code:
            self.refused.emit("请先选定事项，再添加附件")
            return
        self._files.ask(code)

    def attach(self, code: str, file: Attachment) -> None:
        """The file is shown below its material."""
        self.table.rows.attach(code, file)
        self.table.go_to_material(code)
        self.edited.emit()

    def note_fix(self, code: str, said: str) -> None:
        """That is what the applicant put right; empty takes the note away."""
        self.table.rows.fix(code, said)
        self.table.setFocus()
        self.table.go_to_material(code)
        self._tell()
        self.edited.emit()

    def holds(self, path: str) -> bool:
        """``materials`` and ``materials.<code>``."""
        return path.split(".", 1)[0] == "materials"

    def label_of(self, path: str) -> str:
        """The sentence names the material itself."""
        row = self.table.rows.row(self.table.rows.number_of(_code(path)))
        return row.spec.name if row else "材料"

    def mark(self, path: str, said: str) -> None:
        """The row shows that it is wrong."""
        self.table.rows.mark(_code(path), said)
        self._tell()

    def place(self, path: str) -> QWidget:
        """The table with that material current."""
        self.table.go_to_material(_code(path))
        return self.table

    def clear_marks(self) -> None:
        """No row is marked."""
        self.table.rows.clear_marks()

    def start(self) -> QWidget:
        """The table."""
        return self.table

    def _ask_fix(self, code: str) -> None:
        row, got = self.table.rows.row(self.table.rows.number_of(code)), self.table.rows.got(code)
        if row is not None and got is not None:
            self.fix_asked.emit(code, row.spec.name, got.fixed_on_spot)

    def _tell(self) -> None:
        got, listed = self.table.rows.counts()
        self._count.setText(f"{got}/{listed}" if listed else "")
        row = self.table.rows.row(max(self.table.currentIndex().row(), 0))
        if row is None:
            self._standard.setText("")
            return
        said = self.table.rows.said_of(row.spec.code)
        material = self.table.rows.got(row.spec.code)
        fixed = f"当场更正：{material.fixed_on_spot}　" if material and material.fixed_on_spot else ""
        later = "可容缺后补　" if row.spec.need is Need.DEFERRABLE and material is None else ""
        self._standard.setText(said or f"{fixed}{later}受理标准：{row.spec.standard or '指南未列'}")
        self._standard.setToolTip(shown(row.spec.standard))


def _code(path: str) -> str:
    """The material of ``materials.<code>`` and of what is below it."""
    return path.split(".")[1] if "." in path else ""
