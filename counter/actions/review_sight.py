"""审核时所见: what a supervisor needs beside a review to decide it, and whether its ground is still there."""

from __future__ import annotations

import msgspec

from counter.actions.desk import Desk
from counter.actions.lists import TimelineEntry
from counter.domain.base import Value
from counter.domain.case import OPEN, Attachment, Case, ReceivedMaterial
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem
from counter.domain.journal import SealedLine
from counter.domain.proposal import Amend, Proposal, Reprint, Supplement, Take, Unlist, Void
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Actor, Role
from counter.errors import RuleBroken
from counter.store import cases, catalogue, deliveries, hall_cases, journal, reviews
from counter.store.deliveries import Trouble
from counter.wire.bodies import Kind

_OUTLIVE = (Amend, Reprint, Unlist, Void)
"""What may still be done with a case that is at an end."""
_APART = (Reprint, Unlist)
"""What does not rest on how the case stands."""


class ReviewAttachment(Value):
    """A scan of the material that it belongs to, and whether it lies on this machine."""

    material: str
    attachment: Attachment
    here: bool


class ReviewDetail(Value):
    """A review with its evidence."""

    review: Review
    case: Case | None  # None while it is a draft
    item: ServiceItem | None
    rule: str  # code of the rule that asks for the decision
    timeline: tuple[TimelineEntry, ...]  # everything that happened to the case, as far as it is known here
    changes: tuple[TimelineEntry, ...]  # what of it happened since it was asked
    moved_on: str  # code of why it cannot be carried out any more; empty while it can
    attachments: tuple[ReviewAttachment, ...]
    trouble: Trouble | None  # what the platform said of a stuck line


class ReviewAnswer(Value):
    """A supervisor's answer to this window."""

    review: Review
    moved_on: str  # as in ``ReviewDetail``


def read_review(desk: Desk, review_id: str) -> ReviewDetail:
    """The review and everything beside it.

    Raises:
        RuleBroken: ``review.unknown``.
    """
    review = reviews.read(desk.db, review_id)
    if review is None:
        raise RuleBroken("review.unknown")
    case = known_case(desk, review.case)
    intake = review.proposal.intake if isinstance(review.proposal, Take) else case.intake if case else None
    materials = [*(case.intake.materials if case else ()), *proposed_materials(review.proposal)]
    pairs = {(each.code, attachment.sha256): attachment for each in materials for attachment in each.attachments}
    return ReviewDetail(
        review=review,
        case=case,
        item=catalogue.read_item(desk.db, intake.item_code, intake.item_version) if intake else None,
        rule=review.rule or f"rule.{review.kind}",
        timeline=tuple(_entry(sealed) for sealed in _lines(desk, review)),
        changes=tuple(_entry(sealed) for sealed in _since(desk, review)),
        moved_on="" if review.state in {ReviewState.DONE, ReviewState.RETURNED} else moved_on(desk, review),
        attachments=tuple(
            ReviewAttachment(material=code, attachment=attachment, here=desk.scans.holds(attachment.sha256))
            for (code, _), attachment in pairs.items()
        ),
        trouble=_trouble(desk, review),
    )


def proposed_materials(proposal: Proposal | None) -> tuple[ReceivedMaterial, ...]:
    """The materials that what is proposed brings with it."""
    if isinstance(proposal, Take):
        return proposal.intake.materials
    if isinstance(proposal, Supplement):
        return proposal.materials
    return (proposal.materials or ()) if isinstance(proposal, Amend) else ()


def scans_here(desk: Desk, proposal: Proposal) -> tuple[Attachment, ...]:
    """The files of those materials that lie on this machine, for who decides at another one."""
    files = (file for each in proposed_materials(proposal) for file in each.attachments)
    return tuple(file for file in files if desk.scans.holds(file.sha256))


def read_scan(desk: Desk, attachment: Attachment) -> bytes | None:
    """The scan as it was taken in, to be looked at; None for one that lies at another window.

    Raises:
        StoreTrouble: ``store.scan_damaged``.
    """
    return desk.scans.get(attachment.sha256) if desk.scans.holds(attachment.sha256) else None


def list_answers(desk: Desk, actor: Actor, *, limit: int = 200) -> tuple[ReviewAnswer, ...]:
    """What supervisors answered to this window: approved and not carried out, or returned; a clerk sees his own.

    What was returned and has lost its ground meanwhile needs nobody any more.
    """
    asked_by = "" if actor.may(Role.SUPERVISOR) else actor.clerk_no
    found = reviews.answered(desk.db, desk.enrolment().install, asked_by=asked_by, limit=limit)
    answers = [ReviewAnswer(review=review, moved_on=moved_on(desk, review)) for review in found]
    return tuple(each for each in answers if each.review.state is ReviewState.APPROVED or not each.moved_on)


def moved_on(desk: Desk, review: Review) -> str:
    """The code of why what was proposed has lost its ground, as far as it is known here; empty when it has not.

    A draft that was decided otherwise, a case that anything was done with since, or that is at an end, is another one
    than the supervisor saw.
    """
    proposal = review.proposal
    if proposal is None or isinstance(proposal, _APART):
        return ""
    case = known_case(desk, proposal.case)
    if isinstance(proposal, Take):
        return "case.decided" if case else ""
    kinds = {sealed.opened().kind for sealed in _since(desk, review)} - {Kind.CASE_NOTICE_ISSUED}  # that only tells
    if any(kind.startswith("case.") for kind in kinds):
        return "case.moved_on"
    ended = case is not None and case.state not in OPEN and not isinstance(proposal, _OUTLIVE)
    return "case.moved_on" if ended else ""


def known_case(desk: Desk, case_id: CaseId | None) -> Case | None:
    """The case as it is known here, of this window or of another; None for a draft."""
    if case_id is None:
        return None
    card = hall_cases.read_card(desk.db, case_id)
    return cases.read_case(desk.db, case_id) or (hall_cases.case_of(card) if card else None)


def case_no_of(desk: Desk, proposal: Proposal) -> str:
    """The number of its case, empty for a draft."""
    case = known_case(desk, proposal.case)
    return case.case_no if case else ""


def title_of(desk: Desk, proposal: Proposal) -> str:
    """Item and applicant; the screen masks the name."""
    case = known_case(desk, proposal.case)
    intake = proposal.intake if isinstance(proposal, Take) else case.intake if case else None
    item = catalogue.read_item(desk.db, intake.item_code, intake.item_version) if intake else None
    return f"{item.name if item else ''} {intake.applicant.name if intake else ''}".strip()


def _trouble(desk: Desk, review: Review) -> Trouble | None:
    if review.line is None:
        return None
    return next((each for each in deliveries.troubles(desk.db) if each.line == review.line), None)


def _since(desk: Desk, review: Review) -> tuple[SealedLine, ...]:
    """The lines of the case after the one that asked; all that are later than the asking at another window."""
    lines = _lines(desk, review)
    asked = next((place for place, sealed in enumerate(lines) if _asks(sealed, review.id)), None)
    if asked is not None:
        return lines[asked + 1 :]
    return tuple(sealed for sealed in lines if sealed.opened().at > review.asked_at)


def _lines(desk: Desk, review: Review) -> tuple[SealedLine, ...]:
    return journal.lines_of_case(desk.db, review.case) if review.case else ()


def _asks(sealed: SealedLine, review_id: str) -> bool:
    line = sealed.opened()
    return line.kind == Kind.REVIEW_ASKED and msgspec.json.decode(line.body)["review"]["id"] == review_id


def _entry(sealed: SealedLine) -> TimelineEntry:
    line = sealed.opened()
    return TimelineEntry(at=line.at, kind=line.kind, actor=line.actor, hash=sealed.hash)
