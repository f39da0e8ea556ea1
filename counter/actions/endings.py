"""终止: a case ends before its result, by the applicant's will, by the hall's, or because nothing came in time."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from counter.actions import approvals
from counter.actions.desk import Desk, deed
from counter.actions.intake import Taken
from counter.actions.running import PaperOrder, Running, Written, carry, find, heard_at, names_of, rows_of_owed, said
from counter.domain.case import OPEN, RUNNING, Case, CounterState, PaperKind
from counter.domain.case_clock import day_of, end_of_day
from counter.domain.ids import LineId, uuid7
from counter.domain.policy import LateConsequence
from counter.domain.proposal import Approval, Lapse, Revoke, Void, Withdraw
from counter.domain.remedies import remedies
from counter.domain.staff import Actor, Role
from counter.domain.text import clean_text
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.store import cases, deliveries, owed, papers
from counter.store.journal import Entry
from counter.wire.bodies import CaseLapsed, CaseRevoked, CaseVoided, CaseWithdrawn, Kind

_BASIS_LENGTH = 200
_ENDS = {
    LateConsequence.DEEMED_WITHDRAWN: CounterState.WITHDRAWN,
    LateConsequence.REVOKED: CounterState.REVOKED,
    LateConsequence.NOT_GRANTED: CounterState.NOT_GRANTED,
    LateConsequence.TERMINATED: CounterState.TERMINATED,
    LateConsequence.RETURNED: CounterState.RETURNED,
}


def lapse(desk: Desk, actor: Actor, proposal: Lapse, approval: Approval | None = None) -> Taken:
    """Nothing came in time: the consequence of the frozen policy is drawn; a correction counts as withdrawn.

    Raises:
        RuleBroken: ``case.unknown``, ``case.moved_on``; ``lapse.not_due`` while the day is not over;
            ``lapse.not_heard`` while this counter has not heard from the platform since, because the thing may have
            been brought to another window (faults.md F13); ``text.empty`` without a reason where 撤销受理 needs one
            in writing (ZJ 11); codes of ``approval``.
        StoreTrouble: nothing was stored.
    """
    running = find(desk, proposal.case, {CounterState.CORRECTING, CounterState.DEFERRED})
    correcting = running.case.state is CounterState.CORRECTING
    consequence = None if correcting else running.policy.late_consequence
    check_lapsed(desk, running)
    if consequence is LateConsequence.REVOKED or proposal.reason.strip():
        reason = said(proposal.reason)
    else:
        reason = "逾期未补正" if correcting else "逾期未补交容缺材料"
    approvals.require(desk, actor, proposal, approval)
    state = _ENDS[consequence or LateConsequence.DEEMED_WITHDRAWN]
    case = running.ended(state, reason, lapsed=True)
    says = {
        "ground": (consequence or LateConsequence.DEEMED_WITHDRAWN).label,
        "reasons": reason,
        "owed": rows_of_owed(running.case.course, running.reading()),
        "remedies": remedies(running.item),
    }
    written = Written(
        case=case,
        kind=Kind.CASE_LAPSED,
        body=lambda issued: CaseLapsed(state=state, consequence=consequence, reason=reason, papers=issued),
        papers=[(PaperKind.LAPSE, says)],
        approval=approval,
    )
    return carry(desk, actor, running, written)


def withdraw(desk: Desk, actor: Actor, proposal: Withdraw, approval: Approval | None = None) -> Taken:
    """The applicant took his application back, and what he named was returned to him.

    Raises:
        RuleBroken: ``case.unknown``, ``case.moved_on``; ``material.not_received`` for what was never here;
            codes of ``text`` and ``approval``.
        StoreTrouble: nothing was stored.
    """
    running = find(desk, proposal.case)
    reason = said(proposal.reason)
    _check_returned(running, proposal.returned)
    approvals.require(desk, actor, proposal, approval)
    says = {"reasons": reason, "returned": names_of(running.item, proposal.returned)}
    orders: list[PaperOrder] = [(PaperKind.WITHDRAWAL, says)]
    if proposal.returned:
        orders.append((PaperKind.RETURNED_MATERIALS, says))
    written = Written(
        case=running.ended(CounterState.WITHDRAWN, reason),
        kind=Kind.CASE_WITHDRAWN,
        body=lambda issued: CaseWithdrawn(reason=reason, returned=proposal.returned, papers=issued),
        papers=orders,
        approval=approval,
    )
    return carry(desk, actor, running, written)


def revoke(desk: Desk, actor: Actor, proposal: Revoke, approval: Approval | None = None) -> Taken:
    """The acceptance was taken back, with reasons and remedies in writing (许可法 38).

    Raises:
        RuleBroken: ``case.unknown``, ``case.moved_on`` when it was not accepted; codes of ``text`` and ``approval``.
        StoreTrouble: nothing was stored.
    """
    running = find(desk, proposal.case, RUNNING)
    reason = said(proposal.reason)
    basis = clean_text(proposal.legal_basis, field="legal_basis", max_length=_BASIS_LENGTH, required=False)
    approvals.require(desk, actor, proposal, approval)
    says = {"reasons": reason, "legal_basis": basis, "remedies": remedies(running.item)}
    written = Written(
        case=running.ended(CounterState.REVOKED, reason),
        kind=Kind.CASE_REVOKED,
        body=lambda issued: CaseRevoked(reason=reason, legal_basis=basis, papers=issued),
        papers=[(PaperKind.REVOCATION, says)],
        approval=approval,
    )
    return carry(desk, actor, running, written)


def void(desk: Desk, actor: Actor, proposal: Void, approval: Approval | None = None) -> Taken:
    """The case and its numbers are void with that reason; nothing is deleted (domain.md §6, Reprint).

    Raises:
        RuleBroken: ``case.unknown``, ``case.voided``; ``void.other_window`` for a case whose numbers are another
            window's; ``role.supervisor_needed`` where the hall asks for no approval and the actor is no supervisor;
            codes of ``text`` and ``approval``.
        StoreTrouble: nothing was stored.
    """
    running = find(desk, proposal.case, set(CounterState) - {CounterState.VOIDED})
    if cases.case_of_number(desk.db, running.case.case_no) is None:
        raise RuleBroken("void.other_window")
    reason = said(proposal.reason)
    approvals.require(desk, actor, proposal, approval)
    if approval is None and not actor.may(Role.SUPERVISOR):
        raise RuleBroken("role.supervisor_needed")
    voided = _voided(running, reason)
    with deed(desk) as doing:
        numbers = papers.void_numbers(doing.db, voided.case_id, reason=reason, by=actor.clerk_no)
        entry = Entry(
            kind=Kind.CASE_VOIDED,
            body=CaseVoided(state_before=running.case.state, numbers=numbers, reason=reason),
            actor=actor.clerk_no,
            moment=running.moment,
            case=voided.case_id,
            approval=approval,
            id=LineId(uuid7()),
        )
        doing.tell(entry)
        cases.update_case(doing.db, voided)
        owed.put_case(doing.db, voided, running.window)
        for trouble in deliveries.troubles(doing.db):
            if trouble.case == voided.case_id and entry.id:
                deliveries.supersede(doing.db, trouble.line, entry.id)
    return Taken(case=voided, papers=())


def _voided(running: Running, reason: str) -> Case:
    if running.case.state in OPEN:
        return running.ended(CounterState.VOIDED, reason)
    course = msgspec.structs.replace(running.case.course, end_reason=reason)
    return msgspec.structs.replace(running.case, state=CounterState.VOIDED, course=course)


def check_lapsed(desk: Desk, running: Running) -> None:
    """The day of something owed is over, and the platform told since what it knew.

    Raises:
        RuleBroken: ``lapse.not_due``, ``lapse.not_heard`` (day).
    """
    today, reading = local_day(running.moment.at), running.reading()
    days = [day_of(each, reading) for each in running.case.course.open_owed()]
    late = [day for day in days if day is not None and day < today]
    if not late:
        raise RuleBroken("lapse.not_due")
    heard = heard_at(desk)
    if heard is None or heard < end_of_day(min(late)):
        raise RuleBroken("lapse.not_heard", day=min(late).isoformat())


def _check_returned(running: Running, returned: Collection[str]) -> None:
    got = {material.code for material in running.case.intake.materials}
    for code in returned:
        if code not in got:
            raise RuleBroken("material.not_received", field=f"materials.{code[:50]}")
