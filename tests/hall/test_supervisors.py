"""Supervisors' keys: made with their secret, delivered enclosed, retired when they end."""

from __future__ import annotations

import pytest

from counter.domain.staff import Role, SupervisorCard
from counter.errors import RuleBroken
from counter.hall.hall import Hall
from counter.hall.staff import Clerk
from counter.wire.approving import unwrap_key
from counter.wire.messages import CataloguePage
from counter.wire.sealing import public_key_of
from tests.hall.window import PASSWORD, Counter

CHIEF = Clerk(clerk_no="0009", name="陈静", roles=(Role.CLERK, Role.SUPERVISOR))

pytestmark = pytest.mark.usefixtures("clerks")


def delivered(counter: Counter) -> tuple[SupervisorCard, ...]:
    return counter.call("GET", "/v1/catalogue?after=0").read(CataloguePage).supervisors


def test_every_window_gets_the_supervisors_with_keys_that_only_their_secret_opens(counter: Counter) -> None:
    (card,) = delivered(counter)
    assert (card.clerk_no, card.name) == ("0009", "陈静")
    assert public_key_of(unwrap_key(card, PASSWORD)) == card.public_key
    with pytest.raises(RuleBroken, match=r"approval\.secret"):
        unwrap_key(card, "wrong")


def test_the_same_password_keeps_the_key_and_another_makes_a_new_one(counter: Counter, hall: Hall) -> None:
    """A hall that is started again must not take the keys away that approvals on the way were signed with."""
    (before,) = delivered(counter)
    hall.put_clerk(CHIEF, PASSWORD)
    assert delivered(counter) == (before,)
    hall.put_clerk(CHIEF, "another password")
    (after,) = delivered(counter)
    assert after.public_key != before.public_key
    with hall.database.read() as connection:
        retired = connection.exec_driver_sql(
            "SELECT public_key FROM supervisor_keys WHERE retired_at IS NOT NULL"
        ).scalars()
        assert retired.all() == [before.public_key]


@pytest.mark.parametrize(
    "left",
    [
        Clerk(clerk_no="0009", name="陈静", roles=(Role.CLERK,)),
        Clerk(clerk_no="0009", name="陈静", roles=CHIEF.roles, disabled=True),
    ],
)
def test_who_is_no_supervisor_any_more_is_delivered_to_nobody(counter: Counter, hall: Hall, left: Clerk) -> None:
    hall.put_clerk(left, PASSWORD)
    assert delivered(counter) == ()
