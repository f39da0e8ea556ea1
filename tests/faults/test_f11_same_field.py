"""faults.md F11: two windows change one case; the address merges, the telephone is shown with both sides."""

from __future__ import annotations

import msgspec
import pytest

from counter.actions import course
from counter.actions.desk import Desk
from counter.domain.case import Case
from counter.domain.item import ServiceItem
from counter.domain.person import Applicant
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Amend
from counter.domain.review import ReviewState, Side
from counter.store import cases, hall_cases, journal, reviews
from counter.wire.bodies import CaseAmended, read_body
from counter.wire.messages import NewsKind
from tests.actions.courses import accepted, approved, item_with_two, numbers
from tests.actions.results import card_of, hear
from tests.conftest import CLERK

A, B, C = "13900000000", "13900000001", "13900000002"


@pytest.fixture
def case(desk: Desk, items: tuple[ServiceItem, ...]) -> Case:
    """A case whose applicant can be reached under A."""
    return accepted(desk, item_with_two(items))


def _changed(case: Case, **fields: str) -> Applicant:
    return msgspec.structs.replace(case.intake.applicant, **fields)


def _here(desk: Desk, case: Case, applicant: Applicant) -> None:
    """The first window, offline."""
    amend = Amend(case=case.case_id, number=numbers(desk, case)[-1], applicant=applicant, reason="录入有误")
    course.amend(desk, CLERK, amend, approved(desk, amend))


def _there(desk: Desk, case: Case, applicant: Applicant) -> None:
    """The second window, online; the platform tells."""
    theirs = msgspec.structs.replace(case, intake=msgspec.structs.replace(case.intake, applicant=applicant))
    hear(desk, NewsKind.CASE, card_of(theirs), case=case.case_id)


def _row(desk: Desk, case: Case) -> Applicant:
    row = cases.read_case(desk.db, case.case_id)
    assert row is not None
    return row.intake.applicant


def test_the_same_field_goes_to_a_person_with_both_sides(desk: Desk, case: Case) -> None:
    """Base A, here B with another address, there C: nothing is overwritten without a choice."""
    _here(desk, case, _changed(case, phone=B, address="云溪县清江路2号"))
    _there(desk, case, _changed(case, phone=C))
    assert _row(desk, case) == _changed(case, phone=B, address="云溪县清江路2号")
    (review,) = reviews.of_case(desk.db, case.case_id)
    assert (review.kind, review.state) == (ReviewKind.LINE_CONFLICT, ReviewState.OPEN)
    assert review.sides == (Side(field="applicant.phone", base=A, mine=B, theirs=C),)
    assert review.asked_at == desk.moment().at


def test_both_versions_are_kept(desk: Desk, case: Case) -> None:
    """Ours in its line with what it was made on, theirs in the card; the papers stand as they were issued."""
    _here(desk, case, _changed(case, phone=B))
    _there(desk, case, _changed(case, phone=C))
    line = journal.lines_of_case(desk.db, case.case_id)[-1].opened()
    body = read_body(line.kind, line.body)
    assert isinstance(body, CaseAmended)
    assert (body.base_intake.applicant.phone, body.intake.applicant.phone) == (A, B)
    card = hall_cases.read_card(desk.db, case.case_id)
    assert card is not None
    assert card.intake.applicant.phone == C


def test_it_is_asked_once_however_often_it_is_told(desk: Desk, case: Case) -> None:
    """And again when the other window changes its mind."""
    _here(desk, case, _changed(case, phone=B))
    for _ in range(3):
        _there(desk, case, _changed(case, phone=C))
    assert len(reviews.of_case(desk.db, case.case_id)) == 1
    _there(desk, case, _changed(case, phone="13900000003"))
    assert len(reviews.of_case(desk.db, case.case_id)) == 2


def test_two_windows_that_say_the_same_ask_nobody(desk: Desk, case: Case) -> None:
    """Both typed the number from the same slip."""
    _here(desk, case, _changed(case, phone=B))
    _there(desk, case, _changed(case, phone=B))
    assert _row(desk, case).phone == B
    assert reviews.of_case(desk.db, case.case_id) == ()


def test_a_name_here_and_a_number_there_are_not_made_one_person(desk: Desk, case: Case) -> None:
    """Who somebody is changes as a whole."""
    _here(desk, case, _changed(case, name="欧阳一明"))
    _there(desk, case, _changed(case, id_number="421199199003070096"))
    assert _row(desk, case) == _changed(case, name="欧阳一明")
    (review,) = reviews.of_case(desk.db, case.case_id)
    assert [side.field for side in review.sides] == ["applicant.id_number"]
