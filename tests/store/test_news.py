"""News is applied by its kind; what nobody can read is counted and holds up nothing."""

from __future__ import annotations

import msgspec
import pytest

from counter.actions.desk import Desk
from counter.domain.ids import InstallId
from counter.domain.policy import ReviewKind
from counter.domain.review import Review
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import facts, reviews
from counter.store.news import UNREAD
from counter.wire.messages import NewsKind
from tests.conftest import NINE
from tests.faults.support import one_round

REVIEW = Review(
    id="0195a000-0000-7000-8000-000000000001",
    kind=ReviewKind.UNSENT_WORK,
    case=None,
    asked_by="platform",
    asked_at=NINE,
    install=InstallId("i-elsewhere"),
)


def _tell(platform: SimulatedPlatform, kind: NewsKind, detail: bytes) -> None:
    platform._tell(kind, detail=msgspec.Raw(detail))


def test_a_review_of_the_hall_is_known_here(desk: Desk, platform: SimulatedPlatform) -> None:
    """Another window's unsent work, as the platform tells."""
    _tell(platform, NewsKind.REVIEW, msgspec.json.encode(REVIEW))
    assert "reviews" in one_round(desk, platform).changed
    assert reviews.read(desk.db, REVIEW.id) == REVIEW


@pytest.mark.parametrize(
    "detail", [b"null", b"{}", b'{"id": 7}', b"[" * 2000 + b"]" * 2000, b'"\xed\xa0\x80"', b'{"kind": "weather"}']
)
def test_what_cannot_be_read_is_counted_and_the_next_entry_is_applied(
    desk: Desk, platform: SimulatedPlatform, detail: bytes
) -> None:
    """faults.md F06: one strange entry must never hold up the others."""
    _tell(platform, NewsKind.REVIEW, detail)
    _tell(platform, NewsKind.REVIEW, msgspec.json.encode(REVIEW))
    assert one_round(desk, platform).trouble == ""
    assert facts.read_fact(desk.db, UNREAD, int) == 1
    assert reviews.read(desk.db, REVIEW.id) == REVIEW
    assert facts.read_fact(desk.db, "news_cursor", int) == 2


def test_a_review_with_more_in_it_than_we_know_is_not_half_understood(desk: Desk, platform: SimulatedPlatform) -> None:
    """A supervisor would sign what he does not see; it costs the entry and not the feed."""
    said = msgspec.to_builtins(REVIEW) | {"condition": "only on Fridays"}
    _tell(platform, NewsKind.REVIEW, msgspec.json.encode(said))
    assert one_round(desk, platform).trouble == ""
    assert (facts.read_fact(desk.db, UNREAD, int), reviews.read(desk.db, REVIEW.id)) == (1, None)
