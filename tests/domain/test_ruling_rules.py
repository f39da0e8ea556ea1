"""What a decision says beyond the form is whole and lawful, or every fault is told at its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import msgspec
import pytest

from counter.domain.case import Decision, Intake
from counter.domain.course import (
    Commitment,
    Correction,
    CreditAnswer,
    CreditProof,
    Defect,
    Deferral,
    DeferredMaterial,
    NotNeeded,
    OwedFor,
    Promise,
    Refusal,
    RefusalGround,
    Ruling,
    Signer,
)
from counter.domain.intake_rules import IntakeFaults
from counter.domain.item import Need, ServiceItem
from counter.domain.person import Agent
from counter.domain.proposal import as_proposed
from counter.domain.ruling_basis import Basis, lacking, last_day_to_defer, owed_by
from counter.domain.ruling_rules import MOST_DEFECTS, NOT_COMPETENT_LAW, check_ruling, judge_ruling
from tests.conftest import NINE, filled

TODAY = dt.date(2026, 3, 2)
PROMISED = dt.date(2026, 3, 16)
SIGNED = Promise(signed=True)


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """劳务派遣经营许可: of a company, one deferrable material, three conditions to promise, ten working days."""
    return next(item for item in items if "劳务派遣" in item.name)


def _lacks(item: ServiceItem, *needs: Need) -> Intake:
    intake = filled(item)
    gone = {spec.code for spec in item.materials if spec.need in needs}
    return msgspec.structs.replace(
        intake, materials=tuple(material for material in intake.materials if material.code not in gone)
    )


def _basis(item: ServiceItem, intake: Intake | None = None, **changes: object) -> Basis:
    basis = Basis(
        item=item,
        intake=intake or _lacks(item, Need.DEFERRABLE),
        credit=CreditProof(answer=CreditAnswer.CLEAN, listed_at=NINE, checked_at=NINE),
        received_on=TODAY,
        promised_on=PROMISED,
        today=TODAY,
    )
    return msgspec.structs.replace(basis, **changes)


def _deferrable(item: ServiceItem) -> str:
    return next(spec.code for spec in item.materials if spec.need is Need.DEFERRABLE)


def _deferral(item: ServiceItem, due_on: dt.date | None = None, promise: Promise = SIGNED) -> Deferral:
    return Deferral(materials=(DeferredMaterial(code=_deferrable(item), due_on=due_on),), promise=promise)


def _told(decision: Decision, ruling: Ruling | None, basis: Basis) -> dict[str, str]:
    """Field to code of every fault."""
    return {fault.field: fault.code for fault in judge_ruling(decision, ruling, lambda: basis)[1]}


# 补正


def test_licence_law_32_4_a_correction_without_what_lacks_is_not_whole(item: ServiceItem) -> None:
    """许可法 32(4): told once and whole; two materials and a form field lack and one of them is told."""
    intake = _lacks(item, Need.DEFERRABLE)
    first = intake.materials[0].code
    label = next(field.label for field in item.form if field.required)
    key = next(field.key for field in item.form if field.required)
    poorer = msgspec.structs.replace(
        intake, materials=intake.materials[1:], form={k: v for k, v in intake.form.items() if k != key}
    )
    basis = _basis(item, poorer)
    told = Correction(defects=(Defect(material=_deferrable(item), ground="办事指南", remedy="提交原件"),))
    faults = judge_ruling(Decision.CORRECTION, told, lambda: basis)[1]
    spec = item.material(first)
    assert spec is not None
    assert [(fault.code, fault.params["name"]) for fault in faults] == [
        ("defect.not_all", spec.name),
        ("defect.not_all", label),
    ]


def test_licence_law_32_4_what_lacks_is_proposed_with_ground_and_remedy(item: ServiceItem) -> None:
    """The proposal itself is a whole correction, and checking it again changes nothing."""
    poorer = msgspec.structs.replace(filled(item), materials=filled(item).materials[:1], form={})
    basis = _basis(item, poorer)
    proposed = Correction(defects=lacking(basis))
    checked = check_ruling(Decision.CORRECTION, proposed, basis)
    assert checked == proposed == check_ruling(Decision.CORRECTION, checked, basis)
    needed = sum(spec.need is not Need.OPTIONAL for spec in item.materials) - 1
    assert len(proposed.defects) == needed + sum(field.required for field in item.form)
    assert all(defect.name and defect.ground and defect.remedy for defect in proposed.defects)


def test_licence_law_32_4_every_defect_has_ground_and_remedy(item: ServiceItem) -> None:
    """Each gap is told at its own field."""
    defects = (
        Defect(material=_deferrable(item), remedy="提交"),
        Defect(name="签名", ground="许可法第三十一条", remedy=" "),
        Defect(ground="x", remedy="y"),
    )
    assert _told(Decision.CORRECTION, Correction(defects=defects), _basis(item)) == {
        "ruling.defects.0.ground": "text.empty",
        "ruling.defects.1.remedy": "text.empty",
        "ruling.defects.2.name": "text.empty",
    }


def test_a_flaw_of_what_was_handed_over_can_be_told_alone(item: ServiceItem) -> None:
    """Complete but wrong in form: the clerk sees it, no machine does; the name is the guide's."""
    code = item.materials[0].code
    given = Defect(material=code, name="别的名称", ground="受理标准", remedy="重新盖章")
    checked = check_ruling(Decision.CORRECTION, Correction(defects=(given,)), _basis(item, filled(item)))
    assert isinstance(checked, Correction)
    assert checked.defects[0].name == item.materials[0].name


def test_licence_law_31_nothing_unrelated_is_asked_for(items: tuple[ServiceItem, ...]) -> None:
    """许可法 31: neither what the guide does not know nor what the situation rules out."""
    item = next(item for item in items if "道路货物运输经营许可" in item.name)
    (spec,) = (spec for spec in item.materials if spec.need is Need.DEFERRABLE)
    question, _, answer = spec.only_when[0].partition("=")
    other = next(
        option.code
        for ask in item.situations
        if ask.code == question
        for option in ask.answers
        if option.code != answer
    )
    intake = msgspec.structs.replace(filled(item), situations={**filled(item).situations, question: other})
    defects = (
        Defect(material=spec.code, ground="x", remedy="y"),
        Defect(material="m99", name="其他材料", ground="x", remedy="y"),
    )
    told = _told(Decision.CORRECTION, Correction(defects=defects), _basis(item, intake))
    assert told["ruling.defects.0.material"] == "defect.not_asked"
    assert told["ruling.defects.1.material"] == "material.unknown"


def test_an_empty_an_endless_and_a_doubled_correction_are_refused(item: ServiceItem) -> None:
    """Nothing to put right is no correction."""
    whole = _basis(item, filled(item))
    assert _told(Decision.CORRECTION, Correction(), whole) == {"ruling.defects": "defect.none"}
    one = Defect(name="签名", ground="x", remedy="y")
    doubled = judge_ruling(Decision.CORRECTION, Correction(defects=(one, one)), lambda: whole)[1]
    assert [(fault.field, fault.code) for fault in doubled] == [("ruling.defects.1.material", "defect.twice")]
    many = tuple(msgspec.structs.replace(one, name=f"第{n}处") for n in range(MOST_DEFECTS + 1))
    assert _told(Decision.CORRECTION, Correction(defects=many), whole) == {"ruling.defects": "defect.too_many"}


def test_what_is_told_is_owed_by_the_day_of_the_correction(item: ServiceItem) -> None:
    """A defect of the form and one of a condition have codes of their own."""
    label = next(field.label for field in item.form if field.required)
    told = Correction(
        defects=(
            Defect(material="m01", name="申请书", ground="g", remedy="重交"),
            Defect(name=label, ground="g", remedy="补填"),
            Defect(name="场地消防", ground="g", remedy="更换"),
        )
    )
    owed = owed_by(told, item, correction_due_on=dt.date(2026, 3, 23))
    assert [(each.code, each.need, each.due_on, each.why) for each in owed] == [
        ("m01", "重交", dt.date(2026, 3, 23), OwedFor.CORRECTION),
        ("form2", "补填", dt.date(2026, 3, 23), OwedFor.CORRECTION),
        ("condition3", "更换", dt.date(2026, 3, 23), OwedFor.CORRECTION),
    ]


# 容缺


def test_a_deferral_without_a_day_of_its_own_is_due_on_the_promised_day(item: ServiceItem) -> None:
    """domain.md §2, Deadline; form and signer are filled in, the credit answer is the deed's."""
    basis = _basis(item)
    checked = check_ruling(Decision.DEFERRED, _deferral(item), basis)
    assert isinstance(checked, Deferral)
    (deferred,) = checked.materials
    spec = item.material(deferred.code)
    assert spec is not None
    assert (deferred.due_on, deferred.form) == (PROMISED, spec.kind.label)
    assert checked.promise.name == filled(item).applicant.name
    assert checked.credit == basis.credit
    assert check_ruling(Decision.DEFERRED, as_proposed(checked), basis) == checked
    owed = owed_by(checked, item, correction_due_on=None)
    assert [(each.code, each.name, each.due_on) for each in owed] == [(spec.code, spec.name, PROMISED)]


@pytest.mark.parametrize(
    ("due_on", "code"),
    [
        (dt.date(2026, 3, 1), "deferral.before_receipt"),
        (dt.date(2026, 3, 2), ""),
        (dt.date(2026, 3, 16), ""),
        (dt.date(2026, 3, 17), "deferral.after_promised"),
    ],
)
def test_a_deferred_material_is_due_between_receipt_and_promised_day(
    item: ServiceItem, due_on: dt.date, code: str
) -> None:
    """domain.md §2: at most the item's promise limit; both days themselves are allowed."""
    told = _told(Decision.DEFERRED, _deferral(item, due_on), _basis(item))
    assert told == ({f"ruling.materials.{_deferrable(item)}.due_on": code} if code else {})


def test_a_case_that_was_received_before_is_not_deferred_into_the_past(item: ServiceItem) -> None:
    """Received on Monday, decided on Thursday, due on Tuesday."""
    basis = _basis(item, today=dt.date(2026, 3, 5))
    told = _told(Decision.DEFERRED, _deferral(item, dt.date(2026, 3, 3)), basis)
    assert list(told.values()) == ["deferral.in_past"]


def test_beyond_the_published_holidays_a_day_is_still_bounded(item: ServiceItem) -> None:
    """Ten working days are at least ten days; nobody guesses more, and without a day it stays open."""
    basis = _basis(item, promised_on=None)
    assert last_day_to_defer(basis) == dt.date(2026, 3, 12)
    assert _told(Decision.DEFERRED, _deferral(item, dt.date(2026, 3, 12)), basis) == {}
    assert list(_told(Decision.DEFERRED, _deferral(item, dt.date(2026, 3, 13)), basis).values()) == [
        "deferral.after_promised"
    ]
    checked = check_ruling(Decision.DEFERRED, _deferral(item), basis)
    assert isinstance(checked, Deferral)
    assert checked.materials[0].due_on is None


def test_only_what_the_guide_marks_may_follow(item: ServiceItem) -> None:
    """ZJ 11: the clerk cannot add; a main material, an unknown one and one that was got are each named."""
    intake = _lacks(item, Need.DEFERRABLE)
    main = intake.materials[0].code
    optional = [spec.code for spec in item.materials if spec.need is Need.OPTIONAL][:1]
    codes = [main, *optional, "m99", _deferrable(item), _deferrable(item)]
    ruling = Deferral(materials=tuple(DeferredMaterial(code=code) for code in codes), promise=SIGNED)
    expected = dict.fromkeys([f"ruling.materials.{code}" for code in (main, *optional)], "deferral.not_allowed")
    assert _told(Decision.DEFERRED, ruling, _basis(item, intake)) == {
        **expected,
        "ruling.materials.m99": "material.unknown",
        f"ruling.materials.{_deferrable(item)}": "material.twice",
    }
    got = _told(Decision.DEFERRED, _deferral(item), _basis(item, filled(item)))
    assert got == {f"ruling.materials.{_deferrable(item)}": "deferral.got"}


def test_a_deferral_names_everything_that_lacks(item: ServiceItem) -> None:
    """faults.md F12: an empty list is no deferral, and what lacks without being listed is named."""
    assert _told(Decision.DEFERRED, Deferral(promise=SIGNED), _basis(item)) == {
        "ruling.materials": "deferral.nothing",
        f"ruling.materials.{_deferrable(item)}": "deferral.not_all",
    }


@pytest.mark.parametrize(
    ("answer", "code"),
    [(CreditAnswer.BARRED, "decision.credit_barred"), (CreditAnswer.UNKNOWN, "decision.credit_unknown")],
)
def test_a_promise_is_worth_nothing_without_clean_credit(item: ServiceItem, answer: CreditAnswer, code: str) -> None:
    """domain.md §2, Credit gate: for 容缺 and 告知承诺 alike."""
    basis = _basis(item, credit=CreditProof(answer=answer, checked_at=NINE))
    assert _told(Decision.DEFERRED, _deferral(item), basis) == {"decision": code}
    commitment = Commitment(conditions=item.commitment_conditions, promise=SIGNED)
    assert _told(Decision.COMMITTED, commitment, basis) == {"decision": code}


# 承诺


def _with_agent(**changes: str) -> Callable[[Intake], Intake]:
    agent = msgspec.structs.replace(
        Agent(name="覃一", id_number="x", phone="13900000000", authority_scope="代为承诺、提交、领取"), **changes
    )
    return lambda intake: msgspec.structs.replace(intake, agent=agent)


def _alone(intake: Intake) -> Intake:
    return intake


@pytest.mark.parametrize(
    ("signer", "whose", "code"),
    [
        (Signer.APPLICANT, _alone, ""),
        (Signer.LEGAL_REPRESENTATIVE, _alone, ""),
        (Signer.AGENT, _alone, "promise.no_agent"),
        (Signer.AGENT, _with_agent(), ""),
        (Signer.AGENT, _with_agent(authority_until="2026-03-02"), ""),
        (Signer.AGENT, _with_agent(authority_until="2026-03-01"), "promise.no_authority"),
        (Signer.AGENT, _with_agent(authority_scope="  "), "promise.no_authority"),
    ],
)
def test_a_promise_is_signed_by_who_may(
    item: ServiceItem, signer: Signer, whose: Callable[[Intake], Intake], code: str
) -> None:
    """domain.md §2, Signer: applicant, legal representative, or an agent with authority."""
    basis = _basis(item, whose(_lacks(item, Need.DEFERRABLE)))
    told = _told(Decision.DEFERRED, _deferral(item, promise=Promise(signer=signer, signed=True)), basis)
    assert told == ({"ruling.promise.signer": code} if code else {})


def test_a_natural_person_has_no_legal_representative(items: tuple[ServiceItem, ...]) -> None:
    """And another person's name is not his signature."""
    item = next(
        item
        for item in items
        if "1" in item.service_targets and any(spec.need is Need.DEFERRABLE for spec in item.materials)
    )
    basis = _basis(item)
    by_representative = Promise(signer=Signer.LEGAL_REPRESENTATIVE, signed=True)
    assert _told(Decision.DEFERRED, _deferral(item, promise=by_representative), basis) == {
        "ruling.promise.signer": "promise.no_representative"
    }
    by_other = Promise(name="另一人", signed=True)
    assert _told(Decision.DEFERRED, _deferral(item, promise=by_other), basis) == {
        "ruling.promise.name": "promise.other_name"
    }


def test_a_promise_without_signature_is_none(item: ServiceItem) -> None:
    """Bad input of issue 3."""
    told = _told(Decision.DEFERRED, _deferral(item, promise=Promise()), _basis(item))
    assert told == {"ruling.promise.signed": "promise.unsigned"}


# 告知承诺


def test_state_council_2020_42_every_condition_is_promised(item: ServiceItem) -> None:
    """国办发〔2020〕42号: in the guide's words and order, whichever way they were ticked; a strange one is none."""
    conditions = item.commitment_conditions
    turned = Commitment(conditions=tuple(reversed(conditions)), promise=SIGNED)
    checked = check_ruling(Decision.COMMITTED, turned, _basis(item))
    assert isinstance(checked, Commitment)
    assert checked.conditions == conditions
    some = Commitment(conditions=(*conditions[1:], "天气晴好"), promise=SIGNED)
    assert _told(Decision.COMMITTED, some, _basis(item)) == {
        "ruling.conditions": "commitment.unknown",
        "ruling.conditions.0": "commitment.not_all",
    }


def test_a_guide_without_conditions_takes_no_commitment(item: ServiceItem) -> None:
    """It is not offered there, and not taken."""
    bare = msgspec.structs.replace(item, commitment_conditions=())
    told = _told(Decision.COMMITTED, Commitment(promise=SIGNED), _basis(bare))
    assert told == {"decision": "decision.no_commitment"}


# 不予受理, 不需许可


def test_licence_law_32_2_who_is_not_competent_names_who_is(item: ServiceItem) -> None:
    """许可法 32(2): and cites it."""
    basis = _basis(item)
    nobody = Refusal(ground=RefusalGround.NOT_COMPETENT, reasons="属交通运输部门职权")
    assert _told(Decision.NOT_COMPETENT, nobody, basis) == {"ruling.competent_body": "text.empty"}
    itself = msgspec.structs.replace(nobody, competent_body=item.department)
    assert _told(Decision.NOT_COMPETENT, itself, basis) == {"ruling.competent_body": "refusal.own_body"}
    right = msgspec.structs.replace(nobody, competent_body="云溪县交通运输局")
    checked = check_ruling(Decision.NOT_COMPETENT, right, basis)
    assert isinstance(checked, Refusal)
    assert checked.legal_basis == NOT_COMPETENT_LAW


def test_licence_law_38_a_refusal_gives_reasons_and_law(item: ServiceItem) -> None:
    """许可法 38(2): both are compulsory."""
    told = _told(Decision.REFUSED, Refusal(ground=RefusalGround.NOT_ELIGIBLE, reasons=" "), _basis(item))
    assert told == {"ruling.reasons": "text.empty", "ruling.legal_basis": "text.empty"}


def test_only_a_licence_is_refused_by_the_licence_law(items: tuple[ServiceItem, ...]) -> None:
    """Its art. 32 says nothing of a benefit."""
    benefit = next(item for item in items if "失业保险金" in item.name)
    refusal = Refusal(ground=RefusalGround.NOT_COMPETENT, reasons="属他县经办", competent_body="清江县人社局")
    assert _told(Decision.NOT_COMPETENT, refusal, _basis(benefit, filled(benefit))) == {
        "ruling.legal_basis": "text.empty"
    }


def test_the_ground_fits_the_decision(item: ServiceItem) -> None:
    """不属本机关 is a decision of its own; 补正后仍不符合 presupposes a correction."""
    foreign = Refusal(ground=RefusalGround.NOT_COMPETENT, reasons="x", competent_body="清江县政府")
    assert _told(Decision.REFUSED, foreign, _basis(item)) == {"ruling.ground": "refusal.ground"}
    still = Refusal(ground=RefusalGround.STILL_DEFECTIVE, reasons="x", legal_basis="y")
    assert _told(Decision.NOT_COMPETENT, still, _basis(item, told_before=True)) == {"ruling.ground": "refusal.ground"}
    assert _told(Decision.REFUSED, still, _basis(item)) == {"ruling.ground": "refusal.not_told_before"}
    assert _told(Decision.REFUSED, still, _basis(item, told_before=True)) == {}


def test_nothing_goes_back_that_was_not_got(item: ServiceItem) -> None:
    """Returned materials are of those on the counter, in the order of the guide, each once."""
    intake = _lacks(item, Need.DEFERRABLE)
    first, second = (material.code for material in intake.materials[:2])
    given = (second, first, _deferrable(item), first)
    refusal = Refusal(ground=RefusalGround.OTHER, reasons="x", legal_basis="y", returned=given)
    assert _told(Decision.REFUSED, refusal, _basis(item, intake)) == {
        f"ruling.returned.{_deferrable(item)}": "refusal.not_got",
        f"ruling.returned.{first}": "material.twice",
    }
    right = msgspec.structs.replace(refusal, returned=(second, first))
    checked = check_ruling(Decision.REFUSED, right, _basis(item, intake))
    assert isinstance(checked, Refusal)
    assert checked.returned == (first, second)


def test_licence_law_32_1_what_needs_no_licence_is_told_with_reasons(item: ServiceItem) -> None:
    """许可法 32(1)."""
    assert _told(Decision.NOT_NEEDED, NotNeeded(), _basis(item)) == {"ruling.reasons": "text.empty"}
    assert check_ruling(Decision.NOT_NEEDED, NotNeeded(reasons=" 自用 "), _basis(item)) == NotNeeded(reasons="自用")


# the kind of ruling


def test_a_ruling_belongs_to_its_decision(item: ServiceItem) -> None:
    """容缺 or 告知承诺, never both (domain.md §2, Exclusive): one ruling, of the decision's kind."""
    deferral, commitment = _deferral(item), Commitment(conditions=item.commitment_conditions, promise=SIGNED)
    assert _told(Decision.COMMITTED, deferral, _basis(item)) == {"ruling": "ruling.missing"}
    assert _told(Decision.DEFERRED, commitment, _basis(item)) == {"ruling": "ruling.missing"}
    assert _told(Decision.CORRECTION, None, _basis(item)) == {"ruling": "ruling.missing"}
    for decision in (Decision.ACCEPTED, Decision.RECEIVED, Decision.DONE_ON_SPOT):
        assert _told(decision, deferral, _basis(item)) == {"ruling": "ruling.not_wanted"}
        assert check_ruling(decision, None, _basis(item)) is None


def test_every_fault_is_told_at_once(item: ServiceItem) -> None:
    """Nobody corrects one field and is told of the next."""
    ruling = Deferral(materials=(DeferredMaterial(code=_deferrable(item), due_on=dt.date(2025, 1, 1)),))
    with pytest.raises(IntakeFaults) as caught:
        check_ruling(Decision.DEFERRED, ruling, _basis(item))
    assert [fault.field for fault in caught.value.faults] == [
        f"ruling.materials.{_deferrable(item)}.due_on",
        "ruling.promise.signed",
    ]
