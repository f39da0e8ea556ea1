"""What is owed is found, sorted, counted and paged by its day."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.actions.desk import Desk
from counter.domain.case import Case, CounterState
from counter.domain.course import Course, Owed, OwedFor, OwedLight
from counter.domain.ids import CaseId, uuid7
from counter.domain.item import ServiceItem
from counter.domain.person import Contact
from counter.domain.workdays import DueDates
from counter.store import owed
from counter.store.owed import OwedPage, Sight
from tests.conftest import NINE, filled

TODAY = dt.date(2026, 3, 2)
SIGHT = Sight(today=TODAY, nearly_until=dt.date(2026, 3, 4), lapsed_since=dt.date(2026, 1, 1))


def _owed(code: str, days: int | None, *, arrived: bool = False) -> Owed:
    return Owed(
        why=OwedFor.DEFERRAL,
        code=code,
        name=f"材料{code}",
        due_on=None if days is None else TODAY + dt.timedelta(days=days),
        arrived_at=NINE if arrived else None,
    )


def _case(item: ServiceItem, number: int, *owing: Owed, state: CounterState = CounterState.DEFERRED) -> Case:
    return Case(
        case_id=CaseId(uuid7()),
        case_no=f"421199-01-12-A-{number:06d}-7",
        state=state,
        intake=filled(item, serial=number),
        item_name=item.name,
        department=item.department,
        due=DueDates(),
        clerk="0001",
        clerk_name="王晓梅",
        received_at=NINE,
        course=Course(owed=owing),
    )


def _put(desk: Desk, *cases: Case) -> None:
    with desk.store.write() as db:
        for case in cases:
            owed.put_case(db, case, "12")


def _list(desk: Desk, sight: Sight = SIGHT) -> OwedPage:
    return owed.list_owed(desk.db, sight, offset=0, limit=100)


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item for natural persons."""
    return next(item for item in items if "1" in item.service_targets)


def test_the_most_urgent_stands_first_each_with_its_light(desk: Desk, item: ServiceItem) -> None:
    """Past, today, within the days that are 临期, later, and a day that nobody can know yet."""
    days = (10, None, -1, 2, 0, 3)
    _put(desk, *(_case(item, place, _owed("m1", day)) for place, day in enumerate(days, start=1)))
    page = _list(desk)
    lights = [OwedLight.OVERDUE, OwedLight.TODAY, OwedLight.NEARLY, OwedLight.FINE, OwedLight.FINE, OwedLight.UNKNOWN]
    assert [row.light for row in page.rows] == lights
    assert page.total == 6
    assert page.counts == {light: lights.count(light) for light in OwedLight}


def test_a_light_limits_the_rows_and_not_the_counts(desk: Desk, item: ServiceItem) -> None:
    """One sees how many there are of the others."""
    _put(desk, _case(item, 1, _owed("m1", 0), _owed("m2", -3)))
    page = _list(desk, msgspec.structs.replace(SIGHT, light=OwedLight.TODAY))
    assert [row.code for row in page.rows] == ["m1"]
    assert page.total == 1
    assert page.counts[OwedLight.OVERDUE] == 1


def test_what_was_brought_and_what_ended_is_not_listed(desk: Desk, item: ServiceItem) -> None:
    """A withdrawn case owes nothing."""
    case = _case(item, 1, _owed("m1", 5, arrived=True), _owed("m2", 5))
    _put(desk, case)
    assert [row.code for row in _list(desk).rows] == ["m2"]
    _put(desk, msgspec.structs.replace(case, state=CounterState.WITHDRAWN))
    assert _list(desk).total == 0


def test_what_lapsed_is_shown_last_for_a_while(desk: Desk, item: ServiceItem) -> None:
    """As long as somebody may ask about it."""
    lapsed = _case(item, 1, _owed("m1", -9), state=CounterState.WITHDRAWN)
    lapsed = msgspec.structs.replace(lapsed, course=msgspec.structs.replace(lapsed.course, lapsed=True))
    _put(desk, lapsed, _case(item, 2, _owed("m1", 9)))
    assert [row.light for row in _list(desk).rows] == [OwedLight.FINE, OwedLight.LAPSED]
    assert _list(desk, msgspec.structs.replace(SIGHT, lapsed_since=TODAY)).total == 1


def test_names_numbers_and_departments_are_found(desk: Desk, item: ServiceItem) -> None:
    """And a wildcard is only a character."""
    _put(desk, _case(item, 1, _owed("m1", 1)), _case(item, 2, _owed("m1", 1)))
    for text, found in (("欧阳", 2), ("000002-7", 1), ("材料m1", 2), ("0000", 2), ("%", 0), ("无此人", 0)):
        assert _list(desk, msgspec.structs.replace(SIGHT, text=text)).total == found, text
    assert _list(desk, msgspec.structs.replace(SIGHT, department=item.department)).total == 2
    assert _list(desk, msgspec.structs.replace(SIGHT, department="另一个局")).total == 0
    assert owed.departments(desk.db) == (item.department,)


def test_a_page_is_a_part_of_the_whole(desk: Desk, item: ServiceItem) -> None:
    """No row twice, none left out."""
    _put(desk, *(_case(item, number, _owed("m1", number)) for number in range(1, 8)))
    pages = [owed.list_owed(desk.db, SIGHT, offset=offset, limit=3) for offset in (0, 3, 6)]
    assert [len(page.rows) for page in pages] == [3, 3, 1]
    assert {page.total for page in pages} == {7}
    assert len({row.case_no for page in pages for row in page.rows}) == 7


def test_one_call_reminds_of_everything_that_a_case_owes(desk: Desk, item: ServiceItem) -> None:
    """The contact is called, if one was named."""
    case = _case(item, 1, _owed("m1", 3), _owed("m2", 1), _owed("m3", 1, arrived=True))
    intake = msgspec.structs.replace(case.intake, contact=Contact(name="马冬梅", phone="13911112222"))
    _put(desk, msgspec.structs.replace(case, intake=intake))
    (call,) = owed.to_call(desk.db, SIGHT, offset=0, limit=9)
    assert call.phone == "13911112222"
    assert sorted(call.owed) == ["材料m1", "材料m2"]
    assert call.due_on == TODAY + dt.timedelta(days=1)
