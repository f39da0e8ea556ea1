"""What the body of each kind of journal line says."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import msgspec

from counter.domain.base import Value
from counter.domain.case import CounterState, Decision, Intake, PaperKind, PrintOutcome, ReceivedMaterial
from counter.domain.closing import DayAccount, Stock
from counter.domain.course import Course, Defect
from counter.domain.deadlines import SpecialProcedure
from counter.domain.handing import Handed
from counter.domain.ids import CaseId, LineId
from counter.domain.item import TimeLimit
from counter.domain.material_changes import MaterialChange
from counter.domain.policy import LateConsequence
from counter.domain.review import Review, Side
from counter.domain.workdays import DueDates
from counter.wire.kinds import Kind
from counter.wire.news import Act
from counter.wire.retention import CasesPurged, LinePurged

__all__ = ["ACCEPTED_LATER", "BODIES", "Kind", "read_body"]


class IssuedPaper(Value):
    """A paper that was issued in the deed: its kind, number and frozen content with its hash; 0.1.0 told no content."""

    kind: PaperKind
    number: str
    content_sha256: str
    copies: int
    content: str = ""


class SignedIn(Value):
    """A person began to work at this window."""

    online: bool
    offline_until: dt.datetime


class SignedOut(Value):
    """A person ended work at this window and was told what is still waiting."""

    lines_waiting: int


class CaseTaken(Value):
    """A case was taken in, with whatever decision the counter made (许可法 32)."""

    decision: Decision
    case_no: str
    intake: Intake
    item_name: str
    department_code: str
    received_at: dt.datetime
    accepted_at: dt.datetime | None
    time_trusted: bool
    due: DueDates
    papers: tuple[IssuedPaper, ...]
    course: Course = Course()


class CaseDecided(Value):
    """A received case was decided later."""

    decision: Decision
    accepted_at: dt.datetime | None
    time_trusted: bool
    due: DueDates
    papers: tuple[IssuedPaper, ...]
    course: Course = Course()


class CaseSupplemented(Value):
    """Something that was owed was brought, at any window; dated by its arrival."""

    arrived_at: dt.datetime
    how: str  # window / post / online
    materials: tuple[ReceivedMaterial, ...]
    form: dict[str, str] = msgspec.field(default_factory=dict)  # fields of the form that were put right with it
    base_form: dict[str, str] | None = None  # what stood in those fields before; None from an older counter
    codes: tuple[str, ...]  # of what was owed and is brought now
    completes: bool  # nothing is owed any more
    accepted_at: dt.datetime | None  # when a correction became complete: that day
    due: DueDates
    papers: tuple[IssuedPaper, ...]


class CaseToldAgain(Value):
    """A wrong supplement was told once again in writing (domain.md §2, Wrong supplement)."""

    code: str
    defect: Defect
    papers: tuple[IssuedPaper, ...]


class CaseOwedExtended(Value):
    """What is owed may come until a later day."""

    code: str
    due_on: dt.date
    reason: str
    papers: tuple[IssuedPaper, ...] = ()


class CaseLapsed(Value):
    """Nothing came in time; the consequence of the policy was drawn."""

    state: CounterState
    consequence: LateConsequence | None  # None: a correction that was not brought, deemed withdrawn
    reason: str
    papers: tuple[IssuedPaper, ...]


class CaseHung(Value):
    """特别程序 began: its time is not counted."""

    procedure: SpecialProcedure
    days: TimeLimit
    basis: str
    executor: str = ""
    phone: str = ""
    at: dt.datetime
    due: DueDates
    papers: tuple[IssuedPaper, ...]


class CaseResumed(Value):
    """特别程序 ended: the clock runs again."""

    at: dt.datetime
    due: DueDates
    papers: tuple[IssuedPaper, ...]


class CaseExtended(Value):
    """The limit was extended once, with reasons."""

    by: TimeLimit
    reason: str
    at: dt.datetime
    due: DueDates
    papers: tuple[IssuedPaper, ...]


class CaseWithdrawn(Value):
    """The applicant took his application back."""

    reason: str
    returned: tuple[str, ...]
    papers: tuple[IssuedPaper, ...]


class CaseRevoked(Value):
    """The acceptance was taken back."""

    reason: str
    legal_basis: str
    papers: tuple[IssuedPaper, ...]


class CaseAmended(Value):
    """What an issued paper said was put right: the paper is void, a new number cites it."""

    intake: Intake
    base_intake: Intake  # what the change was made on, so that disjoint changes of two windows can be merged
    voided: str
    reason: str
    papers: tuple[IssuedPaper, ...]
    materials: tuple[MaterialChange, ...] = ()  # each material that is noted differently now


class CaseNoticeIssued(Value):
    """The applicant was given the paper that tells what a department did by itself (许可法 32, 42, 45)."""

    act: Act
    acted_at: dt.datetime  # names the act together with its kind
    papers: tuple[IssuedPaper, ...]


class CaseCorrected(Value):
    """What the platform refused or disputed was put right; this line takes the place of the one it names."""

    supersedes: LineId
    intake: Intake
    reason: str
    base_intake: Intake | None = None  # what the platform had when the person chose; None from an older counter


class CaseYielded(Value):
    """放弃: what the platform has counts, and our disputed line is put aside with its reason; both sides are kept.

    What our line had issued is void; where it had put a paper right, the paper is issued anew with what holds now.
    """

    supersedes: LineId
    sides: tuple[Side, ...]
    reason: str
    voided: tuple[str, ...] = ()
    papers: tuple[IssuedPaper, ...] = ()


class CaseVoided(Value):
    """A case was voided with a reason by one who may; its numbers stay in the register (domain.md §6)."""

    state_before: CounterState
    numbers: tuple[str, ...]
    reason: str


class PaperPrinted(Value):
    """A paper went to a printer, with what is known of the outcome."""

    number: str
    print_no: int  # which attempt, from 0: one that failed counts too
    again: int = 0  # 补打 第 n 次 as the paper says; 0 is the original, however often it was tried
    copies: int
    printer: str
    outcome: PrintOutcome
    reason: str = ""
    content_sha256: str
    sealed_sha256: str = ""  # of the file with the platform's e-seal; empty: the paper has the place for the stamp


class PrintAnswered(Value):
    """A person said whether a paper came out, because no machine could know (faults.md F15), or saw to it himself."""

    number: str
    print_no: int
    came_out: bool
    cancelled: bool = False  # he took its job out of the printer's queue before it was begun (F17)


class PersonUnlisted(Value):
    """A person was removed from the list of broken promises, with approver and reason (domain.md §2, Record)."""

    person: str
    reason: str


class ReviewAsked(Value):
    """Something waits for a supervisor."""

    review: Review


class ReviewDecided(Value):
    """A supervisor decided; the approval stands in the line."""

    review: str
    approved: bool
    reason: str


class ReviewAssigned(Value):
    """A review was given to a supervisor."""

    review: str
    supervisor: str


class ReviewLocked(Value):
    """A supervisor looks at a review and nobody else decides it meanwhile, or he let it go, or another broke in."""

    review: str
    locked_by: str  # empty: free again
    broke: str = ""  # whose lock was broken
    note: str = ""  # why


class ReviewOvertaken(Value):
    """The case moved on since it was asked for; it is not carried out any more."""

    review: str
    reason: str  # the code of what stood in the way


class ResultHanded(Value):
    """What became of a result at the window."""

    result: str
    handed: Handed
    papers: tuple[IssuedPaper, ...] = ()


class MovedPiece(Value):
    """One thing in a batch between window and department."""

    case: CaseId
    case_no: str
    name: str
    copies: int = 1
    result: str = ""  # id of the result document, when it is one and no material


class MaterialsMoved(Value):
    """材料流转, 证照流转: a batch went to a department or came from one, with a slip that both signed."""

    batch: str
    to_department: bool
    department: str
    courier: str
    pieces: tuple[MovedPiece, ...]
    their_slip: str = ""  # number of the department's own slip, when one came with it


class DayClosed(Value):
    """日结: the day balances, or every gap is explained."""

    account: DayAccount
    second_signature: str  # clerk_no of who signed beside the clerk


class ShiftHandedOver(Value):
    """交接: the desk went to another clerk with what was open and what lay in the drawer."""

    to_clerk: str
    open_cases: int
    drafts: int
    stock: tuple[Stock, ...]
    note: str = ""
    lines_waiting: int = 0  # that the platform does not have yet


BODIES: dict[Kind, type[Value]] = {
    Kind.SIGNED_IN: SignedIn,
    Kind.SIGNED_OUT: SignedOut,
    Kind.CASE_TAKEN: CaseTaken,
    Kind.CASE_DECIDED: CaseDecided,
    Kind.CASE_SUPPLEMENTED: CaseSupplemented,
    Kind.CASE_TOLD_AGAIN: CaseToldAgain,
    Kind.CASE_OWED_EXTENDED: CaseOwedExtended,
    Kind.CASE_LAPSED: CaseLapsed,
    Kind.CASE_HUNG: CaseHung,
    Kind.CASE_RESUMED: CaseResumed,
    Kind.CASE_EXTENDED: CaseExtended,
    Kind.CASE_WITHDRAWN: CaseWithdrawn,
    Kind.CASE_REVOKED: CaseRevoked,
    Kind.CASE_AMENDED: CaseAmended,
    Kind.CASE_NOTICE_ISSUED: CaseNoticeIssued,
    Kind.CASE_YIELDED: CaseYielded,
    Kind.CASE_CORRECTED: CaseCorrected,
    Kind.CASE_VOIDED: CaseVoided,
    Kind.PAPER_PRINTED: PaperPrinted,
    Kind.PRINT_ANSWERED: PrintAnswered,
    Kind.PERSON_UNLISTED: PersonUnlisted,
    Kind.REVIEW_ASKED: ReviewAsked,
    Kind.REVIEW_DECIDED: ReviewDecided,
    Kind.REVIEW_ASSIGNED: ReviewAssigned,
    Kind.REVIEW_LOCKED: ReviewLocked,
    Kind.REVIEW_OVERTAKEN: ReviewOvertaken,
    Kind.RESULT_HANDED: ResultHanded,
    Kind.MATERIALS_MOVED: MaterialsMoved,
    Kind.DAY_CLOSED: DayClosed,
    Kind.SHIFT_HANDED_OVER: ShiftHandedOver,
    Kind.CASES_PURGED: CasesPurged,
    Kind.LINE_PURGED: LinePurged,
}


ACCEPTED_LATER = "case.accepted_later"
"""What 0.1.0 called the only later decision that it knew; such lines may still wait at a counter."""


def read_body(kind: str, raw: msgspec.Raw) -> Value:
    """The typed body of a line; raises msgspec.ValidationError for an unknown kind or a body that is not its kind's."""
    if kind == ACCEPTED_LATER:
        older = {"decision": Decision.ACCEPTED, **msgspec.json.decode(raw, type=dict[str, Any])}
        return msgspec.convert(older, CaseDecided)
    try:
        body_type = BODIES[Kind(kind)]
    except ValueError:
        raise msgspec.ValidationError(f"unknown kind {kind[:40]!r}") from None
    return _decoder(body_type).decode(raw)


@functools.cache
def _decoder(body_type: type[Value]) -> msgspec.json.Decoder[Value]:
    """Made once for each kind: a hall reads thousands."""
    return msgspec.json.Decoder(body_type)
