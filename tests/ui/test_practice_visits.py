"""The people of the demo: every decision of intake has somebody to whom it is told, and nobody comes twice."""

from __future__ import annotations

from counter.domain.outcomes import ORDER
from ui.practice.visits import PARTS

VISITS = [visit for part in PARTS.values() for visit in part]


def test_forty_people_come() -> None:
    assert len(VISITS) == 40


def test_every_decision_of_the_law_is_made() -> None:
    assert {int(visit.decision) for visit in VISITS} == set(range(1, len(ORDER) + 1))


def test_a_supervisor_is_asked_at_the_window_and_in_his_queue() -> None:
    assert {visit.asks for visit in VISITS} == {"", "here", "queue"}


def test_nobody_comes_twice() -> None:
    assert len({visit.name for visit in VISITS}) == len(VISITS)
