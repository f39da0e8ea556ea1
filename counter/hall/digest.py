"""The daily comparison: what a counter believes is here for good, against what is here (trust.md F36, F38)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import select

from counter.domain.ids import Sha256
from counter.hall import tables
from counter.hall.blobs import BlobStore
from counter.hall.database import Database
from counter.hall.enrolment import Install
from counter.wire.messages import DigestAnswer, DigestRequest, Verdict

_PREFIX_LENGTH = 2


def compare(
    database: Database, blobs: BlobStore, install: Install, request: DigestRequest, *, generation: str
) -> DigestAnswer:
    """For each day that differs, every seq that is here; what the counter has beyond that must come again.

    Only settled lines are compared, because only those are durable at the counter; of a differing day all are listed.
    Scans are compared by the beginning of their hash: a hall that lost a file finds no line missing.
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
    scans = _differing_scans(blobs.sent_by(install.install), request) if request.scans else {}
    return DigestAnswer(generation=generation, differing=differing, scans=scans)


def _differing_scans(here: tuple[Sha256, ...], request: DigestRequest) -> dict[str, tuple[Sha256, ...]]:
    by_prefix: dict[str, list[Sha256]] = {}
    for sha256 in here:
        by_prefix.setdefault(sha256[:_PREFIX_LENGTH], []).append(sha256)
    return {
        asked.prefix: tuple(held)
        for asked in request.scans
        for held in (by_prefix.get(asked.prefix, []),)
        if (asked.count, asked.combined) != (len(held), _combined(held))
    }


def _combined(hashes: Sequence[str]) -> str:
    return hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()
