"""``purge``: what the window does by itself once a day, by hand and at once."""

from __future__ import annotations

import argparse
import json
import sys

from counter.cli.opening import Opened, on_this_thread
from counter.errors import RuleBroken, Unreachable
from counter.settings import read_settings
from counter.sync.round import sync_once


def run_purge(opened: Opened, arguments: argparse.Namespace) -> int:
    """Ended cases lost their personal data here, as far as the rules let them go; counts on stdout.

    0 when the round went through and everything that may go is gone; 1 when the platform was away, missed something, or
    the disk gave trouble: then what was purged stays purged and the rest is as it was.

    Raises:
        RuleBroken: ``purge.off`` without ``retention_days`` in the policy; ``enrolment.missing``.
    """
    days = read_settings(arguments.home, arguments.policy).retention_days
    if not days:
        raise RuleBroken("purge.off")
    if opened.platform is None:
        raise RuleBroken("enrolment.missing")
    report = sync_once(
        opened.desk, opened.platform, opened.front_door, on_this_thread, digest_now=True, retention_days=days
    )
    purged, trouble = report.purged, report.trouble or report.purged.trouble
    told = {
        "days": days, "cases": purged.cases, "lines": purged.lines, "kept": purged.kept,
        "missing_there": report.missing_there, "trouble": trouble,
    }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False))
    if trouble:
        print(Unreachable(trouble), file=sys.stderr)
    return 1 if trouble or report.missing_there or report.generation_changed else 0
