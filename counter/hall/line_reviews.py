"""待处理 of every window: a line that is refused or disputed waits before the supervisors of the whole hall.

    refused, conflict ▶ OPEN, under the line's own id ─ a clerk hands it over in his words ▶ his review, this OVERTAKEN
    corrected, yielded, voided ▶ DONE, every one of the line

A line about a review is left out: who decided second is told so, and the first decision stands.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from counter.domain.case import Intake
from counter.domain.ids import LineId
from counter.domain.policy import ReviewKind
from counter.domain.review import Review, ReviewState, Side
from counter.hall import tables
from counter.hall.ledger import Opened
from counter.hall.sitting import Sitting
from counter.wire.bodies import CaseTaken
from counter.wire.messages import LineAnswer, Verdict

OF_LINES = frozenset({ReviewKind.LINE_REFUSED, ReviewKind.LINE_CONFLICT})
_KINDS = {Verdict.REFUSED: ReviewKind.LINE_REFUSED, Verdict.CONFLICT: ReviewKind.LINE_CONFLICT}
_ENDED = frozenset({ReviewState.DONE, ReviewState.OVERTAKEN})


def note(sitting: Sitting, opened: Opened, told: LineAnswer, sides: tuple[Side, ...]) -> None:
    """The line waits for a supervisor, with both sides where two windows disagree; its window knows it already."""
    line, kind = opened.line, _KINDS.get(told.verdict)
    known = sitting.ledger.cases.get(line.case) if line.case is not None else None
    known = known if known is not None and known.hall == sitting.hall else None
    claimed = told.code == "case.exists" and known is not None and known.install != line.install
    if kind is None or line.kind.startswith("review.") or claimed:  # two windows at one case are a review of their own
        return
    body = opened.body if isinstance(opened.body, CaseTaken) else None
    intake = known.card.intake if known is not None else body.intake if body is not None else Intake()
    item_name = known.card.item_name if known is not None else body.item_name if body is not None else ""
    case_no = known.card.case_no if known is not None else body.case_no if body is not None else ""
    review = Review(
        id=line.id,
        kind=kind,
        case=line.case,
        case_no=case_no,
        title=f"{item_name} {intake.applicant.name}".strip(),
        asked_by=line.actor,
        asked_at=sitting.now,
        reason=told.message,
        install=line.install,
        window=sitting.install.window.window,
        line=line.id,
        sides=sides,
        mine_at=line.at,
        theirs_at=known.changed_at if known is not None else None,
    )
    _put(sitting, review, not_for=line.install)
    if known is not None:
        sitting.effects.show(known)  # also to the sender: he has to see what stands here


def hand_over(sitting: Sitting, review: Review) -> None:
    """A clerk asked about the line in his own words: that review takes the place of the one that the hall had made."""
    kept = sitting.books.review(review.line) if review.kind in OF_LINES and review.line is not None else None
    if kept is not None and kept.review.state not in _ENDED:
        _put(sitting, msgspec.structs.replace(kept.review, state=ReviewState.OVERTAKEN))


def close(sitting: Sitting, line: LineId, case: str) -> None:
    """The line is answered: nobody waits for it any more."""
    reviews = tables.reviews
    ids = sitting.ledger.connection.scalars(select(reviews.c.id).where(reviews.c.case_id == case)).all()
    for review_id in sorted({*ids, line, *sitting.effects.reviews}):
        kept = sitting.books.review(review_id)
        if kept is not None and kept.review.line == line and kept.review.state not in _ENDED:
            _put(sitting, msgspec.structs.replace(kept.review, state=ReviewState.DONE))


def _put(sitting: Sitting, review: Review, *, not_for: str = "") -> None:
    sitting.books.put_review(sitting.hall, review)
    sitting.effects.tell_review(sitting.hall, review, not_for=not_for)
