"""Reviews and approvals on the simulated platform: judged as the hall judges them, and told to every window."""

from __future__ import annotations

import msgspec

from counter.domain import approval_rules
from counter.domain.base import Value
from counter.domain.journal import Line
from counter.domain.policy import HallPolicy, ReviewKind
from counter.domain.proposal import Approval, Reprint, Supplement, content_sha256
from counter.domain.review import Review, ReviewState
from counter.domain.staff import SupervisorCard
from counter.wire.amounting import fits, proposals_of
from counter.wire.approving import check_approval
from counter.wire.bodies import ReviewAsked, ReviewAssigned, ReviewDecided, ReviewLocked, ReviewOvertaken
from counter.wire.messages import Verdict

DECIDED = "review.state"
"""The code of a decision that came second; it is a conflict, and the first one stands."""


class SimulatedReviews:
    """Every review of the hall as it stands, and the approvals that were used up.

    ``policy`` None asks nobody: a missing approval is refused only once the hall has published a policy.
    """

    def __init__(self) -> None:
        self.known: dict[str, Review] = {}
        self.cards: dict[str, SupervisorCard] = {}
        self.policy: HallPolicy | None = None
        self._used: dict[str, str] = {}  # approval → line

    def forget(self) -> None:
        """Nobody asked for anything; policy and supervisors stay."""
        self.known.clear()
        self._used.clear()

    def refusal(self, line: Line, body: Value) -> str:
        """The code of why the line is refused, empty when it is not."""
        match body:
            case ReviewAsked():
                return "" if body.review.asked_by == line.actor else "review.asker"
            case ReviewDecided() | ReviewAssigned() | ReviewLocked() | ReviewOvertaken():
                review = self.known.get(body.review)
                if review is None:
                    return "review.unknown"
                return self._decision_refusal(line, body, review) if isinstance(body, ReviewDecided) else ""
            case _:
                return self._deed_refusal(line, body)

    def stuck(self, line: Line, verdict: Verdict) -> None:
        """The line waits for a supervisor under its own id, as at the hall; its window knows it."""
        if not line.kind.startswith("review."):
            kind = ReviewKind.LINE_CONFLICT if verdict is Verdict.CONFLICT else ReviewKind.LINE_REFUSED
            self.known[line.id] = Review(
                id=line.id, kind=kind, case=line.case, asked_by=line.actor, asked_at=line.at, install=line.install,
                line=line.id,
            )  # fmt: skip

    def effect(self, line: Line, body: Value) -> Review | None:
        """The review that the line changed; a decision after the first one changes nothing."""
        changed = self._changed(line, body)
        if changed is not None:
            self.known[changed.id] = changed
        return changed

    def _changed(self, line: Line, body: Value) -> Review | None:
        match body:
            case ReviewAsked():
                return None if body.review.id in self.known else body.review
            case ReviewDecided() if self._state(body.review) is ReviewState.OPEN:
                return msgspec.structs.replace(
                    self.known[body.review],
                    state=_after(self.known[body.review], approved=body.approved),
                    decided_by=line.actor,
                    decided_at=line.at,
                    decision_reason=body.reason,
                    approval=line.approval,
                    locked_by="",
                    locked_at=None,
                )
            case ReviewAssigned():
                return msgspec.structs.replace(self.known[body.review], assigned_to=body.supervisor)
            case ReviewLocked():
                locked_at = line.at if body.locked_by else None
                return msgspec.structs.replace(self.known[body.review], locked_by=body.locked_by, locked_at=locked_at)
            case ReviewOvertaken() if self._state(body.review) in {ReviewState.OPEN, ReviewState.APPROVED}:
                return msgspec.structs.replace(self.known[body.review], state=ReviewState.OVERTAKEN)
            case _:
                return self._carried_out(line)

    def _carried_out(self, line: Line) -> Review | None:
        if line.approval is None:
            return None
        self._used.setdefault(line.approval.id, line.id)
        for review in self.known.values():
            if review.approval is not None and review.approval.id == line.approval.id:
                return msgspec.structs.replace(review, state=ReviewState.DONE)
        return None

    def _state(self, review: str) -> ReviewState:
        return self.known[review].state

    def _decision_refusal(self, line: Line, body: ReviewDecided, review: Review) -> str:
        if line.actor == review.asked_by:
            return "approval.own"
        if review.state is not ReviewState.OPEN:
            return DECIDED
        if not body.approved or review.proposal is None:
            return ""
        approval = line.approval
        if approval is None:
            return "approval.needed"
        if approval.supervisor != line.actor or approval.content_sha256 != content_sha256(review.proposal):
            return "approval.other_content"
        return self._signature_refusal(line, approval)

    def _deed_refusal(self, line: Line, body: Value) -> str:
        if line.case is None:
            return ""
        if line.approval is None:
            asked = [each for each in proposals_of(line.case, body) if not isinstance(each, Supplement | Reprint)]
            policy = self.policy
            return "approval.needed" if policy and any(approval_rules.needed(each, policy) for each in asked) else ""
        return self._use_refusal(line, line.approval, does=fits(line.case, body, line.approval.content_sha256))

    def _use_refusal(self, line: Line, approval: Approval, *, does: bool) -> str:
        if approval.supervisor == line.actor:
            return "approval.own"
        if not does:
            return "approval.other_content"
        if not approval_rules.is_timely(approval.at, line.at, on_spot=approval.on_spot):
            return "approval.old"
        if self._used.get(approval.id, line.id) != line.id:
            return "approval.used"
        return self._signature_refusal(line, approval)

    def _signature_refusal(self, line: Line, approval: Approval) -> str:
        card = self.cards.get(approval.supervisor)
        if approval.case != line.case:
            return "approval.other_case"
        if card is None:
            return "approval.unknown_supervisor"
        return "" if check_approval(card.public_key, approval) else "approval.signature"


def _after(review: Review, *, approved: bool) -> ReviewState:
    if not approved:
        return ReviewState.RETURNED
    return ReviewState.DONE if review.proposal is None else ReviewState.APPROVED
