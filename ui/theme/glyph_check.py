"""Whether the screen really shows a character: it is drawn, and its pixels are those of no missing glyph."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from ui.theme.fonts import screen_font

_SIDE_PX = 64
_SIZE_PX = 44
_MISSING = ("\U000ffffd", "\U0008fffd", " ")
"""A private and an unassigned character: what is drawn for them is drawn for every missing glyph."""


def undrawn_on_screen(characters: str, font: QFont | None = None) -> str:
    """Those of the characters that would be nothing or a box on the screen; empty when all are drawn.

    Draws into memory; needs Qt's application but no window, and may run on a lane.
    """
    wearing = QFont(font or screen_font())
    wearing.setPixelSize(_SIZE_PX)
    missing = [_drawn(character, wearing) for character in _MISSING]
    return "".join(character for character in characters if _drawn(character, wearing) in missing)


def _drawn(character: str, font: QFont) -> QImage:
    image = QImage(_SIDE_PX, _SIDE_PX, QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setFont(font)
    painter.setPen(QColor("black"))
    painter.drawText(QRect(0, 0, _SIDE_PX, _SIDE_PX), Qt.AlignmentFlag.AlignCenter, character)
    painter.end()
    return image
