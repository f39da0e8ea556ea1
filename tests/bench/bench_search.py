"""Item search over the catalogue and case search over 20,000 cases (faults.md F28: found in 300 ms, offline)."""

from __future__ import annotations

import time
from collections.abc import Callable

from counter.actions import lists
from counter.actions.desk import Desk
from tests.bench.rows import Row, within
from tests.conftest import SUPERVISOR

LIMIT_S = 0.3
TIMES = 5
ITEM_WORDS = ("食品", "spjy", "shipinjingying", "xuke", "县", "a", "%", "没有这样的事项")
CASE_WORDS = ("雨桐", "0121", "42119919", "000127", "食品经营", "%", "没有这个人", "")


def rows(desk: Desk) -> list[Row]:
    """The worst word of each search, each word looked up several times."""
    items = _worst_s(lambda word: lists.search_items(desk, word), ITEM_WORDS)
    cases = _worst_s(lambda word: lists.find_cases(desk, SUPERVISOR, word), CASE_WORDS)
    return [
        within("item search, worst word", items, limit_s=LIMIT_S),
        within("case search over 20,000, worst word", cases, limit_s=LIMIT_S),
    ]


def _worst_s(find: Callable[[str], object], words: tuple[str, ...]) -> float:
    worst = 0.0
    for word in words:
        for _ in range(TIMES):
            begun = time.perf_counter()
            find(word)
            worst = max(worst, time.perf_counter() - begun)
    return worst
