"""What the clock and the course of a case say, in words."""

from __future__ import annotations

import datetime as dt

import pytest

from counter.actions.lists import TimelineEntry
from counter.domain.base import Value
from counter.domain.case import CounterState, Decision, PaperKind, PrintOutcome
from counter.domain.deadlines import ClockPhase, ClockReading, Light, SpecialProcedure
from counter.domain.item import TimeLimit, TimeUnit
from counter.domain.workdays import DueDates
from counter.wire import bodies
from ui.cases.reading import clock_words, happened

DAY = dt.date(2026, 12, 1)
AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
RECEIVED, ACCEPTED = CounterState.RECEIVED, CounterState.ACCEPTED


def _reading(phase: ClockPhase, light: Light = Light.FINE, **said: object) -> ClockReading:
    fields: dict[str, object] = {"received_on": None, "accept_by": None} | said
    return ClockReading(phase=phase, light=light, **fields)  # type: ignore[arg-type]  # named by the test


@pytest.mark.parametrize(
    ("reading", "state", "words"),
    [
        (_reading(ClockPhase.RUNNING, left=3), ACCEPTED, "剩余 3 个工作日"),
        (_reading(ClockPhase.RUNNING, left=5, left_unit=TimeUnit.HOURS), ACCEPTED, "剩余 5 小时"),
        (_reading(ClockPhase.RUNNING, Light.TODAY, left=0), ACCEPTED, "今天截止"),
        (_reading(ClockPhase.RUNNING, Light.OVERDUE, left=-2), ACCEPTED, "已超期 2 个工作日"),
        (_reading(ClockPhase.RUNNING, Light.OVERDUE, left=0), ACCEPTED, "已超期"),
        (_reading(ClockPhase.RUNNING, Light.UNKNOWN), ACCEPTED, "期限待放假安排公布后确定"),
        (_reading(ClockPhase.RECEIPT, left=5), RECEIVED, "待决定，剩余 5 个工作日"),
        (_reading(ClockPhase.CORRECTION, left=15), CounterState.CORRECTING, "待补正，剩余 15 个工作日"),
        (
            _reading(ClockPhase.RUNNING, deemed_accepted=True, left=9),
            RECEIVED,
            "逾五个工作日未告知，自收件之日起即为受理",
        ),
        (_reading(ClockPhase.HUNG, Light.STOPPED, resumes_on=DAY), ACCEPTED, "挂起至 2026-12-01"),
        (
            _reading(ClockPhase.HUNG, Light.STOPPED, resumes_on=DAY, overrun=True),
            ACCEPTED,
            "挂起，已超过告知的 2026-12-01",
        ),
        (_reading(ClockPhase.HUNG, Light.STOPPED), ACCEPTED, "挂起，期限待定"),
        (_reading(ClockPhase.PAUSED, Light.STOPPED), CounterState.DEFERRED, "容缺待补，期限暂停"),
        (_reading(ClockPhase.FINISHED, Light.DONE, finished_on=DAY), CounterState.DONE, "已于 2026-12-01 结束"),
    ],
)
def test_the_clock_says_one_sentence(reading: ClockReading, state: CounterState, words: str) -> None:
    assert clock_words(reading, state) == words


_PAPER = bodies.IssuedPaper(kind=PaperKind.ACCEPTANCE, number="A-2", content_sha256="", copies=2)


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        (
            bodies.Kind.CASE_DECIDED,
            bodies.CaseDecided(
                decision=Decision.ACCEPTED, accepted_at=AT, time_trusted=True, due=DueDates(), papers=(_PAPER,)
            ),
            "作出决定：受理，出具受理通知书",
        ),
        (
            bodies.Kind.CASE_SUPPLEMENTED,
            bodies.CaseSupplemented(
                arrived_at=AT, how="post", materials=(), codes=("m1",), completes=True, accepted_at=None,
                due=DueDates(), papers=(),
            ),
            "收到补交材料：邮寄 1 份，材料齐全",
        ),
        (
            bodies.Kind.CASE_HUNG,
            bodies.CaseHung(
                procedure=SpecialProcedure.HEARING, days=TimeLimit(amount=15), basis="x", at=AT, due=DueDates(),
                papers=(),
            ),
            "特别程序开始：听证，所需 15 个工作日",
        ),
        (
            bodies.Kind.CASE_LAPSED,
            bodies.CaseLapsed(state=CounterState.WITHDRAWN, consequence=None, reason="逾期未补正", papers=()),
            "逾期处理：视为撤回申请，逾期未补正",
        ),
        (
            bodies.Kind.PAPER_PRINTED,
            bodies.PaperPrinted(
                number="A-2", print_no=1, again=1, copies=1, printer="", outcome=PrintOutcome.UNCERTAIN,
                reason="遗失", content_sha256="",
            ),
            "打印文书：补打第 1 次，遗失，A-2（不确定）",
        ),
        (bodies.Kind.SIGNED_IN, None, "登录"),
    ],
)  # fmt: skip
def test_a_line_of_the_course_says_what_matters_of_it(kind: bodies.Kind, body: Value | None, words: str) -> None:
    assert happened(TimelineEntry(at=AT, kind=kind, actor="0001", hash="", body=body)) == words


def test_a_kind_of_a_later_version_stands_as_it_is() -> None:
    assert happened(TimelineEntry(at=AT, kind="case.teleported", actor="", hash="")) == "case.teleported"
