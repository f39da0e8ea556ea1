"""Whether the paper really shows a character: it is drawn, and its pixels are those of no missing glyph."""

from __future__ import annotations

import io

from reportlab.pdfgen.canvas import Canvas

from counter.documents.fonts import BODY, face_of, loaded
from counter.documents.pictures import page_pngs

_SIDE_PT = 100
_SIZE_PT = 72
_MISSING = "\U000ffffd"
"""A private character that none of our fonts has: what is drawn for it is drawn for every missing glyph."""


def undrawn_on_paper(characters: str, chain: tuple[str, ...] = BODY) -> str:
    """Those of the characters that would be nothing or a box on paper; empty when all are drawn.

    Raises:
        StoreTrouble: ``paper.font_missing`` (file).
    """
    found = ""
    for character in characters:
        face = face_of(character, chain)
        if face is None or _pixels(character, face.font) in {_pixels(_MISSING, face.font), _pixels(" ", face.font)}:
            found += character
    return found


def _pixels(character: str, font: str) -> bytes:
    loaded(font)
    pdf = io.BytesIO()
    canvas = Canvas(pdf, pagesize=(_SIDE_PT, _SIDE_PT), invariant=True)
    canvas.setFont(font, _SIZE_PT)
    canvas.drawString((_SIDE_PT - _SIZE_PT) / 2, (_SIDE_PT - _SIZE_PT) / 2, character)
    canvas.save()
    (png,) = page_pngs(pdf.getvalue(), width_px=_SIDE_PT)
    return png
