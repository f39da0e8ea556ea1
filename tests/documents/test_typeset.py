"""Lines of text as a Chinese compositor breaks them."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from counter.documents.fonts import Face
from counter.documents.typeset import NO_END, NO_START, Line, may_break, set_lines


def square(character: str) -> Face:
    """Every Han character one em wide, every ASCII character half an em."""
    return Face("any", 0.5 if character.isascii() else 1.0)


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [line.text for line in lines]


def test_a_closing_mark_never_begins_a_line() -> None:
    assert texts(set_lines("一二三四，五六", square, 4)) == ["一二三", "四，五六"]


def test_a_closing_mark_that_fits_by_half_its_width_stays_in_the_line() -> None:
    assert texts(set_lines("一二三四，五六", square, 4.5)) == ["一二三四，", "五六"]


def test_an_opening_mark_never_ends_a_line() -> None:
    assert texts(set_lines("一二三（四五）六", square, 4)) == ["一二三", "（四五）", "六"]


def test_an_opening_mark_at_the_start_of_a_line_hangs_out_by_its_blank_half() -> None:
    assert [line.start_em for line in set_lines("一二三（四五）六", square, 4)] == [0.0, -0.5, 0.0]


def test_dashes_and_ellipses_stay_whole() -> None:
    assert texts(set_lines("一二三……四五", square, 4)) == ["一二", "三……四", "五"]
    assert texts(set_lines("一二三——四五", square, 4)) == ["一二", "三——四", "五"]


def test_a_number_stays_whole_while_the_line_has_room_for_it() -> None:
    assert texts(set_lines("编号420106号", square, 4.5)) == ["编号", "420106号"]


def test_a_code_longer_than_the_line_is_broken_and_nothing_is_lost() -> None:
    assert texts(set_lines("11420106MB1234567X", square, 4)) == ["11420106", "MB123456", "7X"]


def test_a_word_breaks_at_its_space_and_the_space_is_left_out_at_the_line_end() -> None:
    assert texts(set_lines("SMITH JOHN PAUL", square, 5)) == ["SMITH JOHN", "PAUL"]


def test_latin_stands_a_fifth_of_an_em_off_han() -> None:
    (line,) = set_lines("共12项", square, 9)
    assert line.gaps_em == (0.2, 0.0, 0.2, 0.0)


def test_neighbouring_marks_close_up() -> None:
    (line,) = set_lines("《法》（一）。", square, 9)
    assert line.gaps_em == (0.0, 0.0, -0.5, 0.0, 0.0, -0.5, 0.0)


def test_a_first_line_is_moved_in_by_two_characters() -> None:
    lines = set_lines("一二三四五六", square, 5, indent_em=2)
    assert [(line.text, line.start_em) for line in lines] == [("一二三", 2.0), ("四五六", 0.0)]


def test_a_justified_line_reaches_the_right_edge_and_the_last_does_not() -> None:
    first, last = set_lines("一二三四五六，七八", square, 6, justify=True)
    assert first.text == "一二三四五"
    assert abs(first.width_em - 6) < 1e-9
    assert last.width_em == 4


def test_nothing_gives_no_line() -> None:
    assert set_lines("", square, 5) == ()


WORDS = (
    *("审批", "一", "材料，", "（原件）", "《许可法》", "“申请”。", "A12-34", "2026", "是……", "即——", "10%", "￥12"),
    *("阿依古丽·买买提", "（“甲”）、", "𠮷㛃", "何时？！", "SMITH"),
)


@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=60),
    width_em=st.integers(min_value=10, max_value=40),
    justify=st.booleans(),
)
def test_no_line_begins_or_ends_with_a_forbidden_mark_and_all_fit(
    words: list[str],
    width_em: int,
    justify: bool,
) -> None:
    text = "办".join(words)
    lines = set_lines(text, square, width_em, indent_em=2, justify=justify)
    assert "".join(texts(lines)) == text
    for line in lines[1:]:
        assert line.text[0] not in NO_START
    for line in lines[:-1]:
        assert line.text[-1] not in NO_END
    for before, after in itertools.pairwise(lines):
        assert may_break(before.text[-1], after.text[0])
    for line in lines:
        assert line.width_em <= width_em + 0.5 + 1e-6  # a last mark may stand out by its blank half


@given(text=st.text(max_size=200), width_em=st.floats(min_value=0.5, max_value=30))
def test_no_character_but_a_space_is_ever_lost(text: str, width_em: float) -> None:
    kept = "".join(texts(set_lines(text, square, width_em)))
    assert [mark for mark in kept if not mark.isspace()] == [mark for mark in text if not mark.isspace()]
