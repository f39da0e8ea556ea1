"""容缺跟踪: every open deferral and correction of the hall by its day, and whom to remind by telephone."""

from __future__ import annotations

import datetime as dt

from counter.actions.desk import Desk
from counter.domain.course import OwedLight
from counter.domain.item import TimeUnit
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.store import cases, owed, policies
from counter.store.owed import OwedPage, OwedRow, Sight, ToCall

LAPSED_SHOWN = dt.timedelta(days=60)
"""So long somebody may come and ask what became of his case (行政复议法 20: sixty days to object)."""


def list_owed(
    desk: Desk, *, light: OwedLight | None = None, department: str = "", text: str = "", offset: int = 0, limit: int
) -> OwedPage:
    """A page of what is open, the most urgent first, then what lapsed lately; the counts are of every light.

    Raises:
        RuleBroken: ``calendar.missing`` before the first catalogue came.
    """
    return owed.list_owed(desk.db, _sight(desk, light, department, text), offset=offset, limit=limit)


def phone_list(
    desk: Desk, *, light: OwedLight | None = None, department: str = "", text: str = "", offset: int = 0, limit: int
) -> tuple[ToCall, ...]:
    """Whom to call, each case once with everything that it owes, the most urgent first.

    Raises:
        RuleBroken: ``calendar.missing`` before the first catalogue came.
    """
    return owed.to_call(desk.db, _sight(desk, light, department, text), offset=offset, limit=limit)


def departments(desk: Desk) -> tuple[str, ...]:
    """The departments that something is owed to, for the filter."""
    return owed.departments(desk.db)


def _sight(desk: Desk, light: OwedLight | None, department: str, text: str) -> Sight:
    """The lights as two days: what is due today, and the last day that is 临期 by the hall's policy."""
    today = local_day(desk.moment().at)
    return Sight(
        today=today,
        nearly_until=_nearly_until(desk, today),
        lapsed_since=today - LAPSED_SHOWN,
        light=light,
        department=department,
        text=_looked_for(desk, text),
    )


def _looked_for(desk: Desk, text: str) -> str:
    """A paper that is scanned stands for its case, whichever of its papers it is."""
    case = cases.case_of_number(desk.db, "".join(text.split()).upper())
    found = cases.read_case(desk.db, case) if case else None
    return found.case_no if found else text


def _nearly_until(desk: Desk, today: dt.date) -> dt.date:
    """The last of the policy's working days from today; days that the table does not know are near to nothing."""
    calendar, days = desk.calendar(), policies.current(desk.db).clock.nearly_days
    try:
        return calendar.add(today, days, TimeUnit.WORKING_DAYS)
    except RuleBroken as fault:
        if fault.code != "calendar.beyond_table":
            raise
        return max(today, calendar.table.covers_until)


__all__ = ["LAPSED_SHOWN", "OwedLight", "OwedPage", "OwedRow", "ToCall", "departments", "list_owed", "phone_list"]
