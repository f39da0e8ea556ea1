"""补件: what is owed is brought, at any window of the hall, in person, by post or online; dated by its arrival.

    CORRECTING ─ a part ─▶ CORRECTING      ─ the last ─▶ ACCEPTED from the day on which it came (许可法 32(5))
    DEFERRED   ─ a part ─▶ DEFERRED        ─ the last ─▶ ACCEPTED, its clock as before
    wrong ─▶ told once again in writing (domain.md §2, Wrong supplement), and not a third time
    force majeure ─▶ a later day, once, approved, within the policy's extension

What comes late is taken in as well: as long as no consequence was drawn, it counts.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from counter.actions import approvals
from counter.actions.desk import Desk
from counter.actions.intake import Taken, blob_refs
from counter.actions.running import PaperOrder, Running, Written, carry, find, rows_of_owed, said
from counter.documents.model import PaperDefect, PaperExtension, PaperOwed
from counter.domain.case import Case, CounterState, Intake, PaperKind, ReceivedMaterial
from counter.domain.case_clock import day_of, events_of, in_their_order
from counter.domain.course import CreditAnswer, Defect, Owed, OwedFor
from counter.domain.credit import credit_of
from counter.domain.deadlines import ClockEvent, CorrectionComplete, CorrectionTold, DeferralSupplied, Deferred
from counter.domain.form_rules import check_form
from counter.domain.ids import CaseId
from counter.domain.intake_rules import MOST_COPIES
from counter.domain.merging import united
from counter.domain.policy import LateConsequence
from counter.domain.proposal import Approval, ExtendOwed, Supplement
from counter.domain.staff import Actor
from counter.domain.text import clean_text
from counter.domain.workdays import HALL_TIME, local_day
from counter.errors import RuleBroken
from counter.store import facts, supervisors
from counter.wire.bodies import CaseOwedExtended, CaseSupplemented, CaseToldAgain, Kind

WAYS = ("window", "post", "online")
"""How something may arrive."""
_WAITING = frozenset({CounterState.CORRECTING, CounterState.DEFERRED})
_NOON = dt.time(12, 0)
_DEFECT_LENGTH = 200


def supplement(
    desk: Desk,
    actor: Actor,
    case_id: CaseId,
    materials: tuple[ReceivedMaterial, ...],
    *,
    how: str = "window",
    arrived_on: dt.date | None = None,
    form: dict[str, str] | None = None,
    base_form: dict[str, str] | None = None,
    approval: Approval | None = None,
) -> Taken:
    """What was brought is the case's; when nothing is owed any more the case is accepted.

    Without materials a case is completed whose last pieces came to two windows at once.

    Args:
        desk: this window's.
        actor: who took it in.
        case_id: of this window or of another of the hall.
        materials: by the codes that are owed; a defect without a material of the guide by its own code.
        how: one of ``WAYS``.
        arrived_on: the day on which it arrived, when not today.
        form: fields of the form that were put right with it.
        base_form: what the person read in those fields before; None: what stands there now.
        approval: of ``Supplement``, for one who is on the list of broken promises since.

    Raises:
        RuleBroken: ``case.unknown``, ``case.moved_on``; ``supplement.nothing``, ``supplement.not_owed``,
            ``supplement.brought_before``, ``supplement.how``, ``supplement.before_receipt``,
            ``supplement.before_told``, ``supplement.in_future``; ``supplement.changed_elsewhere`` (theirs) for a field
            that another window has filled since it was read; ``material.twice``, ``material.copies``,
            ``file.missing``; codes of ``form`` and ``approval``.
        StoreTrouble: nothing was stored.
    """
    running = find(desk, case_id, _WAITING)
    _check_what_is_brought(desk, running, materials)
    arrived_at = _arrival(running, how, arrived_on)
    put_right = _checked_form(running, form or {})
    base = _base_of(running, put_right, base_form)
    proposal = Supplement(
        case=case_id, materials=materials, how=how, arrived_on=arrived_on, form=form or {}, base_form=base_form
    )
    _check_credit(desk, actor, running, proposal, approval)
    codes = tuple(material.code for material in materials)
    brought = tuple(
        msgspec.structs.replace(owed, arrived_at=arrived_at, how=how) if owed.code in codes else owed
        for owed in running.case.course.owed
    )
    case = _after(running, materials, put_right, brought)
    completes = not case.course.open_owed()
    accepted = completes and running.case.state is CounterState.CORRECTING
    written = Written(
        case=case,
        kind=Kind.CASE_SUPPLEMENTED,
        body=lambda issued: CaseSupplemented(
            arrived_at=arrived_at,
            how=how,
            materials=materials,
            form=put_right,
            base_form=base,
            codes=codes,
            completes=completes,
            accepted_at=case.accepted_at if accepted else None,
            due=case.due,
            papers=issued,
        ),
        papers=_papers(running, case, accepted=accepted),
        blobs=blob_refs(Intake(materials=materials)),
        approval=approval,
    )
    return carry(desk, actor, running, written)


def tell_again(desk: Desk, actor: Actor, case_id: CaseId, code: str, defect: Defect) -> Taken:
    """What was brought was wrong, and the applicant is told so once again in writing (domain.md §2, Wrong supplement).

    Raises:
        RuleBroken: ``case.unknown``, ``case.moved_on``; ``supplement.not_owed``; ``supplement.told_twice`` the second
            time; ``text.empty`` without ground or remedy.
        StoreTrouble: nothing was stored.
    """
    running = find(desk, case_id, _WAITING)
    owed = _open(running, code)
    if owed.told_again:
        raise RuleBroken("supplement.told_twice", field=f"materials.{code}")
    told = Defect(
        material=defect.material or (code if running.item.material(code) else ""),
        name=owed.name,
        ground=clean_text(defect.ground, field="ground", max_length=_DEFECT_LENGTH),
        remedy=clean_text(defect.remedy, field="remedy", max_length=_DEFECT_LENGTH),
    )
    case = running.changed(owed=_with(running, msgspec.structs.replace(owed, told_again=True)))
    reading = running.reading()
    says = {
        "defects": (PaperDefect(name=told.name, ground=told.ground, remedy=told.remedy),),
        "correction_due_on": day_of(owed, reading),
        "told_again": True,
    }
    written = Written(
        case=case,
        kind=Kind.CASE_TOLD_AGAIN,
        body=lambda issued: CaseToldAgain(code=code, defect=told, papers=issued),
        papers=[(PaperKind.CORRECTION_NOTICE, says)],
    )
    return carry(desk, actor, running, written)


def extend_owed(desk: Desk, actor: Actor, proposal: ExtendOwed, approval: Approval | None = None) -> Taken:
    """What is still to be brought may come until that day, because it could not come before (domain.md §2, Deadline).

    The applicant is told the new day in writing.

    Raises:
        RuleBroken: ``case.unknown``, ``case.moved_on``; ``supplement.not_owed``; ``owed.extended_before``,
            ``owed.no_day``, ``owed.not_later``, ``owed.day_off``, ``owed.too_late`` (until); ``calendar.*``;
            ``text.empty``; codes of ``approval``.
        StoreTrouble: nothing was stored.
    """
    running = find(desk, proposal.case, _WAITING)
    owed = _open(running, proposal.code)
    reason = said(proposal.reason)
    _check_new_day(running, owed, proposal.due_on)
    approvals.require(desk, actor, proposal, approval)
    later = msgspec.structs.replace(owed, due_on=proposal.due_on, extended=True)
    says = {
        "owed": (PaperOwed(name=owed.name, form=owed.need, due_on=proposal.due_on),),
        "reasons": reason,
        "ground": _if_late(running, owed),
        "extension": PaperExtension(
            by="", approver=_approver(desk, approval), promised_before=day_of(owed, running.reading())
        ),
    }
    written = Written(
        case=running.changed(owed=_with(running, later)),
        kind=Kind.CASE_OWED_EXTENDED,
        body=lambda issued: CaseOwedExtended(code=proposal.code, due_on=proposal.due_on, reason=reason, papers=issued),
        papers=[(PaperKind.OWED_EXTENSION, says)],
        approval=approval,
    )
    return carry(desk, actor, running, written)


def _if_late(running: Running, owed: Owed) -> str:
    """What follows when it does not come by the new day either: the frozen policy's consequence."""
    if owed.why is OwedFor.CORRECTION:
        return LateConsequence.DEEMED_WITHDRAWN.label
    return running.policy.late_consequence.label


def _approver(desk: Desk, approval: Approval | None) -> str:
    card = supervisors.card(desk.db, approval.supervisor) if approval else None
    return card.name if card else ""


def _check_new_day(running: Running, owed: Owed, due_on: dt.date) -> None:
    """Once, later than before, not in the past, on a working day, within what the policy allows."""
    before = day_of(owed, running.reading())
    most = running.policy.deferral_extension_most
    if owed.extended:
        raise RuleBroken("owed.extended_before", field="due_on")
    if before is None:
        raise RuleBroken("owed.no_day", field="due_on")
    if due_on <= before or due_on < local_day(running.moment.at):
        raise RuleBroken("owed.not_later", field="due_on")
    until = running.calendar.add(before, most.amount, most.unit)
    if due_on > until:
        raise RuleBroken("owed.too_late", field="due_on", until=until.isoformat())
    if not running.calendar.is_workday(due_on):
        raise RuleBroken("owed.day_off", field="due_on")


def _check_what_is_brought(desk: Desk, running: Running, materials: tuple[ReceivedMaterial, ...]) -> None:
    """Each is owed and was not brought before, each once, its scans are here."""
    owing = {owed.code: owed for owed in running.case.course.owed}
    if not materials and running.case.course.open_owed():
        raise RuleBroken("supplement.nothing", field="materials")
    seen: set[str] = set()
    for material in materials:
        field = f"materials.{material.code[:50]}"
        owed = owing.get(material.code)
        if owed is None:
            raise RuleBroken("supplement.not_owed", field=field)
        if not owed.open:
            raise RuleBroken("supplement.brought_before", field=field)
        if material.code in seen:
            raise RuleBroken("material.twice", field=field)
        if not 1 <= material.copies <= MOST_COPIES:
            raise RuleBroken("material.copies", field=field, most=MOST_COPIES)
        seen.add(material.code)
        if not all(desk.scans.holds(attachment.sha256) for attachment in material.attachments):
            raise RuleBroken("file.missing", field=field)


def _arrival(running: Running, how: str, arrived_on: dt.date | None) -> dt.datetime:
    """The moment as which it counts: now, or noon of an earlier day, never before it was asked for."""
    if how not in WAYS:
        raise RuleBroken("supplement.how", field="how")
    now = running.at
    asked_at = _asked_at(running)
    if arrived_on is None or arrived_on == local_day(now):
        return now
    if arrived_on > local_day(now):
        raise RuleBroken("supplement.in_future", field="arrived_on")
    if arrived_on < local_day(running.case.received_at):
        raise RuleBroken("supplement.before_receipt", field="arrived_on")
    if arrived_on < local_day(asked_at):
        raise RuleBroken("supplement.before_told", field="arrived_on")
    return max(asked_at, dt.datetime.combine(arrived_on, _NOON, tzinfo=HALL_TIME).astimezone(dt.UTC))


def _asked_at(running: Running) -> dt.datetime:
    """When the applicant was told of it, or promised it."""
    asked = [event.at for event in events_of(running.case) if isinstance(event, CorrectionTold | Deferred)]
    return max(asked, default=running.case.received_at)


def _checked_form(running: Running, form: dict[str, str]) -> dict[str, str]:
    """Only what is put right is checked; the rest stands as it was taken in."""
    faults: list[RuleBroken] = []
    checked = check_form(running.item, form, faults, today=local_day(running.moment.at), complete=False)
    if faults:
        raise faults[0]
    return checked


def _base_of(running: Running, form: dict[str, str], read: dict[str, str] | None) -> dict[str, str]:
    """What stood in those fields when the person put them right (protocol.md, Conflicts: edits carry their base)."""
    stands = {key: running.case.intake.form.get(key, "") for key in form}
    base = stands if read is None else {key: read.get(key, "") for key in form}
    for key, value in form.items():
        if stands[key] not in {base[key], value}:
            raise RuleBroken("supplement.changed_elsewhere", field=f"form.{key}", theirs=stands[key])
    return base


def _check_credit(desk: Desk, actor: Actor, running: Running, proposal: Supplement, approval: Approval | None) -> None:
    """Who was put on the list since he promised needs a supervisor (domain.md §2, Credit gate).

    A list that is missing or too old bars nobody here: the promise was accepted, and the hall may not refuse what is
    brought because it is itself cut off.
    """
    if running.case.state is not CounterState.DEFERRED or not running.policy.credit_before_supplement:
        return
    proof = credit_of(
        running.case.intake.applicant.id_number,
        facts.credit_list(desk.db),
        now=running.moment.at,
        max_age_hours=running.policy.credit_list_max_age_hours,
    )
    if proof.answer is CreditAnswer.BARRED:
        approvals.require(desk, actor, proposal, approval)


def _after(
    running: Running, materials: tuple[ReceivedMaterial, ...], form: dict[str, str], owed: tuple[Owed, ...]
) -> Case:
    """The case with what was brought; complete, it is accepted and its clock says so."""
    intake = running.case.intake
    of_guide = tuple(material for material in materials if running.item.material(material.code))
    intake = msgspec.structs.replace(intake, materials=united(intake.materials, of_guide), form={**intake.form, **form})
    if any(each.open for each in owed):
        return msgspec.structs.replace(running.changed(owed=owed), intake=intake)
    event = _completion(running, owed)
    clock = in_their_order(events_of(running.case), event)
    case = msgspec.structs.replace(running.changed(CounterState.ACCEPTED, owed=owed, clock=clock), intake=intake)
    if running.case.accepted_at is not None:
        return case
    deemed = running.reading(case).deemed_accepted
    return msgspec.structs.replace(case, accepted_at=case.received_at if deemed else event.at)


def _completion(running: Running, owed: tuple[Owed, ...]) -> ClockEvent:
    """Dated by the last arrival (许可法 32(5)), never before it was asked for."""
    at = max(_asked_at(running), *(each.arrived_at for each in owed if each.arrived_at is not None))
    if running.case.state is CounterState.CORRECTING:
        return CorrectionComplete(at=at)
    return DeferralSupplied(at=at)


def _papers(running: Running, case: Case, *, accepted: bool) -> list[PaperOrder]:
    """补件接收凭证 each time; with the last of a correction the 受理通知书."""
    reading = running.reading(case)
    owed = rows_of_owed(case.course, reading)
    receipt: PaperOrder = (
        PaperKind.SUPPLEMENT_RECEIPT,
        {"owed": owed, "correction_due_on": None if accepted else reading.correction_due_on},
    )
    return [receipt, (PaperKind.ACCEPTANCE, {})] if accepted else [receipt]


def _open(running: Running, code: str) -> Owed:
    for owed in running.case.course.open_owed():
        if owed.code == code:
            return owed
    raise RuleBroken("supplement.not_owed", field=f"materials.{code[:50]}")


def _with(running: Running, changed: Owed) -> tuple[Owed, ...]:
    return tuple(changed if owed.code == changed.code else owed for owed in running.case.course.owed)
