"""``intake`` and ``print``: cases in by file, papers out to a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from counter.actions import intake, lists, printing, reviews
from counter.actions.desk import Desk
from counter.actions.printing import Prepared
from counter.devices.folder_printer import FolderPrinter
from counter.domain.case import Attachment, Decision, Draft, Intake, ReceivedMaterial
from counter.domain.course import Commitment, Deferral, Promise, Ruling
from counter.domain.ids import CaseId, uuid7
from counter.domain.item import MaterialSpec
from counter.domain.proposal import Take
from counter.domain.staff import Actor, Role
from counter.errors import CounterError, RuleBroken
from counter.wire.intake_file import (
    CaseEntry,
    CommitmentEntry,
    DeferralEntry,
    MaterialEntry,
    PromiseEntry,
    RulingEntry,
    read_intake,
)

INTERFACE = Actor(clerk_no="api", name="接口录入", roles=(Role.CLERK,))
"""Who does the deeds of another program; the installation itself is what the platform trusts."""


def take_file(desk: Desk, path: Path) -> tuple[dict[str, Any] | CounterError, ...]:
    """Every good case of the file is taken in; a bad one is told and leaves nothing.

    Raises:
        RuleBroken: ``intake.unreadable``, ``intake.json``, ``intake.too_big`` for the whole file.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RuleBroken("intake.unreadable", reason=error.strerror or "") from error
    return tuple(
        entry if isinstance(entry, CounterError) else _take(desk, entry, path.parent) for entry in read_intake(raw)
    )


def _take(desk: Desk, entry: CaseEntry, folder: Path) -> dict[str, Any] | CounterError:
    try:
        item = lists.read_item(desk, entry.item_code)
        materials = tuple(_material(desk, given, item.material(given.code), folder) for given in entry.materials)
        now = desk.moment().at
        draft = Draft(
            case_id=CaseId(entry.case_id or uuid7()),
            intake=Intake(
                item_code=item.code,
                item_version=item.version,
                applicant=entry.applicant,
                agent=entry.agent,
                contact=entry.contact,
                materials=materials,
                form=entry.form,
                situations=entry.situations,
                note=entry.note,
            ),
            clerk=INTERFACE.clerk_no,
            started_at=now,
            saved_at=now,
        )
        ruling = ruling_of(desk, entry.ruling, folder)
        try:
            taken = intake.take_case(desk, INTERFACE, draft, entry.decision, ruling)
        except RuleBroken as fault:
            if fault.code != "approval.needed":
                raise
            return _asked(desk, draft, entry.decision, ruling)
    except CounterError as error:
        return error
    return {
        "id": taken.case.case_id,
        "number": taken.case.case_no,
        "state": taken.case.state.value,
        "due": msgspec.to_builtins(taken.case.due),
        "papers": [
            {"kind": detail.paper.kind.value, "number": detail.paper.number}
            for detail in lists.read_case(desk, taken.case.case_id).papers
        ],
    }


def _asked(desk: Desk, draft: Draft, decision: Decision, ruling: Ruling | None) -> dict[str, Any]:
    """A supervisor is asked; the case is taken in when he has approved it (审核)."""
    proposal = Take(case=draft.case_id, decision=decision, intake=draft.intake, ruling=ruling)
    review = reviews.ask(desk, INTERFACE, proposal)
    return {"id": draft.case_id, "number": "", "state": "asked", "review": review.id, "due": {}, "papers": []}


def ruling_of(desk: Desk, entry: RulingEntry | None, folder: Path) -> Ruling | None:
    """The ruling with the scan of its signed promise in the store.

    Raises:
        RuleBroken: ``file.*`` for the scan.
    """
    if isinstance(entry, DeferralEntry):
        return Deferral(materials=entry.materials, promise=_promise(desk, entry.promise, folder))
    if isinstance(entry, CommitmentEntry):
        return Commitment(conditions=entry.conditions, promise=_promise(desk, entry.promise, folder))
    return entry


def _promise(desk: Desk, entry: PromiseEntry, folder: Path) -> Promise:
    signature = None
    if entry.file:
        content = _read(folder / entry.file, field="ruling.promise.signature", limit_mb=intake.SIGNATURE_MB)
        signature = intake.keep_signature(desk, content=content)
    return Promise(signer=entry.signer, name=entry.name, signed=entry.signed, signature=signature)


def _read(path: Path, *, field: str, limit_mb: int) -> bytes:
    """The file's bytes; one over the limit is not even read."""
    try:
        if path.stat().st_size > limit_mb * 1024 * 1024:
            raise RuleBroken("file.too_big", field=field, limit_mb=limit_mb)
        return path.read_bytes()
    except OSError as error:
        raise RuleBroken("file.unreadable", field=field) from error


def _material(desk: Desk, entry: MaterialEntry, spec: MaterialSpec | None, folder: Path) -> ReceivedMaterial:
    if spec is None:
        raise RuleBroken("material.unknown", field=f"materials.{entry.code}")
    return ReceivedMaterial(
        code=entry.code,
        how_got=entry.how_got,
        copies=entry.copies,
        fixed_on_spot=entry.fixed_on_spot,
        attachments=tuple(_attachment(desk, spec, folder / name) for name in entry.files),
    )


def _attachment(desk: Desk, spec: MaterialSpec, path: Path) -> Attachment:
    content = _read(path, field=f"materials.{spec.code}", limit_mb=spec.max_file_mb)
    return intake.attach_file(desk, spec, content=content, file_name=path.name)


def print_to(
    desk: Desk, number: str, folder: Path, reason: str, seal: Callable[[Prepared], Prepared] = lambda asked: asked
) -> dict[str, Any]:
    """The paper lies as a PDF in the folder, and the print is in the journal; ``seal`` puts the e-seal on it.

    Raises:
        RuleBroken: ``paper.unknown``; ``paper.reason_missing`` for a reprint without a reason.
    """
    prepared = seal(printing.prepare(desk, number, INTERFACE, reason=reason))
    printer = FolderPrinter(folder)
    outcome = printer.submit(prepared.pdf, queue="", copies=prepared.copies, job=prepared.job)
    printing.note(desk, INTERFACE, prepared, printer="folder", outcome=outcome)
    return {
        "number": prepared.number,
        "print_no": prepared.print_no,
        "file": str(folder / f"{prepared.job}.pdf"),
        "sealed": bool(prepared.sealed_sha256),
        "unsealed": prepared.unsealed,
    }
