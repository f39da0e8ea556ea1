"""The paper number (文书编号): what stands on every paper and can be read over the telephone.

``420106-03-12-A-000127-0``: region (GB/T 2260), hall, window, epoch, running number, check character. The epoch is the
platform's fence after a new installation or a restore (protocol.md, Identities), so a running number never comes twice.

The check character is ISO/IEC 7064 MOD 37,36 over all letters and digits before it. It finds every single wrong
character. Of exchanged neighbours it finds all but 1 in 630, and misses only neighbours that differ by one in value
(12 for 21): the standard promises "nearly all". MOD 37-2 would find them all, but needs '*' as a check character, which
no Windows file name may hold.
"""

from __future__ import annotations

import itertools
import re

from counter.domain.base import Value
from counter.domain.text import as_code
from counter.errors import RuleBroken

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_MODULUS = 36
_RUNNING_DIGITS = 6
_LAST_RUNNING = 999_999_999
_REGION_LENGTH = 6
_DASHES = re.compile("[-\u2010-\u2015\u2212]")
_LONGEST_TYPED = 64
_REGION = re.compile("[0-9]{6}")
_PLACE = re.compile("[0-9A-Z]{2,3}")
_EPOCH = re.compile("[A-Z]{1,2}")
_RUNNING = re.compile("[0-9]{6}|[1-9][0-9]{6,8}")
_PRINTED = re.compile(
    f"(?P<region>{_REGION.pattern})-(?P<hall>{_PLACE.pattern})-(?P<window>{_PLACE.pattern})-(?P<epoch>{_EPOCH.pattern})"
    f"-(?P<running>{_RUNNING.pattern})-(?P<check>[0-9A-Z])"
)


class PaperNumber(Value):
    """The parts of one paper number; two numbers are the same paper exactly when their parts are equal.

    Raises:
        ValueError: a part that has no form on paper; the message names the part, not its content.
    """

    region: str  # six digits
    hall: str  # two or three capital letters or digits
    window: str  # as hall
    epoch: str  # A to ZZ
    running: int  # from 1 to 999,999,999, gap-free within the epoch

    def __post_init__(self) -> None:
        """Refuses parts that could not be read back."""
        parts = {"region": _REGION, "hall": _PLACE, "window": _PLACE, "epoch": _EPOCH}
        for name, form in parts.items():
            if form.fullmatch(getattr(self, name)) is None:
                raise ValueError(f"{name} has no form in a paper number")
        if not 1 <= self.running <= _LAST_RUNNING:
            raise ValueError("running has no form in a paper number")


def number_check_char(body: str) -> str:
    """The check character that belongs to capital letters and digits: ISO/IEC 7064 MOD 37,36 (hybrid system, §9).

    Raises:
        ValueError: another character than 0-9 and A-Z.
    """
    product = _MODULUS
    try:
        for value in [_VALUES[character] for character in body]:
            product = ((product + value) % _MODULUS or _MODULUS) * 2 % (_MODULUS + 1)
    except KeyError:
        raise ValueError("a character that no paper number has") from None
    return _ALPHABET[(1 - product) % _MODULUS]


def format_number(number: PaperNumber) -> str:
    """The number as it is printed: six parts with hyphens, the running number with at least six digits."""
    parts = (number.region, number.hall, number.window, number.epoch, f"{number.running:0{_RUNNING_DIGITS}}")
    return "-".join((*parts, number_check_char("".join(parts))))


def as_printed(raw: str) -> PaperNumber | None:
    """The number that is written exactly as papers show it, with its right check character; None for every other text.

    What ``format_number`` made is read back in one step; what a person typed is for ``parse_number``.
    """
    found = _PRINTED.fullmatch(raw)
    if found is None or number_check_char("".join(found.groups()[:-1])) != found["check"]:
        return None
    running = int(found["running"])
    if running == 0:
        return None
    return PaperNumber(
        region=found["region"], hall=found["hall"], window=found["window"], epoch=found["epoch"], running=running
    )


def parse_number(raw: str, *, field: str = "number") -> PaperNumber:
    """The number that was typed, scanned or pasted: any case, full or half width, spaces and missing hyphens allowed.

    Hyphens may be missing as long as only one reading is left ("03123" may be hall 03 or hall 031).

    Raises:
        RuleBroken: number.form (no reading), number.check (the check character is wrong), number.ambiguous (more
            than one reading; type the hyphens).
    """
    typed = _DASHES.split(as_code(raw[:_LONGEST_TYPED]))
    compact = "".join(typed)
    hyphens = set(itertools.accumulate(map(len, typed[:-1])))
    readings = [number for number, borders in _readings(compact) if hyphens <= borders]
    if len(raw) > _LONGEST_TYPED or not readings:
        raise RuleBroken("number.form", field=field)
    if number_check_char(compact[:-1]) != compact[-1]:
        raise RuleBroken("number.check", field=field)
    if len(readings) > 1:
        raise RuleBroken("number.ambiguous", field=field)
    return readings[0]


def _readings(compact: str) -> list[tuple[PaperNumber, set[int]]]:
    """Every way to cut a number without hyphens into its parts, with the places of the cuts; the check is not asked."""
    if not compact or compact[-1] not in _ALPHABET:
        return []
    found = []
    for lengths in itertools.product((_REGION_LENGTH,), (2, 3), (2, 3), (1, 2)):
        region_end, hall_end, window_end, epoch_end = itertools.accumulate(lengths)
        running = compact[epoch_end:-1]
        if _RUNNING.fullmatch(running) is None or int(running) == 0:
            continue
        region, hall = compact[:region_end], compact[region_end:hall_end]
        window, epoch = compact[hall_end:window_end], compact[window_end:epoch_end]
        forms = ((_REGION, region), (_PLACE, hall), (_PLACE, window), (_EPOCH, epoch))
        if all(form.fullmatch(part) for form, part in forms):
            number = PaperNumber(region=region, hall=hall, window=window, epoch=epoch, running=int(running))
            found.append((number, {region_end, hall_end, window_end, epoch_end, len(compact) - 1}))
    return found
