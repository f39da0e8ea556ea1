"""审核 as the platform keeps it: who asked, who decided, and every window of the hall is told (states: ``review``).

OPEN ─┬ decided with approval ▶ APPROVED ─ the deed that uses it ▶ DONE
      ├ decided without ──────▶ RETURNED
      └ the case ended ───────▶ OVERTAKEN, as does an approved one
"""

from __future__ import annotations

import msgspec

from counter.domain.case import OPEN
from counter.domain.ids import ID_LENGTH, uuid7
from counter.domain.journal import Line
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Amend, Approval, Reprint, Take, Unlist, Void
from counter.domain.review import Review, ReviewState
from counter.errors import RuleBroken
from counter.hall import approvals, line_reviews
from counter.hall.answers import StuckError
from counter.hall.books import Books, KeptReview
from counter.hall.cases import KnownCase
from counter.hall.effects import Effects
from counter.hall.sitting import Sitting
from counter.wire.bodies import ReviewAsked, ReviewAssigned, ReviewDecided, ReviewLocked, ReviewOvertaken
from counter.wire.messages import Verdict

_OUTLIVE = (Amend, Reprint, Unlist, Void)
"""What may still be done with a case that is at an end."""
PLATFORM = "platform"
"""Who asks when the hall itself noticed something."""


def ask(sitting: Sitting, line: Line, body: ReviewAsked) -> None:
    """The review waits for a supervisor; every window of the hall knows it, and the case with it.

    Raises:
        StuckError: ``review.exists``, ``line.body`` for a review whose id is none.
        RuleBroken: ``review.asker``, ``review.state`` for one that is decided already.
    """
    review = body.review
    if not 1 <= len(review.id) <= ID_LENGTH:
        raise StuckError(Verdict.REFUSED, "line.body", field="review.id")
    if sitting.books.review(review.id) is not None:
        raise StuckError(Verdict.CONFLICT, "review.exists", theirs=review.id)
    if review.asked_by != line.actor or review.case != line.case:
        raise RuleBroken("review.asker", field="review.asked_by")
    if review.state is not ReviewState.OPEN or review.approval is not None:
        raise RuleBroken("review.state", field="review.state")
    if line.case is not None:
        sitting.keep_blobs(line, line.case)
    line_reviews.hand_over(sitting, review)
    _put(sitting, line, sitting.hall, review)
    known = sitting.ledger.cases.get(review.case) if review.case is not None else None
    if known is not None and known.hall == sitting.hall:
        sitting.effects.show(known, not_for=line.install)


def decide(sitting: Sitting, line: Line, body: ReviewDecided) -> None:
    """A supervisor decided what another asked; his approval goes to the window that carries it out.

    Raises:
        StuckError: ``review.missing``, ``review.state`` when somebody was faster, codes of ``approvals``.
        RuleBroken: ``role.supervisor_needed``, ``text.empty`` for a return without reason.
    """
    kept = _waiting(sitting, body.review)
    review = kept.review
    _needs_supervisor(sitting, line)
    if review.asked_by == line.actor:
        raise StuckError(Verdict.REFUSED, "approval.own", field="actor")
    if not body.approved and not body.reason.strip():
        raise RuleBroken("text.empty", field="reason")
    state, approval = _decision(sitting, line, review, approved=body.approved)
    decided = msgspec.structs.replace(
        review,
        state=state,
        decided_by=line.actor,
        decided_at=line.at,
        decision_reason=body.reason,
        approval=approval,
        locked_by="",
        locked_at=None,
    )
    _put(sitting, line, kept.hall, decided)


def assign(sitting: Sitting, line: Line, body: ReviewAssigned) -> None:
    """One supervisor has it.

    Raises:
        StuckError: ``review.missing``, ``review.state``.
        RuleBroken: ``role.supervisor_needed``, ``review.supervisor``.
    """
    kept = _waiting(sitting, body.review)
    _needs_supervisor(sitting, line)
    if body.supervisor and body.supervisor not in sitting.ledger.supervisors:
        raise RuleBroken("review.supervisor", field="supervisor")
    _put(sitting, line, kept.hall, msgspec.structs.replace(kept.review, assigned_to=body.supervisor))


def lock(sitting: Sitting, line: Line, body: ReviewLocked) -> None:
    """One supervisor looks at it, or it is free again; who breaks a lock says whose.

    Raises:
        StuckError: ``review.missing``, ``review.state``, ``review.locked`` with who holds it.
        RuleBroken: ``role.supervisor_needed``, ``review.supervisor`` for a lock in another's name.
    """
    kept = _waiting(sitting, body.review)
    _needs_supervisor(sitting, line)
    holder = kept.review.locked_by
    if body.locked_by not in {"", line.actor}:
        raise RuleBroken("review.supervisor", field="locked_by")
    if holder and holder not in {line.actor, body.broke}:
        raise StuckError(Verdict.CONFLICT, "review.locked", theirs=holder)
    locked_at = line.at if body.locked_by else None
    _put(sitting, line, kept.hall, msgspec.structs.replace(kept.review, locked_by=body.locked_by, locked_at=locked_at))


def note_overtaken(sitting: Sitting, line: Line, body: ReviewOvertaken) -> None:
    """Nobody waits for it any more: the window that would carry it out, or a supervisor, saw the case move on.

    Raises:
        StuckError: ``review.missing``.
        RuleBroken: ``role.supervisor_needed`` for a clerk of another window.
    """
    kept = sitting.books.review(body.review)
    if kept is None:
        raise StuckError(Verdict.HELD, "review.missing")
    if kept.review.install != line.install:
        _needs_supervisor(sitting, line)
    if kept.review.state not in {ReviewState.DONE, ReviewState.OVERTAKEN}:
        _put(sitting, line, kept.hall, msgspec.structs.replace(kept.review, state=ReviewState.OVERTAKEN))


def carry_out(sitting: Sitting, line: Line, approval: Approval) -> None:
    """The approval is used, and the review that gave it is done."""
    approvals.use(sitting, line, approval)
    for kept in sitting.books.waiting_reviews(approval.case):
        given = kept.review.approval
        if given is not None and given.id == approval.id:
            _put(sitting, line, kept.hall, msgspec.structs.replace(kept.review, state=ReviewState.DONE))


def overtake(books: Books, effects: Effects, known: KnownCase, *, not_for: str = "") -> None:
    """The case is at an end: what waits for it cannot be done any more."""
    if known.is_open():
        return
    for kept in books.waiting_reviews(known.case):
        if kept.review.proposal is None or isinstance(kept.review.proposal, _OUTLIVE):
            continue
        overtaken = msgspec.structs.replace(kept.review, state=ReviewState.OVERTAKEN)
        books.put_review(kept.hall, overtaken)
        effects.tell_review(kept.hall, overtaken, not_for=not_for)


def claim_twice(sitting: Sitting, line: Line, known: KnownCase) -> None:
    """Two windows took in one case: a supervisor has to look, and nothing is overwritten meanwhile."""
    if known.install == line.install:
        return
    review = Review(
        id=uuid7(),
        kind=ReviewKind.CLAIMED_TWICE,
        case=known.case,
        case_no=known.card.case_no,
        title=known.card.item_name,
        rule="case.exists",
        asked_by=PLATFORM,
        asked_at=sitting.now,
        install=line.install,
        window=sitting.install.window.window,
        line=line.id,
    )
    sitting.books.put_review(sitting.hall, review)
    sitting.effects.tell_review(sitting.hall, review)
    sitting.effects.show(known)


def _decision(sitting: Sitting, line: Line, review: Review, *, approved: bool) -> tuple[ReviewState, Approval | None]:
    if not approved:
        return ReviewState.RETURNED, None
    if review.proposal is None:
        return ReviewState.DONE, None
    approval = approvals.check_decided(sitting, line, review.kind, review.proposal)
    known = sitting.ledger.cases.get(review.case) if review.case is not None else None
    over = known is not None and known.card.state not in OPEN and not isinstance(review.proposal, _OUTLIVE)
    taken = known is not None and isinstance(review.proposal, Take)
    return (ReviewState.OVERTAKEN if over or taken else ReviewState.APPROVED), approval


def _waiting(sitting: Sitting, review: str) -> KeptReview:
    kept = sitting.books.review(review)
    if kept is None:
        raise StuckError(Verdict.HELD, "review.missing")
    if kept.review.state is not ReviewState.OPEN:
        raise StuckError(Verdict.CONFLICT, "review.state", theirs=kept.review.state.value)
    return kept


def _needs_supervisor(sitting: Sitting, line: Line) -> None:
    if line.actor not in sitting.ledger.supervisors:
        raise RuleBroken("role.supervisor_needed", field="actor")


def _put(sitting: Sitting, line: Line, hall: str, review: Review) -> None:
    sitting.books.put_review(hall, review)
    sitting.effects.tell_review(hall, review, not_for=line.install)
