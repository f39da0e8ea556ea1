"""The list of what has a glyph says the same as the fonts, and names what has none."""

from __future__ import annotations

import unicodedata

import pytest

from counter.documents import fonts
from counter.domain.covered import is_covered, named, uncovered, with_names


def test_the_list_is_what_the_fonts_draw() -> None:
    """Every code point: a new font, or one that lost a character, is noticed here."""
    drawn = {code for name in fonts.BODY for code, glyph in fonts.loaded(name).face.charToGlyph.items() if glyph}
    everything = "".join(
        chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) != "Cs" and code != 10
    )
    missing = set(uncovered(everything))
    wrong = [
        f"U+{ord(sign):04X}"
        for sign in everything
        if (sign in missing) is (ord(sign) in drawn and fonts.face_of(sign, fonts.BODY) is not None)
    ]
    assert wrong == []


@pytest.mark.parametrize("text", ["", "欧阳娜娜", "张𠮷㛃𫖯䶮\U0002ebe0", "￥□☑、\n阿依古丽·买买提", "No. 5 (b)"])
def test_names_of_the_law_are_covered(text: str) -> None:
    """GB 18030-2022 level 3 in and outside the BMP, the signs of forms, a line break."""
    assert is_covered(text)
    assert uncovered(text) == ()
    assert with_names(text) == text


def test_what_no_font_draws_is_named_once_in_order() -> None:
    """Private use, a character that came after the standard, a picture of a face."""
    text = "\ue123华\U00030ede\ue123😀"
    assert uncovered(text) == ("\ue123", "\U00030ede", "😀")
    assert with_names(text) == "〔U+E123〕华〔U+30EDE〕〔U+E123〕〔U+1F600〕"
    assert is_covered(named("\ue123"))
