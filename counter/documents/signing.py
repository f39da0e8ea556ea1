"""Where a paper is signed and sealed: lines to sign on, and the place of the seal over department and day.

A signature block is one strip, which ``flow`` never leaves alone on a page.
"""

from __future__ import annotations

from collections.abc import Sequence

from counter.documents.flow import Strip
from counter.documents.sheet import BODY, CELL, LEFT, RIGHT, SEAL, WIDTH, Sheet
from counter.documents.wording import words

SEAL_RADIUS = 56.0
"""A round seal of 40 mm."""
_THIN = 0.5
_SEAL_COLUMN = 210.0
_SIGN_LINE = 27.0
_SIGN_WIDTH = WIDTH - _SEAL_COLUMN - 24
_SHORTEST_SIGNATURE = 84.0
_BETWEEN = 24.0


def signatures(*, lines: Sequence[str], department: str, seal: str, day: str) -> list[Strip]:
    """Lines to sign on the left; on the right the department, the day and the place of its seal over both.

    Args:
        lines: what stands before each line to sign on.
        department: 实施机关.
        seal: the words under the place of the seal; an e-seal has its own.
        day: the day of the paper in words.
    """
    middle = RIGHT - _SEAL_COLUMN / 2
    names = BODY.lines(department, _SEAL_COLUMN)
    under = SEAL.lines(words("seal.place", seal=seal), _SEAL_COLUMN)
    under_e_seal = SEAL.lines(words("seal.electronic"), _SEAL_COLUMN)
    day_line = BODY.line(day)
    words_height = (len(names) + 1) * BODY.leading_pt
    column = _Lines(lines, LEFT, _SIGN_WIDTH)
    upper = max(2 * SEAL_RADIUS, column.height, words_height)
    height = upper + 4 + max(len(under), len(under_e_seal)) * SEAL.leading_pt

    def draw(sheet: Sheet, top: float) -> None:
        centre = top + upper / 2
        sheet.seal_place((middle, centre), SEAL_RADIUS)
        for place, line in enumerate(under_e_seal if sheet.sealed else under):
            sheet.centred(middle, top + upper + 4 + place * SEAL.leading_pt, line, SEAL)
        above = centre - words_height / 2
        for place, line in enumerate(names):
            sheet.centred(middle, above + place * BODY.leading_pt, line, BODY)
        sheet.centred(middle, above + len(names) * BODY.leading_pt, day_line, BODY)
        column.draw(sheet, centre - column.height / 2)

    return [Strip(height, draw, space_before=8, signature=True)]


def sign_lines(left: Sequence[str], right: Sequence[str] = ()) -> list[Strip]:
    """Lines to sign on in two columns, for papers that no department seals."""
    width = (WIDTH - _BETWEEN) / 2
    columns = (_Lines(left, LEFT, width), _Lines(right, LEFT + width + _BETWEEN, width))
    height = max(column.height for column in columns) + 4

    def draw(sheet: Sheet, top: float) -> None:
        for column in columns:
            column.draw(sheet, top)

    return [Strip(height, draw, space_before=14, signature=True)]


class _Lines:
    """Labels one under another, each with a line to sign on behind it."""

    def __init__(self, labels: Sequence[str], x: float, width: float) -> None:
        self._x, self._width = x, width
        self._labels = [CELL.lines(label, width - _SHORTEST_SIGNATURE) for label in labels]
        self._rooms = [max(_SIGN_LINE, len(label) * CELL.leading_pt + 8) for label in self._labels]
        self.height = sum(self._rooms)

    def draw(self, sheet: Sheet, top: float) -> None:
        """The lines stand from ``top`` on."""
        bottom = top
        for label, room in zip(self._labels, self._rooms, strict=True):
            bottom += room
            above = bottom - 4 - len(label) * CELL.leading_pt
            for place, line in enumerate(label):
                sheet.text(self._x, above + place * CELL.leading_pt, line, CELL)
            start = self._x + label[-1].width_em * CELL.size_pt + 4
            sheet.rule((start, bottom - 4), (self._x + self._width, bottom - 4), _THIN)
