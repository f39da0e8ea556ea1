"""审核: what waits for a supervisor, decided by him, and carried out by the window that has the case.

    ask ▶ OPEN ─┬ decide, approved ▶ APPROVED ── carry_out_approved ▶ DONE
                ├ decide, returned ▶ RETURNED, with a reason for the clerk
                └ take_back (also when RETURNED), or the case moved on (also when APPROVED) ▶ OVERTAKEN

The decision travels as a journal line to the platform and as news from there to the window of the case, and so does
every lock. Nobody decides his own; the two of them, clerk and chief, are all the signatures there are (domain.md §7,
北京市优化营商环境条例 35). A stuck line is shown to the whole hall and put right at its own window (``sides``,
``repair``); what two windows say of one case, in the platform's news, is a review of this window alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from counter.actions import approvals, proposals, review_sight
from counter.actions.desk import Deed, Desk, deed
from counter.actions.intake import Taken, blob_refs
from counter.actions.review_sight import ReviewDetail, known_case, moved_on, read_review, read_scan
from counter.domain.base import Value
from counter.domain.case import Intake
from counter.domain.ids import uuid7
from counter.domain.journal import BlobRef
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Approval, Proposal
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Actor, Role
from counter.domain.text import clean_text
from counter.errors import RuleBroken
from counter.store import cases, deliveries, journal, reviews, supervisors
from counter.store.journal import Entry
from counter.store.reviews import ReviewPage
from counter.wire.bodies import Kind, ReviewAsked, ReviewAssigned, ReviewDecided, ReviewLocked, ReviewOvertaken

__all__ = [
    "OF_LINES",
    "ReviewDetail",
    "ReviewPage",
    "ask",
    "assign",
    "break_lock",
    "carry_out_approved",
    "count_kinds",
    "decide",
    "list_reviews",
    "lock",
    "needs_repair",
    "read",
    "read_review",
    "read_scan",
    "supervisors_of",
    "take_back",
    "unlock",
]

REASON_LENGTH = 200
OF_LINES = frozenset({ReviewKind.LINE_REFUSED, ReviewKind.LINE_CONFLICT})
"""Reviews of stuck lines: a supervisor of any window says what is to be done, the window of the line does it."""
_MOVED = frozenset({"case.moved_on", "case.voided", "approval.old"})
"""What a deed says when the approved proposal has lost its ground."""
_KINDS: dict[type[Value], Kind] = {
    ReviewAsked: Kind.REVIEW_ASKED,
    ReviewDecided: Kind.REVIEW_DECIDED,
    ReviewAssigned: Kind.REVIEW_ASSIGNED,
    ReviewLocked: Kind.REVIEW_LOCKED,
    ReviewOvertaken: Kind.REVIEW_OVERTAKEN,
}


def ask(desk: Desk, actor: Actor, proposal: Proposal, reason: str = "") -> Review:
    """The proposal waits for a supervisor, of any window of the hall; an earlier one that came back is put aside.

    The scans that it brings are sent now, also while it is a draft: whoever decides has to see them.

    Raises:
        IntakeFaults: what is missing or wrong in what is proposed; a supervisor is not asked for half a case.
        RuleBroken: ``approval.not_needed``; ``review.open_already`` for a second one of its kind; codes of the deed's
            checks and of ``text``; ``number.no_epoch``.
        StoreTrouble: nothing was stored.
    """
    kind = approvals.needed(desk, proposal)
    if kind is None:
        raise RuleBroken("approval.not_needed")
    settled = proposals.settle(desk, proposal)
    earlier = [each for each in reviews.of_case(desk.db, settled.case) if each.kind is kind]
    if any(each.state is ReviewState.OPEN for each in earlier):
        raise RuleBroken("review.open_already")
    moment, window = desk.moment(), desk.enrolment().window
    review = Review(
        id=uuid7(),
        kind=kind,
        case=settled.case,
        case_no=review_sight.case_no_of(desk, settled),
        title=review_sight.title_of(desk, settled),
        rule=f"rule.{kind}",
        asked_by=actor.clerk_no,
        asked_by_name=actor.name,
        asked_at=moment.at,
        reason=clean_text(reason, field="reason", max_length=REASON_LENGTH, required=False),
        install=window.install,
        window=window.window,
        proposal=settled,
    )
    with deed(desk) as doing:
        for each in earlier:
            if each.state in {ReviewState.RETURNED, ReviewState.APPROVED}:
                _overtake(desk, doing, actor, each, "review.asked_again")
        files = review_sight.scans_here(desk, settled)
        cases.put_loose_scans(doing.db, files)
        _tell(desk, doing, actor, review, ReviewAsked(review=review), blobs=blob_refs(Intake(), *files))
    return review


def list_reviews(
    desk: Desk,
    actor: Actor,
    *,
    state: ReviewState | None = ReviewState.OPEN,
    kind: ReviewKind | None = None,
    mine: bool = False,
    offset: int = 0,
    limit: int = 100,
) -> ReviewPage:
    """The queue of the hall, who waits longest first; a clerk sees what he asked for himself.

    With ``mine`` only what was given to that supervisor.
    """
    asked_by = "" if actor.may(Role.SUPERVISOR) else actor.clerk_no
    assigned_to = actor.clerk_no if mine else ""
    return reviews.page(
        desk.db, state=state, kind=kind, asked_by=asked_by, assigned_to=assigned_to, offset=offset, limit=limit
    )


def count_kinds(
    desk: Desk, actor: Actor, *, state: ReviewState = ReviewState.OPEN, mine: bool = False
) -> dict[ReviewKind, int]:
    """How many of each kind ``list_reviews`` gives."""
    asked_by = "" if actor.may(Role.SUPERVISOR) else actor.clerk_no
    return reviews.count_kinds(desk.db, state, asked_by=asked_by, assigned_to=actor.clerk_no if mine else "")


def supervisors_of(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Number and name of every supervisor to whom a review can be given."""
    return tuple((card.clerk_no, card.name) for card in supervisors.all_cards(desk.db))


def decide(
    desk: Desk, supervisor: Actor, review_ids: Sequence[str], *, approved: bool, reason: str = "", secret: str = ""
) -> tuple[Review, ...]:
    """Every one of them is decided, all with one secret, or none is; gives them as they stand now.

    Approving signs exactly the proposal that was asked for. One whose case moved on meanwhile is not approved but
    OVERTAKEN. What has no proposal (two windows at one case, unsent work) is thereby dealt with, and needs no secret.

    Raises:
        RuleBroken: ``role.supervisor_needed``; ``review.unknown``, ``review.decided``, ``review.locked`` (by whom);
            ``approval.own``; ``review.repair_needed`` for a stuck line of a case, which is corrected or voided
            instead; ``text.empty`` for a return without reason; ``approval.secret`` and others of ``approval``.
        StoreTrouble: nothing was stored.
    """
    found = [_waiting(desk, supervisor, review_id) for review_id in dict.fromkeys(review_ids)]
    why = clean_text(reason, field="reason", max_length=REASON_LENGTH, required=not approved)
    decided = _approvals(desk, supervisor, found, secret) if approved else {}
    at = desk.moment().at
    after = []
    with deed(desk) as doing:
        for review in found:
            overtaken = moved_on(desk, review) if approved else ""
            if overtaken:
                after.append(_overtake(desk, doing, supervisor, review, overtaken))
                continue
            given = decided.get(review.id)
            state = (ReviewState.APPROVED if given else ReviewState.DONE) if approved else ReviewState.RETURNED
            if approved and review.kind in OF_LINES and review.line:
                deliveries.supersede(doing.db, review.line, review.line)
            done = msgspec.structs.replace(
                review, state=state, decided_by=supervisor.clerk_no, decided_at=at, decision_reason=why,
                approval=given, locked_by="", locked_at=None,
            )  # fmt: skip
            body = ReviewDecided(review=review.id, approved=approved, reason=why)
            _tell(desk, doing, supervisor, done, body, approval=given)
            after.append(done)
    return tuple(after)


def assign(desk: Desk, actor: Actor, review_id: str, supervisor: str) -> Review:
    """That supervisor is to decide it; empty gives it back to all of them.

    Raises:
        RuleBroken: ``approval.unknown_supervisor``; ``approval.own`` for the one who asked; as ``decide``.
        StoreTrouble: nothing was stored.
    """
    review = _waiting(desk, actor, review_id, own=True)
    if supervisor and supervisors.card(desk.db, supervisor) is None:
        raise RuleBroken("approval.unknown_supervisor", field="supervisor")
    if supervisor == review.asked_by:
        raise RuleBroken("approval.own", field="supervisor")
    assigned = msgspec.structs.replace(review, assigned_to=supervisor)
    return _write(desk, actor, assigned, ReviewAssigned(review=review.id, supervisor=supervisor))


def lock(desk: Desk, actor: Actor, review_id: str) -> Review:
    """Nobody else decides it while this supervisor looks at it.

    Raises:
        RuleBroken: ``review.locked`` (by whom) and others as ``decide``.
        StoreTrouble: nothing was stored.
    """
    review = _waiting(desk, actor, review_id, own=True)
    if review.locked_by:
        return review
    locked = msgspec.structs.replace(review, locked_by=actor.clerk_no, locked_at=desk.moment().at)
    return _write(desk, actor, locked, ReviewLocked(review=review.id, locked_by=actor.clerk_no))


def unlock(desk: Desk, actor: Actor, review_id: str) -> Review:
    """It is free again for every supervisor.

    Raises:
        RuleBroken: as ``lock``.
        StoreTrouble: nothing was stored.
    """
    review = _waiting(desk, actor, review_id, own=True)
    if not review.locked_by:
        return review
    free = msgspec.structs.replace(review, locked_by="", locked_at=None)
    return _write(desk, actor, free, ReviewLocked(review=review.id, locked_by=""))


def break_lock(desk: Desk, actor: Actor, review_id: str, note: str = "") -> Review:
    """The lock is this supervisor's now; the journal says whose it was, and why it was broken.

    Raises:
        RuleBroken: as ``lock``, but for ``review.locked``; codes of ``text``.
        StoreTrouble: nothing was stored.
    """
    review = _waiting(desk, actor, review_id, own=True, locked=True)
    why = clean_text(note, field="note", max_length=REASON_LENGTH, required=False)
    if review.locked_by in {"", actor.clerk_no}:
        return lock(desk, actor, review_id)
    broken = msgspec.structs.replace(review, locked_by=actor.clerk_no, locked_at=desk.moment().at)
    body = ReviewLocked(review=review.id, locked_by=actor.clerk_no, broke=review.locked_by, note=why)
    return _write(desk, actor, broken, body)


def take_back(desk: Desk, actor: Actor, review_id: str) -> Review:
    """Who asked does not ask any more: nobody will decide it, or what came back with a reason is put aside.

    Raises:
        RuleBroken: ``review.unknown``, ``review.decided``, ``review.not_asker``; ``review.repair_needed``.
        StoreTrouble: nothing was stored.
    """
    review = read(desk, review_id)
    if review.asked_by != actor.clerk_no:
        raise RuleBroken("review.not_asker")
    if review.state not in {ReviewState.OPEN, ReviewState.RETURNED}:
        raise RuleBroken("review.decided")
    if review.proposal is None and review.state is ReviewState.OPEN:
        raise RuleBroken("review.repair_needed")
    with deed(desk) as doing:
        return _overtake(desk, doing, actor, review, "review.taken_back")


def carry_out_approved(desk: Desk, actor: Actor, review_id: str) -> Taken:
    """What was approved is done, exactly that, at the window that has the case; a second call does nothing more.

    The review is done with the journal line of the deed; that of a ``Reprint`` when the paper went to the printer.

    Raises:
        RuleBroken: ``review.unknown``, ``review.not_approved``, ``review.other_window``; ``review.overtaken`` when the
            case moved on or the approval is too old: it is not carried out then; codes of the deed and of
            ``approval`` (``approval.own`` when the approver himself would do it).
        StoreTrouble: nothing was stored.
    """
    review = read(desk, review_id)
    if review.install != desk.enrolment().install:
        raise RuleBroken("review.other_window")
    if review.proposal is None or review.approval is None or review.case is None:
        raise RuleBroken("review.not_approved")
    if review.state is ReviewState.DONE:
        return _as_done(desk, review)
    if review.state is not ReviewState.APPROVED:
        raise RuleBroken("review.overtaken" if review.state is ReviewState.OVERTAKEN else "review.not_approved")
    overtaken = moved_on(desk, review)
    if not overtaken:
        try:
            return proposals.carry_out(desk, actor, review.proposal, review.approval)
        except RuleBroken as fault:
            if fault.code not in _MOVED:
                raise
            overtaken = fault.code
    with deed(desk) as doing:
        _overtake(desk, doing, actor, review, overtaken)
    raise RuleBroken("review.overtaken")


def read(desk: Desk, review_id: str) -> Review:
    """The review; raises RuleBroken ``review.unknown``."""
    review = reviews.read(desk.db, review_id)
    if review is None:
        raise RuleBroken("review.unknown")
    return review


def _waiting(desk: Desk, supervisor: Actor, review_id: str, *, own: bool = False, locked: bool = False) -> Review:
    """The review, which that supervisor may handle now; ``own`` and ``locked`` say what does not stand in his way."""
    if not supervisor.may(Role.SUPERVISOR):
        raise RuleBroken("role.supervisor_needed")
    review = read(desk, review_id)
    if review.state is not ReviewState.OPEN:
        raise RuleBroken("review.decided")
    if review.locked_by not in {"", supervisor.clerk_no} and not locked:
        raise RuleBroken("review.locked", by=review.locked_by)
    if review.asked_by == supervisor.clerk_no and not own:
        raise RuleBroken("approval.own")
    return review


def _approvals(desk: Desk, supervisor: Actor, found: Sequence[Review], secret: str) -> dict[str, Approval]:
    """By review, for those that propose something and whose ground is still there; the key is opened once."""
    for review in found:
        if review.kind in OF_LINES and needs_repair(desk, review):
            raise RuleBroken("review.repair_needed")
    wanted = {
        review.id: (review.kind, review.proposal)
        for review in found
        if review.proposal is not None and not moved_on(desk, review)
    }
    if not wanted:
        return {}
    signed = approvals.sign(desk, wanted.values(), supervisor=supervisor.clerk_no, secret=secret)
    return dict(zip(wanted, signed, strict=True))


def needs_repair(desk: Desk, review: Review) -> bool:
    """Whether the stuck line says something of a case, which a correction or a void has to answer at its window."""
    if review.install != desk.enrolment().install:
        return True
    lines = journal.lines_of_case(desk.db, review.case) if review.case else ()
    opened = (sealed.opened() for sealed in lines)
    return any(line.id == review.line and not line.kind.startswith("review.") for line in opened)


def _overtake(desk: Desk, doing: Deed, actor: Actor, review: Review, why: str) -> Review:
    overtaken = msgspec.structs.replace(
        review, state=ReviewState.OVERTAKEN, decision_reason=review.decision_reason or why, locked_by="", locked_at=None
    )
    body = ReviewOvertaken(review=review.id, reason=why)
    _tell(desk, doing, actor, overtaken, body)
    return overtaken


def _as_done(desk: Desk, review: Review) -> Taken:
    case = known_case(desk, review.case)
    if case is None:
        raise RuleBroken("case.unknown")
    return Taken(case=case, papers=())


def _write(desk: Desk, actor: Actor, review: Review, body: Value) -> Review:
    with deed(desk) as doing:
        _tell(desk, doing, actor, review, body)
    return review


def _tell(
    desk: Desk,
    doing: Deed,
    actor: Actor,
    review: Review,
    body: Value,
    *,
    approval: Approval | None = None,
    blobs: tuple[BlobRef, ...] = (),
) -> None:
    """The review stands like that, and the platform will know, unless it is one of this window alone."""
    alone = reviews.is_of_here_alone(doing.db, review)
    reviews.put(doing.db, review)
    if alone:
        return
    entry = Entry(
        kind=_KINDS[type(body)],
        body=body,
        actor=actor.clerk_no,
        moment=desk.moment(),
        case=review.case,
        blobs=blobs,
        approval=approval,
    )
    doing.tell(entry)
