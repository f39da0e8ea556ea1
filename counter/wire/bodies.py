"""What the body of each kind of journal line says."""

from __future__ import annotations

import datetime as dt
import enum

import msgspec

from counter.domain.base import Value
from counter.domain.case import CounterState, Decision, Intake, PaperKind, PrintOutcome
from counter.domain.ids import LineId
from counter.domain.workdays import DueDates


class Kind(enum.StrEnum):
    """The kinds of journal line, past facts."""

    SIGNED_IN = "session.signed_in"
    SIGNED_OUT = "session.signed_out"
    CASE_TAKEN = "case.taken"
    CASE_ACCEPTED_LATER = "case.accepted_later"
    CASE_CORRECTED = "case.corrected"
    CASE_VOIDED = "case.voided"
    PAPER_PRINTED = "paper.printed"


class IssuedPaper(Value):
    """A paper that was issued in the deed: its kind, number and the hash of its content."""

    kind: PaperKind
    number: str
    content_sha256: str
    copies: int


class SignedIn(Value):
    """A person began to work at this window."""

    online: bool
    offline_until: dt.datetime


class SignedOut(Value):
    """A person ended work at this window and was told what is still waiting."""

    lines_waiting: int


class CaseTaken(Value):
    """A case was taken in: 收件, 受理 or 即办办结."""

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


class CaseAcceptedLater(Value):
    """A received case was accepted."""

    accepted_at: dt.datetime
    time_trusted: bool
    due: DueDates
    papers: tuple[IssuedPaper, ...]


class CaseCorrected(Value):
    """What the platform refused or disputed was put right; this line takes the place of the one it names."""

    supersedes: LineId
    intake: Intake
    reason: str


class CaseVoided(Value):
    """A case was voided with a reason by one who may; its numbers stay in the register (domain.md §6)."""

    state_before: CounterState
    numbers: tuple[str, ...]
    reason: str


class PaperPrinted(Value):
    """A paper went to a printer, with what is known of the outcome."""

    number: str
    print_no: int  # 0 the original, then 补打 第 n 次
    copies: int
    printer: str
    outcome: PrintOutcome
    reason: str = ""
    content_sha256: str


BODIES: dict[Kind, type[Value]] = {
    Kind.SIGNED_IN: SignedIn,
    Kind.SIGNED_OUT: SignedOut,
    Kind.CASE_TAKEN: CaseTaken,
    Kind.CASE_ACCEPTED_LATER: CaseAcceptedLater,
    Kind.CASE_CORRECTED: CaseCorrected,
    Kind.CASE_VOIDED: CaseVoided,
    Kind.PAPER_PRINTED: PaperPrinted,
}


def read_body(kind: str, raw: msgspec.Raw) -> Value:
    """The typed body of a line; raises msgspec.ValidationError for an unknown kind or a body that is not its kind's."""
    try:
        body_type = BODIES[Kind(kind)]
    except ValueError:
        raise msgspec.ValidationError(f"unknown kind {kind[:40]!r}") from None
    return msgspec.json.decode(raw, type=body_type)
