"""The dates of a case read anew from its clock, by the item, the policy and the holidays that are known here."""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlite_utils

from counter.domain.case import Case
from counter.domain.case_clock import events_of, reading_of
from counter.domain.clock_reading import add_events
from counter.domain.deadlines import ClockEvent, ClockReading, terms_of
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy
from counter.domain.workdays import WorkCalendar, calendar_of
from counter.store import catalogue, facts, policies


class Yardstick:
    """What the clock of one case is read by."""

    def __init__(self, item: ServiceItem, policy: HallPolicy, calendar: WorkCalendar) -> None:
        self.item = item
        self.policy = policy
        self.calendar = calendar

    def with_event(self, case: Case, event: ClockEvent) -> Case:
        """The case after that event; raises RuleBroken when its clock cannot take it."""
        terms = terms_of(self.item, joint=self.item.joint_handling)
        clock = add_events(events_of(case), (event,), terms, calendar=self.calendar, policy=self.policy.clock)
        return msgspec.structs.replace(case, course=msgspec.structs.replace(case.course, clock=clock))

    def dated(self, case: Case, now: dt.datetime) -> Case:
        """The case with the days that its clock gives; raises RuleBroken when its events contradict each other."""
        return msgspec.structs.replace(case, due=self.reading(case, now).due_dates())

    def reading(self, case: Case, now: dt.datetime) -> ClockReading:
        """What its clocks say; raises RuleBroken as ``dated``."""
        return reading_of(case, self.item, calendar=self.calendar, policy=self.policy.clock, now=now)


def yardstick_of(db: sqlite_utils.Database, case: Case) -> Yardstick | None:
    """What to read the case's clock by; None when its item or the holidays are not known here yet."""
    item = catalogue.read_item(db, case.intake.item_code, case.intake.item_version)
    table = facts.holiday_table(db)
    if item is None or table is None:
        return None
    return Yardstick(item, policies.of_version(db, case.course.policy), calendar_of(table))
