"""A paper as PDF: content in, bytes out. Deterministic, so that a paper can be known by its SHA-256."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from counter.documents import acceptance, fonts, frame, receipt, result_collection
from counter.documents.flow import Strip, paginate
from counter.documents.model import MissingGlyph, PaperContent, PaperKind, Reprint
from counter.documents.sheet import Sheet
from counter.errors import RuleBroken

_LAYOUTS: dict[PaperKind, Callable[[PaperContent], list[Strip]]] = {
    PaperKind.RECEIPT: receipt.strips,
    PaperKind.ACCEPTANCE: acceptance.strips,
    PaperKind.RESULT_COLLECTION: result_collection.strips,
}

_one_at_a_time = threading.Lock()
"""reportlab reads a font file through one shared position; two papers at once would mix it up."""


def missing_glyphs(content: PaperContent, *, reprint: Reprint | None = None) -> tuple[MissingGlyph, ...]:
    """Every character of the content that no font of ours draws, once for each field, in the order of the fields.

    To be asked before printing (faults.md F18). Controls and bidi marks count: they would be nothing on paper.

    Raises:
        StoreTrouble: ``paper.font_missing`` when a font file is not there or broken.
    """
    texts = list(_texts(content, ""))
    if reprint:
        texts += _texts(reprint, "reprint")
    return tuple(
        MissingGlyph(character=character, code_point=f"U+{ord(character):04X}", field=field)
        for field, text in texts
        for character in dict.fromkeys(text)
        if fonts.face_of(character, fonts.BODY) is None
    )


def warm_up() -> None:
    """The fonts of the body are read, so that the first paper takes no longer than the others.

    Raises:
        StoreTrouble: ``paper.font_missing`` when a font file is not there or broken.
    """
    for name in fonts.BODY[:2]:
        fonts.loaded(name)


def _texts(value: Any, field: str) -> Iterator[tuple[str, str]]:
    """Every text inside a value with its dotted path."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, tuple):
        for place, part in enumerate(value):
            yield from _texts(part, f"{field}.{place}")
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name), f"{field}.{name}" if field else name)


def render(content: PaperContent, *, reprint: Reprint | None = None) -> bytes:
    """The paper as a PDF document of A4 pages with embedded, subset fonts.

    The same content and reprint give the same bytes; a reprint differs from the original in its mark alone. The
    document's metadata hold the paper's number and nothing about a person.

    Raises:
        RuleBroken: ``paper.missing_glyph`` (field and character) rather than a gap on the paper;
            ``paper.text_too_long`` when a single row is higher than a page; ``paper.reprint_reason_too_long``;
            ``paper.number_grammar``, ``paper.progress_url_grammar``, ``paper.chain_head_grammar`` of the codes.
        StoreTrouble: ``paper.font_missing``.
    """
    for missing in missing_glyphs(content, reprint=reprint):
        raise RuleBroken("paper.missing_glyph", field=missing.field, character=missing.code_point)
    with _one_at_a_time:
        if reprint:
            frame.check_mark(reprint)
        strips = _LAYOUTS[content.kind](content)
        pages = paginate(strips, first_top=frame.FIRST_TOP, next_top=frame.NEXT_TOP, bottom=frame.BOTTOM)
        sheet = Sheet(title=content.number)
        for number, page in enumerate(pages, start=1):
            if content.practice:
                frame.draw_watermark(sheet)
            if number == 1:
                frame.draw_codes(sheet, content)
            else:
                frame.draw_running_head(sheet, content)
            for top, strip in page:
                strip.draw(sheet, top)
            frame.draw_foot(sheet, content, page=number, pages=len(pages))
            if reprint:
                frame.draw_mark(sheet, reprint)
            sheet.end_page()
        return sheet.bytes()
