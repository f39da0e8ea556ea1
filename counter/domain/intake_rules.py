"""What must be right before a case can be taken in, and which decision the item allows.

Nothing unrelated is asked for (许可法 31); what is missing is all told at once (许可法 32(4)), so every fault is
collected, not only the first.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from typing import TypeVar

import msgspec

from counter.domain.case import Decision, Intake, ReceivedMaterial
from counter.domain.form_rules import check_form
from counter.domain.glyph_rules import judge_glyphs
from counter.domain.identity import IdDocument, check_id_number
from counter.domain.item import Handling, MaterialSpec, Need, ServiceItem
from counter.domain.person import Agent, Applicant, ApplicantKind, Contact, Identified
from counter.domain.text import check_phone, clean_line, clean_name, clean_text
from counter.domain.usc import check_uscc
from counter.errors import RuleBroken

T = TypeVar("T")

NAME_LENGTH = 50
"""Name fields hold at least fifty characters (国家民委等 2016, domain.md §3.3)."""
COMPANY_LENGTH = 120
ADDRESS_LENGTH = 120
NOTE_LENGTH = 500
FIXED_LENGTH = 100
MOST_COPIES = 99
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class IntakeFaults(RuleBroken):
    """Everything that is missing or wrong in one intake, in the order of the form; nothing was changed."""

    def __init__(self, faults: tuple[RuleBroken, ...]) -> None:
        super().__init__("intake.faults", field=faults[0].field, count=len(faults))
        self.faults = faults


WHOLE = frozenset({Decision.ACCEPTED, Decision.DONE_ON_SPOT})
"""Nothing may lack (许可法 32(5), 34)."""
MAIN = frozenset({Decision.DEFERRED, Decision.COMMITTED})
"""The form and the main materials are whole; what the guide lets follow may lack (domain.md §2)."""
SOMETHING = frozenset({Decision.RECEIVED, Decision.CORRECTION})
"""Something was handed over; what lacks is told."""
_FILLED = WHOLE | MAIN
_HANDED_OVER = _FILLED | SOMETHING
_WEIGHED = _FILLED | {Decision.CORRECTION}
"""What lacks decides, or has to be told whole; nobody knows what lacks before the situation is known."""


class _Collector:
    """Runs checks and keeps their faults, so that all are told at once."""

    def __init__(self) -> None:
        self.faults: list[RuleBroken] = []

    def take(self, check: Callable[[], T], otherwise: T) -> T:
        try:
            return check()
        except RuleBroken as fault:
            self.faults.append(fault)
            return otherwise

    def tell(self, code: str, field: str, **params: str | int) -> None:
        self.faults.append(RuleBroken(code, field=field, **params))


def check_decision(item: ServiceItem, decision: Decision) -> None:
    """The item allows the decision.

    Raises:
        RuleBroken: ``decision.not_on_spot`` for 即办办结 of a 承诺件; ``decision.only_on_spot`` for 受理 of an 即办件,
            whose promised limit is 0 (domain.md §1, clock algorithm); ``decision.defer_on_spot`` for 容缺 of an 即办件
            and ``decision.nothing_deferrable`` where the guide marks nothing (§2); ``decision.no_commitment`` where
            it names no conditions; ``decision.no_licence`` for 不需许可 of what is none (许可法 32(1)).
    """
    closed = closed_by_item(item, decision)
    if closed:
        raise RuleBroken(closed, field="decision")


def closed_by_item(item: ServiceItem, decision: Decision) -> str:
    """The code of why the guide itself rules the decision out, empty when it does not."""
    on_spot = item.handling is Handling.ON_SPOT
    match decision:
        case Decision.DONE_ON_SPOT:
            return "" if on_spot else "decision.not_on_spot"
        case Decision.ACCEPTED:
            return "decision.only_on_spot" if on_spot else ""
        case Decision.DEFERRED:
            marks = any(spec.need is Need.DEFERRABLE for spec in item.materials)
            return "decision.defer_on_spot" if on_spot else "" if marks else "decision.nothing_deferrable"
        case Decision.COMMITTED:
            return "" if item.commitment_conditions else "decision.no_commitment"
        case Decision.NOT_NEEDED:
            return "" if item.is_licence else "decision.no_licence"
    return ""


def needed_materials(item: ServiceItem, situations: dict[str, str]) -> tuple[MaterialSpec, ...]:
    """The materials that may be asked for: all but those that an answer to a situation question rules out."""
    return tuple(spec for spec in item.materials if applies(spec, situations) is not False)


def missing_materials(item: ServiceItem, intake: Intake) -> tuple[MaterialSpec, ...]:
    """The materials that the guide and the situation demand and that were not got, in the order of the guide.

    Those that may follow later are among them: they are demanded as long as nobody defers them.
    """
    got = {material.code for material in intake.materials}
    return tuple(
        spec
        for spec in item.materials
        if spec.need is not Need.OPTIONAL and spec.code not in got and applies(spec, intake.situations)
    )


def applies(spec: MaterialSpec, situations: dict[str, str]) -> bool | None:
    """Whether the situation asks for the material; None while a question that decides it is not answered.

    Any answer of one question is enough, and every question that is named must be met (resources/catalogue/README.md).
    """
    if not spec.only_when:
        return True
    wanted: dict[str, set[str]] = {}
    for pair in spec.only_when:
        question, _, answer = pair.partition("=")
        wanted.setdefault(question, set()).add(answer)
    if any(question in situations and situations[question] not in answers for question, answers in wanted.items()):
        return False
    return True if wanted.keys() <= situations.keys() else None


def intake_faults(intake: Intake, item: ServiceItem, decision: Decision, *, today: dt.date) -> tuple[RuleBroken, ...]:
    """Everything that stands in the way of the decision, in the order of the form; empty when nothing does."""
    return judge_intake(intake, item, decision, today=today)[1]


def check_intake(intake: Intake, item: ServiceItem, decision: Decision, *, today: dt.date) -> Intake:
    """The intake with every text clean, fit for the decision.

    Raises:
        IntakeFaults: what is missing or wrong; codes of ``identity``, ``text``, ``form``, ``material`` and ``person``.
    """
    checked, faults = judge_intake(intake, item, decision, today=today)
    if faults:
        raise IntakeFaults(faults)
    return checked


def judge_intake(
    intake: Intake, item: ServiceItem, decision: Decision, *, today: dt.date
) -> tuple[Intake, tuple[RuleBroken, ...]]:
    """The intake as far as it can be cleaned, and everything that stands in the way of the decision."""
    collector = _Collector()
    checked = Intake(
        item_code=item.code,
        item_version=item.version,
        applicant=_applicant(collector, intake.applicant, item, today),
        agent=intake.agent and _agent(collector, intake.agent, today),
        contact=intake.contact and _contact(collector, intake.contact),
        materials=_materials(collector, intake, item, decision),
        form=check_form(item, intake.form, collector.faults, today=today, complete=decision in _FILLED),
        situations=_situations(collector, intake.situations, item, decision),
        note=collector.take(
            lambda: clean_text(intake.note, field="note", max_length=NOTE_LENGTH, required=False), intake.note
        ),
        glyph_images=intake.glyph_images,
    )
    images, faults = judge_glyphs(checked)
    told = {fault.field for fault in collector.faults}  # what must not stand at all needs no picture
    more = tuple(fault for fault in faults if fault.field not in told)
    return msgspec.structs.replace(checked, glyph_images=images), tuple(collector.faults) + more


def _applicant(collector: _Collector, applicant: Applicant, item: ServiceItem, today: dt.date) -> Applicant:
    company = applicant.kind is ApplicantKind.COMPANY
    natural_allowed, company_allowed = "1" in item.service_targets, bool(set(item.service_targets) - {"1"})
    if (company and not company_allowed) or (not company and not natural_allowed):
        collector.tell("applicant.not_served", "applicant.kind")
    if company:
        number = collector.take(
            lambda: check_uscc(applicant.id_number, field="applicant.id_number"), applicant.id_number
        )
        name = collector.take(
            lambda: clean_line(applicant.name, field="applicant.name", max_length=COMPANY_LENGTH), applicant.name
        )
    else:
        number = _id_number(collector, applicant.id_document, applicant.id_number, "applicant.id_number", today)
        name = _name(collector, applicant.name, "applicant.name")
    return Applicant(
        kind=applicant.kind,
        name=name,
        id_document=applicant.id_document,
        id_number=number,
        legal_representative=_representative(collector, applicant, today) if company else None,
        phone=_phone(collector, applicant.phone, "applicant.phone"),
        address=collector.take(
            lambda: clean_line(
                applicant.address, field="applicant.address", max_length=ADDRESS_LENGTH, required=company
            ),
            applicant.address,
        ),
    )


def _representative(collector: _Collector, applicant: Applicant, today: dt.date) -> Identified:
    person = applicant.legal_representative or Identified()
    field = "applicant.legal_representative"
    return Identified(
        name=_name(collector, person.name, f"{field}.name"),
        id_document=person.id_document,
        id_number=_id_number(collector, person.id_document, person.id_number, f"{field}.id_number", today),
    )


def _agent(collector: _Collector, agent: Agent, today: dt.date) -> Agent:
    """An agent needs a name, a document and a stated authority (许可法 29; 授权委托书)."""
    until = agent.authority_until.strip()
    if until:
        if not _ISO_DAY.fullmatch(until):
            collector.tell("form.date", "agent.authority_until")
        elif until < today.isoformat():
            collector.tell("agent.authority_over", "agent.authority_until")
    return Agent(
        name=_name(collector, agent.name, "agent.name"),
        id_document=agent.id_document,
        id_number=_id_number(collector, agent.id_document, agent.id_number, "agent.id_number", today),
        phone=_phone(collector, agent.phone, "agent.phone"),
        authority_scope=collector.take(
            lambda: clean_line(agent.authority_scope, field="agent.authority_scope", max_length=200),
            agent.authority_scope,
        ),
        authority_until=until,
    )


def _contact(collector: _Collector, contact: Contact) -> Contact:
    return Contact(
        name=_name(collector, contact.name, "contact.name"), phone=_phone(collector, contact.phone, "contact.phone")
    )


def _name(collector: _Collector, raw: str, field: str) -> str:
    return collector.take(lambda: clean_name(raw, field=field, max_length=NAME_LENGTH), raw)


def _phone(collector: _Collector, raw: str, field: str) -> str:
    return collector.take(lambda: check_phone(raw, field=field), raw)


def _id_number(collector: _Collector, document: IdDocument, raw: str, field: str, today: dt.date) -> str:
    return collector.take(lambda: check_id_number(document, raw, today=today, field=field).number, raw)


def _materials(
    collector: _Collector, intake: Intake, item: ServiceItem, decision: Decision
) -> tuple[ReceivedMaterial, ...]:
    """Ticked materials are the guide's, each once; what the decision demands is there (许可法 31, 32)."""
    order = {spec.code: place for place, spec in enumerate(item.materials)}
    seen: set[str] = set()
    kept: list[ReceivedMaterial] = []
    for material in intake.materials:
        field = f"materials.{material.code}"
        if material.code not in order:
            collector.tell("material.unknown", field)
        if material.code in seen:
            collector.tell("material.twice", field)
        if not 1 <= material.copies <= MOST_COPIES:
            collector.tell("material.copies", field, most=MOST_COPIES)
        seen.add(material.code)
        if material.fixed_on_spot:
            fixed = collector.take(functools.partial(_clean_fixed, material), material.fixed_on_spot)
            material = msgspec.structs.replace(material, fixed_on_spot=fixed)  # noqa: PLW2901
        kept.append(material)
    hands_over = decision in _HANDED_OVER
    if hands_over and not seen and needed_materials(item, intake.situations):
        collector.tell("material.none", "materials")
    else:
        for missing in _demanded(item, intake, decision):
            collector.tell("material.missing", f"materials.{missing.code}", name=missing.name)
    return tuple(sorted(kept, key=lambda material: order.get(material.code, len(order))))


def _demanded(item: ServiceItem, intake: Intake, decision: Decision) -> tuple[MaterialSpec, ...]:
    """What lacks and stands in the way of that decision."""
    if decision not in _FILLED:
        return ()
    missing = missing_materials(item, intake)
    return tuple(spec for spec in missing if decision in WHOLE or spec.need is Need.REQUIRED)


def _clean_fixed(material: ReceivedMaterial) -> str:
    """当场更正: what the applicant put right at the window, in a line (许可法 32(3))."""
    field = f"materials.{material.code}.fixed_on_spot"
    return clean_line(material.fixed_on_spot, field=field, max_length=FIXED_LENGTH, required=False)


def _situations(
    collector: _Collector, situations: dict[str, str], item: ServiceItem, decision: Decision
) -> dict[str, str]:
    """Every answer is one of the guide's; a decision that rests on what lacks needs every question answered."""
    answers = {situation.code: {answer.code for answer in situation.answers} for situation in item.situations}
    for question, answer in situations.items():
        if answer not in answers.get(question, ()):
            collector.tell("situation.unknown", f"situations.{question[:40]}")
    for situation in item.situations if decision in _WEIGHED else ():
        if situation.code not in situations:
            collector.tell("situation.unanswered", f"situations.{situation.code}")
    return dict(sorted(situations.items()))
