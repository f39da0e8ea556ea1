"""清除 after the days were compared and nothing was missing: in small steps, so that whoever saves does not wait."""

from __future__ import annotations

import collections

from counter.actions import purging
from counter.actions.desk import Desk, OnStore
from counter.errors import RuleBroken, StoreTrouble
from counter.log import note
from counter.sync.report import Report


def purge_ended(desk: Desk, on_store: OnStore, report: Report, days: int) -> None:
    """Every ended case that the rules let go has lost its personal data here, its files, and its place in old copies.

    Args:
        desk: used on the store lane only.
        on_store: runs one step on the store lane.
        report: is told what was done, and what ended it early; the next day goes on from there.
        days: as ``purge_some``.
    """
    purged = report.purged
    kept: collections.Counter[str] = collections.Counter()
    try:
        step = on_store(purging.purge_some, desk, days)
        while not step.over:
            purged.cases += step.cases
            purged.lines += step.lines
            kept.update(step.kept)
            step = on_store(purging.purge_some, desk, days, step.after)
        for forget in (purging.forget_told, purging.forget_handed, purging.forget_reviews):
            place = on_store(forget, desk, days)
            while place:
                place = on_store(forget, desk, days, place)
        after = on_store(purging.erase_some, desk)
        while after:
            after = on_store(purging.erase_some, desk, after)
        on_store(purging.drop_backups, desk, days)
        on_store(desk.store.fold)
    except (RuleBroken, StoreTrouble) as error:
        purged.trouble = error.code
        note("purge", trouble=error.code)
    purged.kept = dict(sorted(kept.items()))
    if purged.cases:
        report.changed |= {"cases", "deliveries"}
