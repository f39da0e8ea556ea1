"""字形图片: a character that has no code or is in no font is drawn from a picture of it (domain.md §3.3).

The paper's content names such characters with the SHA-256 of their pictures, so that its own hash covers them; the
pictures are given beside it. They stand in line like any other character of full width.
"""

from __future__ import annotations

import contextlib
import contextvars
import hashlib
import io
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

from counter.documents.fonts import BODY, Face, face_of
from counter.errors import RuleBroken

PICTURE = "glyph-picture"
"""The name that stands for a font where a character is a picture."""
_LONGEST_SIDE_PX = 1024
_SIDE_PX = 192  # of what is embedded: 600 dpi at 22 pt
_MOST_BYTES = 512 * 1024
MOST_FILE_BYTES = 4 * 1024 * 1024
"""Of the clerk's file: a BMP of the longest side with 24 bits has 3 MB."""
_LIGHTEST_INK = 160


class GlyphPicture(NamedTuple):
    """Black ink on nothing, a square; ready to be drawn."""

    ink: ImageReader


_in_use: contextvars.ContextVar[Mapping[str, GlyphPicture]] = contextvars.ContextVar("glyph_pictures")


def as_png(content: bytes) -> bytes:
    """The clerk's picture of a character as the PNG that is kept; the same file gives the same bytes.

    Raises:
        RuleBroken: ``glyph.empty``, ``glyph.too_big`` (limit_kb), ``glyph.too_wide`` (limit_px), ``glyph.type`` for
            what is no PNG or BMP, ``glyph.blank`` for a picture without ink.
    """
    if not content:
        raise RuleBroken("glyph.empty", field="file")
    if len(content) > MOST_FILE_BYTES:
        raise RuleBroken("glyph.too_big", field="file", limit_kb=MOST_FILE_BYTES // 1024)
    try:
        picture = Image.open(io.BytesIO(content), formats=("PNG", "BMP"))
        if max(picture.size) > _LONGEST_SIDE_PX:
            raise RuleBroken("glyph.too_wide", field="file", limit_px=_LONGEST_SIDE_PX)
        grey = _over_white(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as fault:
        raise RuleBroken("glyph.type", field="file") from fault
    darkest, _ = grey.getextrema()
    if not isinstance(darkest, int | float) or darkest > _LIGHTEST_INK:
        raise RuleBroken("glyph.blank", field="file")
    kept = io.BytesIO()
    grey.save(kept, format="PNG", optimize=True)
    return kept.getvalue()


def _over_white(picture: Image.Image) -> Image.Image:
    """The picture in grey, what is transparent as white."""
    over_white = Image.new("RGBA", picture.size, "white")
    over_white.alpha_composite(picture.convert("RGBA"))
    return over_white.convert("L")


def pictures_of(wanted: Mapping[str, str], given: Mapping[str, bytes]) -> dict[str, GlyphPicture]:
    """The pictures that a content names.

    Args:
        wanted: character -> SHA-256 of its PNG, as the content says.
        given: SHA-256 -> PNG.

    Raises:
        RuleBroken: ``paper.glyph_image_missing`` for one that is not given, is another than was frozen, or is no
            picture.
    """
    found = {}
    for character, sha256 in wanted.items():
        png = given.get(sha256, b"")
        if len(character) != 1 or len(png) > _MOST_BYTES or hashlib.sha256(png).hexdigest() != sha256:
            raise _missing(character)
        found[character] = GlyphPicture(_ink(character, png))
    return found


def _ink(character: str, png: bytes) -> ImageReader:
    """The dark parts of the picture as black ink, everything else as nothing; so it stands on grey fields too."""
    try:
        picture = Image.open(io.BytesIO(png), formats=("PNG",))
        if max(picture.size) > _LONGEST_SIDE_PX:
            raise _missing(character)
        over_white = _over_white(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as fault:
        raise _missing(character) from fault
    grey = ImageOps.pad(over_white, (_SIDE_PX, _SIDE_PX), color=255)
    ink = Image.new("RGBA", grey.size, (0, 0, 0, 0))
    ink.putalpha(ImageOps.invert(grey))
    return ImageReader(ink)


def _missing(character: str) -> RuleBroken:
    return RuleBroken("paper.glyph_image_missing", field="glyph_images", character=f"U+{ord(character[:1] or ' '):04X}")


@contextlib.contextmanager
def in_use(pictures: Mapping[str, GlyphPicture]) -> Iterator[None]:
    """While this lasts, these characters are drawn from their pictures."""
    token = _in_use.set(pictures)
    try:
        yield
    finally:
        _in_use.reset(token)


def picture_of(character: str) -> GlyphPicture:
    """The picture of a character whose face is ``PICTURE``."""
    return _in_use.get()[character]


def face_in_use(character: str) -> Face | None:
    """The face that draws the character now: of a font, else of a picture, else None."""
    face = face_of(character, BODY)
    if face is None and character in _in_use.get({}):
        return Face(PICTURE, 1.0)
    return face
