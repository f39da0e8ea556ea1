"""A short list at the side: parts of a form, or of a case, each with its state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.parts.tag import SHAPE_PX, paint_shape
from ui.parts.text import shown
from ui.theme import SPACE, TOKENS, Tone

_TONE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_NOTE_ROLE = int(Qt.ItemDataRole.UserRole) + 2
_ROW_PX = 36


class SideEntry(NamedTuple):
    """One line: title, its state as a tone (None: no shape), and a short note at the right ("3/5")."""

    title: str
    tone: Tone | None = None
    note: str = ""


class _Painter(QStyledItemDelegate):
    """Draws shape, title and note."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """Every row is equally high."""
        return QSize(80, _ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One row."""
        area = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(TOKENS["accent_soft"]))
            painter.fillRect(area.adjusted(0, 0, 3 - area.width(), 0), QColor(TOKENS["accent"]))
        left = area.left() + SPACE.middle
        tone: Tone | None = index.data(_TONE_ROLE)
        if tone:
            top = area.top() + (area.height() - SHAPE_PX) / 2
            paint_shape(painter, QRectF(left, top, SHAPE_PX, SHAPE_PX), tone)
        left += SHAPE_PX + SPACE.small
        note = str(index.data(_NOTE_ROLE) or "")
        right = area.adjusted(0, 0, -SPACE.small, 0)
        painter.setPen(QColor(TOKENS["ink_quiet"]))
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, note)
        note_px = painter.fontMetrics().horizontalAdvance(note)
        words = area.adjusted(left - area.left(), 0, -(note_px + 2 * SPACE.small), 0)
        painter.setPen(QColor(TOKENS["ink"]))
        title = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        painter.restore()


class SideList(QListView):
    """Entries to walk through with Up and Down."""

    chosen = Signal(int)
    """The row that became current by key, mouse or ``choose``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QStandardItemModel(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentRowChanged.connect(self._tell)

    def show_entries(self, entries: Sequence[SideEntry]) -> None:
        """The list shows these; the current row stays current where there still is one."""
        for number, entry in enumerate(entries):
            if number == self._rows.rowCount():
                self._rows.appendRow(QStandardItem())
            item = self._rows.item(number)
            item.setText(shown(entry.title))
            item.setData(entry.tone, _TONE_ROLE)
            item.setData(shown(entry.note), _NOTE_ROLE)
        self._rows.removeRows(len(entries), self._rows.rowCount() - len(entries))

    def choose(self, row: int) -> None:
        """That row is current."""
        self.setCurrentIndex(self._rows.index(row, 0))

    def _tell(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.row())
