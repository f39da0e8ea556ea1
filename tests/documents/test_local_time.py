"""Days and times in the words of a paper."""

from __future__ import annotations

import datetime as dt

from counter.documents.local_time import day_in_words, local_day, time_in_words


def test_an_evening_in_utc_is_the_next_day_in_china() -> None:
    assert local_day(dt.datetime(2026, 11, 23, 16, 0, tzinfo=dt.UTC)) == dt.date(2026, 11, 24)
    assert local_day(dt.datetime(2026, 11, 23, 15, 59, tzinfo=dt.UTC)) == dt.date(2026, 11, 23)


def test_days_have_no_leading_zeros_and_minutes_have() -> None:
    assert day_in_words(dt.date(2026, 1, 5)) == "2026年1月5日"
    assert time_in_words(dt.datetime(2026, 1, 5, 0, 7, tzinfo=dt.UTC)) == "2026年1月5日 08:07"
