"""Everything typed or received comes out clean or is refused by name."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.text import (
    as_code,
    check_phone,
    clean_code,
    clean_line,
    clean_name,
    clean_text,
    half_width,
    mask_id,
    mask_name,
    mask_phone,
)
from counter.errors import RuleBroken


@pytest.mark.parametrize("dot", ["•", "‧", "∙", "⋅", "・", "･", "．", "\u0387", "·"])
def test_every_dot_between_the_parts_of_a_name_becomes_u00b7(dot: str) -> None:
    assert clean_name(f"阿布都{dot}热西提", field="name") == "阿布都\u00b7热西提"


def test_the_full_stop_of_a_latin_name_stays() -> None:
    assert clean_name("John F. Kennedy", field="name") == "John F. Kennedy"


def test_a_dot_in_a_company_name_or_an_address_is_left_as_typed() -> None:
    assert clean_line("新华・书店．", field="name", max_length=50) == "新华・书店．"


def test_a_name_keeps_its_full_width_letters_and_a_code_does_not() -> None:
    assert clean_name("王Ａ", field="name") == "王Ａ"
    assert clean_code("４２０－Ａ１ ｂ", field="code", max_length=20) == "420-A1b"


def test_half_width_turns_full_width_ascii_and_nothing_else() -> None:
    assert half_width("１２ＡＢｚ（－）　、。") == "12ABz(-) 、。"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (" 张三 ", "张三"),
        ("\u3000张三\u00a0\r\n", "张三"),
        ("\t张三\u2003", "张三"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("𠮷野㛃𫖯䶮", "𠮷野㛃𫖯䶮"),
        ("\uf92c", "\uf92c"),  # NFC alone would make another glyph of it
        ("\U000313f0", "\U000313f0"),  # extension H, unknown to Python 3.11's tables
        ("\ue863", "\ue863"),  # private use, as old cards carry it
        ("葛\U000e0100", "葛\U000e0100"),  # a variation selector belongs to its character
        ("<b>张三</b><img src=x onerror=alert(1)>", "<b>张三</b><img src=x onerror=alert(1)>"),
        ("&amp;", "&amp;"),
    ],
)
def test_a_name_comes_out_as_the_person_writes_it(raw: str, clean: str) -> None:
    assert clean_name(raw, field="name") == clean


UNSEEN = [
    *(chr(code) for code in [0, 7, 8, 9, 10, 13, 0x1B, 0x1C, 0x1F, 0x7F, 0x80, 0x85, 0x9F]),
    *"\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2060\ufeff",
    *"\u00ad\u2028\u2029\u3164\uffa0\u2800\ufffd\uffff\ufdd0\u0378",
    "\ud83d",
    "\udc00",
    "\U000e0041",
    "\U0002fffe",
    "\U0003ffff",
]


@pytest.mark.parametrize("character", UNSEEN, ids=[f"U+{ord(character):04X}" for character in UNSEEN])
def test_what_nobody_can_see_is_refused_and_named(character: str) -> None:
    expected = {"code_point": f"U+{ord(character):04X}", "position": 2}
    for clean in (clean_name, clean_line):
        with pytest.raises(RuleBroken) as caught:
            clean(f"张{character}三", field="applicant.name", max_length=50)
        assert (caught.value.code, caught.value.field) == ("text.control_character", "applicant.name")
        assert caught.value.params == expected


def test_the_refusal_of_a_character_does_not_carry_the_name() -> None:
    with pytest.raises(RuleBroken) as caught:
        clean_name("欧阳\u202e娜娜", field="name")
    assert "欧阳" not in str(caught.value)


def test_a_byte_order_mark_around_a_name_is_refused_not_trimmed() -> None:
    with pytest.raises(RuleBroken, match=r"text\.control_character"):
        clean_name("\ufeff张三", field="name")


@pytest.mark.parametrize("raw", ["", "   ", "\u3000\r\n", "\u0301", "\ufe00 \u0301"])
def test_a_name_of_nothing_is_empty(raw: str) -> None:
    with pytest.raises(RuleBroken, match=r"text\.empty"):
        clean_name(raw, field="name")
    assert clean_name(raw, field="name", required=False) == ""


def test_a_name_is_measured_in_characters_and_the_limit_itself_is_allowed() -> None:
    assert clean_name("𠮷" * 50, field="name") == "𠮷" * 50
    with pytest.raises(RuleBroken) as caught:
        clean_name("𠮷" * 300, field="applicant.name")
    assert caught.value.code == "text.too_long"
    assert caught.value.params == {"limit": 50, "length": 300}


def test_text_of_several_lines_keeps_its_lines_in_one_form() -> None:
    assert clean_text(" 一\r\n二\r三\u2028四\n\n五\t六 \n", field="note", max_length=50) == "一\n二\n三\n四\n\n五 六"


def test_text_of_several_lines_refuses_other_controls() -> None:
    with pytest.raises(RuleBroken) as caught:
        clean_text("一\n二\x00", field="note", max_length=50)
    assert caught.value.params == {"code_point": "U+0000", "position": 4}


def test_lines_of_nothing_are_empty() -> None:
    with pytest.raises(RuleBroken, match=r"text\.empty"):
        clean_text("\n \r\n", field="note", max_length=50)


def test_a_code_is_compared_in_one_form_and_only_ascii_letters_are_raised() -> None:
    assert as_code(" ａb\u3000c\t１-x ") == "ABC1-X"
    assert as_code("\u017f\u0131\u212a") == "\u017f\u0131\u212a"  # upper() would make S and I of the first two


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("0086-13800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("027-87654321", "027-87654321"),
        ("02787654321", "027-87654321"),
        ("（027）87654321", "027-87654321"),
        ("010—87654321", "010-87654321"),
        ("0713-8765432", "0713-8765432"),
        ("071387654321", "0713-87654321"),
        ("027-87654321-12", "027-87654321-12"),
        ("027-87654321转8012", "027-87654321-8012"),
    ],
)
def test_a_phone_number_comes_out_in_one_form(raw: str, number: str) -> None:
    assert check_phone(raw) == number
    assert check_phone(number) == number


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("1380013800", "phone.length"),
        ("138001380000", "phone.length"),
        ("12800138000", "phone.format"),
        ("87654321", "phone.format"),
        ("027-8765432", "phone.format"),
        ("0271-8765432", "phone.format"),
        ("", "phone.format"),
        ("13800138000\x00", "phone.characters"),
        ("١٣٨٠٠١٣٨٠٠٠", "phone.characters"),
        ("138abc38000", "phone.characters"),
    ],
)
def test_what_is_no_phone_number_is_refused(raw: str, code: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        check_phone(raw, field="applicant.phone")
    assert (caught.value.code, caught.value.field) == (code, "applicant.phone")


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("420106199003071238", "4*************1238"),
        ("PAK310080010103", "P**********0103"),
        ("E12345678", "E*****678"),
        ("12345678", "1*****78"),
        ("12345", "****5"),
        ("12", "**"),
        ("", ""),
    ],
)
def test_a_masked_number_keeps_its_length_and_little_else(number: str, masked: str) -> None:
    assert mask_id(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800138000", "138****8000"),
        ("027-87654321", "027-******21"),
        ("0713-8765432", "0713-*****32"),
        ("1234567", "*****67"),
        ("027-", "027-"),
    ],
)
def test_a_masked_phone_number_cannot_be_called(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("欧阳娜娜", "欧***"),
        ("𠮷野家", "𠮷**"),
        ("葛\U000e0100城\U000e0101", "葛\U000e0100*"),
        ("阿布都·热西提", "阿**·***"),
        ("ZHENGJIAN, YANGBEN", "Z********, *******"),
        ("", ""),
    ],
)
def test_a_masked_name_keeps_its_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text(max_size=60))
def test_what_is_clean_stays_as_it_is(raw: str) -> None:
    for clean in (clean_name, clean_line, clean_text, clean_code):
        try:
            once = clean(raw, field="x", max_length=60)
        except RuleBroken:
            continue
        assert clean(once, field="x", max_length=60) == once
        assert not any(unicodedata.category(character) in {"Cc", "Cf", "Cs"} for character in once if character != "\n")
