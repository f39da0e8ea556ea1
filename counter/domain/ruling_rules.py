"""裁断: what a decision says beyond the form is whole and lawful before anything is written.

Rules, with their sources:

- 行政许可法 32(4): what is missing or wrong is told once and whole; each defect with its ground and its remedy.
- 行政许可法 32(2), 38(2): a refusal gives reasons and law; who is not competent names the body that is.
- 容缺 (domain.md §2): only what the frozen guide marks and the situation demands, on a signed promise, each by a day
  that is not before the receipt and not after the item's promised day; one case uses 容缺 or 告知承诺, never both.
- faults.md F12: what was signed is what is decided; a sheet that was printed for signing has the code of this ruling.
- 国办发〔2020〕42号: 告知承诺 covers every condition that the guide names; a bad record bars it until it is repaired.

Every fault is collected, as in ``intake_rules``; fields are paths such as ``ruling.defects.0.remedy`` and
``ruling.materials.m03.due_on``. Whether a supervisor has to approve is asked in ``approval_rules``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from counter.domain.case import Decision
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
from counter.domain.intake_rules import IntakeFaults, applies
from counter.domain.item import MaterialSpec, Need
from counter.domain.outcomes import closed_by_credit, deferrable_materials
from counter.domain.person import ApplicantKind
from counter.domain.promise_sheet import check_code
from counter.domain.ruling_basis import GROUND_LENGTH, REMEDY_LENGTH, Basis, lacking, last_day_to_defer
from counter.domain.text import clean_line, clean_text
from counter.errors import RuleBroken

T = TypeVar("T")
Promised = TypeVar("Promised", Deferral, Commitment)

NAME_LENGTH = 100
REASONS_LENGTH = 500
BODY_LENGTH = 60
FORM_LENGTH = 50
MOST_DEFECTS = 60
NOT_COMPETENT_LAW = "《中华人民共和国行政许可法》第三十二条第一款第（二）项"
FALSE_MATERIAL_LAW = "《中华人民共和国行政许可法》第七十八条"

_TYPES: dict[Decision, type[Ruling]] = {
    Decision.CORRECTION: Correction,
    Decision.DEFERRED: Deferral,
    Decision.COMMITTED: Commitment,
    Decision.REFUSED: Refusal,
    Decision.NOT_COMPETENT: Refusal,
    Decision.NOT_NEEDED: NotNeeded,
}


def check_ruling(decision: Decision, ruling: Ruling | None, basis: Basis) -> Ruling | None:
    """The ruling with every text clean, days and names filled in, and the credit answer put in.

    Checking it again changes nothing.

    Raises:
        IntakeFaults: everything that is wrong, as ``judge_ruling`` tells it.
    """
    checked, faults = judge_ruling(decision, ruling, lambda: basis)
    if faults:
        raise IntakeFaults(faults)
    return checked


def judge_ruling(
    decision: Decision, ruling: Ruling | None, basis: Callable[[], Basis], *, for_signing: bool = False
) -> tuple[Ruling | None, tuple[RuleBroken, ...]]:
    """The ruling as far as it can be cleaned, and everything that is wrong with it.

    The basis is asked for only when the decision takes a ruling: most are 受理, and nobody should wait for it.

    Faults have the codes ``ruling.*``, ``defect.*``, ``deferral.*``, ``promise.*``, ``commitment.*``, ``refusal.*``,
    ``material.unknown``, ``material.twice``, ``decision.credit_*`` and those of ``text``.

    Args:
        decision: which one.
        ruling: as it is written.
        basis: what it is judged by.
        for_signing: the promise is going to be printed and signed: nothing is asked of its signature, and the ruling
            gets the 核对码 of that sheet.
    """
    wanted = _TYPES.get(decision)
    if wanted is None:
        return None, () if ruling is None else (RuleBroken("ruling.not_wanted", field="ruling"),)
    if not isinstance(ruling, wanted):
        return ruling, (RuleBroken("ruling.missing", field="ruling"),)
    judge = _Judge(decision, basis(), for_signing=for_signing)
    return judge.judged(ruling), tuple(judge.faults)


class _Judge:
    """Goes through one ruling and keeps its faults, so that all are told at once."""

    def __init__(self, decision: Decision, basis: Basis, *, for_signing: bool) -> None:
        self.decision = decision
        self.basis = basis
        self.for_signing = for_signing
        self.faults: list[RuleBroken] = []

    def judged(self, ruling: Ruling) -> Ruling:
        match ruling:
            case Correction():
                return self._correction(ruling)
            case Deferral():
                return self._deferral(ruling)
            case Commitment():
                return self._commitment(ruling)
            case Refusal():
                return self._refusal(ruling)
            case NotNeeded():
                return NotNeeded(reasons=self._text(ruling.reasons, "ruling.reasons", REASONS_LENGTH))

    def _tell(self, code: str, field: str, **params: str | int) -> None:
        self.faults.append(RuleBroken(code, field=field, **params))

    def _take(self, check: Callable[[], T], otherwise: T) -> T:
        try:
            return check()
        except RuleBroken as fault:
            self.faults.append(fault)
            return otherwise

    def _line(self, raw: str, field: str, most: int, *, required: bool = True) -> str:
        return self._take(lambda: clean_line(raw, field=field, max_length=most, required=required), raw)

    def _text(self, raw: str, field: str, most: int) -> str:
        return self._take(lambda: clean_text(raw, field=field, max_length=most), raw)

    def _spec(self, code: str, field: str) -> MaterialSpec | None:
        spec = self.basis.item.material(code)
        if spec is None:
            self._tell("material.unknown", field)
        return spec

    def _correction(self, correction: Correction) -> Correction:
        """Whole: everything that lacks is in it, because it is told once (许可法 32(4))."""
        if not correction.defects:
            self._tell("defect.none", "ruling.defects")
        if len(correction.defects) > MOST_DEFECTS:
            self._tell("defect.too_many", "ruling.defects", most=MOST_DEFECTS)
        cleaned = tuple(self._defect(defect, place) for place, defect in enumerate(correction.defects))
        told = {_key(defect) for defect in cleaned}
        for defect in lacking(self.basis):
            if _key(defect) not in told:
                self._tell("defect.not_all", "ruling.defects", name=defect.name)
        for place, defect in enumerate(cleaned):
            if _key(defect) in {_key(other) for other in cleaned[:place]}:
                self._tell("defect.twice", f"ruling.defects.{place}.material", name=defect.name)
        return Correction(defects=cleaned)

    def _defect(self, defect: Defect, place: int) -> Defect:
        field = f"ruling.defects.{place}"
        name = defect.name
        if defect.material:
            spec = self._spec(defect.material, f"{field}.material")
            if spec is not None:
                name = spec.name
                if applies(spec, self.basis.intake.situations) is False:
                    self._tell("defect.not_asked", f"{field}.material", name=spec.name)
        return Defect(
            material=defect.material,
            name=self._line(name, f"{field}.name", NAME_LENGTH),
            ground=self._line(defect.ground, f"{field}.ground", GROUND_LENGTH),
            remedy=self._line(defect.remedy, f"{field}.remedy", REMEDY_LENGTH),
        )

    def _deferral(self, deferral: Deferral) -> Deferral:
        """Only what the guide marks, all of it that lacks, each with its day, on a signed promise (domain.md §2)."""
        self._credit()
        if not deferral.materials:
            self._tell("deferral.nothing", "ruling.materials")
        listed: set[str] = set()
        materials = tuple(self._deferred(deferred, listed) for deferred in deferral.materials)
        for spec in deferrable_materials(self.basis.item, self.basis.intake):
            if spec.code not in listed:
                self._tell("deferral.not_all", f"ruling.materials.{spec.code}", name=spec.name)
        promise = self._promise(deferral.promise)
        return self._signed(Deferral(materials=materials, promise=promise, credit=self.basis.credit))

    def _deferred(self, deferred: DeferredMaterial, listed: set[str]) -> DeferredMaterial:
        field = f"ruling.materials.{deferred.code}"
        if deferred.code in listed:
            self._tell("material.twice", field)
        listed.add(deferred.code)
        spec = self._spec(deferred.code, field)
        if spec is None:
            return deferred
        self._may_follow(spec, field)
        return DeferredMaterial(
            code=deferred.code,
            due_on=self._due_on(deferred.due_on, f"{field}.due_on"),
            form=self._line(deferred.form or spec.kind.label, f"{field}.form", FORM_LENGTH),
        )

    def _may_follow(self, spec: MaterialSpec, field: str) -> None:
        intake = self.basis.intake
        if spec.need is not Need.DEFERRABLE:
            self._tell("deferral.not_allowed", field, name=spec.name)
        elif not applies(spec, intake.situations):
            self._tell("deferral.not_asked", field, name=spec.name)
        elif any(material.code == spec.code for material in intake.materials):
            self._tell("deferral.got", field, name=spec.name)

    def _due_on(self, due_on: dt.date | None, field: str) -> dt.date | None:
        """Its own day, else the promised one; never before the receipt, in the past, or after the promised day."""
        basis = self.basis
        last = last_day_to_defer(basis)
        if due_on is None:
            return basis.promised_on
        if due_on < basis.received_on:
            self._tell("deferral.before_receipt", field, day=basis.received_on.isoformat())
        elif due_on < basis.today:
            self._tell("deferral.in_past", field)
        elif due_on > last:
            self._tell("deferral.after_promised", field, day=last.isoformat())
        return due_on

    def _commitment(self, commitment: Commitment) -> Commitment:
        """Every condition of the guide, in its words and order (国办发〔2020〕42号)."""
        self._credit()
        conditions = self.basis.item.commitment_conditions
        if not conditions:
            self._tell("decision.no_commitment", "decision")
        for condition in commitment.conditions:
            if condition not in conditions:
                self._tell("commitment.unknown", "ruling.conditions")
        for place, condition in enumerate(conditions):
            if condition not in commitment.conditions:
                self._tell("commitment.not_all", f"ruling.conditions.{place}", condition=condition)
        promise = self._promise(commitment.promise)
        return self._signed(Commitment(conditions=conditions, promise=promise, credit=self.basis.credit))

    def _signed(self, ruling: Promised) -> Promised:
        """The signature was seen, under what is decided now, and is there as a scan where the hall asks for one."""
        promise, field = ruling.promise, "ruling.promise.signed"
        if self.for_signing:
            to_sign = msgspec.structs.replace(
                promise, sheet=check_code(ruling, self.basis), signed=False, signature=None
            )
            return msgspec.structs.replace(ruling, promise=to_sign)
        if promise.sheet and promise.sheet != check_code(ruling, self.basis):
            self._tell("promise.other_sheet", field)
        elif not promise.signed:
            self._tell("promise.unsigned", field)
        elif self.basis.policy.promise_scan and promise.signature is None:
            self._tell("promise.no_scan", field)
        return ruling

    def _promise(self, promise: Promise) -> Promise:
        """By the applicant, his legal representative, or an agent with authority (domain.md §2, Signer)."""
        expected = self._signer(promise.signer)
        name = promise.name.strip() or expected
        if expected and name != expected:
            self._tell("promise.other_name", "ruling.promise.name")
        return msgspec.structs.replace(promise, name=name)

    def _signer(self, signer: Signer) -> str:
        """The name of who signs; empty with a fault when there is nobody who may."""
        intake = self.basis.intake
        if signer is Signer.APPLICANT:
            return intake.applicant.name.strip()
        if signer is Signer.LEGAL_REPRESENTATIVE:
            representative = intake.applicant.legal_representative
            if intake.applicant.kind is not ApplicantKind.COMPANY or representative is None:
                self._tell("promise.no_representative", "ruling.promise.signer")
                return ""
            return representative.name.strip()
        agent = intake.agent
        if agent is None:
            self._tell("promise.no_agent", "ruling.promise.signer")
            return ""
        over = agent.authority_until.strip() and agent.authority_until.strip() < self.basis.today.isoformat()
        if not agent.authority_scope.strip() or over:
            self._tell("promise.no_authority", "ruling.promise.signer")
        return agent.name.strip()

    def _credit(self) -> None:
        closed = closed_by_credit(self.basis.credit.answer)
        if closed:
            self._tell(closed, "decision")

    def _refusal(self, refusal: Refusal) -> Refusal:
        """Reasons and law; the competent body when it is another's; nothing goes back that was not got."""
        self._ground(refusal.ground)
        not_competent = refusal.ground is RefusalGround.NOT_COMPETENT
        body = self._line(refusal.competent_body, "ruling.competent_body", BODY_LENGTH, required=not_competent)
        if body and body == self.basis.item.department:
            self._tell("refusal.own_body", "ruling.competent_body")
        law = refusal.legal_basis.strip() or self._law(refusal.ground)
        return Refusal(
            ground=refusal.ground,
            reasons=self._text(refusal.reasons, "ruling.reasons", REASONS_LENGTH),
            legal_basis=self._line(law, "ruling.legal_basis", GROUND_LENGTH),
            competent_body=body,
            returned=self._returned(refusal.returned),
        )

    def _ground(self, ground: RefusalGround) -> None:
        """不属本机关 is a decision of its own; 补正后仍不符合 needs a correction that was told."""
        if (ground is RefusalGround.NOT_COMPETENT) is not (self.decision is Decision.NOT_COMPETENT):
            self._tell("refusal.ground", "ruling.ground")
        if ground is RefusalGround.STILL_DEFECTIVE and not self.basis.told_before:
            self._tell("refusal.not_told_before", "ruling.ground")

    def _law(self, ground: RefusalGround) -> str:
        """What the law itself says of the ground; only a licence is refused by 行政许可法."""
        if not self.basis.item.is_licence:
            return ""
        laws = {RefusalGround.NOT_COMPETENT: NOT_COMPETENT_LAW, RefusalGround.FALSE_MATERIAL: FALSE_MATERIAL_LAW}
        return laws.get(ground, "")

    def _returned(self, codes: Iterable[str]) -> tuple[str, ...]:
        got = {material.code for material in self.basis.intake.materials}
        kept: list[str] = []
        for code in codes:
            field = f"ruling.returned.{code[:NAME_LENGTH]}"
            if code in kept:
                self._tell("material.twice", field)
            elif code not in got:
                self._tell("refusal.not_got", field)
            kept.append(code)
        order = {spec.code: place for place, spec in enumerate(self.basis.item.materials)}
        return tuple(sorted(kept, key=lambda code: order.get(code, len(order))))


def _key(defect: Defect) -> str:
    return f"material {defect.material}" if defect.material else f"name {defect.name}"
