"""A review never goes back, whatever is told of it and in whichever order."""

from __future__ import annotations

import itertools

import msgspec
import pytest

from counter.actions.desk import Desk
from counter.domain.ids import CaseId, InstallId
from counter.domain.policy import ReviewKind
from counter.domain.review import Review, ReviewState
from counter.store import reviews
from tests.conftest import NINE

REVIEW = Review(
    id="0195a000-0000-7000-8000-000000000001",
    kind=ReviewKind.VOID,
    case=CaseId("0195a000-0000-7000-8000-0000000000ca"),
    asked_by="0001",
    asked_at=NINE,
    install=InstallId("i-here"),
)


def _hear(desk: Desk, *states: ReviewState) -> ReviewState:
    with desk.store.write() as db:
        for state in states:
            reviews.heard(db, msgspec.structs.replace(REVIEW, state=state))
    found = reviews.read(desk.db, REVIEW.id)
    assert found is not None
    return found.state


@pytest.mark.parametrize(
    "order", list(itertools.permutations((ReviewState.OPEN, ReviewState.APPROVED, ReviewState.DONE)))
)
def test_news_in_any_order_ends_at_the_end(bare_desk: Desk, order: tuple[ReviewState, ...]) -> None:
    """A restored platform tells everything again."""
    assert _hear(bare_desk, *order) is ReviewState.DONE


def test_between_two_decisions_the_platforms_word_counts(bare_desk: Desk) -> None:
    """It took the first of them."""
    assert _hear(bare_desk, ReviewState.APPROVED, ReviewState.RETURNED) is ReviewState.RETURNED


def test_a_lock_that_the_platform_tells_is_known_while_it_is_open(bare_desk: Desk) -> None:
    """News of an open one says who looks at it and whose it is."""
    with bare_desk.store.write() as db:
        reviews.put(db, REVIEW)
        reviews.heard(db, msgspec.structs.replace(REVIEW, locked_by="9001", assigned_to="9001"))
    found = reviews.read(bare_desk.db, REVIEW.id)
    assert found is not None
    assert (found.locked_by, found.assigned_to) == ("9001", "9001")


def test_the_reviews_of_a_case_are_found_by_it(bare_desk: Desk) -> None:
    """In the order in which they came, and one review stays one row."""
    second = msgspec.structs.replace(REVIEW, id="0195a000-0000-7000-8000-000000000002", kind=ReviewKind.EXTENSION)
    with bare_desk.store.write() as db:
        for each in (REVIEW, second, REVIEW):
            reviews.put(db, each)
    assert REVIEW.case is not None
    assert reviews.of_case(bare_desk.db, REVIEW.case) == (REVIEW, second)
    page = reviews.page(bare_desk.db, state=None, kind=None, asked_by="", offset=0, limit=10)
    assert (page.rows, page.total) == ((REVIEW, second), 2)
