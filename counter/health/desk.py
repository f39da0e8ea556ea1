"""The checks of an open desk: enrolment, platform, clock, catalogue, holidays, hall rules, queue."""

from __future__ import annotations

import datetime as dt

from counter.actions import lists
from counter.actions.desk import Desk, OnStore
from counter.actions.lists import Standing
from counter.domain.base import Value
from counter.domain.workdays import HolidayTable
from counter.errors import CounterError
from counter.health.findings import Check, Finding, bad, ok, warn
from counter.ports import Platform
from counter.store import facts

LARGEST_OFFSET_MS = 5 * 60 * 1000
"""More than five minutes off, receipts are dated by the platform's time (faults.md F22)."""
CATALOGUE_DAYS = 7
QUEUE_WARN_H = 24
QUEUE_BAD_H = 72
RULES_WARNINGS = "hall_rules_warnings"
_MINUTE_MS = 60_000


class DeskFacts(Value):
    """What the checks look at, read in one go."""

    standing: Standing
    now: dt.datetime
    catalogue_at: int
    holidays: HolidayTable | None
    rules_warnings: dict[str, str]
    news_cursor: int


def read_facts(desk: Desk) -> DeskFacts:
    """Runs on the store lane."""
    return DeskFacts(
        standing=lists.standing(desk),
        now=desk.moment().at,
        catalogue_at=facts.read_fact(desk.db, "catalogue_at", int) or 0,
        holidays=facts.holiday_table(desk.db),
        rules_warnings=facts.read_fact(desk.db, RULES_WARNINGS, dict[str, str]) or {},
        news_cursor=facts.read_fact(desk.db, "news_cursor", int) or 0,
    )


def desk_findings(
    desk: Desk, platform: Platform | None, on_store: OnStore, *, least_hall_rules: int
) -> tuple[Finding, ...]:
    """Every check of the desk; the platform is asked once. Runs on the sync lane."""
    try:
        found = on_store(read_facts, desk)
    except CounterError as error:
        return (bad(Check.STORE, error.code),)
    return (
        ok(Check.STORE),
        _enrolment(found),
        _platform(platform, found),
        _clock(found),
        _catalogue(found),
        _holidays(found),
        _hall_rules(found, least_hall_rules),
        _queue(found),
    )


def _enrolment(found: DeskFacts) -> Finding:
    window = found.standing.window
    if window is None:
        return bad(Check.ENROLMENT, "enrolment.missing")
    if not found.standing.epoch:
        return bad(Check.ENROLMENT, "number.no_epoch")
    return ok(Check.ENROLMENT, hall=window.hall, window=window.window, epoch=found.standing.epoch)


def _platform(platform: Platform | None, found: DeskFacts) -> Finding:
    if platform is None:
        return bad(Check.PLATFORM, "enrolment.missing")
    try:
        platform.news(found.news_cursor)
    except CounterError as error:
        return bad(Check.PLATFORM, error.code, **error.params)
    return ok(Check.PLATFORM)


def _clock(found: DeskFacts) -> Finding:
    offset_ms = found.standing.clock_offset_ms
    if offset_ms is None:
        return warn(Check.CLOCK, "health.clock_unknown")
    if abs(offset_ms) >= LARGEST_OFFSET_MS:
        return bad(Check.CLOCK, "health.clock_off", minutes=abs(offset_ms) // _MINUTE_MS)
    return ok(Check.CLOCK, offset_ms=offset_ms)


def _catalogue(found: DeskFacts) -> Finding:
    version = found.standing.catalogue_version
    if not version:
        return bad(Check.CATALOGUE, "health.no_catalogue")
    age_days = (int(found.now.timestamp()) - found.catalogue_at) // 86_400 if found.catalogue_at else 0
    if age_days > CATALOGUE_DAYS:
        return warn(Check.CATALOGUE, "health.catalogue_old", days=age_days)
    return ok(Check.CATALOGUE, version=version, days=max(age_days, 0))


def _holidays(found: DeskFacts) -> Finding:
    if found.holidays is None:
        return bad(Check.HOLIDAYS, "calendar.missing")
    if (warning := found.standing.calendar) is not None:
        return warn(Check.HOLIDAYS, warning.code, **warning.params)
    return ok(Check.HOLIDAYS, covers_until=found.holidays.covers_until.isoformat())


def _hall_rules(found: DeskFacts, least: int) -> Finding:
    version = found.standing.rules_version
    if version < least:
        return bad(Check.HALL_RULES, "health.rules_old", version=version, least=least)
    for code in found.rules_warnings.values():
        return warn(Check.HALL_RULES, code)
    return ok(Check.HALL_RULES, version=version)


def _queue(found: DeskFacts) -> Finding:
    waiting = found.standing.waiting
    age_h = 0
    if waiting.oldest_at:
        age_h = int((found.now - dt.datetime.fromisoformat(waiting.oldest_at)).total_seconds()) // 3600
    if age_h >= QUEUE_BAD_H:
        return bad(Check.QUEUE, "health.queue_old", lines=waiting.lines, hours=age_h)
    if waiting.troubles:
        return warn(Check.QUEUE, "health.queue_troubles", troubles=waiting.troubles)
    if age_h >= QUEUE_WARN_H:
        return warn(Check.QUEUE, "health.queue_old", lines=waiting.lines, hours=age_h)
    return ok(Check.QUEUE, lines=waiting.lines, scans=waiting.scans, hours=age_h)
