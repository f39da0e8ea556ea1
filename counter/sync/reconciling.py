"""The daily comparison: what the platform said it has, against what it has now (trust.md F36, F38).

What it lost waits again. What was purged here cannot: a line goes up as what is left of it, and a scan is told to a
person (``store.purging``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from counter.actions.desk import Desk, OnStore
from counter.domain.base import Value
from counter.domain.enrolment import Enrolment
from counter.domain.ids import LineId
from counter.ports import Platform
from counter.store import deliveries, facts, purging
from counter.sync.generation import note_generation
from counter.sync.report import Report
from counter.wire.messages import DigestAnswer, DigestRequest

BETWEEN_DIGESTS = dt.timedelta(hours=20)
"""So that every working day has one (protocol.md: at least daily)."""
_MARKED_AT_ONCE = 500


class Asked(Value):
    """One request, and by day the lines in it that no digest compared before."""

    request: DigestRequest
    fresh: dict[str, tuple[LineId, ...]]


def reconcile(desk: Desk, platform: Platform, on_store: OnStore, report: Report, *, now: bool, mark: bool) -> bool:
    """What is missing there waits again; gives whether the days were compared, which they are once a day.

    Args:
        desk: used on the store lane only.
        platform: is asked.
        on_store: runs a job on the store lane.
        report: counts what is missing.
        now: also when they were compared today.
        mark: the lines of the days that match are marked as compared, for whoever purges them.
    """
    today = int(desk.moment().at.timestamp())
    last = on_store(_digest_at, desk)
    if not now and 0 <= today - last < BETWEEN_DIGESTS.total_seconds():
        return False  # a last time in the future is a clock that was turned back, no reason to wait until then
    enrolment = on_store(desk.enrolment)
    for asked in on_store(_requests, desk, enrolment.epoch):
        answer = platform.digest(asked.request)
        report.missing_there += on_store(_apply, desk, enrolment, asked.request, answer)
        for lines in _matched(asked, answer) if mark else ():
            on_store(_mark, desk, lines)
    on_store(_compared, desk, today)
    if report.missing_there:
        report.changed.add("deliveries")
    return True


def _requests(desk: Desk, open_epoch: str) -> tuple[Asked, ...]:
    """One for each epoch, because lines of a closed epoch can be lost as well; the first asks about the scans too."""
    scans = deliveries.scan_digests(desk.db)
    epochs = deliveries.sent_epochs(desk.db) or ((open_epoch,) if scans else ())
    asked = []
    for place, epoch in enumerate(epochs):
        days = deliveries.counted_days(desk.db, epoch, closed=epoch != open_epoch)
        request = DigestRequest(epoch=epoch, days=tuple(each.digest for each in days), scans=() if place else scans)
        asked.append(Asked(request=request, fresh={each.digest.day: each.fresh for each in days if each.fresh}))
    return tuple(asked)


def _apply(desk: Desk, enrolment: Enrolment, request: DigestRequest, answer: DigestAnswer) -> int:
    """What was asked about and is not there waits again; gives how much, with what cannot be sent any more."""
    note_generation(desk, enrolment, answer.generation)
    asked = {digest.prefix for digest in request.scans}
    prefixes = sorted((prefix, kept) for prefix, kept in answer.scans.items() if prefix in asked)
    at = desk.moment().at
    with desk.store.write() as db:
        days = sorted(answer.differing.items())
        lines = sum(deliveries.forget_answers(db, request.epoch, day, seqs) for day, seqs in days)
        scans = sum(deliveries.forget_scans(db, prefix, kept) for prefix, kept in prefixes)
        return lines + scans + sum(purging.tell_lost_scans(db, prefix, kept, at) for prefix, kept in prefixes)


def _matched(asked: Asked, answer: DigestAnswer) -> Iterator[tuple[LineId, ...]]:
    """The fresh lines of the days that are the same at both ends, some at a time."""
    lines = tuple(line for day, fresh in asked.fresh.items() if day not in answer.differing for line in fresh)
    for start in range(0, len(lines), _MARKED_AT_ONCE):
        yield lines[start : start + _MARKED_AT_ONCE]


def _mark(desk: Desk, lines: tuple[LineId, ...]) -> None:
    with desk.store.write() as db:
        deliveries.mark_compared(db, lines)


def _digest_at(desk: Desk) -> int:
    return facts.read_fact(desk.db, "digest_at", int) or 0


def _compared(desk: Desk, at: int) -> None:
    with desk.store.write() as db:
        facts.write_fact(db, "digest_at", at)
