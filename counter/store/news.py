"""What the platform tells beyond numbers and states, applied by its kind, each entry in the transaction of its page.

A detail that this program cannot read is counted and passed over: a newer platform may say more than we understand,
and one strange entry must never hold up the others (faults.md F06).
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import sqlite_utils

from counter.domain.review import Review
from counter.store import department_acts, facts, hall_papers, joining, results, reviews
from counter.wire.messages import NewsEntry, NewsKind
from counter.wire.news import CaseCard, DepartmentAct, PaperPrint, read_detail

UNREAD = "news_unread"
"""The fact that counts what could not be read; for the health check."""

Applied = Callable[[sqlite_utils.Database, NewsEntry, object], None]


def apply(db: sqlite_utils.Database, entry: NewsEntry) -> None:
    """What the entry's detail tells is known here; again it changes nothing more."""
    applied = _APPLIED.get(entry.kind)
    if applied is None:
        return
    try:
        detail = read_detail(entry.kind, entry.detail)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        facts.write_fact(db, UNREAD, (facts.read_fact(db, UNREAD, int) or 0) + 1)
        return
    applied(db, entry, detail)


def _review(db: sqlite_utils.Database, _entry: NewsEntry, detail: object) -> None:
    if isinstance(detail, Review):
        reviews.heard(db, detail)


def _result(db: sqlite_utils.Database, _entry: NewsEntry, detail: object) -> None:
    results.heard(db, detail)


def _case(db: sqlite_utils.Database, entry: NewsEntry, detail: object) -> None:
    if isinstance(detail, CaseCard):
        joining.apply_card(db, detail, entry.at)


def _department(db: sqlite_utils.Database, _entry: NewsEntry, detail: object) -> None:
    if isinstance(detail, DepartmentAct):
        department_acts.apply_act(db, detail)


def _printed(db: sqlite_utils.Database, _entry: NewsEntry, detail: object) -> None:
    if isinstance(detail, PaperPrint):
        hall_papers.put_print(db, detail)


_APPLIED: dict[NewsKind, Applied] = {
    NewsKind.REVIEW: _review,
    NewsKind.CASE: _case,
    NewsKind.DEPARTMENT: _department,
    NewsKind.RESULT: _result,
    NewsKind.HANDED: _result,
    NewsKind.PRINTED: _printed,
}
