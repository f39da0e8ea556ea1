"""The screen's fonts: a hei for everything, HanaMin for the rare characters of names (faults.md, rare names).

Fonts are found as files, because a counter's machine may have none: ours lie in ``resources/fonts``.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from ui.theme.tokens import TOKENS

FONT_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"
SCREEN_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
RARE_PATTERN = "HanaMin*.ttf"


def screen_families(folder: Path = FONT_FOLDER) -> list[str]:
    """Families in the order in which a character is looked for; without our font, the machine's own Chinese one."""
    ours = [folder / name for name in SCREEN_FILES if (folder / name).is_file()]
    families = _families(ours)
    if not families:
        families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)[:1]
    return list(dict.fromkeys([*families, *_families(sorted(folder.glob(RARE_PATTERN)))]))


def screen_font(folder: Path = FONT_FOLDER) -> QFont:
    """The font of every widget, in device-independent px."""
    font = QFont()
    if families := screen_families(folder):
        font.setFamilies(families)
    font.setPixelSize(int(TOKENS["text_px"]))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _families(files: list[Path]) -> list[str]:
    """The families of these files, registered with Qt."""
    found: list[str] = []
    for file in files:
        number = QFontDatabase.addApplicationFont(str(file))
        if number >= 0:
            found += QFontDatabase.applicationFontFamilies(number)
    return found
