"""Strips and frame become a document: the one way in which every A4 paper, form, slip and sheet is drawn."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from counter.documents import fonts, frame, glyphs
from counter.documents.flow import Strip, paginate
from counter.documents.frame import Head
from counter.documents.glyphs import GlyphPicture
from counter.documents.model import MissingGlyph, Reprint
from counter.documents.sheet import SealPlace, Sheet
from counter.errors import RuleBroken

one_at_a_time = threading.Lock()
"""reportlab reads a font file through one shared position; two papers at once would mix it up."""


class Drawn(NamedTuple):
    """A finished document, and where its seals belong."""

    pdf: bytes
    seal_places: tuple[SealPlace, ...]


def draw(
    head: Head,
    strips: Callable[[], list[Strip]],
    *,
    practice: bool,
    reprint: Reprint | None = None,
    sealed: bool = False,
    pictures: Mapping[str, GlyphPicture] | None = None,
) -> Drawn:
    """The strips as pages in their frame; deterministic.

    Raises:
        RuleBroken: ``paper.text_too_long``, ``paper.reprint_reason_too_long``, ``paper.number_grammar``.
        StoreTrouble: ``paper.font_missing``.
    """
    with one_at_a_time, glyphs.in_use(pictures or {}):
        if reprint:
            frame.check_mark(reprint)
        pages = paginate(strips(), first_top=head.first_top, next_top=frame.NEXT_TOP, bottom=frame.BOTTOM)
        sheet = Sheet(title=head.number or head.title, sealed=sealed)
        for number, page in enumerate(pages, start=1):
            if practice:
                frame.draw_watermark(sheet)
            if number == 1:
                frame.draw_codes(sheet, head)
            else:
                frame.draw_running_head(sheet, head)
            for top, strip in page:
                strip.draw(sheet, top)
            frame.draw_foot(sheet, head, page=number, pages=len(pages))
            if reprint:
                frame.draw_mark(sheet, reprint)
            sheet.end_page()
        return Drawn(sheet.bytes(), tuple(sheet.seal_places))


def mark_alone(reprint: Reprint) -> bytes:
    """A page with nothing but the mark of the reprint in its room, to be laid over a sealed paper.

    Raises:
        RuleBroken: ``paper.missing_glyph``, ``paper.reprint_reason_too_long``.
    """
    check_glyphs(missing_in(reprint, "reprint"))
    with one_at_a_time:
        frame.check_mark(reprint)
        sheet = Sheet(title="")
        frame.draw_mark(sheet, reprint)
        sheet.end_page()
        return sheet.bytes()


def missing_in(value: Any, field: str = "", pictured: Mapping[str, Any] | None = None) -> tuple[MissingGlyph, ...]:
    """Every character inside a value that neither a font nor a picture draws, once for each field, in their order."""
    return tuple(
        MissingGlyph(character=character, code_point=f"U+{ord(character):04X}", field=path)
        for path, text in _texts(value, field)
        for character in dict.fromkeys(text.replace("\n", ""))  # a line feed breaks the line
        if character not in (pictured or ()) and fonts.face_of(character, fonts.BODY) is None
    )


def check_glyphs(missing: tuple[MissingGlyph, ...]) -> None:
    """Nothing is missing.

    Raises:
        RuleBroken: ``paper.missing_glyph`` with field and character, rather than a gap on the paper.
    """
    for glyph in missing:
        raise RuleBroken("paper.missing_glyph", field=glyph.field, character=glyph.code_point)


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
