"""All checks together, whether the desk is open or not."""

from __future__ import annotations

import datetime as dt

from counter.actions.desk import Desk, OnStore
from counter.errors import CounterError
from counter.health.desk import desk_findings
from counter.health.findings import Check, Report, bad, in_order
from counter.health.machine import Machine, machine_findings
from counter.ports import Platform


def look(machine: Machine, desk: Desk, platform: Platform | None, on_store: OnStore, *, now: dt.datetime) -> Report:
    """The report of an open desk. Blocks for seconds: runs on the sync lane."""
    least = machine.reading.settings.least_hall_rules
    return in_order(
        (*machine_findings(machine, now=now), *desk_findings(desk, platform, on_store, least_hall_rules=least))
    )


def look_from_outside(machine: Machine, why: CounterError, *, now: dt.datetime) -> Report:
    """The report of a desk that does not open, with why."""
    about = Check.ENROLMENT if why.code == "enrolment.missing" else Check.STORE
    return in_order((*machine_findings(machine, now=now), bad(about, why.code, **why.params)))
