"""拟办内容: every proposal there is says in words what will be done, and what stands there now."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import msgspec
import pytest

from counter.actions.desk import Desk
from counter.domain.case import Case, Decision, HowGot, ReceivedMaterial
from counter.domain.course import (
    Commitment,
    Correction,
    Defect,
    Deferral,
    DeferredMaterial,
    NotNeeded,
    Promise,
    Refusal,
    RefusalGround,
    Ruling,
    Signer,
)
from counter.domain.deadlines import SpecialProcedure
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem, TimeLimit
from counter.domain.policy import ReviewKind
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
)
from tests.actions import courses
from tests.conftest import filled
from ui.parts.facts import Fact
from ui.review.deciding import templates_for
from ui.review.proposed import facts_of, intake_facts

ID = CaseId("0190b5b0-0000-7000-8000-000000000001")
DAY = dt.date(2026, 3, 23)


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item with materials."""
    return courses.item_with_two(items)


@pytest.fixture
def case(desk: Desk, item: ServiceItem) -> Case:
    """A case that owes something."""
    return courses.deferred(desk, item, lacking=1)


def _told(proposal: Proposal, case: Case | None, item: ServiceItem) -> str:
    facts = facts_of(proposal, case, item)
    assert all(fact.name and fact.value for fact in facts)
    return "\n".join(f"{fact.name}：{fact.value}" for fact in facts)


def _every(case: Case, item: ServiceItem) -> list[tuple[Proposal, str]]:
    """Each kind of proposal, and a part of what it says."""
    code = item.materials[0].code
    brought = (ReceivedMaterial(code=code, how_got=HowGot.COPY),)
    refusal = Refusal(ground=RefusalGround.NOT_ELIGIBLE, reasons="不符合条件", returned=(code,))
    hang = Hang(
        case=ID, procedure=SpecialProcedure.HEARING, days=TimeLimit(amount=9), basis="许可法 46", executor="法制科"
    )
    take = Take(case=ID, decision=Decision.REFUSED, intake=filled(item), ruling=refusal)
    later = ExtendOwed(case=ID, code=courses.owed_codes(case)[0], due_on=DAY, reason="停电")
    return [
        (take, f"退还材料：{item.materials[0].name}"),
        (Decide(case=ID, decision=Decision.ACCEPTED), f"对已收件的 {case.case_no} 受理"),
        (Supplement(case=ID, materials=brought, how="post", arrived_on=DAY), "补交方式：邮寄，2026-03-23 到件"),
        (later, "现期限：2026-03-09\n延至：2026-03-23"),
        (Lapse(case=ID, reason="未补"), "理由：未补"),
        (Extend(case=ID, by=TimeLimit(amount=5), reason="核查"), "延长：5个工作日"),
        (hang, "特别程序：听证\n所需时间：9个工作日，不计入办理期限"),
        (Withdraw(case=ID, reason="本人要求", returned=(code,)), f"退还材料：{item.materials[0].name}"),
        (Revoke(case=ID, reason="材料虚假", legal_basis="许可法 69"), "法律依据：许可法 69"),
        (Void(case=ID, reason="重复"), f"作废 {case.case_no}"),
        (Amend(case=ID, number=case.case_no, form={}, materials=brought, reason="录错"), f"作废并重发：{case.case_no}"),
        (Reprint(case=ID, number=case.case_no, reason="遗失"), f"补打文书：{case.case_no}"),
        (Unlist(case=ID, person="x", reason="已修复"), "移出失信名单：欧阳一鸣"),
    ]  # fmt: skip


def test_every_proposal_says_what_will_be_done(case: Case, item: ServiceItem) -> None:
    every = _every(case, item)
    assert {type(proposal) for proposal, _ in every} == set(get_args(Proposal))
    for proposal, part in every:
        assert part in _told(proposal, case, item)


def test_a_correction_shows_only_what_changes_with_what_stands_there_now(case: Case, item: ServiceItem) -> None:
    """The digits of a number that changes are what is to be compared."""
    applicant = msgspec.structs.replace(case.intake.applicant, name="欧阳一明")
    first = msgspec.structs.replace(case.intake.materials[0], copies=3)
    proposal = Amend(
        case=ID, number=case.case_no, applicant=applicant, materials=(first, *case.intake.materials[1:]), reason="录错"
    )
    told = _told(proposal, case, item)
    assert "姓名或名称：欧阳一鸣 → 欧阳一明" in told
    assert "3 份" in told
    assert "证件号码" not in told
    assert len(told.splitlines()) == 4


@pytest.mark.parametrize(
    ("ruling", "part"),
    [
        (
            Deferral(
                materials=(DeferredMaterial(code="x", due_on=DAY, form="原件"), DeferredMaterial(code="y")),
                promise=Promise(signer=Signer.AGENT, name="罗敏", signed=True),
            ),
            "容缺 1：x（2026-03-23 前补交，原件）\n容缺 2：y（承诺办结日 前补交）\n承诺人：罗敏（代理人，已签名）",
        ),
        (Commitment(conditions=("面积达标",), promise=Promise(name="欧阳一鸣")), "承诺 1：面积达标"),
        (Correction(defects=(Defect(name="章程", ground="条例 3", remedy="盖章"),)), "补正 1：章程：条例 3；盖章"),
        (NotNeeded(reasons="不属许可"), "理由：不属许可"),
    ],
)
def test_every_ruling_is_told(ruling: Ruling, part: str, case: Case, item: ServiceItem) -> None:
    assert part in _told(Decide(case=ID, decision=Decision.DEFERRED, ruling=ruling), case, item)


def test_numbers_of_persons_are_masked_beside_the_proposal(item: ServiceItem) -> None:
    """Others see the screen (PIPL 6)."""
    intake = filled(item)
    told = intake_facts(intake, item)
    assert Fact("申请人", "欧阳一鸣") in told
    assert all(intake.applicant.id_number not in fact.value for fact in told)
    assert all("13900000000" not in fact.value for fact in told)


def test_the_reasons_of_one_kind_come_first_and_a_mixed_batch_has_the_general_ones() -> None:
    general = templates_for([ReviewKind.VOID, ReviewKind.REFUSAL])
    for kind in ReviewKind:
        offered = templates_for([kind, kind])
        assert offered[-len(general) :] == general
        assert len(offered) < 10
    assert "许可法 32 条" in templates_for([ReviewKind.REFUSAL])[0]


def test_nothing_is_told_where_nothing_is_proposed() -> None:
    assert facts_of(None, None, None) == ()
