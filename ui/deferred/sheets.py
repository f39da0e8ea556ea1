"""What the deeds of 容缺跟踪 ask for, and what they say before anybody confirms them."""

from __future__ import annotations

from counter.actions.outlook import Outlook, OwedNow
from counter.domain.course import OwedFor
from counter.domain.policy import LateConsequence, ReviewKind
from ui.names import REVIEW_KINDS
from ui.parts.deed_form import Question, Sheet
from ui.parts.times import day
from ui.wording import words


def tell_again(current: OwedNow) -> Sheet:
    """再次告知: once, with ground and remedy."""
    owed = current.owed
    return Sheet(
        title=f"再次告知　{owed.name}",
        meaning="补交的材料仍不符合要求：再书面告知一次，出具补正告知书。只能再告知一次，期限不变。",
        yes="告知",
        questions=(
            Question("ground", "哪里不符、依据", value=owed.ground, required=True, hint="例：复印件未盖公章"),
            Question("remedy", "应当怎样补正", value=owed.need, required=True, hint="例：补交加盖公章的复印件一份"),
        ),
    )


def extend(case: Outlook, current: OwedNow) -> Sheet:
    """补交延期: force majeure, once, not beyond what the policy allows."""
    asks = REVIEW_KINDS[ReviewKind.DEFERRAL_EXTENSION] if case.policy.asks(ReviewKind.DEFERRAL_EXTENSION) else ""
    latest = current.latest.isoformat() if current.latest else ""
    return Sheet(
        title=f"补交延期　{current.owed.name}",
        meaning=f"因不可抗力等原因未能按期补交的，可延长一次，最迟 {latest}。原期限 {day(current.due_on)}。",
        yes="延期",
        questions=(
            Question("due_on", "延至", value=latest, required=True, hint="例：2026-11-30", note="须为工作日"),
            Question("reason", "理由", required=True, hint="例：发证机关停电停办，有证明"),
        ),
        asks=asks,
    )


def lapse(case: Outlook) -> Sheet:
    """逾期处理: the consequence in words before it is drawn; closed in words while it may not be."""
    correction = any(each.owed.why is OwedFor.CORRECTION and each.owed.open for each in case.owed)
    consequence = case.consequence
    label = consequence.label if consequence else LateConsequence.DEEMED_WITHDRAWN.label
    late = "、".join(each.owed.name for each in case.owed if each.owed.open)
    source = "逾期未补正" if correction else "容缺材料逾期未补交，按收件时的大厅规则"
    reason_needed = consequence is LateConsequence.REVOKED
    hint = "撤销受理须书面写明理由" if reason_needed else "可不填"
    return Sheet(
        title=f"逾期处理　{label}",
        meaning=(
            f"{late}未按期补交。{source}，此办件将{label}，出具逾期处理通知并告知救济途径。此后补交的不再收取，不能撤回。"
        ),
        yes=label,
        questions=(Question("reason", "理由", required=reason_needed, hint=hint),),
        closed=words(case.lapse_closed, case.lapse_params) if case.lapse_closed else "",
        grave=True,
    )
