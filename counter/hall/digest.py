"""The daily comparison: what a counter believes is here for good, against what is here (trust.md F36, F38)."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from counter.hall import tables
from counter.hall.database import Database
from counter.hall.enrolment import Install
from counter.wire.messages import DigestAnswer, DigestRequest, Verdict


def compare(database: Database, install: Install, request: DigestRequest, *, generation: str) -> DigestAnswer:
    """For each day that differs, every seq that is here; what the counter has beyond that must come again.

    Only settled lines are compared, because only those are durable at the counter; of a differing day all are listed.
    """
    lines = tables.lines
    days = [day.day for day in request.days]
    with database.read() as connection:
        rows = connection.execute(
            select(lines.c.day, lines.c.seq, lines.c.hash, lines.c.verdict)
            .where(lines.c.install == install.install, lines.c.epoch == request.epoch, lines.c.day.in_(days))
            .order_by(lines.c.seq)
        ).all()
    hashes: dict[str, list[str]] = {}
    seqs: dict[str, list[int]] = {}
    for row in rows:
        seqs.setdefault(row.day, []).append(row.seq)
        if row.verdict == Verdict.SETTLED.value:
            hashes.setdefault(row.day, []).append(row.hash)
    differing = {
        day.day: tuple(seqs.get(day.day, ()))
        for day in request.days
        if (day.count, day.combined) != (len(hashes.get(day.day, ())), _combined(hashes.get(day.day, [])))
    }
    return DigestAnswer(generation=generation, differing=differing)


def _combined(hashes: list[str]) -> str:
    return hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()
