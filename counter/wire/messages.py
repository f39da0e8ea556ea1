"""The calls between counter and platform (protocol.md, Calls), one request and one answer type each."""

from __future__ import annotations

import datetime as dt
import enum

import msgspec

from counter.domain.base import Answer, Value
from counter.domain.credit import CreditList
from counter.domain.ids import CaseId, InstallId, LineId, Sha256
from counter.domain.item import ServiceItem
from counter.domain.journal import SealedLine
from counter.domain.policy import SignedPolicy
from counter.domain.staff import SupervisorCard, Window
from counter.domain.workdays import HolidayTable
from counter.wire.queue_key import QueueKey
from counter.wire.seals import SealAuthority

MAX_LINES = 500
"""Lines in one push (protocol.md)."""
MAX_PUSH_BYTES = 4 * 1024 * 1024
"""Size of one push before compression (protocol.md)."""
BLOB_CHUNK_BYTES = 1024 * 1024
"""What one PATCH carries, so that a cut costs at most this much again (trust.md F45)."""


class Verdict(enum.StrEnum):
    """What the platform says of one line."""

    SETTLED = "settled"  # taken, effects done
    DUPLICATE = "duplicate"  # was taken before, with the same hash
    HELD = "held"  # an earlier line of the same case is refused or missing
    REFUSED = "refused"  # understood and not accepted: code, field, message
    CONFLICT = "conflict"  # somebody else changed the case: theirs
    CLONE = "clone"  # this install's seq was used with other content


class EnrolRequest(Value, omit_defaults=True):
    """A one-time code and the public key of the new installation (base64, Ed25519, 32 bytes).

    With ``hall`` or ``window`` the code is taken only if it is of that place, else it stays unspent.
    """

    code: str
    public_key: str
    hall: str = ""
    window: str = ""


class EnrolAnswer(Answer):
    """Where the installation stands and what it may number with."""

    window: Window
    epoch: str
    generation: str
    platform_key: str  # base64 Ed25519: signs ID tokens
    server_time: dt.datetime


class EpochRequest(Value):
    """After a restore: a new epoch is asked for; the old one is closed at what the platform has.

    ``id`` is made for this asking: a request that comes twice opens one epoch. 0.1.0 made none.
    """

    reason: str
    id: str = ""


class EpochAnswer(Answer):
    """The new epoch; numbers start again at one in it."""

    epoch: str
    generation: str


class SignInRequest(Value):
    """Resource owner password grant of the training provider (RFC 6749 §4.3)."""

    username: str
    password: str


class SignInAnswer(Answer):
    """An ID token (JWT, EdDSA) whose claims name the person, his roles and how long he may work offline."""

    id_token: str


class PushRequest(Value):
    """Waiting lines in order; ``signature`` is Ed25519 over the last line's hash (base64)."""

    lines: tuple[SealedLine, ...]
    signature: str


class LineAnswer(Answer):
    """The answer for one line; it counts only when the hash is the line's own."""

    id: LineId
    hash: str
    verdict: Verdict
    code: str = ""
    field: str = ""
    message: str = ""
    theirs: str = ""


class PushAnswer(Answer):
    """One answer per line. ``durable_to`` is the last seq of the epoch that survives the platform's own crash."""

    generation: str
    lines: tuple[LineAnswer, ...]
    durable_to: int
    server_time: dt.datetime


class NewsKind(enum.StrEnum):
    """What a news entry tells."""

    NUMBERED = "numbered"  # the platform gave its own case number
    STATE = "state"  # the platform's state of the case
    CATALOGUE = "catalogue"  # there is a newer catalogue, policy, list of supervisors or credit list
    CASE = "case"  # a case of another window of the hall, as it stands: ``wire.news.CaseCard``
    DEPARTMENT = "department"  # what a department did with a case: ``wire.news.DepartmentAct``
    RESULT = "result"  # a result to hand out: ``handing.ResultDocument``
    HANDED = "handed"  # what another window did with a result: ``wire.news.ResultMoved``
    REVIEW = "review"  # a review as it stands on the platform: ``review.Review``
    PRINTED = "printed"  # a paper of this window went to a printer of another: ``wire.news.PaperPrint``


class NewsEntry(Answer):
    """One piece of news in the platform's commit order."""

    seq: int
    kind: NewsKind
    at: dt.datetime
    case: CaseId | None = None
    platform_no: str = ""
    state: str = ""
    words: str = ""
    detail: msgspec.Raw = msgspec.field(default_factory=lambda: msgspec.Raw(b"null"))  # by kind


class NewsPage(Answer):
    """News after a cursor; applied in order, rows and cursor in one transaction."""

    generation: str
    entries: tuple[NewsEntry, ...]
    cursor: int
    more: bool
    server_time: dt.datetime


class CataloguePage(Answer):
    """Items that are newer than the version asked for, whole; ``ended`` are codes no longer offered."""

    version: int
    items: tuple[ServiceItem, ...]
    ended: tuple[str, ...]
    holidays: HolidayTable
    policy: SignedPolicy | None = None
    supervisors: tuple[SupervisorCard, ...] = ()  # all of the hall, each time
    credit: CreditList | None = None
    seal_authority: SealAuthority | None = None  # whose e-seals to believe
    queue_key: QueueKey | None = None  # to which an exported queue is sealed


class DayDigest(Value):
    """Count and combined hash (SHA-256 over the sorted line hashes) of one day's lines, by the counter's day in UTC."""

    day: str
    count: int
    combined: str


class ScanDigest(Value):
    """Count and combined hash (SHA-256 over the sorted hashes) of the scans whose hash begins with these two digits."""

    prefix: str
    count: int
    combined: str


class DigestRequest(Value):
    """What this installation believes the platform has durably: lines per day, and scans, which are of no epoch."""

    epoch: str
    days: tuple[DayDigest, ...]
    scans: tuple[ScanDigest, ...] = ()


class DigestAnswer(Answer):
    """The seqs that the platform has, for each day that differs; the rest of that day must be sent again.

    So with the scans of each prefix that differs.
    """

    generation: str
    differing: dict[str, tuple[int, ...]]
    scans: dict[str, tuple[Sha256, ...]] = msgspec.field(default_factory=dict)


class HallFault(Answer):
    """Why a call was refused as a whole; no effect was had."""

    code: str
    message: str
    field: str = ""


class Export(Answer):
    """Everything the platform holds of cases, for comparison from outside."""

    generation: str
    cases: tuple[ExportedCase, ...]
    lines: int
    blobs: int
    flags: tuple[ExportedFlag, ...] = ()
    readings: tuple[ExportedReading, ...] = ()
    carried: tuple[ExportedCarrying, ...] = ()


class ExportedCarrying(Answer):
    """代送记录: the exported queue of a window was brought in, by another (empty: at the hall) and by whom."""

    sha256: Sha256  # of the file
    install: InstallId
    carrier: InstallId
    clerk_no: str
    began_at: dt.datetime
    done_at: dt.datetime | None
    lines: int
    scans: int


class ExportedReading(Answer):
    """调阅记录: somebody looked at a scan or took a paper of the hall; ``name`` is its hash or its number."""

    case: CaseId
    name: str
    clerk_no: str
    install: InstallId
    began_at: dt.datetime
    last_at: dt.datetime


class ExportedFlag(Answer):
    """Something that a person should look at: a deed without its approval, a forged or replayed one, a broken promise.

    ``code`` is the platform's own (``approval.forged``, ``credit.barred_since``).
    """

    line: LineId
    code: str
    case: CaseId | None
    install: InstallId
    actor: str
    at: dt.datetime


class ExportedCase(Answer):
    """One case as the platform knows it."""

    case: CaseId
    case_no: str
    platform_no: str
    state: str
    install: InstallId
    item_code: str
    applicant_name: str
    papers: tuple[str, ...]
    lines: int
    blobs_missing: tuple[str, ...]
