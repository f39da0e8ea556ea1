"""清除 as the platform takes it: that a counter purged ended cases, and the place of a line whose content is gone."""

from __future__ import annotations

import datetime as dt

from counter.domain.journal import Line
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.hall.sitting import Sitting
from counter.wire.retention import CasesPurged, LinePurged

MOST_CASES = 500
LEAST_DAYS = 7


def note(_: Sitting, line: Line, body: CasesPurged) -> None:
    """The counter purged some cases, none of them younger than a week.

    Raises:
        RuleBroken: ``purge.cases``, ``purge.too_soon``.
    """
    if not 1 <= len(body.cases) <= MOST_CASES or len(set(body.cases)) != len(body.cases):
        raise RuleBroken("purge.cases", field="cases")
    if body.days < LEAST_DAYS or body.until > local_day(line.at) - dt.timedelta(days=body.days):
        raise RuleBroken("purge.too_soon", field="until")


def keep_place(sitting: Sitting, line: Line, _: LinePurged) -> None:
    """The line has its place in the chain again, without what it said; it is flagged for a person."""
    sitting.effects.flags.append((line, "line.purged"))
