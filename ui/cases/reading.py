"""What the clock of a case and each line of its course say, in words a clerk reads aloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from counter.actions.lists import TimelineEntry
from counter.domain.base import Value
from counter.domain.case import CounterState, PrintOutcome
from counter.domain.deadlines import ClockPhase, ClockReading, Light
from counter.domain.item import TimeLimit, TimeUnit
from counter.domain.policy import LateConsequence
from counter.domain.review import Review, ReviewState
from counter.wire import bodies
from ui.names import DECISIONS, PAPER_NAMES, PRINT_OUTCOMES, REVIEW_KINDS
from ui.parts.times import day
from ui.theme import Tone
from ui.wording import event

UNITS = {TimeUnit.WORKING_DAYS: "个工作日", TimeUnit.CALENDAR_DAYS: "日", TimeUnit.HOURS: "小时"}
_WAYS = {"window": "窗口", "post": "邮寄", "online": "网上"}
_TONES: dict[Light, Tone] = {
    Light.FINE: "quiet",
    Light.NEARLY: "accent",
    Light.TODAY: "wait",
    Light.OVERDUE: "bad",
    Light.STOPPED: "accent",
    Light.DONE: "good",
    Light.UNKNOWN: "quiet",
}


def clock_words(reading: ClockReading, state: CounterState) -> str:
    """剩余 3 个工作日, 今天截止, 已超期 2 个工作日, 挂起至 2026-12-01, 待决定，剩余 5 个工作日."""
    if reading.phase is ClockPhase.FINISHED:
        return f"已于 {day(reading.finished_on)} 结束"
    if reading.deemed_accepted and state is CounterState.RECEIVED:
        return "逾五个工作日未告知，自收件之日起即为受理"
    if reading.phase is ClockPhase.HUNG:
        if reading.overrun:
            return f"挂起，已超过告知的 {day(reading.resumes_on)}"
        return f"挂起至 {day(reading.resumes_on)}" if reading.resumes_on else "挂起，期限待定"
    if reading.phase is ClockPhase.PAUSED:
        return "容缺待补，期限暂停"
    return {ClockPhase.RECEIPT: "待决定，", ClockPhase.CORRECTION: "待补正，"}.get(reading.phase, "") + _left(reading)


def clock_tone(reading: ClockReading) -> Tone:
    """The shape of it."""
    return _TONES[reading.light]


def limit_words(limit: TimeLimit) -> str:
    """10 个工作日."""
    return f"{limit.amount} {UNITS[limit.unit]}"


def review_words(review: Review) -> str:
    """延长办理期限：待主管决定."""
    said = {
        ReviewState.OPEN: "待主管决定",
        ReviewState.APPROVED: "主管已批准，待办理",
        ReviewState.RETURNED: f"主管退回：{review.decision_reason}",
    }
    return f"{REVIEW_KINDS[review.kind]}：{said.get(review.state, '')}"


def happened(entry: TimelineEntry) -> str:
    """What that line of the course says: the fact, and what matters of it."""
    name = event(entry.kind)
    more = _more(entry.body)
    return f"{name}：{more}" if more else name


def _left(reading: ClockReading) -> str:
    if reading.left is None:
        return "期限待放假安排公布后确定"
    if reading.left == 0 and reading.light is not Light.OVERDUE:
        return "今天截止"
    unit = UNITS[reading.left_unit]
    if reading.light is Light.OVERDUE or reading.left < 0:
        return f"已超期 {abs(reading.left)} {unit}" if reading.left else "已超期"
    return f"剩余 {reading.left} {unit}"


def _more(body: Value | None) -> str:
    """What matters of that line; nothing for a kind that says all by its name."""
    says = _SAYS.get(type(body))
    return says(body) if says is not None else ""


def _papers(papers: tuple[bodies.IssuedPaper, ...]) -> str:
    names = "、".join(PAPER_NAMES[paper.kind] for paper in papers)
    return f"，出具{names}" if names else ""


def _decided(body: bodies.CaseTaken | bodies.CaseDecided) -> str:
    return f"{DECISIONS[body.decision]}{_papers(body.papers)}"


def _supplemented(body: bodies.CaseSupplemented) -> str:
    rest = "，材料齐全" if body.completes else ""
    return f"{_WAYS.get(body.how, body.how)} {len(body.codes)} 份{rest}{_papers(body.papers)}"


def _amended(body: bodies.CaseAmended) -> str:
    materials = f"更正材料 {len(body.materials)} 项，" if body.materials else ""
    return f"{materials}{body.voided} 作废，{body.reason}"


def _lapsed(body: bodies.CaseLapsed) -> str:
    return f"{(body.consequence or LateConsequence.DEEMED_WITHDRAWN).label}，{body.reason}"


def _printed(body: bodies.PaperPrinted) -> str:
    again = f"补打第 {body.again} 次，{body.reason}，" if body.again else ""
    said = "" if body.outcome is PrintOutcome.PRINTED else f"（{PRINT_OUTCOMES[body.outcome]}）"
    return f"{again}{body.number}{said}"


def _answered(body: bodies.PrintAnswered) -> str:
    if body.cancelled:
        return "已从打印队列取消"
    return "已出纸" if body.came_out else "没有出纸"


def _review_decided(body: bodies.ReviewDecided) -> str:
    return f"{'批准' if body.approved else '退回'}{f'，{body.reason}' if body.reason else ''}"


def _reason(body: Any) -> str:
    return str(body.reason)


_SAYS: dict[type, Callable[[Any], str]] = {
    bodies.CaseTaken: _decided,
    bodies.CaseDecided: _decided,
    bodies.CaseSupplemented: _supplemented,
    bodies.CaseToldAgain: lambda body: f"{body.defect.name}，{body.defect.remedy}",
    bodies.CaseOwedExtended: lambda body: f"至 {day(body.due_on)}，{body.reason}",
    bodies.CaseLapsed: _lapsed,
    bodies.CaseHung: lambda body: f"{body.procedure.label}，所需 {limit_words(body.days)}",
    bodies.CaseResumed: lambda body: f"承诺期限改为 {day(body.due.promised_on)}",
    bodies.CaseExtended: lambda body: f"{limit_words(body.by)}，{body.reason}",
    bodies.CaseWithdrawn: _reason,
    bodies.CaseRevoked: _reason,
    bodies.CaseVoided: _reason,
    bodies.CaseCorrected: _reason,
    bodies.CaseAmended: _amended,
    bodies.PaperPrinted: _printed,
    bodies.PrintAnswered: lambda body: f"{body.number} {_answered(body)}",
    bodies.ReviewAsked: lambda body: REVIEW_KINDS[body.review.kind],
    bodies.ReviewDecided: _review_decided,
}
