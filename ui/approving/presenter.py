"""Between the line of 须主管批准 and the store lane: 现场授权 gives an Approval, 提请审核 a Review."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject

from counter.actions import approvals, proposals, reviews
from counter.actions.desk import Desk
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Approval, Proposal
from counter.domain.review import Review
from counter.domain.staff import Actor
from counter.errors import CounterError, RuleBroken
from counter.lanes import Lane
from ui.approving.view import ApprovalLine
from ui.bridge import Bridge
from ui.names import REVIEW_KINDS
from ui.wording import known, sentence, words

_AT_NUMBER = "supervisor"


class Asked(NamedTuple):
    """What is being asked for, and who is told of the end of it."""

    proposal: Proposal
    actor: Actor
    approved: Callable[[Approval], object]
    queued: Callable[[Review], object]


class Approver(QObject):
    """Asks a supervisor for one proposal at a time.

    Args:
        line: the widget, which belongs to this presenter.
        bridge: the crossing to lanes.
        store_lane: where the desk may be touched.
        desk: only handed to the lane.
        parent: Qt's.
    """

    def __init__(
        self, line: ApprovalLine, *, bridge: Bridge, store_lane: Lane, desk: Desk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._line, self._bridge, self._lane, self._desk = line, bridge, store_lane, desk
        self._asked: Asked | None = None
        line.approve_asked.connect(self._approve)
        line.review_asked.connect(self._queue)
        line.dismissed.connect(self.forget)

    def ask(
        self,
        needed: RuleBroken,
        proposal: Proposal,
        actor: Actor,
        *,
        approved: Callable[[Approval], object],
        queued: Callable[[Review], object],
    ) -> None:
        """The line asks for it.

        Args:
            needed: ``approval.needed`` as the deed raised it.
            proposal: what was to be done; it is settled before it is signed.
            actor: who wanted to do it.
            approved: told with the approval, for the deed to be called again.
            queued: told when it waits in the supervisors' queue.
        """
        self._asked = Asked(proposal, actor, approved, queued)
        kind = ReviewKind(str(needed.params["kind"]))
        self._line.set_busy("")
        self._line.ask(REVIEW_KINDS[kind], why_words(kind))

    def forget(self) -> None:
        """Nothing is asked for any more; an answer that is still to come is not heard."""
        self._asked = None
        self._line.close_line()

    def _approve(self, supervisor: str, secret: str) -> None:
        asked = self._asked
        if asked is None:
            return

        def done(approval: Approval) -> None:
            if self._asked is asked:
                self.forget()
                asked.approved(approval)

        self._line.set_busy("正在核对…")
        self._run(asked, approve_here, asked.actor, asked.proposal, supervisor, secret, done=done)

    def _queue(self, reason: str) -> None:
        asked = self._asked
        if asked is None:
            return

        def done(review: Review) -> None:
            self._bridge.announce(("deliveries",))
            if self._asked is asked:
                self.forget()
                asked.queued(review)

        self._line.set_busy("正在提请…")
        self._run(asked, reviews.ask, asked.actor, asked.proposal, reason, done=done)

    def _run(self, asked: Asked, job: Callable[..., object], *arguments: object, done: Callable[..., object]) -> None:
        def failed(error: BaseException) -> None:
            if self._asked is asked:
                self._line.set_busy("")
                at_number = isinstance(error, CounterError) and error.field == _AT_NUMBER
                self._line.show_wrong(sentence(error), at_number=at_number)

        self._bridge.run(self._lane, job, self._desk, *arguments, done=done, failed=failed, owner=self._line)


def approve_here(desk: Desk, actor: Actor, proposal: Proposal, supervisor: str, secret: str) -> Approval:
    """The supervisor's approval of exactly what will be kept.

    Raises:
        RuleBroken: ``approval.*``; what is wrong with the proposal itself.
    """
    settled = proposals.settle(desk, proposal)
    return approvals.approve_on_spot(desk, actor, settled, supervisor=supervisor, secret=secret)


def why_words(kind: ReviewKind) -> str:
    """Which rule of the hall asks for it."""
    code = f"rule.{kind.value}"
    return words(code, {}) if known(code) else f"大厅规则规定，{REVIEW_KINDS[kind]}须经主管批准"
