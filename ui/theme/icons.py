"""A few icons of our own, drawn in lines of the text's colour."""

from __future__ import annotations

import functools
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.theme.tokens import TOKENS

ICON_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "icons"
_SIZES_PX = (16, 20, 24, 32, 40, 48)


def icon_file(name: str) -> Path:
    """Where the icon of that name lies."""
    return ICON_FOLDER / f"{name}.svg"


@functools.cache
def icon(name: str, colour: str = TOKENS["ink_soft"]) -> QIcon:
    """The icon of that name in that colour, sharp at every size it is used in.

    Raises:
        OSError: there is no such icon.
    """
    drawing = icon_file(name).read_bytes().replace(b"currentColor", colour.encode())
    renderer = QSvgRenderer(QByteArray(drawing))
    made = QIcon()
    for size_px in _SIZES_PX:
        pixmap = QPixmap(size_px, size_px)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size_px, size_px))
        painter.end()
        made.addPixmap(pixmap)
    return made
