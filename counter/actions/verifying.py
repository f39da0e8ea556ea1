"""Whether everything at this desk fits together: chain, numbers ⇄ papers ⇄ deliveries, scans, high-water mark."""

from __future__ import annotations

import hashlib

import msgspec

from counter.actions.desk import Desk, is_rolled_back
from counter.domain.ids import CaseId, Sha256
from counter.errors import StoreTrouble
from counter.store import audit, facts, journal, papers, purging
from counter.wire.bodies import read_body
from counter.wire.retention import CasesPurged


def faults(desk: Desk) -> tuple[str, ...]:
    """Everything that does not fit, one line each with a stable code first; empty when all is well."""
    enrolment = facts.enrolment(desk.db)
    found: list[str] = list(audit.integrity_faults(desk.db))
    if enrolment is not None:
        found += journal.chain_faults(desk.db, enrolment.install)
        mark = desk.store.high_water.read()
        if mark is not None and is_rolled_back(desk):
            found.append(f"journal.rolled_back {mark.epoch}-{mark.seq}")
    found += papers.number_faults(desk.db)
    found += _paper_faults(desk)
    found += audit.delivery_faults(desk.db)
    found += _scan_faults(desk)
    return tuple(found)


def _paper_faults(desk: Desk) -> list[str]:
    """Papers whose content was changed, and papers that no journal line speaks of, and the other way round."""
    told = {}
    purged: set[CaseId] = set()
    for _, _, sealed in journal.all_lines(desk.db):
        try:
            line = sealed.opened()
            body = read_body(line.kind, line.body)
        except msgspec.MsgspecError:
            continue  # the chain check names it
        if isinstance(body, CasesPurged):
            purged |= set(body.cases)
        told.update({paper.number: paper.content_sha256 for paper in getattr(body, "papers", ())})
    held = {paper.number: paper for paper in papers.all_papers(desk.db)}
    found = [f"paper.lost {number}" for number in sorted(told.keys() - held.keys())]
    for number, paper in sorted(held.items()):
        if not paper.content and paper.case_id in purged:
            continue  # its hash is in the register, and the platform has the content
        if hashlib.sha256(paper.content.encode()).hexdigest() != paper.content_sha256:
            found.append(f"paper.changed {number}")
        if told.get(number) != paper.content_sha256:
            found.append(f"paper.without_line {number}")
    return found


def _scan_faults(desk: Desk) -> list[str]:
    """Scans of this counter that cannot be read back as what they were.

    Its own are those that its journal sends; those of another window are on that one's disk (``sync.reading``), and
    those that were purged with another case on none.
    """
    found = []
    for sha256 in _own_scans(desk):
        if purging.is_purged(desk.db, sha256):
            continue
        try:
            desk.scans.get(sha256)
        except StoreTrouble as error:
            found.append(f"{error.code} {sha256[:12]}")
    return found


def _own_scans(desk: Desk) -> tuple[Sha256, ...]:
    found: dict[Sha256, None] = {}
    for _, _, sealed in journal.all_lines(desk.db):
        try:
            line = sealed.opened()
        except msgspec.MsgspecError:
            continue  # the chain check names it
        found.update(dict.fromkeys(blob.sha256 for blob in line.blobs))
    return tuple(found)
