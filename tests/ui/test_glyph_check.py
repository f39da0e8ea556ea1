"""Rare names on the screen: drawn, and by pixels no missing glyph; on a lane as well."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

from counter.health.findings import RARE
from counter.lanes import Lane
from ui.theme.fonts import FONT_FOLDER
from ui.theme.glyph_check import undrawn_on_screen


def test_our_fonts_draw_rare_names_and_nobody_draws_a_private_character(lane: Lane) -> None:
    assert undrawn_on_screen(RARE + "王") == ""
    assert undrawn_on_screen("\ue000王\U000ffffd") == "\ue000\U000ffffd"
    assert lane.call(undrawn_on_screen, RARE) == ""


def test_a_font_without_a_character_is_found_out() -> None:
    """By the pixels of its box: our signs have no letters, and nothing may stand in for them."""
    number = QFontDatabase.addApplicationFont(str(FONT_FOLDER / "CounterSigns.ttf"))
    poor = QFont(QFontDatabase.applicationFontFamilies(number)[0])
    poor.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    assert undrawn_on_screen("𠮷", poor) == "𠮷"
    QFontDatabase.removeApplicationFont(number)
