"""What another window did to a case meets what was done here."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.actions import course, lists, owed
from counter.actions.desk import Desk
from counter.domain.case import Case, CounterState
from counter.domain.course import OwedLight
from counter.domain.ids import CaseId, uuid7
from counter.domain.item import ServiceItem
from counter.domain.proposal import Amend
from counter.store import cases, hall_cases, reviews
from counter.wire.messages import NewsKind
from tests.actions.courses import approved, brought, correcting, deferred, item_with_two, numbers, owed_codes, put
from tests.actions.results import card_of, hear
from tests.conftest import CLERK, FakeClock


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item of which two materials can lack."""
    return item_with_two(items)


def _told(desk: Desk, case: Case) -> None:
    hear(desk, NewsKind.CASE, card_of(case), case=case.case_id)


def _row(desk: Desk, case: Case) -> Case:
    row = cases.read_case(desk.db, case.case_id)
    assert row is not None
    return row


def _arrived(case: Case, code: str) -> Case:
    owing = tuple(
        msgspec.structs.replace(each, arrived_at=case.received_at, how="window") if each.code == code else each
        for each in case.course.owed
    )
    return msgspec.structs.replace(case, course=msgspec.structs.replace(case.course, owed=owing))


def _sent(desk: Desk) -> None:
    """The platform has taken every line, before it tells anything more."""
    at = (desk.moment().at - dt.timedelta(minutes=1)).isoformat()
    with desk.store.write() as db:
        db.conn.execute(
            "INSERT INTO deliveries (line_id, verdict, code, field, message, theirs, tries, last_try_at)"
            " SELECT id, 'settled', '', '', '', '', 1, ? FROM journal WHERE true"
            " ON CONFLICT (line_id) DO UPDATE SET verdict = 'settled'",
            [at],
        )


def _elsewhere(case: Case) -> Case:
    """The like of that case, as another window of the hall took it in; there is no row of it here."""
    return msgspec.structs.replace(case, case_id=CaseId(uuid7()), case_no="421199-01-07-A-000031-5")


def _supplied(desk: Desk, item: ServiceItem) -> Case:
    """A deferral as it was before everything came, so that its own row is no more in the lists."""
    case = deferred(desk, item)
    course.supplement(desk, CLERK, case.case_id, brought(*owed_codes(case)))
    return case


def test_a_case_of_another_window_is_listed_and_supplied_here(desk: Desk, item: ServiceItem) -> None:
    """It becomes a row here, its number stays the other window's, the papers are ours."""
    case = _elsewhere(_supplied(desk, item))
    _told(desk, case)
    page = owed.list_owed(desk, limit=9)
    assert [(row.code, row.window) for row in page.rows] == [(code, "07") for code in owed_codes(case)]
    assert cases.read_case(desk.db, case.case_id) is None
    taken = course.supplement(desk, CLERK, case.case_id, brought(*owed_codes(case)))
    assert taken.case.case_no == case.case_no
    assert taken.case.clerk_name == "高志远"
    assert _row(desk, case).state is CounterState.ACCEPTED
    assert owed.list_owed(desk, limit=9).total == 0
    paper = lists.read_case(desk, case.case_id).papers[0].paper
    assert msgspec.json.decode(paper.content)["clerk_name"] == CLERK.name


def test_what_another_window_took_in_is_known_here(desk: Desk, item: ServiceItem) -> None:
    """So nobody is called for it and it does not lapse."""
    case = deferred(desk, item)
    first, second = owed_codes(case)
    _sent(desk)
    _told(desk, _arrived(case, first))
    assert owed_codes(_row(desk, case)) == (second,)
    assert owed.list_owed(desk, limit=9).counts[OwedLight.FINE] == 1


def test_an_older_card_takes_nothing_away_that_was_done_here_since(
    desk: Desk, clock: FakeClock, item: ServiceItem
) -> None:
    """Ours waits to be sent; theirs is of another material: both have arrived."""
    case = deferred(desk, item)
    first, second = owed_codes(case)
    _sent(desk)
    clock.go_on(minutes=5)
    course.supplement(desk, CLERK, case.case_id, brought(first))
    _told(desk, _arrived(case, second))
    row = _row(desk, case)
    assert owed_codes(row) == ()
    assert {material.code for material in row.intake.materials} >= {first}
    taken = course.supplement(desk, CLERK, case.case_id, ())
    assert taken.case.state is CounterState.ACCEPTED


def test_a_card_is_told_twice_and_changes_nothing_the_second_time(desk: Desk, item: ServiceItem) -> None:
    """Also after the platform was restored and tells everything again."""
    case = correcting(desk, item)
    _sent(desk)
    _told(desk, _arrived(case, owed_codes(case)[0]))
    before = _row(desk, case)
    _told(desk, _arrived(case, owed_codes(case)[0]))
    assert _row(desk, case) == before


def test_a_case_that_the_platform_ended_is_at_its_end_here(desk: Desk, item: ServiceItem) -> None:
    """faults.md F10: ours was sent too late; the line is answered as a conflict, the row says what is."""
    case = deferred(desk, item)
    _sent(desk)
    course.supplement(desk, CLERK, case.case_id, brought(owed_codes(case)[0]))
    _told(desk, msgspec.structs.replace(case, state=CounterState.WITHDRAWN))
    assert _row(desk, case).state is CounterState.WITHDRAWN
    assert owed.list_owed(desk, limit=9).total == 0


def test_what_was_ended_here_and_not_sent_yet_stays_ended(desk: Desk, item: ServiceItem) -> None:
    """The platform has not judged it; a card from before does not open the case again."""
    case = deferred(desk, item)
    _sent(desk)
    ended = put(desk, case, CounterState.WITHDRAWN, *case.course.clock[1:])
    with desk.store.write() as db:
        db.conn.execute("DELETE FROM deliveries")
    _told(desk, case)
    assert _row(desk, case).state is ended.state


def test_a_material_that_both_windows_received_is_one_with_both_scans(desk: Desk, item: ServiceItem) -> None:
    """The union: nothing that somebody handed over is lost."""
    case = deferred(desk, item)
    first, _ = owed_codes(case)
    course.supplement(desk, CLERK, case.case_id, brought(first))
    theirs = msgspec.structs.replace(
        _arrived(case, first),
        intake=msgspec.structs.replace(case.intake, materials=(*case.intake.materials, *brought(first))),
    )
    _told(desk, theirs)
    codes = [material.code for material in _row(desk, case).intake.materials]
    assert sorted(codes) == sorted({*codes})
    assert first in codes


def test_a_change_here_and_another_there_are_both_kept(desk: Desk, item: ServiceItem) -> None:
    """And nobody is asked."""
    case = deferred(desk, item)
    _sent(desk)
    applicant = msgspec.structs.replace(case.intake.applicant, address="云溪县清江路2号")
    amend = Amend(case=case.case_id, number=numbers(desk, case)[0], applicant=applicant, reason="地址录入有误")
    course.amend(desk, CLERK, amend, approved(desk, amend))
    there = msgspec.structs.replace(case.intake.applicant, phone="13911112222")
    _told(desk, msgspec.structs.replace(case, intake=msgspec.structs.replace(case.intake, applicant=there)))
    row = _row(desk, case)
    assert (row.intake.applicant.address, row.intake.applicant.phone) == ("云溪县清江路2号", "13911112222")
    assert reviews.of_case(desk.db, case.case_id) == ()


def test_cards_are_found_by_number_and_name(desk: Desk, item: ServiceItem) -> None:
    """The citizen shows his paper at any window."""
    case = _elsewhere(_supplied(desk, item))
    _told(desk, case)
    for text in (case.case_no, case.intake.applicant.name[:2]):
        assert [card.case for card in hall_cases.find_cards(desk.db, text, 9)] == [case.case_id]
    assert hall_cases.find_cards(desk.db, "", 9) == ()
    assert hall_cases.find_cards(desk.db, "%", 9) == ()
