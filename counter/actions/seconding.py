"""第二人: the person who signs beside the clerk shows by his own secret that he stands there.

A supervisor of the hall by the secret of his key, anybody else by the one with which he signed in at this desk. Wrong
secrets are counted together with those of 现场授权, so that neither place helps to guess for the other.
"""

from __future__ import annotations

from collections.abc import Callable

from counter.actions import approvals, sessions
from counter.actions.desk import Desk
from counter.errors import RuleBroken
from counter.store import staff, supervisors
from counter.store.staff import Verifier
from counter.wire.approving import unwrap_key


def show_presence(desk: Desk, clerk_no: str, secret: str) -> None:
    """The person typed his own secret at this desk.

    Raises:
        RuleBroken: ``day.second_unknown``; ``day.second_secret`` for a wrong one; ``approval.paused`` after five;
            ``day.second_stale`` when his sign-in here is too old; ``approval.key_unusable``.
    """
    if not secret:
        raise RuleBroken("day.second_secret", field="second_secret")
    opened = _lock_of(desk, clerk_no, secret)
    try:
        approvals.guarded(desk, clerk_no, opened)
    except RuleBroken as fault:
        if fault.code == "approval.secret":
            raise RuleBroken("day.second_secret", field="second_secret") from fault
        raise


def _lock_of(desk: Desk, clerk_no: str, secret: str) -> Callable[[], object]:
    """What that person's secret has to open here."""
    card = supervisors.card(desk.db, clerk_no)
    if card is not None:
        return lambda: unwrap_key(card, secret)
    verifier = staff.read_verifier(desk.db, clerk_no)
    if verifier is None:
        raise RuleBroken("day.second_unknown", field="second")
    if desk.moment().at > verifier.offline_until:
        raise RuleBroken("day.second_stale", field="second")
    return lambda: _signed_in_with(verifier, secret)


def _signed_in_with(verifier: Verifier, secret: str) -> None:
    try:
        sessions.check_secret(verifier, secret)
    except RuleBroken as fault:
        raise RuleBroken("approval.secret", field="secret") from fault
