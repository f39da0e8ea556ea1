"""Times and days in the words of a paper, in China's one time zone."""

from __future__ import annotations

import datetime as dt

from counter.documents.wording import words

CHINA = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")  # one zone, no summer time since 1991; needs no tz database


def local_day(moment: dt.datetime) -> dt.date:
    """The day in China on which an aware moment fell."""
    return moment.astimezone(CHINA).date()


def day_in_words(day: dt.date) -> str:
    """2026年11月23日."""
    return words("date", year=day.year, month=day.month, day=day.day)


def time_in_words(moment: dt.datetime) -> str:
    """2026年11月23日 09:41, in China's time."""
    local = moment.astimezone(CHINA)
    return words(
        "time",
        year=local.year,
        month=local.month,
        day=local.day,
        hour=local.hour,
        minute=local.minute,
    )
