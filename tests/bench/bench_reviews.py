"""The supervisor's queue over 20,000 cases and 5,000 reviews: opened, scrolled to its end, filtered, one looked at."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from counter.actions import reviews
from counter.actions.desk import Desk
from counter.domain.case import Decision
from counter.domain.course import Refusal, RefusalGround
from counter.domain.ids import CaseId, LineId, uuid7
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Proposal, Take, Void
from counter.domain.review import Review, ReviewState
from counter.store import cases, deliveries
from counter.store import reviews as rows_of_reviews
from counter.wire.messages import LineAnswer, Verdict
from tests.bench.rows import Row, within
from tests.conftest import SUPERVISOR

LIMIT_S = 1.0
SCROLL_LIMIT_S = 0.05
OPEN = 5_000
STUCK_OF_THEM = 500
PAGE = 100
TIMES = 5
_REFUSAL = Refusal(ground=RefusalGround.NOT_ELIGIBLE, reasons="申请人不具备申请条件")


def ask(desk: Desk, count: int) -> None:
    """That many reviews are open: refused lines, voids, and refusals that carry a whole intake."""
    found = desk.db.conn.execute("SELECT case_id FROM cases ORDER BY position DESC LIMIT ?", [count]).fetchall()
    window = desk.enrolment().window
    with desk.store.write() as db:
        lines = db.conn.execute("SELECT id, hash FROM journal ORDER BY position LIMIT ?", [STUCK_OF_THEM]).fetchall()
        db.conn.executemany("DELETE FROM deliveries WHERE line_id = ?", [[line_id] for line_id, _ in lines])
        for line_id, line_hash in lines:
            refused = LineAnswer(id=LineId(line_id), hash=line_hash, verdict=Verdict.REFUSED, code="item.ended")
            deliveries.record_answer(db, refused, desk.moment().at)
        rows_of_reviews.put_stuck_lines(db, window)
        for serial, (case_id,) in enumerate(found[: count - len(lines)]):
            rows_of_reviews.put(db, _review(desk, CaseId(case_id), serial))


def take_away(desk: Desk) -> None:
    """No review is open and no line is stuck, as before; what is measured next is not to carry them."""
    with desk.store.write() as db:
        db.conn.execute("DELETE FROM reviews")
        db.conn.execute("UPDATE deliveries SET verdict = 'settled', code = '' WHERE verdict = 'refused'")


def rows(desk: Desk) -> list[Row]:
    """The worst of several goes of each."""
    total = reviews.list_reviews(desk, SUPERVISOR, limit=1).total
    if total != OPEN:
        raise RuntimeError(f"{total} reviews are open instead of {OPEN}")
    first = _worst_s([lambda: reviews.list_reviews(desk, SUPERVISOR, limit=PAGE)])
    pages = [_page(desk, offset) for offset in range(0, OPEN, OPEN // 10)]
    filters = [_of(desk, state, kind) for state in (*ReviewState, None) for kind in (ReviewKind.VOID, None)]
    ids = [review.id for review in reviews.list_reviews(desk, SUPERVISOR, offset=OPEN // 2, limit=10).rows]
    return [
        within("reviews, 5,000 open beside 20,000 cases, first page", first, limit_s=LIMIT_S),
        within("reviews, worst page while scrolling", _worst_s(pages), limit_s=SCROLL_LIMIT_S),
        within("reviews, worst filter", _worst_s(filters), limit_s=LIMIT_S),
        within("reviews, one with its evidence", _worst_s([_look(desk, each) for each in ids]), limit_s=SCROLL_LIMIT_S),
    ]


def _review(desk: Desk, case_id: CaseId, serial: int) -> Review:
    case = cases.read_case(desk.db, case_id)
    assert case is not None
    proposal: Proposal = Void(case=case_id, reason="重复收件")
    if serial % 2:
        draft = CaseId(uuid7())
        proposal = Take(case=draft, decision=Decision.REFUSED, intake=case.intake, ruling=_REFUSAL)
    window = desk.enrolment().window
    return Review(
        id=uuid7(),
        kind=ReviewKind.REFUSAL if serial % 2 else ReviewKind.VOID,
        case=proposal.case,
        case_no=case.case_no,
        title=f"{case.item_name} {case.intake.applicant.name}",
        asked_by=case.clerk,
        asked_by_name=case.clerk_name,
        asked_at=desk.moment().at - dt.timedelta(minutes=serial),
        reason="请审核",
        install=window.install,
        window=window.window,
        proposal=proposal,
    )


def _page(desk: Desk, offset: int) -> Callable[[], object]:
    return lambda: reviews.list_reviews(desk, SUPERVISOR, offset=offset, limit=PAGE)


def _of(desk: Desk, state: ReviewState | None, kind: ReviewKind | None) -> Callable[[], object]:
    return lambda: reviews.list_reviews(desk, SUPERVISOR, state=state, kind=kind, limit=PAGE)


def _look(desk: Desk, review_id: str) -> Callable[[], object]:
    return lambda: reviews.read_review(desk, review_id)


def _worst_s(jobs: list[Callable[[], object]]) -> float:
    worst = 0.0
    for job in jobs:
        for _ in range(TIMES):
            begun = time.perf_counter()
            job()
            worst = max(worst, time.perf_counter() - begun)
    return worst
