"""What a row of the list says, made on the store lane so that the GUI thread only draws."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from counter.actions import lists
from counter.actions.desk import Desk
from counter.domain.case import RUNNING, CounterState
from counter.domain.ids import CaseId
from counter.domain.staff import Actor
from counter.domain.text import mask_name
from counter.domain.workdays import DueDates, WorkCalendar, local_day
from counter.errors import RuleBroken
from ui.theme import Tone

SOON_DAYS = 2
PURGED = "已清除"
"""Stands for the applicant of a case whose personal data left this machine."""
_TONES: dict[CounterState, Tone] = {
    CounterState.RECEIVED: "accent",
    CounterState.CORRECTING: "wait",
    CounterState.DEFERRED: "wait",
    CounterState.ACCEPTED: "good",
    CounterState.COMMITTED: "good",
    CounterState.DONE_ON_SPOT: "good",
    CounterState.DONE: "good",
    CounterState.REFUSED: "bad",
    CounterState.NOT_GRANTED: "bad",
    CounterState.REVOKED: "bad",
}
_ORGANISATION = re.compile(
    r".{3,}(公司|合伙|店|厂|社|部|局|院|所|中心|学校|协会|学会|商会|经营户|个体户|馆|站|场|庄|幼儿园)$"
)


class _Row(Protocol):
    """What is read of a case row."""

    @property
    def case_id(self) -> CaseId: ...
    @property
    def case_no(self) -> str: ...
    @property
    def state(self) -> CounterState: ...
    @property
    def item_name(self) -> str: ...
    @property
    def applicant_name(self) -> str: ...
    @property
    def received_at(self) -> dt.datetime: ...
    @property
    def due(self) -> DueDates: ...
    @property
    def platform_state(self) -> str: ...


class Wanted(NamedTuple):
    """What somebody wants to see."""

    text: str = ""
    undecided: bool = False  # only what awaits its decision


class CaseLine(NamedTuple):
    """One row, ready to be shown: the applicant's name is masked."""

    case_id: CaseId
    case_no: str
    item_name: str
    applicant: str
    state: CounterState
    platform_state: str
    received_at: dt.datetime
    due_on: dt.date | None
    days_left: int | None  # working days; None when there is no day, the case is closed or the table does not reach


class CaseLines(NamedTuple):
    """A page of rows, the length of the whole list, and how many cases of the person await their decision."""

    rows: tuple[CaseLine, ...]
    total: int
    undecided: int


def page_of(desk: Desk, actor: Actor, wanted: Wanted, offset: int, limit: int) -> CaseLines:
    """A page of the person's list. Runs on the store lane."""
    text, undecided = wanted
    state = CounterState.RECEIVED if undecided else None
    page = lists.find_cases(desk, actor, text, offset, limit, state=state)
    waiting = lists.find_cases(desk, actor, "", 0, 1, state=CounterState.RECEIVED).total
    today = local_day(desk.moment().at)
    try:
        calendar = desk.calendar()
    except RuleBroken:  # no table yet: the list is worth seeing without remaining days
        calendar = None
    rows: Sequence[_Row] = page.rows
    found = [_line(row, calendar, today) for row in rows]
    if page.elsewhere:
        found = [line._replace(platform_state=f"{page.elsewhere} 号窗口收件") for line in found]
    return CaseLines(tuple(found), page.total, waiting)


def shown_applicant(name: str) -> str:
    """The name as a list shows it: a person's masked, an organisation's whole, because that is public."""
    return name if _ORGANISATION.match(name) else mask_name(name)


def due_of(state: CounterState, due: DueDates) -> dt.date | None:
    """The day that counts now: to decide while only received, promised afterwards; none for a closed case."""
    if state is CounterState.RECEIVED:
        return due.accept_by
    return (due.promised_on or due.legal_on) if state in RUNNING else None


def days_left(calendar: WorkCalendar | None, today: dt.date, due_on: dt.date | None) -> int | None:
    """Working days until then, or None when nobody can know."""
    if calendar is None or due_on is None:
        return None
    try:
        return calendar.working_days_between(today, due_on)
    except RuleBroken:
        return None


def remaining_words(days: int | None) -> str:
    """剩 3 个工作日, 今日到期, 超期 2 个工作日."""
    if days is None:
        return ""
    if days == 0:
        return "今日到期"
    return f"剩 {days} 个工作日" if days > 0 else f"超期 {-days} 个工作日"


def countdown_words(state: CounterState, days: int | None) -> str:
    """What is left; of a case that nobody answered yet, until the law answers for the hall (许可法 32(4))."""
    words = remaining_words(days)
    return f"待决定，{words}" if words and state is CounterState.RECEIVED else words


def remaining_tone(days: int | None) -> Tone | None:
    """How urgent that is."""
    if days is None:
        return None
    if days < 0:
        return "bad"
    return "wait" if days <= SOON_DAYS else None


def state_tone(state: CounterState) -> Tone:
    """The shape of a counter state: half done while something is to be decided, a triangle while something is owed."""
    return _TONES.get(state, "quiet")


def _line(row: _Row, calendar: WorkCalendar | None, today: dt.date) -> CaseLine:
    due_on = due_of(row.state, row.due)
    return CaseLine(
        case_id=row.case_id,
        case_no=row.case_no,
        item_name=row.item_name,
        applicant=shown_applicant(row.applicant_name) or PURGED,
        state=row.state,
        platform_state=row.platform_state,
        received_at=row.received_at,
        due_on=due_on,
        days_left=days_left(calendar, today, due_on),
    )
