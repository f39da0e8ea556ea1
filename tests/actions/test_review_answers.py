"""What supervisors answered reaches the one who asked; the queue is counted by kind and by who it was given to."""

from __future__ import annotations

import pytest

from counter.actions import intake, reviews
from counter.actions.desk import Desk
from counter.actions.review_sight import list_answers
from counter.domain.item import ServiceItem, TimeLimit
from counter.domain.policy import HallPolicy, ReviewKind
from counter.domain.proposal import Extend, Void
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Actor, Role
from counter.errors import RuleBroken
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import deliveries
from tests.actions import courses
from tests.actions.approving import SECRET, cards, know_supervisors
from tests.conftest import CLERK, PDF, SUPERVISOR
from tests.faults.support import one_round, promised_item, take

COLLEAGUE = Actor(clerk_no="0002", name="刘畅", roles=(Role.CLERK,))


@pytest.fixture(autouse=True)
def rules(desk: Desk) -> None:
    """A hall that asks for approval of everything it can."""
    courses.rule(desk, HallPolicy(version=1))
    know_supervisors(desk)


def _ask(desk: Desk, items: tuple[ServiceItem, ...], serial: int = 1) -> Review:
    return reviews.ask(desk, CLERK, Void(case=take(desk, items, serial).case_id, reason="重复"))


def _answers(desk: Desk, actor: Actor = CLERK) -> list[tuple[str, str]]:
    return [(answer.review.id, answer.moved_on) for answer in list_answers(desk, actor)]


def test_an_answer_is_for_the_one_who_asked_and_for_supervisors(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """A shared desk: B does not read A's."""
    open_, approved, returned = (_ask(desk, items, serial) for serial in (1, 2, 3))
    assert _answers(desk) == []
    reviews.decide(desk, SUPERVISOR, [approved.id], approved=True, secret=SECRET)
    reviews.decide(desk, SUPERVISOR, [returned.id], approved=False, reason="不宜")
    assert _answers(desk) == [(approved.id, ""), (returned.id, "")]
    assert _answers(desk, COLLEAGUE) == []
    assert _answers(desk, SUPERVISOR) == _answers(desk)
    reviews.carry_out_approved(desk, CLERK, approved.id)
    assert _answers(desk) == [(returned.id, "")]
    assert reviews.read(desk, open_.id).state is ReviewState.OPEN


def test_what_came_back_is_put_aside_by_the_one_who_asked(
    desk: Desk, items: tuple[ServiceItem, ...], platform: SimulatedPlatform
) -> None:
    """The platform has no objection."""
    platform.publish(policy=HallPolicy(version=1), supervisors=cards())
    asked = _ask(desk, items)
    reviews.decide(desk, SUPERVISOR, [asked.id], approved=False, reason="不宜")
    with pytest.raises(RuleBroken, match=r"review\.not_asker"):
        reviews.take_back(desk, COLLEAGUE, asked.id)
    assert reviews.take_back(desk, CLERK, asked.id).state is ReviewState.OVERTAKEN
    assert _answers(desk) == []
    one_round(desk, platform)
    assert deliveries.troubles(desk.db) == ()


def test_what_came_back_and_lost_its_ground_needs_nobody(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    asked = _ask(desk, items)
    approved = _ask(desk, items, 2)
    reviews.decide(desk, SUPERVISOR, [asked.id], approved=False, reason="不宜")
    reviews.decide(desk, SUPERVISOR, [approved.id], approved=True, secret=SECRET)
    for review in (asked, approved):
        assert review.case is not None
        courses.voided(desk, review.case, "另一理由")
    assert _answers(desk) == [(approved.id, "case.moved_on")]


def test_kinds_are_counted_as_they_are_listed(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    first = _ask(desk, items)
    _ask(desk, items, 2)
    other = courses.accepted(desk, promised_item(items), serial=3)
    reviews.ask(desk, CLERK, Extend(case=other.case_id, by=TimeLimit(amount=3), reason="核查"))
    counts = reviews.count_kinds(desk, SUPERVISOR)
    assert counts == {ReviewKind.VOID: 2, ReviewKind.EXTENSION: 1}
    for kind, count in counts.items():
        assert reviews.list_reviews(desk, SUPERVISOR, kind=kind).total == count
    assert reviews.count_kinds(desk, COLLEAGUE) == {}
    assert reviews.count_kinds(desk, SUPERVISOR, mine=True) == {}
    reviews.assign(desk, SUPERVISOR, first.id, SUPERVISOR.clerk_no)
    assert reviews.count_kinds(desk, SUPERVISOR, mine=True) == {ReviewKind.VOID: 1}
    assert [row.id for row in reviews.list_reviews(desk, SUPERVISOR, mine=True).rows] == [first.id]
    reviews.decide(desk, SUPERVISOR, [first.id], approved=True, secret=SECRET)
    assert reviews.count_kinds(desk, SUPERVISOR, state=ReviewState.APPROVED) == {ReviewKind.VOID: 1}


def test_the_supervisors_of_the_hall_are_named(desk: Desk) -> None:
    assert (SUPERVISOR.clerk_no, SUPERVISOR.name) in reviews.supervisors_of(desk)


def test_a_scan_is_read_as_it_was_taken_in(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """One that is only at another window is not here, and is asked of the hall (``sync.reading``)."""
    spec = promised_item(items).materials[0]
    file = intake.attach_file(desk, spec, content=PDF, file_name="scan.pdf")
    assert reviews.read_scan(desk, file) == PDF
    elsewhere = type(file)(sha256="0" * 64, size_bytes=1, media_type="application/pdf", file_name="x.pdf")  # type: ignore[arg-type]  # a hash of nothing
    assert reviews.read_scan(desk, elsewhere) is None


def test_the_whole_timeline_stands_beside_what_changed(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    asked = _ask(desk, items)
    reviews.lock(desk, SUPERVISOR, asked.id)
    detail = reviews.read_review(desk, asked.id)
    assert [entry.kind for entry in detail.timeline] == ["case.taken", "review.asked", "review.locked"]
    assert [entry.kind for entry in detail.changes] == ["review.locked"]
