"""The recovery slot and its code: what was sealed comes back, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter import recovery
from counter.errors import RuleBroken
from counter.secrets import new_key

KEYS = st.binary(min_size=32, max_size=32)


@given(key=KEYS, lower=st.booleans(), between=st.sampled_from(["-", " ", "", " - ", "\n"]))
def test_a_code_is_typed_in_any_case_with_anything_between(key: bytes, lower: bool, between: str) -> None:
    """As it is read out over the telephone."""
    code = recovery.code_of(key).replace("-", between)
    assert recovery.key_of_code(code.lower() if lower else code) == key


@given(key=KEYS, place=st.integers(0, 55), letter=st.sampled_from("23456789ABCDEFGHJKLMNPQRSTUVWXYZ"))
def test_one_wrong_letter_is_noticed(key: bytes, place: int, letter: str) -> None:
    """One in sixteen million is not, and then it is the key of no database here."""
    letters = list(recovery.code_of(key).replace("-", ""))
    before, letters[place] = letters[place], letter
    if before != letter:
        with pytest.raises(RuleBroken, match=r"recovery\.mistyped"):
            recovery.key_of_code("".join(letters))


@pytest.mark.parametrize("code", ["", "ABCD", "-" * 56, "码" * 56, "U" * 57, "!" * 200])
def test_what_is_no_code_says_how_much_is_missing(code: str) -> None:
    """14 groups of four."""
    with pytest.raises(RuleBroken) as caught:
        recovery.key_of_code(code)
    assert (caught.value.code, caught.value.params["expected"]) == ("recovery.code", 56)
    assert len(recovery.code_of(bytes(32)).split("-")) == 14


def test_two_slots_of_one_key_have_nothing_in_common_and_hold_no_trace_of_it() -> None:
    """Each has an ephemeral key of its own."""
    private, public = recovery.new_recovery_key()
    key = new_key()
    one, two = (recovery.seal(key, public, "c" * 16) for _ in range(2))
    assert one != two
    assert recovery.open_slot(one, private) == recovery.open_slot(two, private) == key
    assert key.hex() not in one
    assert recovery.sealed_to(one) == (public, "c" * 16)


@pytest.mark.parametrize("text", ["", "[]", "null", '{"sealed_to": 5}', "x" * 10, "[" * 100_000])
def test_what_is_no_slot_is_told(text: str) -> None:
    """A file that somebody mixed up."""
    with pytest.raises(RuleBroken, match=r"recovery\.slot"):
        recovery.open_slot(text, recovery.new_recovery_key()[0])


@pytest.mark.parametrize("private", ["", "x", "AAAA"])
def test_what_is_no_private_key_opens_nothing(private: str) -> None:
    """Told as another key, because that is what it is."""
    slot = recovery.seal(new_key(), recovery.new_recovery_key()[1], "c")
    with pytest.raises(RuleBroken, match=r"recovery\.other_key"):
        recovery.open_slot(slot, private)


def test_nothing_is_sealed_to_what_is_no_public_key() -> None:
    """All zero is no point that keeps a secret."""
    for wrong in ("AAAA", "A" * 43 + "="):
        with pytest.raises(RuleBroken, match=r"settings\.recovery_key"):
            recovery.seal(new_key(), wrong, "c")
