"""The working-day clock (工作日): which days count, and when a limit ends.

Rules, with their sources:

- 行政许可法 art. 82: limits of days are working days, statutory holidays do not count.
- 民法典 art. 201: the day on which a limit begins does not count; a limit in hours begins at its own moment.
- 民法典 art. 203: a limit whose last day is a rest day ends with the day after it; the last day ends at 24:00.
- 国务院办公厅's yearly notice: which weekdays are off (放假) and which Saturdays and Sundays are worked (调休).

The holiday table is a value from outside and is never derived: past its end the clock refuses (domain.md §1).

Days are days of the hall. China has had one time, UTC+8 without summer time, since 1992; a fixed offset says so without
a time zone file.
"""

from __future__ import annotations

import bisect
import datetime as dt
import functools

import msgspec

from counter.domain.base import Value
from counter.domain.item import TimeLimit, TimeUnit
from counter.errors import RuleBroken

HALL_TIME = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
"""The hall's time; instants are kept in UTC, days are days here."""

ACCEPT_WITHIN = TimeLimit(amount=5, unit=TimeUnit.WORKING_DAYS)
"""收件 must be answered within this, or it counts as accepted from the day of receipt (许可法 art. 32(4))."""

TABLE_IS_OLD_AFTER_DAYS = 30
NEXT_YEAR_IS_DUE_FROM_MONTH = 11

_ONE_DAY = dt.timedelta(days=1)
_SATURDAY = 5


class YearNotice(Value):
    """The State Council's notice (国务院办公厅关于…年部分节假日安排的通知) that one year of the table follows."""

    year: int
    notice: str  # 国办发明电〔2025〕7号
    issued_on: dt.date


class HolidayTable(Value):
    """节假日表: the days that differ from the plain week, from ``covers_from`` to ``covers_until``, both included.

    ``holidays`` are days off as the notices list them (weekends inside a holiday may stand there too), ``workdays``
    are Saturdays and Sundays that are worked (调休). ``published`` is the day on which the publisher last stood by it.

    Raises:
        ValueError: the table contradicts itself; msgspec turns it into its ValidationError.
    """

    source: str
    published: dt.date
    covers_from: dt.date
    covers_until: dt.date
    holidays: tuple[dt.date, ...]
    workdays: tuple[dt.date, ...]
    notices: tuple[YearNotice, ...] = ()

    def __post_init__(self) -> None:
        """Refuses a table with a day twice, outside its span, or made up on a weekday."""
        listed = self.holidays + self.workdays
        if self.covers_from > self.covers_until:
            raise ValueError("covers_from lies after covers_until")
        if len(set(listed)) != len(listed):
            raise ValueError("a day stands twice in the holiday table")
        if any(not self.covers_from <= day <= self.covers_until for day in listed):
            raise ValueError("a day lies outside the span of the holiday table")
        if any(day.weekday() < _SATURDAY for day in self.workdays):
            raise ValueError("a made-up working day is no Saturday or Sunday")


class OfficeSpan(Value):
    """One span of the office hours of every working day: 08:30-12:00.

    Raises:
        ValueError: it ends before it begins or names a zone; msgspec turns it into its ValidationError.
    """

    opens_at: dt.time
    closes_at: dt.time

    def __post_init__(self) -> None:
        """Refuses a span that is none."""
        if self.opens_at.tzinfo is not None or self.closes_at.tzinfo is not None:
            raise ValueError("office hours are times of the hall and have no zone")
        if self.opens_at >= self.closes_at:
            raise ValueError("an office span ends before it begins")


class CalendarWarning(Value):
    """What somebody should do about the table soon: a code for the sentence and its parameters."""

    code: str  # calendar.next_year_missing (year) or calendar.table_old (days)
    params: dict[str, str | int] = msgspec.field(default_factory=dict)


class DueDates(Value):
    """When a case must be answered, by the days of the hall; a day that does not apply is None.

    ``accept_by`` only while the case is received and not yet accepted; the other two only from acceptance on, because
    their clocks begin there (许可法 art. 42).
    """

    accept_by: dt.date | None = None
    promised_on: dt.date | None = None
    legal_on: dt.date | None = None


def local_day(at: dt.datetime) -> dt.date:
    """The day it is in the hall at that moment.

    Raises:
        ValueError: a time without zone, which names no moment.
    """
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError("a time without zone names no moment")
    return at.astimezone(HALL_TIME).date()


class WorkCalendar:
    """The clock over one holiday table.

    Every method raises RuleBroken calendar.beyond_table (year, covers_from, covers_until) for a day the table does not
    know, and calendar.limit (amount) for a negative or absurd amount.
    """

    def __init__(self, table: HolidayTable) -> None:
        self.table = table
        off, made_up = frozenset(table.holidays), frozenset(table.workdays)
        span = range((table.covers_until - table.covers_from).days + 1)
        days = (table.covers_from + dt.timedelta(days=after) for after in span)
        self._worked = [day for day in days if day in made_up or (day.weekday() < _SATURDAY and day not in off)]

    def is_workday(self, day: dt.date) -> bool:
        """Whether the hall works that day: a weekday that is no holiday, or a weekend day that is made up."""
        self._require_covered(day)
        place = bisect.bisect_left(self._worked, day)
        return place < len(self._worked) and self._worked[place] == day

    def workday_from(self, day: dt.date) -> dt.date:
        """That day when the hall works, else the next day on which it does."""
        self._require_covered(day)
        return self._worked_at(bisect.bisect_left(self._worked, day))

    def add(self, start: dt.date, amount: int, unit: TimeUnit) -> dt.date:
        """The last day of a limit that begins on ``start``, which itself does not count; amount 0 is ``start``.

        Working days count working days only. Calendar days count every day, and when the last one is a day off the
        next working day is the last (民法典 art. 203; rest days of the week are 法定休假日 too).

        Raises:
            ValueError: hours, which need a moment (``due_at``).
        """
        if unit is TimeUnit.HOURS:
            raise ValueError("hours are counted from a moment: use due_at")
        if amount < 0:
            raise RuleBroken("calendar.limit", amount=amount)
        if amount == 0:
            return start
        if unit is TimeUnit.CALENDAR_DAYS:
            return self.workday_from(self._later(start, amount))
        self._require_covered(start)
        return self._worked_at(bisect.bisect_right(self._worked, start) + amount - 1)

    def due_at(self, start: dt.datetime, limit: TimeLimit) -> dt.datetime:
        """The moment, in UTC, before which the limit must be kept; amount 0 is the start.

        Days end at 24:00 of their last day in the hall (art. 203; a hall that closes earlier says so in its office
        hours). Hours run through: nights, weekends and holidays count, so they need no table, and their end does not
        move, because art. 203 speaks of a last *day* only.
        """
        begun = _in_utc(start)
        if limit.amount < 0:
            raise RuleBroken("calendar.limit", amount=limit.amount)
        if limit.amount == 0:
            return begun
        if limit.unit is TimeUnit.HOURS:
            try:
                return begun + dt.timedelta(hours=limit.amount)
            except OverflowError:
                raise RuleBroken("calendar.limit", amount=limit.amount) from None
        last = self.add(local_day(begun), limit.amount, limit.unit)
        midnight = dt.datetime.combine(last + _ONE_DAY, dt.time.min, tzinfo=HALL_TIME)
        return midnight.astimezone(dt.UTC)

    def due_on(self, start: dt.datetime, limit: TimeLimit) -> dt.date:
        """The last day of the limit in the hall; hours that end at midnight end with the day before it."""
        if limit.amount == 0:
            return local_day(start)
        return local_day(self.due_at(start, limit) - dt.timedelta.resolution)

    def due_dates(
        self, *, received_at: dt.datetime, accepted_at: dt.datetime | None, promised: TimeLimit, legal: TimeLimit
    ) -> DueDates:
        """What the clerk tells and the paper shows: accept_by while only received, the two limits once accepted.

        A correction that came in complete, or silence past ``accept_by``, gives its own ``accepted_at`` (domain.md §1).
        """
        if accepted_at is None:
            return DueDates(accept_by=self.due_on(received_at, ACCEPT_WITHIN))
        return DueDates(promised_on=self.due_on(accepted_at, promised), legal_on=self.due_on(accepted_at, legal))

    def working_days_between(self, day: dt.date, due_on: dt.date) -> int:
        """剩余N个工作日: working days after ``day`` up to and including ``due_on``; below zero when it has passed."""
        if due_on < day:
            return -self.working_days_between(due_on, day)
        self._require_covered(day)
        self._require_covered(due_on)
        return bisect.bisect_right(self._worked, due_on) - bisect.bisect_right(self._worked, day)

    def _worked_at(self, place: int) -> dt.date:
        if place >= len(self._worked):
            raise self._beyond(self.table.covers_until + _ONE_DAY)
        return self._worked[place]

    def _later(self, day: dt.date, days: int) -> dt.date:
        self._require_covered(day)
        if days > (self.table.covers_until - day).days:
            raise self._beyond(self.table.covers_until + _ONE_DAY)
        return day + dt.timedelta(days=days)

    def _require_covered(self, day: dt.date) -> None:
        if isinstance(day, dt.datetime):
            raise TypeError("a moment is no day of the hall: use local_day")
        if not self.table.covers_from <= day <= self.table.covers_until:
            raise self._beyond(day)

    def _beyond(self, day: dt.date) -> RuleBroken:
        return RuleBroken(
            "calendar.beyond_table",
            year=day.year,
            covers_from=self.table.covers_from.isoformat(),
            covers_until=self.table.covers_until.isoformat(),
        )


@functools.lru_cache(maxsize=4)
def calendar_of(table: HolidayTable) -> WorkCalendar:
    """The clock over that table; the same table gives the same clock, whose working days are listed once."""
    return WorkCalendar(table)


def table_age_warning(
    today: dt.date, table: HolidayTable, *, confirmed_on: dt.date | None = None
) -> CalendarWarning | None:
    """The more pressing of two warnings, or None (faults.md F13).

    calendar.next_year_missing: from 1 November the next year, and at any time this one, is not whole in the table.
    calendar.table_old: neither published nor confirmed by the platform (``confirmed_on``) for more than 30 days.
    """
    last_year = today.year + (1 if today.month >= NEXT_YEAR_IS_DUE_FROM_MONTH else 0)
    if table.covers_until < dt.date(last_year, 12, 31):
        missing = (table.covers_until + _ONE_DAY).year
        return CalendarWarning(code="calendar.next_year_missing", params={"year": missing})
    stood_by = max(table.published, confirmed_on or table.published)
    age_days = (today - stood_by).days
    if age_days > TABLE_IS_OLD_AFTER_DAYS:
        return CalendarWarning(code="calendar.table_old", params={"days": age_days})
    return None


def _in_utc(at: dt.datetime) -> dt.datetime:
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError("a time without zone names no moment")
    return at.astimezone(dt.UTC)
