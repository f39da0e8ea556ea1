"""The unified social credit code is checked as GB 32100-2015 says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.usc import check_uscc, check_uscc_as_typed, usc_check_char
from counter.errors import RuleBroken


@pytest.mark.parametrize("code", ["12441500196720244T", "11310000MB2F30661Y"])
def test_two_published_credit_codes_pass(code: str) -> None:
    assert check_uscc(code) == code
    assert usc_check_char(code[:-1]) == code[-1]
    assert check_uscc(f" {code.lower()[:8]} {code.lower()[8:]}\n") == code


@pytest.mark.parametrize(
    ("raw", "code", "params"),
    [
        ("12441500196720244R", "uscc.check", {}),
        ("12441500196720244", "uscc.length", {"expected": 18, "length": 17}),
        ("12441500196720244T0", "uscc.length", {"expected": 18, "length": 19}),
        ("", "uscc.length", {"expected": 18, "length": 0}),
        *(
            (f"11310000{letter}B2F30661Y", "uscc.characters", {"code_point": f"U+{ord(letter):04X}", "position": 9})
            for letter in "IOSVZ"
        ),
        ("1131000AMB2F30661Y", "uscc.characters", {"code_point": "U+0041", "position": 8}),
        ("11310000ſB2F30661Y", "uscc.characters", {"code_point": "U+017F", "position": 9}),
    ],
)
def test_a_wrong_credit_code_is_told_by_its_fault(raw: str, code: str, params: dict[str, str | int]) -> None:
    with pytest.raises(RuleBroken) as caught:
        check_uscc(raw, field="applicant.id_number")
    assert (caught.value.code, caught.value.field, caught.value.params) == (code, "applicant.id_number", params)


def test_a_credit_code_is_followed_while_one_types() -> None:
    assert check_uscc_as_typed("1131").params == {"typed": 4, "missing": 14}
    assert check_uscc_as_typed("1131000O").code == "uscc.characters"
    assert check_uscc_as_typed("12441500196720244R").code == "uscc.check"
    assert check_uscc_as_typed("12441500196720244t").complete


def test_a_credit_check_needs_seventeen_valid_characters() -> None:
    with pytest.raises(ValueError, match="17"):
        usc_check_char("1244150019672024")


@given(
    body=st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9),
    place=st.integers(0, 17),
    other=st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"),
)
def test_one_wrong_character_of_a_credit_code_never_passes(body: str, place: int, other: str) -> None:
    first17 = "91420106" + body
    right = first17 + usc_check_char(first17)
    assert check_uscc(right) == right
    wrong = right[:place] + other + right[place + 1 :]
    assert wrong == right or not check_uscc_as_typed(wrong).complete
