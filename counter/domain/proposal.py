"""提请: a deed that may need a supervisor, as a value. What was approved is exactly what is done.

    clerk ── proposes ──▶ OPEN ── 现场授权 or 审核通过 ──▶ APPROVED ── carried out by the window of the case ▶ DONE
                           └──── 退回 (reason) ─────────▶ RETURNED     └ the case moved on ▶ OVERTAKEN

The approval is bound to the SHA-256 of the proposal's canonical bytes, and so to case, action and content.
"""

from __future__ import annotations

import datetime as dt
import hashlib

import msgspec

from counter.domain.base import Value, canonical
from counter.domain.case import Decision, Intake, ReceivedMaterial
from counter.domain.course import Commitment, Deferral, Ruling
from counter.domain.deadlines import SpecialProcedure
from counter.domain.ids import CaseId
from counter.domain.item import TimeLimit
from counter.domain.person import Applicant
from counter.domain.policy import ReviewKind


class Take(Value, tag="take"):
    """A draft is decided: 不予受理, or 容缺 outside the norm.

    Intake and ruling stand here as they are checked and kept (``actions.intake.proposal_of`` makes it), so that the
    platform finds the same content in the line.
    """

    case: CaseId
    decision: Decision
    intake: Intake
    ruling: Ruling | None = None


class Decide(Value, tag="decide"):
    """A received case is decided later."""

    case: CaseId
    decision: Decision
    ruling: Ruling | None = None


class Supplement(Value, tag="supplement"):
    """补件 by one who is on the list of broken promises since (credit gate before the supplement, domain.md §2)."""

    case: CaseId
    materials: tuple[ReceivedMaterial, ...]
    how: str = "window"
    arrived_on: dt.date | None = None
    form: dict[str, str] = msgspec.field(default_factory=dict)
    base_form: dict[str, str] | None = None  # what the person read in those fields; None: what stands there at the deed


class ExtendOwed(Value, tag="extend_owed"):
    """What is still to be brought may come until a later day (force majeure, domain.md §2)."""

    case: CaseId
    code: str
    due_on: dt.date
    reason: str


class Lapse(Value, tag="lapse"):
    """Nothing came in time: the policy's consequence is drawn."""

    case: CaseId
    reason: str


class Extend(Value, tag="extend"):
    """延长办理期限, once, with reasons that the applicant is told (许可法 42)."""

    case: CaseId
    by: TimeLimit
    reason: str


class Hang(Value, tag="hang"):
    """特别程序: its time is not counted; told in writing with the days needed (许可法 45)."""

    case: CaseId
    procedure: SpecialProcedure
    days: TimeLimit
    basis: str
    executor: str = ""
    phone: str = ""


class Withdraw(Value, tag="withdraw"):
    """撤回: the applicant takes his application back."""

    case: CaseId
    reason: str
    returned: tuple[str, ...] = ()


class Revoke(Value, tag="revoke"):
    """撤销受理: the acceptance is taken back, with reasons."""

    case: CaseId
    reason: str
    legal_basis: str = ""


class Void(Value, tag="void"):
    """作废: the case was taken in error; its numbers stay in the register."""

    case: CaseId
    reason: str


class Amend(Value, tag="amend"):
    """更正: what an issued paper says was wrong; the paper is voided and issued anew under a number that cites it."""

    case: CaseId
    number: str  # the paper that is wrong
    applicant: Applicant | None = None
    materials: tuple[ReceivedMaterial, ...] | None = None
    form: dict[str, str] | None = None
    reason: str


class Reprint(Value, tag="reprint"):
    """补打 beyond the limit."""

    case: CaseId
    number: str
    reason: str


class Unlist(Value, tag="unlist"):
    """移出失信名单: a person is removed from the hall's list of broken promises."""

    case: CaseId
    person: str  # as ``credit.person_key`` names him, never his number
    reason: str


Proposal = (
    Take
    | Decide
    | Supplement
    | ExtendOwed
    | Lapse
    | Extend
    | Hang
    | Withdraw
    | Revoke
    | Void
    | Amend
    | Reprint
    | Unlist
)


class Approval(Value):
    """授权: what a supervisor signed with his own key; bound to case, action, content and time.

    ``signature`` is Ed25519 (base64) over ``signed_bytes``; the platform checks it again.
    """

    id: str  # UUIDv7; the platform takes each only once
    supervisor: str
    case: CaseId
    kind: ReviewKind
    content_sha256: str
    at: dt.datetime
    on_spot: bool = False  # 现场授权
    signature: str = ""

    def signed_bytes(self) -> bytes:
        """What the signature covers: everything but the signature, canonical."""
        return canonical(msgspec.structs.replace(self, signature=""))


def as_proposed(ruling: Ruling | None) -> Ruling | None:
    """The ruling as a proposal holds it: without the credit answer, which the deed puts in.

    So both ends make the same ``Take`` or ``Decide`` of what stands in the line, and the approval's hash of it.
    """
    if isinstance(ruling, Deferral | Commitment):
        return msgspec.structs.replace(ruling, credit=None)
    return ruling


def content_sha256(proposal: Proposal) -> str:
    """What an approval of this proposal is bound to."""
    return hashlib.sha256(canonical(proposal)).hexdigest()
