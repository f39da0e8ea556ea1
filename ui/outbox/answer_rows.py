"""审核结果: what a supervisor answered to this window, ready to be shown; made on the store lane."""

from __future__ import annotations

from typing import NamedTuple

from counter.actions import reviews
from counter.actions.desk import Desk
from counter.actions.intake import Taken
from counter.actions.review_sight import ReviewAnswer, list_answers
from counter.domain.ids import CaseId
from counter.domain.proposal import Take
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Actor
from ui.cases.rows import shown_applicant
from ui.names import REVIEW_KINDS
from ui.parts.facts import Fact
from ui.parts.times import day_and_time
from ui.review.proposed import facts_of
from ui.theme import Tone
from ui.wording import words

_NOT_BY_HIMSELF = "批准人不能自己执行；请经办人登录后办理"


class AnswerLine(NamedTuple):
    """One answer: the applicant's name is masked."""

    id: str
    kind: str
    approved: bool
    item_name: str
    applicant: str
    case_no: str
    case: CaseId | None
    is_draft: bool
    decided: str  # who and when
    opinion: str
    asker: str
    own: bool  # asked by the one who looks
    closed: str  # why it cannot be carried out; empty when it can
    facts: tuple[Fact, ...]

    @property
    def said(self) -> tuple[str, Tone]:
        """The answer in words and as a tone."""
        if not self.approved:
            return "已退回", "wait"
        return ("已批准，不能执行", "bad") if self.closed else ("已批准，可执行", "good")


class CarriedOut(NamedTuple):
    """What was approved is done: the review as it was, and what the deed gave."""

    review: Review
    taken: Taken


def answers_of(desk: Desk, actor: Actor) -> tuple[AnswerLine, ...]:
    """What waits for this person at this window. Runs on the store lane."""
    names = dict(reviews.supervisors_of(desk))
    return tuple(_line(desk, answer, actor, names) for answer in list_answers(desk, actor))


def carry_out(desk: Desk, actor: Actor, review_id: str) -> CarriedOut:
    """Exactly what was approved is done. Runs on the store lane.

    Raises:
        RuleBroken: as ``reviews.carry_out_approved``.
    """
    review = reviews.read(desk, review_id)
    return CarriedOut(review, reviews.carry_out_approved(desk, actor, review_id))


def _line(desk: Desk, answer: ReviewAnswer, actor: Actor, names: dict[str, str]) -> AnswerLine:
    review = answer.review
    detail = reviews.read_review(desk, review.id)
    item_name, _, applicant = review.title.partition(" ")
    at = day_and_time(review.decided_at) if review.decided_at else ""
    closed = words(answer.moved_on, {}) if answer.moved_on else ""
    return AnswerLine(
        id=review.id,
        kind=REVIEW_KINDS[review.kind],
        approved=review.state is ReviewState.APPROVED,
        item_name=item_name,
        applicant=shown_applicant(applicant) if applicant else "",
        case_no=review.case_no,
        case=review.case,
        is_draft=isinstance(review.proposal, Take),
        decided=f"{names.get(review.decided_by, review.decided_by)}　{at}".strip(),
        opinion=review.decision_reason,
        asker=review.asked_by_name or review.asked_by,
        own=review.asked_by == actor.clerk_no,
        closed=closed or (_NOT_BY_HIMSELF if review.decided_by == actor.clerk_no else ""),
        facts=facts_of(review.proposal, detail.case, detail.item),
    )
