"""统一社会信用代码: the 18 characters that name a company, an institution or an organ (GB 32100-2015).

One character registering authority, one kind of body, six digits region (GB/T 2260), nine characters organisation code
(GB 11714), one check character.
"""

from __future__ import annotations

from counter.domain.text import TypedCheck, as_code
from counter.errors import RuleBroken

LENGTH = 18

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: no I, O, S, V, Z (GB 32100-2015 clause 4)."""
_MODULUS = 31
_WEIGHTS = tuple(pow(3, place, _MODULUS) for place in range(LENGTH - 1))
_REGION = range(2, 8)


def usc_check_char(first17: str) -> str:
    """The 18th character that belongs to 17 valid ones: weights 3^i modulo 31 (GB 32100-2015 annex).

    Raises:
        ValueError: not 17 characters of the code's alphabet.
    """
    if len(first17) != LENGTH - 1:
        raise ValueError("a unified social credit code has 17 characters before its check character")
    weighed = sum(_ALPHABET.index(character) * weight for character, weight in zip(first17, _WEIGHTS, strict=True))
    return _ALPHABET[-weighed % _MODULUS]


def check_uscc(raw: str, *, field: str = "uscc") -> str:
    """The code as it is registered: half width, capital letters, no spaces, its check character right.

    Raises:
        RuleBroken: uscc.characters (code_point, position), uscc.length (expected, length), uscc.check.
    """
    code = as_code(raw)
    fault = _first_fault(code)
    if fault is not None:
        raise RuleBroken(fault[0], field=field, **fault[1])
    if len(code) < LENGTH:
        raise RuleBroken("uscc.length", field=field, expected=LENGTH, length=len(code))
    return code


def check_uscc_as_typed(raw: str) -> TypedCheck:
    """What the code typed so far has come to; never raises. "uscc.incomplete" has typed and missing."""
    code = as_code(raw)
    fault = _first_fault(code)
    if fault is not None:
        return TypedCheck(complete=False, code=fault[0], params=fault[1])
    if len(code) < LENGTH:
        params: dict[str, str | int] = {"typed": len(code), "missing": LENGTH - len(code)}
        return TypedCheck(complete=False, code="uscc.incomplete", params=params)
    return TypedCheck(complete=True)


def _first_fault(code: str) -> tuple[str, dict[str, str | int]] | None:
    """The first fault of a code that may still grow; a code too short is none."""
    for place, character in enumerate(code):
        digit_wanted = place in _REGION
        if character not in _ALPHABET or (digit_wanted and character not in "0123456789"):
            return "uscc.characters", {"code_point": f"U+{ord(character):04X}", "position": place + 1}
    if len(code) > LENGTH:
        return "uscc.length", {"expected": LENGTH, "length": len(code)}
    if len(code) == LENGTH and usc_check_char(code[:-1]) != code[-1]:
        return "uscc.check", {}
    return None
