"""What was proposed is carried out; where the hall asks a supervisor, he is asked first, here or in his queue.

propose ─▶ settle ─▶ carry_out ─┬ done
                                └ approval.needed ─▶ ApprovalForm ─┬ 现场授权 ─▶ carry_out with it ─▶ done
                                                                   ├ 提请审核 ─▶ waits in the queue (asked)
                                                                   └ Esc ─▶ nothing was done
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from counter.actions import approvals, proposals, reviews
from counter.actions.desk import Desk
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Approval, Proposal
from counter.domain.review import Review
from counter.domain.staff import Actor
from counter.errors import CounterError
from ui.names import REVIEW_KINDS
from ui.parts.approval import ApprovalForm
from ui.presenting import Failed, ScreenPresenter
from ui.wording import sentence

Deed = Callable[[Desk, Actor, Any, Approval | None], Any]
_AT_SUPERVISOR = frozenset({"approval.unknown_supervisor", "approval.own", "approval.key_unusable"})
_OF_APPROVAL = "approval."
_NEEDED = "approval.needed"


class Carrying(QObject):
    """One proposal at a time, for one screen.

    Args:
        presenter: asks the store lane; its person proposes.
        form: where the supervisor approves.
        asked: told of a review that waits in the queue now.
    """

    def __init__(self, presenter: ScreenPresenter, form: ApprovalForm, *, asked: Callable[[Review], object]) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._form = form
        self._asked = asked
        self._proposal: Proposal | None = None
        self._meaning = ""
        self._deed: Deed = proposals.carry_out
        self._done: Callable[[Any], object] = lambda _outcome: None
        self._failed: Failed = lambda _error: None
        form.approve_asked.connect(self._approve)
        form.review_asked.connect(self._queue)
        form.dismissed.connect(self._drop)

    def propose(
        self,
        proposal: Proposal,
        *,
        meaning: str,
        done: Callable[[Any], object],
        failed: Failed,
        deed: Deed = proposals.carry_out,
    ) -> None:
        """``done`` is told once it is on the disk, ``failed`` what stood in the way; neither when it waits elsewhere.

        Args:
            proposal: what is to be done.
            meaning: the same in words, for the supervisor.
            done: takes what the deed gives: the case and the papers.
            failed: takes the error.
            deed: what is done with it, where that is more or less than ``proposals.carry_out``.
        """
        if self._presenter.actor is None:
            return
        self._proposal, self._meaning, self._deed = proposal, meaning, deed
        self._done, self._failed = done, failed
        self._presenter.ask(_carry_out, self._presenter.actor, proposal, deed, done=self._end, failed=self._refused)

    def forget(self) -> None:
        """Nothing is proposed, and nobody stood here."""
        self._proposal = None
        self._form.forget()

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, CounterError) and error.code == _NEEDED:
            self._form.ask(REVIEW_KINDS[ReviewKind(str(error.params["kind"]))], self._meaning)
            return
        self._proposal = None
        self._form.close_quietly()
        self._failed(error)

    def _approve(self, supervisor: str, secret: str) -> None:
        if self._proposal is not None and self._presenter.actor is not None:
            self._presenter.ask(
                _approved, self._presenter.actor, self._proposal, self._deed, supervisor, secret,
                done=self._end, failed=self._not_approved,
            )  # fmt: skip

    def _not_approved(self, error: BaseException) -> None:
        """What the supervisor can put right stays with him; everything else is the deed's."""
        if isinstance(error, CounterError) and error.code.startswith(_OF_APPROVAL) and error.code != _NEEDED:
            self._form.show_fault(sentence(error), "supervisor" if error.code in _AT_SUPERVISOR else "secret")
        else:
            self._refused(error)

    def _queue(self) -> None:
        proposal, self._proposal = self._proposal, None
        if proposal is not None and self._presenter.actor is not None:
            self._presenter.ask(_ask, self._presenter.actor, proposal, done=self._asked, failed=self._failed)

    def _drop(self) -> None:
        self._proposal = None

    def _end(self, outcome: Any) -> None:
        self._proposal = None
        self._form.close_quietly()
        self._done(outcome)


def _carry_out(desk: Desk, actor: Actor, proposal: Proposal, deed: Deed) -> Any:
    """Settled first, so that what is done is what would be approved."""
    return deed(desk, actor, proposals.settle(desk, proposal), None)


def _approved(desk: Desk, actor: Actor, proposal: Proposal, deed: Deed, supervisor: str, secret: str) -> Any:  # noqa: PLR0917
    """Approved and done in one go, so that no approval lies about."""
    settled = proposals.settle(desk, proposal)
    approval = approvals.approve_on_spot(desk, actor, settled, supervisor=supervisor, secret=secret)
    return deed(desk, actor, settled, approval)


def _ask(desk: Desk, actor: Actor, proposal: Proposal) -> Review:
    return reviews.ask(desk, actor, proposals.settle(desk, proposal))
