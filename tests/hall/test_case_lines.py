"""The case's state machine as the platform judges it; the articles stand in the names."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.domain.case import Attachment, CounterState, Decision, HowGot, Intake, PaperKind, ReceivedMaterial
from counter.domain.course import CreditAnswer, CreditProof, Defect, DeferredMaterial, NotNeeded, Promise, Ruling
from counter.domain.deadlines import SpecialProcedure
from counter.domain.ids import Sha256
from counter.domain.item import ServiceItem, TimeLimit
from counter.domain.material_changes import material_changes
from counter.domain.person import Applicant
from counter.domain.policy import LateConsequence, ReviewKind
from counter.domain.workdays import DueDates
from counter.hall.enrolment import Place
from counter.wire.bodies import (
    CaseAmended,
    CaseCorrected,
    CaseExtended,
    CaseHung,
    CaseLapsed,
    CaseOwedExtended,
    CaseResumed,
    CaseRevoked,
    CaseToldAgain,
    CaseWithdrawn,
    Kind,
)
from counter.wire.messages import NewsKind, Verdict
from tests.hall.approving import approve_body
from tests.hall.courses import (
    DEFERRED,
    DUE_ON,
    PROOF,
    REFUSAL,
    SETTLED,
    accepted,
    brought,
    card,
    cards,
    correcting,
    correction,
    decided,
    deferral,
    deferred,
    news,
    received,
    said,
    sent,
    state,
    take,
    tell,
)
from tests.hall.window import NOW, Counter, Served, new_case, paper

pytestmark = pytest.mark.usefixtures("clerks")

LATE = dt.datetime(2026, 3, 11, 2, 0, tzinfo=dt.UTC)
"""After the deferred material's day and the promised day."""


@pytest.fixture
def other(served: Served) -> Counter:
    """Another window of the same hall."""
    return Counter(served, Place(window="02"))


@pytest.fixture
def elsewhere(served: Served) -> Counter:
    """A window of another hall."""
    return Counter(served, Place(hall="02", window="01"))


# 决定


@pytest.mark.parametrize(
    ("decision", "word"),
    [
        (Decision.RECEIVED, "已收件"),
        (Decision.CORRECTION, "待补正"),
        (Decision.ACCEPTED, "已受理"),
        (Decision.DEFERRED, "容缺受理"),
        (Decision.NOT_NEEDED, "不需许可"),
    ],
)
def test_every_outcome_of_intake_that_a_clerk_decides_is_taken_art_32(
    counter: Counter, item: ServiceItem, decision: Decision, word: str
) -> None:
    """行政许可法 art. 32."""
    rulings: dict[Decision, Ruling] = {
        Decision.CORRECTION: correction(counter, item),
        Decision.DEFERRED: deferral(),
        Decision.NOT_NEEDED: NotNeeded(reasons="自产自销的食用农产品不需要取得许可"),
    }
    case = sent(counter, take(counter, item, decision, rulings.get(decision)))
    assert state(counter.served, case) == word
    assert [entry.state for entry in news(counter, NewsKind.STATE)] == [word]


def test_a_refusal_names_reasons_and_law_and_a_supervisor_approved_it_art_38(
    counter: Counter, item: ServiceItem
) -> None:
    """行政许可法 art. 38(2); domain.md §7."""
    body = take(counter, item, Decision.REFUSED, REFUSAL)
    assert said(tell(counter, Kind.CASE_TAKEN, new_case(), body)) == (Verdict.REFUSED, "approval.missing")
    body = take(counter, item, Decision.REFUSED, REFUSAL)
    case = new_case()
    assert said(tell(counter, Kind.CASE_TAKEN, case, body, approve=ReviewKind.REFUSAL)) == SETTLED
    assert state(counter.served, case) == "不予受理"
    bare = take(counter, item, Decision.REFUSED, msgspec.structs.replace(REFUSAL, reasons=""))
    answer = tell(counter, Kind.CASE_TAKEN, new_case(), bare, approve=ReviewKind.REFUSAL)
    assert (said(answer), answer.field) == ((Verdict.REFUSED, "text.empty"), "ruling.reasons")


def test_a_correction_that_does_not_tell_everything_at_once_is_refused_art_32_4(
    counter: Counter, item: ServiceItem
) -> None:
    """行政许可法 art. 32(4): 一次告知."""
    whole = correction(counter, item)
    part = msgspec.structs.replace(whole, defects=whole.defects[:1])
    answer = tell(counter, Kind.CASE_TAKEN, new_case(), take(counter, item, Decision.CORRECTION, part))
    assert said(answer) == (Verdict.REFUSED, "defect.not_all")


DEFERRALS = [
    ({"materials": (DeferredMaterial(code="m02", due_on=DUE_ON),)}, "deferral.not_allowed"),
    ({"materials": ()}, "deferral.nothing"),
    ({"promise": Promise(name="张测试", signed=False)}, "promise.unsigned"),
    ({"promise": Promise(name="张测试", signed=True, sheet="0000-0000-0000")}, "promise.other_sheet"),
    ({"credit": None}, "decision.credit_unknown"),
    ({"credit": CreditProof(answer=CreditAnswer.BARRED, listed_at=NOW, checked_at=NOW)}, "decision.credit_barred"),
    (
        {"credit": msgspec.structs.replace(PROOF, listed_at=NOW - dt.timedelta(hours=73))},
        "decision.credit_unknown",
    ),
    ({"materials": (DeferredMaterial(code=DEFERRED, due_on=dt.date(2026, 3, 11)),)}, "deferral.after_promised"),
    ({"materials": (DeferredMaterial(code=DEFERRED, due_on=dt.date(2026, 3, 1)),)}, "deferral.before_receipt"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "code"), DEFERRALS)
def test_a_deferral_that_the_guide_or_the_credit_list_does_not_allow_is_refused(
    counter: Counter, item: ServiceItem, changes: dict[str, object], code: str
) -> None:
    """domain.md §2."""
    body = take(counter, item, Decision.DEFERRED, deferral(**changes))
    assert said(tell(counter, Kind.CASE_TAKEN, new_case(), body)) == (Verdict.REFUSED, code)


def test_a_case_under_a_policy_that_was_never_set_is_refused(counter: Counter, item: ServiceItem) -> None:
    body = take(counter, item, Decision.RECEIVED, None)
    body = msgspec.structs.replace(body, course=msgspec.structs.replace(body.course, policy=7))
    assert said(tell(counter, Kind.CASE_TAKEN, new_case(), body)) == (Verdict.REFUSED, "policy.unknown_version")


def test_a_decision_on_a_case_that_moved_on_is_a_conflict_with_theirs(
    counter: Counter, item: ServiceItem, other: Counter
) -> None:
    case = received(counter, item)
    assert said(tell(counter, Kind.CASE_DECIDED, case, decided(counter, Decision.ACCEPTED))) == SETTLED
    late = decided(other, Decision.REFUSED, REFUSAL)
    answer = tell(other, Kind.CASE_DECIDED, case, late, approve=ReviewKind.REFUSAL)
    assert (answer.verdict, answer.code, answer.theirs) == (Verdict.CONFLICT, "case.state", "已受理")


def test_a_received_case_is_not_received_again(counter: Counter, item: ServiceItem) -> None:
    case = received(counter, item)
    answer = tell(counter, Kind.CASE_DECIDED, case, decided(counter, Decision.RECEIVED))
    assert said(answer) == (Verdict.REFUSED, "decision.received_before")


def test_a_correction_told_after_five_working_days_is_refused_because_silence_accepted_art_32_4(
    counter: Counter, item: ServiceItem
) -> None:
    """行政许可法 art. 32(4): 逾期不告知的，自收到申请材料之日起即为受理."""
    case = received(counter, item)
    ruling = correction(counter, item)
    body = decided(counter, Decision.CORRECTION, ruling)
    at = NOW + dt.timedelta(days=8)
    assert said(tell(counter, Kind.CASE_DECIDED, case, body, at=at)) == (Verdict.REFUSED, "correction.too_late")


# 补件


def test_a_correction_is_accepted_on_the_day_the_last_thing_came_art_32_5(
    counter: Counter, item: ServiceItem, other: Counter
) -> None:
    """行政许可法 art. 32(5); brought to two windows in parts, materials are a union."""
    case = correcting(counter, item)
    codes = [owed.code for owed in card(counter.served, case).course.owed]
    later, last = NOW + dt.timedelta(days=1), NOW + dt.timedelta(days=2)
    assert said(tell(counter, Kind.CASE_SUPPLEMENTED, case, brought(counter, codes[0], at=later), at=later)) == SETTLED
    assert state(counter.served, case) == "待补正"
    rest = brought(other, *codes[1:], at=last)
    assert said(tell(other, Kind.CASE_SUPPLEMENTED, case, rest, at=last)) == SETTLED
    now = card(counter.served, case)
    assert (now.state, now.accepted_at) == (CounterState.ACCEPTED, last)
    assert now.due.promised_on == dt.date(2026, 3, 12)
    guide = {material.code for material in item.materials}
    assert {material.code for material in now.intake.materials} == {"m01", *(guide & set(codes))}
    assert [entry.state for entry in news(counter, NewsKind.STATE)] == ["待补正", "已受理"]


def test_the_same_thing_brought_to_two_windows_counts_from_its_first_arrival(
    counter: Counter, item: ServiceItem, other: Counter
) -> None:
    case = deferred(counter, item)
    first, second = NOW + dt.timedelta(days=1), NOW + dt.timedelta(days=2)
    assert said(tell(other, Kind.CASE_SUPPLEMENTED, case, brought(other, DEFERRED, at=second), at=second)) == SETTLED
    assert state(counter.served, case) == "已受理"
    assert said(tell(counter, Kind.CASE_SUPPLEMENTED, case, brought(counter, DEFERRED, at=first), at=second)) == SETTLED
    (owed,) = card(counter.served, case).course.owed
    assert owed.arrived_at == first


@pytest.mark.parametrize(
    ("codes", "arrived", "code"),
    [
        (("m02",), 0, "supplement.not_owed"),
        ((DEFERRED,), -1, "supplement.before_receipt"),
        ((DEFERRED,), 1, "supplement.in_future"),
    ],
)
def test_what_is_not_owed_or_comes_at_an_impossible_time_is_refused(
    counter: Counter, item: ServiceItem, codes: tuple[str, ...], arrived: int, code: str
) -> None:
    case = deferred(counter, item)
    body = brought(counter, *codes, at=NOW + dt.timedelta(days=arrived))
    assert said(tell(counter, Kind.CASE_SUPPLEMENTED, case, body)) == (Verdict.REFUSED, code)
    assert card(counter.served, case).course.open_owed()


def test_a_window_of_another_hall_takes_nothing_in(counter: Counter, item: ServiceItem, elsewhere: Counter) -> None:
    case = deferred(counter, item)
    answer = tell(elsewhere, Kind.CASE_SUPPLEMENTED, case, brought(elsewhere, DEFERRED))
    assert said(answer) == (Verdict.REFUSED, "case.other_hall")
    assert cards(elsewhere) == []


def test_a_wrong_supplement_is_told_once_again_and_not_twice(counter: Counter, item: ServiceItem) -> None:
    """domain.md §2, Wrong supplement (YX)."""
    case = deferred(counter, item)

    def again() -> CaseToldAgain:
        defect = Defect(material=DEFERRED, name="健康证明", ground="办事指南", remedy="提交在有效期内的证明")
        papers = (paper(counter.number(), PaperKind.CORRECTION_NOTICE),)
        return CaseToldAgain(code=DEFERRED, defect=defect, papers=papers)

    assert said(tell(counter, Kind.CASE_TOLD_AGAIN, case, again())) == SETTLED
    assert said(tell(counter, Kind.CASE_TOLD_AGAIN, case, again())) == (Verdict.REFUSED, "supplement.told_twice")


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (dt.date(2026, 3, 23), SETTLED),  # ten working days after 9 March
        (dt.date(2026, 3, 24), (Verdict.REFUSED, "owed.too_late")),
        (DUE_ON, (Verdict.REFUSED, "owed.not_later")),
    ],
)
def test_force_majeure_extends_once_within_the_policy(
    counter: Counter, item: ServiceItem, due_on: dt.date, expected: tuple[Verdict, str]
) -> None:
    """domain.md §2, Deadline (FXM)."""
    case = deferred(counter, item)
    papers = (paper(counter.number(), PaperKind.OWED_EXTENSION),)
    body = CaseOwedExtended(code=DEFERRED, due_on=due_on, reason="洪水阻断道路", papers=papers)
    answer = tell(counter, Kind.CASE_OWED_EXTENDED, case, body, approve=ReviewKind.DEFERRAL_EXTENSION)
    assert said(answer) == expected
    if expected == SETTLED:
        answer = tell(counter, Kind.CASE_OWED_EXTENDED, case, body, approve=ReviewKind.DEFERRAL_EXTENSION)
        assert said(answer) == (Verdict.REFUSED, "owed.extended_before")


def test_a_later_day_that_the_applicant_was_not_told_in_writing_is_refused(counter: Counter, item: ServiceItem) -> None:
    """domain.md §2, Deadline: the day stands on a paper, so the new one does too."""
    case = deferred(counter, item)
    papers = (paper(counter.number(), PaperKind.CORRECTION_NOTICE),)
    body = CaseOwedExtended(code=DEFERRED, due_on=dt.date(2026, 3, 23), reason="洪水阻断道路", papers=papers)
    answer = tell(counter, Kind.CASE_OWED_EXTENDED, case, body, approve=ReviewKind.DEFERRAL_EXTENSION)
    assert said(answer) == (Verdict.REFUSED, "owed.not_told")


# 逾期


def lapsed(counter: Counter, **changes: object) -> CaseLapsed:
    plain = CaseLapsed(
        state=CounterState.WITHDRAWN,
        consequence=LateConsequence.DEEMED_WITHDRAWN,
        reason="逾期未补交",
        papers=(paper(counter.number(), PaperKind.LAPSE),),
    )
    return msgspec.structs.replace(plain, **changes)


def test_a_deferral_lapses_by_the_frozen_policy_after_its_day_and_never_before(
    counter: Counter, item: ServiceItem
) -> None:
    """安阳 24: 视为撤回."""
    case = deferred(counter, item)
    assert said(tell(counter, Kind.CASE_LAPSED, case, lapsed(counter))) == (Verdict.REFUSED, "lapse.not_due")
    case = deferred(counter, item)
    other_end = lapsed(counter, state=CounterState.REVOKED, consequence=LateConsequence.REVOKED)
    assert said(tell(counter, Kind.CASE_LAPSED, case, other_end, at=LATE)) == (Verdict.REFUSED, "lapse.consequence")
    case = deferred(counter, item)
    assert said(tell(counter, Kind.CASE_LAPSED, case, lapsed(counter), at=LATE)) == SETTLED
    now = card(counter.served, case)
    assert (now.state, now.course.lapsed, now.course.end_reason) == (CounterState.WITHDRAWN, True, "逾期未补交")


@pytest.mark.parametrize(
    ("consequence", "end"),
    [
        (LateConsequence.DEEMED_WITHDRAWN, CounterState.WITHDRAWN),
        (LateConsequence.REVOKED, CounterState.REVOKED),
        (LateConsequence.NOT_GRANTED, CounterState.NOT_GRANTED),
        (LateConsequence.TERMINATED, CounterState.TERMINATED),
        (LateConsequence.RETURNED, CounterState.RETURNED),
    ],
)
def test_each_place_draws_its_own_consequence(
    counter: Counter, item: ServiceItem, consequence: LateConsequence, end: CounterState
) -> None:
    """安阳 24, ZJ 11, 滨州 11, XA, YX (domain.md §2)."""
    hall = counter.served.hall
    policy = hall.set_policy(msgspec.structs.replace(hall.policy(), late_consequence=consequence))
    body = take(counter, item, Decision.DEFERRED, deferral())
    body = msgspec.structs.replace(body, course=msgspec.structs.replace(body.course, policy=policy.version))
    case = sent(counter, body)
    answer = tell(counter, Kind.CASE_LAPSED, case, lapsed(counter, state=end, consequence=consequence), at=LATE)
    assert said(answer) == SETTLED
    assert card(counter.served, case).state is end


def test_what_was_brought_in_time_elsewhere_comes_before_a_lapse_and_goes_to_a_person_after_it(
    counter: Counter, item: ServiceItem, other: Counter
) -> None:
    """faults.md F11, F13: a deferral supplied at another window does not lapse."""
    supplied = deferred(counter, item)
    assert said(tell(other, Kind.CASE_SUPPLEMENTED, supplied, brought(other, DEFERRED))) == SETTLED
    answer = tell(counter, Kind.CASE_LAPSED, supplied, lapsed(counter), at=LATE)
    assert (said(answer), answer.theirs) == ((Verdict.CONFLICT, "case.state"), "已受理")
    late = deferred(counter, item)
    assert said(tell(counter, Kind.CASE_LAPSED, late, lapsed(counter), at=LATE)) == SETTLED
    answer = tell(other, Kind.CASE_SUPPLEMENTED, late, brought(other, DEFERRED))
    assert (said(answer), answer.theirs) == ((Verdict.CONFLICT, "case.state"), "已撤回")


def test_a_correction_that_was_not_brought_is_deemed_withdrawn(counter: Counter, item: ServiceItem) -> None:
    case = correcting(counter, item)
    after = dt.datetime(2026, 3, 24, 2, 0, tzinfo=dt.UTC)
    wrong = lapsed(counter)
    assert said(tell(counter, Kind.CASE_LAPSED, case, wrong, at=after)) == (Verdict.REFUSED, "lapse.consequence")
    case = correcting(counter, item)
    assert said(tell(counter, Kind.CASE_LAPSED, case, lapsed(counter, consequence=None), at=after)) == SETTLED


# 特别程序, 延期, 撤回


def hung(counter: Counter, procedure: SpecialProcedure = SpecialProcedure.TESTING) -> CaseHung:
    return CaseHung(
        procedure=procedure,
        days=TimeLimit(amount=5),
        basis="《食品安全法》第八十七条",
        at=NOW,
        due=DueDates(),
        papers=(paper(counter.number(), PaperKind.SPECIAL_PROCEDURE),),
    )


def test_only_a_listed_procedure_told_in_writing_stops_the_clock_art_45(counter: Counter, item: ServiceItem) -> None:
    """行政许可法 art. 45."""
    case = accepted(counter, item)
    kind = ReviewKind.SPECIAL_PROCEDURE
    hearing = hung(counter, SpecialProcedure.HEARING)
    assert said(tell(counter, Kind.CASE_HUNG, case, hearing, approve=kind)) == (Verdict.REFUSED, "special.not_listed")
    case = accepted(counter, item)
    unwritten = msgspec.structs.replace(hung(counter), papers=(paper(counter.number()),))
    assert said(tell(counter, Kind.CASE_HUNG, case, unwritten, approve=kind)) == (Verdict.REFUSED, "special.not_told")
    case = accepted(counter, item)
    assert said(tell(counter, Kind.CASE_HUNG, case, hung(counter), approve=kind)) == SETTLED
    assert state(counter.served, case) == "挂起"


def test_the_clock_runs_again_when_the_procedure_is_over_and_its_days_do_not_count_art_45(
    counter: Counter, item: ServiceItem
) -> None:
    """行政许可法 art. 45."""
    case = accepted(counter, item)
    tell(counter, Kind.CASE_HUNG, case, hung(counter), approve=ReviewKind.SPECIAL_PROCEDURE)
    at = NOW + dt.timedelta(days=3)
    over = CaseResumed(at=at, due=DueDates(), papers=(paper(counter.number(), PaperKind.RESUMPTION),))
    assert said(tell(counter, Kind.CASE_RESUMED, case, over, at=at)) == SETTLED
    assert state(counter.served, case) == "已受理"
    assert card(counter.served, case).due.promised_on == dt.date(2026, 3, 13)
    again = msgspec.structs.replace(over, papers=(paper(counter.number(), PaperKind.RESUMPTION),))
    assert said(tell(counter, Kind.CASE_RESUMED, case, again, at=at)) == (Verdict.CONFLICT, "case.not_hung")


def extended(counter: Counter, days: int = 10) -> CaseExtended:
    return CaseExtended(
        by=TimeLimit(amount=days),
        reason="案情复杂",
        at=NOW,
        due=DueDates(),
        papers=(paper(counter.number(), PaperKind.EXTENSION),),
    )


def test_the_limit_is_extended_once_by_ten_days_at_most_art_42(counter: Counter, item: ServiceItem) -> None:
    """行政许可法 art. 42."""
    case = accepted(counter, item)
    kind = ReviewKind.EXTENSION
    too_long = tell(counter, Kind.CASE_EXTENDED, case, extended(counter, 11), approve=kind)
    assert said(too_long) == (Verdict.REFUSED, "extension.too_long")
    case = accepted(counter, item)
    assert said(tell(counter, Kind.CASE_EXTENDED, case, extended(counter), approve=kind)) == SETTLED
    twice = tell(counter, Kind.CASE_EXTENDED, case, extended(counter), approve=kind)
    assert said(twice) == (Verdict.REFUSED, "extension.twice")


def test_a_received_case_is_neither_hung_nor_extended_nor_revoked(counter: Counter, item: ServiceItem) -> None:
    revoked = CaseRevoked(reason="虚假材料", legal_basis="", papers=(paper(counter.number(), PaperKind.REVOCATION),))
    for kind, body, asked in (
        (Kind.CASE_HUNG, hung(counter), ReviewKind.SPECIAL_PROCEDURE),
        (Kind.CASE_EXTENDED, extended(counter), ReviewKind.EXTENSION),
        (Kind.CASE_REVOKED, revoked, ReviewKind.REVOCATION),
    ):
        answer = tell(counter, kind, received(counter, item), body, approve=asked)
        assert (said(answer), answer.theirs) == ((Verdict.CONFLICT, "case.state"), "已收件")


def test_an_applicant_takes_back_what_was_here_and_the_case_is_at_an_end(counter: Counter, item: ServiceItem) -> None:
    case = accepted(counter, item)
    papers = (paper(counter.number(), PaperKind.WITHDRAWAL),)
    never_here = CaseWithdrawn(reason="不再经营", returned=("m05",), papers=papers)
    answer = tell(counter, Kind.CASE_WITHDRAWN, case, never_here, approve=ReviewKind.WITHDRAWAL)
    assert said(answer) == (Verdict.REFUSED, "material.not_received")
    case = accepted(counter, item)
    body = msgspec.structs.replace(never_here, returned=("m01",), papers=(paper(counter.number()),))
    assert said(tell(counter, Kind.CASE_WITHDRAWN, case, body, approve=ReviewKind.WITHDRAWAL)) == SETTLED
    answer = tell(counter, Kind.CASE_EXTENDED, case, extended(counter), approve=ReviewKind.EXTENSION)
    assert (said(answer), answer.theirs) == ((Verdict.CONFLICT, "case.state"), "已撤回")


# 更正


def amended(counter: Counter, case_no: str, base: Intake, **changes: object) -> CaseAmended:
    intake = msgspec.structs.replace(base, **changes)
    return CaseAmended(
        intake=intake,
        base_intake=base,
        voided=case_no,
        reason="录入有误",
        papers=(paper(counter.number()),),
        materials=material_changes(base.materials, intake.materials),
    )


def test_an_amendment_takes_no_scan_away_and_lists_what_it_changes(counter: Counter, item: ServiceItem) -> None:
    """材料更正: the record of what was received stays, also for a counter that would have it otherwise."""
    case = accepted(counter, item)
    before = card(counter.served, case)
    (first, *rest) = before.intake.materials
    scan = Attachment(sha256=Sha256("a" * 64), size_bytes=3, media_type="application/pdf", file_name="a.pdf")
    with_scan = (msgspec.structs.replace(first, attachments=(scan,)), *rest)
    base = msgspec.structs.replace(before.intake, materials=with_scan)
    away = amended(counter, before.case_no, base, materials=before.intake.materials)
    answer = tell(counter, Kind.CASE_AMENDED, case, away, approve=ReviewKind.AMENDMENT)
    assert said(answer) == (Verdict.REFUSED, "amend.scan_stays")
    case = accepted(counter, item)
    right = (msgspec.structs.replace(first, copies=first.copies + 1), *rest)
    number = card(counter.served, case).case_no
    silent = msgspec.structs.replace(amended(counter, number, before.intake, materials=right), materials=())
    answer = tell(counter, Kind.CASE_AMENDED, case, silent, approve=ReviewKind.AMENDMENT)
    assert said(answer) == (Verdict.REFUSED, "amend.not_listed")


def test_two_windows_change_different_fields_and_both_changes_stand(
    counter: Counter, item: ServiceItem, other: Counter
) -> None:
    """protocol.md, Conflicts: disjoint fields merge, materials are a union; faults.md F11."""
    case = accepted(counter, item)
    base = card(counter.served, case).intake
    case_no = card(counter.served, case).case_no
    first = amended(counter, case_no, base, form={"premises_name": "云溪小馆"})
    assert said(tell(counter, Kind.CASE_AMENDED, case, first, approve=ReviewKind.AMENDMENT)) == SETTLED
    more = (*base.materials, ReceivedMaterial(code="m02", how_got=HowGot.COPY))
    second = amended(other, first.papers[0].number, base, materials=more)
    assert said(tell(other, Kind.CASE_AMENDED, case, second, approve=ReviewKind.AMENDMENT)) == SETTLED
    now = card(counter.served, case)
    assert now.intake.form == {"premises_name": "云溪小馆"}
    assert [material.code for material in now.intake.materials] == ["m01", "m02"]
    assert now.course.cites == first.papers[0].number
    assert [each.intake.materials for each in cards(counter)] == [now.intake.materials]


def test_two_windows_change_the_same_field_and_a_person_gets_both_sides(
    counter: Counter, item: ServiceItem, other: Counter
) -> None:
    """protocol.md, Conflicts."""
    case = accepted(counter, item)
    before = card(counter.served, case)
    first = amended(counter, before.case_no, before.intake, note="甲")
    assert said(tell(counter, Kind.CASE_AMENDED, case, first, approve=ReviewKind.AMENDMENT)) == SETTLED
    second = amended(other, first.papers[0].number, before.intake, note="乙")
    answer = tell(other, Kind.CASE_AMENDED, case, second, approve=ReviewKind.AMENDMENT)
    assert (answer.verdict, answer.code, answer.field, answer.theirs) == (
        Verdict.CONFLICT,
        "case.same_field",
        "note",
        "甲",
    )
    assert card(counter.served, case).intake.note == "甲"


def test_an_amended_paper_is_void_and_cannot_be_amended_again(counter: Counter, item: ServiceItem) -> None:
    """domain.md §6: an issued paper never changes."""
    case = accepted(counter, item)
    before = card(counter.served, case)
    applicant = Applicant(name="张更正", id_number=before.intake.applicant.id_number)
    first = amended(counter, before.case_no, before.intake, applicant=applicant)
    assert said(tell(counter, Kind.CASE_AMENDED, case, first, approve=ReviewKind.AMENDMENT)) == SETTLED
    again = amended(counter, before.case_no, first.intake, note="再改")
    answer = tell(counter, Kind.CASE_AMENDED, case, again, approve=ReviewKind.AMENDMENT)
    assert said(answer) == (Verdict.REFUSED, "amend.paper")
    with counter.served.hall.database.read() as connection:
        void = connection.exec_driver_sql("SELECT number FROM papers WHERE void").scalars().all()
    assert void == [before.case_no]


# 各窗口


def test_the_other_windows_know_a_case_as_long_as_something_is_owed(
    counter: Counter, item: ServiceItem, other: Counter, elsewhere: Counter
) -> None:
    case = deferred(counter, item)
    accepted(counter, item)
    assert [(each.case, each.state) for each in cards(other)] == [(case, CounterState.DEFERRED)]
    assert cards(counter) == [], "who sent it knows it"
    tell(other, Kind.CASE_SUPPLEMENTED, case, brought(other, DEFERRED))
    assert [each.state for each in cards(counter)] == [CounterState.ACCEPTED]
    assert [each.state for each in cards(other)] == [CounterState.DEFERRED]
    assert cards(elsewhere) == []


def test_a_refused_step_is_done_when_its_correction_comes(counter: Counter, item: ServiceItem) -> None:
    """需处理: the new line carries what the refused one lacked."""
    case = received(counter, item)
    body = decided(counter, Decision.REFUSED, REFUSAL)
    refused = counter.line(Kind.CASE_DECIDED, body, case=case)
    assert [said(each) for each in counter.answers(refused)] == [(Verdict.REFUSED, "approval.missing")]
    approval = approve_body(counter.served.hall, ReviewKind.REFUSAL, case, body)
    intake = msgspec.structs.replace(card(counter.served, case).intake, note="已补授权")
    correction_ = CaseCorrected(supersedes=refused.opened().id, intake=intake, reason="补授权")
    (answer,) = counter.answers(counter.line(Kind.CASE_CORRECTED, correction_, case=case, approval=approval))
    assert said(answer) == SETTLED
    assert (state(counter.served, case), card(counter.served, case).intake.note) == ("不予受理", "已补授权")
