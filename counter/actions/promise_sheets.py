"""承诺书供签名: the promise is printed from the ruling that will be saved, before there is a case, and signed.

decide ─▶ sheet (no number, its 核对码) ─▶ signed ─▶ ``take_case`` / ``decide_later`` with that code in the ruling
                                                       └ another code by now ─▶ promise.other_sheet (faults.md F12)

Nothing is noted of it: it belongs to no register until the case does, whose notice cites its code.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from counter.actions import glyphs
from counter.actions.decisions import PROMISES, case_of, judge_case, judge_draft
from counter.actions.desk import Desk
from counter.actions.papers import content_of
from counter.actions.saying import says_of
from counter.clock import Moment
from counter.documents.model import COPIES
from counter.domain.case import Case, Decision, Intake, PaperKind
from counter.domain.course import Ruling
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem
from counter.domain.staff import Actor
from counter.errors import RuleBroken

_KINDS = dict(zip((Decision.DEFERRED, Decision.COMMITTED), PROMISES, strict=True))


class PromiseSheet(NamedTuple):
    """A sheet to be signed."""

    kind: PaperKind
    pdf: bytes
    check_code: str  # to be kept in the ruling's promise
    copies: int


def of_draft(desk: Desk, actor: Actor, intake: Intake, decision: Decision, ruling: Ruling | None) -> PromiseSheet:
    """The promise of a draft as ``take_case`` would take it now.

    Raises:
        IntakeFaults: what is missing or wrong in form and ruling; nothing is asked of the signature.
        RuleBroken: ``promise.none`` for a decision without one; as ``judge_draft``; ``paper.missing_glyph``.
        StoreTrouble: ``paper.font_missing``.
    """
    kind, moment = _kind(decision), desk.moment()
    outcome, item = judge_draft(desk, intake, decision, ruling, moment, for_signing=True)
    case = Case(
        case_id=CaseId(""),
        case_no="",
        state=outcome.state,
        intake=outcome.intake,
        item_name=item.name,
        department=item.department,
        due=outcome.due,
        clerk=actor.clerk_no,
        clerk_name=actor.name,
        received_at=moment.at,
        course=outcome.course,
    )
    return _drawn(desk, case, item, moment, kind)


def of_case(desk: Desk, actor: Actor, case_id: CaseId, decision: Decision, ruling: Ruling | None) -> PromiseSheet:
    """The promise of a case that was received before, as ``decide_later`` would take it now.

    Raises:
        IntakeFaults: what lacks for that decision and what is wrong in the ruling.
        RuleBroken: ``case.unknown``, ``promise.none``; as ``judge_case``; ``paper.missing_glyph``.
        StoreTrouble: ``paper.font_missing``.
    """
    kind, moment, case = _kind(decision), desk.moment(), case_of(desk, case_id)
    outcome, item = judge_case(desk, case, decision, ruling, moment, for_signing=True)
    decided = msgspec.structs.replace(case, course=outcome.course, due=outcome.due, clerk_name=actor.name)
    return _drawn(desk, decided, item, moment, kind)


def _kind(decision: Decision) -> PaperKind:
    kind = _KINDS.get(decision)
    if kind is None:
        raise RuleBroken("promise.none", field="decision")
    return kind


def _drawn(desk: Desk, case: Case, item: ServiceItem, moment: Moment, kind: PaperKind) -> PromiseSheet:
    """What the issued paper would say, without number; the day of the decision is not known before it is taken."""
    from counter.documents.paper import render  # noqa: PLC0415 -- reportlab takes 0.1 s, as in ``printing``

    content = content_of(case, item, desk.enrolment().window, moment, kind=kind, number="")
    said = says_of(desk.db, kind, case, item) | {"promised_due_on": None, "legal_due_on": None}
    content = msgspec.structs.replace(content, **said)
    pdf = render(content, glyph_images=glyphs.pictures_of(desk, content))
    return PromiseSheet(kind, pdf, content.check_code, COPIES[kind])
