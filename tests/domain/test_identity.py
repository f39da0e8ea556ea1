"""The number of every identity document is checked as its own rule says. All persons here are invented."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.identity import (
    IdDocument,
    IdNumber,
    Sex,
    check_as_typed,
    check_id_number,
    permanent_residence_check_digit,
    resident_check_char,
)
from counter.errors import RuleBroken

TODAY = dt.date(2026, 11, 23)
RESIDENT = IdDocument.RESIDENT_ID
RESIDENCE = IdDocument.HK_MACAO_TAIWAN_RESIDENCE


def broken(document: IdDocument, raw: str) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        check_id_number(document, raw, today=TODAY, field="applicant.id_number")
    assert caught.value.field == "applicant.id_number"
    return caught.value


def test_a_resident_number_tells_birth_sex_and_region() -> None:
    assert check_id_number(RESIDENT, "420106199003071238", today=TODAY) == IdNumber(
        document=RESIDENT,
        number="420106199003071238",
        birth_on=dt.date(1990, 3, 7),
        sex=Sex.MALE,
        region="420106",
    )


def test_the_sample_of_the_standard_passes() -> None:
    # GB 11643-1999 annex A works this number out
    number = check_id_number(RESIDENT, "11010519491231002X", today=TODAY)
    assert (number.birth_on, number.sex) == (dt.date(1949, 12, 31), Sex.FEMALE)


@pytest.mark.parametrize(
    "raw",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "１１０１０５１９４９１２３１００２ｘ",
        " 110105 19491231 002X ",
        "110105\u300019491231\u00a0002X\r\n",
        "\t110105194912 31002X",
    ],
)
def test_a_number_is_taken_however_it_was_pasted(raw: str) -> None:
    assert check_id_number(RESIDENT, raw, today=TODAY).number == "11010519491231002X"


@pytest.mark.parametrize(
    ("raw", "code_point", "position"),
    [
        ("4201061990030712З8", "U+0417", 17),  # Cyrillic
        ("11010519491231002Х", "U+0425", 18),  # Cyrillic Kha
        ("11010519491231002×", "U+00D7", 18),
        ("11010519491231002Ⅹ", "U+2169", 18),
        ("42010619900307٣238", "U+0663", 15),  # Arabic-Indic digit
        ("420106-19900307-1238", "U+002D", 7),
        ("X20106199003071238", "U+0058", 1),
        ("4201061990030712\u200b38", "U+200B", 17),
        ("<b>420106199003071238</b>", "U+003C", 1),
        ("420106199003071238\x00", "U+0000", 0),
    ],
)
def test_a_character_that_does_not_belong_is_named_with_its_place(raw: str, code_point: str, position: int) -> None:
    fault = broken(RESIDENT, raw)
    if position:
        assert (fault.code, fault.params) == ("identity.characters", {"code_point": code_point, "position": position})
    else:
        assert (fault.code, fault.params) == ("identity.length", {"expected": 18, "length": 19})


@pytest.mark.parametrize(
    ("raw", "length"),
    [("", 0), ("42010619900307123", 17), ("4201061990030712388", 19), ("4201061990030", 13), ("4" * 300, 300)],
)
def test_a_wrong_length_is_told_with_both_lengths(raw: str, length: int) -> None:
    fault = broken(RESIDENT, raw)
    assert (fault.code, fault.params) == ("identity.length", {"expected": 18, "length": length})


@pytest.mark.parametrize("raw", ["420106900307123", "４２０１０６９００３０７１２３", "420106 900307 123"])
def test_fifteen_digits_have_a_code_of_their_own(raw: str) -> None:
    assert broken(RESIDENT, raw).code == "identity.fifteen_digits"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("420106199002300019", "impossible"),
        ("420106199013010017", "impossible"),
        ("420106000002290012", "impossible"),
        ("42010620261124001X", "future"),
        ("420106189611220015", "too_old"),
    ],
)
def test_a_birth_date_that_cannot_be_is_told_with_its_reason(raw: str, reason: str) -> None:
    fault = broken(RESIDENT, raw)
    assert (fault.code, fault.params) == ("identity.birth_date", {"reason": reason})


@pytest.mark.parametrize(
    ("raw", "born"),
    [
        ("420106202611230014", dt.date(2026, 11, 23)),  # today
        ("420106189611230010", dt.date(1896, 11, 23)),  # 130 years to the day
        ("420106200002290012", dt.date(2000, 2, 29)),
    ],
)
def test_a_birth_date_on_the_edge_is_taken(raw: str, born: dt.date) -> None:
    assert check_id_number(RESIDENT, raw, today=TODAY).birth_on == born


def test_the_oldest_birth_date_is_found_on_a_leap_day_too() -> None:
    assert check_id_number(RESIDENT, "420106200002290012", today=dt.date(2028, 2, 29)).birth_on == dt.date(2000, 2, 29)


@pytest.mark.parametrize("last", [*"01234567", "9", "X"])
def test_every_other_check_digit_is_wrong(last: str) -> None:
    assert broken(RESIDENT, f"42010619900307123{last}").code == "identity.check_digit"


@pytest.mark.parametrize(
    "raw", ["931586198001010028", "810000198506150012", "820000198506150013", "042010199001010018"]
)
def test_a_number_of_another_document_is_no_resident_number(raw: str) -> None:
    assert broken(RESIDENT, raw).code == "identity.prefix"


def test_an_unknown_province_only_warns() -> None:
    number = check_id_number(RESIDENT, "160106199001010016", today=TODAY)
    assert (number.region, number.warnings) == ("160106", ("identity.region_unknown",))


def test_a_historic_county_code_passes_without_a_warning() -> None:
    assert check_id_number(RESIDENT, "420112197512080077", today=TODAY).warnings == ()


@pytest.mark.parametrize(("raw", "sex"), [("810000198506150012", Sex.MALE), ("830000200109100023", Sex.FEMALE)])
def test_a_residence_permit_is_read_like_a_resident_card(raw: str, sex: Sex) -> None:
    number = check_id_number(RESIDENCE, raw, today=TODAY)
    assert (number.sex, number.region, number.warnings) == (sex, raw[:6], ())


@pytest.mark.parametrize("raw", ["420106199003071238", "810001198506150012", "840000198506150012"])
def test_a_residence_permit_needs_one_of_its_three_prefixes(raw: str) -> None:
    assert broken(RESIDENCE, raw).code == "identity.prefix"


def test_the_old_and_the_new_sample_card_of_permanent_residence_pass() -> None:
    old = check_id_number(IdDocument.FOREIGN_PR_2017, "pak310080010103", today=TODAY)
    new = check_id_number(IdDocument.FOREIGN_PR_2023, "931586198001010028", today=TODAY)
    assert old == IdNumber(document=IdDocument.FOREIGN_PR_2017, number="PAK310080010103")
    assert (new.birth_on, new.sex, new.region) == (dt.date(1980, 1, 1), Sex.FEMALE, "")


@pytest.mark.parametrize(
    ("document", "raw", "code"),
    [
        (IdDocument.FOREIGN_PR_2017, "PAK310080010104", "identity.check_digit"),
        (IdDocument.FOREIGN_PR_2017, "PAQ310080010103", "identity.check_digit"),
        (IdDocument.FOREIGN_PR_2017, "PA3310080010103", "identity.characters"),
        (IdDocument.FOREIGN_PR_2017, "PAK31008001010", "identity.length"),
        (IdDocument.FOREIGN_PR_2017, "931586198001010028", "identity.characters"),
        (IdDocument.FOREIGN_PR_2023, "931586198001010027", "identity.check_digit"),
        (IdDocument.FOREIGN_PR_2023, "931586198013010028", "identity.birth_date"),
        (IdDocument.FOREIGN_PR_2023, "420106199003071238", "identity.prefix"),
        (IdDocument.FOREIGN_PR_2023, "PAK310080010103", "identity.characters"),
        (IdDocument.HK_MACAO_PERMIT, "A12345678", "identity.characters"),
        (IdDocument.HK_MACAO_PERMIT, "H1234567", "identity.length"),
        (IdDocument.HK_MACAO_PERMIT, "H123456780", "identity.length"),
        (IdDocument.HK_MACAO_PERMIT, "H12345678001", "identity.length"),
        (IdDocument.HK_MACAO_PERMIT, "H12345678X", "identity.characters"),
        (IdDocument.TAIWAN_PERMIT, "1234567", "identity.length"),
        (IdDocument.TAIWAN_PERMIT, "123456789", "identity.length"),
        (IdDocument.TAIWAN_PERMIT, "T2345678", "identity.characters"),
        (IdDocument.PRC_PASSPORT, "E1234567", "identity.length"),
        (IdDocument.PRC_PASSPORT, "EA12345678", "identity.length"),
        (IdDocument.PRC_PASSPORT, "161234567", "identity.characters"),
        (IdDocument.PRC_PASSPORT, "EAB234567", "identity.characters"),
        (IdDocument.FOREIGN_PASSPORT, "A123", "identity.length"),
        (IdDocument.FOREIGN_PASSPORT, "A123456789012345", "identity.length"),
        (IdDocument.FOREIGN_PASSPORT, "Å1234567", "identity.characters"),
        (IdDocument.OTHER, "", "text.empty"),
        (IdDocument.OTHER, "军" * 51, "text.too_long"),
        (IdDocument.OTHER, "军字\u202e123", "text.control_character"),
    ],
)
def test_every_document_refuses_what_is_not_its_number(document: IdDocument, raw: str, code: str) -> None:
    assert broken(document, raw).code == code


@pytest.mark.parametrize(
    ("document", "raw", "number"),
    [
        (IdDocument.HK_MACAO_PERMIT, "h12345678", "H12345678"),
        (IdDocument.HK_MACAO_PERMIT, "M1234567801", "M1234567801"),
        (IdDocument.TAIWAN_PERMIT, "1234 5678", "12345678"),
        (IdDocument.PRC_PASSPORT, "e12345678", "E12345678"),
        (IdDocument.PRC_PASSPORT, "EA1234567", "EA1234567"),
        (IdDocument.PRC_PASSPORT, "141234567", "141234567"),
        (IdDocument.FOREIGN_PASSPORT, "p1234567a", "P1234567A"),
        (IdDocument.OTHER, "军字第１２３４５６７号", "军字第1234567号"),
    ],
)
def test_every_document_takes_its_number(document: IdDocument, raw: str, number: str) -> None:
    assert check_id_number(document, raw, today=TODAY) == IdNumber(document=document, number=number)
    assert check_as_typed(document, raw, TODAY).complete


def test_an_error_never_carries_the_number() -> None:
    assert "1990" not in str(broken(RESIDENT, "420106199003071230"))


def test_while_one_types_the_form_says_how_much_is_missing_and_then_that_it_is_right() -> None:
    said = [check_as_typed(RESIDENT, "420106199003071238"[:typed], TODAY) for typed in range(19)]
    assert [check.code for check in said] == ["identity.incomplete"] * 18 + [""]
    assert [check.complete for check in said] == [False] * 18 + [True]
    assert said[0].params == {"typed": 0, "missing": 18}
    assert said[15].params == {"typed": 15, "missing": 3}


@pytest.mark.parametrize(
    ("document", "typed", "code", "params"),
    [
        (RESIDENT, "42A", "identity.characters", {"code_point": "U+0041", "position": 3}),
        (RESIDENT, "9", "identity.prefix", {}),
        (RESIDENT, "81000", "identity.incomplete", {"typed": 5, "missing": 13}),
        (RESIDENT, "810000", "identity.prefix", {}),
        (RESIDENCE, "84", "identity.prefix", {}),
        (RESIDENT, "42010619900230", "identity.birth_date", {"reason": "impossible"}),
        (RESIDENT, "42010620270101", "identity.birth_date", {"reason": "future"}),
        (RESIDENT, "420106199003071230", "identity.check_digit", {}),
        (RESIDENT, "4201061990030712388", "identity.length", {"expected": 18, "length": 19}),
        (IdDocument.HK_MACAO_PERMIT, "H123", "identity.incomplete", {"typed": 4, "missing": 5}),
        (IdDocument.HK_MACAO_PERMIT, "H123456780", "identity.incomplete", {"typed": 10, "missing": 1}),
        (IdDocument.PRC_PASSPORT, "1", "identity.incomplete", {"typed": 1, "missing": 8}),
        (IdDocument.OTHER, " ", "identity.incomplete", {"typed": 0, "missing": 1}),
        (IdDocument.OTHER, "军\u200b", "text.control_character", {"code_point": "U+200B", "position": 2}),
    ],
)
def test_while_one_types_a_fault_shows_as_soon_as_it_is_one(
    document: IdDocument, typed: str, code: str, params: dict[str, str | int]
) -> None:
    check = check_as_typed(document, typed, TODAY)
    assert (check.complete, check.code, check.params) == (False, code, params)


def test_an_unknown_province_is_complete_with_its_warning() -> None:
    check = check_as_typed(RESIDENT, "160106199001010016", TODAY)
    assert (check.complete, check.code) == (True, "identity.region_unknown")


@given(
    document=st.sampled_from(IdDocument),
    raw=st.one_of(st.text(max_size=24), st.text("0123456789xXHMEA１ ", max_size=20)),
)
def test_the_form_and_the_check_never_disagree(document: IdDocument, raw: str) -> None:
    typed = check_as_typed(document, raw, TODAY)
    if typed.complete:
        assert check_id_number(document, raw, today=TODAY).document is document
    else:
        with pytest.raises(RuleBroken) as caught:
            check_id_number(document, raw, today=TODAY)
        assert typed.code in {caught.value.code, "identity.incomplete"}


BIRTHS = st.dates(dt.date(1897, 1, 1), TODAY)


@given(born=BIRTHS, order=st.integers(0, 999), place=st.integers(0, 17), other=st.sampled_from("0123456789X"))
def test_one_wrong_character_never_passes(born: dt.date, order: int, place: int, other: str) -> None:
    first17 = f"420106{born:%Y%m%d}{order:03}"
    right = first17 + resident_check_char(first17)
    assert check_id_number(RESIDENT, right, today=TODAY).birth_on == born
    wrong = right[:place] + other + right[place + 1 :]
    if wrong != right:
        broken(RESIDENT, wrong)


@given(born=BIRTHS, order=st.integers(0, 999), place=st.integers(0, 16))
def test_two_neighbours_exchanged_never_pass(born: dt.date, order: int, place: int) -> None:
    first17 = f"420106{born:%Y%m%d}{order:03}"
    right = first17 + resident_check_char(first17)
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    if wrong != right:
        broken(RESIDENT, wrong)


def test_the_check_of_the_2017_card_counts_letters_from_ten() -> None:
    # 7*25 + 3*10 + 1*20 + 7*3 + 3*1 + 3*8 + 3*1 + 7*1 = 283
    assert permanent_residence_check_digit("PAK31008001010") == "3"


def test_every_document_and_sex_has_a_label() -> None:
    assert [document.label for document in IdDocument] == [
        "居民身份证",
        "港澳台居民居住证",
        "外国人永久居留身份证（2017版）",
        "外国人永久居留身份证（2023版）",
        "港澳居民来往内地通行证",
        "台湾居民来往大陆通行证",
        "中华人民共和国护照",
        "外国护照",
        "其他证件",
    ]
    assert [sex.label for sex in Sex] == ["男", "女"]


def test_a_checked_number_can_cross_the_wire() -> None:
    number = check_id_number(RESIDENT, "420106199003071238", today=TODAY)
    assert msgspec.json.decode(msgspec.json.encode(number), type=IdNumber) == number
