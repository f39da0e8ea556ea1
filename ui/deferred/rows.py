"""What a row of 容缺跟踪 says, made on the store lane so that the GUI thread only draws."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from counter.actions import owed
from counter.actions.desk import Desk
from counter.actions.owed import OwedRow
from counter.domain.course import OwedFor, OwedLight
from counter.domain.ids import CaseId
from counter.domain.text import mask_phone
from counter.domain.workdays import WorkCalendar, local_day
from ui.cases.rows import days_left, shown_applicant
from ui.theme import Tone

LIGHTS: dict[OwedLight, str] = {
    OwedLight.OVERDUE: "已逾期",
    OwedLight.TODAY: "今日到期",
    OwedLight.NEARLY: "临期",
    OwedLight.FINE: "未到期",
    OwedLight.UNKNOWN: "期限未定",
    OwedLight.LAPSED: "已失效",
}
"""In the order of their urgency."""
TONES: dict[OwedLight, Tone] = {
    OwedLight.OVERDUE: "bad",
    OwedLight.TODAY: "wait",
    OwedLight.NEARLY: "accent",
    OwedLight.FINE: "quiet",
    OwedLight.UNKNOWN: "quiet",
    OwedLight.LAPSED: "quiet",
}
WHY: dict[OwedFor, str] = {OwedFor.CORRECTION: "补正", OwedFor.DEFERRAL: "容缺"}


class Wanted(NamedTuple):
    """What somebody wants to see."""

    light: OwedLight | None = None
    department: str = ""
    text: str = ""


class OwedLine(NamedTuple):
    """One thing that is owed, ready to be shown: the applicant's name is masked."""

    case_id: CaseId
    code: str
    light: OwedLight
    left: int | None  # working days; None beyond the table
    why: OwedFor
    name: str
    due_on: dt.date | None
    case_no: str
    applicant: str
    item_name: str
    department: str
    window: str


class OwedLines(NamedTuple):
    """A page of rows, the length of the list, how many there are of each light, and the departments to choose from."""

    rows: tuple[OwedLine, ...]
    total: int
    counts: dict[OwedLight, int]
    departments: tuple[str, ...]


class CallLine(NamedTuple):
    """One applicant to be called; name and number are masked in the list and whole where he is called."""

    case_id: CaseId
    case_no: str
    applicant: str
    masked_phone: str
    name: str
    phone: str
    item_name: str
    owed: str
    due_on: dt.date | None
    left: int | None


class CallLines(NamedTuple):
    """A page of whom to call; the length is known only once the last page came."""

    rows: tuple[CallLine, ...]
    total: int


def page_of(desk: Desk, wanted: Wanted, offset: int, limit: int) -> OwedLines:
    """A page of what is owed. Runs on the store lane."""
    page = owed.list_owed(
        desk, light=wanted.light, department=wanted.department, text=wanted.text, offset=offset, limit=limit
    )
    calendar, today = desk.calendar(), local_day(desk.moment().at)
    departments = owed.departments(desk) if offset == 0 else ()
    return OwedLines(tuple(_line(row, calendar, today) for row in page.rows), page.total, page.counts, departments)


def calls_of(desk: Desk, wanted: Wanted, offset: int, limit: int) -> CallLines:
    """A page of whom to call. Runs on the store lane."""
    found = owed.phone_list(
        desk, light=wanted.light, department=wanted.department, text=wanted.text, offset=offset, limit=limit
    )
    calendar, today = desk.calendar(), local_day(desk.moment().at)
    rows = tuple(
        CallLine(
            case_id=each.case_id,
            case_no=each.case_no,
            applicant=shown_applicant(each.applicant_name),
            masked_phone=mask_phone(each.phone) if each.phone else "未留电话",
            name=each.applicant_name,
            phone=each.phone,
            item_name=each.item_name,
            owed="、".join(each.owed),
            due_on=each.due_on,
            left=days_left(calendar, today, each.due_on),
        )
        for each in found
    )
    return CallLines(rows, offset + len(rows) + (len(rows) == limit))


def light_words(light: OwedLight, left: int | None) -> str:
    """逾期 3 个工作日, 今日到期, 临期，剩 2 个工作日, 剩 5 个工作日, 期限未定, 已失效."""
    if left is None or light in {OwedLight.TODAY, OwedLight.UNKNOWN, OwedLight.LAPSED}:
        return LIGHTS[light]
    if light is OwedLight.OVERDUE:
        return f"逾期 {-left} 个工作日" if left < 0 else LIGHTS[light]
    words = f"剩 {left} 个工作日"
    return f"临期，{words}" if light is OwedLight.NEARLY else words


def _line(row: OwedRow, calendar: WorkCalendar, today: dt.date) -> OwedLine:
    return OwedLine(
        case_id=row.case_id,
        code=row.code,
        light=row.light,
        left=days_left(calendar, today, row.due_on),
        why=row.why,
        name=row.name,
        due_on=row.due_on,
        case_no=row.case_no,
        applicant=shown_applicant(row.applicant_name),
        item_name=row.item_name,
        department=row.department,
        window=row.window,
    )
