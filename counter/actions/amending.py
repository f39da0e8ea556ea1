"""更正: an issued paper never changes. It is voided with a reason and issued anew, and the new number cites the old.

issued ── wrong ──▶ void (stays in the register, unchanged)
             └────▶ a new number with ``cites``; the case says what is right
"""

from __future__ import annotations

from typing import Any

import msgspec

from counter.actions import approvals
from counter.actions.desk import Desk
from counter.actions.intake import Taken, blob_refs
from counter.actions.running import Running, Written, carry, find, said
from counter.documents.model import PaperContent
from counter.domain.case import CounterState, Decision, Intake
from counter.domain.intake_rules import IntakeFaults, check_intake, intake_faults
from counter.domain.material_changes import check_scans_stay, material_changes
from counter.domain.proposal import Amend, Approval
from counter.domain.staff import Actor
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.store import papers, voiding
from counter.store.papers import PaperRow
from counter.wire.bodies import CaseAmended, Kind

_DECISIONS = {
    CounterState.ACCEPTED: Decision.ACCEPTED,
    CounterState.DONE_ON_SPOT: Decision.DONE_ON_SPOT,
    CounterState.DEFERRED: Decision.DEFERRED,
    CounterState.COMMITTED: Decision.COMMITTED,
    CounterState.RECEIVED: Decision.RECEIVED,
    CounterState.CORRECTING: Decision.CORRECTION,
}
"""What an open case has to be fit for; an ended one only has to be right in what it says."""
KEPT = (
    "query_code",
    "decision_due_on",
    "promised_due_on",
    "legal_due_on",
    "ground",
    "reasons",
    "legal_basis",
    "competent_body",
    "returned",
    "remedies",
    "defects",
    "correction_due_on",
    "told_again",
    "owed",
    "deferral_pauses",
    "promise",
    "check_code",
    "procedure",
    "extension",
    "collector",
    "posting",
)
"""What a paper says beyond the case: the one that takes its place says the same."""
"""What a paper says beyond the case: the new one says the same."""


def amend(desk: Desk, actor: Actor, proposal: Amend, approval: Approval | None = None) -> Taken:
    """The wrong paper is void with that reason, the case says what is right, and a new paper that cites it is issued.

    Raises:
        IntakeFaults: the correction is itself not right.
        RuleBroken: ``case.unknown``, ``case.voided``; ``paper.unknown``, ``amend.other_case``, ``amend.void``;
            ``amend.nothing`` when nothing would change; ``amend.scan_stays``; ``amend.owed`` for a material that is
            waited for: it is taken in as a supplement; ``file.missing``; codes of ``text`` and ``approval``.
        StoreTrouble: nothing was stored.
    """
    running, wrong = _found(desk, proposal)
    proposal = _cleaned(running, proposal)
    intake = _amended(running.case.intake, proposal)
    if intake == running.case.intake:
        raise RuleBroken("amend.nothing")
    known = running.case.intake.attachments()  # what came to another window lies there, and at the platform
    for attachment in intake.attachments():
        if attachment not in known and not desk.scans.holds(attachment.sha256):
            raise RuleBroken("file.missing", field="file")
    reason = said(proposal.reason)
    approvals.require(desk, actor, proposal, approval)
    course = msgspec.structs.replace(running.case.course, cites=wrong.number)
    before = msgspec.json.decode(wrong.content, type=PaperContent)
    says: dict[str, Any] = {name: getattr(before, name) for name in KEPT} | {"cites": wrong.number}
    written = Written(
        case=msgspec.structs.replace(running.case, intake=intake, course=course),
        kind=Kind.CASE_AMENDED,
        body=lambda issued: CaseAmended(
            intake=intake,
            base_intake=running.case.intake,
            voided=wrong.number,
            reason=reason,
            papers=issued,
            materials=material_changes(running.case.intake.materials, intake.materials),
        ),
        papers=[(wrong.kind, says)],
        blobs=blob_refs(intake),
        approval=approval,
        also=lambda db: voiding.void_number(db, wrong.number, reason=reason, by=actor.clerk_no),
    )
    return carry(desk, actor, running, written)


def cleaned(desk: Desk, proposal: Amend) -> Amend:
    """The proposal with every text as the deed will write it; only that is what a supervisor can approve.

    Raises:
        IntakeFaults: the correction is itself not right.
        RuleBroken: as ``amend``.
    """
    return _cleaned(_found(desk, proposal)[0], proposal)


def fit_for(state: CounterState) -> Decision:
    """The decision that an intake must still be fit for in that state."""
    return _DECISIONS.get(state, Decision.NOT_COMPETENT)


def _found(desk: Desk, proposal: Amend) -> tuple[Running, PaperRow]:
    running = find(desk, proposal.case, set(CounterState) - {CounterState.VOIDED})
    paper = papers.read_paper(desk.db, proposal.number)
    if paper is None:
        raise RuleBroken("paper.unknown", field="number")
    if paper.case_id != running.case.case_id:
        raise RuleBroken("amend.other_case", field="number")
    if voiding.is_void(desk.db, paper.number):
        raise RuleBroken("amend.void", field="number")
    return running, paper


def _cleaned(running: Running, proposal: Amend) -> Amend:
    """Only what the correction itself brings about is its fault: the rest stands as it was taken in."""
    after = _amended(running.case.intake, proposal)
    check_scans_stay(running.case.intake.materials, after.materials)
    _nothing_owed_comes(running, after)
    decision = fit_for(running.case.state)
    today = local_day(running.moment.at)
    stood = {
        (fault.code, fault.field) for fault in intake_faults(running.case.intake, running.item, decision, today=today)
    }
    faults = intake_faults(after, running.item, decision, today=today)
    new = tuple(fault for fault in faults if (fault.code, fault.field) not in stood)
    if new:
        raise IntakeFaults(new)
    if faults:
        return proposal
    checked = check_intake(after, running.item, decision, today=today)
    return msgspec.structs.replace(
        proposal,
        applicant=checked.applicant if proposal.applicant is not None else None,
        materials=checked.materials if proposal.materials is not None else None,
        form=checked.form if proposal.form is not None else None,
    )


def _nothing_owed_comes(running: Running, after: Intake) -> None:
    """What is waited for comes as a supplement, dated by its arrival; a correction would leave it owed."""
    noted = {material.code for material in running.case.intake.materials}
    owed = {each.code for each in running.case.course.open_owed()}
    for material in after.materials:
        if material.code in owed and material.code not in noted:
            raise RuleBroken("amend.owed", field=f"materials.{material.code}")


def _amended(intake: Intake, proposal: Amend) -> Intake:
    return msgspec.structs.replace(
        intake,
        applicant=intake.applicant if proposal.applicant is None else proposal.applicant,
        materials=intake.materials if proposal.materials is None else proposal.materials,
        form=intake.form if proposal.form is None else proposal.form,
    )
