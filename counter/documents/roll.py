"""The 80 mm roll: lines of 48 columns in ESC/POS, as a thermal printer with a Chinese font understands them.

A line whose characters all stand in the printer's font (the one- and two-byte part of GB 18030) is sent as text. A
line with any other character (㛃, 𠮷, ☑: four bytes, which no such printer holds) is sent as a picture of the same
height and on the same columns, so that nothing becomes '?' and everything stays aligned (faults.md F18; libraries.md,
Pitfalls 6). python-escpos' own text() prints ￥□、 and 㛃 as '?' and sends 𠮷 as four bytes.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence

from escpos.constants import QR_ECLEVEL_M
from escpos.image import EscposImage
from escpos.printer import Dummy
from PIL import Image, ImageDraw, ImageFont

from counter.documents import fonts
from counter.errors import RuleBroken

DOTS = 576
"""Printable width of 80 mm paper at 203 dpi."""
COLUMNS = 48
_DOT = DOTS // COLUMNS
_LINE_DOTS = 30
_LETTER_DOTS = 24
_NO_START = frozenset("，。、；：！？）》”’")
_RESET = b"\x1b@"
_CHINESE = b"\x1c&"  # FS &: two-byte characters
_LINE_SPACE = b"\x1b3" + bytes([_LINE_DOTS])
_LEFT, _CENTRE = b"\x1ba\x00", b"\x1ba\x01"
_LARGE, _USUAL = b"\x1d!\x11\x1cW\x01", b"\x1d!\x00\x1cW\x00"  # GS ! for letters, FS W for Chinese
_QR_SIZE = 6
_LARGEST_ASCII = 0x7E
_IN_ROM_BYTES = 2


def in_rom(character: str) -> bool:
    """Whether a printer with a Chinese font has the character: printable ASCII, or two bytes of GB 18030 (GBK)."""
    if ord(character) <= _LARGEST_ASCII:
        return character.isprintable()
    return len(character.encode("gb18030")) == _IN_ROM_BYTES and unicodedata.category(character) != "Co"


def columns_of(text: str) -> int:
    """How many columns the text takes: one for ASCII, two for everything else."""
    return sum(1 if ord(character) <= _LARGEST_ASCII else 2 for character in text)


def broken(text: str, room: int) -> tuple[str, ...]:
    """The text as lines of at most so many columns; a closing mark takes the character before it along."""
    lines: list[str] = []
    line = ""
    for character in text:
        if line and columns_of(line + character) > room:
            stay = len(line) - 1 if character in _NO_START and len(line) > 1 else len(line)
            lines.append(line[:stay])
            line = line[stay:]
        line += character
    return (*lines, line) if line else tuple(lines)


class Roll:
    """A ticket that is being printed from top to bottom."""

    def __init__(self) -> None:
        self._printer = Dummy()
        self._send(_RESET + _CHINESE + _LINE_SPACE)

    def line(self, text: str, *, centred: bool = False) -> None:
        """The text in as many lines as it needs."""
        for line in broken(text, COLUMNS):
            indent = (COLUMNS - columns_of(line)) // 2 if centred else 0
            self._line(" " * indent + line)

    def large(self, text: str) -> None:
        """A short text twice as wide and high, in the middle; one that no printer has, or is too long, as usual."""
        if columns_of(text) * 2 > COLUMNS or not all(map(in_rom, text)):
            self.line(text, centred=True)
            return
        self._send(_CENTRE + _LARGE + text.encode("gb18030") + b"\n" + _USUAL + _LEFT)

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Labels in one column, values in the next; rows without a value are left out."""
        rows = [row for row in rows if row[1]]
        start = max((columns_of(label) for label, _ in rows), default=0) + 2
        for label, value in rows:
            for place, line in enumerate(broken(value, COLUMNS - start)):
                shown = label if place == 0 else ""
                self._line(shown + " " * (start - columns_of(shown)) + line)

    def rule(self) -> None:
        """A dashed line."""
        self._line("-" * COLUMNS)

    def qr(self, text: str) -> None:
        """A QR code in the middle, drawn by the printer itself; error correction M."""
        self._send(_CENTRE)
        self._printer.qr(text, ec=QR_ECLEVEL_M, size=_QR_SIZE, native=True)
        self._send(b"\n" + _LEFT)

    def cut(self) -> bytes:
        """The paper is fed and cut; everything as the printer takes it."""
        self._printer.cut()
        return bytes(self._printer.output)

    def _line(self, text: str) -> None:
        if all(map(in_rom, text)):
            self._send(text.encode("gb18030") + b"\n")
        else:
            self._send(raster_of(picture_of_line(text)))

    def _send(self, raw: bytes) -> None:
        self._printer._raw(raw)  # noqa: SLF001 - the library's way in for what it has no words for; text() writes '?'


def raster_of(picture: Image.Image) -> bytes:
    """A picture as GS v 0 prints it, one bit for a dot (python-escpos prints a remark of its own with each)."""
    image = EscposImage(picture)
    size: bytes = image.width_bytes.to_bytes(2, "little") + image.height.to_bytes(2, "little")
    dots: bytes = image.to_raster_format()
    return b"\x1dv0\x00" + size + dots


def picture_of_line(text: str) -> Image.Image:
    """One line as black dots on white, each character in its columns.

    Raises:
        RuleBroken: ``paper.missing_glyph``.
    """
    picture = Image.new("1", (DOTS, _LINE_DOTS), 1)
    pen = ImageDraw.Draw(picture)
    pen.fontmode = "1"
    x = 0
    for character in text:
        face = fonts.face_of(character, fonts.BODY)
        if face is None:
            raise RuleBroken("paper.missing_glyph", character=f"U+{ord(character):04X}")
        pen.text((x, _LINE_DOTS - 6), character, font=_font(face.font), fill=0, anchor="ls")
        x += columns_of(character) * _DOT
    return picture


@functools.cache
def _font(name: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(fonts.fonts_folder() / f"{name}.ttf"), _LETTER_DOTS)
