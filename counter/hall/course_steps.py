"""办理过程 as the platform judges it: what is brought, told again, extended, lapsed; hung, resumed; ended.

Each step takes the case as it stands and gives it as it stands afterwards, or says by name why that cannot be. In which
states a step may come at all is drawn in ``counter.domain.course`` and listed in ``judging``.
"""

from __future__ import annotations

import msgspec

from counter.domain.case import CounterState, PaperKind
from counter.domain.case_clock import day_of, events_of, open_procedures
from counter.domain.course import Owed
from counter.domain.credit import person_key
from counter.domain.deadlines import (
    CorrectionComplete,
    CorrectionTold,
    DeferralSupplied,
    Deferred,
    Extended,
    SpecialBegun,
    SpecialEnded,
)
from counter.domain.journal import Line
from counter.domain.material_changes import check_scans_stay, material_changes
from counter.domain.merging import Merged, merge_answers, merge_intakes, united
from counter.domain.policy import LateConsequence
from counter.domain.review import Side
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.hall.answers import StuckError
from counter.hall.cases import HUNG, as_case, changed
from counter.hall.deciding import overdue, replaced
from counter.hall.sitting import Sitting
from counter.hall.validation import check_intake
from counter.wire.bodies import (
    CaseAmended,
    CaseExtended,
    CaseHung,
    CaseLapsed,
    CaseOwedExtended,
    CaseResumed,
    CaseRevoked,
    CaseSupplemented,
    CaseToldAgain,
    CaseWithdrawn,
)
from counter.wire.messages import Verdict
from counter.wire.news import CaseCard

ENDS = {
    LateConsequence.DEEMED_WITHDRAWN: CounterState.WITHDRAWN,
    LateConsequence.REVOKED: CounterState.REVOKED,
    LateConsequence.NOT_GRANTED: CounterState.NOT_GRANTED,
    LateConsequence.TERMINATED: CounterState.TERMINATED,
    LateConsequence.RETURNED: CounterState.RETURNED,
}
"""What a deferral becomes by the place's rule when nothing came (domain.md §2, Late/insufficient)."""
_WAITING = frozenset({CounterState.CORRECTING, CounterState.DEFERRED})


def supplement(sitting: Sitting, line: Line, card: CaseCard, body: CaseSupplemented) -> CaseCard:
    """What was brought is the case's, from any window: materials are a union, the first arrival counts.

    A field of the form that another window filled differently meanwhile stays as it is (``disputed``).

    Raises:
        RuleBroken: ``supplement.not_owed``, ``supplement.before_receipt``, ``supplement.in_future``.
    """
    owing = {owed.code for owed in card.course.owed}
    unknown = [code for code in body.codes if code not in owing]
    if unknown or not owing:
        raise RuleBroken("supplement.not_owed", field="codes")
    if local_day(body.arrived_at) < local_day(card.received_at):
        raise RuleBroken("supplement.before_receipt", field="arrived_at")
    if local_day(body.arrived_at) > local_day(line.at):
        raise RuleBroken("supplement.in_future", field="arrived_at")
    rules = sitting.rules_of(card)
    of_guide = tuple(material for material in body.materials if rules.item.material(material.code))
    form = _merged(card, body).intake.form
    intake = msgspec.structs.replace(card.intake, materials=united(card.intake.materials, of_guide), form=form)
    owed = tuple(_brought(each, body) if each.code in body.codes else each for each in card.course.owed)
    after = changed(msgspec.structs.replace(card, intake=intake), owed=owed)
    _look_up(sitting, line, card)
    if card.state not in _WAITING or after.course.open_owed():
        return after
    asked = [event.at for event in card.course.clock if isinstance(event, CorrectionTold | Deferred)]
    last = max((each.arrived_at for each in owed if each.arrived_at is not None), default=body.arrived_at)
    last = max(last, *asked, card.received_at)
    if card.state is CounterState.DEFERRED:
        return rules.with_arrival(changed(after, CounterState.ACCEPTED), DeferralSupplied(at=last))
    accepted = rules.with_arrival(changed(after, CounterState.ACCEPTED), CorrectionComplete(at=last))
    return msgspec.structs.replace(accepted, accepted_at=card.accepted_at or last)


def disputed(card: CaseCard, body: CaseSupplemented) -> tuple[Side, ...]:
    """Fields of the form that this window and another changed differently on the same base; a person decides them.

    What was received was received all the same: only the fields are in dispute (protocol.md, Conflicts).
    """
    return _merged(card, body).sides


def _merged(card: CaseCard, body: CaseSupplemented) -> Merged:
    """The form with what was put right; without a base, as an older counter tells it, it is what counts."""
    base = {key: card.intake.form.get(key, "") for key in body.form} if body.base_form is None else body.base_form
    merged = merge_answers(body.form, base, card.intake)
    theirs = {side.field.removeprefix("form."): side.theirs for side in merged.sides}
    form = {key: value for key, value in (merged.intake.form | theirs).items() if value}
    return msgspec.structs.replace(merged, intake=msgspec.structs.replace(merged.intake, form=form))


def _brought(owed: Owed, body: CaseSupplemented) -> Owed:
    if owed.arrived_at is not None and owed.arrived_at <= body.arrived_at:
        return owed
    return msgspec.structs.replace(owed, arrived_at=body.arrived_at, how=body.how)


def _look_up(sitting: Sitting, line: Line, card: CaseCard) -> None:
    """Who came on the list since he promised needed a supervisor; what he brought was received and is shown."""
    if card.state is not CounterState.DEFERRED or line.approval is not None:
        return
    if not sitting.books.policy(card.course.policy).credit_before_supplement:
        return
    number = card.intake.applicant.id_number
    since = sitting.books.barred_since(person_key(number, sitting.books.salt())) if number else None
    if since is not None and since <= line.at:
        sitting.effects.flags.append((line, "credit.barred_since"))


def tell_again(sitting: Sitting, line: Line, card: CaseCard, body: CaseToldAgain) -> CaseCard:
    """A wrong supplement was told once again in writing, and not a third time (domain.md §2, Wrong supplement).

    Raises:
        RuleBroken: ``supplement.not_owed``, ``supplement.told_twice``, ``defect.ground``.
    """
    del sitting, line
    owed = _open(card, body.code)
    if owed.told_again:
        raise RuleBroken("supplement.told_twice", field="code")
    if not body.defect.ground.strip() or not body.defect.remedy.strip() or not body.papers:
        raise RuleBroken("defect.ground", field="defect")
    return _with(card, msgspec.structs.replace(owed, told_again=True))


def extend_owed(sitting: Sitting, line: Line, card: CaseCard, body: CaseOwedExtended) -> CaseCard:
    """It may come until a later day, once, within what the policy allows.

    Raises:
        RuleBroken: ``supplement.not_owed``, ``owed.extended_before``, ``owed.not_later``, ``owed.too_late``,
            ``owed.not_told`` without the paper that says so.
    """
    if not any(paper.kind is PaperKind.OWED_EXTENSION for paper in body.papers):
        raise RuleBroken("owed.not_told", field="papers")
    rules = sitting.rules_of(card)
    owed = _open(card, body.code)
    if owed.extended:
        raise RuleBroken("owed.extended_before", field="due_on")
    before = day_of(owed, rules.reading(card, now=line.at))
    if before is not None:
        most = rules.policy.deferral_extension_most
        if body.due_on <= before:
            raise RuleBroken("owed.not_later", field="due_on")
        if body.due_on > rules.books.calendar().add(before, most.amount, most.unit):
            raise RuleBroken("owed.too_late", field="due_on")
    return _with(card, msgspec.structs.replace(owed, due_on=body.due_on, extended=True))


def lapse(sitting: Sitting, line: Line, card: CaseCard, body: CaseLapsed) -> CaseCard:
    """Nothing came in time; the frozen policy's consequence was drawn and no other (domain.md §2, Late/insufficient).

    Raises:
        RuleBroken: ``lapse.not_due`` while no day of what is owed is over; ``lapse.consequence`` for another end.
    """
    rules = sitting.rules_of(card)
    if not overdue(card, rules, line.at):
        raise RuleBroken("lapse.not_due", field="state")
    correcting = card.state is CounterState.CORRECTING
    consequence = None if correcting else rules.policy.late_consequence
    state = ENDS[consequence or LateConsequence.DEEMED_WITHDRAWN]
    if body.consequence is not consequence or body.state is not state:
        raise RuleBroken("lapse.consequence", field="consequence")
    return rules.finished(changed(card, state, end_reason=body.reason, lapsed=True), line.at)


def hang(sitting: Sitting, line: Line, card: CaseCard, body: CaseHung) -> CaseCard:
    """特别程序 began and was told in writing (许可法 45).

    Raises:
        RuleBroken: ``special.not_listed``, ``special.open``, ``special.no_days``, ``special.not_told``.
    """
    del line
    told = any(paper.kind is PaperKind.SPECIAL_PROCEDURE for paper in body.papers)
    begun = SpecialBegun(at=body.at, kind=body.procedure, needs=body.days, told_in_writing=told)
    return sitting.rules_of(card).with_event(card, begun)


def resume(sitting: Sitting, line: Line, card: CaseCard, body: CaseResumed) -> CaseCard:
    """Every open special procedure is over.

    Raises:
        StuckError: ``case.state`` when the clock runs already: the department said so before.
    """
    del line
    kinds = open_procedures(events_of(as_case(card)))
    if not kinds:
        raise StuckError(Verdict.CONFLICT, "case.not_hung", theirs=f"非{HUNG}")
    for kind in kinds:
        card = sitting.rules_of(card).with_event(card, SpecialEnded(at=body.at, kind=kind))
    return card


def extend(sitting: Sitting, line: Line, card: CaseCard, body: CaseExtended) -> CaseCard:
    """The limit was extended, once, approved, with reasons told (许可法 42).

    Raises:
        RuleBroken: ``extension.*``.
    """
    approver = line.approval.supervisor if line.approval is not None else line.actor
    extended = Extended(at=body.at, by=body.by, approver=approver, reasons=body.reason)
    return sitting.rules_of(card).with_event(card, extended)


def withdraw(sitting: Sitting, line: Line, card: CaseCard, body: CaseWithdrawn) -> CaseCard:
    """The applicant took it back; only what was here can go back.

    Raises:
        RuleBroken: ``material.not_received``.
    """
    got = {material.code for material in card.intake.materials}
    if not got.issuperset(body.returned):
        raise RuleBroken("material.not_received", field="returned")
    return _ended(sitting, line, card, CounterState.WITHDRAWN, body.reason)


def revoke(sitting: Sitting, line: Line, card: CaseCard, body: CaseRevoked) -> CaseCard:
    """The acceptance was taken back, with reasons.

    Raises:
        RuleBroken: ``text.empty``.
    """
    if not body.reason.strip():
        raise RuleBroken("text.empty", field="reason")
    return _ended(sitting, line, card, CounterState.REVOKED, body.reason)


def amend(sitting: Sitting, line: Line, card: CaseCard, body: CaseAmended) -> CaseCard:
    """What a paper said was put right: disjoint changes of two windows are merged (protocol.md, Conflicts).

    Raises:
        StuckError: ``case.same_field`` with theirs when both changed it: that goes to a person.
        RuleBroken: ``amend.paper`` when the paper is not this case's or is void already; ``amend.scan_stays``;
            ``amend.not_listed`` when the line does not name every material that it changes; codes of ``check_intake``.
    """
    del line
    if sitting.ledger.papers.get(body.voided) != card.case or body.voided in sitting.ledger.void_papers:
        raise RuleBroken("amend.paper", field="voided")
    check_scans_stay(body.base_intake.materials, body.intake.materials)
    if body.materials != material_changes(body.base_intake.materials, body.intake.materials):
        raise RuleBroken("amend.not_listed", field="materials")
    merged = merge_intakes(body.base_intake, body.intake, card.intake)
    refuse_sides(merged.sides)
    check_intake(sitting.ledger, merged.intake, None, today=sitting.today)
    return changed(replaced(card, merged.intake), cites=body.voided)


def refuse_sides(sides: tuple[Side, ...]) -> None:
    """Nobody changed the same field differently; StuckError ``case.same_field`` with both sides when somebody did."""
    if sides:
        first = sides[0]
        raise StuckError(Verdict.CONFLICT, "case.same_field", field=first.field, theirs=first.theirs[:200], sides=sides)


def _ended(sitting: Sitting, line: Line, card: CaseCard, state: CounterState, reason: str) -> CaseCard:
    return sitting.rules_of(card).finished(changed(card, state, end_reason=reason), line.at)


def _open(card: CaseCard, code: str) -> Owed:
    for owed in card.course.open_owed():
        if owed.code == code:
            return owed
    raise RuleBroken("supplement.not_owed", field="code")


def _with(card: CaseCard, owed: Owed) -> CaseCard:
    return changed(card, owed=tuple(owed if each.code == owed.code else each for each in card.course.owed))
