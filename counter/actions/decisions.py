"""裁决: what a decision makes of a draft or of a received case, worked out whole before anything is written.

    guide, situation, credit, ticked materials ─▶ offers
    decision + what it says ─▶ checked intake and ruling, clock, dates, what is owed, papers ─▶ written by ``intake``

The hall's policy at the taking is frozen into the case; a later decision is judged by that one.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from counter.actions.desk import Desk
from counter.clock import Moment
from counter.domain.base import Value
from counter.domain.case import Case, CounterState, Decision, Intake, PaperKind
from counter.domain.case_clock import events_of
from counter.domain.clock_reading import add_and_read, read_clock
from counter.domain.course import Commitment, Course, CreditProof, Defect, Deferral, NotNeeded, Refusal, Ruling
from counter.domain.credit import CreditList, credit_of
from counter.domain.deadlines import (
    Accepted,
    ClockEvent,
    ClockReading,
    CorrectionTold,
    Deferred,
    Finished,
    Received,
    terms_of,
)
from counter.domain.ids import CaseId
from counter.domain.intake_rules import IntakeFaults, check_decision, judge_intake
from counter.domain.item import MaterialSpec, ServiceItem
from counter.domain.outcomes import (
    ACCEPTING,
    STATES,
    Offer,
    closed_later,
    deferrable_materials,
    is_in_force,
    later_offers,
    offers,
)
from counter.domain.policy import HallPolicy
from counter.domain.proposal import Decide, Take, as_proposed
from counter.domain.ruling_basis import Basis, lacking, last_day_to_defer, owed_by
from counter.domain.ruling_rules import judge_ruling
from counter.domain.workdays import DueDates, WorkCalendar, local_day
from counter.errors import RuleBroken
from counter.store import cases, catalogue, facts, policies

_PAPERS: dict[Decision, tuple[PaperKind, ...]] = {
    Decision.RECEIVED: (PaperKind.RECEIPT,),
    Decision.ACCEPTED: (PaperKind.ACCEPTANCE,),
    Decision.CORRECTION: (PaperKind.CORRECTION_NOTICE,),
    Decision.DEFERRED: (PaperKind.DEFERRAL_PROMISE, PaperKind.DEFERRAL_NOTICE),
    Decision.COMMITTED: (PaperKind.COMMITMENT, PaperKind.ACCEPTANCE),
    Decision.REFUSED: (PaperKind.REFUSAL,),
    Decision.NOT_COMPETENT: (PaperKind.REFUSAL,),
    Decision.NOT_NEEDED: (PaperKind.NOT_NEEDED,),
    Decision.DONE_ON_SPOT: (PaperKind.RESULT_COLLECTION,),
}
PROMISES = (PaperKind.DEFERRAL_PROMISE, PaperKind.COMMITMENT)
"""承诺书: what the applicant signs."""
_CHARGED = ACCEPTING - {Decision.DONE_ON_SPOT}
"""缴费通知 goes with these; what is done on the spot is paid there and then."""


class Outcome(Value):
    """Everything that a decision makes of a case, ready to be written."""

    decision: Decision
    state: CounterState
    intake: Intake  # as checked
    course: Course
    due: DueDates
    accepted_at: dt.datetime | None
    papers: tuple[PaperKind, ...]


class Deferrable(Value):
    """A material that may follow, and the last day by which it may (domain.md §2, Deadline)."""

    spec: MaterialSpec
    latest: dt.date


def offers_now(desk: Desk, item: ServiceItem, intake: Intake) -> tuple[Offer, ...]:
    """Every decision on the draft now, in the order of the window, with why it is closed."""
    bench = _bench(desk, item, policies.current(desk.db), desk.moment().at)
    return offers(item, intake, bench.policy, bench.credit(intake).answer, today=bench.today)


def offers_later(desk: Desk, case_id: CaseId) -> tuple[Offer, ...]:
    """Every decision on the case now, in the same order.

    Raises:
        RuleBroken: ``case.unknown``, ``item.unknown``.
    """
    case = case_of(desk, case_id)
    bench = _bench_of(desk, case, desk.moment())
    credit = bench.credit(case.intake).answer
    deemed = bench.read(events_of(case)).deemed_accepted
    return later_offers(bench.item, case.intake, bench.policy, credit, state=case.state, deemed=deemed)


def deferrable(desk: Desk, item: ServiceItem, intake: Intake) -> tuple[Deferrable, ...]:
    """What may follow in this draft, each with its latest day."""
    latest = last_day_to_defer(draft_basis(desk, item, intake))
    return tuple(Deferrable(spec=spec, latest=latest) for spec in deferrable_materials(item, intake))


def proposed_correction(desk: Desk, item: ServiceItem, intake: Intake) -> tuple[Defect, ...]:
    """What a correction of this draft has to tell at least, with ground and remedy; the clerk adds what he sees."""
    return lacking(draft_basis(desk, item, intake))


def preview_due(desk: Desk, item: ServiceItem, decision: Decision) -> DueDates:
    """The dates that a decision now would give; a day beyond the published holidays stays None."""
    bench = _bench(desk, item, policies.current(desk.db), desk.moment().at)
    return bench.after((), decision, None)[1].due_dates()


def judge_draft(
    desk: Desk, intake: Intake, decision: Decision, ruling: Ruling | None, moment: Moment, *, for_signing: bool = False
) -> tuple[Outcome, ServiceItem]:
    """What the decision makes of the draft, and the item that is frozen into the case.

    ``for_signing`` asks nothing of the signature: the promise is going to be printed for it.

    Raises:
        IntakeFaults: everything that is missing or wrong in the form and in the ruling, field by field.
        RuleBroken: ``item.unknown``; ``decision.*`` when the guide rules it out.
    """
    item = item_of(desk, intake)
    bench = _bench(desk, item, policies.current(desk.db), moment.at)
    if not is_in_force(item, bench.today):
        raise RuleBroken("decision.not_in_force", field="decision")
    check_decision(item, decision)
    checked, faults = judge_intake(intake, item, decision, today=bench.today)
    said, more = judge_ruling(decision, ruling, lambda: bench.basis((), checked), for_signing=for_signing)
    if faults or more:
        raise IntakeFaults(faults + more)
    return bench.outcome(decision, checked, said, (), Course(policy=bench.policy.version)), item


def judge_case(
    desk: Desk, case: Case, decision: Decision, ruling: Ruling | None, moment: Moment, *, for_signing: bool = False
) -> tuple[Outcome, ServiceItem]:
    """What the decision makes of a case that was received before, and its item; ``for_signing`` as above.

    Raises:
        IntakeFaults: what lacks for that decision, and everything that is wrong in the ruling.
        RuleBroken: ``case.moved_on``; ``decision.*`` when state, time or guide rule it out; ``item.unknown``.
    """
    bench, events = _bench_of(desk, case, moment), events_of(case)
    deemed = bench.read(events).deemed_accepted
    closed = closed_later(case.state, decision, deemed=deemed)
    if closed:
        raise RuleBroken(closed, field="decision")
    check_decision(bench.item, decision)
    # silence has accepted it as it is: what lacks stands in nobody's way any more (许可法 32(4))
    level = Decision.RECEIVED if deemed else decision
    checked, faults = judge_intake(case.intake, bench.item, level, today=bench.today)
    told_before = case.state is CounterState.CORRECTING
    said, more = judge_ruling(
        decision, ruling, lambda: bench.basis(events, checked, told_before=told_before), for_signing=for_signing
    )
    if faults or more:
        raise IntakeFaults(faults + more)
    return bench.outcome(decision, case.intake, said, events, case.course), bench.item


def settle(desk: Desk, proposal: Take | Decide) -> Take | Decide:
    """The proposal as it will be kept: intake and ruling checked, days and names filled in, without credit answer.

    That is what a supervisor signs, and what the platform finds in the line.

    Raises:
        RuleBroken: as ``judge_draft`` and ``judge_case``; ``case.unknown``.
    """
    moment = desk.moment()
    if isinstance(proposal, Take):
        outcome, _ = judge_draft(desk, proposal.intake, proposal.decision, proposal.ruling, moment)
        return proposed_take(proposal.case, outcome)
    case = case_of(desk, proposal.case)
    outcome, _ = judge_case(desk, case, proposal.decision, proposal.ruling, moment)
    return proposed_decide(proposal.case, outcome)


def proposed_take(case: CaseId, outcome: Outcome) -> Take:
    """The proposal that the outcome of a draft carries out."""
    ruling = as_proposed(outcome.course.ruling)
    return Take(case=case, decision=outcome.decision, intake=outcome.intake, ruling=ruling)


def proposed_decide(case: CaseId, outcome: Outcome) -> Decide:
    """The proposal that the outcome of a received case carries out."""
    return Decide(case=case, decision=outcome.decision, ruling=as_proposed(outcome.course.ruling))


def case_of(desk: Desk, case_id: CaseId) -> Case:
    """The case of this desk.

    Raises:
        RuleBroken: ``case.unknown``.
    """
    case = cases.read_case(desk.db, case_id)
    if case is None:
        raise RuleBroken("case.unknown")
    return case


def item_of(desk: Desk, intake: Intake) -> ServiceItem:
    """The item at the version of the intake.

    Raises:
        RuleBroken: ``item.unknown``.
    """
    item = catalogue.read_item(desk.db, intake.item_code, intake.item_version)
    if item is None:
        raise RuleBroken("item.unknown", field="item_code")
    return item


class _Bench(Value):
    """What one decision is judged with."""

    item: ServiceItem
    policy: HallPolicy
    calendar: WorkCalendar
    listed: CreditList | None
    at: dt.datetime  # now; never before the case's last event, because another counter's clock may be ahead

    @property
    def today(self) -> dt.date:
        return local_day(self.at)

    def credit(self, intake: Intake) -> CreditProof:
        """What the list of broken promises says of the applicant, and how old it is."""
        number, hours = intake.applicant.id_number, self.policy.credit_list_max_age_hours
        return credit_of(number, self.listed, now=self.at, max_age_hours=hours)

    def read(self, events: tuple[ClockEvent, ...]) -> ClockReading:
        terms = terms_of(self.item, joint=self.item.joint_handling)
        return read_clock(events, terms, calendar=self.calendar, policy=self.policy.clock, now=self.at)

    def after(
        self, events: tuple[ClockEvent, ...], decision: Decision, ruling: Ruling | None
    ) -> tuple[tuple[ClockEvent, ...], ClockReading]:
        """The clock's events with those of the decision, and what it says then; a draft is received at that moment."""
        terms = terms_of(self.item, joint=self.item.joint_handling)
        more = (*(() if events else (Received(at=self.at),)), *self._events_of(decision, ruling))
        return add_and_read(events, more, terms, calendar=self.calendar, policy=self.policy.clock, now=self.at)

    def basis(self, events: tuple[ClockEvent, ...], intake: Intake, *, told_before: bool = False) -> Basis:
        """What the ruling is judged by."""
        received = self.read(events or (Received(at=self.at),))
        promised_on = received.promised_on
        if received.accepted_on is None and not told_before:
            promised_on = self.after(events, Decision.ACCEPTED, None)[1].promised_on
        return Basis(
            item=self.item,
            intake=intake,
            credit=self.credit(intake),
            received_on=received.received_on or self.today,
            promised_on=promised_on,
            today=self.today,
            told_before=told_before,
            policy=self.policy,
        )

    def outcome(
        self, decision: Decision, intake: Intake, ruling: Ruling | None, events: tuple[ClockEvent, ...], course: Course
    ) -> Outcome:
        clock, reading = self.after(events, decision, ruling)
        accepted_at = (clock[0].at if reading.deemed_accepted else self.at) if decision in ACCEPTING else None
        more = owed_by(ruling, self.item, correction_due_on=reading.correction_due_on)
        return Outcome(
            decision=decision,
            state=STATES[decision],
            intake=intake,
            course=msgspec.structs.replace(
                course, ruling=ruling, owed=course.owed + more, clock=clock, end_reason=_end_reason(ruling)
            ),
            due=reading.due_dates(),
            accepted_at=accepted_at,
            papers=_papers(decision, ruling, self.item, fresh=not events),
        )

    def _events_of(self, decision: Decision, ruling: Ruling | None) -> tuple[ClockEvent, ...]:
        match decision:
            case Decision.RECEIVED:
                return ()
            case Decision.CORRECTION:
                return (CorrectionTold(at=self.at),)
            case Decision.ACCEPTED | Decision.COMMITTED:
                return (Accepted(at=self.at),)
            case Decision.DONE_ON_SPOT:
                return (Accepted(at=self.at), Finished(at=self.at))
            case Decision.DEFERRED:
                codes = tuple(each.code for each in ruling.materials) if isinstance(ruling, Deferral) else ()
                return (Accepted(at=self.at), Deferred(at=self.at, materials=codes))
        return (Finished(at=self.at),)


def _bench(desk: Desk, item: ServiceItem, policy: HallPolicy, at: dt.datetime) -> _Bench:
    return _Bench(item=item, policy=policy, calendar=desk.calendar(), listed=facts.credit_list(desk.db), at=at)


def _bench_of(desk: Desk, case: Case, moment: Moment) -> _Bench:
    policy = policies.of_version(desk.db, case.course.policy)
    at = max(moment.at, *(event.at for event in events_of(case)))
    return _bench(desk, item_of(desk, case.intake), policy, at)


def case_basis(desk: Desk, case_id: CaseId) -> Basis:
    """What a later ruling on the case is judged by.

    Raises:
        RuleBroken: ``case.unknown``, ``item.unknown``; ``calendar.*``.
    """
    case = case_of(desk, case_id)
    told_before = case.state is CounterState.CORRECTING
    return _bench_of(desk, case, desk.moment()).basis(events_of(case), case.intake, told_before=told_before)


def draft_basis(desk: Desk, item: ServiceItem, intake: Intake) -> Basis:
    """What a ruling on this draft would be judged by now."""
    return _bench(desk, item, policies.current(desk.db), desk.moment().at).basis((), intake)


def _end_reason(ruling: Ruling | None) -> str:
    return ruling.reasons if isinstance(ruling, Refusal | NotNeeded) else ""


def _papers(decision: Decision, ruling: Ruling | None, item: ServiceItem, *, fresh: bool) -> tuple[PaperKind, ...]:
    """The papers of the decision; who leaves materials here for the first time gets a receipt for them as well.

    A promise that was printed for signing is on paper already, with its code, and is not printed a second time.
    """
    kinds = _PAPERS[decision]
    if isinstance(ruling, Deferral | Commitment) and ruling.promise.sheet:
        kinds = tuple(kind for kind in kinds if kind not in PROMISES)
    if decision is Decision.CORRECTION and fresh:
        kinds += (PaperKind.RECEIPT,)
    if isinstance(ruling, Refusal) and ruling.returned:
        kinds += (PaperKind.RETURNED_MATERIALS,)
    if decision in _CHARGED and item.fees:
        kinds += (PaperKind.FEE_NOTICE,)
    return kinds
