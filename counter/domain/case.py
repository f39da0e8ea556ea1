"""办件: what a clerk takes in at the counter, and what became of it there.

What the counter did, as far as this counter goes (the platform's own state is a second, separate fact):

    draft ──收件──▶ RECEIVED ──受理──▶ ACCEPTED
      ├────受理──────────────────────▶ ACCEPTED
      ├────即办办结──────────────────▶ DONE_ON_SPOT
      └────放弃──▶ (no trace)            │
                 RECEIVED, ACCEPTED, DONE_ON_SPOT ──作废 (supervisor, reason)──▶ VOIDED
"""

from __future__ import annotations

import datetime as dt
import enum

import msgspec

from counter.domain.base import Value
from counter.domain.ids import CaseId, Sha256
from counter.domain.person import Agent, Applicant, Contact
from counter.domain.workdays import DueDates


class Decision(enum.StrEnum):
    """What the clerk decides at the counter (许可法 32)."""

    RECEIVED = "received"  # 收件: decide within five working days
    ACCEPTED = "accepted"  # 受理
    DONE_ON_SPOT = "done_on_spot"  # 即办办结


class CounterState(enum.StrEnum):
    """What the counter did with the case; one writer: the deeds."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DONE_ON_SPOT = "done_on_spot"
    VOIDED = "voided"


class HowGot(enum.StrEnum):
    """收取方式 (domain.md §3.1): how a material was got."""

    ORIGINAL = "original"  # 原件
    COPY = "copy"  # 复印件
    SCAN = "scan"  # 扫描
    E_LICENCE = "e_licence"  # 电子证照
    SHARED = "shared"  # 数据共享
    EXEMPT = "exempt"  # 免提交


class Attachment(Value):
    """One file of a material; its name is data only, the file lies under its hash."""

    sha256: Sha256
    size_bytes: int
    media_type: str
    file_name: str


class ReceivedMaterial(Value):
    """One material of the guide as it was got at the counter."""

    code: str
    how_got: HowGot
    copies: int = 1
    attachments: tuple[Attachment, ...] = ()


class Intake(Value):
    """What was typed, ticked and attached; in a draft any of it may be empty, in a case not (``intake_rules``)."""

    item_code: str = ""
    item_version: int = 0
    applicant: Applicant = msgspec.field(default_factory=Applicant)
    agent: Agent | None = None
    contact: Contact | None = None
    materials: tuple[ReceivedMaterial, ...] = ()
    form: dict[str, str] = msgspec.field(default_factory=dict)
    situations: dict[str, str] = msgspec.field(default_factory=dict)
    note: str = ""

    def attachments(self) -> tuple[Attachment, ...]:
        """Every attached file, in the order of the materials."""
        return tuple(attachment for material in self.materials for attachment in material.attachments)


class Draft(Value):
    """暂存: an intake that is being typed; saved as one types, never submitted by itself."""

    case_id: CaseId
    intake: Intake
    clerk: str
    started_at: dt.datetime
    saved_at: dt.datetime
    title: str = ""  # applicant and item, for the clerk who finds it again


class Case(Value):
    """办件 as this counter holds it."""

    case_id: CaseId
    case_no: str  # the number of its first paper
    state: CounterState
    intake: Intake
    item_name: str
    department: str
    due: DueDates
    clerk: str
    clerk_name: str
    received_at: dt.datetime
    accepted_at: dt.datetime | None = None
    platform_no: str = ""  # 省办件编号, given by the platform
    platform_state: str = ""  # what the platform says; empty until it said anything


class PaperKind(enum.StrEnum):
    """Which paper (domain.md §6)."""

    RECEIPT = "receipt"  # 收件凭证
    ACCEPTANCE = "acceptance"  # 受理通知书
    RESULT_COLLECTION = "result_collection"  # 即办结果领取凭证


class PrintOutcome(enum.StrEnum):
    """What is known of a print job; never PRINTED without proof (faults.md F15)."""

    SUBMITTED = "submitted"  # 已提交
    PRINTED = "printed"  # 已出纸
    FAILED = "failed"  # 失败
    UNCERTAIN = "uncertain"  # 不确定
