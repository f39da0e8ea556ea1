"""What the platform tells of cases, results and reviews: the detail of each kind of news."""

from __future__ import annotations

import datetime as dt
import enum

import msgspec

from counter.domain.base import Answer
from counter.domain.case import CounterState, Intake, PaperKind
from counter.domain.course import Course, Defect
from counter.domain.deadlines import SpecialProcedure
from counter.domain.handing import Handed, ResultDocument
from counter.domain.ids import CaseId, InstallId
from counter.domain.item import TimeLimit
from counter.domain.review import Review
from counter.domain.workdays import DueDates
from counter.wire.messages import NewsKind


class CaseCard(Answer):
    """A case of the hall as another window needs it, to take in what is brought there."""

    case: CaseId
    case_no: str
    install: InstallId  # where it was taken in
    window: str
    state: CounterState
    item_code: str
    item_version: int
    item_name: str
    department: str
    intake: Intake
    course: Course
    due: DueDates
    clerk: str
    clerk_name: str
    received_at: dt.datetime
    accepted_at: dt.datetime | None
    numbers: tuple[str, ...] = ()  # of every paper of the case, so that any of them leads to it at any window


class Act(enum.StrEnum):
    """What a department does."""

    ACCEPTED = "accepted"  # 受理
    REFUSED = "refused"  # 不予受理, by field
    CORRECTION = "correction"  # 补正
    HUNG = "hung"  # 特别程序
    RESUMED = "resumed"
    EXTENDED = "extended"
    GRANTED = "granted"  # 办结, 准予
    DENIED = "denied"  # 办结, 不予许可
    REASSIGNED = "reassigned"  # to another window
    DISHONEST = "dishonest"  # 列入失信


TELLS: dict[Act, PaperKind] = {
    Act.ACCEPTED: PaperKind.ACCEPTANCE,
    Act.REFUSED: PaperKind.REFUSAL,
    Act.CORRECTION: PaperKind.CORRECTION_NOTICE,
    Act.HUNG: PaperKind.SPECIAL_PROCEDURE,
    Act.RESUMED: PaperKind.RESUMPTION,
    Act.EXTENDED: PaperKind.EXTENSION,
}
"""What the applicant has to be told in writing, and by which paper; of 办结 the result itself tells."""


class DepartmentAct(Answer):
    """What a department did with a case; only the fields of the act are filled."""

    act: Act
    case: CaseId
    at: dt.datetime
    department: str = ""
    official: str = ""
    reason: str = ""
    field: str = ""
    defects: tuple[Defect, ...] = ()
    procedure: SpecialProcedure | None = None
    days: TimeLimit | None = None
    basis: str = ""
    to_window: str = ""


class ResultMoved(Answer):
    """What a window did with a result."""

    result: str
    handed: Handed


Detail = CaseCard | DepartmentAct | ResultDocument | ResultMoved | Review
_DETAILS: dict[NewsKind, type[Detail]] = {
    NewsKind.CASE: CaseCard,
    NewsKind.DEPARTMENT: DepartmentAct,
    NewsKind.RESULT: ResultDocument,
    NewsKind.HANDED: ResultMoved,
    NewsKind.REVIEW: Review,
}


def read_detail(kind: NewsKind, raw: msgspec.Raw) -> Detail | None:
    """The typed detail of an entry, None for a kind that has none; raises msgspec.ValidationError when it is not so."""
    wanted = _DETAILS.get(kind)
    return None if wanted is None else msgspec.json.decode(raw, type=wanted)
