"""第二人: who signs beside the clerk proves with his own secret that he is there, with or without the network."""

from __future__ import annotations

from counter.actions import approvals, sessions
from counter.actions.closing import name_of
from counter.actions.desk import Desk
from counter.domain.staff import Actor
from counter.errors import RuleBroken
from counter.store import supervisors

_WRONG = frozenset({"approval.secret", "sign_in.wrong"})


def countersign(desk: Desk, actor: Actor, second: str, secret: str) -> str:
    """The number of the other person, who typed his own secret: a supervisor's, or a clerk's password here.

    Raises:
        RuleBroken: ``day.second_missing``, ``day.second_same``, ``day.second_unknown``; ``day.second_secret``;
            ``approval.paused`` after five wrong secrets of a supervisor.
    """
    number = second.strip()
    if not number:
        raise RuleBroken("day.second_missing", field="second")
    if number == actor.clerk_no:
        raise RuleBroken("day.second_same", field="second")
    if name_of(desk, number) is None:
        raise RuleBroken("day.second_unknown", field="second")
    try:
        if supervisors.card(desk.db, number) is not None:
            approvals.check_secret(desk, number, secret)
        else:
            sessions.check_password(desk, number, secret)
    except RuleBroken as fault:
        if fault.code in _WRONG:
            raise RuleBroken("day.second_secret", field="secret") from fault
        raise
    return number
