"""④ 材料: ticked and counted by single keys, with files by dialog, drag and paste."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QHeaderView, QTableView, QWidget

from counter.domain.case import Attachment, HowGot, ReceivedMaterial
from counter.domain.item import ServiceItem
from counter.domain.media import SUFFIXES
from ui.intake.block import Block
from ui.intake.material_rows import HOW_GOT, MaterialRows
from ui.parts import PlainLabel, shown
from ui.parts.table import CellPainter
from ui.theme import TOKENS

_WAYS = tuple(HOW_GOT)
_WIDTHS_PX = {0: 104, 2: 72, 3: 132, 4: 52, 5: 88}
_HEAD_PX = 32
_EDGE_PX = 4


class MaterialTable(QTableView):
    """The rows under the keys: Space gets, 1-6 say how, + and - count, Delete takes away; Enter is the form's."""

    edited = Signal()
    refused = Signal(str)
    walked = Signal()
    files_offered = Signal(str, list)
    """Material code and paths (str)."""
    image_offered = Signal(str, QImage)

    def __init__(self) -> None:
        super().__init__()
        self.rows = MaterialRows(self)
        self.setModel(self.rows)
        self.setItemDelegate(CellPainter(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setAccessibleName("材料")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(int(TOKENS["row_px"]))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column, width_px in _WIDTHS_PX.items():
            self.setColumnWidth(column, width_px)
        self.rows.modelReset.connect(self.fit)
        self.selectionModel().currentRowChanged.connect(self._walk_told)
        self.fit()

    def fit(self) -> None:
        """As high as its rows, so that only the page scrolls."""
        self.setFixedHeight(_HEAD_PX + max(self.rows.rowCount(), 1) * int(TOKENS["row_px"]) + _EDGE_PX)

    def current_code(self) -> str:
        """The material of the current row; the first one before any row was current."""
        row = self.rows.row(max(self.currentIndex().row(), 0))
        return row.spec.code if row else ""

    def go_to(self, number: int) -> None:
        """That row is current."""
        if self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(max(number, 0), 0))

    def go_to_material(self, code: str) -> None:
        """The row of that material is current."""
        self.go_to(self.rows.number_of(code))

    def go_next(self) -> None:
        """F5: the next material is current."""
        here = self.currentIndex().row() if self.currentIndex().isValid() else -1
        self.go_to(self.rows.next_material(here))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The keys of the first line; arrows are Qt's, the rest goes to the form."""
        row = self.rows.row(self.currentIndex().row())
        code = row.spec.code if row else ""
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Paste):
            self.offer(QGuiApplication.clipboard().mimeData(), self.current_code())
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        elif row is None:
            event.ignore()
        elif key == Qt.Key.Key_Space:
            self._change(code, lambda: self.rows.toggle(code), then_on=True)
        elif key == Qt.Key.Key_Delete:
            self._take_away(code, row.file)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            by = -1 if key == Qt.Key.Key_Minus else 1
            self._change(code, lambda: self.rows.count_copies(code, by))
        elif 0 <= key - Qt.Key.Key_1 < len(_WAYS) and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._take(code, _WAYS[key - Qt.Key.Key_1])
        else:
            event.ignore()

    def focusInEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """A row is current as soon as one is here."""
        super().focusInEvent(event)  # type: ignore[arg-type]  # the stub wants QFocusEvent, which it is
        if not self.currentIndex().isValid():
            self.go_to(0)
        self.walked.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files may be dropped."""
        if _paths(event.mimeData()) or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """The row below the mouse is current, so one sees where the file will go."""
        self.go_to(self._row_at(event.position().toPoint()))
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """The file goes to the row it was dropped on."""
        self.go_to(self._row_at(event.position().toPoint()))
        self.offer(event.mimeData(), self.current_code())
        event.acceptProposedAction()

    def offer(self, what: QMimeData, code: str) -> None:
        """Files or an image of the clipboard or of a drag are offered to that material."""
        if not code:
            self.refused.emit("请先选定事项，再添加附件")
        elif paths := _paths(what):
            self.files_offered.emit(code, paths)
        elif what.hasImage():
            image = what.imageData()
            if isinstance(image, QImage) and not image.isNull():
                self.image_offered.emit(code, image)
        else:
            self.refused.emit("剪贴板中没有文件或图片")

    def _row_at(self, point: QPoint) -> int:
        found = self.rowAt(point.y())
        return found if found >= 0 else self.rows.rowCount() - 1

    def _take(self, code: str, how_got: HowGot) -> None:
        done: list[bool] = []
        self._change(code, lambda: done.append(self.rows.take(code, how_got)))
        if done == [False]:
            self.refused.emit("办事指南未允许以电子证照代替此材料")
        else:
            self.go_to(self.rows.next_material(self.rows.number_of(code)))

    def _take_away(self, code: str, file: Attachment | None) -> None:
        if file is not None:
            here = self.currentIndex().row()
            self.rows.remove(code, file)
            self.go_to(min(here, self.rows.rowCount() - 1))
            self.edited.emit()
        elif any(material.code == code for material in self.rows.materials()):
            self._change(code, lambda: self.rows.toggle(code))

    def _change(self, code: str, change: object, *, then_on: bool = False) -> None:
        """The change is made; the material stays current, or the next one is."""
        if callable(change):
            change()
        here = self.rows.number_of(code)
        self.go_to(self.rows.next_material(here) if then_on else here)
        self.edited.emit()

    def _walk_told(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.walked.emit()


class MaterialBlock(Block):
    """The table with its key line and the standard of the current material."""

    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__("④ 材料", "Alt+4")
        self.table = MaterialTable()
        self._count = PlainLabel("", look="strong")
        self._standard = PlainLabel("", look="quiet", elide=True)
        self._dialog: QFileDialog | None = None
        self.head.addWidget(self._count)
        self.head.addStretch(1)
        self.head.addWidget(
            PlainLabel("空格 收取　1–6 原件 复印件 扫描 电子证照 共享 免交　+ − 份数　F4 附件　F5 下一份", look="quiet")
        )
        self.body.addWidget(self.table)
        self.body.addWidget(self._standard)
        self.table.edited.connect(self.edited)
        self.table.edited.connect(self._tell)
        self.table.walked.connect(self._tell)
        self.table.rows.modelReset.connect(self._tell)
        self.table.refused.connect(self.refused)

    def show_item(
        self, item: ServiceItem | None, situations: dict[str, str], got: tuple[ReceivedMaterial, ...]
    ) -> None:
        """The materials of that item."""
        self.table.rows.show_item(item, situations, got)
        self.table.setCurrentIndex(QModelIndex())
        self.setVisible(item is not None)
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
        if self._dialog is not None:
            self._dialog.raise_()
            return
        patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in SUFFIXES)
        dialog = QFileDialog(self, "添加附件", str(Path.home()), f"附件 ({patterns})")
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: self.table.files_offered.emit(code, list(paths)))
        dialog.finished.connect(self._dialog_gone)
        self._dialog = dialog
        dialog.open()

    def dialog(self) -> QFileDialog | None:
        """The file dialog while it is open."""
        return self._dialog

    def attach(self, code: str, file: Attachment) -> None:
        """The file is shown below its material."""
        self.table.rows.attach(code, file)
        self.table.go_to_material(code)
        self.edited.emit()

    def holds(self, path: str) -> bool:
        """``materials`` and ``materials.<code>``."""
        return path.split(".", 1)[0] == "materials"

    def label_of(self, path: str) -> str:
        """The sentence names the material itself."""
        row = self.table.rows.row(self.table.rows.number_of(path.removeprefix("materials.")))
        return row.spec.name if row else "材料"

    def mark(self, path: str, said: str) -> None:
        """The row shows that it is wrong."""
        self.table.rows.mark(path.removeprefix("materials."), said)
        self._tell()

    def place(self, path: str) -> QWidget:
        """The table with that material current."""
        self.table.go_to_material(path.removeprefix("materials."))
        return self.table

    def clear_marks(self) -> None:
        """No row is marked."""
        self.table.rows.clear_marks()

    def start(self) -> QWidget:
        """The table."""
        return self.table

    def _dialog_gone(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
        self.table.setFocus()

    def _tell(self) -> None:
        got, listed = self.table.rows.counts()
        self._count.setText(f"{got}/{listed}" if listed else "")
        row = self.table.rows.row(max(self.table.currentIndex().row(), 0))
        if row is None:
            self._standard.setText("")
            return
        said = self.table.rows.said_of(row.spec.code)
        self._standard.setText(said or f"受理标准：{row.spec.standard or '指南未列'}")
        self._standard.setToolTip(shown(row.spec.standard))


def _paths(what: QMimeData) -> list[str]:
    return [url.toLocalFile() for url in what.urls() if url.isLocalFile()]
