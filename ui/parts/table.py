"""A table that asks for its rows page by page, however long the list is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.parts.tag import SHAPE_PX, paint_shape
from ui.parts.text import shown
from ui.theme import SPACE, TOKENS, TONES, Tone

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex

PAGE_ROWS = 100
TONE_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class Column(NamedTuple, Generic[R]):
    """One column: its title, the text of a row, and what else it needs."""

    title: str
    text: Callable[[R], str]
    width_px: int = 0  # 0: takes the rest
    tone: Callable[[R], Tone | None] | None = None
    right: bool = False  # numbers and days stand at the right


class PagedRows(QAbstractTableModel, Generic[R]):
    """The rows that have come so far, of a list whose length is known.

    ``wanted`` says which rows the table needs next; whoever fetches them answers with ``add_page``. One page is asked
    for at a time, and a page of an earlier list is ignored.
    """

    wanted = Signal(int, int)
    """Offset and limit."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self._rows: list[R] = []
        self._total = 0
        self._asked = False

    def start(self, rows: Sequence[R], total: int) -> None:
        """A new list: its first page and its whole length."""
        self.beginResetModel()
        self._rows, self._total, self._asked = list(rows), max(total, len(rows)), False
        self.endResetModel()

    def replace_rows(self, rows: Sequence[R]) -> None:
        """The rows that have come say that now; there are as many as before."""
        if len(rows) != len(self._rows):
            raise ValueError(f"{len(rows)} rows for {len(self._rows)}")
        self._rows = list(rows)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.columns) - 1))

    def add_page(self, offset: int, rows: Sequence[R]) -> None:
        """The next page is there; a page that does not follow what is there is ignored."""
        self._asked = False
        if offset != len(self._rows):
            return
        if not rows:
            self._total = len(self._rows)
            return
        self.beginInsertRows(QModelIndex(), offset, offset + len(rows) - 1)
        self._rows.extend(rows)
        self._total = max(self._total, len(self._rows))
        self.endInsertRows()

    def page_failed(self) -> None:
        """The page that was asked for will not come; it may be asked for again."""
        self._asked = False

    def row(self, number: int) -> R | None:
        """The row of that number, or None when it has not come."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def rows(self) -> tuple[R, ...]:
        """Every row that has come."""
        return tuple(self._rows)

    def total(self) -> int:
        """The length of the whole list."""
        return self._total

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's signature
        """How many rows have come."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's signature
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Whether there are more rows than have come, and none are on their way."""
        return not parent.isValid() and not self._asked and len(self._rows) < self._total

    def fetchMore(self, parent: Index) -> None:  # noqa: N802 - Qt's name
        """The next page is asked for."""
        if self.canFetchMore(parent):
            self._asked = True
            self.wanted.emit(len(self._rows), PAGE_ROWS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, tone and alignment of a cell."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return shown(column.text(row))
        if role == TONE_ROLE:
            return column.tone(row) if column.tone else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class CellPainter(QStyledItemDelegate):
    """Draws a cell; where it has a tone, the tone's shape stands before the word."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell, its text cut with … where it does not fit."""
        area = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(TOKENS["accent_soft"]))
            if index.column() == 0:
                painter.fillRect(area.adjusted(0, 0, 3 - area.width(), 0), QColor(TOKENS["accent"]))
        elif index.row() % 2:
            painter.fillRect(area, QColor(TOKENS["row_other"]))
        cell = area.adjusted(SPACE.small, 0, -SPACE.small, 0)
        tone: Tone | None = index.data(TONE_ROLE)
        painter.setPen(QColor(TONES[tone].ink if tone else TOKENS["ink"]))
        if tone:
            top = cell.top() + (cell.height() - SHAPE_PX) / 2
            paint_shape(painter, QRectF(cell.left(), top, SHAPE_PX, SHAPE_PX), tone)
            cell = cell.adjusted(SHAPE_PX + 6, 0, 0, 0)
        one_line = str(index.data() or "").replace("\n", " ")
        text = painter.fontMetrics().elidedText(one_line, Qt.TextElideMode.ElideRight, cell.width())
        painter.drawText(cell, index.data(Qt.ItemDataRole.TextAlignmentRole), text)
        painter.restore()


class PageTable(QTableView):
    """A table of whole rows: Up and Down walk, Home and End go to the first and the last that has come, Enter opens."""

    opened = Signal(int)
    """Enter or a double click on that row."""
    walked = Signal(int)
    """That row became current."""

    def __init__(self, rows: PagedRows[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(rows)
        self.setItemDelegate(CellPainter(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(int(TOKENS["row_px"]))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(40)
        for number, column in enumerate(rows.columns):
            if column.width_px:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(number, column.width_px)
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self.selectionModel().currentRowChanged.connect(self._tell)

    def current_row(self) -> int:
        """The number of the current row; -1 when there is none."""
        return self.currentIndex().row() if self.currentIndex().isValid() else -1

    def go_to(self, number: int) -> None:
        """That row is current and seen."""
        self.setCurrentIndex(self.model().index(number, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter, Home and End as said above, because rows are whole; the rest is Qt's."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self.current_row() >= 0:
                    self.opened.emit(self.current_row())
            case Qt.Key.Key_Home:
                self.go_to(0)
            case Qt.Key.Key_End:
                self.go_to(self.model().rowCount() - 1)
            case _:
                super().keyPressEvent(event)

    def _tell(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.walked.emit(current.row())
