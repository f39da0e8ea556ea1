"""Limits that stand still end where a hand counts them, whatever the order of the stops."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.item import TimeLimit, TimeUnit
from counter.domain.stops import (
    NEVER_AT,
    NEVER_ON,
    Days,
    Stop,
    days_left,
    days_of,
    due,
    hours_left,
    last_day,
    stopped_days,
)
from counter.domain.workdays import HolidayTable, OfficeSpan, WorkCalendar, local_day
from counter.errors import RuleBroken

TABLE_FILE = Path(__file__).parents[2] / "resources" / "holidays" / "2024-2027.json"
TABLE = msgspec.json.decode(TABLE_FILE.read_bytes(), type=HolidayTable)
CALENDAR = WorkCalendar(TABLE)
WORKING, CALENDAR_DAYS, HOURS = TimeUnit.WORKING_DAYS, TimeUnit.CALENDAR_DAYS, TimeUnit.HOURS
MORNING = OfficeSpan(opens_at=dt.time(9), closes_at=dt.time(12))
AFTERNOON = OfficeSpan(opens_at=dt.time(14), closes_at=dt.time(17))
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}+08:00")


def stop(begun: str, ended: str) -> Stop:
    """A stop from nine to nine."""
    ended_at = at(f"{ended} 09:00")
    return Stop(at(f"{begun} 09:00"), ended_at, local_day(ended_at))


def working(amount: int) -> TimeLimit:
    return TimeLimit(amount=amount)


def test_stops_that_overlap_or_touch_are_one() -> None:
    stops = [stop("2026-03-10", "2026-03-12"), stop("2026-03-03", "2026-03-06"), stop("2026-03-05", "2026-03-10")]
    assert days_of(stops) == (Days(day("2026-03-03"), day("2026-03-12")),)
    assert days_of([stop("2026-03-03", "2026-03-04"), stop("2026-03-05", "2026-03-06")]) == (
        Days(day("2026-03-03"), day("2026-03-04")),
        Days(day("2026-03-05"), day("2026-03-06")),
    )


def test_a_stop_that_ends_on_a_sunday_does_not_let_a_limit_end_inside_it() -> None:
    stops = [stop("2026-03-09", "2026-03-15")]
    assert last_day(CALENDAR, day("2026-03-02"), [working(5)], stops) == day("2026-03-16")


def test_a_limit_that_rolls_from_sunday_into_a_stop_ends_after_it() -> None:
    ten = TimeLimit(amount=6, unit=CALENDAR_DAYS)  # Sunday 8 March
    assert last_day(CALENDAR, day("2026-03-02"), [ten], [stop("2026-03-08", "2026-03-11")]) == day("2026-03-11")


def test_a_stop_after_the_end_changes_nothing() -> None:
    assert last_day(CALENDAR, day("2026-03-02"), [working(5)], [stop("2026-03-10", "2026-03-20")]) == day("2026-03-09")


def test_a_stop_without_an_end_in_the_table_leaves_only_limits_that_were_over_before() -> None:
    endless = Stop(at("2026-03-10 09:00"), NEVER_AT, NEVER_ON)
    assert last_day(CALENDAR, day("2026-03-02"), [working(5)], [endless]) == day("2026-03-09")
    start = (day("2026-03-10"), at("2026-03-10 08:00"))
    for limit in (working(5), TimeLimit(amount=2, unit=HOURS), TimeLimit(amount=1, unit=HOURS)):
        with pytest.raises(RuleBroken, match=r"calendar\.beyond_table"):
            due(CALENDAR, start, [limit], [endless], ())


@pytest.mark.parametrize("office", [(), (MORNING, AFTERNOON)])
def test_hours_that_end_as_a_stop_begins_end_with_the_stop(office: tuple[OfficeSpan, ...]) -> None:
    stops = [
        Stop(at("2026-03-02 11:00"), at("2026-03-02 15:00"), day("2026-03-02")),
        Stop(at("2026-03-02 15:00"), at("2026-03-02 16:30"), day("2026-03-02")),
    ]
    start = (day("2026-03-02"), at("2026-03-02 09:00"))
    assert due(CALENDAR, start, [TimeLimit(amount=2, unit=HOURS)], stops, office).at == at("2026-03-02 16:30")


@pytest.mark.parametrize(
    ("start", "hours", "ends"),
    [
        ("2026-03-02 09:00", 3, "2026-03-02 12:00"),
        ("2026-03-02 09:00", 4, "2026-03-02 15:00"),
        ("2026-03-02 08:00", 6, "2026-03-02 17:00"),
        ("2026-03-02 12:30", 1, "2026-03-02 15:00"),
        ("2026-03-02 17:00", 1, "2026-03-03 10:00"),
        ("2026-03-06 16:00", 8, "2026-03-10 10:00"),
        ("2026-09-30 16:30", 12, "2026-10-09 16:30"),
        ("2026-02-13 16:00", 8, "2026-02-24 10:00"),
    ],
)
def test_office_hours_are_counted_only_while_the_hall_is_open(start: str, hours: int, ends: str) -> None:
    begun = (local_day(at(start)), at(start))
    ended = due(CALENDAR, begun, [TimeLimit(amount=hours, unit=HOURS)], (), (MORNING, AFTERNOON))
    assert ended.at == at(ends)
    assert ended.on == local_day(at(ends))


def test_office_hours_beyond_the_table_have_no_moment() -> None:
    start = (day("2026-12-31"), at("2026-12-31 16:00"))
    with pytest.raises(RuleBroken, match=r"calendar\.beyond_table"):
        due(CALENDAR, start, [TimeLimit(amount=2, unit=HOURS)], (), (AFTERNOON,))


@pytest.mark.parametrize(
    ("now", "office", "left"),
    [
        ("2026-03-02 09:00", (), 6),
        ("2026-03-02 14:31", (), 0),
        ("2026-03-02 15:00", (), 0),
        ("2026-03-02 15:01", (), -1),
        ("2026-03-02 16:00", (), -1),
        ("2026-03-02 16:01", (), -2),
        ("2026-03-02 09:00", (MORNING, AFTERNOON), 4),
        ("2026-03-03 10:00", (MORNING, AFTERNOON), -3),
        ("2026-03-02 15:00", (MORNING, AFTERNOON), 0),
    ],
)
def test_whole_hours_are_left_and_a_begun_one_is_over(now: str, office: tuple[OfficeSpan, ...], left: int) -> None:
    assert hours_left(CALENDAR, at(now), at("2026-03-02 15:00"), (), office) == left


def test_an_end_that_passed_while_the_hall_was_closed_is_over_all_the_same() -> None:
    ended = at("2026-03-02 17:00")
    assert hours_left(CALENDAR, at("2026-03-02 20:00"), ended, (), (MORNING, AFTERNOON)) == -1


@pytest.mark.parametrize("unit", list(TimeUnit))
def test_a_negative_limit_is_refused(unit: TimeUnit) -> None:
    start = (day("2026-03-02"), at("2026-03-02 09:00"))
    with pytest.raises(RuleBroken) as caught:
        due(CALENDAR, start, [TimeLimit(amount=-1, unit=unit)], (), ())
    assert (caught.value.code, caught.value.params) == ("calendar.limit", {"amount": -1})


def test_absurd_hours_are_refused() -> None:
    start = (day("2026-03-02"), at("2026-03-02 09:00"))
    with pytest.raises(RuleBroken, match=r"calendar\.limit"):
        due(CALENDAR, start, [TimeLimit(amount=10**15, unit=HOURS)], (), ())


def test_stopped_days_before_the_clock_ran_do_not_count() -> None:
    stops = [stop("2026-03-02", "2026-03-04"), stop("2026-03-06", "2026-03-10")]
    assert stopped_days(CALENDAR, day("2026-03-03"), stops) == 3
    assert stopped_days(CALENDAR, day("2026-03-05"), stops) == 2
    assert stopped_days(CALENDAR, day("2026-03-20"), stops) == 0


DATES = st.dates(FIRST, dt.date(2026, 8, 31))
LIMITS = st.builds(TimeLimit, amount=st.integers(0, 30), unit=st.sampled_from([WORKING, CALENDAR_DAYS]))
STOPS = st.lists(
    st.builds(
        lambda begun, length: Stop(
            dt.datetime.combine(begun, dt.time(1), tzinfo=dt.UTC),
            dt.datetime.combine(begun + dt.timedelta(days=length), dt.time(1), tzinfo=dt.UTC),
            begun + dt.timedelta(days=length),
        ),
        DATES,
        st.integers(0, 20),
    ),
    max_size=4,
)


def end(calendar: WorkCalendar, start: dt.date, limits: list[TimeLimit], stops: list[Stop]) -> dt.date:
    """The last day, or the day after the table when the clock refuses."""
    try:
        return last_day(calendar, start, limits, stops)
    except RuleBroken as fault:
        if fault.code != "calendar.beyond_table":
            raise
        return LAST + dt.timedelta(days=1)


@given(start=DATES, limit=LIMITS)
def test_without_stops_a_limit_ends_as_the_calendar_says(start: dt.date, limit: TimeLimit) -> None:
    assert last_day(CALENDAR, start, [limit], ()) == CALENDAR.add(start, limit.amount, limit.unit)


@given(start=DATES, hours=st.integers(1, 500))
def test_without_stops_hours_end_as_the_calendar_says(start: dt.date, hours: int) -> None:
    begun = dt.datetime.combine(start, dt.time(3, 17), tzinfo=dt.UTC)
    limit = TimeLimit(amount=hours, unit=HOURS)
    ended = due(CALENDAR, (local_day(begun), begun), [limit], (), ())
    assert (ended.at, ended.on) == (CALENDAR.due_at(begun, limit), CALENDAR.due_on(begun, limit))


@given(start=DATES, limit=LIMITS.filter(lambda limit: limit.amount > 0), stops=STOPS)
def test_the_last_day_is_worked_and_lies_in_no_stop(start: dt.date, limit: TimeLimit, stops: list[Stop]) -> None:
    ended = end(CALENDAR, start, [limit], stops)
    assert ended > start
    if ended <= LAST:
        assert CALENDAR.is_workday(ended)
        assert not any(local_day(each.begun_at) <= ended < each.ended_on for each in stops)


@given(start=DATES, limit=LIMITS, stops=STOPS, more=STOPS)
def test_more_stops_never_make_it_earlier(
    start: dt.date, limit: TimeLimit, stops: list[Stop], more: list[Stop]
) -> None:
    assert end(CALENDAR, start, [limit], stops) <= end(CALENDAR, start, [limit], stops + more)


@given(start=DATES, limit=LIMITS, stops=STOPS, data=st.data())
def test_the_order_of_the_stops_does_not_matter(
    start: dt.date, limit: TimeLimit, stops: list[Stop], data: st.DataObject
) -> None:
    turned = data.draw(st.permutations(stops))
    assert end(CALENDAR, start, [limit], stops) == end(CALENDAR, start, [limit], turned)


@given(
    start=DATES,
    limits=st.lists(LIMITS, min_size=1, max_size=2),
    stops=STOPS,
    off=st.sets(st.dates(FIRST, LAST), max_size=60),
)
def test_more_days_off_never_make_it_earlier(
    start: dt.date, limits: list[TimeLimit], stops: list[Stop], off: set[dt.date]
) -> None:
    kept = tuple(each for each in TABLE.workdays if each not in off)
    fewer = WorkCalendar(msgspec.structs.replace(TABLE, holidays=tuple(set(TABLE.holidays) | off), workdays=kept))
    assert end(CALENDAR, start, limits, stops) <= end(fewer, start, limits, stops)


@given(start=DATES, amount=st.integers(1, 30), stops=STOPS)
def test_no_day_of_a_limit_is_lost_by_a_stop(start: dt.date, amount: int, stops: list[Stop]) -> None:
    ended = end(CALENDAR, start, [working(amount)], stops)
    if ended <= LAST:
        assert days_left(CALENDAR, start, ended, WORKING, stops) >= amount
        plain = CALENDAR.add(start, amount, WORKING)
        assert days_left(CALENDAR, start, plain, WORKING, ()) == amount
