"""What the papers of a decision say is what the case's course says, and every one of them can be drawn."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.actions import decisions, intake, printing, saying
from counter.actions.desk import Desk
from counter.documents.model import PaperContent
from counter.domain.case import Decision, PaperKind
from counter.domain.course import Promise, RefusalGround, Signer
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy, LateConsequence
from counter.domain.proposal import Take
from counter.domain.remedies import remedies
from counter.store import papers
from tests.actions.courses import approved, rule
from tests.actions.rulings import deferrable_codes, deferral, dispatch_item, know_credit, named, ruling_for, without
from tests.conftest import CLERK, draft_of, filled

LARGEST = 120_000


def _contents(desk: Desk, item: ServiceItem, decision: Decision) -> dict[PaperKind, PaperContent]:
    """The papers of a draft that lacks what may follow, with a right ruling of that decision."""
    know_credit(desk)
    draft = draft_of(without(item, *deferrable_codes(item)))
    ruling = ruling_for(decision, item, draft.intake)
    proposal = Take(case=draft.case_id, decision=decision, intake=draft.intake, ruling=ruling)
    approval = approved(desk, decisions.settle(desk, proposal)) if decision is Decision.REFUSED else None
    taken = intake.take_case(desk, CLERK, draft, decision, ruling, approval)
    rows = papers.papers_of_case(desk.db, taken.case.case_id)
    return {row.kind: msgspec.json.decode(row.content, type=PaperContent) for row in rows}


def test_licence_law_32_4_the_notice_lists_every_defect_with_ground_and_remedy(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """许可法 32(4): in the order in which they were told, with the day; 15 working days from 2 March end on 23."""
    said = _contents(desk, dispatch_item(items), Decision.CORRECTION)[PaperKind.CORRECTION_NOTICE]
    assert [(defect.name, bool(defect.ground), bool(defect.remedy)) for defect in said.defects] == [
        ("办公设施设备、信息管理系统清单", True, True),
        ("法定代表人签名", True, True),
    ]
    assert said.correction_due_on == dt.date(2026, 3, 23)


@pytest.mark.parametrize("consequence", LateConsequence)
def test_the_promise_tells_the_consequence_of_the_halls_own_rule(
    desk: Desk, items: tuple[ServiceItem, ...], consequence: LateConsequence
) -> None:
    """domain.md §2: five places, five consequences; promise and notice say the same."""
    rule(desk, HallPolicy(version=1, late_consequence=consequence))
    said = _contents(desk, dispatch_item(items), Decision.DEFERRED)
    promise, notice = said[PaperKind.DEFERRAL_PROMISE], said[PaperKind.DEFERRAL_NOTICE]
    assert promise.promise == notice.promise
    assert promise.owed == notice.owed
    assert promise.promise is not None
    assert promise.promise.consequence == f"逾期未补齐的，{consequence.label}"
    assert promise.promise.name == "云溪县晨光商贸有限公司"


def test_who_signs_for_a_company_is_named_by_his_office(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """法定代表人, not 申请人."""
    know_credit(desk)
    item = dispatch_item(items)
    draft = draft_of(without(item, *deferrable_codes(item)))
    signed = deferral(item, promise=Promise(signer=Signer.LEGAL_REPRESENTATIVE, signed=True))
    taken = intake.take_case(desk, CLERK, draft, Decision.DEFERRED, signed)
    row = papers.read_paper(desk.db, taken.papers[0])
    assert row is not None
    promise = msgspec.json.decode(row.content, type=PaperContent).promise
    assert promise is not None
    assert (promise.signer, promise.name) == ("法定代表人", "欧阳一鸣")


def test_a_commitment_says_what_is_promised_and_checked(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """国办发〔2020〕42号, ZJ 14: every condition, and the sixty working days of the check."""
    item = dispatch_item(items)
    said = _contents(desk, item, Decision.COMMITTED)
    promise = said[PaperKind.COMMITMENT].promise
    assert promise is not None
    assert promise.conditions == item.commitment_conditions
    assert "60个工作日内核查" in promise.consequence
    assert said[PaperKind.ACCEPTANCE].promise is None


def test_licence_law_38_a_refusal_says_reasons_law_and_remedies(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """许可法 38(2); what goes back stands by name on both papers."""
    item = dispatch_item(items)
    said = _contents(desk, item, Decision.REFUSED)
    refusal, back = said[PaperKind.REFUSAL], said[PaperKind.RETURNED_MATERIALS]
    assert refusal.ground == "不符合申请条件"
    assert (refusal.reasons, refusal.legal_basis) == ("注册资本低于规定数额", "《劳务派遣行政许可实施办法》第七条")
    assert (refusal.remedies, back.remedies) == (remedies(item), "")
    assert refusal.returned == back.returned == ("劳务派遣经营许可申请书",)


def test_licence_law_32_2_who_is_not_competent_names_the_body_on_paper(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """许可法 32(2)."""
    said = _contents(desk, dispatch_item(items), Decision.NOT_COMPETENT)[PaperKind.REFUSAL]
    assert said.competent_body == "清江县人力资源和社会保障局"


def test_every_ground_signer_and_consequence_has_words() -> None:
    """A paper never shows a code."""
    words = [*_words()]
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in word) for word in words)
    assert len(set(words)) == len(words) == len(RefusalGround) + len(Signer) + len(LateConsequence)


def _words() -> list[str]:
    """Every word that stands on a paper for a code."""
    grounds = [saying.GROUND_WORDS[ground] for ground in RefusalGround]
    signers = [saying.SIGNER_WORDS[signer] for signer in Signer]
    return grounds + signers + [consequence.label for consequence in LateConsequence]


@pytest.mark.parametrize("decision", [decision for decision in Decision if decision is not Decision.DONE_ON_SPOT])
def test_every_paper_of_a_decision_is_drawn_and_small(
    desk: Desk, items: tuple[ServiceItem, ...], decision: Decision
) -> None:
    """At most 120 KB each (issue 3, Figures); one copy of the notice of fees, two of the others."""
    know_credit(desk)
    whole = decision is Decision.ACCEPTED
    item = named(items, "居民身份证换领") if whole else dispatch_item(items)
    if whole:
        intake.take_case(desk, CLERK, draft_of(filled(item)), decision)
    else:
        _contents(desk, item, decision)
    for row in papers.all_papers(desk.db):
        prepared = printing.prepare(desk, row.number, CLERK)
        assert prepared.pdf.startswith(b"%PDF")
        assert len(prepared.pdf) <= LARGEST
        assert prepared.copies == row.copies == (1 if row.kind is PaperKind.FEE_NOTICE else 2)
