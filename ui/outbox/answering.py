"""审核结果: asks what supervisors answered, carries out what was approved, prints its papers, reopens what came back.

list ─▶ 已批准 ─ Enter ─▶ carry_out_approved ─▶ papers printed ─▶ gone from the list
     └▶ 已退回 ─ Enter, Alt+O ─▶ the draft (F2) or the case (F7)    └ Alt+X ─▶ put aside
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject

from counter.actions import reviews
from counter.actions.desk import Desk
from counter.domain.ids import CaseId
from counter.domain.proposal import Reprint
from counter.domain.staff import Actor
from counter.lanes import Lane
from ui.approving.presenter import Approver
from ui.bridge import Bridge
from ui.carrying import Carrying
from ui.outbox.answer_rows import AnswerLine, CarriedOut, answers_of, carry_out
from ui.outbox.view import OutboxView
from ui.papers import PaperDesk
from ui.presenting import ScreenPresenter
from ui.printing_out import PrintingOut

_SHOWN_KINDS = frozenset({"reviews", "cases", "news"})


class Ways(NamedTuple):
    """Where an answer leads to."""

    open_draft: Callable[[CaseId], None]
    open_case: Callable[[CaseId], None]


class AnswersPresenter(ScreenPresenter):
    """Between the answers and the deeds.

    Args:
        view: the screen in which they stand.
        bridge: the crossing.
        desk: used on the store lane only.
        store_lane: where deeds block.
        papers: prints.
        nudge: called when there is something to send.
        ways: shows a draft or a case in its room.
        parent: Qt's.
    """

    def __init__(
        self,
        *,
        view: OutboxView,
        bridge: Bridge,
        desk: Desk,
        store_lane: Lane,
        papers: PaperDesk,
        nudge: Callable[[], None],
        ways: Ways,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            banner=view.banner, bridge=bridge, desk=desk, store_lane=store_lane, nudge=nudge, parent=parent
        )
        self._view = view
        self._ways = ways
        self._busy = ""
        approver = Approver(view.answers.approval, bridge=bridge, store_lane=store_lane, desk=desk, parent=self)
        carrying = Carrying(self, approver, queued=lambda _review: self.settle())
        self._printing = PrintingOut(
            self, papers=papers, banner=view.banner, line=view.answers.came_out, carrying=carrying
        )
        view.answers.taken.connect(self._take)
        view.answer_panel.carry_out_asked.connect(self._carry_out)
        view.answer_panel.open_asked.connect(self._open)
        view.answer_panel.aside_asked.connect(self._put_aside)
        bridge.changed.connect(self._changed)

    def show_actor(self, actor: Actor | None) -> None:
        """The answers are that person's; None leaves nothing behind."""
        self._actor, self._busy = actor, ""
        self._view.show_answers(())
        self.refresh()

    def refresh(self) -> None:
        """The list says what the rows say now."""
        if self.actor is not None:
            self.ask(answers_of, self.actor, done=self._view.show_answers)

    def _changed(self, kind: str) -> None:
        if kind in _SHOWN_KINDS:
            self.refresh()

    def _take(self, line: AnswerLine) -> None:
        """Enter: what was approved is done, what came back is opened."""
        if not line.approved:
            self._open()
        elif line.closed:
            self._view.banner.say("warn", line.closed)
        else:
            self._carry_out()

    def _carry_out(self) -> None:
        """Once, however often the key is pressed."""
        line = self._view.answer_panel.line()
        if line is None or self._busy == line.id:
            return
        self._busy = line.id

        def failed(error: BaseException) -> None:
            self._busy = ""
            self._view.banner.say_error(error)
            self.refresh()

        self.ask(carry_out, self.actor, line.id, done=self._carried_out, failed=failed)

    def _carried_out(self, after: CarriedOut) -> None:
        self._busy = ""
        case, proposal = after.taken.case, after.review.proposal
        if isinstance(proposal, Reprint):
            self._printing.print_all(case.case_id, after.taken.papers, proposal.reason, approval=after.review.approval)
        else:
            count = len(after.taken.papers)
            papers = f"，正在打印 {count} 份文书" if count else ""
            self._view.banner.say("good", f"{case.case_no} 已按批准的内容办理{papers}")
            self._printing.print_all(case.case_id, after.taken.papers)
        self._bridge.announce(["reviews", "drafts"])
        self.settle()

    def _open(self) -> None:
        line = self._view.answer_panel.line()
        if line is None or line.case is None:
            return
        way = self._ways.open_draft if line.is_draft else self._ways.open_case
        way(line.case)

    def _put_aside(self) -> None:
        line = self._view.answer_panel.line()
        if line is None:
            return

        def done(_after: object) -> None:
            self._view.banner.say("info", f"{line.kind} 不再提请；草稿或办件不受影响")
            self._bridge.announce(["reviews"])
            self.settle()

        self.ask(reviews.take_back, self.actor, line.id, done=done)
