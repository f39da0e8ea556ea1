"""表单: the papers without a number that are given out before there is a case, or beside one; nothing is noted of them.

一次性告知单 tells everything at once to one who only asks (许可法 30, 32(4); domain.md §6 no. 3); 授权委托书 (no. 20),
真实性承诺书 and 个人信息处理告知书 (no. 24) are signed and then come back as a scan. 一件事受理通知书 (no. 25) is drawn
to be looked at: it gets its number with the packages.
"""

from __future__ import annotations

from typing import Any

import msgspec

from counter.actions import glyphs
from counter.actions.desk import Desk
from counter.actions.papers import HOW_GOT_WORDS, applicant_says
from counter.actions.saying import limit_words
from counter.documents.model import (
    COPIES,
    LICENCE_ITEM,
    PaperAuthority,
    PaperContent,
    PaperFee,
    PaperMaterial,
    PaperPackage,
)
from counter.domain.base import Value
from counter.domain.case import Intake, PaperKind
from counter.domain.intake_rules import applies, needed_materials
from counter.domain.item import MaterialSpec, Need, ServiceItem
from counter.domain.staff import Actor
from counter.errors import RuleBroken
from counter.store import catalogue

__all__ = ["COPIES", "FORMS", "FormSays", "form_content", "form_pdf"]

FORMS = (
    PaperKind.CONSULTATION,
    PaperKind.AUTHORITY,
    PaperKind.TRUTH_PROMISE,
    PaperKind.PRIVACY_NOTICE,
    PaperKind.PACKAGE_ACCEPTANCE,
)
"""Every kind that ``form_pdf`` draws."""
_ABOUT_AN_ITEM = frozenset({PaperKind.CONSULTATION, PaperKind.TRUTH_PROMISE})


class FormSays(Value):
    """What a form says beyond intake and item: whom one trusts with what, which items make the package."""

    authority: PaperAuthority | None = None
    package: PaperPackage | None = None


def form_pdf(desk: Desk, actor: Actor, kind: PaperKind, intake: Intake, says: FormSays | None = None) -> bytes:
    """The form as a PDF, filled in as far as the intake is; the rest is left to be written by hand.

    Raises:
        RuleBroken: as ``form_content``; ``paper.missing_glyph``, ``paper.text_too_long``.
        StoreTrouble: ``paper.font_missing``.
    """
    from counter.documents.paper import render  # noqa: PLC0415 -- reportlab takes 0.1 s, as in ``printing``

    content = form_content(desk, actor, kind, intake, says)
    return render(content, glyph_images=glyphs.pictures_of(desk, content))


def form_content(
    desk: Desk, actor: Actor, kind: PaperKind, intake: Intake, says: FormSays | None = None
) -> PaperContent:
    """What the form says; of the intake any part may be empty.

    Raises:
        RuleBroken: ``form.not_one`` for a kind that is no form; ``form.item_missing`` for one that is about an item;
            ``form.package_missing``; ``item.unknown``; ``enrolment.missing``.
    """
    said = says or FormSays()
    if kind not in FORMS:
        raise RuleBroken("form.not_one", field="kind")
    if kind in _ABOUT_AN_ITEM and not intake.item_code:
        raise RuleBroken("form.item_missing", field="item_code")
    if kind is PaperKind.PACKAGE_ACCEPTANCE and said.package is None:
        raise RuleBroken("form.package_missing", field="package")
    item = _item(desk, intake)
    window, at = desk.enrolment().window, desk.moment().at
    content = PaperContent(
        kind=kind,
        number="",
        case_code="",
        department=item.department if item else (said.package.lead if said.package else ""),
        hall_name=window.hall_name,
        window=f"{window.window}号窗口",
        clerk_name=actor.name,
        item_name=item.name if item else "",
        item_code=item.code if item else "",
        item_type=item.item_type if item else LICENCE_ITEM,
        received_at=at,
        glyph_images=glyphs.named_in(intake),
        issued_at=at,
        practice=window.practice,
        package=said.package if kind is PaperKind.PACKAGE_ACCEPTANCE else None,
        **applicant_says(intake),
    )
    if kind is PaperKind.AUTHORITY:  # the principal's own phone, and his agent's
        agent_phone = intake.agent.phone if intake.agent else ""
        authority = said.authority or PaperAuthority(agent_phone=agent_phone)
        content = msgspec.structs.replace(content, authority=authority, contact_phone=intake.applicant.phone)
    return msgspec.structs.replace(content, **_of_item(kind, item, intake)) if item else content


def _item(desk: Desk, intake: Intake) -> ServiceItem | None:
    if not intake.item_code:
        return None
    item = catalogue.read_item(desk.db, intake.item_code, intake.item_version or None)
    if item is None:
        raise RuleBroken("item.unknown", field="item_code")
    return item


def _of_item(kind: PaperKind, item: ServiceItem, intake: Intake) -> dict[str, Any]:
    """What the guide says of itself, as that kind tells it."""
    says: dict[str, Any] = {
        "hall_address": item.hall_address,
        "enquiry_phone": item.enquiry_phone,
        "complaint_phone": item.complaint_phone,
    }
    if kind in {PaperKind.CONSULTATION, PaperKind.PACKAGE_ACCEPTANCE}:
        says |= {
            "promised_limit": limit_words(item.promised_limit),
            "legal_limit": limit_words(item.legal_limit),
            "excluded_time": item.special_procedures,
            "fees": tuple(
                PaperFee(name=fee.name, amount_fen=fee.amount_fen, unit=fee.unit, basis=fee.basis) for fee in item.fees
            ),
            "delivery": "窗口领取或邮政送达" if item.posted_delivery else "窗口领取",
            "conditions": item.accept_conditions,
            "materials": tuple(_row(item, spec, intake) for spec in needed_materials(item, intake.situations)),
        }
    return says


def _row(item: ServiceItem, spec: MaterialSpec, intake: Intake) -> PaperMaterial:
    """A material that has to be brought, whether it is there already, and what to know of it."""
    got = next((material for material in intake.materials if material.code == spec.code), None)
    return PaperMaterial(
        name=spec.name,
        kind=spec.kind.label,
        how_got=HOW_GOT_WORDS[got.how_got] if got else "未收",
        required_copies=spec.copies,
        received_copies=got.copies if got else 0,
        note="；".join(part for part in (_when(item, spec, intake), _need(spec), spec.standard) if part),
    )


def _need(spec: MaterialSpec) -> str:
    words = {Need.OPTIONAL: "可不提交", Need.DEFERRABLE: "可以容缺后补"}.get(spec.need, "")
    return "；".join(part for part in (words, "可用电子证照" if spec.electronic_licence else "") if part)


def _when(item: ServiceItem, spec: MaterialSpec, intake: Intake) -> str:
    """Which answers ask for the material, while the question is open: nobody is told to bring what he may not need."""
    if applies(spec, intake.situations) is not None:
        return ""
    labels = {
        f"{situation.code}={answer.code}": f"{situation.question}{answer.label}"
        for situation in item.situations
        if situation.code not in intake.situations
        for answer in situation.answers
    }
    wanted = "、".join(labels[pair] for pair in spec.only_when if pair in labels)
    return f"仅适用于：{wanted}" if wanted else ""
