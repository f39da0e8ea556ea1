"""Limits that stand still for a while (期间中止): where they end, and how much of them is left.

A stop in days leaves out the days after the one on which it begins, up to and with the one on which it ends
(民法典 art. 201: the day on which something begins does not count); overlapping stops leave a day out once. So it makes
no difference in which order stops and extensions came. A limit never ends inside a stop: one whose last day is the day
on which a stop begins ends with the day on which the stop ends, or with the next working day.

Everything here raises RuleBroken calendar.beyond_table and calendar.limit as ``WorkCalendar`` does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from counter.domain.item import TimeLimit, TimeUnit
from counter.domain.workdays import HALL_TIME, OfficeSpan, WorkCalendar, local_day
from counter.errors import RuleBroken

NEVER_AT = dt.datetime.max.replace(tzinfo=dt.UTC)
NEVER_ON = dt.date.max
"""The end of a stop whose end lies beyond the holiday table: limits that meet it have no day."""

_ONE_DAY = dt.timedelta(days=1)


class Stop(NamedTuple):
    """A while in which a limit stands; its end as a moment for hours and as a day for days."""

    begun_at: dt.datetime
    ended_at: dt.datetime
    ended_on: dt.date


class Days(NamedTuple):
    """The days after ``begun`` up to and with ``ended``."""

    begun: dt.date
    ended: dt.date

    def leave_out(self, day: dt.date) -> bool:
        """Whether that day is not counted."""
        return self.begun < day <= self.ended


class Due(NamedTuple):
    """The end of a limit: its last day, and the moment (UTC) before which it must be kept."""

    on: dt.date
    at: dt.datetime


def days_of(stops: Sequence[Stop]) -> tuple[Days, ...]:
    """The stops as days, in order; those that overlap or touch are one."""
    if not stops:
        return ()
    joined: list[Days] = []
    for begun, ended in sorted((local_day(stop.begun_at), stop.ended_on) for stop in stops):
        if joined and begun <= joined[-1].ended:
            joined[-1] = Days(joined[-1].begun, max(joined[-1].ended, ended))
        else:
            joined.append(Days(begun, ended))
    return tuple(joined)


def last_day(calendar: WorkCalendar, start: dt.date, limits: Sequence[TimeLimit], stops: Sequence[Stop]) -> dt.date:
    """The last day of limits in days that follow each other from ``start`` on, which itself does not count.

    Limits of no days at all end on ``start``; otherwise the last day is a working day (民法典 art. 203).
    """
    stopped = days_of(stops)
    day = start
    for limit in limits:
        if limit.amount < 0:
            raise RuleBroken("calendar.limit", amount=limit.amount)
        if limit.unit is TimeUnit.WORKING_DAYS and not stopped:
            day = calendar.add(day, limit.amount, limit.unit)
            continue
        for _ in range(limit.amount):
            day = _next_counted(calendar, day, limit.unit, stopped)
    if day > start:
        day = calendar.workday_from(day)
    while stop := next((stop for stop in stopped if stop.begun <= day < stop.ended), None):
        day = calendar.workday_from(stop.ended)
    return day


def due(
    calendar: WorkCalendar,
    start: tuple[dt.date, dt.datetime],
    limits: Sequence[TimeLimit],
    stops: Sequence[Stop],
    office: Sequence[OfficeSpan],
) -> Due:
    """Where limits end that follow each other; only the first may be in hours, which begin at the start's moment.

    Hours run through unless office hours are given. A limit of 0 is 即办 in every unit: it ends with the day it begins.
    """
    start_on, start_at = start
    first, *others = limits
    if first.unit is TimeUnit.HOURS and first.amount != 0:
        at = _last_moment(calendar, start_at, first.amount, stops, office)
        on = local_day(at - dt.timedelta.resolution)
        if not others:
            return Due(on, at)
        return whole_day(last_day(calendar, on, others, stops))
    if first.unit is TimeUnit.HOURS:
        first = TimeLimit(amount=0)
    return whole_day(last_day(calendar, start_on, (first, *others), stops))


def days_left(calendar: WorkCalendar, today: dt.date, due_on: dt.date, unit: TimeUnit, stops: Sequence[Stop]) -> int:
    """Days that count after ``today`` up to and with ``due_on``; below zero when it has passed."""
    if due_on < today:
        working = unit is TimeUnit.WORKING_DAYS
        return calendar.working_days_between(today, due_on) if working else (due_on - today).days
    stopped = days_of(stops)
    if unit is TimeUnit.WORKING_DAYS and not stopped:
        return calendar.working_days_between(today, due_on)
    calendar.is_workday(today)
    calendar.is_workday(due_on)
    days = (today + dt.timedelta(days=after) for after in range(1, (due_on - today).days + 1))
    return sum(_counts(calendar, day, unit, stopped) for day in days)


def hours_left(
    calendar: WorkCalendar, now: dt.datetime, due_at: dt.datetime, stops: Sequence[Stop], office: Sequence[OfficeSpan]
) -> int:
    """Whole hours that count until then; a begun hour that is over counts as one below zero."""
    if now <= due_at:
        return _length(_running(calendar, now, due_at, stops, office)) // dt.timedelta(hours=1)
    return min(-1, -_length(_running(calendar, due_at, now, (), office)) // dt.timedelta(hours=1))


def stopped_days(calendar: WorkCalendar, since: dt.date, stops: Sequence[Stop]) -> int:
    """Working days after ``since`` that the stops leave out, each once."""
    return sum(
        calendar.working_days_between(max(stop.begun, since), stop.ended)
        for stop in days_of(stops)
        if stop.ended > since
    )


def whole_day(day: dt.date) -> Due:
    """Days end at 24:00 of the hall (民法典 art. 203)."""
    return Due(day, dt.datetime.combine(day + _ONE_DAY, dt.time.min, tzinfo=HALL_TIME).astimezone(dt.UTC))


def _counts(calendar: WorkCalendar, day: dt.date, unit: TimeUnit, stopped: Iterable[Days]) -> bool:
    worked = calendar.is_workday(day)  # asked in any case: no day beyond the table counts
    return (worked or unit is TimeUnit.CALENDAR_DAYS) and not any(stop.leave_out(day) for stop in stopped)


def _next_counted(calendar: WorkCalendar, day: dt.date, unit: TimeUnit, stopped: Sequence[Days]) -> dt.date:
    day += _ONE_DAY
    while not _counts(calendar, day, unit, stopped):
        day += _ONE_DAY
    return day


def _last_moment(
    calendar: WorkCalendar, start: dt.datetime, hours: int, stops: Sequence[Stop], office: Sequence[OfficeSpan]
) -> dt.datetime:
    begun = start.astimezone(dt.UTC)
    try:
        left = dt.timedelta(hours=hours)
        at = begun + left
    except OverflowError:
        raise RuleBroken("calendar.limit", amount=hours) from None
    if hours < 0:
        raise RuleBroken("calendar.limit", amount=hours)
    for since, until in _running(calendar, begun, NEVER_AT, stops, office):
        at = since + left if left <= until - since else until
        left -= at - since
        if not left:
            break
    while stop := next((stop for stop in stops if stop.begun_at <= at < stop.ended_at), None):
        at = stop.ended_at
    if left or at == NEVER_AT:
        calendar.workday_from(NEVER_ON)  # refuses: what ends nowhere in the table has no moment
    return at


def _running(
    calendar: WorkCalendar, since: dt.datetime, until: dt.datetime, stops: Sequence[Stop], office: Sequence[OfficeSpan]
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """The stretches between two moments in which hours count, in order."""
    for begun, ended in _office_times(calendar, since, until, office) if office else iter([(since, until)]):
        at = begun
        for stop in sorted(stops):
            if at < stop.begun_at < ended:
                yield at, stop.begun_at
            if stop.begun_at < ended:
                at = max(at, stop.ended_at)
        if at < ended:
            yield at, ended


def _office_times(
    calendar: WorkCalendar, since: dt.datetime, until: dt.datetime, office: Sequence[OfficeSpan]
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    day = local_day(since)
    while dt.datetime.combine(day, dt.time.min, tzinfo=HALL_TIME) < until:
        for span in office if calendar.is_workday(day) else ():
            opens, closes = (
                dt.datetime.combine(day, time, tzinfo=HALL_TIME) for time in (span.opens_at, span.closes_at)
            )
            begun, ended = max(opens, since), min(closes, until)
            if begun < ended:
                yield begun.astimezone(dt.UTC), ended.astimezone(dt.UTC)
        day += _ONE_DAY


def _length(stretches: Iterable[tuple[dt.datetime, dt.datetime]]) -> dt.timedelta:
    return sum((until - since for since, until in stretches), dt.timedelta())
