"""The fonts of the papers: loaded when first needed, once for the process, and asked in a fixed order.

A character is drawn by the first font of its chain that has it, so a rare name never becomes nothing, '?' or a box
(domain.md §3.3, faults.md F18).
"""

from __future__ import annotations

import functools
import threading
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from counter.errors import StoreTrouble

SERIF = "NotoSerifSC-Regular"  # 宋体
SANS = "NotoSansSC-Regular"  # 黑体
RARE = "HanaMinB-GB18030"
SIGNS = "CounterSigns"

BODY = (SERIF, SANS, RARE, SIGNS)

_UNDRAWABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANK = frozenset(
    "\u115f\u1160\u2800\u3164\uffa0\ufffd"
)  # no control by category, and yet nothing or a lost character
_lock = threading.Lock()


class Face(NamedTuple):
    """Which font draws a character, and how far the pen goes on, in em."""

    font: str
    advance_em: float


def fonts_folder() -> Path:
    """The folder of the committed fonts, ``resources/fonts`` beside the package."""
    return Path(__file__).resolve().parents[2] / "resources" / "fonts"


def to_unicode_map(name: str, codes: list[int]) -> str:
    """A ToUnicode CMap that says every character right, those above U+FFFF as surrogate pairs (ISO 32000-1 §9.10.3)."""
    characters = " ".join(f"<{chr(code).encode('utf-16-be').hex()}>" for code in codes)
    return "\n".join(
        (
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(codes) - 1:02x}>",
            "endcodespacerange",
            "1 beginbfrange",
            f"<00> <{len(codes) - 1:02x}> [{characters}]",
            "endbfrange",
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ),
    )


class ReadableFont(TTFont):  # type: ignore[misc]  # reportlab publishes no types
    """A TrueType font whose text can be read back above U+FFFF.

    reportlab 5.1 writes such a character as five hexadecimal digits into the ToUnicode map; every reader then takes
    it for another one, and the rest of the map is lost (libraries.md pitfall 5). Here its maps are written again.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """The font's objects stand in the document, with right ToUnicode maps."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        before = set(doc.idToObject)
        super().addObjects(doc)
        streams = [key for key in doc.idToObject if key not in before and key.startswith("toUnicodeCMap:")]
        for key, codes in zip(streams, subsets, strict=True):
            doc.idToObject[key].content = to_unicode_map(key.partition(":")[2], codes)


@functools.cache
def loaded(name: str) -> TTFont:
    """The font of that name, registered with reportlab.

    Raises:
        StoreTrouble: ``paper.font_missing`` when its file is not there or broken.
    """
    with _lock:
        path = fonts_folder() / f"{name}.ttf"
        if name in pdfmetrics.getRegisteredFontNames():
            return pdfmetrics.getFont(name)  # another thread was faster
        try:
            font = ReadableFont(name, str(path), asciiReadable=False)
        except (TTFError, OSError) as fault:
            raise StoreTrouble("paper.font_missing", file=path.name) from fault
        pdfmetrics.registerFont(font)
        return font


@functools.lru_cache(maxsize=20_000)
def face_of(character: str, chain: tuple[str, ...]) -> Face | None:
    """The first font of the chain that draws the character, or None when none does.

    Controls, bidi marks, private-use and unassigned characters have no face even when a font maps them.

    Raises:
        StoreTrouble: ``paper.font_missing`` when a font file is not there or broken.
    """
    if unicodedata.category(character) in _UNDRAWABLE or character in _BLANK:
        return None
    code = ord(character)
    for name in chain:
        face = loaded(name).face
        if face.charToGlyph.get(code):
            return Face(name, round(face.charWidths.get(code, face.defaultWidth) / 1000, 6))
    return None
