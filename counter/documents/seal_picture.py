"""印章的样子: a round red seal of 40 mm with its unit on the arc, a star, and its name below (国发〔1999〕25号).

It lies over department and day, and multiplies with the ink below it, so that both stay readable.
"""

from __future__ import annotations

import io
import math

from reportlab.pdfgen.canvas import Canvas

from counter.documents import fonts
from counter.documents.sheet import Type
from counter.errors import RuleBroken

_RING_PT = 2.2
_STAR = 15.0
_ARC_DEGREES = 250.0  # how much of the ring the unit's name may take
_STEP_DEGREES = 26.0  # between characters of a short name
_LARGEST_PT = 14.0
_NAME_PT = 9.5
_RED = (0.82, 0.06, 0.06)


def seal_picture(unit: str, name: str, radius: float) -> bytes:
    """The seal as a PDF page of its own size; the same words give the same bytes.

    Raises:
        RuleBroken: ``paper.missing_glyph``.
    """
    for character in unit + name:
        if fonts.face_of(character, fonts.BODY) is None:
            raise RuleBroken("paper.missing_glyph", field="seal", character=f"U+{ord(character):04X}")
    file = io.BytesIO()
    canvas = Canvas(
        file, pagesize=(2 * radius, 2 * radius), invariant=1, initialFontName=fonts.loaded(fonts.SERIF).fontName
    )
    canvas.setBlendMode("Multiply")
    canvas.setFillColorRGB(*_RED)
    canvas.setStrokeColorRGB(*_RED)
    canvas.translate(radius, radius)
    canvas.setLineWidth(_RING_PT)
    canvas.circle(0, 0, radius - _RING_PT / 2, stroke=1, fill=0)
    _star(canvas)
    _arc(canvas, unit, radius)
    size = min(_NAME_PT, 1.3 * radius / max(len(name), 1))
    middle = -Type(size, size).width_pt(name) / 2
    for character in name:
        _letter(canvas, character, size, (middle, -0.56 * radius))
        middle += Type(size, size).width_pt(character)
    canvas.save()
    return file.getvalue()


def _star(canvas: Canvas) -> None:
    path = canvas.beginPath()
    for point in range(10):
        length = _STAR if point % 2 == 0 else _STAR * 0.382
        angle = math.radians(90 + point * 36)
        to = path.lineTo if point else path.moveTo
        to(length * math.cos(angle), length * math.sin(angle))
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _arc(canvas: Canvas, unit: str, radius: float) -> None:
    """The unit's name from left to right over the star, each character upright to the ring."""
    step = min(_STEP_DEGREES, _ARC_DEGREES / max(len(unit) - 1, 1))
    size = min(_LARGEST_PT, 0.95 * math.radians(step) * (radius - _LARGEST_PT - 4))
    inner = radius - _RING_PT - 3 - size
    for place, character in enumerate(unit):
        canvas.saveState()
        canvas.rotate((len(unit) - 1) / 2 * step - place * step)
        _letter(canvas, character, size, (-Type(size, size).width_pt(character) / 2, inner + 0.12 * size))
        canvas.restoreState()


def _letter(canvas: Canvas, character: str, size: float, place: tuple[float, float]) -> None:
    face = fonts.face_of(character, fonts.BODY)
    if face is not None:
        canvas.setFont(fonts.loaded(face.font).fontName, size)
        canvas.drawString(*place, character)
