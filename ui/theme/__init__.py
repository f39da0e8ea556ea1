"""How it looks: tokens, fonts, icons and one style sheet made from the tokens."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from ui.theme.fonts import screen_font
from ui.theme.icons import icon, icon_file
from ui.theme.sheet import palette, style_sheet
from ui.theme.tokens import SPACE, TOKENS, TONES, Tone

__all__ = ["SPACE", "TOKENS", "TONES", "Tone", "dress", "icon", "icon_file", "measure_by_our_font", "wear_sheet"]


def dress(app: QApplication) -> None:
    """The application wears Fusion, our palette, our font and the style sheet."""
    measure_by_our_font(app)
    wear_sheet(app)


def measure_by_our_font(app: QApplication) -> None:
    """Whatever is built from now on is measured in our font; the style sheet is still to come."""
    app.setStyle("Fusion")
    app.setPalette(palette())
    app.setFont(screen_font())


def wear_sheet(app: QApplication) -> None:
    """The style sheet holds; put on after a window is built it costs once, before that at each widget."""
    app.setStyleSheet(style_sheet())
