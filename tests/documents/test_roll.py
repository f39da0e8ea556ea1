"""Lines on 80 mm paper: text where the printer's font has it, pictures where not, always on the same columns."""

from __future__ import annotations

import pytest
from PIL import ImageChops

from counter.documents.roll import COLUMNS, DOTS, Roll, broken, columns_of, in_rom, picture_of_line
from counter.errors import RuleBroken
from tests.documents import thermal


@pytest.mark.parametrize("character", ["A", "~", "中", "，", "￥", "□", "·", "“", "鑫"])
def test_a_printer_with_a_chinese_font_has(character: str) -> None:
    assert in_rom(character)


@pytest.mark.parametrize("character", ["㛃", "𠮷", "☑", "\ue000", "\n", "\x1b", "é́", "\U0002ebe0"])
def test_a_printer_with_a_chinese_font_lacks(character: str) -> None:
    assert not all(map(in_rom, character))


def test_a_line_of_signs_only_is_text_and_whole() -> None:
    """faults.md F18."""
    roll = Roll()
    roll.line("￥□、")
    roll.line("￥□☑、")
    out = thermal.Roll(roll.cut())
    assert out.lines == ["￥□、", ""]
    assert len(out.rasters) == 1
    assert out.cut


def test_a_pictured_line_shows_every_character_in_its_columns() -> None:
    """Each cell of two columns is the picture of its character alone; none is empty and none is a box."""
    text = "张𠮷㛃𫖯䶮\U00020101\U0002ebe0￥□☑、"
    roll = Roll()
    roll.line(text)
    (raster,) = thermal.Roll(roll.cut()).rasters
    assert raster.width == DOTS
    shapes = set()
    for place, character in enumerate(text):
        cell = raster.crop((place * 24, 0, place * 24 + 24, raster.height))
        alone = picture_of_line(character).crop((0, 0, 24, raster.height))
        assert ImageChops.difference(cell.convert("L"), alone.convert("L")).getbbox() is None
        assert cell.convert("L").getextrema() == (0, 255)
        shapes.add(cell.tobytes())
    assert len(shapes) == len(text)


def test_an_address_of_sixty_characters_wraps_and_loses_nothing() -> None:
    """faults.md F18: nothing is cut at the edge."""
    address = (
        "湖北省云泽县城关镇沿湖大道18号滨湖花园三期12栋2单元1703室"
        "（原云泽县供销合作社家属院东侧，近第三中学北门）附楼底层"
    )
    roll = Roll()
    roll.facts([("地址", address), ("收件人电话", "13800000000")])
    out = thermal.Roll(roll.cut())
    start = columns_of("收件人电话") + 2
    assert all(line.startswith(" " * start) for line in out.lines[1:-1])
    assert out.lines[0].startswith("地址" + " " * (start - 4))
    assert "".join(line.removeprefix("地址").strip() for line in out.lines[:-1]) == address
    assert out.lines[-1] == "收件人电话  13800000000"


def test_text_and_pictured_lines_begin_their_values_on_the_same_column() -> None:
    roll = Roll()
    roll.facts([("姓名", "张三"), ("姓名", "㛃三")])
    out = thermal.Roll(roll.cut())
    assert out.lines == ["姓名  张三", ""]
    (raster,) = out.rasters
    value = raster.crop((6 * 12, 0, 8 * 12, raster.height))
    alone = picture_of_line("㛃").crop((0, 0, 24, raster.height))
    assert ImageChops.difference(value.convert("L"), alone.convert("L")).getbbox() is None


def test_a_closing_mark_begins_no_line() -> None:
    lines = broken("一二三四五六七八九十一二三四五六七八九十一二三四，五", COLUMNS)
    assert lines == ("一二三四五六七八九十一二三四五六七八九十一二三", "四，五")


def test_breaking_loses_nothing_however_narrow() -> None:
    for room in (2, 3, 5, 48):
        assert "".join(broken("a一，b二。cc三、", room)) == "a一，b二。cc三、"
    assert broken("", 48) == ()


def test_a_long_number_is_printed_in_usual_size_rather_than_cut() -> None:
    roll = Roll()
    roll.large("A" * 30)
    roll.large("𠮷01")
    out = thermal.Roll(roll.cut())
    assert out.lines[0].strip() == "A" * 30
    assert len(out.rasters) == 1


def test_a_character_that_no_font_has_is_named() -> None:
    with pytest.raises(RuleBroken) as caught:
        Roll().line("张\ue000")
    assert caught.value.params == {"character": "U+E000"}
