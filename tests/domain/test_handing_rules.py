"""Who may take a result away (民事诉讼法 87-91), and how a parcel is addressed."""

from __future__ import annotations

import itertools

import msgspec
import pytest

from counter.domain.case import Intake
from counter.domain.handing import Collector, CollectorKind, Posting, ResultState
from counter.domain.handing_rules import NEXT, check_collector, check_posting, check_step
from counter.domain.identity import IdDocument, resident_check_char
from counter.domain.person import Agent, Applicant, ApplicantKind, Identified
from counter.errors import RuleBroken
from tests.conftest import NINE, company_code, resident_number

TODAY = NINE.date()
CLERK_NAME = "王晓梅"
HIM = Identified(name="欧阳一鸣", id_number=resident_number(1))
HER = Identified(name="马冬梅", id_number=resident_number(2))
CITIZEN = Intake(applicant=Applicant(name=HIM.name, id_number=HIM.id_number))
COMPANY = Intake(
    applicant=Applicant(
        kind=ApplicantKind.COMPANY, name="云溪县晨光商贸有限公司", id_number=company_code(), legal_representative=HIM
    )
)
PARCEL = Posting(addressee="欧阳一鸣", phone="13900000000", address="云溪县清江路1号", waybill="EA123456785CN")


def _check(collector: Collector, intake: Intake = CITIZEN) -> Collector:
    return check_collector(collector, intake, today=TODAY, clerk_name=CLERK_NAME)


def _fault(collector: Collector, intake: Intake = CITIZEN) -> str:
    with pytest.raises(RuleBroken) as caught:
        _check(collector, intake)
    return caught.value.code


def _born(year: int, month_day: str) -> str:
    first = f"421199{year}{month_day}001"
    return first + resident_check_char(first)


def test_article_88_the_one_himself_collects() -> None:
    """By name, document and number as he applied; typed in any width."""
    typed = msgspec.structs.replace(HIM, name=" 欧阳一鸣 ", id_number=f" {HIM.id_number.lower()} ")
    assert _check(Collector(person=typed)).person == HIM
    assert _check(Collector(person=HIM), COMPANY).person == HIM


@pytest.mark.parametrize(
    "person",
    [
        HER,
        msgspec.structs.replace(HIM, name="欧阳一明"),
        msgspec.structs.replace(HER, name=HIM.name),
        Identified(name=HIM.name, id_document=IdDocument.PRC_PASSPORT, id_number="E12345678"),
    ],
)
def test_article_88_nobody_else_passes_for_him(person: Identified) -> None:
    """Another name, another number, another document."""
    assert _fault(Collector(person=person)) == "handing.not_applicant"
    assert _fault(Collector(person=person), COMPANY) == "handing.not_applicant"


def test_a_company_itself_is_nobody_who_could_come() -> None:
    """Its code is no document of a person; without a known representative only an agent can collect."""
    headless = msgspec.structs.replace(
        COMPANY, applicant=msgspec.structs.replace(COMPANY.applicant, legal_representative=None)
    )
    assert _fault(Collector(person=HIM), headless) == "handing.not_applicant"


def test_article_88_an_agent_names_his_authority_and_its_term() -> None:
    """No authority, one that is over, and a term that is no day are refused; the last day still counts."""
    agent = Collector(kind=CollectorKind.AGENT, person=HER)
    assert _fault(agent) == "handing.authority_missing"
    for until, code in (("2026-03-01", "agent.authority_over"), ("明年", "form.date"), ("20260401", "form.date")):
        assert _fault(msgspec.structs.replace(agent, authority="代领结果", authority_until=until)) == code
    last_day = msgspec.structs.replace(agent, authority="代领结果", authority_until="2026-03-02")
    assert _check(last_day).authority == "代领结果"
    assert _fault(Collector(kind=CollectorKind.AGENT, person=HIM, authority="代领")) == "handing.himself"


def test_the_agent_of_the_case_need_not_say_it_again_unless_it_is_over() -> None:
    """His authority stands in the case; another person does not profit from it."""
    agent = Agent(name=HER.name, id_number=HER.id_number, authority_scope="办理并领取", authority_until="2026-03-05")
    intake = msgspec.structs.replace(CITIZEN, agent=agent)
    found = _check(Collector(kind=CollectorKind.AGENT, person=HER), intake)
    assert (found.authority, found.authority_until) == ("办理并领取", "2026-03-05")
    over = msgspec.structs.replace(intake, agent=msgspec.structs.replace(agent, authority_until="2026-02-27"))
    assert _fault(Collector(kind=CollectorKind.AGENT, person=HER), over) == "agent.authority_over"
    stranger = Identified(name="丁一", id_number=resident_number(3))
    assert _fault(Collector(kind=CollectorKind.AGENT, person=stranger), intake) == "handing.authority_missing"


def test_article_88_an_adult_of_the_family_stands_in_for_a_citizen_only() -> None:
    """Not for a company, not without saying how they are related, and not for himself."""
    relative = Collector(kind=CollectorKind.ADULT_RELATIVE, person=HER, authority="配偶，同住")
    assert _check(relative) == relative
    assert _fault(relative, COMPANY) == "handing.no_citizen"
    assert _fault(msgspec.structs.replace(relative, authority=" ")) == "handing.relation_missing"
    assert _fault(msgspec.structs.replace(relative, person=HIM)) == "handing.himself"


@pytest.mark.parametrize(
    ("born", "code"),
    [((2008, "0302"), ""), ((2008, "0303"), "handing.not_adult"), ((2015, "0101"), "handing.not_adult")],
)
def test_article_88_the_relative_is_eighteen_today_at_the_latest(born: tuple[int, str], code: str) -> None:
    """民法典 17; the birthday counts."""
    person = Identified(name="欧阳小鸣", id_number=_born(*born))
    relative = Collector(kind=CollectorKind.ADULT_RELATIVE, person=person, authority="子女，同住")
    if code:
        assert _fault(relative) == code
    else:
        assert _check(relative).person == person


def test_a_document_without_a_birth_date_does_not_show_an_adult() -> None:
    """The clerk cannot know."""
    person = Identified(name="欧阳小鸣", id_document=IdDocument.PRC_PASSPORT, id_number="E12345678")
    relative = Collector(kind=CollectorKind.ADULT_RELATIVE, person=person, authority="子女，同住")
    assert _fault(relative) == "handing.age_unknown"


def test_article_89_who_refuses_needs_a_witness_who_is_a_third_person() -> None:
    """留置送达; an agent cannot be made to take it that way, and signing and refusing exclude each other."""
    refusing = Collector(person=HIM, signed=False)
    assert _fault(refusing) == "handing.not_signed"
    for witness in (HIM.name, CLERK_NAME):
        assert _fault(msgspec.structs.replace(refusing, refusal_witness=witness)) == "handing.witness_same"
    left = msgspec.structs.replace(refusing, refusal_witness="丁一")
    assert _check(left) == left
    assert _fault(msgspec.structs.replace(left, signed=True)) == "handing.signed_and_refused"
    agent = msgspec.structs.replace(left, kind=CollectorKind.AGENT, person=HER, authority="代领")
    assert _fault(agent) == "handing.agent_refuses"


def test_a_wrong_identity_number_is_told_as_such() -> None:
    """The check digit is asked before anything else."""
    wrong = HIM.id_number[:-1] + ("0" if HIM.id_number[-1] != "0" else "1")
    assert _fault(Collector(person=msgspec.structs.replace(HIM, id_number=wrong))) == "identity.check_digit"


def test_a_parcel_needs_an_address_a_phone_and_a_waybill() -> None:
    """As the post prints it; full width and small letters are the same waybill."""
    assert check_posting(PARCEL) == PARCEL
    assert check_posting(msgspec.structs.replace(PARCEL, waybill="ｅa 123456785 cn")) == PARCEL
    assert check_posting(msgspec.structs.replace(PARCEL, waybill="1234567890123")).waybill == "1234567890123"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"waybill": ""}, "post.waybill"),
        ({"waybill": "12345"}, "post.waybill"),
        ({"waybill": "EA123456786CN"}, "post.waybill_check"),
        ({"address": "县城"}, "post.address"),
        ({"address": " "}, "text.empty"),
        ({"addressee": ""}, "text.empty"),
        ({"phone": "12345"}, "phone.format"),
        ({"payer": "nobody"}, "post.payer"),
    ],
)
def test_a_parcel_that_would_not_arrive_is_refused(changed: dict[str, str], code: str) -> None:
    """Each for its own reason."""
    with pytest.raises(RuleBroken) as caught:
        check_posting(msgspec.structs.replace(PARCEL, **changed))
    assert caught.value.code == code


def test_only_the_steps_that_are_drawn_can_be_taken() -> None:
    """Every other pair is refused; what is collected or delivered goes nowhere."""
    drawn = {
        ("announced", "at_window"), ("at_window", "collected"), ("at_window", "posted"), ("at_window", "undelivered"),
        ("posted", "picked_up"), ("posted", "at_window"), ("picked_up", "delivered"), ("picked_up", "at_window"),
        ("undelivered", "at_window"),
    }  # fmt: skip
    for before, after in itertools.product(ResultState, ResultState):
        if (before.value, after.value) in drawn:
            check_step(before, after)
        else:
            with pytest.raises(RuleBroken, match=r"result\.moved_on"):
                check_step(before, after)
    assert set(NEXT) == set(ResultState)
