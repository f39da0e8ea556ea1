"""Moments as the clerk reads them: Beijing time, short."""

from __future__ import annotations

import datetime as dt

BEIJING = dt.timezone(dt.timedelta(hours=8), "CST")
"""The one legal time of the country; a machine set to another zone still shows it."""


def day_and_time(at: dt.datetime) -> str:
    """2026-11-23 10:32."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def day(on: dt.date | None) -> str:
    """2026-11-23; a dash when there is none."""
    return on.isoformat() if on else "—"


def day_or_open(on: dt.date | None) -> str:
    """2026-11-30, or in words that the day lies beyond the holidays that the State Council has published."""
    return on.isoformat() if on else "（待放假安排公布后确定）"


def since(at: dt.datetime, now: dt.datetime) -> str:
    """10:32 on the same day, otherwise 11-23 10:32."""
    here, today = at.astimezone(BEIJING), now.astimezone(BEIJING)
    return here.strftime("%H:%M" if here.date() == today.date() else "%m-%d %H:%M")


def from_iso(text: str) -> dt.datetime | None:
    """The moment of an ISO 8601 text; None when it is none."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)
