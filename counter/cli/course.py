"""``supplement`` and ``decide``: deeds on a running case by file; what a supervisor has to approve waits for him."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from counter.actions import course, intake, lists, proposals, reviews, running
from counter.actions.desk import Desk
from counter.actions.intake import Taken
from counter.cli.taking import INTERFACE, ruling_of
from counter.domain.case import ReceivedMaterial
from counter.domain.item import MaterialSpec, ServiceItem
from counter.domain.proposal import Decide, Proposal, Supplement
from counter.errors import RuleBroken
from counter.wire.course_file import DecideEntry, DeedEntry, ResumeEntry, TellAgainEntry, read_deed, read_supplement
from counter.wire.intake_file import MaterialEntry


def supplement_file(desk: Desk, number: str, path: Path) -> dict[str, Any]:
    """What the file names is the case's, or waits for a supervisor because the applicant is barred since.

    Raises:
        RuleBroken: ``intake.*`` for the file, ``case.unknown``, those of ``course.supplement`` and ``file``.
    """
    case = running.case_of_number(desk, number)
    entry = read_supplement(_bytes(path))
    item = running.find(desk, case).item
    materials = tuple(_material(desk, given, item, path.parent) for given in entry.materials)
    proposal = Supplement(case=case, materials=materials, how=entry.how, arrived_on=entry.arrived_on, form=entry.form)
    return _done(desk, proposal)


def decide_file(desk: Desk, number: str, path: Path) -> dict[str, Any]:
    """The deed of the file is done, or waits for a supervisor.

    Raises:
        RuleBroken: ``intake.*`` for the file, ``case.unknown``, those of the deed.
    """
    entry = read_deed(_bytes(path), running.case_of_number(desk, number))
    if isinstance(entry, ResumeEntry):
        return _told(desk, course.resume(desk, INTERFACE, entry.case))
    if isinstance(entry, TellAgainEntry):
        return _told(desk, course.tell_again(desk, INTERFACE, entry.case, entry.code, entry.defect))
    return _done(desk, _proposal(desk, entry, path.parent))


def _proposal(desk: Desk, entry: DeedEntry, folder: Path) -> Proposal:
    if isinstance(entry, DecideEntry):
        return Decide(case=entry.case, decision=entry.decision, ruling=ruling_of(desk, entry.ruling, folder))
    assert not isinstance(entry, ResumeEntry | TellAgainEntry)  # noqa: S101 -- no proposals
    return entry


def _done(desk: Desk, proposal: Proposal) -> dict[str, Any]:
    try:
        return _told(desk, proposals.carry_out(desk, INTERFACE, proposal))
    except RuleBroken as fault:
        if fault.code != "approval.needed":
            raise
    review = reviews.ask(desk, INTERFACE, proposal)
    return {
        "id": proposal.case,
        "number": review.case_no,
        "state": "asked",
        "review": review.id,
        "due": {},
        "papers": [],
    }


def _told(desk: Desk, taken: Taken) -> dict[str, Any]:
    kinds = {detail.paper.number: detail.paper.kind for detail in lists.read_case(desk, taken.case.case_id).papers}
    return {
        "id": taken.case.case_id,
        "number": taken.case.case_no,
        "state": taken.case.state.value,
        "due": msgspec.to_builtins(taken.case.due),
        "papers": [{"kind": kinds[number].value, "number": number} for number in taken.papers],
    }


def _material(desk: Desk, entry: MaterialEntry, item: ServiceItem, folder: Path) -> ReceivedMaterial:
    """As it was brought; what is owed beyond the guide's materials has no scans."""
    spec = item.material(entry.code)
    if spec is None and entry.files:
        raise RuleBroken("material.unknown", field=f"materials.{entry.code}")
    attachments = tuple(
        intake.attach_file(desk, spec, content=_scan(spec, folder / name), file_name=Path(name).name)
        for name in entry.files
        if spec is not None
    )
    return ReceivedMaterial(code=entry.code, how_got=entry.how_got, copies=entry.copies, attachments=attachments)


def _scan(spec: MaterialSpec, path: Path) -> bytes:
    try:
        if path.stat().st_size > spec.max_file_mb * 1024 * 1024:
            raise RuleBroken("file.too_big", field=f"materials.{spec.code}", limit_mb=spec.max_file_mb)
        return path.read_bytes()
    except OSError as error:
        raise RuleBroken("file.unreadable", field=f"materials.{spec.code}") from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RuleBroken("intake.unreadable", reason=error.strerror or "") from error
