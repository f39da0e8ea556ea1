"""提请: each kind of proposal and the deed that it is, so that what was approved is exactly what is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from counter.actions import approvals, course, decisions, intake, paper_sight
from counter.actions.desk import Desk, deed
from counter.actions.intake import Taken
from counter.actions.review_sight import known_case
from counter.domain.case import Draft
from counter.domain.credit import barred_as
from counter.domain.proposal import (
    Amend,
    Approval,
    Decide,
    Extend,
    ExtendOwed,
    Hang,
    Lapse,
    Proposal,
    Reprint,
    Revoke,
    Supplement,
    Take,
    Unlist,
    Void,
    Withdraw,
)
from counter.domain.staff import Actor
from counter.domain.text import clean_text
from counter.errors import RuleBroken
from counter.store import facts
from counter.store.journal import Entry
from counter.wire.bodies import Kind, PersonUnlisted

Deeds = Callable[[Desk, Actor, Any, Approval | None], Taken]
REASON_LENGTH = 200


def settle(desk: Desk, proposal: Proposal) -> Proposal:
    """The proposal as the deed will write it: intake and ruling checked, texts clean. Only that can be approved.

    Raises:
        IntakeFaults: everything that is missing or wrong in what is proposed.
        RuleBroken: codes of ``decision``, ``amend``, ``item``, ``case`` and ``text``.
    """
    if isinstance(proposal, Take | Decide):
        return decisions.settle(desk, proposal)
    if isinstance(proposal, Amend):
        proposal = course.cleaned(desk, proposal)
    return approvals.settled(proposal)


def carry_out(desk: Desk, actor: Actor, proposal: Proposal, approval: Approval | None = None) -> Taken:
    """What was proposed is done, with the approval in the journal line of the deed.

    A ``Reprint`` gives the number to print: the print itself is the deed, and carries the approval.

    Raises:
        RuleBroken: codes of the deed and of ``approval``.
        StoreTrouble: nothing was stored.
    """
    return _DEEDS[type(proposal)](desk, actor, proposal, approval)


def unlist(desk: Desk, actor: Actor, proposal: Unlist, approval: Approval | None = None) -> Taken:
    """The applicant of the case is to be removed from the list of broken promises (domain.md §2, Record).

    The platform, whose list it is, delivers the next one without him; until then the counter goes by the old one.

    Raises:
        RuleBroken: ``case.unknown``; ``credit.not_listed``; codes of ``text`` and ``approval``.
        StoreTrouble: nothing was stored.
    """
    case = decisions.case_of(desk, proposal.case)
    listed = facts.credit_list(desk.db)
    if not proposal.person or barred_as(case.intake.applicant.id_number, listed) != proposal.person:
        raise RuleBroken("credit.not_listed", field="person")
    reason = clean_text(proposal.reason, field="reason", max_length=REASON_LENGTH)
    approvals.require(desk, actor, proposal, approval)
    with deed(desk) as doing:
        entry = Entry(
            kind=Kind.PERSON_UNLISTED,
            body=PersonUnlisted(person=proposal.person, reason=reason),
            actor=actor.clerk_no,
            moment=desk.moment(),
            case=case.case_id,
            approval=approval,
        )
        doing.tell(entry)
    return Taken(case=case, papers=())


def _take(desk: Desk, actor: Actor, proposal: Take, approval: Approval | None) -> Taken:
    at = desk.moment().at
    draft = Draft(case_id=proposal.case, intake=proposal.intake, clerk=actor.clerk_no, started_at=at, saved_at=at)
    return intake.take_case(desk, actor, draft, proposal.decision, proposal.ruling, approval)


def _decide(desk: Desk, actor: Actor, proposal: Decide, approval: Approval | None) -> Taken:
    return intake.decide_later(desk, actor, proposal.case, proposal.decision, proposal.ruling, approval)


def _supplement(desk: Desk, actor: Actor, proposal: Supplement, approval: Approval | None) -> Taken:
    return course.supplement(
        desk, actor, proposal.case, proposal.materials, how=proposal.how, arrived_on=proposal.arrived_on,
        form=proposal.form, base_form=proposal.base_form, approval=approval,
    )  # fmt: skip


def _reprint(desk: Desk, actor: Actor, proposal: Reprint, approval: Approval | None) -> Taken:
    paper = paper_sight.find(desk, proposal.number)
    if paper is None or paper.case_id != proposal.case:
        raise RuleBroken("paper.unknown", field="number")
    approvals.require(desk, actor, proposal, approval)
    case = known_case(desk, proposal.case)
    if case is None:
        raise RuleBroken("case.unknown")
    return Taken(case=case, papers=(proposal.number,))


_DEEDS: dict[type[Proposal], Deeds] = {
    Take: _take,
    Decide: _decide,
    Supplement: _supplement,
    ExtendOwed: course.extend_owed,
    Lapse: course.lapse,
    Extend: course.extend,
    Hang: course.hang,
    Withdraw: course.withdraw,
    Revoke: course.revoke,
    Void: course.void,
    Amend: course.amend,
    Reprint: _reprint,
    Unlist: unlist,
}
