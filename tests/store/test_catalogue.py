"""Items are found by what a clerk types."""

from __future__ import annotations

import pytest

from counter.actions import lists
from counter.actions.desk import Desk


@pytest.mark.parametrize("typed", ["社会保障卡", "shehuibaozhangka", "shbzk", "社保卡", "sbk", " SHBZK "])
def test_an_item_is_found_by_name_pinyin_initials_and_their_short_forms(desk: Desk, typed: str) -> None:
    """The first hit is the one that is meant."""
    assert "社会保障卡" in lists.search_items(desk, typed)[0].name


@pytest.mark.parametrize("typed", ["%", "_", "'", "\\", "查无此事项"])
def test_wildcards_and_quotes_are_only_characters(desk: Desk, typed: str) -> None:
    """faults.md F28: `%` and `'` do no harm."""
    assert lists.search_items(desk, typed) == ()
