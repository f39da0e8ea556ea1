"""④ 材料 as a table: ticked and counted by single keys, with files by drag and paste."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from counter.domain.case import Attachment, HowGot
from ui.intake.material_rows import HOW_GOT, MaterialRows
from ui.parts.table import CellPainter
from ui.theme import TOKENS

_WAYS = tuple(HOW_GOT)
_WIDTHS_PX = {0: 104, 2: 84, 3: 132, 4: 52, 5: 88}
_HEAD_PX = 32
_EDGE_PX = 4


class MaterialTable(QTableView):
    """The rows under the keys: Space gets, 1-6 say how, + and - count, G notes what was put right, Delete undoes."""

    edited = Signal()
    refused = Signal(str)
    walked = Signal()
    files_offered = Signal(str, list)
    """Material code and paths (str)."""
    image_offered = Signal(str, QImage)
    fix_asked = Signal(str)
    """当场更正 of that material (its code)."""

    def __init__(self, rows: MaterialRows | None = None) -> None:
        super().__init__()
        self.rows = rows or MaterialRows(self)
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
        """The next material is current."""
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
        elif key == Qt.Key.Key_G:
            self._ask_fix(code)
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

    def _ask_fix(self, code: str) -> None:
        if self.rows.got(code) is None:
            self.refused.emit("先收取材料，再记当场更正的内容")
        else:
            self.fix_asked.emit(code)

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


def _paths(what: QMimeData) -> list[str]:
    return [url.toLocalFile() for url in what.urls() if url.isLocalFile()]
