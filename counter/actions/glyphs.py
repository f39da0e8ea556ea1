"""字形图片: the picture of a character that no font draws is kept with the scans and given to every paper.

typed ─ uncovered ─▶ the form names it ─ a picture is kept ─▶ the intake names it ─▶ the paper's frozen content too
"""

from __future__ import annotations

from collections.abc import Mapping

from counter.actions.desk import Desk
from counter.documents.model import PaperContent
from counter.domain.case import GlyphImage, Intake
from counter.domain.covered import uncovered as _uncovered
from counter.domain.ids import Sha256
from counter.errors import RuleBroken, StoreTrouble


def uncovered(text: str) -> tuple[str, ...]:
    """Every character of the text that no font of screens and papers draws; may be asked at every key."""
    return _uncovered(text)


def keep_picture(desk: Desk, character: str, *, content: bytes) -> GlyphImage:
    """The picture is on the disk as PNG under its hash, ready to be named in an intake.

    Raises:
        RuleBroken: ``glyph.not_needed`` for a character that a font draws; ``glyph.empty``, ``glyph.too_big``,
            ``glyph.too_wide``, ``glyph.type``, ``glyph.blank``.
        StoreTrouble: the disk refused; nothing was kept.
    """
    if _uncovered(character) != (character,):
        raise RuleBroken("glyph.not_needed", field="character")
    from counter.documents.glyphs import as_png  # noqa: PLC0415 -- Pillow, which the window need not wait for

    png = as_png(content)
    return GlyphImage(character=character, sha256=desk.scans.put(png), size_bytes=len(png))


def named_in(intake: Intake) -> dict[str, str]:
    """What a paper of that intake says of its pictures: the SHA-256 by character."""
    return {image.character: image.sha256 for image in intake.glyph_images}


def pictures_of(desk: Desk, content: PaperContent) -> Mapping[str, bytes]:
    """The pictures that the paper's content names, by their SHA-256; one that is lost is left out, and named there."""
    found = {}
    for sha256 in content.glyph_images.values():
        try:
            found[sha256] = desk.scans.get(Sha256(sha256))
        except StoreTrouble:
            continue
    return found
