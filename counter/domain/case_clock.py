"""The clock of a case: its events, also when it was taken in before cases kept them, and the days that they give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from counter.domain.case import OPEN, Case
from counter.domain.clock_reading import read_clock
from counter.domain.course import Owed, OwedFor
from counter.domain.deadlines import (
    Accepted,
    ClockEvent,
    ClockPolicy,
    ClockReading,
    Finished,
    Received,
    SpecialBegun,
    SpecialEnded,
    SpecialProcedure,
    terms_of,
)
from counter.domain.item import ServiceItem
from counter.domain.workdays import HALL_TIME, WorkCalendar


def events_of(case: Case) -> tuple[ClockEvent, ...]:
    """What happened to the clock; a case from before courses were kept has its receipt, acceptance and end."""
    if case.course.clock:
        return case.course.clock
    events: list[ClockEvent] = [Received(at=case.received_at)]
    if case.accepted_at is not None:
        events.append(Accepted(at=case.accepted_at))
    if case.state not in OPEN:
        events.append(Finished(at=case.accepted_at or case.received_at))
    return tuple(events)


def reading_of(
    case: Case, item: ServiceItem, *, calendar: WorkCalendar, policy: ClockPolicy, now: dt.datetime
) -> ClockReading:
    """What the clocks of the case say.

    Raises:
        RuleBroken: as ``read_clock``.
    """
    terms = terms_of(item, joint=item.joint_handling)
    return read_clock(events_of(case), terms, calendar=calendar, policy=policy, now=now)


def in_their_order(events: Iterable[ClockEvent], *more: ClockEvent) -> tuple[ClockEvent, ...]:
    """All of them by time: what came by post is dated by its arrival, and the counter may have acted since."""
    return tuple(sorted((*events, *more), key=lambda event: event.at))


def open_procedures(events: Iterable[ClockEvent]) -> tuple[SpecialProcedure, ...]:
    """The special procedures that were begun and not ended."""
    running: list[SpecialProcedure] = []
    for event in events:
        if isinstance(event, SpecialBegun):
            running.append(event.kind)
        elif isinstance(event, SpecialEnded) and event.kind in running:
            running.remove(event.kind)
    return tuple(running)


def day_of(owed: Owed, reading: ClockReading) -> dt.date | None:
    """By which day it has to be brought: its own, else the case's; None when nobody can know it yet."""
    if owed.due_on is not None:
        return owed.due_on
    return reading.correction_due_on if owed.why is OwedFor.CORRECTION else reading.promised_on


def end_of_day(day: dt.date) -> dt.datetime:
    """24:00 of that day in the hall (民法典 art. 203), in UTC."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, tzinfo=HALL_TIME)
    return midnight.astimezone(dt.UTC)
