"""授权: what a supervisor has to approve, his approval at the clerk's window, and whether an approval fits a deed.

    proposal ── needed? ──▶ no: the clerk does it
                        └─▶ yes ─┬ 现场授权: the supervisor types his secret here, with or without the network
                                 └ 审核: he decides it in his queue (``reviews``)
    both give an Approval, bound to case, action, content and time ── require ──▶ the deed, which carries it in its line

"Clerk and chief, at most two signatures" (北京市优化营商环境条例 35); nobody approves his own (domain.md §7). The
platform checks all of it again (trust.md §4, Roles and override).
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from counter.actions import decisions
from counter.actions.desk import Desk
from counter.domain import approval_rules
from counter.domain.base import Value
from counter.domain.ids import CaseId, uuid7
from counter.domain.policy import HallPolicy, ReviewKind
from counter.domain.proposal import Approval, Decide, Proposal, Supplement, Take, content_sha256
from counter.domain.staff import Actor, SupervisorCard
from counter.domain.text import clean_text
from counter.errors import RuleBroken
from counter.store import cases, facts, hall_cases, journal, policies, supervisors
from counter.wire.approving import check_approval, sign_approval, unwrap_key
from counter.wire.bodies import Kind

T = TypeVar("T")

TEXT_LENGTH = 500
WRONG_MOST = 5
"""So many wrong secrets, then a pause; what really holds is scrypt (trust.md §4, Keys)."""
PAUSE = dt.timedelta(minutes=5)
_TRIES = "approval_tries"


class Tries(Value):
    """Wrong secrets that were typed for one person, and when the last one was."""

    wrong: int
    last_at: dt.datetime


def policy_of(desk: Desk, case_id: CaseId) -> HallPolicy:
    """The policy that is frozen into the case, of this window or another; today's for what is no case yet."""
    case = cases.read_case(desk.db, case_id)
    card = None if case else hall_cases.read_card(desk.db, case_id)
    known = case or card
    return policies.of_version(desk.db, known.course.policy) if known else policies.current(desk.db)


def kind_of(desk: Desk, proposal: Proposal) -> ReviewKind | None:
    """For which reason a supervisor may have to approve it; None for what a clerk always does by himself."""
    return approval_rules.kind_of(proposal, _policy_for(desk, proposal))


def needed(desk: Desk, proposal: Proposal) -> ReviewKind | None:
    """For which reason this hall asks a supervisor before that deed; None when it does not."""
    if approval_rules.is_the_clerks(proposal):
        return None
    return approval_rules.needed(proposal, _policy_for(desk, proposal))


def _policy_for(desk: Desk, proposal: Proposal) -> HallPolicy:
    """Today's for a draft, which is no case that anything is frozen into."""
    return policies.current(desk.db) if isinstance(proposal, Take) else policy_of(desk, proposal.case)


def settled(proposal: Proposal) -> Proposal:
    """The proposal with its texts clean, as the deed will write them: that is the content which is approved.

    Raises:
        RuleBroken: codes of ``text``.
    """
    if isinstance(proposal, Take | Decide | Supplement):
        return proposal  # checked and kept as they stand
    texts = {
        name: clean_text(value, field=name, max_length=TEXT_LENGTH, required=False)
        for name, value in msgspec.structs.asdict(proposal).items()
        if isinstance(value, str) and not isinstance(value, enum.Enum) and name != "case"
    }
    return msgspec.structs.replace(proposal, **texts)


def require(desk: Desk, actor: Actor, proposal: Proposal, approval: Approval | None) -> None:
    """The deed may be done: nobody has to be asked, or the approval is for exactly this, now, and was not used yet.

    Raises:
        RuleBroken: ``approval.needed`` (kind) without one; ``approval.other_case``, ``approval.other_content`` (also
            another action), ``approval.own``, ``approval.unknown_supervisor``, ``approval.signature``,
            ``approval.old``, ``approval.used``.
    """
    kind = needed(desk, proposal)
    if kind is None:
        return
    if approval is None:
        raise RuleBroken("approval.needed", kind=kind.value)
    if approval.case != proposal.case:
        raise RuleBroken("approval.other_case")
    if approval.kind is not kind or approval.content_sha256 != content_sha256(settled(proposal)):
        raise RuleBroken("approval.other_content")
    if approval.supervisor == actor.clerk_no:
        raise RuleBroken("approval.own")
    if not check_approval(_card(desk, approval.supervisor).public_key, approval):
        raise RuleBroken("approval.signature")
    if not approval_rules.is_timely(approval.at, desk.moment().at, on_spot=approval.on_spot):
        raise RuleBroken("approval.old")
    if is_used(desk, approval):
        raise RuleBroken("approval.used")


def approve_on_spot(desk: Desk, actor: Actor, proposal: Proposal, *, supervisor: str, secret: str) -> Approval:
    """现场授权: the supervisor approved it at the clerk's window with his own secret; good for ten minutes.

    Works without the network: his key lies here, enclosed under that secret. What he signs is the proposal as the deed
    will write it; an ``Amend`` has to be clean before (``course.cleaned``).

    Raises:
        IntakeFaults: what is missing or wrong in what is proposed.
        RuleBroken: ``approval.not_needed``; ``approval.own``; ``approval.unknown_supervisor``; ``approval.secret``;
            ``approval.paused`` (minutes) after five wrong ones; ``approval.key_unusable``; codes of ``text`` and of
            the decision.
    """
    kind = needed(desk, proposal)
    if kind is None:
        raise RuleBroken("approval.not_needed")
    if supervisor == actor.clerk_no:
        raise RuleBroken("approval.own", field="supervisor")
    if isinstance(proposal, Take | Decide):
        proposal = decisions.settle(desk, proposal)
    return sign(desk, [(kind, proposal)], supervisor=supervisor, secret=secret, on_spot=True)[0]


def sign(
    desk: Desk, proposals: Iterable[tuple[ReviewKind, Proposal]], *, supervisor: str, secret: str, on_spot: bool = False
) -> tuple[Approval, ...]:
    """Each proposal is approved by the supervisor, all with one secret.

    Raises:
        RuleBroken: ``approval.unknown_supervisor``, ``approval.secret``, ``approval.paused``,
            ``approval.key_unusable``; codes of ``text``.
    """
    signing_key = _open_key(desk, _card(desk, supervisor), secret)
    at = desk.moment().at
    return tuple(
        sign_approval(
            signing_key,
            Approval(
                id=uuid7(),
                supervisor=supervisor,
                case=proposal.case,
                kind=kind,
                content_sha256=content_sha256(settled(proposal)),
                at=at,
                on_spot=on_spot,
            ),
        )
        for kind, proposal in proposals
    )


def is_used(desk: Desk, approval: Approval) -> bool:
    """Whether a deed of the case was done on that approval; the line that tells of the decision only shows it."""
    lines = (sealed.opened() for sealed in journal.lines_of_case(desk.db, approval.case))
    return any(
        line.approval is not None and line.approval.id == approval.id and line.kind != Kind.REVIEW_DECIDED
        for line in lines
    )


def _card(desk: Desk, supervisor: str) -> SupervisorCard:
    card = supervisors.card(desk.db, supervisor)
    if card is None:
        raise RuleBroken("approval.unknown_supervisor", field="supervisor")
    return card


def _open_key(desk: Desk, card: SupervisorCard, secret: str) -> str:
    return guarded(desk, card.clerk_no, lambda: unwrap_key(card, secret))


def guarded(desk: Desk, clerk_no: str, opened: Callable[[], T]) -> T:
    """What the person's secret opens; wrong ones are counted on the disk, so that a new start does not forget them.

    Args:
        desk: where the secret is typed.
        clerk_no: whose secret it is.
        opened: raises ``approval.secret`` when the secret is wrong.

    Raises:
        RuleBroken: ``approval.secret``; ``approval.paused`` (minutes) after five wrong ones.
    """
    known = facts.read_fact(desk.db, _TRIES, dict[str, Tries]) or {}
    now = desk.moment().at
    tries = known.get(clerk_no)
    if tries and tries.wrong >= WRONG_MOST and dt.timedelta(0) <= now - tries.last_at < PAUSE:
        left = PAUSE - (now - tries.last_at)
        raise RuleBroken("approval.paused", field="secret", minutes=-(-int(left.total_seconds()) // 60))
    try:
        found = opened()
    except RuleBroken as fault:
        if fault.code == "approval.secret":
            wrong = Tries(wrong=(tries.wrong if tries else 0) + 1, last_at=now)
            _keep_tries(desk, {**known, clerk_no: wrong})
        raise
    if tries:
        _keep_tries(desk, {name: kept for name, kept in known.items() if name != clerk_no})
    return found


def _keep_tries(desk: Desk, tries: dict[str, Tries]) -> None:
    with desk.store.write() as db:
        facts.write_fact(db, _TRIES, tries)
