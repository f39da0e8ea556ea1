"""The clock counts as the law and the State Council's notices say; every expected date here was counted by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]  # it publishes no types; is_workday is all we ask
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.item import TimeLimit, TimeUnit
from counter.domain.workdays import CalendarWarning, DueDates, HolidayTable, WorkCalendar, local_day, table_age_warning
from counter.errors import RuleBroken

TABLE_FILE = Path(__file__).parents[2] / "resources" / "holidays" / "2024-2027.json"
TABLE = msgspec.json.decode(TABLE_FILE.read_bytes(), type=HolidayTable)
CALENDAR = WorkCalendar(TABLE)
WORKING, CALENDAR_DAYS, HOURS = TimeUnit.WORKING_DAYS, TimeUnit.CALENDAR_DAYS, TimeUnit.HOURS


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def at(text: str) -> dt.datetime:
    """A moment by the hall's clock."""
    return dt.datetime.fromisoformat(f"{text}+08:00")


def days_off(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=after) for after in range((last - first).days + 1)]


def test_every_day_of_the_shipped_table_is_as_chinesecalendar_knows_it() -> None:
    assert (TABLE.covers_from, TABLE.covers_until) == (day("2024-01-01"), day("2026-12-31"))
    for each in days_off(TABLE.covers_from, TABLE.covers_until):
        assert CALENDAR.is_workday(each) == chinese_calendar.is_workday(each), each


def test_the_shipped_table_names_the_notice_of_each_of_its_years() -> None:
    assert [(notice.year, notice.notice, notice.issued_on.isoformat()) for notice in TABLE.notices] == [
        (2024, "国办发明电〔2023〕7号", "2023-10-25"),
        (2025, "国办发明电〔2024〕12号", "2024-11-12"),
        (2026, "国办发明电〔2025〕7号", "2025-11-04"),
    ]


@pytest.mark.parametrize(
    ("start", "amount", "last"),
    [
        # ordinary weeks
        ("2026-03-02", 0, "2026-03-02"),
        ("2026-03-02", 5, "2026-03-09"),
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-03-07", 1, "2026-03-09"),  # received on a Saturday
        ("2026-11-23", 20, "2026-12-21"),
        # 春节 2026: off 15-23 February, worked on Saturday 14 and Saturday 28
        ("2026-02-09", 5, "2026-02-14"),
        ("2026-02-10", 5, "2026-02-24"),
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-02-18", 1, "2026-02-24"),  # received inside the holiday
        ("2026-02-13", 20, "2026-03-19"),
        ("2026-02-27", 1, "2026-02-28"),
        ("2026-02-27", 2, "2026-03-02"),
        # 春节 2025: off 28 January - 4 February, worked on Sunday 26 January and Saturday 8 February
        ("2025-01-24", 1, "2025-01-26"),
        ("2025-01-24", 3, "2025-02-05"),
        ("2025-01-24", 5, "2025-02-07"),
        ("2025-01-24", 6, "2025-02-08"),
        ("2025-01-24", 7, "2025-02-10"),
        # 春节 2024: 除夕 (9 February) was no statutory day off yet
        ("2024-02-02", 1, "2024-02-04"),
        ("2024-02-02", 6, "2024-02-09"),
        ("2024-02-02", 7, "2024-02-18"),
        ("2024-02-02", 8, "2024-02-19"),
        # 清明, 劳动节, 端午
        ("2026-04-03", 1, "2026-04-07"),
        ("2024-04-03", 1, "2024-04-07"),
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-04-30", 4, "2026-05-09"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2025-04-25", 1, "2025-04-27"),
        ("2025-04-25", 5, "2025-05-06"),
        ("2024-05-10", 1, "2024-05-11"),
        ("2026-06-18", 1, "2026-06-22"),
        ("2025-05-30", 1, "2025-06-03"),
        # 中秋 and 国庆 2026: worked on Sunday 20 September and Saturday 10 October
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-18", 2, "2026-09-21"),
        ("2026-09-24", 1, "2026-09-28"),
        ("2026-09-24", 5, "2026-10-09"),
        ("2026-09-24", 6, "2026-10-10"),
        ("2026-09-24", 7, "2026-10-12"),
        ("2026-09-29", 5, "2026-10-12"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-10-10", 1, "2026-10-12"),
        # 国庆 2025 and 2024
        ("2025-09-26", 4, "2025-10-09"),
        ("2025-09-26", 6, "2025-10-11"),
        ("2025-09-26", 7, "2025-10-13"),
        ("2024-09-13", 2, "2024-09-18"),
        ("2024-09-27", 3, "2024-10-08"),
        ("2024-10-11", 1, "2024-10-12"),
        # year end
        ("2024-12-31", 1, "2025-01-02"),
        ("2024-12-31", 3, "2025-01-06"),
        ("2025-12-31", 1, "2026-01-04"),
        ("2025-12-30", 5, "2026-01-07"),
        ("2025-12-15", 20, "2026-01-13"),
        ("2026-11-02", 43, "2026-12-31"),
    ],
)
def test_working_days_end_where_a_hand_counts_them(start: str, amount: int, last: str) -> None:
    assert CALENDAR.add(day(start), amount, WORKING) == day(last)


@pytest.mark.parametrize(
    ("start", "amount", "last"),
    [
        ("2026-03-02", 0, "2026-03-02"),
        ("2026-03-02", 1, "2026-03-03"),
        ("2026-03-02", 30, "2026-04-01"),
        ("2026-03-02", 5, "2026-03-09"),  # ends on a Saturday
        ("2025-07-01", 90, "2025-09-29"),
        ("2026-09-21", 10, "2026-10-08"),  # ends on 1 October
        ("2025-09-24", 15, "2025-10-09"),
        ("2026-02-05", 10, "2026-02-24"),  # ends on the first day of 春节
        ("2026-02-04", 10, "2026-02-14"),  # ends on a worked Saturday
        ("2026-09-10", 10, "2026-09-20"),  # ends on a worked Sunday
        ("2026-04-01", 3, "2026-04-07"),
        ("2025-12-17", 15, "2026-01-04"),
        ("2024-02-07", 3, "2024-02-18"),
        ("2026-12-21", 10, "2026-12-31"),
    ],
)
def test_calendar_days_that_end_on_a_day_off_end_with_the_next_working_day(start: str, amount: int, last: str) -> None:
    assert CALENDAR.add(day(start), amount, CALENDAR_DAYS) == day(last)


@pytest.mark.parametrize(
    ("start", "amount", "due_at", "due_on"),
    [
        ("2026-09-30 17:00", 24, "2026-10-01 17:00", "2026-10-01"),  # into the holiday, and stays there
        ("2026-03-06 16:59", 48, "2026-03-08 16:59", "2026-03-08"),
        ("2026-03-02 00:00", 24, "2026-03-03 00:00", "2026-03-02"),  # 24:00 of the day it began
        ("2026-03-02 09:30", 1, "2026-03-02 10:30", "2026-03-02"),
        ("2026-12-31 20:00", 8, "2027-01-01 04:00", "2027-01-01"),  # hours need no table
    ],
)
def test_hours_run_through(start: str, amount: int, due_at: str, due_on: str) -> None:
    limit = TimeLimit(amount=amount, unit=HOURS)
    assert CALENDAR.due_at(at(start), limit) == at(due_at)
    assert CALENDAR.due_on(at(start), limit) == day(due_on)


def test_days_end_at_midnight_of_the_hall() -> None:
    due = CALENDAR.due_at(at("2026-09-29 16:59"), TimeLimit(amount=5))
    assert due == dt.datetime(2026, 10, 12, 16, 0, tzinfo=dt.UTC)
    assert due.utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize("unit", list(TimeUnit))
def test_on_the_spot_is_due_at_once_even_on_a_day_off(unit: TimeUnit) -> None:
    limit = TimeLimit(amount=0, unit=unit)
    assert CALENDAR.due_at(at("2026-10-03 10:00"), limit) == at("2026-10-03 10:00")
    assert CALENDAR.due_on(at("2026-10-03 10:00"), limit) == day("2026-10-03")


@pytest.mark.parametrize(
    ("received", "accept_by"),
    [
        ("2026-09-29 16:59", "2026-10-12"),
        ("2026-09-29 17:01", "2026-10-12"),
        ("2026-09-29 23:59", "2026-10-12"),
        ("2026-09-30 00:00", "2026-10-13"),
        ("2026-10-10 09:00", "2026-10-16"),  # a make-up Saturday
        ("2026-02-13 09:00", "2026-02-27"),
    ],
)
def test_a_received_case_is_to_be_answered_within_five_working_days(received: str, accept_by: str) -> None:
    due = CALENDAR.due_dates(
        received_at=at(received), accepted_at=None, promised=TimeLimit(amount=3), legal=TimeLimit(amount=20)
    )
    assert due == DueDates(accept_by=day(accept_by))


def test_an_accepted_case_counts_from_its_acceptance() -> None:
    due = CALENDAR.due_dates(
        received_at=at("2026-09-22 09:00"),
        accepted_at=at("2026-09-29 09:00"),
        promised=TimeLimit(amount=3),
        legal=TimeLimit(amount=20, unit=CALENDAR_DAYS),
    )
    assert due == DueDates(promised_on=day("2026-10-09"), legal_on=day("2026-10-19"))


def test_an_item_on_the_spot_can_be_accepted_on_the_last_day_of_the_table() -> None:
    now = at("2026-12-31 10:00")
    due = CALENDAR.due_dates(received_at=now, accepted_at=now, promised=TimeLimit(amount=0), legal=TimeLimit(amount=0))
    assert due == DueDates(promised_on=day("2026-12-31"), legal_on=day("2026-12-31"))


@pytest.mark.parametrize(
    ("start", "amount", "unit", "year"),
    [
        ("2026-12-31", 1, WORKING, 2027),
        ("2026-12-29", 5, WORKING, 2027),
        ("2026-11-02", 44, WORKING, 2027),
        ("2026-12-21", 11, CALENDAR_DAYS, 2027),
        ("2026-12-01", 10**9, CALENDAR_DAYS, 2027),
        ("2027-01-04", 1, WORKING, 2027),
        ("2030-06-01", 1, CALENDAR_DAYS, 2030),
        ("2023-12-29", 1, WORKING, 2023),
    ],
)
def test_outside_the_table_the_clock_refuses(start: str, amount: int, unit: TimeUnit, year: int) -> None:
    with pytest.raises(RuleBroken) as caught:
        CALENDAR.add(day(start), amount, unit)
    assert caught.value.code == "calendar.beyond_table"
    assert caught.value.params == {"year": year, "covers_from": "2024-01-01", "covers_until": "2026-12-31"}


@pytest.mark.parametrize("outside", ["2023-12-31", "2027-01-01"])
def test_a_day_outside_the_table_is_neither_worked_nor_off(outside: str) -> None:
    with pytest.raises(RuleBroken, match=r"calendar\.beyond_table"):
        CALENDAR.is_workday(day(outside))
    with pytest.raises(RuleBroken, match=r"calendar\.beyond_table"):
        CALENDAR.working_days_between(day("2026-06-01"), day(outside))


def test_a_table_that_ends_inside_a_holiday_refuses_instead_of_ending_there() -> None:
    ends = msgspec.structs.replace(
        TABLE, covers_until=day("2026-10-03"), holidays=(day("2026-10-01"), day("2026-10-02")), workdays=()
    )
    short = WorkCalendar(ends)
    assert short.add(day("2026-09-28"), 2, WORKING) == day("2026-09-30")
    for unit in (WORKING, CALENDAR_DAYS):
        with pytest.raises(RuleBroken, match=r"calendar\.beyond_table"):
            short.add(day("2026-09-28"), 3, unit)


@pytest.mark.parametrize("unit", list(TimeUnit))
def test_a_negative_limit_is_refused(unit: TimeUnit) -> None:
    with pytest.raises(RuleBroken) as caught:
        CALENDAR.due_at(at("2026-03-02 09:00"), TimeLimit(amount=-1, unit=unit))
    assert (caught.value.code, caught.value.params) == ("calendar.limit", {"amount": -1})


def test_a_limit_of_absurd_hours_is_refused() -> None:
    with pytest.raises(RuleBroken, match=r"calendar\.limit"):
        CALENDAR.due_at(at("2026-03-02 09:00"), TimeLimit(amount=10**15, unit=HOURS))


def test_hours_are_not_added_to_a_day() -> None:
    with pytest.raises(ValueError, match="due_at"):
        CALENDAR.add(day("2026-03-02"), 1, HOURS)


def test_a_moment_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError, match="local_day"):
        CALENDAR.is_workday(at("2026-10-01 09:00"))


@pytest.mark.parametrize(
    ("utc", "local"),
    [
        ("2026-09-29T15:59:59+00:00", "2026-09-29"),
        ("2026-09-29T16:00:00+00:00", "2026-09-30"),
        ("2026-12-31T16:00:00+00:00", "2027-01-01"),
        ("2026-09-30T00:30:00+08:00", "2026-09-30"),
    ],
)
def test_a_day_begins_at_midnight_of_the_hall(utc: str, local: str) -> None:
    assert local_day(dt.datetime.fromisoformat(utc)) == day(local)


def test_a_time_without_zone_names_no_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        local_day(dt.datetime(2026, 9, 29, 16, 0))  # noqa: DTZ001 - the naive time is what is refused


@pytest.mark.parametrize(
    ("today", "due_on", "left"),
    [
        ("2026-09-29", "2026-10-12", 5),
        ("2026-10-01", "2026-10-12", 4),
        ("2026-10-11", "2026-10-12", 1),
        ("2026-10-12", "2026-10-12", 0),
        ("2026-10-13", "2026-10-12", -1),
        ("2026-10-12", "2026-09-29", -5),
        ("2026-02-14", "2026-02-23", 0),
        ("2025-12-31", "2026-01-04", 1),
    ],
)
def test_the_working_days_left_are_counted_without_today(today: str, due_on: str, left: int) -> None:
    assert CALENDAR.working_days_between(day(today), day(due_on)) == left


@pytest.mark.parametrize(
    ("today", "confirmed", "warning"),
    [
        ("2026-10-31", "2026-10-01", None),
        ("2026-10-31", "2026-09-30", ("calendar.table_old", {"days": 31})),
        ("2026-10-31", None, ("calendar.table_old", {"days": 360})),
        ("2026-11-01", "2026-11-01", ("calendar.next_year_missing", {"year": 2027})),
        ("2026-12-31", None, ("calendar.next_year_missing", {"year": 2027})),
        ("2027-01-01", "2027-01-01", ("calendar.next_year_missing", {"year": 2027})),
        ("2028-03-01", None, ("calendar.next_year_missing", {"year": 2027})),
        ("2025-11-05", None, None),  # the clock of the machine stands before the table was published
    ],
)
def test_a_table_that_ages_is_announced_in_time(
    today: str, confirmed: str | None, warning: tuple[str, dict[str, str | int]] | None
) -> None:
    table = msgspec.structs.replace(TABLE, published=day("2025-11-05"))
    said = table_age_warning(day(today), table, confirmed_on=day(confirmed) if confirmed else None)
    assert said == (CalendarWarning(code=warning[0], params=warning[1]) if warning else None)


@pytest.mark.parametrize(
    "change",
    [
        {"holidays": ["2026-10-01", "2026-10-01"]},
        {"workdays": ["2026-10-01"]},
        {"holidays": ["2026-10-10"], "workdays": ["2026-10-10"]},
        {"holidays": ["2027-01-01"]},
        {"holidays": ["2026-13-01"]},
        {"holidays": ["01.10.2026"]},
        {"covers_from": "2027-01-01", "holidays": [], "workdays": []},
        {"covers_until": None},
        {"surprise": 1},
    ],
)
def test_a_table_that_contradicts_itself_is_not_decoded(change: dict[str, object]) -> None:
    raw = msgspec.json.encode({**msgspec.json.decode(TABLE_FILE.read_bytes()), **change})
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(raw, type=HolidayTable)


def test_a_table_comes_back_from_json_as_it_was() -> None:
    assert msgspec.json.decode(msgspec.json.encode(TABLE), type=HolidayTable) == TABLE


Days = set[dt.date]
SPAN = days_off(day("2026-01-01"), day("2026-12-31"))
WEEKEND = [each for each in SPAN if each.weekday() >= 5]
STARTS = st.dates(day("2026-01-01"), day("2026-10-31"))
AMOUNTS = st.integers(1, 60)


def calendar_with(holidays: Days, workdays: Days) -> WorkCalendar:
    off, made_up = tuple(holidays - workdays), tuple(workdays)
    return WorkCalendar(msgspec.structs.replace(TABLE, covers_from=SPAN[0], holidays=off, workdays=made_up))


def last_day(calendar: WorkCalendar, start: dt.date, amount: int, unit: TimeUnit) -> dt.date:
    """The last day, or the day after the table when the clock refuses."""
    try:
        return calendar.add(start, amount, unit)
    except RuleBroken:
        return day("2027-01-01")


@given(
    fewer_and_more=st.tuples(st.sets(st.sampled_from(SPAN), max_size=120), st.sets(st.sampled_from(SPAN), max_size=60)),
    workdays=st.sets(st.sampled_from(WEEKEND), max_size=30),
    start=STARTS,
    amount=AMOUNTS,
    unit=st.sampled_from([WORKING, CALENDAR_DAYS]),
)
def test_more_days_off_never_make_a_due_date_earlier_and_it_is_always_worked(
    fewer_and_more: tuple[set[dt.date], set[dt.date]],
    workdays: set[dt.date],
    start: dt.date,
    amount: int,
    unit: TimeUnit,
) -> None:
    holidays, more = fewer_and_more
    fewer = calendar_with(holidays, workdays)
    due = last_day(fewer, start, amount, unit)
    assert due <= last_day(calendar_with(holidays | more, workdays), start, amount, unit)
    assert due > start
    if due in SPAN:
        assert fewer.is_workday(due)


@given(start=STARTS, amount=st.integers(1, 40))
def test_what_was_added_is_what_is_left(start: dt.date, amount: int) -> None:
    due = CALENDAR.add(start, amount, WORKING)
    assert CALENDAR.working_days_between(start, due) == amount
    assert CALENDAR.working_days_between(due, start) == -amount
    assert CALENDAR.add(start, amount, CALENDAR_DAYS) <= due
