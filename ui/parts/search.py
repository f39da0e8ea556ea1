"""A box to search in: results beneath it, chosen without leaving the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.parts.text import PlainLabel, shown
from ui.theme import SPACE, TOKENS, icon

_KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_DETAIL_ROLE = int(Qt.ItemDataRole.UserRole) + 2
_ROW_PX = 48
_ROWS_SEEN = 7
_PAUSE_MS = 120


class Choice(NamedTuple):
    """One result: what is handed back, and the two lines that show it."""

    key: object
    title: str
    detail: str = ""


class _Painter(QStyledItemDelegate):
    """Draws title and detail below each other."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """Every row is equally high."""
        return QSize(100, _ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One row."""
        area = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(TOKENS["accent_soft"]))
            painter.fillRect(area.adjusted(0, 0, 3 - area.width(), 0), QColor(TOKENS["accent"]))
        inner = area.adjusted(SPACE.middle, 3, -SPACE.middle, -3)
        detail = str(index.data(_DETAIL_ROLE) or "")
        metrics = painter.fontMetrics()
        for text, colour, upper in ((str(index.data()), "ink", True), (detail, "ink_quiet", False)):
            line = (
                inner.adjusted(0, 0, 0, -inner.height() // 2) if upper else inner.adjusted(0, inner.height() // 2, 0, 0)
            )
            painter.setPen(QColor(TOKENS[colour]))
            painter.drawText(
                inner if upper and not detail else line,
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width()),
            )
        painter.restore()


class SearchBox(QLineEdit):
    """Down, Up, PageDown and PageUp walk through the results, Enter takes one, Esc closes them.

    ``searched`` comes a moment after the last key; whoever searches answers with ``show_results`` for the same text.
    An answer for a text that is no longer typed is ignored. Enter before the answer takes the first result as soon as
    it comes, so a fast clerk never waits.
    """

    searched = Signal(str)
    chosen = Signal(object)
    """The key of the choice that was taken."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._eager = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._rows = QStandardItemModel(self)
        self._sheet: QFrame | None = None
        self._list = QListView()
        self._list.setModel(self._rows)
        self._list.setItemDelegate(_Painter(self))
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.clicked.connect(self._take)
        self._nothing = PlainLabel("没有找到，请换个说法", look="quiet")
        self._nothing.setContentsMargins(SPACE.middle, SPACE.small, SPACE.middle, SPACE.small)
        self.textEdited.connect(self._typed)

    def results_shown(self) -> bool:
        """Whether the results are open."""
        return self._sheet is not None and not self._sheet.isHidden()

    def show_results(self, text: str, choices: Sequence[Choice]) -> None:
        """The results of that text are shown, the first one current; ignored when another text is typed by now."""
        if text != self.text():
            return
        self._rows.clear()
        for choice in choices:
            item = QStandardItem(shown(choice.title))
            item.setData(choice.key, _KEY_ROLE)
            item.setData(shown(choice.detail), _DETAIL_ROLE)
            self._rows.appendRow(item)
        if choices:
            self._list.setCurrentIndex(self._rows.index(0, 0))
        if self._eager and choices:
            self._take(self._rows.index(0, 0))
        elif self.hasFocus():
            self._open(len(choices))
        self._eager = False

    def close_results(self) -> None:
        """The results are closed; the text stays."""
        if self._sheet is not None:
            self._sheet.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The keys of the first line of this class; the rest types."""
        key = event.key()
        walk = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _ROWS_SEEN,
            Qt.Key.Key_PageUp: -_ROWS_SEEN,
        }.get(Qt.Key(key))
        if walk is not None and self._rows.rowCount():
            self._walk(walk)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.results_shown() and self._list.currentIndex().isValid():
                self._take(self._list.currentIndex())
            elif self.text().strip():
                self._eager = True
                self._ask()
        elif key == Qt.Key.Key_Escape and self.results_shown():
            self.close_results()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The results stay beneath the box when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.results_shown():
            self._place()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """The results are closed with the box."""
        self.close_results()
        super().hideEvent(event)

    def focusOutEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """The results are closed when one goes elsewhere."""
        self.close_results()
        super().focusOutEvent(event)

    def _typed(self) -> None:
        self._eager = False
        if self.text().strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._rows.clear()
            self.close_results()

    def _ask(self) -> None:
        self._pause.stop()
        self.searched.emit(self.text())

    def _walk(self, by: int) -> None:
        if not self.results_shown():
            self._open(self._rows.rowCount())
            return
        row = min(max(self._list.currentIndex().row() + by, 0), self._rows.rowCount() - 1)
        self._list.setCurrentIndex(self._rows.index(row, 0))

    def _take(self, index: QModelIndex) -> None:
        key = index.data(_KEY_ROLE)
        self.close_results()
        self.chosen.emit(key)

    def _open(self, count: int) -> None:
        if self._sheet is None:
            self._sheet = QFrame(self.window())
            self._sheet.setObjectName("rise")
            column = QVBoxLayout(self._sheet)
            column.setContentsMargins(1, 1, 1, 1)
            column.addWidget(self._list)
            column.addWidget(self._nothing)
            self.window().installEventFilter(self)
        self._list.setVisible(count > 0)
        self._nothing.setVisible(count == 0)
        self._place()
        self._sheet.show()
        self._sheet.raise_()

    def _place(self) -> None:
        if self._sheet is None:
            return
        count = self._rows.rowCount()
        height = min(count, _ROWS_SEEN) * _ROW_PX + 4 if count else 40
        corner = self.mapTo(self.window(), QPoint(0, self.height() + 2))
        room = self.window().height() - corner.y() - SPACE.small
        self._sheet.setGeometry(corner.x(), corner.y(), max(self.width(), 360), min(height, max(room, _ROW_PX)))
