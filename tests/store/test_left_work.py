"""Who goes home while lines wait leaves that to a supervisor at this machine, until they have arrived."""

from __future__ import annotations

import pytest

from counter.actions import intake, reviews, sessions
from counter.actions.desk import Desk
from counter.domain.case import Decision
from counter.domain.item import Handling, ServiceItem
from counter.domain.policy import ReviewKind
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Session
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import deliveries, journal
from tests.conftest import CLERK, SUPERVISOR, draft_of, filled
from tests.faults.support import one_round


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """Any that is accepted at the counter."""
    return next(item for item in items if item.handling is Handling.PROMISED and "1" in item.service_targets)


def _leave(desk: Desk) -> int:
    at = desk.moment().at
    return sessions.sign_out(desk, Session(actor=CLERK, signed_in_at=at, offline_until=at, online=True))


def _open(desk: Desk) -> list[Review]:
    page = reviews.list_reviews(desk, SUPERVISOR)
    return [each for each in page.rows if each.kind is ReviewKind.UNSENT_WORK]


def test_a_sign_out_with_waiting_lines_says_how_much_and_whose_f21(
    desk: Desk, platform: SimulatedPlatform, item: ServiceItem
) -> None:
    """faults.md F21: shown once, and done by itself when everything has arrived."""
    intake.take_case(desk, CLERK, draft_of(filled(item)), Decision.ACCEPTED)
    assert _leave(desk) == 1
    assert _leave(desk) == 2
    (review,) = _open(desk)
    assert (review.asked_by, review.window, review.rule) == (CLERK.clerk_no, "12", "unsent.left_here")
    assert "1 条" in review.reason
    assert "reviews" in one_round(desk, platform).changed
    assert _open(desk) == []
    assert reviews.read(desk, review.id).state is ReviewState.DONE


def test_a_sign_out_with_nothing_waiting_asks_nobody(desk: Desk, platform: SimulatedPlatform) -> None:
    """The line of the sign-out itself is no work."""
    one_round(desk, platform)
    assert _leave(desk) == 0
    assert _open(desk) == []


def test_a_supervisor_who_has_dealt_with_it_tells_nobody_else(
    desk: Desk, platform: SimulatedPlatform, item: ServiceItem
) -> None:
    """The platform does not know of it, so no line about it waits there for ever."""
    intake.take_case(desk, CLERK, draft_of(filled(item)), Decision.ACCEPTED)
    _leave(desk)
    (review,) = _open(desk)
    lines = len(tuple(journal.all_lines(desk.db)))
    (done,) = reviews.decide(desk, SUPERVISOR, [review.id], approved=True)
    assert done.state is ReviewState.DONE
    assert len(tuple(journal.all_lines(desk.db))) == lines
    one_round(desk, platform)
    assert deliveries.troubles(desk.db) == ()
