"""What the papers of a decision say beyond the case: read from its course, so that paper and row cannot differ.

faults.md F12: the list that is printed is the list that is stored. A paper that is issued again later says the same.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlite_utils

from counter.documents.model import PaperDefect, PaperOwed, PaperPromise
from counter.domain.case import Case, PaperKind
from counter.domain.course import (
    Commitment,
    Correction,
    Deferral,
    NotNeeded,
    OwedFor,
    Promise,
    Refusal,
    RefusalGround,
    Signer,
)
from counter.domain.item import ServiceItem, TimeLimit, TimeUnit
from counter.domain.policy import HallPolicy
from counter.domain.remedies import remedies
from counter.store import policies

UNIT_WORDS = {TimeUnit.WORKING_DAYS: "个工作日", TimeUnit.CALENDAR_DAYS: "日", TimeUnit.HOURS: "小时"}
SIGNER_WORDS = {
    Signer.APPLICANT: "申请人",
    Signer.LEGAL_REPRESENTATIVE: "法定代表人",
    Signer.AGENT: "代理人",
}
GROUND_WORDS = {
    RefusalGround.NOT_COMPETENT: "申请事项依法不属于本机关职权范围",
    RefusalGround.FALSE_MATERIAL: "隐瞒有关情况或者提供虚假材料",
    RefusalGround.NOT_ELIGIBLE: "不符合申请条件",
    RefusalGround.STILL_DEFECTIVE: "补正后仍不齐全或者不符合法定形式",
    RefusalGround.OTHER: "其他依法不予受理的情形",
}
"""不予受理情形 as the paper says it (domain.md §6 no. 11)."""


def limit_words(limit: TimeLimit) -> str:
    """A limit as the applicant reads it; 0 is 当场办结."""
    return f"{limit.amount}{UNIT_WORDS[limit.unit]}" if limit.amount else "当场办结"


def says_of(db: sqlite_utils.Database, kind: PaperKind, case: Case, item: ServiceItem) -> dict[str, Any]:
    """Fields of ``PaperContent`` by name; none for a paper that says nothing beyond the case."""
    ruling = case.course.ruling
    match kind, ruling:
        case _, Deferral() | Commitment():
            return _promised(policies.of_version(db, case.course.policy), kind, case, item, ruling)
        case PaperKind.CORRECTION_NOTICE, Correction():
            return {"defects": _defects(ruling), "correction_due_on": _correction_due_on(case)}
        case ((PaperKind.REFUSAL | PaperKind.RETURNED_MATERIALS), Refusal()):
            return {
                "ground": GROUND_WORDS[ruling.ground],
                "reasons": ruling.reasons,
                "legal_basis": ruling.legal_basis,
                "competent_body": ruling.competent_body,
                "returned": _names(item, ruling.returned),
                "remedies": remedies(item) if kind is PaperKind.REFUSAL else "",
            }
        case PaperKind.NOT_NEEDED, NotNeeded():
            return {"reasons": ruling.reasons}
    return {}


def _promised(
    policy: HallPolicy, kind: PaperKind, case: Case, item: ServiceItem, ruling: Deferral | Commitment
) -> dict[str, Any]:
    """What is promised and what follows; the notice names the sheet that was signed for it by its code."""
    promise, code = ruling.promise, {"check_code": ruling.promise.sheet}
    match kind, ruling:
        case ((PaperKind.DEFERRAL_PROMISE | PaperKind.DEFERRAL_NOTICE), Deferral()):
            consequence = f"逾期未补齐的，{policy.late_consequence.label}"
            says = {"owed": _owed(case), "promise": _promise(promise, consequence)}
            return says | code | {"deferral_pauses": policy.clock.deferral_pauses}
        case PaperKind.COMMITMENT, Commitment():
            told = _promise(promise, _broken_words(policy), ruling.conditions)
            return code | {"promise": told, "legal_basis": "\n".join(item.legal_basis)}
        case PaperKind.ACCEPTANCE, Commitment() if promise.sheet:
            return code | {"promise": _promise(promise, "")}
    return {}


def _owed(case: Case) -> tuple[PaperOwed, ...]:
    """What is deferred, each with its day; without one it is the promised day, when that can be known."""
    return tuple(
        PaperOwed(name=owed.name, form=owed.need, due_on=owed.due_on or case.due.promised_on)
        for owed in case.course.owed
        if owed.why is OwedFor.DEFERRAL
    )


def _promise(promise: Promise, consequence: str, conditions: tuple[str, ...] = ()) -> PaperPromise:
    return PaperPromise(
        signer=SIGNER_WORDS[promise.signer], name=promise.name, conditions=conditions, consequence=consequence
    )


def _broken_words(policy: HallPolicy) -> str:
    """ZJ 14, 国办发〔2020〕42号: checked afterwards, ordered to be put right, revoked."""
    within = limit_words(policy.commitment_check_within)
    return (
        f"本机关自作出决定之日起{within}内核查；承诺不实的，责令限期改正，"
        "逾期不改正或者改正后仍不符合条件的，依法撤销决定，并记入信用记录"
    )


def _defects(correction: Correction) -> tuple[PaperDefect, ...]:
    return tuple(
        PaperDefect(name=defect.name, ground=defect.ground, remedy=defect.remedy) for defect in correction.defects
    )


def _correction_due_on(case: Case) -> dt.date | None:
    days = [owed.due_on for owed in case.course.owed if owed.why is OwedFor.CORRECTION]
    return days[0] if days else None


def _names(item: ServiceItem, codes: tuple[str, ...]) -> tuple[str, ...]:
    specs = (item.material(code) for code in codes)
    return tuple(spec.name for spec in specs if spec is not None)
