"""日结 and 交接班 as a person looks at them before anything is signed; nothing here changes anything."""

from __future__ import annotations

import datetime as dt

import msgspec

from counter.actions.accounting import reckon
from counter.actions.desk import Desk
from counter.domain.base import Value
from counter.domain.case import OPEN
from counter.domain.closing import DayAccount, Stock
from counter.domain.staff import Actor
from counter.domain.workdays import local_day
from counter.store import closings, deliveries
from counter.store.closings import Closing
from counter.wire.bodies import Kind, ShiftHandedOver

DAYS_SHOWN = 60


class DaySight(Value):
    """The account of a day, who closed it, and which days can be looked at."""

    today: dt.date
    account: DayAccount
    closed_at: dt.datetime | None = None
    clerk_name: str = ""
    second_name: str = ""
    swallowed: bool = False  # never closed itself: a later day was, and this one is in its account
    closed_days: tuple[dt.date, ...] = ()


class ShiftSight(Value):
    """What goes to the next clerk with the desk."""

    open_cases: int
    drafts: int
    lines_waiting: int
    stock: tuple[Stock, ...]  # as it was counted at the last handover: expected now, still to be counted
    handed_over_at: dt.datetime | None = None  # the last handover


def look_at_day(desk: Desk, day: dt.date | None = None) -> DaySight:
    """The account as it was signed, or as the rows say now; today's when no day is named.

    Raises:
        RuleBroken: ``enrolment.missing``.
    """
    today = local_day(desk.moment().at)
    wanted = day or today
    closing = closings.read(desk.db, wanted)
    days = closings.closed_days(desk.db, DAYS_SHOWN)
    if closing is None:
        swallowed = bool(days) and wanted < days[0]
        return DaySight(today=today, account=reckon(desk, wanted).account, swallowed=swallowed, closed_days=days)
    return _signed(closing, today, days)


def look_at_shift(desk: Desk, actor: Actor) -> ShiftSight:
    """What that person has open, and what lay in the drawer when the desk came to him."""
    cases, drafts = closings.work_of(desk.db, actor.clerk_no, OPEN)
    waiting = deliveries.waiting(desk.db)
    line = closings.last_line(desk.db, Kind.SHIFT_HANDED_OVER)
    before = msgspec.json.decode(line.body, type=ShiftHandedOver) if line else None
    return ShiftSight(
        open_cases=cases,
        drafts=drafts,
        lines_waiting=waiting.lines + waiting.troubles,
        stock=tuple(Stock(name=each.name, counted=0, expected=each.counted) for each in before.stock) if before else (),
        handed_over_at=line.at if line else None,
    )


def _signed(closing: Closing, today: dt.date, days: tuple[dt.date, ...]) -> DaySight:
    return DaySight(
        today=today,
        account=closing.account,
        closed_at=closing.at,
        clerk_name=closing.clerk_name,
        second_name=closing.second_name,
        closed_days=days,
    )
