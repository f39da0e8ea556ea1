"""A line amounts to the proposal that a supervisor signed, whichever way it was said."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.domain.base import Value
from counter.domain.case import CounterState, Decision, Intake, PrintOutcome
from counter.domain.course import Course, CreditAnswer, CreditProof, Deferral, DeferredMaterial, Refusal, RefusalGround
from counter.domain.deadlines import SpecialProcedure
from counter.domain.ids import CaseId
from counter.domain.item import TimeLimit
from counter.domain.person import Applicant
from counter.domain.policy import HallPolicy, LateConsequence, ReviewKind
from counter.domain.proposal import (
    Amend,
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
    content_sha256,
)
from counter.domain.workdays import DueDates
from counter.wire.amounting import fits, proposals_of
from counter.wire.bodies import (
    CaseAmended,
    CaseDecided,
    CaseExtended,
    CaseHung,
    CaseLapsed,
    CaseOwedExtended,
    CaseRevoked,
    CaseSupplemented,
    CaseTaken,
    CaseVoided,
    CaseWithdrawn,
    PaperPrinted,
    PersonUnlisted,
    SignedOut,
)

CASE = CaseId("01890000-0000-7000-8000-000000000001")
AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
TEN = TimeLimit(amount=10)
REFUSAL = Refusal(ground=RefusalGround.NOT_ELIGIBLE, reasons="不符合条件", legal_basis="第十条")
PROOF = CreditProof(answer=CreditAnswer.CLEAN, listed_at=AT, checked_at=AT)
DEFERRAL = Deferral(materials=(DeferredMaterial(code="m06"),))


def taken(decision: Decision, course: Course) -> CaseTaken:
    return CaseTaken(
        decision=decision,
        case_no="n",
        intake=Intake(item_code="i"),
        item_name="i",
        department_code="d",
        received_at=AT,
        accepted_at=None,
        time_trusted=True,
        due=DueDates(),
        papers=(),
        course=course,
    )


PAIRS: list[tuple[Value, Proposal]] = [
    (
        taken(Decision.REFUSED, Course(ruling=REFUSAL)),
        Take(case=CASE, decision=Decision.REFUSED, intake=Intake(item_code="i"), ruling=REFUSAL),
    ),
    (
        taken(Decision.DEFERRED, Course(ruling=msgspec.structs.replace(DEFERRAL, credit=PROOF))),
        Take(case=CASE, decision=Decision.DEFERRED, intake=Intake(item_code="i"), ruling=DEFERRAL),
    ),
    (
        CaseDecided(
            decision=Decision.REFUSED,
            accepted_at=None,
            time_trusted=True,
            due=DueDates(),
            papers=(),
            course=Course(ruling=REFUSAL),
        ),
        Decide(case=CASE, decision=Decision.REFUSED, ruling=REFUSAL),
    ),
    (
        CaseOwedExtended(code="m06", due_on=AT.date(), reason="洪水"),
        ExtendOwed(case=CASE, code="m06", due_on=AT.date(), reason="洪水"),
    ),
    (
        CaseLapsed(
            state=CounterState.WITHDRAWN, consequence=LateConsequence.DEEMED_WITHDRAWN, reason="逾期", papers=()
        ),
        Lapse(case=CASE, reason="逾期"),
    ),
    (CaseExtended(by=TEN, reason="复杂", at=AT, due=DueDates(), papers=()), Extend(case=CASE, by=TEN, reason="复杂")),
    (
        CaseHung(procedure=SpecialProcedure.TESTING, days=TEN, basis="第四十五条", at=AT, due=DueDates(), papers=()),
        Hang(case=CASE, procedure=SpecialProcedure.TESTING, days=TEN, basis="第四十五条"),
    ),
    (
        CaseWithdrawn(reason="不办了", returned=("m01",), papers=()),
        Withdraw(case=CASE, reason="不办了", returned=("m01",)),
    ),
    (
        CaseRevoked(reason="虚假", legal_basis="第六十九条", papers=()),
        Revoke(case=CASE, reason="虚假", legal_basis="第六十九条"),
    ),
    (CaseVoided(state_before=CounterState.ACCEPTED, numbers=(), reason="重复"), Void(case=CASE, reason="重复")),
    (
        PaperPrinted(
            number="n", print_no=4, copies=1, printer="p", outcome=PrintOutcome.SUBMITTED, reason="破损",
            content_sha256="ab",
        ),
        Reprint(case=CASE, number="n", reason="破损"),
    ),
    (PersonUnlisted(person="ab", reason="已修复"), Unlist(case=CASE, person="ab", reason="已修复")),
]  # fmt: skip


@pytest.mark.parametrize(("body", "proposal"), PAIRS, ids=lambda value: type(value).__name__)
def test_a_line_fits_the_proposal_that_it_carries_out_and_no_other(body: Value, proposal: Proposal) -> None:
    assert fits(CASE, body, content_sha256(proposal))
    other_case = msgspec.structs.replace(proposal, case=CaseId("another"))
    assert not fits(CASE, body, content_sha256(other_case))


def test_an_amendment_may_name_what_did_not_change_or_leave_it_out() -> None:
    before = Intake(applicant=Applicant(name="张测试"), form={"a": "1"})
    after = msgspec.structs.replace(before, applicant=Applicant(name="张更正"))
    body = CaseAmended(intake=after, base_intake=before, voided="n", reason="录错", papers=())
    short = Amend(case=CASE, number="n", applicant=after.applicant, reason="录错")
    whole = Amend(
        case=CASE, number="n", applicant=after.applicant, materials=after.materials, form=after.form, reason="录错"
    )
    assert fits(CASE, body, content_sha256(short))
    assert fits(CASE, body, content_sha256(whole))
    without_the_change = Amend(case=CASE, number="n", form=after.form, reason="录错")
    assert not fits(CASE, body, content_sha256(without_the_change))


def test_a_supplement_fits_with_the_day_of_its_arrival_or_without() -> None:
    body = CaseSupplemented(
        arrived_at=AT, how="post", materials=(), codes=(), completes=False, accepted_at=None, due=DueDates(), papers=()
    )
    for arrived_on in (dt.date(2026, 3, 2), None):
        proposal = Supplement(case=CASE, materials=(), how="post", arrived_on=arrived_on)
        assert fits(CASE, body, content_sha256(proposal))
    based = msgspec.structs.replace(body, form={"a": "2"}, base_form={"a": "1"})
    for base in ({"a": "1"}, None):
        proposal = Supplement(case=CASE, materials=(), how="post", form={"a": "2"}, base_form=base)
        assert fits(CASE, based, content_sha256(proposal))
    wrong = Supplement(case=CASE, materials=(), how="post", form={"a": "2"}, base_form={"a": "0"})
    assert not fits(CASE, based, content_sha256(wrong))
    other = Supplement(case=CASE, materials=(), how="post", arrived_on=dt.date(2026, 3, 3))
    assert not fits(CASE, body, content_sha256(other))


def test_a_line_that_nobody_is_asked_about_amounts_to_nothing() -> None:
    assert list(proposals_of(CASE, SignedOut(lines_waiting=0))) == []
    assert ReviewKind.REFUSAL in HallPolicy().needs_approval
