"""The parts that every paper is made of: title, paragraph, grid of facts, table. ``signing`` has the signature blocks.

Each gives strips for ``flow.paginate``. A layout of one kind of paper only says which parts follow each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from counter.documents.flow import Strip
from counter.documents.sheet import (
    BODY,
    CELL,
    HEAD_CELL,
    HEADING,
    LEFT,
    RIGHT,
    TITLE,
    UNIT,
    WIDTH,
    Sheet,
    Type,
)
from counter.documents.typeset import Line

_CELL_SIDE = 5.0
_CELL_ABOVE = 2.6
_INDENT_EM = 2.0
_THIN = 0.5
_THICK = 1.0
_LABEL_WIDTH = 76.0  # six characters
_NUMBER_ROOM = 22.0


class Column(NamedTuple):
    """A column of a table; ``width`` 0 takes what the others leave."""

    title: str
    width: float = 0.0
    centred: bool = False


class Fact(NamedTuple):
    """A label with its value; a short one shares its row with the next short one."""

    label: str
    value: str
    wide: bool = False


def title(unit: str, name: str) -> list[Strip]:
    """The name of the unit over the name of the paper, in the middle; a paper that a citizen makes names no unit."""
    unit_lines = UNIT.lines(unit, WIDTH)
    name_line = TITLE.line(name)

    def draw(sheet: Sheet, top: float) -> None:
        middle = LEFT + WIDTH / 2
        for place, line in enumerate(unit_lines):
            sheet.centred(middle, top + place * UNIT.leading_pt, line, UNIT)
        sheet.centred(middle, top + len(unit_lines) * UNIT.leading_pt + 2, name_line, TITLE)

    return [Strip(len(unit_lines) * UNIT.leading_pt + TITLE.leading_pt + 10, draw, keep_next=True)]


def heading(text: str, style: Type = HEADING) -> list[Strip]:
    """A line of heading that stays with what follows."""
    line = style.line(text)
    return [
        Strip(
            style.leading_pt + 3,
            lambda sheet, top: sheet.text(LEFT, top, line, style),
            space_before=8,
            keep_next=True,
        ),
    ]


def paragraph(text: str, style: Type = BODY, *, indent: bool = True, space_before: float = 0.0) -> list[Strip]:
    """A justified paragraph; it leaves neither its first nor its last line alone on a page."""
    lines = style.lines(text, WIDTH, indent_em=_INDENT_EM if indent else 0.0, justify=True)
    return _strips_of_lines(lines, style, LEFT, space_before)


def numbered(number: str, text: str, style: Type) -> list[Strip]:
    """A paragraph behind its number, which stands out to the left of it."""
    lines = style.lines(text, WIDTH - _NUMBER_ROOM, justify=True)
    strips = _strips_of_lines(lines, style, LEFT + _NUMBER_ROOM, 1.5)
    mark = style.line(number)
    first = strips[0]

    def draw(sheet: Sheet, top: float) -> None:
        sheet.text(LEFT, top, mark, style)
        first.draw(sheet, top)

    return [first._replace(draw=draw), *strips[1:]]


def _strips_of_lines(lines: Sequence[Line], style: Type, x: float, space_before: float) -> list[Strip]:
    last = len(lines) - 1

    def strip(place: int, line: Line) -> Strip:
        return Strip(
            style.leading_pt,
            lambda sheet, top: sheet.text(x, top, line, style),
            space_before=space_before if place == 0 else 0.0,
            keep_next=last > 0 and place in {0, last - 1},
        )

    return [strip(place, line) for place, line in enumerate(lines)]


def facts(groups: Sequence[Sequence[Fact]]) -> list[Strip]:
    """A ruled grid of labels and values, without those that have no value.

    Two short ones share a row; within its group a short one is moved up to fill the row of another.
    """
    return _grid([row for group in groups for row in _in_rows([fact for fact in group if fact.value])], 0.0)


def form(groups: Sequence[Sequence[Fact]], *, row_height: float = 25.0) -> list[Strip]:
    """As ``facts``, with those that have no value as room to write into."""
    return _grid([row for group in groups for row in _in_rows(group)], row_height)


def _grid(rows: Sequence[tuple[Fact, ...]], least: float) -> list[Strip]:
    strips = []
    for place, row in enumerate(rows):
        strip = _fact_row(row, least, first=place == 0, last=place == len(rows) - 1)
        strips.append(strip._replace(space_before=4.0 if place == 0 else 0.0))
    return strips


def _in_rows(given: Sequence[Fact]) -> list[tuple[Fact, ...]]:
    half = WIDTH / 2 - _LABEL_WIDTH - 2 * _CELL_SIDE
    short = [fact for fact in given if not fact.wide and CELL.width_pt(fact.value) <= half]
    rows: list[tuple[Fact, ...]] = []
    for fact in given:
        if fact not in short:
            rows.append((fact,))
        elif short.index(fact) % 2 == 0:
            place = short.index(fact)
            rows.append(tuple(short[place : place + 2]))
    return rows


def _fact_row(row: tuple[Fact, ...], least: float, *, first: bool, last: bool) -> Strip:
    share = WIDTH / len(row)
    cells = [
        (
            LEFT + place * share,
            CELL.lines(fact.label, _LABEL_WIDTH - 2 * _CELL_SIDE),
            CELL.lines(fact.value, share - _LABEL_WIDTH - 2 * _CELL_SIDE),
        )
        for place, fact in enumerate(row)
    ]
    most = max(max(len(label), len(value)) for _, label, value in cells)
    height = max(most * CELL.leading_pt + 2 * _CELL_ABOVE, least)

    def draw(sheet: Sheet, top: float) -> None:
        for x, label, value in cells:
            sheet.tint(x, top, _LABEL_WIDTH, height)
            for left, lines in ((x, label), (x + _LABEL_WIDTH, value)):
                above = top + (height - len(lines) * CELL.leading_pt) / 2
                for place, line in enumerate(lines):
                    sheet.text(left + _CELL_SIDE, above + place * CELL.leading_pt, line, CELL)
        edges = [edge for x, _, _ in cells for edge in (x, x + _LABEL_WIDTH)][1:]
        _frame(sheet, top, height, edges, first=first, last=last)

    return Strip(height, draw)


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[Strip]:
    """A ruled table whose header stands again on every page that it reaches."""
    left_over = WIDTH - sum(column.width for column in columns)
    elastic = sum(1 for column in columns if not column.width)
    widths = [column.width or left_over / elastic for column in columns]
    header = _table_row(columns, widths, [column.title for column in columns], header=True)
    strips = [header._replace(keep_next=True)]
    strips += [_table_row(columns, widths, row)._replace(repeat=header) for row in rows]
    if rows:
        strips[-1] = _table_row(columns, widths, rows[-1], last=True)._replace(repeat=header)
    if len(rows) > 1:
        strips[1] = strips[1]._replace(keep_next=True)  # no single row under the header
    return strips


def _table_row(
    columns: Sequence[Column],
    widths: Sequence[float],
    texts: Sequence[str],
    *,
    header: bool = False,
    last: bool = False,
) -> Strip:
    style = HEAD_CELL if header else CELL
    cells = []
    edges = []
    x = LEFT
    for column, width, text in zip(columns, widths, texts, strict=True):
        lines = style.lines(text, width - 2 * _CELL_SIDE)
        cells.append((x, width, column.centred or header, lines))
        x += width
        edges.append(x)
    height = max(len(lines) for _, _, _, lines in cells) * style.leading_pt + 2 * _CELL_ABOVE

    def draw(sheet: Sheet, top: float) -> None:
        if header:
            sheet.tint(LEFT, top, WIDTH, height)
        for left, width, centred, lines in cells:
            above = top + (height - len(lines) * style.leading_pt) / 2
            for place, line in enumerate(lines):
                if centred:
                    sheet.centred(left + width / 2, above + place * style.leading_pt, line, style)
                else:
                    sheet.text(left + _CELL_SIDE, above + place * style.leading_pt, line, style)
        _frame(sheet, top, height, edges[:-1], first=header, last=last)

    return Strip(height, draw)


def _frame(sheet: Sheet, top: float, height: float, edges: Sequence[float], *, first: bool, last: bool) -> None:
    """The rules around and between the cells of one row; neighbours share theirs."""
    for x in (LEFT, RIGHT):
        sheet.rule((x, top), (x, top + height), _THICK)
    for x in edges:
        sheet.rule((x, top), (x, top + height), _THIN)
    sheet.rule((LEFT, top), (RIGHT, top), _THICK if first else _THIN)
    sheet.rule((LEFT, top + height), (RIGHT, top + height), _THICK if last else _THIN)
