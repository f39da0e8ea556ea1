"""What the tests of running cases share: cases in every state, and what a supervisor approved."""

from __future__ import annotations

import datetime as dt

import msgspec

from counter.actions import approvals, course, intake, papers
from counter.actions.desk import Desk
from counter.domain.case import Case, CounterState, Decision, HowGot, ReceivedMaterial
from counter.domain.course import Course, Owed, OwedFor
from counter.domain.deadlines import Accepted, ClockEvent, CorrectionTold, Deferred, Received
from counter.domain.ids import CaseId
from counter.domain.item import Handling, Need, ServiceItem
from counter.domain.policy import HallPolicy
from counter.domain.proposal import Approval, Proposal, Void
from counter.store import cases, facts, owed, policies
from tests.actions.approving import SECRET, know_supervisors
from tests.conftest import CLERK, SUPERVISOR, draft_of, filled

DUE = dt.date(2026, 3, 9)
"""Five working days after the Monday on which the tests begin."""


def item_with_two(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item for persons with at least three materials and a promised limit of ten days or more."""
    return next(
        item
        for item in items
        if item.handling is Handling.PROMISED
        and "1" in item.service_targets
        and item.promised_limit.amount >= 10
        and len(filled(item).materials) > 2
        and any(spec.need is Need.REQUIRED for spec in item.materials)
    )


def received(desk: Desk, item: ServiceItem, *, serial: int = 1, lacking: int = 0) -> Case:
    """A case that waits for the decision, perhaps without its last materials."""
    whole = filled(item, serial=serial)
    here = msgspec.structs.replace(whole, materials=whole.materials[: len(whole.materials) - lacking])
    return intake.take_case(desk, CLERK, draft_of(here, at=desk.moment().at), Decision.RECEIVED).case


def accepted(desk: Desk, item: ServiceItem, *, serial: int = 1) -> Case:
    """A case under way, with its clock."""
    draft = draft_of(filled(item, serial=serial), at=desk.moment().at)
    case = intake.take_case(desk, CLERK, draft, Decision.ACCEPTED).case
    return put(desk, case, CounterState.ACCEPTED, Accepted(at=case.received_at))


def correcting(desk: Desk, item: ServiceItem, *, lacking: int = 2, serial: int = 1) -> Case:
    """A case whose last materials are to be brought by the ninth."""
    return _owing(desk, item, received(desk, item, serial=serial, lacking=lacking), OwedFor.CORRECTION)


def deferred(desk: Desk, item: ServiceItem, *, lacking: int = 2, serial: int = 1) -> Case:
    """A case that was accepted while its last materials may follow until the ninth."""
    return _owing(desk, item, received(desk, item, serial=serial, lacking=lacking), OwedFor.DEFERRAL)


def put(desk: Desk, case: Case, state: CounterState, *events: ClockEvent, owing: tuple[Owed, ...] = ()) -> Case:
    """The case is in that state, with those events after its receipt."""
    policy = policies.current(desk.db).version
    course = Course(policy=policy, owed=owing, clock=(Received(at=case.received_at), *events))
    is_accepted = any(isinstance(event, Accepted) for event in events)
    case = msgspec.structs.replace(
        case, state=state, course=course, accepted_at=case.received_at if is_accepted else None
    )
    with desk.store.write() as db:
        cases.update_case(db, case)
        owed.put_case(db, case, desk.enrolment().window.window)
    return case


def brought(*codes: str) -> tuple[ReceivedMaterial, ...]:
    """Those materials, on paper."""
    return tuple(ReceivedMaterial(code=code, how_got=HowGot.ORIGINAL) for code in codes)


def owed_codes(case: Case) -> tuple[str, ...]:
    """What is still to be brought."""
    return tuple(each.code for each in case.course.open_owed())


def approved(desk: Desk, proposal: Proposal) -> Approval:
    """A supervisor stands behind the clerk and approves it."""
    know_supervisors(desk)
    return approvals.approve_on_spot(desk, CLERK, proposal, supervisor=SUPERVISOR.clerk_no, secret=SECRET)


def voided(desk: Desk, case: CaseId, reason: str = "重复收件") -> Case:
    """The clerk voids the case, and a supervisor behind him approves it."""
    proposal = Void(case=case, reason=reason)
    return course.void(desk, CLERK, proposal, approved(desk, proposal)).case


def hear(desk: Desk) -> None:
    """The platform has just told everything that it knows."""
    with desk.store.write() as db:
        facts.write_fact(db, "news_heard_at", desk.moment().at)


def rule(desk: Desk, policy: HallPolicy) -> None:
    """That is the hall's policy from now on."""
    with desk.store.write() as db:
        policies.put(db, policy.version, msgspec.json.encode(policy))


def paper_kinds(desk: Desk, case: Case) -> list[str]:
    """The kinds of the case's papers, in the order of their numbers."""
    rows = desk.db.query("SELECT kind FROM papers WHERE case_id = ? ORDER BY number", [case.case_id])
    return [row["kind"] for row in rows]


def numbers(desk: Desk, case: Case) -> tuple[str, ...]:
    """The case's numbers."""
    return papers.numbers_of(desk, case.case_id)


def _owing(desk: Desk, item: ServiceItem, case: Case, why: OwedFor) -> Case:
    here = {material.code for material in case.intake.materials}
    gone = [material.code for material in filled(item).materials if material.code not in here]
    owing = tuple(Owed(why=why, code=code, name=f"材料{code}", need="原件", ground="", due_on=DUE) for code in gone)
    at = case.received_at
    if why is OwedFor.CORRECTION:
        return put(desk, case, CounterState.CORRECTING, CorrectionTold(at=at), owing=owing)
    events = (Accepted(at=at), Deferred(at=at, materials=tuple(gone)))
    return put(desk, case, CounterState.DEFERRED, *events, owing=owing)
