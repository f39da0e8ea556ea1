"""A thermal printer that exists only here: it reads ESC/POS as the real one does and shows the roll.

It has a Chinese font: ASCII and the two-byte characters of GB 18030. Anything else in its text is an error.
"""

from __future__ import annotations

import re

from PIL import Image, ImageDraw, ImageFont

from counter.documents import fonts

DOTS = 576
COLUMNS = 48
_LINE = 30
_LONGEST = 3000
_COMMANDS = (
    (rb"\x1ba(.)", "align"),
    (rb"\x1d!(.)", "size"),
    (rb"\x1dv0.(..)(..)", "raster"),
    (rb"\x1d\(k(..)", "code"),
    (rb"\x1dV(?:[\x41\x42].|.)", "cut"),
    (rb"\x1b@|\x1c&|\x1b3.|\x1cW.|\x1bd.|\x1b[JE].", "setting"),
)


class Roll:
    """What came out: lines of text ("" for a raster), rasters, the data of codes, and all of it as a picture."""

    def __init__(self, raw: bytes) -> None:
        self.lines: list[str] = []
        self.rasters: list[Image.Image] = []
        self.codes: list[bytes] = []
        self.cut = False
        self._raw, self._place, self._text = raw, 0, b""
        self._top, self._centred, self._scale = 0, False, 1
        self._paper = Image.new("1", (DOTS, _LONGEST), 1)
        while self._place < len(raw):
            if not self._command():
                self._character()

    @property
    def picture(self) -> Image.Image:
        """The roll as it hangs out of the printer."""
        return self._paper.crop((0, 0, DOTS, max(self._top, 1)))

    def _command(self) -> bool:
        for pattern, name in _COMMANDS:
            found = re.compile(pattern, re.DOTALL).match(self._raw, self._place)
            if found:
                self._place = found.end()
                getattr(self, f"_{name}")(found)
                return True
        return False

    def _setting(self, found: re.Match[bytes]) -> None:
        """Nothing that this printer shows."""

    def _align(self, found: re.Match[bytes]) -> None:
        self._centred = found[1] == b"\x01"

    def _size(self, found: re.Match[bytes]) -> None:
        self._scale = 1 + found[1][0] % 16

    def _cut(self, _found: re.Match[bytes]) -> None:
        self.cut = True

    def _raster(self, found: re.Match[bytes]) -> None:
        width, height = (int.from_bytes(found[group], "little") for group in (1, 2))
        dots = self._raw[self._place : self._place + width * height]
        self._place += width * height
        ink = Image.frombytes("1", (width * 8, height), bytes(255 - byte for byte in dots))
        self.rasters.append(ink)
        self.lines.append("")
        self._paper.paste(ink, (0, self._top))
        self._top += height

    def _code(self, found: re.Match[bytes]) -> None:
        length = int.from_bytes(found[1], "little")
        function = self._raw[self._place : self._place + length]
        self._place += length
        if function[1:2] == b"P":
            self.codes.append(function[3:])
        if function[1:2] == b"Q":
            pen = ImageDraw.Draw(self._paper)
            pen.rectangle((DOTS // 2 - 110, self._top, DOTS // 2 + 110, self._top + 220), outline=0)
            self._top += 220

    def _character(self) -> None:
        byte = self._raw[self._place]
        if byte == ord("\n"):
            self._show(self._text.decode("gb18030"))
            self._text = b""
            self._place += 1
            return
        length = 1 if byte <= ord("~") else 2
        character = self._raw[self._place : self._place + length]
        if byte < ord(" ") or (length == 2 and character[1] < 0x40):
            raise ValueError(f"neither a command nor in the font: {self._raw[self._place : self._place + 4]!r}")
        self._text += character
        self._place += length

    def _show(self, line: str) -> None:
        columns = sum(columns_of(character) for character in line) * self._scale
        if columns > COLUMNS:
            raise ValueError(f"cut at the edge: {line}")
        font = ImageFont.truetype(str(fonts.fonts_folder() / "NotoSansSC-Regular.ttf"), 24 * self._scale)
        pen = ImageDraw.Draw(self._paper)
        x = (DOTS - columns * 12) // 2 if self._centred else 0
        for character in line:
            pen.text((x, self._top + 24 * self._scale), character, font=font, fill=0, anchor="ls")
            x += columns_of(character) * 12 * self._scale
        self.lines.append(line)
        self._top += _LINE * self._scale


def columns_of(character: str) -> int:
    """One for ASCII, two for everything else."""
    return 1 if character <= "~" else 2
