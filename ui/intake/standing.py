"""What a decision stands on, as the store last told it, and what follows from it for the form as it is now.

The store is asked when item or applicant change; ticks and texts are weighed here at once, so that F8 never waits.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import msgspec

from counter.domain.case import Decision, Intake
from counter.domain.course import CreditAnswer, CreditProof
from counter.domain.item import Handling, ServiceItem
from counter.domain.outcomes import Offer, deferrable_materials, offers
from counter.domain.policy import HallPolicy
from counter.domain.ruling_basis import Basis, last_day_to_defer
from counter.domain.workdays import DueDates
from ui.intake.summary import UNITS
from ui.parts.times import day_or_open
from ui.wording import words

_DAY_S = 86400
_HOUR_S = 3600
_HELPFUL = (Decision.DONE_ON_SPOT, Decision.ACCEPTED, Decision.DEFERRED, Decision.CORRECTION)


class Standing(NamedTuple):
    """Rules, credit answer and dates of one item and one applicant."""

    policy: HallPolicy
    basis: Basis
    accepted: DueDates
    received: DueDates
    departments: tuple[str, ...]  # of the catalogue, for 不属本机关


class Shown(NamedTuple):
    """One decision as the line shows it."""

    decision: Decision
    closed: str = ""  # why, in words
    meaning: str = ""


def basis_now(standing: Standing, intake: Intake) -> Basis:
    """What a ruling on the form as it is now is judged by."""
    return msgspec.structs.replace(standing.basis, intake=intake)


def weigh(standing: Standing, intake: Intake) -> tuple[Shown, ...]:
    """Every decision with why it is closed, or with what it means."""
    basis = basis_now(standing, intake)
    found = offers(basis.item, intake, standing.policy, basis.credit.answer, today=basis.today)
    return tuple(
        Shown(offer.decision, words(offer.closed, offer.params))
        if offer.closed
        else Shown(offer.decision, meaning=_meaning(offer, standing, basis))
        for offer in found
    )


def best_of(shown: tuple[Shown, ...]) -> Decision | None:
    """即办 or 受理 when nothing lacks, else 容缺, else 补正; None when something has to be brought first."""
    open_ones = {each.decision for each in shown if not each.closed}
    return next((decision for decision in _HELPFUL if decision in open_ones), None)


def usual_of(item: ServiceItem) -> Decision:
    """What one comes for: what lacks for it is told beside the form."""
    return Decision.DONE_ON_SPOT if item.handling is Handling.ON_SPOT else Decision.ACCEPTED


def _meaning(offer: Offer, standing: Standing, basis: Basis) -> str:
    asks = "　须主管批准" if offer.asks else ""
    return f"{_what(offer.decision, standing, basis)}{asks}"


def _what(decision: Decision, standing: Standing, basis: Basis) -> str:
    accepted, limit = standing.accepted, standing.policy.clock.correction_limit
    days = f"承诺 {day_or_open(accepted.promised_on)}，法定 {day_or_open(accepted.legal_on)}"
    count, last = len(deferrable_materials(basis.item, basis.intake)), last_day_to_defer(basis)
    return {
        Decision.ACCEPTED: days,
        Decision.RECEIVED: f"最迟 {day_or_open(standing.received.accept_by)} 决定是否受理",
        Decision.CORRECTION: f"一次告知全部补正内容，{limit.amount} {UNITS[limit.unit]}内补正",
        Decision.DEFERRED: f"{count} 份材料最迟 {last.isoformat()} 补交；{days}",
        Decision.COMMITTED: f"以书面承诺代替证明；{days}",
        Decision.REFUSED: "写明理由、依据和救济途径",
        Decision.NOT_COMPETENT: "告知申请人向有权的机关申请",
        Decision.NOT_NEEDED: "告知申请人此事不需要取得许可",
        Decision.DONE_ON_SPOT: "当场办结，打印结果领取凭证",
    }[decision]


def credit_words(proof: CreditProof) -> str:
    """The credit answer with the age of the list it comes from."""
    if proof.listed_at is None:
        return "信用核查：本机没有信用名单"
    age = _age(proof.checked_at - proof.listed_at)
    answers = {
        CreditAnswer.CLEAN: f"信用核查：无失信记录（名单 {age}）",
        CreditAnswer.BARRED: f"信用核查：在失信名单中，尚未修复（名单 {age}）",
        CreditAnswer.UNKNOWN: f"信用核查：名单 {age}，已过有效期",
    }
    return answers[proof.answer]


def weekday_words(day: dt.date) -> str:
    """周五."""
    return "周" + "一二三四五六日"[day.weekday()]


def _age(age: dt.timedelta) -> str:
    seconds = max(int(age.total_seconds()), 0)
    if seconds < _HOUR_S:
        return "1 小时内更新"
    if seconds < 2 * _DAY_S:
        return f"{seconds // _HOUR_S} 小时前更新"
    return f"{seconds // _DAY_S} 天前更新"
