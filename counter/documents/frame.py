"""The frame of every page: codes and number at the top, foot, watermark, and the mark of a reprint.

The room of the reprint mark is always kept, so that a reprint differs from its original in the mark alone.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from counter.documents.codes import bar_widths, checked_number, qr_rows
from counter.documents.local_time import time_in_words
from counter.documents.model import Reprint
from counter.documents.sheet import FAINT, LEFT, MARK, MM, RIGHT, SMALL, WIDTH, Sheet, Type
from counter.documents.wording import words
from counter.errors import RuleBroken

MARK_TOP = 4.4 * MM
MARK_LINES = 3
CODES_TOP = 15 * MM
FIRST_TOP = 38.5 * MM
PLAIN_TOP = 20 * MM
NEXT_TOP = 24 * MM
BOTTOM = 278.5 * MM
_FOOT_TOP = 280.5 * MM
_QR_SIZE = 22 * MM
_BAR_HEIGHT = 11 * MM
_BAR_MODULE = 0.23 * MM
_CODE_GAP = 8
_LEFT_ROOM = 232.0


class Head(NamedTuple):
    """What the frame of a paper says; a form without a number has no codes."""

    title: str
    number: str
    under_bars: str  # 办件编号 or 批次号, with its label
    query_code: str
    qr: str  # the text of the QR code; no code when empty
    copies: str
    made_at: dt.datetime
    chain_head: str
    hall_name: str
    window: str
    check_code: str = ""  # of a sheet for signing, which has no number yet

    @property
    def first_top(self) -> float:
        """Where the first page begins under its codes."""
        return FIRST_TOP if self.number or self.qr else PLAIN_TOP


def check_mark(reprint: Reprint) -> None:
    """The mark of the reprint fits into its room.

    Raises:
        RuleBroken: ``paper.reprint_reason_too_long``.
    """
    if len(MARK.lines(_mark(reprint), WIDTH)) > MARK_LINES:
        raise RuleBroken("paper.reprint_reason_too_long", field="reprint.reason")


def _mark(reprint: Reprint) -> str:
    return words(
        "frame.reprint",
        count=reprint.count,
        time=time_in_words(reprint.reprinted_at),
        clerk=reprint.clerk_name,
        reason=reprint.reason,
    )


def draw_watermark(sheet: Sheet) -> None:
    """Practice papers cannot be taken for real ones."""
    sheet.watermark(words("frame.practice"), words("frame.practice_effect"))


def draw_mark(sheet: Sheet, reprint: Reprint) -> None:
    """The mark of the reprint stands over the codes."""
    for place, line in enumerate(MARK.lines(_mark(reprint), WIDTH)):
        sheet.text(LEFT, MARK_TOP + place * MARK.leading_pt, line, MARK)


def draw_codes(sheet: Sheet, head: Head) -> None:
    """Code 128 and case code top left, number and QR code top right; on the first page."""
    if head.number:
        widths = bar_widths(checked_number(head.number))
        sheet.bars(LEFT, CODES_TOP, _BAR_HEIGHT, min(_BAR_MODULE, _LEFT_ROOM / sum(widths)), widths)
        _flush_left(sheet, CODES_TOP + _BAR_HEIGHT + 4, head.under_bars, SMALL)
    right = RIGHT
    if head.qr:
        sheet.modules(RIGHT - _QR_SIZE, CODES_TOP, _QR_SIZE, qr_rows(head.qr))
        right -= _QR_SIZE + _CODE_GAP
    lines = []
    if head.number:
        lines.append(words("frame.number", number=head.number))
    elif head.check_code:
        lines.append(words("frame.check_code", check_code=head.check_code))
    if head.query_code:
        lines.append(words("frame.query_code", query_code=head.query_code))
    if head.qr:
        lines.append(words("frame.scan"))
    for place, line in enumerate(lines):
        _flush_right(sheet, CODES_TOP - 2 + place * 15, line, SMALL, right=right)


def draw_running_head(sheet: Sheet, head: Head) -> None:
    """The paper's name and number over every page after the first, so that a lost leaf is found again."""
    _flush_left(sheet, CODES_TOP, head.title, SMALL)
    if head.number:
        _flush_right(sheet, CODES_TOP, words("frame.number", number=head.number), SMALL)
    elif head.check_code:
        _flush_right(sheet, CODES_TOP, words("frame.check_code", check_code=head.check_code), SMALL)
    sheet.rule((LEFT, CODES_TOP + 15), (RIGHT, CODES_TOP + 15), 0.5)


def draw_foot(sheet: Sheet, head: Head, *, page: int, pages: int) -> None:
    """Copies and page number; under them chain head, time of making and desk."""
    sheet.rule((LEFT, _FOOT_TOP), (RIGHT, _FOOT_TOP), 0.5)
    first, second = _FOOT_TOP + 3, _FOOT_TOP + 3 + FAINT.leading_pt
    made = [words("frame.made", time=time_in_words(head.made_at))]
    if head.chain_head:
        made.append(words("frame.chain_head", chain_head=head.chain_head))
    number = words("frame.page", page=page, pages=pages)
    copies = words("frame.copies", copies=head.copies)
    desk = words("frame.desk", hall=head.hall_name, window=head.window)
    _flush_left(sheet, first, copies, FAINT, room=WIDTH - FAINT.width_pt(number) - _CODE_GAP)
    _flush_right(sheet, first, number, FAINT)
    _flush_left(sheet, second, "　".join(made), FAINT)
    _flush_right(sheet, second, desk, FAINT, room=WIDTH - min(FAINT.width_pt("　".join(made)), _LEFT_ROOM) - _CODE_GAP)


def _flush_left(sheet: Sheet, top: float, text: str, style: Type, *, room: float = _LEFT_ROOM) -> None:
    """One line in its room on the left; too much text is set smaller, never cut."""
    fitting = style.narrowed(text, room)
    sheet.text(LEFT, top, fitting.line(text), fitting)


def _flush_right(
    sheet: Sheet,
    top: float,
    text: str,
    style: Type,
    *,
    right: float = RIGHT,
    room: float = WIDTH - _LEFT_ROOM - _CODE_GAP,
) -> None:
    """As ``_flush_left``, in its room up to ``right``."""
    fitting = style.narrowed(text, room - (RIGHT - right))
    sheet.flush_right(right, top, fitting.line(text), fitting)
