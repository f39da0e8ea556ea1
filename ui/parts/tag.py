"""A state: a word, a shape and only then a colour, so that it is told apart without colours."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.parts.text import shown
from ui.theme import TONES, Tone

SHAPE_PX = 12
_GAP_PX = 6
_PAD_PX = 8
_HEIGHT_PX = 24


def paint_shape(painter: QPainter, area: QRectF, tone: Tone) -> None:
    """Draws the tone's shape: ring, half disc, tick, triangle or cross."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(TONES[tone].ink)
    pen = QPen(colour, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    box = area.adjusted(1, 1, -1, -1)
    match tone:
        case "quiet":
            painter.drawEllipse(box)
        case "accent":
            painter.drawEllipse(box)
            painter.setBrush(QBrush(colour))
            painter.drawPie(box, 90 * 16, 180 * 16)
        case "good":
            painter.drawPolyline(
                QPolygonF(
                    [
                        QPointF(box.left(), box.center().y()),
                        QPointF(box.center().x() - 1, box.bottom() - 1),
                        QPointF(box.right(), box.top() + 1),
                    ]
                )
            )
        case "wait":
            painter.drawPolygon(QPolygonF([QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()]))
        case "bad":
            painter.drawLine(box.topLeft(), box.bottomRight())
            painter.drawLine(box.topRight(), box.bottomLeft())
    painter.restore()


class StateTag(QWidget):
    """Shows one state; ``set_state`` changes it."""

    def __init__(
        self, word: str = "", tone: Tone = "quiet", *, bare: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bare = bare
        self._word = ""
        self._tone: Tone = "quiet"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(word, tone)

    def word(self) -> str:
        """The word that is shown."""
        return self._word

    def tone(self) -> Tone:
        """The tone that is shown."""
        return self._tone

    def set_state(self, word: str, tone: Tone) -> None:
        """The tag shows that word and tone."""
        self._word, self._tone = shown(word), tone
        self.setAccessibleName(self._word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as shape and word."""
        pad = 0 if self._bare else 2 * _PAD_PX
        return QSize(SHAPE_PX + _GAP_PX + self.fontMetrics().horizontalAdvance(self._word) + pad + 1, _HEIGHT_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draws surface, shape and word."""
        painter = QPainter(self)
        colours = TONES[self._tone]
        pad = 0 if self._bare else _PAD_PX
        if not self._bare:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(colours.edge))
            painter.setBrush(QColor(colours.surface))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        top = (self.height() - SHAPE_PX) / 2
        paint_shape(painter, QRectF(pad, top, SHAPE_PX, SHAPE_PX), self._tone)
        painter.setPen(QColor(colours.ink))
        words = self.rect().adjusted(pad + SHAPE_PX + _GAP_PX, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._word)
