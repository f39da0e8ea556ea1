"""What the platform tells of cases, results and reviews: the detail of each kind of news."""

from __future__ import annotations

import datetime as dt
import enum

import msgspec

from counter.domain.base import Answer
from counter.domain.case import CounterState, Intake, PaperKind, PrintOutcome
from counter.domain.course import Course, Defect
from counter.domain.deadlines import SpecialProcedure
from counter.domain.handing import Handed, ResultDocument
from counter.domain.ids import CaseId, InstallId
from counter.domain.item import TimeLimit
from counter.domain.review import Review
from counter.domain.workdays import DueDates
from counter.wire.messages import NewsKind


class CardPaper(Answer):
    """A paper of the case, by which any window finds it and can print it again."""

    number: str
    kind: PaperKind
    void: bool = False


class PaperPrint(Answer):
    """One time that a paper went to a printer of the hall; ``again`` is 补打 第 n 次 as it says, 0 the original."""

    number: str
    install: InstallId
    window: str
    print_no: int  # of that window, from 0
    again: int
    outcome: PrintOutcome
    came_out: bool | None = None  # what a person said; None while nobody was asked
    copies: int
    printer: str
    reason: str
    clerk: str
    at: dt.datetime


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
    papers: tuple[CardPaper, ...] = ()  # every one on the register, so that any of them leads to it at any window

    @property
    def numbers(self) -> tuple[str, ...]:
        """The number of each paper."""
        return tuple(paper.number for paper in self.papers)


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


Detail = CaseCard | DepartmentAct | ResultDocument | ResultMoved | Review | PaperPrint
_DETAILS: dict[NewsKind, type[Detail]] = {
    NewsKind.CASE: CaseCard,
    NewsKind.DEPARTMENT: DepartmentAct,
    NewsKind.RESULT: ResultDocument,
    NewsKind.HANDED: ResultMoved,
    NewsKind.REVIEW: Review,
    NewsKind.PRINTED: PaperPrint,
}


def read_detail(kind: NewsKind, raw: msgspec.Raw) -> Detail | None:
    """The typed detail of an entry, None for a kind that has none; raises msgspec.ValidationError when it is not so."""
    wanted = _DETAILS.get(kind)
    return None if wanted is None else msgspec.json.decode(raw, type=wanted)
