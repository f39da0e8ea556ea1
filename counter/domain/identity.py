"""身份证件: how the number of each document is checked, what one can read from it, and how it is hidden from the hall.

Sources: GB 11643-1999 (公民身份号码, ISO 7064 MOD 11-2), 居民身份证法 art. 3, the State Council's 2018 measures on the
residence permit for residents of Hong Kong, Macao and Taiwan (prefix 810000/820000/830000), the immigration
administration's reading rules for the 2023 permanent residence card (18 digits that begin with 9, MOD 11-2),
domain.md §4 for the rest. A check that a rule does not support is not made: the clerk must be able to take the case in.
"""

from __future__ import annotations

import datetime as dt
import enum
import operator
import re
from collections.abc import Mapping

from counter.domain.base import Value
from counter.domain.text import TypedCheck, as_code, check_phone, clean_line, half_width, mask_id, mask_name, mask_phone
from counter.domain.usc import check_uscc, check_uscc_as_typed, usc_check_char
from counter.errors import RuleBroken

__all__ = [
    "IdDocument",
    "IdNumber",
    "Sex",
    "TypedCheck",
    "check_as_typed",
    "check_id_number",
    "check_phone",
    "check_uscc",
    "check_uscc_as_typed",
    "mask_id",
    "mask_name",
    "mask_phone",
    "permanent_residence_check_digit",
    "resident_check_char",
    "usc_check_char",
]


class IdDocument(enum.StrEnum):
    """证件类型, ours; each target maps it to its own codes (domain.md §4)."""

    RESIDENT_ID = "resident_id"
    HK_MACAO_TAIWAN_RESIDENCE = "hk_macao_taiwan_residence"
    FOREIGN_PR_2017 = "foreign_pr_2017"
    FOREIGN_PR_2023 = "foreign_pr_2023"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    PRC_PASSPORT = "prc_passport"
    FOREIGN_PASSPORT = "foreign_passport"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The document's Chinese name, as forms and papers show it."""
        return _LABELS[self]


_LABELS: Mapping[IdDocument, str] = {
    IdDocument.RESIDENT_ID: "居民身份证",
    IdDocument.HK_MACAO_TAIWAN_RESIDENCE: "港澳台居民居住证",
    IdDocument.FOREIGN_PR_2017: "外国人永久居留身份证（2017版）",
    IdDocument.FOREIGN_PR_2023: "外国人永久居留身份证（2023版）",
    IdDocument.HK_MACAO_PERMIT: "港澳居民来往内地通行证",
    IdDocument.TAIWAN_PERMIT: "台湾居民来往大陆通行证",
    IdDocument.PRC_PASSPORT: "中华人民共和国护照",
    IdDocument.FOREIGN_PASSPORT: "外国护照",
    IdDocument.OTHER: "其他证件",
}


class Sex(enum.StrEnum):
    """性别, as the 17th digit tells it: odd is male, even is female (GB 11643-1999)."""

    MALE = "male"
    FEMALE = "female"

    @property
    def label(self) -> str:
        """男 or 女."""
        return "男" if self is Sex.MALE else "女"


class IdNumber(Value):
    """A number that passed every check of its document, with what one can read from it.

    ``region`` is the first six digits of a resident's number (GB/T 2260 of the time, maybe historic), else empty.
    ``warnings`` are codes that do not stand in the way: identity.region_unknown.
    """

    document: IdDocument
    number: str
    birth_on: dt.date | None = None
    sex: Sex | None = None
    region: str = ""
    warnings: tuple[str, ...] = ()


OTHER_MAX_LENGTH = 50
OLDEST_YEARS = 130

_Fault = tuple[str, dict[str, str | int]]

_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PLACES: Mapping[str, str] = {"9": _DIGITS, "A": _LETTERS, "N": _DIGITS + _LETTERS, "X": _DIGITS + "X"} | {
    "H": "HM",  # 回乡证: Hong Kong or Macao
    "1": "1",
    "4": "45",  # passports of before 2012: 14 or 15 and seven digits
}
_EIGHTEEN = "9" * 17 + "X"
_TEMPLATES: Mapping[IdDocument, tuple[str, ...]] = {
    IdDocument.RESIDENT_ID: (_EIGHTEEN,),
    IdDocument.HK_MACAO_TAIWAN_RESIDENCE: (_EIGHTEEN,),
    IdDocument.FOREIGN_PR_2017: ("AAA" + "9" * 12,),
    IdDocument.FOREIGN_PR_2023: (_EIGHTEEN,),
    IdDocument.HK_MACAO_PERMIT: ("H" + "9" * 8, "H" + "9" * 10),  # the last two: how often it was renewed, old cards
    IdDocument.TAIWAN_PERMIT: ("9" * 8,),
    IdDocument.PRC_PASSPORT: ("AN" + "9" * 7, "14" + "9" * 7),
    # up to 15 by domain.md §4; at least 5 is ours, so that a slip of the finger is no passport (OTHER is the way round)
    IdDocument.FOREIGN_PASSPORT: tuple("N" * length for length in range(5, 16)),
}
_FORMS = {
    document: tuple(re.compile("".join(f"[{_PLACES[kind]}]" for kind in template)) for template in templates)
    for document, templates in _TEMPLATES.items()
}
_BEARS_BIRTH = frozenset(
    {IdDocument.RESIDENT_ID, IdDocument.HK_MACAO_TAIWAN_RESIDENCE, IdDocument.FOREIGN_PR_2023},
)
_RESIDENCE_PREFIXES = ("810000", "820000", "830000")
_PROVINCES = re.compile(
    "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]",  # GB/T 2260, first two digits; 83 as on residence permits
)
_FIFTEEN = 15
_ASCII_DIGITS = re.compile("[0-9]+")
_REGION_LENGTH = 6
_BIRTH = slice(6, 14)
_MOD_11_2 = tuple(pow(2, 17 - place, 11) for place in range(17))


def resident_check_char(first17: str) -> str:
    """The 18th character of 17 digits: ISO 7064 MOD 11-2, X for ten (GB 11643-1999 §5)."""
    weighed = sum(map(operator.mul, map(int, first17), _MOD_11_2))
    return "10X98765432"[weighed % 11]


def permanent_residence_check_digit(first14: str) -> str:
    """The 15th digit of a 2017 card: weights 7-3-1, letters counted A=10 … Z=35 (ICAO Doc 9303-3 §4.9)."""
    weighed = sum(int(character, 36) * (7, 3, 1)[place % 3] for place, character in enumerate(first14))
    return str(weighed % 10)


def check_id_number(document: IdDocument, raw: str, *, today: dt.date, field: str = "id_number") -> IdNumber:
    """The number as the document shows it (half width, capitals, no spaces), with what one can read from it.

    Raises:
        RuleBroken: identity.characters (code_point, position), identity.length (expected, length),
            identity.fifteen_digits (居民身份证法: first-generation numbers ended with 2012),
            identity.prefix (the number belongs to another document), identity.birth_date (reason: impossible, future,
            too_old), identity.check_digit; text.* for a document without a rule of its own.
    """
    if document is IdDocument.OTHER:
        return IdNumber(document=document, number=clean_line(half_width(raw), field=field, max_length=OTHER_MAX_LENGTH))
    number = as_code(raw)
    if document is IdDocument.RESIDENT_ID and len(number) == _FIFTEEN and _ASCII_DIGITS.fullmatch(number):
        raise RuleBroken("identity.fifteen_digits", field=field)
    whole = _is_whole(document, number)
    fault = _first_fault(document, number, today, whole=whole) or (None if whole else _too_short(document, number))
    if fault is not None:
        raise RuleBroken(fault[0], field=field, **fault[1])
    return _read(document, number)


def check_as_typed(document: IdDocument, raw: str, today: dt.date) -> TypedCheck:
    """What the number typed so far has come to; never raises, so a form can ask at every key.

    "identity.incomplete" has typed and missing (characters up to the next length that can be right).
    """
    if document is IdDocument.OTHER:
        return _other_as_typed(raw)
    number = as_code(raw)
    whole = _is_whole(document, number)
    fault = _first_fault(document, number, today, whole=whole)
    if fault is not None:
        return TypedCheck(complete=False, code=fault[0], params=fault[1])
    short = None if whole else _too_short(document, number)
    if short is not None:
        missing = int(short[1]["expected"]) - len(number)
        return TypedCheck(complete=False, code="identity.incomplete", params={"typed": len(number), "missing": missing})
    warnings = _read(document, number).warnings
    return TypedCheck(complete=True, code=warnings[0] if warnings else "")


def _other_as_typed(raw: str) -> TypedCheck:
    if not raw.strip():
        return TypedCheck(complete=False, code="identity.incomplete", params={"typed": 0, "missing": 1})
    try:
        clean_line(half_width(raw), field="", max_length=OTHER_MAX_LENGTH)
    except RuleBroken as broken:
        return TypedCheck(complete=False, code=broken.code, params=broken.params)
    return TypedCheck(complete=True)


def _read(document: IdDocument, number: str) -> IdNumber:
    """What a right number tells; the card's own text wins over it where both are known."""
    if document not in _BEARS_BIRTH:
        return IdNumber(document=document, number=number)
    region = "" if document is IdDocument.FOREIGN_PR_2023 else number[:_REGION_LENGTH]
    known = not region or _PROVINCES.match(region) is not None
    return IdNumber(
        document=document,
        number=number,
        birth_on=_date_of(number[_BIRTH]),
        sex=Sex.MALE if int(number[16]) % 2 else Sex.FEMALE,
        region=region,
        warnings=() if known else ("identity.region_unknown",),
    )


def _first_fault(document: IdDocument, number: str, today: dt.date, *, whole: bool) -> _Fault | None:
    """The first fault, from the left, of a number that may still grow; one too short has none yet."""
    return (
        (None if whole else _wrong_character(document, number))
        or _wrong_prefix(document, number)
        or _wrong_birth(document, number, today)
        or _wrong_check(document, number)
    )


def _wrong_character(document: IdDocument, number: str) -> _Fault | None:
    templates = _TEMPLATES[document]
    fitting = max(_fitting_places(template, number) for template in templates)
    longest = max(map(len, templates))
    if fitting < min(len(number), longest):
        return "identity.characters", {"code_point": f"U+{ord(number[fitting]):04X}", "position": fitting + 1}
    if len(number) > longest:
        return "identity.length", {"expected": longest, "length": len(number)}
    return None


def _fitting_places(template: str, number: str) -> int:
    """How many places of the template the number fits; all of them when the number only is not long enough yet."""
    for place, (kind, character) in enumerate(zip(template, number, strict=False)):
        if character not in _PLACES[kind]:
            return place
    return len(template)


def _is_whole(document: IdDocument, number: str) -> bool:
    """Whether the number fits one of its document's templates from end to end."""
    return any(form.fullmatch(number) is not None for form in _FORMS[document])


def _too_short(document: IdDocument, number: str) -> _Fault | None:
    lengths = [len(template) for template in _TEMPLATES[document] if _fitting_places(template, number) == len(template)]
    if len(number) in lengths:
        return None
    expected = min(length for length in lengths if length > len(number))
    return "identity.length", {"expected": expected, "length": len(number)}


def _wrong_prefix(document: IdDocument, number: str) -> _Fault | None:
    prefix = number[:_REGION_LENGTH]
    if document is IdDocument.RESIDENT_ID:
        right = prefix[:1] not in {"0", "9"} and prefix not in _RESIDENCE_PREFIXES
    elif document is IdDocument.HK_MACAO_TAIWAN_RESIDENCE:
        right = any(known.startswith(prefix) for known in _RESIDENCE_PREFIXES)
    elif document is IdDocument.FOREIGN_PR_2023:
        right = prefix[:1] in {"", "9"}
    else:
        right = True
    return None if right else ("identity.prefix", {})


def _wrong_birth(document: IdDocument, number: str, today: dt.date) -> _Fault | None:
    if document not in _BEARS_BIRTH or len(number) < _BIRTH.stop:
        return None
    born = _date_of(number[_BIRTH])
    if born is None:
        reason = "impossible"
    elif born > today:
        reason = "future"
    elif (born.year + OLDEST_YEARS, born.month, born.day) < (today.year, today.month, today.day):
        reason = "too_old"
    else:
        return None
    return "identity.birth_date", {"reason": reason}


def _date_of(eight_digits: str) -> dt.date | None:
    try:
        return dt.date(int(eight_digits[:4]), int(eight_digits[4:6]), int(eight_digits[6:]))
    except ValueError:
        return None


def _wrong_check(document: IdDocument, number: str) -> _Fault | None:
    if document in _BEARS_BIRTH and len(number) == len(_EIGHTEEN):
        right = resident_check_char(number[:-1]) == number[-1]
    elif document is IdDocument.FOREIGN_PR_2017 and len(number) == _FIFTEEN:
        right = permanent_residence_check_digit(number[:-1]) == number[-1]
    else:
        right = True
    return None if right else ("identity.check_digit", {})
