"""审核: lists the queue, shows the evidence, and carries the supervisor's word to the store and from there to the hall.

walk ─▶ look ─▶ evidence       A ─▶ secret ─▶ decide (all of them or none) ─▶ told, listed anew, sent
                               R ─▶ reason ─▶ decide      F, L, B ─▶ assign, lock, unlock, break_lock
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from counter.actions import reviews
from counter.actions.desk import Desk
from counter.domain.ids import CaseId
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Actor
from counter.errors import CounterError
from counter.lanes import Lane
from ui.bridge import Bridge
from ui.papers import NO_PICTURE, PaperDesk
from ui.parts.deed_form import Question, Sheet
from ui.parts.table import PAGE_ROWS
from ui.presenting import Pager, ScreenPresenter
from ui.review.rows import ReviewLine, ReviewLines, Wanted, page_of
from ui.review.sight import Evidence, MaterialLine, look, title_of
from ui.review.view import ReviewView
from ui.wording import sentence

_SHOWN_KINDS = frozenset({"reviews", "cases", "deliveries", "news"})
_AT_SECRET = frozenset({"approval.secret", "approval.paused", "approval.key_unusable", "approval.unknown_supervisor"})
_AGAIN_MOST = 500
"""Of a list that was scrolled far, so many rows are read again at once."""


class ReviewPresenter(ScreenPresenter):
    """Between the screen and the deeds.

    Args:
        view: the screen.
        bridge: the crossing.
        desk: used on the store lane only.
        store_lane: where deeds block.
        papers: draws scans.
        nudge: called when there is something to send.
        open_case: shows a case of this window in its room.
        open_stuck: goes to where stuck lines are put right.
        parent: Qt's.
    """

    def __init__(
        self,
        *,
        view: ReviewView,
        bridge: Bridge,
        desk: Desk,
        store_lane: Lane,
        papers: PaperDesk,
        nudge: Callable[[], None],
        open_case: Callable[[CaseId], None],
        open_stuck: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            banner=view.banner, bridge=bridge, desk=desk, store_lane=store_lane, nudge=nudge, parent=parent
        )
        self._view = view
        self._papers = papers
        self._open_case = open_case
        self._open_stuck = open_stuck
        self._list = Pager(self, view.rows, failed=view.banner.say_error)
        self._seen: dict[tuple[str, str], frozenset[str]] = {}
        self._fresh: tuple[str, frozenset[str]] = ("", frozenset())
        self._resting = ("", 0)
        self._deciding: tuple[ReviewLine, ...] = ()
        self._sheet: Callable[[dict[str, str]], None] | None = None
        self._list.began.connect(self._listed)
        view.wanted.connect(self._show_list)
        view.looked.connect(self._look)
        view.approve_asked.connect(self._ask_approval)
        view.return_asked.connect(self._ask_return)
        view.assign_asked.connect(self._ask_supervisors)
        view.lock_asked.connect(self._lock)
        view.break_asked.connect(self._ask_break)
        view.open_asked.connect(self._open)
        view.decision.approve_asked.connect(self._approve)
        view.decision.return_asked.connect(self._give_back)
        view.deed.confirmed.connect(self._answered)
        view.evidence.scan_asked.connect(self._show_scan)
        bridge.changed.connect(self._changed)

    def show_actor(self, actor: Actor | None) -> None:
        """The queue is that person's; None leaves nothing behind."""
        self._actor = actor
        self._list.forget()
        self._deciding, self._sheet, self._resting = (), None, ("", 0)
        self._view.clear()
        if actor is not None:
            self._show_list(Wanted())

    def _show_list(self, wanted: Wanted) -> None:
        self._resting = ("", 0)
        if self.actor is not None:
            self._list.start(page_of, self.actor, wanted)

    def _refresh(self) -> None:
        """The same list anew; the review that is current stays so while it is there, else its place does."""
        line = self._view.current()
        if self.actor is not None:
            self._resting = (line.id if line else "", max(self._view.table.current_row(), 0))
            rows = min(max(self._view.rows.rowCount(), PAGE_ROWS), _AGAIN_MOST)
            self._list.start(page_of, self.actor, self._view.want(), rows=rows)

    def _listed(self, page: ReviewLines) -> None:
        if page.counts is not None:
            self._view.show_counts(page.counts)
        kept, place = self._resting
        found = next((number for number, line in enumerate(page.rows) if line.id == kept), place)
        self._view.show_rest(found)

    def _changed(self, kind: str) -> None:
        """What others did is shown; what is being typed is left in peace."""
        if self.actor is None or kind not in _SHOWN_KINDS or self._view.deciding():
            return
        if self._view.rows.rowCount() <= _AGAIN_MOST:
            self._refresh()

    def _look(self, line: ReviewLine) -> None:
        if self.actor is not None:
            self.ask(look, self.actor, line.id, done=self._show)

    def _show(self, evidence: Evidence) -> None:
        """What is new since the last look stays marked as long as the list rests here."""
        line = self._view.current()
        if line is None or line.id != evidence.line.id or self.actor is None:
            return
        key, hashes = (self.actor.clerk_no, line.id), frozenset(entry.hash for entry in evidence.timeline)
        before = self._seen.get(key)
        fresh = hashes - before if before is not None else frozenset()
        if self._fresh[0] == line.id:
            fresh |= self._fresh[1]
        self._seen[key], self._fresh = hashes, (line.id, fresh)
        self._view.evidence.show_evidence(evidence, fresh)
        self._view.weigh()

    def _ask_approval(self) -> None:
        targets = self._view.targets()
        if targets:
            self._deciding = targets
            self._view.deed.close_quietly()
            secret = any(not line.settles_only for line in targets)
            self._view.decision.ask_approval([title_of(line) for line in targets], secret=secret)

    def _ask_return(self) -> None:
        targets = self._view.targets()
        if targets:
            self._deciding = targets
            self._view.deed.close_quietly()
            kinds = [line.kind for line in targets]
            self._view.decision.ask_return([title_of(line) for line in targets], kinds)

    def _approve(self, secret: str, reason: str) -> None:
        self._decide(approved=True, secret=secret, reason=reason)

    def _give_back(self, reason: str) -> None:
        self._decide(approved=False, secret="", reason=reason)

    def _decide(self, *, approved: bool, secret: str, reason: str) -> None:
        ids = [line.id for line in self._deciding]
        self.ask(
            reviews.decide, self.actor, ids, approved=approved, reason=reason, secret=secret,
            done=self._decided, failed=self._not_decided,
        )  # fmt: skip

    def _decided(self, after: Sequence[Review]) -> None:
        self._view.table.setFocus()  # before the form under the fingers goes away
        self._view.decision.close_quietly()
        self._view.drop_marks()
        self._deciding = ()
        overtaken = sum(review.state is ReviewState.OVERTAKEN for review in after)
        self._view.banner.say("warn" if overtaken else "good", decided_words(after))
        self._tell()

    def _not_decided(self, error: BaseException) -> None:
        """A wrong secret is typed again; what stands in the way of the decision itself is told and listed anew."""
        if isinstance(error, CounterError) and (error.code in _AT_SECRET or error.code.startswith("text.")):
            self._view.decision.set_busy("")
            self._view.decision.show_wrong(sentence(error))
            return
        self._view.decision.close_quietly()
        self._view.banner.say_error(error)
        self._refresh()

    def _ask_supervisors(self) -> None:
        line = self._view.current()
        if line is not None:
            self.ask(reviews.supervisors_of, done=lambda known: self._ask_assign(line, known))

    def _ask_assign(self, line: ReviewLine, known: Sequence[tuple[str, str]]) -> None:
        options = [("", "不分派，任一主管均可审核")]
        options += [(number, f"{name}（{number}）") for number, name in known if name != line.asker or not line.own]
        self._view.decision.close_quietly()
        self._view.deed.ask(
            Sheet(
                title=f"分派　{title_of(line)}",
                meaning="分派后列入该主管的“分派给我”；提请人本人不能审核。",
                yes="分派",
                questions=(Question("supervisor", "主管", kind="one", options=tuple(options)),),
            )
        )
        self._sheet = lambda answers: self._run_deed(
            reviews.assign, line.id, answers["supervisor"], said=lambda after: assigned_words(after, known)
        )

    def _lock(self) -> None:
        line = self._view.current()
        if line is not None and line.mine:
            self._run_deed(reviews.unlock, line.id, said=lambda _after: "已解锁，其他主管可以审核")
        elif line is not None:
            self._run_deed(reviews.lock, line.id, said=lambda _after: "已锁定，其他主管暂不能审核；审核后自动解锁")

    def _ask_break(self) -> None:
        line = self._view.current()
        if line is None or line.closed_break():
            return
        self._view.decision.close_quietly()
        self._view.deed.ask(
            Sheet(
                title=f"破锁　{title_of(line)}",
                meaning=f"{line.locked} 锁定此项。破锁后由您审核；日志记下原锁定人和理由。",
                yes="破锁",
                questions=(Question("note", "理由", required=True, hint="例：该主管已离岗，申请人在窗口等候"),),
                grave=True,
            )
        )
        self._sheet = lambda answers: self._run_deed(
            reviews.break_lock, line.id, answers["note"], said=lambda _after: "已破锁，此项由您锁定"
        )

    def _answered(self, answers: dict[str, str]) -> None:
        if self._sheet is not None and self.actor is not None:
            self._sheet(answers)

    def _run_deed(self, deed: Callable[..., Review], *args: Any, said: Callable[[Review], str]) -> None:
        def done(after: Review) -> None:
            self._view.deed.close_quietly()
            self._view.banner.say("good", said(after))
            self._tell()

        def failed(error: BaseException) -> None:
            field = error.field if isinstance(error, CounterError) else ""
            if not self._view.deed.isHidden():
                self._view.deed.show_fault(sentence(error), field)
            else:
                self._view.banner.say_error(error)
                self._refresh()

        self.ask(deed, self.actor, *args, done=done, failed=failed)

    def _tell(self) -> None:
        """The screens ask again, and what is to be sent goes."""
        self._bridge.announce(["reviews"])
        self.settle()

    def _open(self) -> None:
        line, evidence = self._view.current(), self._view.evidence.evidence()
        if line is not None and line.repair:
            self._open_stuck()
        elif evidence is not None and evidence.case_id is not None:
            self._open_case(evidence.case_id)

    def _show_scan(self, row: MaterialLine) -> None:
        scan = row.scan
        if scan is None:
            return
        self._view.evidence.show_scan((), "" if scan.here else "正在向平台调阅…")

        def show(pages: list[QImage]) -> None:
            if self._view.evidence.showing_scan():
                self._view.evidence.show_scan(pages, NO_PICTURE)

        def failed(error: BaseException) -> None:
            self._view.evidence.close_preview()
            self._view.banner.say_error(error)

        self._papers.preview_scan(scan.attachment, show, failed)


def decided_words(after: Sequence[Review]) -> str:
    """What became of them, counted."""
    told = [
        ("已批准", ReviewState.APPROVED, "，由提请窗口执行"),
        ("已退回", ReviewState.RETURNED, "，提请人将看到理由"),
        ("已了结", ReviewState.DONE, ""),
        ("办件已有变化、未批准", ReviewState.OVERTAKEN, "，已列为过时"),
    ]
    parts = []
    for word, state, then in told:
        count = sum(review.state is state for review in after)
        if count:
            parts.append(f"{word} {count} 项{then}")
    return "；".join(parts)


def assigned_words(after: Review, known: Sequence[tuple[str, str]]) -> str:
    """To whom it was given."""
    name = dict(known).get(after.assigned_to, after.assigned_to)
    return f"已分派给{name}" if after.assigned_to else "已取消分派"
