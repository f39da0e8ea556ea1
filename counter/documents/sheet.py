"""The sheet of paper: text, rules and codes put at places measured in points from the top left corner of an A4 page.

The one file that writes PDF. Characters are placed one by one, so that the viewer shows what the compositor set; text
is only ever drawn, nothing in it is understood as mark-up.
"""

from __future__ import annotations

import io
import itertools
import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from counter.documents import fonts, glyphs
from counter.documents.fonts import Face
from counter.documents.typeset import Line, set_lines
from counter.errors import RuleBroken

rl_config.useA85 = 0  # page contents as bytes, not as a quarter more of printable characters; we are its only user

MM = 72 / 25.4
PAGE_WIDTH = 210 * MM
PAGE_HEIGHT = 297 * MM
WIDTH = 476.0  # 34 characters of 14 pt
LEFT = (PAGE_WIDTH - WIDTH) / 2
RIGHT = LEFT + WIDTH

_ASCENT_EM = 0.88  # of the ideographic em box above the baseline
_GAP_TO_TJ = -1000


class Type(NamedTuple):
    """A type size with its leading.

    ``weight_pt`` is the line that is drawn around every character to make it bolder: titles in 宋体加粗 without a font
    of their own, which would add a tenth to every paper.
    """

    size_pt: float
    leading_pt: float
    grey: float = 0.0
    weight_pt: float = 0.0

    def face_of(self, character: str) -> Face:
        """The face that draws the character.

        Raises:
            RuleBroken: ``paper.missing_glyph``; a paper never shows nothing where a character should stand.
        """
        face = glyphs.face_in_use(character)
        if face is None:
            raise RuleBroken("paper.missing_glyph", character=f"U+{ord(character):04X}")
        return face

    def lines(
        self,
        text: str,
        width_pt: float,
        *,
        indent_em: float = 0.0,
        justify: bool = False,
    ) -> tuple[Line, ...]:
        """The text set to a width in this type; a line feed begins a new line."""
        return tuple(
            line
            for paragraph in text.split("\n")
            for line in set_lines(
                paragraph, self.face_of, width_pt / self.size_pt, indent_em=indent_em, justify=justify
            )
        )

    def line(self, text: str) -> Line:
        """The text on one line, however long."""
        found = set_lines(text.replace("\n", " "), self.face_of, math.inf)
        return found[0] if found else Line("", (), (), 0.0)

    def narrowed(self, text: str, width_pt: float) -> Type:
        """This type, or a smaller one in which the text fits on one line of that width."""
        return self._replace(size_pt=min(self.size_pt, self.size_pt * width_pt / max(self.width_pt(text), 1.0)))

    def width_pt(self, text: str) -> float:
        """How wide the text is on one line."""
        return self.line(text).width_em * self.size_pt


TITLE = Type(22, 28, weight_pt=0.65)
UNIT = Type(16, 22)
BODY = Type(14, 21.5)
NOTES = Type(11.5, 16.5)
CELL = Type(11, 14.5)
HEAD_CELL = Type(11, 14.5, weight_pt=0.35)
HEADING = Type(12, 17, weight_pt=0.4)
SMALL = Type(9, 12.5)
MARK = Type(8, 10, weight_pt=0.2)
FAINT = Type(8.5, 12, grey=0.3)
SEAL = Type(8.5, 11, grey=0.5)


class _LineOfText(PDFTextObject):  # type: ignore[misc]  # reportlab publishes no types
    """A text object that shows characters with an own gap after each."""

    def show(self, line: Line, style: Type) -> None:
        """The line's characters follow each other from the origin on, font after font."""
        if style.weight_pt:
            self._code.append(f"{style.weight_pt:g} w {style.grey:g} G 2 Tr")
        start = 0
        while start < len(line.text):
            stop = start
            while stop < len(line.text) and line.faces[stop].font == line.faces[start].font:
                stop += 1
            self._show_run(line.faces[start].font, line.text[start:stop], line.gaps_em[start:stop], style.size_pt)
            start = stop
        self._code.append("0 Tc 0 Tr" if style.weight_pt else "0 Tc")

    def _show_run(self, name: str, text: str, gaps_em: Sequence[float], size_pt: float) -> None:
        font = pdfmetrics.getFont(name)
        document = self._canvas._doc  # noqa: SLF001 - a text object writes into its canvas' document
        usual = Counter(gaps_em).most_common(1)[0][0]
        self._code.append(f"{usual * size_pt:.3g} Tc")
        place = 0
        for subset, codes in font.splitString(text, document):
            parts: list[str] = []
            shown = ""
            for code in codes:
                shown += f"{code:02x}"
                gap = round((gaps_em[place] - usual) * _GAP_TO_TJ)
                place += 1
                if gap:
                    parts.append(f"<{shown}>{gap}")
                    shown = ""
            if shown:
                parts.append(f"<{shown}>")
            self._code.append(f"{font.getSubsetInternalName(subset, document)} {size_pt:g} Tf [{''.join(parts)}] TJ")


def _parts(line: Line) -> list[Line]:
    """The line cut where text and pictures meet; one part when it holds none."""
    pictured = [face.font == glyphs.PICTURE for face in line.faces]
    if True not in pictured:
        return [line]
    cuts = [0, *(place for place in range(1, len(pictured)) if pictured[place] != pictured[place - 1]), len(pictured)]
    return [
        Line(line.text[start:stop], line.faces[start:stop], line.gaps_em[start:stop], 0.0)
        for start, stop in itertools.pairwise(cuts)
    ]


class SealPlace(NamedTuple):
    """Where a seal belongs, in points from the lower left corner of its page, as PDF counts."""

    page: int  # the first is 0
    x: float
    y: float
    radius: float


class Sheet:
    """An A4 document that is being drawn, page by page; ``y`` grows downwards.

    ``sealed`` says that an e-seal will be put on it: no dashed circle asks for a stamp.
    """

    def __init__(self, *, title: str, sealed: bool = False) -> None:
        self.sealed = sealed
        self.seal_places: list[SealPlace] = []
        self._pages = 0
        self._file = io.BytesIO()
        self._canvas = Canvas(
            self._file,
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            pageCompression=1,
            invariant=1,
            lang="zh-CN",
            initialFontName=fonts.loaded(fonts.SERIF).fontName,  # or every page names a Helvetica that is not embedded
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor("一窗受理客户端")
        self._canvas.setSubject("政务服务文书")
        self._canvas.setCreator("一窗受理客户端")

    def bytes(self) -> bytes:
        """The finished document; nothing can be drawn any more."""
        self._canvas.save()
        return self._file.getvalue()

    def end_page(self) -> None:
        """The page is finished; what is drawn next stands on a new one."""
        self._canvas.showPage()
        self._pages += 1

    def text(self, x: float, top: float, line: Line, style: Type) -> None:
        """A line whose em box stands in the middle of its leading, which begins at ``top``."""
        if not line.text:
            return
        baseline = PAGE_HEIGHT - top - (style.leading_pt - style.size_pt) / 2 - _ASCENT_EM * style.size_pt
        pen = x + line.start_em * style.size_pt
        for part in _parts(line):
            if part.faces[0].font == glyphs.PICTURE:
                self._pictures(pen, baseline, part, style)
            else:
                self._canvas.setFillGray(style.grey)
                shown = _LineOfText(self._canvas, pen, baseline)
                shown.show(part, style)
                self._canvas.drawText(shown)
            pen += (sum(face.advance_em for face in part.faces) + sum(part.gaps_em)) * style.size_pt

    def _pictures(self, x: float, baseline: float, part: Line, style: Type) -> None:
        """Characters that are pictures, in the em box of their neighbours."""
        size = style.size_pt
        for place, character in enumerate(part.text):
            ink = glyphs.picture_of(character).ink
            bottom = baseline - (1 - _ASCENT_EM) * size
            self._canvas.drawImage(ink, x, bottom, width=size, height=size, mask="auto")
            x += (part.faces[place].advance_em + part.gaps_em[place]) * size

    def centred(self, middle: float, top: float, line: Line, style: Type) -> None:
        """As ``text``, with the middle of the line at ``middle``."""
        self.text(middle - line.width_em * style.size_pt / 2, top, line, style)

    def flush_right(self, right: float, top: float, line: Line, style: Type) -> None:
        """As ``text``, with the end of the line at ``right``."""
        self.text(right - line.width_em * style.size_pt, top, line, style)

    def rule(self, start: tuple[float, float], end: tuple[float, float], width_pt: float = 0.6) -> None:
        """A straight line."""
        self._canvas.setLineWidth(width_pt)
        self._canvas.setStrokeGray(0)
        self._canvas.line(start[0], PAGE_HEIGHT - start[1], end[0], PAGE_HEIGHT - end[1])

    def tint(self, x: float, top: float, width: float, height: float, grey: float = 0.94) -> None:
        """A light grey field behind a heading."""
        self._canvas.setFillGray(grey)
        self._canvas.rect(x, PAGE_HEIGHT - top - height, width, height, stroke=0, fill=1)

    def seal_place(self, middle: tuple[float, float], radius: float) -> None:
        """A dashed circle where the stamp goes; for an e-seal the place is only noted."""
        self.seal_places.append(SealPlace(self._pages, middle[0], PAGE_HEIGHT - middle[1], radius))
        if self.sealed:
            return
        canvas = self._canvas
        canvas.saveState()
        canvas.setDash(3, 3)
        canvas.setLineWidth(0.7)
        canvas.setStrokeGray(0.6)
        canvas.circle(middle[0], PAGE_HEIGHT - middle[1], radius, stroke=1, fill=0)
        canvas.restoreState()

    def bars(self, x: float, top: float, height: float, module: float, widths: Sequence[int]) -> None:
        """A bar code: bars and spaces in turn, a bar first."""
        path = self._canvas.beginPath()
        place = 0
        for index, width in enumerate(widths):
            if index % 2 == 0:
                path.rect(x + place * module, PAGE_HEIGHT - top - height, width * module, height)
            place += width
        self._fill(path)

    def modules(self, x: float, top: float, size: float, rows: Sequence[Sequence[bool]]) -> None:
        """A two-dimensional code; neighbours in a row are one rectangle, so that no hair line stands between them."""
        module = size / len(rows)
        path = self._canvas.beginPath()
        for row, dark in enumerate(rows):
            column = 0
            while column < len(dark):
                run = column
                while run < len(dark) and dark[run]:
                    run += 1
                if run > column:
                    bottom = PAGE_HEIGHT - top - (row + 1) * module
                    path.rect(x + column * module, bottom, (run - column) * module, module)
                column = run + 1
        self._fill(path)

    def watermark(self, upper: str, lower: str) -> None:
        """Two large grey lines across the page, to be drawn before everything else."""
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        canvas.rotate(45)
        for text, size, height in ((upper, 96, 10), (lower, 52, -80)):
            style = Type(size, size, grey=0.86, weight_pt=size / 30)
            canvas.setFillGray(style.grey)
            line = style.line(text)
            shown = _LineOfText(canvas, -line.width_em * size / 2, height)
            shown.show(line, style)
            canvas.drawText(shown)
        canvas.restoreState()

    def _fill(self, path: Any) -> None:
        self._canvas.setFillGray(0)
        self._canvas.drawPath(path, stroke=0, fill=1)


Drawing = Callable[[Sheet, float], None]
"""Draws something on the sheet with its upper edge at the given place."""
