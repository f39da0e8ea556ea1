"""待处理: what the platform refused or disputed is put right and sent as a new line, or voided with a reason."""

from __future__ import annotations

import msgspec

from counter.actions.desk import Deed, Desk, deed
from counter.actions.intake import blob_refs
from counter.domain.case import Case, CounterState, Decision, Intake
from counter.domain.ids import CaseId, LineId, uuid7
from counter.domain.intake_rules import check_intake
from counter.domain.staff import Actor, Role
from counter.domain.text import clean_text
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.store import cases, catalogue, deliveries, papers
from counter.store.journal import Entry
from counter.wire.bodies import CaseCorrected, CaseVoided, Kind

REASON_LENGTH = 200


def correct_and_resend(desk: Desk, actor: Actor, line: LineId, intake: Intake, reason: str) -> Case:
    """A new line with the corrected intake takes the place of the stuck one; scans that arrived are not sent again.

    Papers that were issued do not change: what stands on a paper can only be changed by voiding it.

    Raises:
        IntakeFaults: the correction is itself not right.
        RuleBroken: ``repair.settled`` when the line is not stuck any more; ``repair.on_paper`` when the correction
            changes what a paper says; ``text.empty`` without a reason.
    """
    case = _case_of(desk, line)
    item = catalogue.read_item(desk.db, case.intake.item_code, case.intake.item_version)
    if item is None:
        raise RuleBroken("item.unknown")
    decision = Decision.RECEIVED if case.state is CounterState.RECEIVED else Decision.ACCEPTED
    moment = desk.moment()
    checked = check_intake(intake, item, decision, today=local_day(moment.at))
    _refuse_change_on_paper(case.intake, checked)
    why = clean_text(reason, field="reason", max_length=REASON_LENGTH)
    corrected = msgspec.structs.replace(case, intake=checked)
    body = CaseCorrected(supersedes=line, intake=checked, reason=why)
    with deed(desk) as doing:
        entry = Entry(
            kind=Kind.CASE_CORRECTED,
            body=body,
            actor=actor.clerk_no,
            moment=moment,
            case=case.case_id,
            blobs=blob_refs(checked),
            id=LineId(uuid7()),
        )
        doing.tell(entry)
        cases.update_case(doing.db, corrected)
        _supersede_all(doing, case.case_id, entry)
    return corrected


def void_case(desk: Desk, actor: Actor, case_id: CaseId, reason: str) -> Case:
    """The case and its numbers are void with that reason; nothing is deleted.

    Raises:
        RuleBroken: ``role.supervisor_needed``, ``case.unknown``, ``case.voided``, ``text.empty`` without a reason.
    """
    if not actor.may(Role.SUPERVISOR):
        raise RuleBroken("role.supervisor_needed")
    case = cases.read_case(desk.db, case_id)
    if case is None:
        raise RuleBroken("case.unknown")
    if case.state is CounterState.VOIDED:
        raise RuleBroken("case.voided")
    why = clean_text(reason, field="reason", max_length=REASON_LENGTH)
    voided = msgspec.structs.replace(case, state=CounterState.VOIDED)
    with deed(desk) as doing:
        numbers = papers.void_numbers(doing.db, case_id, reason=why, by=actor.clerk_no)
        entry = Entry(
            kind=Kind.CASE_VOIDED,
            body=CaseVoided(state_before=case.state, numbers=numbers, reason=why),
            actor=actor.clerk_no,
            moment=desk.moment(),
            case=case_id,
            id=LineId(uuid7()),
        )
        doing.tell(entry)
        cases.update_case(doing.db, voided)
        _supersede_all(doing, case_id, entry)
    return voided


def _case_of(desk: Desk, line: LineId) -> Case:
    trouble = next((trouble for trouble in deliveries.troubles(desk.db) if trouble.line == line), None)
    case = trouble and trouble.case and cases.read_case(desk.db, trouble.case)
    if not case:
        raise RuleBroken("repair.settled")
    return case


def _supersede_all(doing: Deed, case_id: CaseId, entry: Entry) -> None:
    """Every stuck line of the case is answered by the entry."""
    for trouble in deliveries.troubles(doing.db):
        if trouble.case == case_id and entry.id:
            deliveries.supersede(doing.db, trouble.line, entry.id)


def _refuse_change_on_paper(before: Intake, after: Intake) -> None:
    """Applicant, agent and materials stand on the papers; form fields, contact and telephone do not all."""
    kept = ("name", "id_document", "id_number", "legal_representative")
    changed = [name for name in kept if getattr(before.applicant, name) != getattr(after.applicant, name)]
    if changed:
        raise RuleBroken("repair.on_paper", field=f"applicant.{changed[0]}")
    if before.item_code != after.item_code:
        raise RuleBroken("repair.on_paper", field="item_code")
