"""``verify`` and ``health``."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from counter.actions import lists, verifying
from counter.actions.desk import Desk
from counter.cli.opening import Opened
from counter.documents.fonts import fonts_folder
from counter.errors import CounterError, RuleBroken
from counter.store import facts

LEAST_FREE_MB = 500
LARGEST_OFFSET_MS = 5 * 60 * 1000
"""More than five minutes off, receipts are dated by the platform's time (faults.md F22)."""


def verify(desk: Desk) -> tuple[str, ...]:
    """What does not fit; empty when all is well."""
    return verifying.faults(desk)


def health(opened: Opened, home: Path) -> dict[str, Any]:
    """Each check with ok, and what it saw; no personal data."""
    desk = opened.desk
    standing = lists.standing(desk)
    free_mb = shutil.disk_usage(home).free // (1024 * 1024)
    offset_ms = standing.clock_offset_ms
    checks: dict[str, dict[str, Any]] = {
        "store": {"ok": True},
        "enrolment": {"ok": standing.window is not None, "epoch": standing.epoch},
        "disk": {"ok": free_mb >= LEAST_FREE_MB, "free_mb": free_mb},
        "fonts": {"ok": fonts_folder().is_dir(), "files": len(list(fonts_folder().glob("*.ttf")))},
        "clock": {"ok": offset_ms is None or abs(offset_ms) < LARGEST_OFFSET_MS, "offset_ms": offset_ms},
        "catalogue": {"ok": standing.catalogue_version > 0, "version": standing.catalogue_version},
        "holidays": _holidays(desk),
        "queue": {
            "ok": not standing.waiting.troubles,
            "lines": standing.waiting.lines,
            "scans": standing.waiting.scans,
            "troubles": standing.waiting.troubles,
            "oldest_at": standing.waiting.oldest_at,
        },
        "platform": _platform(opened),
    }
    return {"ok": all(check["ok"] for check in checks.values()), "checks": checks}


def _holidays(desk: Desk) -> dict[str, Any]:
    table = facts.holiday_table(desk.db)
    if table is None:
        return {"ok": False, "code": RuleBroken("calendar.missing").code}
    warning = lists.calendar_warning(desk)
    return {"ok": True, "covers_until": str(table.covers_until), "warning": warning.code if warning else ""}


def _platform(opened: Opened) -> dict[str, Any]:
    if opened.platform is None:
        return {"ok": False, "code": "enrolment.missing"}
    try:
        opened.platform.news(facts.read_fact(opened.desk.db, "news_cursor", int) or 0)
    except CounterError as error:
        return {"ok": False, "code": error.code}
    return {"ok": True}
