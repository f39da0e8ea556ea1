"""What a row of 审核 says, and what may be done with it; made on the store lane so that the GUI thread only draws."""

from __future__ import annotations

import datetime as dt
import enum
from typing import NamedTuple

from counter.actions import reviews
from counter.actions.desk import Desk
from counter.domain.policy import ReviewKind
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Actor
from ui.cases.rows import shown_applicant
from ui.names import REVIEW_KINDS
from ui.parts.times import since
from ui.theme import Tone

OF_LINES = reviews.OF_LINES
_DAY = dt.timedelta(days=1)
_LONG = 3 * _DAY
OWN = "这是您本人提请的，须由另一位主管审核"
REPAIRED_ELSEWHERE = "平台退回的记录须更正重发或作废；按 G 到“待处理”办理"


class Scope(enum.StrEnum):
    """Which part of the queue is listed."""

    OPEN = "open"  # 待审
    MINE = "mine"  # 分派给我
    APPROVED = "approved"  # 已批准, not carried out yet
    RETURNED = "returned"  # 已退回, not asked again yet


SCOPES: dict[Scope, str] = {
    Scope.OPEN: "待审",
    Scope.MINE: "分派给我",
    Scope.APPROVED: "已批准未办",
    Scope.RETURNED: "已退回",
}
_STATES = {Scope.APPROVED: ReviewState.APPROVED, Scope.RETURNED: ReviewState.RETURNED}
STATES: dict[ReviewState, tuple[str, Tone]] = {
    ReviewState.OPEN: ("待审", "accent"),
    ReviewState.APPROVED: ("已批准，待执行", "good"),
    ReviewState.RETURNED: ("已退回", "wait"),
    ReviewState.DONE: ("已办理", "quiet"),
    ReviewState.OVERTAKEN: ("已过时", "quiet"),
}
Counts = dict[Scope, dict[ReviewKind, int]]


class Wanted(NamedTuple):
    """What somebody wants to see."""

    scope: Scope = Scope.OPEN
    kind: ReviewKind | None = None


class ReviewLine(NamedTuple):
    """One review, ready to be shown: the applicant's name is masked."""

    id: str
    kind: ReviewKind
    state: ReviewState
    case_no: str
    item_name: str
    applicant: str
    asker: str
    window: str
    asked_at: dt.datetime
    waited: str
    patience: Tone | None  # how long it has waited, as a tone
    own: bool  # asked by the one who looks
    locked: str  # by whom else and since when; empty when nobody else has it
    mine: bool  # locked by the one who looks
    assigned: str  # to whom; empty when to nobody
    settles_only: bool  # nothing is proposed, so nothing is signed
    repair: bool  # a stuck line of a case, which a correction or a void answers

    @property
    def standing(self) -> tuple[str, Tone | None]:
        """In two or three words: who has it, or what became of it."""
        if self.state is not ReviewState.OPEN:
            return STATES[self.state]
        if self.locked:
            return f"{self.locked.split(' ')[0]} 锁定", "wait"
        if self.mine:
            return "本人锁定", "accent"
        if self.own:
            return "本人提请", "quiet"
        return (f"分派 {self.assigned}", None) if self.assigned else ("", None)

    def closed_decision(self) -> str:
        """Why the one who looks cannot decide it; empty when he can."""
        if self.state is not ReviewState.OPEN:
            return f"此项{STATES[self.state][0]}，无需再审"
        if self.locked:
            return f"{self.locked} 起正在审核此项；确需办理的，按 B 破锁"
        return OWN if self.own else ""

    def closed_approval(self) -> str:
        """Why he cannot approve it."""
        return self.closed_decision() or (REPAIRED_ELSEWHERE if self.repair else "")

    def closed_lock(self) -> str:
        """Why he can neither lock nor assign it."""
        if self.state is not ReviewState.OPEN:
            return f"此项{STATES[self.state][0]}"
        return f"{self.locked} 起正在审核此项；按 B 破锁" if self.locked else ""

    def closed_break(self) -> str:
        """Why there is no lock that he could break."""
        return "" if self.locked and self.state is ReviewState.OPEN else "没有他人的锁定"


class ReviewLines(NamedTuple):
    """A page of rows, the length of the list, and with the first page how many there are of everything."""

    rows: tuple[ReviewLine, ...]
    total: int
    counts: Counts | None = None


def page_of(desk: Desk, actor: Actor, wanted: Wanted, offset: int, limit: int) -> ReviewLines:
    """A page of the queue. Runs on the store lane."""
    page = reviews.list_reviews(
        desk, actor, state=_STATES.get(wanted.scope, ReviewState.OPEN), kind=wanted.kind,
        mine=wanted.scope is Scope.MINE, offset=offset, limit=limit,
    )  # fmt: skip
    names, now = dict(reviews.supervisors_of(desk)), desk.moment().at
    rows = tuple(line_of(desk, review, actor, names, now) for review in page.rows)
    return ReviewLines(rows, page.total, counts_of(desk, actor) if offset == 0 else None)


def counts_of(desk: Desk, actor: Actor) -> Counts:
    """How many of each kind there are in each part of the queue."""
    return {
        scope: reviews.count_kinds(
            desk, actor, state=_STATES.get(scope, ReviewState.OPEN), mine=scope is Scope.MINE
        )
        for scope in Scope
    }  # fmt: skip


def line_of(desk: Desk, review: Review, actor: Actor, names: dict[str, str], now: dt.datetime) -> ReviewLine:
    """The review as that person sees it in the list."""
    item_name, _, applicant = review.title.partition(" ") if review.case else (review.title, "", "")
    waited = now - review.asked_at
    other = review.locked_by not in {"", actor.clerk_no}
    since_when = f" 自 {since(review.locked_at, now)} " if other and review.locked_at else " "
    return ReviewLine(
        id=review.id,
        kind=review.kind,
        state=review.state,
        case_no=review.case_no,
        item_name=item_name or REVIEW_KINDS[review.kind],
        applicant=shown_applicant(applicant) if applicant else "",
        asker=review.asked_by_name or asker_words(review),
        window=review.window,
        asked_at=review.asked_at,
        waited=waited_words(waited),
        patience=_patience(waited) if review.state is ReviewState.OPEN else None,
        own=review.asked_by == actor.clerk_no,
        locked=f"{names.get(review.locked_by, review.locked_by)}{since_when}".rstrip() if other else "",
        mine=review.locked_by == actor.clerk_no,
        assigned=names.get(review.assigned_to, review.assigned_to),
        settles_only=review.proposal is None,
        repair=review.kind in OF_LINES and reviews.needs_repair(desk, review),
    )


def asker_words(review: Review) -> str:
    """Who asked; the platform where no person did."""
    return "平台" if review.asked_by == "platform" else review.asked_by


def waited_words(waited: dt.timedelta) -> str:
    """刚刚, 12 分钟, 3 小时, 2 天."""
    minutes = int(waited.total_seconds()) // 60
    if minutes < 1:
        return "刚刚"
    if minutes < 60:  # noqa: PLR2004
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if waited < _DAY else f"{waited.days} 天"


def _patience(waited: dt.timedelta) -> Tone | None:
    if waited >= _LONG:
        return "bad"
    return "wait" if waited >= _DAY else None
