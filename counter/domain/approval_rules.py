"""授权规则: which proposals a supervisor has to approve, and when an approval is too old. Both ends ask here.

Refusal, deferral outside the norm, extension, 特别程序, withdrawal, void, reprint over the limit and removal from the
list of broken promises wait for the chief representative (domain.md §7); the hall's policy may leave some out.
"""

from __future__ import annotations

import datetime as dt

from counter.domain.case import Decision
from counter.domain.course import Deferral
from counter.domain.policy import HallPolicy, ReviewKind
from counter.domain.proposal import (
    Amend,
    Decide,
    Extend,
    ExtendOwed,
    Hang,
    Lapse,
    Proposal,
    Reprint,
    Revoke,
    Supplement,
    Take,
    Unlist,
    Void,
    Withdraw,
)

ON_SPOT_LIFE = dt.timedelta(minutes=10)
"""An approval at the window is for the deed at hand (trust.md §4, override)."""
QUEUE_LIFE = dt.timedelta(days=30)
"""One from the queue waits for the window that carries it out, which may be offline for weeks."""
CLOCKS_DIFFER_BY = dt.timedelta(minutes=10)
"""How much earlier than its approval a deed may seem, because two counters' clocks differ."""

_KINDS: dict[type[Proposal], ReviewKind] = {
    Supplement: ReviewKind.DEFERRAL_OUTSIDE_NORM,
    ExtendOwed: ReviewKind.DEFERRAL_EXTENSION,
    Extend: ReviewKind.EXTENSION,
    Hang: ReviewKind.SPECIAL_PROCEDURE,
    Withdraw: ReviewKind.WITHDRAWAL,
    Revoke: ReviewKind.REVOCATION,
    Amend: ReviewKind.AMENDMENT,
    Void: ReviewKind.VOID,
    Reprint: ReviewKind.REPRINT_OVER_LIMIT,
    Unlist: ReviewKind.UNLISTING,
}


_WEIGHED = frozenset({Decision.REFUSED, Decision.DEFERRED})


def is_the_clerks(proposal: Proposal) -> bool:
    """Whether a clerk does it by himself whatever the hall's policy says."""
    return isinstance(proposal, Lapse) or (isinstance(proposal, Take | Decide) and proposal.decision not in _WEIGHED)


def kind_of(proposal: Proposal, policy: HallPolicy) -> ReviewKind | None:
    """For which reason a supervisor may have to approve; None for what a clerk always does by himself.

    A ``Supplement`` is only proposed when the credit list bars the applicant, a ``Reprint`` only over the limit.
    """
    if is_the_clerks(proposal):
        return None
    if isinstance(proposal, Take | Decide):
        return _kind_of_decision(proposal, policy)
    return _KINDS[type(proposal)]


def needed(proposal: Proposal, policy: HallPolicy) -> ReviewKind | None:
    """The reason for which this hall asks a supervisor, or None when it does not."""
    kind = kind_of(proposal, policy)
    return kind if kind is not None and policy.asks(kind) else None


def is_outside_norm(ruling: object, policy: HallPolicy) -> bool:
    """Whether a deferral leaves out more materials than the hall's norm."""
    return isinstance(ruling, Deferral) and len(ruling.materials) > policy.deferral_most_materials


def is_timely(approved_at: dt.datetime, done_at: dt.datetime, *, on_spot: bool) -> bool:
    """Whether an approval still covers a deed of that moment."""
    age = done_at - approved_at
    return -CLOCKS_DIFFER_BY <= age <= (ON_SPOT_LIFE if on_spot else QUEUE_LIFE)


def _kind_of_decision(proposal: Take | Decide, policy: HallPolicy) -> ReviewKind | None:
    """不予受理 always, 容缺 beyond the norm; 不属本机关 is told at once and by the clerk (许可法 32(2))."""
    if proposal.decision is Decision.REFUSED:
        return ReviewKind.REFUSAL
    if proposal.decision is Decision.DEFERRED and is_outside_norm(proposal.ruling, policy):
        return ReviewKind.DEFERRAL_OUTSIDE_NORM
    return None
