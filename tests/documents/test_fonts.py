"""Fonts of the papers: every character of the law has a glyph, and a missing one is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.documents import fonts
from counter.documents.fonts import BODY, RARE, SANS, SERIF, SIGNS, face_of, to_unicode_map
from counter.errors import StoreTrouble

LEVEL_3 = (
    range(0x4E00, 0x9FF0),
    range(0x3400, 0x4DB6),
    range(0x20000, 0x2A6D7),
    range(0x2A700, 0x2B735),
    range(0x2B740, 0x2B81E),
    range(0x2B820, 0x2CEA2),
    range(0x2CEB0, 0x2EBE1),
)


@pytest.mark.parametrize(
    ("character", "font"),
    [
        ("中", SERIF),
        ("㛃", SERIF),
        ("𠮷", SERIF),
        ("𫖯", SERIF),
        ("䶮", SERIF),
        ("·", SERIF),
        ("\U00020101", RARE),
        ("\U0002ebe0", RARE),
        ("\u9fea", SERIF),
        ("\u9feb", SANS),
        ("☑", SIGNS),
        ("□", SERIF),
        ("￥", SERIF),
    ],
)
def test_a_character_is_drawn_by_the_first_font_that_has_it(character: str, font: str) -> None:
    face = face_of(character, BODY)
    assert face is not None
    assert face.font == font


def test_every_ideograph_of_gb18030_2022_level_3_has_a_glyph() -> None:
    known = set[int]()
    for name in BODY:
        known |= set(fonts.loaded(name).face.charToGlyph)
    assert sum(map(len, LEVEL_3)) + 12 == 87_887  # 12 more stand among the compatibility ideographs
    assert [hex(code) for block in LEVEL_3 for code in block if code not in known] == []


@pytest.mark.parametrize("character", ["\n", "\t", "\u200b", "\u202e", "\u2066", "\ue000", "\u3164", "\ufffd", "\x00"])
def test_what_would_show_nothing_has_no_face(character: str) -> None:
    assert face_of(character, BODY) is None


@pytest.mark.parametrize("character", ["\U00030ede", "ༀ", "ᠠ", "😀"])
def test_what_no_font_draws_has_no_face(character: str) -> None:
    assert face_of(character, BODY) is None


def test_han_is_one_em_wide() -> None:
    for character in "中𠮷\U00020101，":
        face = face_of(character, BODY)
        assert face is not None
        assert face.advance_em == 1.0


def test_characters_above_ffff_stand_in_the_map_as_surrogate_pairs() -> None:
    assert "<00> <01> [<4e2d> <d842dfb7>]" in to_unicode_map("ABC", [0x4E2D, 0x20BB7])


def test_a_font_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "fonts_folder", lambda: tmp_path)
    with pytest.raises(StoreTrouble) as caught:
        fonts.loaded.__wrapped__("Nowhere")
    assert (caught.value.code, caught.value.params) == ("paper.font_missing", {"file": "Nowhere.ttf"})
