"""The edge for everything that is typed, pasted, read from a card or received: text comes out clean or not at all.

Nothing is ever replaced by '?', by pinyin or by a look-alike (domain.md §3.3): a character that cannot stand is refused
and named. HTML is text like any other. Lengths are counted in Unicode code points after normalisation.
"""

from __future__ import annotations

import functools
import re
import unicodedata

import msgspec

from counter.domain.base import Value
from counter.errors import RuleBroken

NAME_SEPARATOR = "\u00b7"
"""间隔号 of a person's name (国家民委等 2016 notice on 少数民族姓名; domain.md §3.3)."""

_SEPARATOR_VARIANTS = dict.fromkeys(map(ord, "\u2022\u2027\u2219\u22c5\u30fb\uff65\uff0e"), NAME_SEPARATOR)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SURROUNDING = " \t\r\n\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_WHITE_SPACE = re.compile(f"[{_SURROUNDING}]+")
_CAPITALS = {code: code - 0x20 for code in range(ord("a"), ord("z") + 1)}
_LINE_BREAK = re.compile("\r\n|[\r\n\u0085\u2028\u2029]")
_COMPATIBILITY_IDEOGRAPHS = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2065\u2800\u3164\uffa0\ufffd")
"""Characters that show nothing though they are no control by category; U+FFFD stands for a character lost earlier."""
_EIGHT = 8
_STAYS_IN_A_NAME = f"{NAME_SEPARATOR} ,.-"
_MOBILE = re.compile("1[3-9][0-9]{9}")
_MOBILE_BEGUN = re.compile("1[3-9][0-9]*")
_MOBILE_LENGTH = 11
_NO_PHONE = re.compile("[^-0-9+()转]")
_BETWEEN_DIGITS = re.compile("[-()]")
_COUNTRY_BEFORE_MOBILE = re.compile(r"^(?:\+86|0086|86)(?=1)")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_FIXED_LINE = re.compile(
    r"\(?(?:(?P<three>010|02[0-9])\)?-?(?P<eight>[2-9][0-9]{7})|(?P<four>0[3-9][0-9]{2})\)?-?(?P<seven>[2-9][0-9]{6,7}))"
    r"(?:[-转](?P<extension>[0-9]{1,6}))?",
)
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_SHOWS_NOTHING_ALONE = frozenset({"Mn", "Mc", "Me", "Zs"})
_IDEOGRAPHIC_PLANES = range(0x20000, 0x40000)
_LAST_OF_PLANE = 0xFFFD


class TypedCheck(Value):
    """What the text typed so far has come to; made for the form while one types.

    ``complete`` is true when the text can be taken as it is; ``code`` then is empty or a warning. Otherwise ``code`` is
    "….incomplete" while nothing is wrong yet, or the fault, under the same code that the check raises.
    """

    complete: bool
    code: str = ""
    params: dict[str, str | int] = msgspec.field(default_factory=dict)


def half_width(raw: str) -> str:
    """Full-width ASCII (U+FF01-FF5E) and U+3000 as their half-width twins; for numbers and codes, never for names."""
    return raw.translate(_FULL_WIDTH)


def as_code(raw: str) -> str:
    """How a number or code is compared: half width, ASCII capitals, no white space; nothing is refused here.

    Only a-z are raised: ``str.upper`` would make an ordinary S of the long s, so a wrong letter would pass.
    """
    return _WHITE_SPACE.sub("", half_width(raw)).translate(_CAPITALS)


def clean_name(raw: str, *, field: str, max_length: int = 50, required: bool = True) -> str:
    """The name of a person in one line, NFC, with U+00B7 between its parts whatever dot was typed.

    The full stop of a Latin name ("John F. Kennedy") stays; full-width letters stay, because the document shows them.

    Raises:
        RuleBroken: text.control_character, text.empty, text.too_long.
    """
    line = _normalised(raw.strip(_SURROUNDING)).translate(_SEPARATOR_VARIANTS)
    return _measured(_refuse_unseen(line, field), field, max_length, required=required)


def clean_line(raw: str, *, field: str, max_length: int, required: bool = True) -> str:
    """One line of text (a company's name, an address), NFC, otherwise as it was typed.

    Raises:
        RuleBroken: text.control_character (also a line break inside), text.empty, text.too_long.
    """
    line = _normalised(raw.strip(_SURROUNDING))
    return _measured(_refuse_unseen(line, field), field, max_length, required=required)


def clean_text(raw: str, *, field: str, max_length: int, required: bool = True) -> str:
    r"""Text of several lines, NFC, every line break as "\n" and every tab as one space (a paper has no tab stops).

    Raises:
        RuleBroken: text.control_character, text.empty, text.too_long.
    """
    text = _normalised(_LINE_BREAK.sub("\n", raw).replace("\t", " ").strip(_SURROUNDING))
    return _measured(_refuse_unseen(text, field, line_breaks=True), field, max_length, required=required)


def clean_code(raw: str, *, field: str, max_length: int, required: bool = True) -> str:
    """A number or code in one line: half width, no white space inside, letters as they were typed.

    Raises:
        RuleBroken: text.control_character, text.empty, text.too_long.
    """
    line = _normalised(_WHITE_SPACE.sub("", half_width(raw)))
    return _measured(_refuse_unseen(line, field), field, max_length, required=required)


def check_phone(raw: str, *, field: str = "phone") -> str:
    """A mobile number as 11 digits, or a fixed line as "027-87654321" or "027-87654321-12" (with extension).

    Mobile: 1, then 3 to 9, then nine digits; +86, 0086 and 86 before it fall away. Fixed lines need their area code:
    010 and 02x with eight digits, the others with seven or eight (工信部 电信网编号计划 2017).

    Raises:
        RuleBroken: phone.characters (code_point, position), phone.length (a mobile number: expected, length),
            phone.format (neither mobile nor fixed line with area code).
    """
    typed = _DASHES.sub("-", as_code(raw))
    stray = _NO_PHONE.search(typed)
    if stray is not None:
        code_point = f"U+{ord(stray.group()):04X}"
        raise RuleBroken("phone.characters", field=field, code_point=code_point, position=stray.start() + 1)
    digits = _BETWEEN_DIGITS.sub("", typed)
    mobile = _COUNTRY_BEFORE_MOBILE.sub("", digits)
    if _MOBILE.fullmatch(mobile):
        return mobile
    if _MOBILE_BEGUN.fullmatch(mobile):
        raise RuleBroken("phone.length", field=field, expected=_MOBILE_LENGTH, length=len(mobile))
    fixed = _FIXED_LINE.fullmatch(typed)
    if fixed is None:
        raise RuleBroken("phone.format", field=field)
    area = fixed["three"] or fixed["four"]
    line = fixed["eight"] or fixed["seven"]
    return f"{area}-{line}-{fixed['extension']}" if fixed["extension"] else f"{area}-{line}"


def mask_id(number: str) -> str:
    """The number for a list or a screen that faces the hall: at most the first and the last four stay (PIPL 6, 34)."""
    shown_last = min(4, len(number) // 3)
    shown_first = 1 if len(number) >= _EIGHT else 0
    hidden = len(number) - shown_first - shown_last
    return number[:shown_first] + "*" * hidden + number[len(number) - shown_last :]


def mask_phone(number: str) -> str:
    """138****1234 for a mobile number; area code and last two digits for a fixed line; anything else as mask_id."""
    if _MOBILE.fullmatch(number):
        return f"{number[:3]}****{number[-4:]}"
    area, dash, line = number.partition("-")
    if dash and re.fullmatch("0[0-9]{2,3}", area):
        return f"{area}-{'*' * (len(line) - 2)}{line[-2:]}"
    return mask_id(number)


def mask_name(name: str) -> str:
    """张** or 阿****·****: the first character stays, each further one is a star; separators and spaces stay.

    Marks and variation selectors belong to the character before them, so a rare name keeps its length.
    """
    masked: list[str] = []
    for character in name:
        if masked and unicodedata.category(character).startswith("M"):
            if len(masked) == 1:
                masked[0] += character
        elif not masked or character in _STAYS_IN_A_NAME:
            masked.append(character)
        else:
            masked.append("*")
    return "".join(masked)


def _normalised(text: str) -> str:
    """NFC, but CJK compatibility ideographs stay as they are.

    NFC would turn U+F92C into U+90DE: another glyph on paper. GB 18030 has both as separate characters.
    """
    if unicodedata.is_normalized("NFC", text):
        return text
    pieces = _COMPATIBILITY_IDEOGRAPHS.split(text)
    pieces[::2] = [unicodedata.normalize("NFC", piece) for piece in pieces[::2]]
    return "".join(pieces)


def _refuse_unseen(text: str, field: str, *, line_breaks: bool = False) -> str:
    if all(map(_may_stand, text)):
        return text
    for position, character in enumerate(text, start=1):
        if _may_stand(character) or (line_breaks and character == "\n"):
            continue
        code_point = f"U+{ord(character):04X}"
        raise RuleBroken("text.control_character", field=field, code_point=code_point, position=position)
    return text


@functools.cache
def _may_stand(character: str) -> bool:
    """Whether a reader can see the character.

    Planes 2 and 3 hold ideographs only; the parts that this Python's Unicode tables do not know yet (extensions H to J)
    are real characters of real names, so they stand. Private use stands too: old cards carry it, and a missing glyph is
    found and named before anything is printed.
    """
    number = ord(character)
    if number in _IDEOGRAPHIC_PLANES:
        return number & 0xFFFF <= _LAST_OF_PLANE
    return unicodedata.category(character) not in _REFUSED_CATEGORIES and character not in _INVISIBLE


def _measured(text: str, field: str, max_length: int, *, required: bool) -> str:
    if all(unicodedata.category(character) in _SHOWS_NOTHING_ALONE or character == "\n" for character in text):
        if required:
            raise RuleBroken("text.empty", field=field)
        return ""
    if len(text) > max_length:
        raise RuleBroken("text.too_long", field=field, limit=max_length, length=len(text))
    return text
