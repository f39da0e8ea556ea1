"""faults.md F13: 国庆 and a made-up Saturday, after five, pauses that add up, and 容缺 brought while the line was down.

Working days after Tuesday, 29 September 2026, counted on paper (1 to 7 October off, Saturday the 10th worked):
30 Sep 1, 8 Oct 2, 9 Oct 3, 10 Oct 4, 12 Oct 5, 13 Oct 6, 14 Oct 7, 15 Oct 8, 16 Oct 9, 19 Oct 10, 20 Oct 11, 21 Oct 12,
22 Oct 13, 23 Oct 14, 26 Oct 15. After Saturday, 10 October: 12 Oct 1, 13 Oct 2, 14 Oct 3, 15 Oct 4, 16 Oct 5, 19 Oct 6,
20 Oct 7, 21 Oct 8, 22 Oct 9, 23 Oct 10, 26 Oct 11, 27 Oct 12, 28 Oct 13, 29 Oct 14, 30 Oct 15.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from counter.actions import course, intake, owed
from counter.actions.desk import Desk
from counter.domain.case import Case, CounterState, Decision
from counter.domain.course import Deferral, DeferredMaterial, OwedLight, Promise
from counter.domain.deadlines import ClockPolicy, listed_procedures
from counter.domain.item import Handling, Need, ServiceItem, TimeLimit, TimeUnit
from counter.domain.policy import HallPolicy
from counter.domain.proposal import Hang, Lapse
from counter.domain.workdays import HALL_TIME, HolidayTable, local_day
from counter.errors import RuleBroken
from counter.store import deliveries
from tests.actions.courses import brought, rule
from tests.conftest import CLERK, FakeClock, draft_of, filled
from tests.faults.hall_desks import profiles

LATE = HallPolicy(version=1, clock=ClockPolicy(late_is_next_workday=True), needs_approval=())
PLAIN = HallPolicy(version=1, needs_approval=())
AFTER_29 = dict(zip(range(1, 16), (30, 8, 9, 10, 12, 13, 14, 15, 16, 19, 20, 21, 22, 23, 26), strict=True))
AFTER_30 = dict(zip(range(1, 16), (8, 9, 10, 12, 13, 14, 15, 16, 19, 20, 21, 22, 23, 26, 27), strict=True))
AFTER_SATURDAY = dict(zip(range(1, 16), (12, 13, 14, 15, 16, 19, 20, 21, 22, 23, 26, 27, 28, 29, 30), strict=True))


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """Ten working days were promised."""
    return next(
        each
        for each in items
        if each.handling is Handling.PROMISED
        and "1" in each.service_targets
        and each.promised_limit == TimeLimit(amount=10, unit=TimeUnit.WORKING_DAYS)
    )


def _at(clock: FakeClock, month: int, day: int, hour: int, minute: int = 0) -> None:
    """It is that time in the hall."""
    here = dt.datetime(2026, month, day, hour, minute, tzinfo=HALL_TIME).astimezone(dt.UTC)
    clock.go_on(seconds=(here - clock.at).total_seconds())


def _take(desk: Desk, item: ServiceItem, decision: Decision, serial: int = 1) -> Case:
    draft = draft_of(filled(item, serial=serial), at=desk.moment().at)
    return intake.take_case(desk, CLERK, draft, decision).case


@pytest.mark.parametrize(
    ("policy", "when", "counted"),
    [
        (PLAIN, (9, 29, 16, 59), AFTER_29),
        (PLAIN, (9, 29, 17, 1), AFTER_29),
        (PLAIN, (10, 10, 10, 0), AFTER_SATURDAY),
        (LATE, (9, 29, 16, 59), AFTER_29),
        (LATE, (9, 29, 17, 1), AFTER_30),
        (LATE, (10, 10, 10, 0), AFTER_SATURDAY),
    ],
    ids=["16:59", "17:01", "Saturday", "16:59 where late counts", "17:01 where late counts", "Saturday, late counts"],
)
def test_the_days_are_those_of_the_table_made_by_hand(
    *,
    desk: Desk,
    clock: FakeClock,
    item: ServiceItem,
    policy: HallPolicy,
    when: tuple[int, int, int, int],
    counted: dict[int, int],
) -> None:
    """告知 within five (许可法 32), 承诺 within ten; where late counts, what comes at 17:01 came the next day."""
    rule(desk, policy)
    _at(clock, *when)
    received = _take(desk, item, Decision.RECEIVED)
    assert received.due.accept_by == dt.date(2026, 10, counted[5])
    accepted = _take(desk, item, Decision.ACCEPTED, 2)
    assert accepted.due.promised_on == dt.date(2026, 10, counted[10])


def test_two_pauses_are_added(desk: Desk, clock: FakeClock, items: tuple[ServiceItem, ...]) -> None:
    """许可法 45: from 30 September to 9 October and again from 12 to 14 October nothing is counted."""
    item = next(
        each
        for each in items
        if each.handling is Handling.PROMISED
        and "1" in each.service_targets
        and listed_procedures(each.special_procedures)
        and each.promised_limit.unit is TimeUnit.WORKING_DAYS
        and 4 < each.promised_limit.amount <= 11
    )
    rule(desk, PLAIN)
    _at(clock, 9, 29, 16, 59)
    case = _take(desk, item, Decision.ACCEPTED)
    for begin, end in (((9, 30, 9), (10, 9, 9)), ((10, 12, 9), (10, 14, 9))):
        _at(clock, *begin)
        hang = Hang(
            case=case.case_id,
            procedure=listed_procedures(item.special_procedures)[0],
            days=TimeLimit(amount=10, unit=TimeUnit.WORKING_DAYS),
            basis="《中华人民共和国行政许可法》第四十五条",
        )
        course.hang(desk, CLERK, hang)
        _at(clock, *end)
        case = course.resume(desk, CLERK, case.case_id).case
    reading = course.clock_of(desk, case)
    # 8 and 9 October, 13 and 14 October: the day on which a pause begins counts, the one on which it ends does not
    assert reading.hung_days == 4
    assert case.due.promised_on == dt.date(2026, 10, AFTER_29[item.promised_limit.amount + 4])


def test_what_was_brought_on_the_last_day_offline_is_in_time_at_a_real_hall(
    tmp_path: Path, clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable
) -> None:
    """容缺, offline on the last day and for two days after: no lapse, and nobody on the list of the dishonest."""
    item = next(
        each
        for each in items
        if each.handling is Handling.PROMISED
        and "1" in each.service_targets
        and any(spec.need is Need.DEFERRABLE for spec in each.materials)
    )
    with profiles(tmp_path, clock, items, holidays, ("12", "07")) as (hall, (here, there)):
        whole = filled(item)
        codes = [spec.code for spec in item.materials if spec.need is Need.DEFERRABLE]
        lacking = msgspec.structs.replace(
            whole, materials=tuple(each for each in whole.materials if each.code not in codes)
        )
        ruling = Deferral(
            materials=tuple(DeferredMaterial(code=code) for code in codes),
            promise=Promise(name="欧阳一鸣", signed=True),
        )
        draft = draft_of(lacking, at=clock.at)
        case = intake.take_case(here.desk, CLERK, draft, Decision.DEFERRED, ruling).case
        here.round()
        there.round()
        due_on = max(each.due_on for each in case.course.owed if each.due_on is not None)
        clock.go_on(days=(due_on - local_day(clock.at)).days)

        arrived = clock.at
        taken = course.supplement(here.desk, CLERK, case.case_id, brought(*codes))
        assert taken.case.state is CounterState.ACCEPTED
        clock.go_on(days=2)
        with pytest.raises(RuleBroken) as caught:
            course.lapse(here.desk, CLERK, Lapse(case=case.case_id, reason="逾期"))
        assert caught.value.code == "case.moved_on"
        here.round()
        there.round()

        assert deliveries.troubles(here.desk.db) == ()
        for window in (here, there):
            assert owed.list_owed(window.desk, limit=9).counts.get(OwedLight.OVERDUE, 0) == 0
            assert owed.list_owed(window.desk, limit=9).total == 0
        with hall.database.read() as connection:
            state = connection.exec_driver_sql("SELECT card FROM cases").scalar_one()
            people = connection.exec_driver_sql("SELECT count(*) FROM dishonest").scalar_one()
        card = msgspec.json.decode(state)
        assert (card["state"], people) == (CounterState.ACCEPTED.value, 0)
        assert {each["arrived_at"] for each in card["course"]["owed"]} == {arrived.isoformat().replace("+00:00", "Z")}
