"""A filter that can be on: its shape and word, and how many there are."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ui.parts.tag import SHAPE_PX, paint_shape
from ui.parts.text import set_look, shown
from ui.theme import SPACE, TOKENS, Tone

_GAP_PX = 6
_PAD_PX = 6
_HEIGHT_PX = 28


class Chip(QPushButton):
    """One of several filters; the shape stands before the word, so that it is told apart without colours."""

    def __init__(self, word: str, tone: Tone | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word, self._tone, self._count = shown(word), tone, 0
        self.setCheckable(True)
        self.setFixedHeight(_HEIGHT_PX)
        set_look(self, "chip")
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """How many there are."""
        self._count = count
        self.setAccessibleName(f"{self._word} {count}")
        self.updateGeometry()
        self.update()

    def count(self) -> int:
        """How many are said to be there."""
        return self._count

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as shape, word and number."""
        shape = SHAPE_PX + _GAP_PX if self._tone else 0
        return QSize(shape + self.fontMetrics().horizontalAdvance(self._text()) + 2 * _PAD_PX + SPACE.tiny, _HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Nothing of it is cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The button as the style draws it, with shape and words on it."""
        super().paintEvent(event)
        painter = QPainter(self)
        left = _PAD_PX
        if self._tone:
            paint_shape(painter, QRectF(left, (self.height() - SHAPE_PX) / 2, SHAPE_PX, SHAPE_PX), self._tone)
            left += SHAPE_PX + _GAP_PX
        painter.setPen(QColor(TOKENS["accent_deep" if self.isChecked() else "ink"]))
        words = self.rect().adjusted(left, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._text())

    def _text(self) -> str:
        return f"{self._word} {self._count}"
