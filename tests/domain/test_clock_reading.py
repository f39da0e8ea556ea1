"""A reading stands whenever it is asked; due days obey the holidays, the order and the length of the hangs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.clock_reading import add_events, read_clock
from counter.domain.deadlines import (
    Accepted,
    ClockEvent,
    ClockPhase,
    ClockPolicy,
    ClockTerms,
    CorrectionTold,
    Extended,
    Light,
    Received,
    SpecialBegun,
    SpecialEnded,
    SpecialProcedure,
)
from counter.domain.item import TimeLimit, TimeUnit
from counter.domain.workdays import DueDates, HolidayTable, WorkCalendar
from counter.errors import RuleBroken

TABLE_FILE = Path(__file__).parents[2] / "resources" / "holidays" / "2024-2027.json"
TABLE = msgspec.json.decode(TABLE_FILE.read_bytes(), type=HolidayTable)
CALENDAR = WorkCalendar(TABLE)
LAW = ClockPolicy()
TESTING, HEARING = SpecialProcedure.TESTING, SpecialProcedure.HEARING
START = dt.date(2026, 1, 5)
SOME_DAYS = st.integers(0, 25)
FAR = dt.datetime(2026, 9, 30, tzinfo=dt.UTC)
GENEROUS = ClockTerms(promised=TimeLimit(amount=15), legal=TimeLimit(amount=20), special=tuple(SpecialProcedure))


def nine(after: int) -> dt.datetime:
    """Nine in the morning so many days after the start."""
    return dt.datetime.combine(START + dt.timedelta(days=after), dt.time(1), tzinfo=dt.UTC)


def hang_of(begin: int, length: int, kind: SpecialProcedure = TESTING) -> tuple[ClockEvent, ClockEvent]:
    start = SpecialBegun(at=nine(begin), kind=kind, needs=TimeLimit(amount=5), told_in_writing=True)
    return start, SpecialEnded(at=nine(begin + length), kind=kind)


def history(*events: ClockEvent) -> tuple[ClockEvent, ...]:
    """An acceptance on the first day and these events in the order of their times."""
    first = (Received(at=nine(0)), Accepted(at=nine(0)))
    return first + tuple(sorted(events, key=lambda event: (event.at, isinstance(event, SpecialEnded))))


def ends(events: tuple[ClockEvent, ...], calendar: WorkCalendar = CALENDAR) -> tuple[dt.date, dt.date]:
    """The promised and the legal day."""
    reading = read_clock(events, GENEROUS, calendar=calendar, policy=LAW, now=FAR)
    assert reading.promised_on is not None
    assert reading.legal_on is not None
    return reading.promised_on, reading.legal_on


def extension_at(after: int, days: int = 10) -> Extended:
    at_noon = nine(after) + dt.timedelta(hours=3)
    return Extended(at=at_noon, by=TimeLimit(amount=days), approver="周立新", reasons="需补充现场核查")


def test_a_reading_is_never_older_than_the_last_event() -> None:
    events = (Received(at=nine(2)), Accepted(at=nine(2)))
    early = read_clock(events, GENEROUS, calendar=CALENDAR, policy=LAW, now=nine(0))
    assert early == read_clock(events, GENEROUS, calendar=CALENDAR, policy=LAW, now=nine(2))


def test_the_dates_of_a_reading_are_those_that_a_case_keeps() -> None:
    received: tuple[ClockEvent, ...] = (Received(at=nine(0)),)
    told = (*received, CorrectionTold(at=nine(1)))

    def dates(events: tuple[ClockEvent, ...]) -> DueDates:
        return read_clock(events, GENEROUS, calendar=CALENDAR, policy=LAW, now=nine(2)).due_dates()

    assert dates(received) == DueDates(accept_by=dt.date(2026, 1, 12))
    assert dates(told) == DueDates()
    assert dates(history()) == DueDates(promised_on=dt.date(2026, 1, 26), legal_on=dt.date(2026, 2, 2))


def test_a_table_that_is_corrected_makes_no_kept_case_unreadable() -> None:
    legal_on = dt.date(2026, 2, 2)
    last = extension_at((legal_on - START).days)
    events = add_events(history(), (last,), GENEROUS, calendar=CALENDAR, policy=LAW)
    worked = (dt.date(2026, 1, 10), dt.date(2026, 1, 17))
    more = WorkCalendar(msgspec.structs.replace(TABLE, workdays=TABLE.workdays + worked))
    with pytest.raises(RuleBroken, match=r"extension\.too_late"):
        add_events(history(), (last,), GENEROUS, calendar=more, policy=LAW)
    assert ends(events)[1] == dt.date(2026, 2, 14)
    assert ends(events, more)[1] == dt.date(2026, 2, 12)


@pytest.mark.parametrize(
    ("received", "now", "light"),
    [
        ("2026-12-25", "2026-12-29", Light.FINE),  # two more working days stand in the table, so three are left
        ("2026-12-25", "2026-12-30", Light.UNKNOWN),
        ("2026-12-25", "2027-01-04", Light.UNKNOWN),
        ("2023-12-28", "2024-06-03", Light.UNKNOWN),  # before the first year of the table
    ],
)
def test_beyond_the_table_the_light_says_what_can_be_known(received: str, now: str, light: Light) -> None:
    came, seen = (dt.datetime.fromisoformat(f"{text}T09:00:00+08:00") for text in (received, now))
    reading = read_clock((Received(at=came),), GENEROUS, calendar=CALENDAR, policy=LAW, now=seen)
    assert (reading.accept_by, reading.left, reading.light) == (None, None, light)


def test_hours_that_ran_out_as_the_clock_was_stopped_are_not_over_while_it_stands() -> None:
    terms = msgspec.structs.replace(GENEROUS, promised=TimeLimit(amount=24, unit=TimeUnit.HOURS))
    begun, ended = hang_of(1, 20)
    standing = read_clock(history(begun), terms, calendar=CALENDAR, policy=LAW, now=nine(18))
    assert (standing.phase, standing.light, standing.past_promised) == (ClockPhase.HUNG, Light.STOPPED, False)
    over = read_clock(history(begun, ended), terms, calendar=CALENDAR, policy=LAW, now=nine(21))
    assert (over.light, over.past_promised) == (Light.OVERDUE, True)


HANGS = st.tuples(st.integers(0, 14), SOME_DAYS)


@given(first=HANGS, second=HANGS, days=st.integers(1, 10), when=st.integers(0, 14))
def test_a_due_day_in_working_days_is_always_a_working_day(
    first: tuple[int, int], second: tuple[int, int], days: int, when: int
) -> None:
    events = history(*hang_of(*first), *hang_of(*second, HEARING), extension_at(when, days))
    assert all(CALENDAR.is_workday(each) for each in ends(events))


@given(first=HANGS, second=HANGS, off=st.sets(st.dates(START, dt.date(2026, 6, 30)), max_size=40))
def test_more_holidays_never_make_a_due_day_earlier(
    first: tuple[int, int], second: tuple[int, int], off: set[dt.date]
) -> None:
    events = history(*hang_of(*first), *hang_of(*second, HEARING), extension_at(3))
    kept = tuple(each for each in TABLE.workdays if each not in off)
    fewer = WorkCalendar(msgspec.structs.replace(TABLE, holidays=tuple(set(TABLE.holidays) | off), workdays=kept))
    assert all(plain <= later for plain, later in zip(ends(events), ends(events, fewer), strict=True))


@given(hang=HANGS, one=st.integers(0, 18), other=st.integers(0, 18))
def test_it_does_not_matter_whether_the_hang_or_the_extension_came_first(
    hang: tuple[int, int], one: int, other: int
) -> None:
    assert ends(history(*hang_of(*hang), extension_at(one))) == ends(history(*hang_of(*hang), extension_at(other)))


@given(begin=st.integers(0, 14), short=SOME_DAYS, longer=SOME_DAYS, second=HANGS)
def test_more_days_of_hanging_never_make_a_due_day_earlier(
    begin: int, short: int, longer: int, second: tuple[int, int]
) -> None:
    other = hang_of(*second, HEARING)
    less, more = (history(*hang_of(begin, length), *other) for length in (short, short + longer))
    assert all(plain <= later for plain, later in zip(ends(less), ends(more), strict=True))
    assert all(plain <= later for plain, later in zip(ends(history(*other)), ends(less), strict=True))


def test_several_events_at_once_are_refused_as_one_after_the_other() -> None:
    """A draft is received and answered in one deed; what is told too late is refused there as well."""
    came, told = Received(at=nine(0)), CorrectionTold(at=nine(1))
    both = add_events((), (came, told), GENEROUS, calendar=CALENDAR, policy=LAW)
    assert both == add_events((came,), (told,), GENEROUS, calendar=CALENDAR, policy=LAW) == (came, told)
    late = CorrectionTold(at=nine(20))
    with pytest.raises(RuleBroken, match=r"correction\.too_late"):
        add_events((), (came, late), GENEROUS, calendar=CALENDAR, policy=LAW)
    with pytest.raises(RuleBroken, match=r"clock\.before_receipt"):
        add_events((), (told, came), GENEROUS, calendar=CALENDAR, policy=LAW)
