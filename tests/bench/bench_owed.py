"""容缺跟踪 over 20,000 cases and 5,000 open deferrals: opened, scrolled to its end, filtered (within 1 s; issue 3)."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

import msgspec

from counter.actions import owed
from counter.actions.desk import Desk
from counter.domain.case import Case, CounterState
from counter.domain.course import Course, Owed, OwedFor, OwedLight
from counter.domain.ids import CaseId
from counter.store import cases
from counter.store import owed as rows_of_owed
from tests.bench.rows import Row, within

LIMIT_S = 1.0
SCROLL_LIMIT_S = 0.05
OPEN = 5_000
PAGE = 100
TIMES = 5
WORDS = ("雨桐", "000127", "食品经营", "%", "没有这个人")


def defer(desk: Desk, count: int) -> None:
    """The newest cases of the desk owe one material each, due within some weeks before and after today."""
    found = desk.db.conn.execute("SELECT case_id FROM cases ORDER BY position DESC LIMIT ?", [count]).fetchall()
    today = desk.moment().at.date()
    with desk.store.write() as db:
        for serial, (case_id,) in enumerate(found):
            case = cases.read_case(db, CaseId(case_id))
            assert case is not None
            owing = _deferred(case, today + dt.timedelta(days=serial % 41 - 10))
            cases.update_case(db, owing)
            rows_of_owed.put_case(db, owing, "12")


def rows(desk: Desk) -> list[Row]:
    """The worst of several goes of each."""
    first = _worst_s([lambda: owed.list_owed(desk, limit=PAGE)])
    pages = [_page(desk, offset) for offset in range(0, OPEN, OPEN // 10)]
    filters = [_filtered(desk, word, light) for word in WORDS for light in (None, OwedLight.OVERDUE)]
    calls = _worst_s([lambda: owed.phone_list(desk, limit=PAGE)])
    return [
        within("deferrals, 5,000 of 20,000 open, first page", first, limit_s=LIMIT_S),
        within("deferrals, worst page while scrolling", _worst_s(pages), limit_s=SCROLL_LIMIT_S),
        within("deferrals, worst filter", _worst_s(filters), limit_s=LIMIT_S),
        within("deferrals, telephone list", calls, limit_s=LIMIT_S),
    ]


def _deferred(case: Case, due_on: dt.date) -> Case:
    owing = Owed(why=OwedFor.DEFERRAL, code="m1", name="健康证明", need="原件", ground="", due_on=due_on)
    return msgspec.structs.replace(case, state=CounterState.DEFERRED, course=Course(owed=(owing,)))


def _page(desk: Desk, offset: int) -> Callable[[], object]:
    return lambda: owed.list_owed(desk, offset=offset, limit=PAGE)


def _filtered(desk: Desk, text: str, light: OwedLight | None) -> Callable[[], object]:
    return lambda: owed.list_owed(desk, light=light, text=text, limit=PAGE)


def _worst_s(jobs: list[Callable[[], object]]) -> float:
    worst = 0.0
    for job in jobs:
        for _ in range(TIMES):
            begun = time.perf_counter()
            job()
            worst = max(worst, time.perf_counter() - begun)
    return worst
