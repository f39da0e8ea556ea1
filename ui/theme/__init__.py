"""How it looks: tokens, fonts, icons and one style sheet made from the tokens."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from ui.theme.fonts import screen_font
from ui.theme.icons import icon, icon_file
from ui.theme.sheet import palette, style_sheet
from ui.theme.tokens import SPACE, TOKENS, TONES, Tone

__all__ = ["SPACE", "TOKENS", "TONES", "Tone", "dress", "icon", "icon_file"]


def dress(app: QApplication) -> None:
    """The application wears Fusion, our palette, our font and the style sheet."""
    app.setStyle("Fusion")
    app.setPalette(palette())
    app.setFont(screen_font())
    app.setStyleSheet(style_sheet())
