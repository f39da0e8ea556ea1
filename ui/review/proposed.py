"""拟办内容: what is proposed, field by field in words; for a correction also what stands there now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from counter.actions.papers import HOW_GOT_WORDS
from counter.actions.saying import limit_words
from counter.domain.case import Case, Intake, ReceivedMaterial
from counter.domain.course import Commitment, Correction, Deferral, NotNeeded, Promise, Refusal, Ruling
from counter.domain.item import FieldKind, FormField, ServiceItem
from counter.domain.person import Applicant
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
from counter.domain.text import mask_id, mask_phone
from ui.names import DECISIONS, REFUSAL_GROUNDS, SIGNERS
from ui.parts.facts import Fact
from ui.parts.times import day

_MASKED: dict[FieldKind, Callable[[str], str]] = {FieldKind.PHONE: mask_phone, FieldKind.ID_NUMBER: mask_id}
_WAYS = {"window": "窗口", "post": "邮寄", "online": "网上"}


def facts_of(proposal: Proposal | None, case: Case | None, item: ServiceItem | None) -> tuple[Fact, ...]:
    """The proposal as it will be carried out; nothing when there is none."""
    if proposal is None:
        return ()
    names = {spec.code: spec.name for spec in item.materials} if item else {}
    facts = _TELL[type(proposal)](proposal, case, item, names)
    return tuple(fact for fact in facts if fact.value)


def intake_facts(intake: Intake, item: ServiceItem | None) -> tuple[Fact, ...]:
    """Who applies, and what stands in the form; numbers are masked, because others see the screen (PIPL 6)."""
    applicant, agent = intake.applicant, intake.agent
    facts = [
        Fact("申请人", applicant.name),
        Fact("证件号码", mask_id(applicant.id_number)),
        Fact("联系电话", mask_phone(applicant.phone) if applicant.phone else ""),
    ]
    if applicant.legal_representative:
        facts.append(Fact("法定代表人", applicant.legal_representative.name))
    if agent:
        facts.append(Fact("代理人", "，".join(part for part in (agent.name, agent.authority_scope) if part)))
    fields = {field.key: field for field in item.form} if item else {}
    facts += [_form_fact(key, value, fields.get(key)) for key, value in intake.form.items()]
    if intake.note:
        facts.append(Fact("备注", intake.note))
    return tuple(facts)


def _form_fact(key: str, value: str, field: FormField | None) -> Fact:
    masked = _MASKED.get(field.kind) if field else None
    return Fact(field.label if field else key, masked(value) if masked and value else value)


def _take(proposal: Take, _case: Case | None, _item: ServiceItem | None, names: dict[str, str]) -> Iterable[Fact]:
    yield Fact("拟作决定", f"{DECISIONS[proposal.decision]}（草稿，尚未出具文书）")
    yield from _ruling(proposal.ruling, names)


def _decide(proposal: Decide, case: Case | None, _item: ServiceItem | None, names: dict[str, str]) -> Iterable[Fact]:
    number = f"{case.case_no} " if case else ""
    yield Fact("拟作决定", f"对已收件的 {number}{DECISIONS[proposal.decision]}")
    yield from _ruling(proposal.ruling, names)


def _ruling(ruling: Ruling | None, names: dict[str, str]) -> Iterable[Fact]:
    match ruling:
        case Refusal():
            yield Fact("情形", REFUSAL_GROUNDS[ruling.ground])
            yield Fact("理由", ruling.reasons)
            yield Fact("法律依据", ruling.legal_basis)
            yield Fact("应向何机关", ruling.competent_body)
            yield Fact("退还材料", _named(ruling.returned, names))
        case Deferral():
            for number, each in enumerate(ruling.materials, start=1):
                form = f"，{each.form}" if each.form else ""
                due_on = day(each.due_on) if each.due_on else "承诺办结日"
                yield Fact(f"容缺 {number}", f"{names.get(each.code, each.code)}（{due_on} 前补交{form}）")
            yield from _promise(ruling.promise)
        case Commitment():
            for number, condition in enumerate(ruling.conditions, start=1):
                yield Fact(f"承诺 {number}", condition)
            yield from _promise(ruling.promise)
        case Correction():
            for number, defect in enumerate(ruling.defects, start=1):
                yield Fact(f"补正 {number}", f"{defect.name}：{defect.ground}；{defect.remedy}")
        case NotNeeded():
            yield Fact("理由", ruling.reasons)
        case None:
            pass


def _promise(promise: Promise) -> Iterable[Fact]:
    signed = "已签名" if promise.signed else "未签名"
    yield Fact("承诺人", f"{promise.name}（{SIGNERS[promise.signer]}，{signed}）")


def _supplement(
    proposal: Supplement, _case: Case | None, _item: ServiceItem | None, names: dict[str, str]
) -> Iterable[Fact]:
    for number, material in enumerate(proposal.materials, start=1):
        yield Fact(f"补交 {number}", _material(material, names))
    arrived = f"，{day(proposal.arrived_on)} 到件" if proposal.arrived_on else ""
    yield Fact("补交方式", f"{_WAYS.get(proposal.how, proposal.how)}{arrived}")
    yield from (Fact(f"补填 {key}", value) for key, value in proposal.form.items())


def _extend_owed(
    proposal: ExtendOwed, case: Case | None, _item: ServiceItem | None, names: dict[str, str]
) -> Iterable[Fact]:
    owed = next((each for each in case.course.owed if each.code == proposal.code), None) if case else None
    yield Fact("补交材料", owed.name if owed else names.get(proposal.code, proposal.code))
    yield Fact("现期限", day(owed.due_on) if owed else "")
    yield Fact("延至", day(proposal.due_on))
    yield Fact("理由", proposal.reason)


def _lapse(proposal: Lapse, *_rest: object) -> Iterable[Fact]:
    yield Fact("拟作处理", "逾期处理，按收件时的大厅规则")
    yield Fact("理由", proposal.reason)


def _extend(proposal: Extend, case: Case | None, *_rest: object) -> Iterable[Fact]:
    yield Fact("现法定期限", day(case.due.legal_on) if case else "")
    yield Fact("延长", limit_words(proposal.by))
    yield Fact("理由", proposal.reason)


def _hang(proposal: Hang, *_rest: object) -> Iterable[Fact]:
    yield Fact("特别程序", proposal.procedure.label)
    yield Fact("所需时间", f"{limit_words(proposal.days)}，不计入办理期限")
    yield Fact("依据", proposal.basis)
    yield Fact("承办单位", " ".join(part for part in (proposal.executor, proposal.phone) if part))


def _withdraw(
    proposal: Withdraw, _case: Case | None, _item: ServiceItem | None, names: dict[str, str]
) -> Iterable[Fact]:
    yield Fact("拟作处理", "准予申请人撤回申请")
    yield Fact("理由", proposal.reason)
    yield Fact("退还材料", _named(proposal.returned, names))


def _revoke(proposal: Revoke, *_rest: object) -> Iterable[Fact]:
    yield Fact("拟作处理", "撤销受理")
    yield Fact("理由", proposal.reason)
    yield Fact("法律依据", proposal.legal_basis)


def _void(proposal: Void, case: Case | None, *_rest: object) -> Iterable[Fact]:
    yield Fact("拟作处理", f"作废 {case.case_no if case else ''}，编号留在登记簿中")
    yield Fact("理由", proposal.reason)


def _amend(proposal: Amend, case: Case | None, item: ServiceItem | None, names: dict[str, str]) -> Iterable[Fact]:
    """Only what changes, with what stands there now."""
    yield Fact("作废并重发", proposal.number)
    intake = case.intake if case else Intake()
    if proposal.applicant is not None:
        yield from _changed(intake.applicant, proposal.applicant)
    if proposal.form is not None:
        labels = {field.key: field.label for field in item.form} if item else {}
        for key in {**intake.form, **proposal.form}:
            before, after = intake.form.get(key, ""), proposal.form.get(key, "")
            if before != after:
                yield Fact(labels.get(key, key), f"{before or '（空）'} → {after or '（空）'}")
    if proposal.materials is not None:
        before_words = {material.code: _material(material, names) for material in intake.materials}
        after_words = {material.code: _material(material, names) for material in proposal.materials}
        for code in {**before_words, **after_words}:
            before, after = before_words.get(code, ""), after_words.get(code, "")
            if before != after:
                yield Fact(names.get(code, code), f"{before or '未收'} → {after or '删去'}")
    yield Fact("理由", proposal.reason)


_APPLICANT: tuple[tuple[str, Callable[[Applicant], str]], ...] = (
    ("姓名或名称", lambda one: one.name),
    ("证件类型", lambda one: one.id_document.label),
    ("证件号码", lambda one: one.id_number),
    ("法定代表人", lambda one: one.legal_representative.name if one.legal_representative else ""),
    ("电话", lambda one: one.phone),
    ("地址", lambda one: one.address),
)


def _changed(before: Applicant, after: Applicant) -> Iterable[Fact]:
    """A number that changes is shown whole: its digits are what is to be compared."""
    for name, value in _APPLICANT:
        if value(before) != value(after):
            yield Fact(name, f"{value(before) or '（空）'} → {value(after) or '（空）'}")


def _reprint(proposal: Reprint, *_rest: object) -> Iterable[Fact]:
    yield Fact("补打文书", proposal.number)
    yield Fact("理由", proposal.reason)


def _unlist(proposal: Unlist, case: Case | None, *_rest: object) -> Iterable[Fact]:
    yield Fact("移出失信名单", case.intake.applicant.name if case else "此办件的申请人")
    yield Fact("理由", proposal.reason)


def _named(codes: Iterable[str], names: dict[str, str]) -> str:
    return "、".join(names.get(code, code) for code in codes)


def _material(material: ReceivedMaterial, names: dict[str, str]) -> str:
    files = f"，附件 {len(material.attachments)} 个" if material.attachments else ""
    return f"{names.get(material.code, material.code)} {HOW_GOT_WORDS[material.how_got]} {material.copies} 份{files}"


_TELL: dict[type[Proposal], Callable[..., Iterable[Any]]] = {
    Take: _take,
    Decide: _decide,
    Supplement: _supplement,
    ExtendOwed: _extend_owed,
    Lapse: _lapse,
    Extend: _extend,
    Hang: _hang,
    Withdraw: _withdraw,
    Revoke: _revoke,
    Void: _void,
    Amend: _amend,
    Reprint: _reprint,
    Unlist: _unlist,
}
