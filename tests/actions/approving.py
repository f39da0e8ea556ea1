"""What the tests of approvals share: supervisors with their secrets, known at a desk."""

from __future__ import annotations

import functools

from counter.actions.desk import Desk
from counter.domain.staff import SupervisorCard
from counter.store import supervisors
from counter.wire.approving import new_card
from tests.conftest import CLERK, SUPERVISOR

SECRET = "晨光-7418"
SECOND = "9002"


@functools.cache
def cards() -> tuple[SupervisorCard, ...]:
    """Two supervisors; and the clerk of the tests as a third, so that he could try to approve his own."""
    return (
        new_card(SUPERVISOR.clerk_no, SUPERVISOR.name, SECRET),
        new_card(SECOND, "郑海", SECRET),
        new_card(CLERK.clerk_no, CLERK.name, SECRET),
    )


def know_supervisors(desk: Desk) -> None:
    """The desk knows them."""
    with desk.store.write() as db:
        supervisors.put_all(db, cards())
