"""What was proposed is carried out; where the hall asks a supervisor, he is asked first, here or in his queue.

propose ─▶ settle ─▶ deed ─┬ done
                           └ approval.needed ─▶ ApprovalLine ─┬ 现场授权 ─▶ deed with it ─▶ done
                                                              ├ 提请审核 ─▶ waits in the queue (queued)
                                                              └ Esc ─▶ nothing was done
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from counter.actions import proposals
from counter.actions.desk import Desk
from counter.domain.proposal import Approval, Proposal
from counter.domain.review import Review
from counter.domain.staff import Actor
from counter.errors import RuleBroken
from ui.approving.presenter import Approver
from ui.presenting import Failed, ScreenPresenter

Deed = Callable[[Desk, Actor, Any, Approval | None], Any]
_NEEDED = "approval.needed"


class Carrying(QObject):
    """One proposal at a time, for one screen.

    Args:
        presenter: asks the store lane; its person proposes.
        approver: asks the supervisor.
        queued: told of a review that waits in the queue now.
    """

    def __init__(self, presenter: ScreenPresenter, approver: Approver, *, queued: Callable[[Review], object]) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._approver = approver
        self._queued = queued

    def propose(
        self,
        proposal: Proposal,
        *,
        done: Callable[[Any], object],
        failed: Failed,
        deed: Deed = proposals.carry_out,
    ) -> None:
        """``done`` is told once it is on the disk, ``failed`` what stood in the way; neither when it waits elsewhere.

        Args:
            proposal: what is to be done.
            done: takes what the deed gives: the case and the papers.
            failed: takes the error.
            deed: what is done with it, where that is more or less than ``proposals.carry_out``.
        """
        actor = self._presenter.actor
        if actor is None:
            return

        def carry(approval: Approval | None) -> None:
            self._presenter.ask(_carry_out, actor, proposal, deed, approval, done=done, failed=refused)

        def refused(error: BaseException) -> None:
            if isinstance(error, RuleBroken) and error.code == _NEEDED:
                self._approver.ask(error, proposal, actor, approved=carry, queued=self._queued)
            else:
                failed(error)

        self._approver.forget()
        carry(None)

    def forget(self) -> None:
        """Nobody is asked for anything."""
        self._approver.forget()


def _carry_out(desk: Desk, actor: Actor, proposal: Proposal, deed: Deed, approval: Approval | None) -> Any:
    """Settled first, so that what is done is what was approved. Runs on the store lane."""
    return deed(desk, actor, proposals.settle(desk, proposal), approval)
