"""Strips on pages: what must stay together stays together."""

from __future__ import annotations

import pytest

from counter.documents.flow import Page, Strip, paginate
from counter.documents.sheet import Sheet
from counter.errors import RuleBroken


def nothing(sheet: Sheet, top: float) -> None:
    """These strips are only measured."""
    del sheet, top


def strip(height: float = 10, *, keep: bool = False, before: float = 0, repeat: Strip | None = None) -> Strip:
    return Strip(height, nothing, space_before=before, keep_next=keep, repeat=repeat)


def signature(height: float = 30) -> Strip:
    return Strip(height, nothing, signature=True)


def on_pages(strips: list[Strip], *, bottom: float = 100) -> tuple[Page, ...]:
    return paginate(strips, first_top=40, next_top=20, bottom=bottom)


def tops(pages: tuple[Page, ...]) -> list[list[float]]:
    return [[placed.top for placed in page] for page in pages]


def test_strips_follow_each_other_and_go_on_at_the_top_of_the_next_page() -> None:
    assert tops(on_pages([strip(30), strip(30), strip(30)])) == [[40, 70], [20]]


def test_the_space_before_a_strip_is_left_out_at_the_top_of_a_page() -> None:
    assert tops(on_pages([strip(30, before=5), strip(20, before=5), strip(10, before=5)])) == [[40, 75], [20]]


def test_a_strip_goes_with_the_next_one() -> None:
    assert tops(on_pages([strip(40), strip(10, keep=True), strip(20)])) == [[40], [20, 30]]


def test_a_table_header_stands_again_on_the_next_page() -> None:
    header = strip(10)
    pages = on_pages([header, strip(40, repeat=header), strip(40, repeat=header)])
    assert tops(pages) == [[40, 50], [20, 30]]
    assert pages[1][0].strip is header


def test_the_signature_block_takes_two_strips_along() -> None:
    assert tops(on_pages([strip(), strip(), strip(), signature(31)])) == [[40], [20, 30, 40]]


def test_rows_that_go_with_the_signature_block_bring_their_header() -> None:
    header = strip(10)
    rows = [strip(10, repeat=header) for _ in range(3)]
    pages = on_pages([header, *rows, signature(25)])
    assert tops(pages) == [[40, 50], [20, 30, 40, 50]]
    assert pages[1][0].strip is header


def test_a_chain_that_no_page_can_hold_is_let_go() -> None:
    assert tops(on_pages([strip(50, keep=True), strip(50)])) == [[40], [20]]


def test_a_strip_higher_than_a_page_is_refused() -> None:
    with pytest.raises(RuleBroken) as caught:
        on_pages([strip(81)])
    assert caught.value.code == "paper.text_too_long"
