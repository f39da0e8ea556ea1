"""The theme is legible, complete, and shows Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication

from ui.theme import TOKENS, TONES, icon
from ui.theme.fonts import screen_families
from ui.theme.icons import ICON_FOLDER
from ui.theme.sheet import style_sheet


def _luminance(colour: str) -> float:
    channels = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_has_the_contrast_that_the_standard_says() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21.0)


@pytest.mark.parametrize("ink", ["ink", "ink_soft", "ink_quiet", "accent", "accent_deep", "bad"])
@pytest.mark.parametrize("ground", ["paper", "ground", "row_other", "accent_soft"])
def test_every_text_colour_is_legible_on_every_surface(ink: str, ground: str) -> None:
    assert _contrast(TOKENS[ink], TOKENS[ground]) >= 4.5


def test_tones_and_the_main_button_are_legible_and_the_focus_ring_is_seen() -> None:
    for colours in TONES.values():
        assert _contrast(colours.ink, colours.surface) >= 4.5
    assert _contrast(TOKENS["on_accent"], TOKENS["accent"]) >= 4.5
    for ground in ("paper", "ground", "accent_soft"):
        assert _contrast(TOKENS["focus"], TOKENS[ground]) >= 3.0


def test_no_text_is_smaller_than_14_px() -> None:
    sizes = [int(size) for size in re.findall(r"font-size:\s*([0-9]+)px", style_sheet())]
    assert sizes
    assert min(sizes) >= 14


def test_the_application_wears_the_screen_font(qapp: QApplication) -> None:
    assert qapp.font().pixelSize() == 14
    assert qapp.font().families() == screen_families()


def test_our_own_font_comes_first_and_has_chinese(qapp: QApplication) -> None:
    assert "Noto Sans SC" in QFontInfo(qapp.font()).family()
    assert QFontMetrics(qapp.font()).inFontUcs4(ord("窗"))


def test_a_rare_name_has_a_glyph() -> None:
    rare = [family for family in screen_families() if "Hana" in family]
    assert rare
    assert QFontMetrics(QFont(rare[0], 14)).inFontUcs4(0x20BB7)  # 𠮷


def test_a_folder_without_fonts_leaves_the_machines_own(tmp_path: Path) -> None:
    assert isinstance(screen_families(tmp_path), list)


@pytest.mark.parametrize("name", sorted(file.stem for file in ICON_FOLDER.glob("*.svg")))
def test_every_icon_draws_something(name: str) -> None:
    image = icon(name, "#000000").pixmap(24, 24).toImage()
    drawn = sum(image.pixelColor(x, y).alpha() > 0 for x in range(24) for y in range(24))
    assert drawn > 10


def test_an_icon_that_is_not_there_is_an_error() -> None:
    with pytest.raises(OSError, match="nosuch"):
        icon("nosuch")
