"""窗口日结表 and 窗口交接班表: the books of a day, and what one clerk leaves to the next (domain.md §6 no. 27, §7)."""

from __future__ import annotations

from collections.abc import Sequence

from counter.documents import parts
from counter.documents.flow import Strip
from counter.documents.local_time import day_in_words, time_in_words
from counter.documents.parts import Column, Fact
from counter.documents.sheet import NOTES
from counter.documents.sheet_model import DaySheet, ShiftSheet
from counter.documents.signing import sign_lines
from counter.documents.wording import words
from counter.domain.case import CounterState
from counter.domain.closing import Gap, Late


def day(sheet: DaySheet) -> list[Strip]:
    """Counts, everything that does not fit with its explanation, two signatures."""
    account = sheet.account
    cases = [
        Fact(words(f"state.{state}"), words("count.pieces", count=account.cases[state]))
        for state in CounterState
        if account.cases.get(state)
    ]
    second = words("day_sheet.sign.second_open")
    if sheet.second_name:
        second = words("day_sheet.sign.second", second=sheet.second_name)
    head = words("day_sheet.head", hall=sheet.hall_name, window=sheet.window, day=day_in_words(account.day))
    return [
        *parts.title(sheet.hall_name, words("day_sheet.title")),
        *parts.paragraph(head, NOTES, indent=False),
        *parts.heading(words("day_sheet.cases", count=sum(account.cases.values()))),
        *parts.facts([cases]),
        *parts.heading(words("day_sheet.papers")),
        *parts.facts(
            [
                [
                    _count("numbers_issued", "count.numbers", account.numbers_issued),
                    _count("numbers_void", "count.numbers", account.numbers_void),
                    _count("papers_printed", "count.papers", account.papers_printed),
                    _count("reprints", "count.times", account.reprints),
                    _count("results_handed_out", "count.papers", account.results_handed_out),
                ],
            ],
        ),
        *parts.heading(words("day_sheet.lines")),
        *parts.facts(
            [
                [
                    _count("lines_written", "count.lines", account.lines_written),
                    _count("lines_delivered", "count.lines", account.lines_delivered),
                    _count("scans_kept", "count.pictures", account.scans_kept),
                    _count("scans_delivered", "count.pictures", account.scans_delivered),
                ],
            ],
        ),
        *_gaps("day_sheet.gaps", account.gaps),
        *_gaps("day_sheet.cleared", account.cleared),
        *_late(account.late),
        *sign_lines(
            (words("day_sheet.sign.clerk", clerk=sheet.clerk_name), words("sign.time")),
            (second, words("sign.time")),
        ),
    ]


def _count(name: str, unit: str, count: int) -> Fact:
    return Fact(words(f"day_sheet.{name}"), words(unit, count=count))


def _gaps(title: str, gaps: Sequence[Gap]) -> list[Strip]:
    if not gaps and title == "day_sheet.gaps":
        return parts.paragraph(words("day_sheet.no_gaps"), NOTES, indent=False, space_before=8)
    if not gaps:
        return []
    columns = [
        Column(words("column.place"), 32, centred=True),
        Column(words("day_sheet.gap_kind"), 110),
        Column(words("day_sheet.gap_about"), 150),
        Column(words("day_sheet.gap_why")),
    ]
    rows = [
        [str(place), words(f"gap.{gap.kind}"), gap.about, gap.explanation] for place, gap in enumerate(gaps, start=1)
    ]
    return [*parts.heading(words(title, count=len(rows))), *parts.table(columns, rows)]


def _late(changes: Sequence[Late]) -> list[Strip]:
    if not changes:
        return []
    columns = [
        Column(words("column.place"), 32, centred=True),
        Column(words("day_sheet.late_kind"), 160),
        Column(words("day_sheet.gap_about")),
    ]
    rows = [[str(place), words(f"late.{late.kind}"), late.about] for place, late in enumerate(changes, start=1)]
    return [*parts.heading(words("day_sheet.late", count=len(rows))), *parts.table(columns, rows)]


def shift(sheet: ShiftSheet) -> list[Strip]:
    """Open work, seals and tickets counted, both signatures."""
    return [
        *parts.title(sheet.hall_name, words("shift_sheet.title")),
        *parts.facts(
            [
                [
                    Fact(words("shift_sheet.from"), sheet.clerk_name),
                    Fact(words("shift_sheet.to"), sheet.to_name),
                    Fact(words("shift_sheet.window"), sheet.window),
                    Fact(words("shift_sheet.time"), time_in_words(sheet.made_at)),
                ],
            ],
        ),
        *parts.heading(words("shift_sheet.work")),
        *parts.facts(
            [
                [
                    Fact(words("shift_sheet.open_cases"), words("count.pieces", count=sheet.open_cases)),
                    Fact(words("shift_sheet.drafts"), words("count.pieces", count=sheet.drafts)),
                    Fact(words("shift_sheet.lines_waiting"), words("count.lines", count=sheet.lines_waiting)),
                ],
            ],
        ),
        *_stock(sheet),
        *parts.heading(words("shift_sheet.note")),
        *parts.paragraph(sheet.note or words("shift_sheet.no_note"), NOTES, indent=False),
        *parts.paragraph(words("shift_sheet.statement"), space_before=8),
        *sign_lines(
            (words("shift_sheet.sign.from", clerk=sheet.clerk_name), words("sign.time")),
            (words("shift_sheet.sign.to", clerk=sheet.to_name), words("sign.time")),
        ),
    ]


def _stock(sheet: ShiftSheet) -> list[Strip]:
    if not sheet.stock:
        return []
    columns = [
        Column(words("column.place"), 32, centred=True),
        Column(words("shift_sheet.thing")),
        Column(words("shift_sheet.expected"), 70, centred=True),
        Column(words("shift_sheet.counted"), 70, centred=True),
        Column(words("shift_sheet.difference"), 70, centred=True),
    ]
    rows = [
        [str(place), stock.name, str(stock.expected), str(stock.counted), _signed(stock.counted - stock.expected)]
        for place, stock in enumerate(sheet.stock, start=1)
    ]
    return [*parts.heading(words("shift_sheet.stock")), *parts.table(columns, rows)]


def _signed(difference: int) -> str:
    return f"+{difference}" if difference > 0 else str(difference)
