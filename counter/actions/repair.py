"""待处理: what the platform refused or disputed is put right and sent as a new line, or voided with a reason."""

from __future__ import annotations

import msgspec

from counter.actions import reviews
from counter.actions.amending import fit_for
from counter.actions.desk import Deed, Desk, deed
from counter.actions.endings import void
from counter.actions.intake import Taken, blob_refs
from counter.domain.case import Case, Intake
from counter.domain.ids import CaseId, LineId, uuid7
from counter.domain.intake_rules import check_intake
from counter.domain.proposal import Void
from counter.domain.review import Review
from counter.domain.staff import Actor
from counter.domain.text import clean_text
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.store import cases, catalogue, deliveries, hall_cases, owed, sides
from counter.store import reviews as reviews_of_lines
from counter.store.journal import Entry
from counter.wire.bodies import CaseCorrected, Kind

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
    moment = desk.moment()
    checked = check_intake(intake, item, fit_for(case.state), today=local_day(moment.at))
    _refuse_change_on_paper(case.intake, checked)
    why = clean_text(reason, field="reason", max_length=REASON_LENGTH)
    corrected = msgspec.structs.replace(case, intake=checked)
    base = sides.platform_intake(desk.db, case.case_id)
    body = CaseCorrected(supersedes=line, intake=checked, reason=why, base_intake=base)
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
        window = hall_cases.window_of(doing.db, case.case_id) or doing.enrolment.window.window
        owed.put_case(doing.db, corrected, window)
        _supersede_all(doing, case.case_id, entry)
    return corrected


def void_or_ask(desk: Desk, actor: Actor, case_id: CaseId, reason: str) -> Taken | Review:
    """The case is void, or a supervisor is asked, because the hall lets nobody do that alone (domain.md §7).

    Raises:
        RuleBroken: those of ``course.void`` and ``reviews.ask``.
        StoreTrouble: nothing was stored.
    """
    proposal = Void(case=case_id, reason=reason)
    try:
        return void(desk, actor, proposal)
    except RuleBroken as fault:
        if fault.code != "approval.needed":
            raise
    return reviews.ask(desk, actor, proposal)


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
            reviews_of_lines.close_line(doing.db, trouble.line)


def _refuse_change_on_paper(before: Intake, after: Intake) -> None:
    """Applicant, agent and materials stand on the papers: they change by 更正 only (``course.amend``)."""
    kept = ("name", "id_document", "id_number", "legal_representative")
    changed = [name for name in kept if getattr(before.applicant, name) != getattr(after.applicant, name)]
    if changed:
        raise RuleBroken("repair.on_paper", field=f"applicant.{changed[0]}")
    if before.item_code != after.item_code:
        raise RuleBroken("repair.on_paper", field="item_code")
    if _agent_on_paper(before) != _agent_on_paper(after):
        raise RuleBroken("repair.on_paper", field="agent")
    if _materials_on_paper(before) != _materials_on_paper(after):
        raise RuleBroken("repair.on_paper", field="materials")


def _agent_on_paper(intake: Intake) -> tuple[str, ...]:
    agent = intake.agent
    return (agent.name, agent.id_document.value, agent.id_number) if agent else ()


def _materials_on_paper(intake: Intake) -> list[tuple[str, str, int]]:
    """What was received and how; the scans stand on no paper."""
    return sorted((material.code, material.how_got.value, material.copies) for material in intake.materials)
