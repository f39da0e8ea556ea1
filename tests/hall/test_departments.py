"""Departments act, every state can be reached, and the windows hear of it."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.domain.case import CounterState, Decision
from counter.domain.course import Defect
from counter.domain.credit import person_key
from counter.domain.deadlines import SpecialProcedure
from counter.domain.handing import Collector, CollectorKind, Handed, Posting, ResultState
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem, TimeLimit
from counter.domain.person import Identified
from counter.domain.policy import ReviewKind
from counter.errors import RuleBroken
from counter.hall.departments import Order, Verb
from counter.hall.enrolment import Place
from counter.wire.bodies import Kind, PersonUnlisted, ResultHanded
from counter.wire.messages import CataloguePage, NewsKind, Verdict
from counter.wire.news import Act, DepartmentAct, ResultMoved, read_detail
from tests.hall.courses import (
    DEFERRED,
    REFUSAL,
    SETTLED,
    accepted,
    acts,
    brought,
    card,
    cards,
    correcting,
    decided,
    deferral,
    deferred,
    news,
    received,
    results,
    said,
    state,
    take,
    tell,
)
from tests.hall.window import ID_NUMBER, NOW, Counter, Served, new_case

pytestmark = pytest.mark.usefixtures("clerks")

NEXT_DAY = NOW + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def next_day(served: Served) -> None:
    """The departments work on the day after."""
    served.hall.now = lambda: NEXT_DAY


@pytest.fixture
def other(served: Served) -> Counter:
    """Another window of the same hall."""
    return Counter(served, Place(window="02"))


def act(counter: Counter, case: CaseId, verb: Verb, **said_: object) -> DepartmentAct:
    number = card(counter.served, case).case_no
    return counter.served.hall.act(msgspec.convert({"act": verb, "case_no": number} | said_, Order))


TESTING = {"procedure": SpecialProcedure.TESTING, "days": TimeLimit(amount=5), "basis": "第四十五条"}


def test_a_received_case_is_accepted_by_the_department(counter: Counter, item: ServiceItem) -> None:
    case = received(counter, item)
    told = act(counter, case, Verb.ACCEPT)
    assert (told.act, told.department) == (Act.ACCEPTED, item.department)
    assert acts(counter) == [told]
    now = card(counter.served, case)
    assert (now.state, now.accepted_at, now.due.promised_on) == (
        CounterState.ACCEPTED,
        NEXT_DAY,
        dt.date(2026, 3, 11),
    )
    assert [entry.state for entry in news(counter, NewsKind.STATE)] == ["已收件", "已受理"]


def test_a_refusal_says_why_and_which_field_art_38(counter: Counter, item: ServiceItem) -> None:
    """行政许可法 art. 38(2)."""
    case = received(counter, item)
    with pytest.raises(RuleBroken) as caught:
        act(counter, case, Verb.REFUSE, field="form.premises_address")
    assert (caught.value.code, caught.value.field) == ("act.needs", "reason")
    told = act(counter, case, Verb.REFUSE, reason="距离不符合规定", field="form.premises_address")
    assert (told.reason, told.field) == ("距离不符合规定", "form.premises_address")
    assert state(counter.served, case) == "不予受理"


def test_a_correction_is_told_whole_with_ground_and_remedy_art_32_4(
    counter: Counter, item: ServiceItem, other: Counter
) -> None:
    """行政许可法 art. 32(4); the hall's other windows know what is owed."""
    case = received(counter, item)
    with pytest.raises(RuleBroken) as caught:
        act(counter, case, Verb.CORRECT, defects=[Defect(name="面积")])
    assert caught.value.code == "act.needs"
    told = act(counter, case, Verb.CORRECT, defects=[Defect(material="m03"), Defect(material="m04", remedy="列明数量")])
    assert [(each.name, bool(each.ground), bool(each.remedy)) for each in told.defects] == [
        ("经营场所布局和操作流程图", True, True),
        ("主要设备设施清单", True, True),
    ]
    assert [owed.code for each in cards(other) for owed in each.course.open_owed()] == ["m03", "m04"]
    assert state(counter.served, case) == "待补正"
    with pytest.raises(RuleBroken) as caught:
        act(counter, case, Verb.CORRECT, defects=[Defect(material="m05")])
    assert (caught.value.code, caught.value.params["state"]) == ("act.state", "待补正")


def test_a_correction_after_five_working_days_is_too_late_art_32_4(counter: Counter, item: ServiceItem) -> None:
    """行政许可法 art. 32(4)."""
    case = received(counter, item)
    counter.served.hall.now = lambda: NOW + dt.timedelta(days=8)
    with pytest.raises(RuleBroken) as caught:
        act(counter, case, Verb.CORRECT, defects=[Defect(material="m03")])
    assert caught.value.code == "correction.too_late"
    assert state(counter.served, case) == "已收件"


def test_a_special_procedure_stops_and_resumes_the_clock_art_45(counter: Counter, item: ServiceItem) -> None:
    """行政许可法 art. 45; nothing is decided while it lasts."""
    case = accepted(counter, item)
    act(counter, case, Verb.HANG, **TESTING)
    assert state(counter.served, case) == "挂起"
    with pytest.raises(RuleBroken) as caught:
        act(counter, case, Verb.GRANT)
    assert caught.value.code == "act.hung"
    with pytest.raises(RuleBroken) as caught:
        act(counter, case, Verb.HANG, procedure="hearing", days={"amount": 5})
    assert caught.value.code == "special.not_listed"
    act(counter, case, Verb.RESUME)
    assert state(counter.served, case) == "已受理"
    with pytest.raises(RuleBroken) as caught:
        act(counter, case, Verb.RESUME)
    assert caught.value.code == "act.state"
    assert [each.act for each in acts(counter)] == [Act.HUNG, Act.RESUMED]


def test_the_department_extends_once_with_reasons_art_42(counter: Counter, item: ServiceItem) -> None:
    """行政许可法 art. 42."""
    case = accepted(counter, item)
    before = card(counter.served, case)
    act(counter, case, Verb.EXTEND, days={"amount": 10}, reason="案情复杂")
    assert card(counter.served, case).course.clock[-1].at == NEXT_DAY
    assert card(counter.served, case).course.clock[:-1] == before.course.clock
    with pytest.raises(RuleBroken) as caught:
        act(counter, case, Verb.EXTEND, days={"amount": 10}, reason="案情复杂")
    assert caught.value.code == "extension.twice"


def test_a_grant_makes_every_result_of_the_guide_and_all_windows_may_hand_it_out(
    counter: Counter, item: ServiceItem, other: Counter
) -> None:
    case = accepted(counter, item)
    act(counter, case, Verb.GRANT)
    assert state(counter.served, case) == "已办结"
    made = results(counter)
    assert [(each.name, each.validity, each.granted) for each in made] == [
        (spec.name, spec.validity, True) for spec in item.results
    ]
    assert made[0].number == "〔2026〕00001号"
    assert made[0].applicant_id_number == ID_NUMBER
    assert results(other) == made


def test_nothing_is_granted_while_anything_is_owed(counter: Counter, item: ServiceItem) -> None:
    """domain.md §2, Closing gate."""
    case = deferred(counter, item)
    for verb, reason in ((Verb.GRANT, ""), (Verb.DENY, "不符合条件")):
        with pytest.raises(RuleBroken) as caught:
            act(counter, case, verb, reason=reason)
        assert caught.value.code == "act.owed"
    assert (state(counter.served, case), results(counter)) == ("容缺受理", [])
    assert said(tell(counter, Kind.CASE_SUPPLEMENTED, case, brought(counter, DEFERRED))) == SETTLED
    act(counter, case, Verb.GRANT, number="云食许〔2026〕7号")
    assert [each.number for each in results(counter)] == ["云食许〔2026〕7号"]


def test_a_denial_is_a_written_decision_with_reasons_art_38(counter: Counter, item: ServiceItem) -> None:
    """行政许可法 art. 38(2)."""
    case = accepted(counter, item)
    act(counter, case, Verb.DENY, reason="现场核查不合格")
    (result,) = results(counter)
    assert (result.name, result.granted, state(counter.served, case)) == ("不予行政许可决定书", False, "不予许可")


def test_a_case_is_reassigned_to_another_window_which_gets_it_whole(
    counter: Counter, item: ServiceItem, other: Counter
) -> None:
    case = accepted(counter, item)
    with pytest.raises(RuleBroken) as caught:
        act(counter, case, Verb.REASSIGN, to_window="77")
    assert caught.value.code == "act.window"
    act(counter, case, Verb.REASSIGN, to_window="02")
    assert [(each.case, each.install, each.window) for each in cards(other)] == [(case, other.install, "02")]
    assert [each.act for each in acts(counter)] == [each.act for each in acts(other)] == [Act.REASSIGNED]
    act(counter, case, Verb.GRANT)
    assert [each.act for each in acts(other)] == [Act.REASSIGNED, Act.GRANTED]
    assert [each.act for each in acts(counter)] == [Act.REASSIGNED]


def test_a_broken_promise_bars_by_a_salted_hash_until_an_approved_removal(counter: Counter, item: ServiceItem) -> None:
    """domain.md §2, Credit gate and Record; nobody is named."""
    case = accepted(counter, item)
    told = len(news(counter, NewsKind.CATALOGUE))
    act(counter, case, Verb.DISHONEST, reason="承诺不实")
    known = counter.call("GET", "/v1/catalogue?after=0").read(CataloguePage).credit
    assert known is not None
    assert known.barred == (person_key(ID_NUMBER, known.salt),)
    assert ID_NUMBER not in str(known)
    assert len(news(counter, NewsKind.CATALOGUE)) == told + 1
    proof = msgspec.structs.replace(deferral().credit, listed_at=known.listed_at, checked_at=known.listed_at)  # type: ignore[type-var]
    body = take(counter, item, Decision.DEFERRED, deferral(credit=proof))
    barred = tell(counter, Kind.CASE_TAKEN, new_case(), body, at=NEXT_DAY)
    assert said(barred) == (Verdict.REFUSED, "decision.credit_barred")
    unlisted = PersonUnlisted(person=known.barred[0], reason="信用已修复")
    assert said(tell(counter, Kind.PERSON_UNLISTED, case, unlisted)) == (Verdict.REFUSED, "approval.missing")
    case = accepted(counter, item)
    assert said(tell(counter, Kind.PERSON_UNLISTED, case, unlisted, approve=ReviewKind.UNLISTING)) == SETTLED
    again = tell(counter, Kind.PERSON_UNLISTED, case, unlisted, approve=ReviewKind.UNLISTING)
    assert said(again) == (Verdict.CONFLICT, "person.not_listed")
    after = counter.call("GET", "/v1/catalogue?after=0").read(CataloguePage).credit
    assert after is not None
    assert after.barred == ()


def test_who_comes_on_the_list_after_the_counter_looked_is_taken_and_shown_to_somebody(
    counter: Counter, item: ServiceItem
) -> None:
    """The counter was offline with a list that was fresh enough."""
    case = accepted(counter, item)
    act(counter, case, Verb.DISHONEST, reason="承诺不实")
    body = take(counter, item, Decision.DEFERRED, deferral())
    assert said(tell(counter, Kind.CASE_TAKEN, new_case(), body)) == SETTLED
    with counter.served.hall.database.read() as connection:
        assert connection.exec_driver_sql("SELECT code FROM flags").scalars().all() == ["credit.barred_since"]


def test_a_department_acts_on_the_oldest_case_of_an_item_that_is_open_to_it(
    counter: Counter, item: ServiceItem
) -> None:
    """What a scripted day says."""
    first, second = received(counter, item), received(counter, item)
    hall = counter.served.hall
    assert [hall.act(Order(act=Verb.ACCEPT, item=item.code)).case for _ in range(2)] == [first, second]
    with pytest.raises(RuleBroken) as caught:
        hall.act(Order(act=Verb.ACCEPT, item=item.code))
    assert caught.value.code == "act.state"
    with pytest.raises(RuleBroken) as caught:
        hall.act(Order(act=Verb.ACCEPT, case_no="nowhere"))
    assert caught.value.code == "act.case"


def test_what_the_department_decided_first_stands_against_the_counter(counter: Counter, item: ServiceItem) -> None:
    """domain.md §8 no. 5: the platform's decision wins for the state."""
    case = correcting(counter, item)
    act(counter, case, Verb.ACCEPT)
    body = decided(counter, Decision.REFUSED, REFUSAL)
    answer = tell(counter, Kind.CASE_DECIDED, case, body, approve=ReviewKind.REFUSAL)
    assert (said(answer), answer.theirs) == ((Verdict.CONFLICT, "case.state"), "已受理")
    assert not card(counter.served, case).course.open_owed()


def test_the_practice_hall_takes_orders_from_its_own_machine_only(counter: Counter, item: ServiceItem) -> None:
    case = received(counter, item)
    order = msgspec.json.encode(Order(act=Verb.ACCEPT, case_no=card(counter.served, case).case_no))
    away = counter.served.call("POST", "/v1/practice/act", order, {"X-Forwarded-For": "192.0.2.7"})
    assert away.status == 403
    told = counter.served.call("POST", "/v1/practice/act", order)
    assert told.read(DepartmentAct).act is Act.ACCEPTED
    again = counter.served.call("POST", "/v1/practice/act", order)
    assert (again.status, again.fault().code) == (400, "act.state")
    assert again.fault().message


# 出件


@pytest.fixture
def granted(counter: Counter, item: ServiceItem) -> CaseId:
    case = accepted(counter, item)
    act(counter, case, Verb.GRANT)
    return case


def hand(counter: Counter, case: CaseId, to: ResultState, **handed: object) -> tuple[Verdict, str]:
    (result,) = results(counter)[:1]
    what = Handed(state=to, at=NOW, clerk="0001")
    body = ResultHanded(result=result.id, handed=msgspec.structs.replace(what, **handed))
    return said(tell(counter, Kind.RESULT_HANDED, case, body))


APPLICANT = Collector(person=Identified(name="张测试", id_number=ID_NUMBER))


def test_a_result_is_signed_in_and_collected_once_whichever_window_hands_it_out(
    counter: Counter, granted: CaseId, other: Counter
) -> None:
    """domain.md §5, 结果; the second window's hand-out goes to a person."""
    assert hand(counter, granted, ResultState.AT_WINDOW) == SETTLED
    assert hand(other, granted, ResultState.COLLECTED, collector=APPLICANT) == SETTLED
    assert hand(counter, granted, ResultState.COLLECTED, collector=APPLICANT) == (Verdict.CONFLICT, "result.state")
    for window, expected in ((other, [ResultState.AT_WINDOW]), (counter, [ResultState.COLLECTED])):
        moved = [read_detail(entry.kind, entry.detail) for entry in news(window, NewsKind.HANDED)]
        assert [each.handed.state for each in moved if isinstance(each, ResultMoved)] == expected


COLLECTORS = [
    (None, "result.collector"),
    (Collector(person=Identified(name="李代办", id_number="110105194912310021")), "result.collector"),
    (Collector(kind=CollectorKind.AGENT, person=Identified(name="李代办")), "result.collector"),
    (msgspec.structs.replace(APPLICANT, signed=False), "result.collector"),
]


@pytest.mark.parametrize(("collector", "code"), COLLECTORS)
def test_a_result_goes_to_the_applicant_or_an_agent_with_authority_only(
    counter: Counter, granted: CaseId, collector: Collector | None, code: str
) -> None:
    """民事诉讼法 art. 88, 89."""
    assert hand(counter, granted, ResultState.AT_WINDOW) == SETTLED
    assert hand(counter, granted, ResultState.COLLECTED, collector=collector) == (Verdict.REFUSED, code)


def test_an_agent_with_authority_and_one_who_will_not_sign_before_a_witness_take_it(
    counter: Counter, granted: CaseId
) -> None:
    """民事诉讼法 art. 88, 89."""
    agent = Collector(
        kind=CollectorKind.AGENT,
        person=Identified(name="李代办"),
        authority="代为领取",
        signed=False,
        refusal_witness="赵见证",
    )
    assert hand(counter, granted, ResultState.AT_WINDOW) == SETTLED
    assert hand(counter, granted, ResultState.COLLECTED, collector=agent) == SETTLED


def test_a_posted_result_travels_is_cancelled_and_delivered(counter: Counter, granted: CaseId) -> None:
    posting = Posting(addressee="张测试", phone="13900000000", address="云溪县云溪大道1号", waybill="EX000000001CN")
    assert hand(counter, granted, ResultState.AT_WINDOW) == SETTLED
    assert hand(counter, granted, ResultState.POSTED, posting=posting) == SETTLED
    assert hand(counter, granted, ResultState.AT_WINDOW, reason="撤单") == SETTLED
    assert hand(counter, granted, ResultState.POSTED, posting=posting) == SETTLED
    assert hand(counter, granted, ResultState.PICKED_UP) == SETTLED
    assert hand(counter, granted, ResultState.DELIVERED) == SETTLED
    nowhere = msgspec.structs.replace(posting, address=" ")
    assert hand(counter, granted, ResultState.POSTED, posting=nowhere) == (Verdict.CONFLICT, "result.state")


def test_a_posting_without_address_and_an_undelivered_result_without_reason_are_refused(
    counter: Counter, granted: CaseId
) -> None:
    posting = Posting(addressee="张测试", phone="13900000000", address=" ", waybill="EX000000001CN")
    assert hand(counter, granted, ResultState.AT_WINDOW) == SETTLED
    assert hand(counter, granted, ResultState.POSTED, posting=posting) == (Verdict.REFUSED, "result.posting")


def test_a_line_about_a_result_that_nobody_announced_waits(counter: Counter, item: ServiceItem) -> None:
    case = accepted(counter, item)
    body = ResultHanded(result="r-0", handed=Handed(state=ResultState.AT_WINDOW, at=NOW, clerk="0001"))
    assert said(tell(counter, Kind.RESULT_HANDED, case, body)) == (Verdict.HELD, "result.missing")
