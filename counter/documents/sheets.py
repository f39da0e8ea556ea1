"""Slips and sheets as PDF: 材料流转单, 证照流转单, 日结表, 交接班表 (domain.md §6 nos. 22, 23 and 27)."""

from __future__ import annotations

from counter.documents import daily, moved
from counter.documents.drawing import check_glyphs, draw, missing_in
from counter.documents.flow import Strip
from counter.documents.frame import Head
from counter.documents.model import MissingGlyph
from counter.documents.sheet_model import DaySheet, MovedSlip, SheetContent, kind_of
from counter.documents.wording import words


def missing_glyphs(content: SheetContent) -> tuple[MissingGlyph, ...]:
    """Every character of the content that no font of ours draws, as ``paper.missing_glyphs``."""
    return missing_in(content)


def render_sheet(content: SheetContent) -> bytes:
    """The slip or sheet as a PDF document; the same content gives the same bytes.

    Raises:
        RuleBroken: ``paper.missing_glyph``; ``paper.number_grammar`` of a batch; ``paper.text_too_long``.
        StoreTrouble: ``paper.font_missing``.
    """
    check_glyphs(missing_glyphs(content))
    kind = kind_of(content)
    head = Head(
        title=words(f"{kind}.title"),
        number=content.batch if isinstance(content, MovedSlip) else "",
        under_bars=words("moved.batch", batch=content.batch) if isinstance(content, MovedSlip) else "",
        query_code="",
        qr="",
        copies=words(f"{kind}.copies"),
        made_at=content.made_at,
        chain_head="",
        hall_name=content.hall_name,
        window=content.window,
    )
    return draw(head, lambda: _strips(content), practice=content.practice).pdf


def _strips(content: SheetContent) -> list[Strip]:
    if isinstance(content, MovedSlip):
        return moved.strips(content)
    return daily.day(content) if isinstance(content, DaySheet) else daily.shift(content)
