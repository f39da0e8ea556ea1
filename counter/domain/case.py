"""办件: what a clerk takes in at the counter, and what became of it there (states: ``course``).

What the counter did is one fact, what the platform says of it is a second, separate one.
"""

from __future__ import annotations

import datetime as dt
import enum

import msgspec

from counter.domain.base import Value
from counter.domain.course import Course, Ruling
from counter.domain.ids import CaseId, Sha256
from counter.domain.person import Agent, Applicant, Contact
from counter.domain.workdays import DueDates


class Decision(enum.StrEnum):
    """What the clerk decides at the counter (许可法 32, domain.md §2)."""

    ACCEPTED = "accepted"  # 受理
    RECEIVED = "received"  # 收件: decide within five working days
    CORRECTION = "correction"  # 一次性补正告知
    DEFERRED = "deferred"  # 容缺受理
    COMMITTED = "committed"  # 告知承诺
    REFUSED = "refused"  # 不予受理
    NOT_COMPETENT = "not_competent"  # 不属本机关
    NOT_NEEDED = "not_needed"  # 不需许可
    DONE_ON_SPOT = "done_on_spot"  # 即办办结


class CounterState(enum.StrEnum):
    """What the counter did with the case; one writer: the deeds."""

    RECEIVED = "received"
    CORRECTING = "correcting"  # 待补正
    ACCEPTED = "accepted"
    DEFERRED = "deferred"  # 容缺受理, something is still owed
    COMMITTED = "committed"  # 告知承诺受理
    DONE_ON_SPOT = "done_on_spot"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"
    WITHDRAWN = "withdrawn"  # 撤回, 视为撤回
    REVOKED = "revoked"  # 撤销受理
    NOT_GRANTED = "not_granted"  # 不予审批
    TERMINATED = "terminated"  # 终止
    RETURNED = "returned"  # 退办
    DONE = "done"  # 办结, as the department says
    VOIDED = "voided"


RUNNING = frozenset({CounterState.ACCEPTED, CounterState.DEFERRED, CounterState.COMMITTED})
"""在办: the clock of the decision runs or is stopped."""
OPEN = RUNNING | {CounterState.RECEIVED, CounterState.CORRECTING}
"""Not at an end: something can still be done with the case."""


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


class ReceivedMaterial(Value, omit_defaults=True):
    """One material of the guide as it was got at the counter."""

    code: str
    how_got: HowGot
    copies: int = 1
    attachments: tuple[Attachment, ...] = ()
    fixed_on_spot: str = ""  # 当场更正: what the applicant put right at the window (许可法 32(3))


class GlyphImage(Value):
    """字形图片 of a character that no font draws: the PNG lies under its hash and travels as a scan of the case."""

    character: str
    sha256: Sha256
    size_bytes: int


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
    glyph_images: tuple[GlyphImage, ...] = ()  # of the characters in these texts that no font draws

    def attachments(self) -> tuple[Attachment, ...]:
        """Every file of the case: those of the materials in their order, then the pictures of characters."""
        files = tuple(attachment for material in self.materials for attachment in material.attachments)
        return files + tuple(_as_file(image) for image in self.glyph_images)


def _as_file(image: GlyphImage) -> Attachment:
    return Attachment(
        sha256=image.sha256,
        size_bytes=image.size_bytes,
        media_type="image/png",
        file_name=f"字形 U+{ord(image.character):04X}.png",
    )


class Draft(Value):
    """暂存: an intake that is being typed; saved as one types, never submitted by itself."""

    case_id: CaseId
    intake: Intake
    clerk: str
    started_at: dt.datetime
    saved_at: dt.datetime
    title: str = ""  # applicant and item, for the clerk who finds it again
    decision: Decision | None = None  # what was being decided when it was saved
    ruling: Ruling | None = None  # with what, as far as it was typed


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
    course: Course = Course()
    platform_no: str = ""  # 省办件编号, given by the platform
    platform_state: str = ""  # what the platform says; empty until it said anything
    purged_at: dt.datetime | None = None  # when its personal data left this machine; then intake and course are empty


class PaperKind(enum.StrEnum):
    """Which paper; the numbers are those of domain.md §6."""

    CONSULTATION = "consultation"  # 3 一次性告知单
    RECEIPT = "receipt"  # 4 收件凭证
    ACCEPTANCE = "acceptance"  # 5 受理通知书
    DEFERRAL_PROMISE = "deferral_promise"  # 6 容缺受理承诺书
    DEFERRAL_NOTICE = "deferral_notice"  # 7 容缺受理通知书
    COMMITMENT = "commitment"  # 8 告知承诺书
    OWED_EXTENSION = "owed_extension"  # 7, 9 补交延期告知书: a later day for what is still to be brought
    CORRECTION_NOTICE = "correction_notice"  # 9 补正告知书
    SUPPLEMENT_RECEIPT = "supplement_receipt"  # 10 补件接收凭证
    RESUMPTION = "resumption"  # 10 重新启动通知
    REFUSAL = "refusal"  # 11 不予受理决定书
    NOT_NEEDED = "not_needed"  # 12 不需许可告知书
    SPECIAL_PROCEDURE = "special_procedure"  # 13 特别程序告知书
    EXTENSION = "extension"  # 14 延期告知书
    FEE_NOTICE = "fee_notice"  # 15 缴费通知
    WITHDRAWAL = "withdrawal"  # 16 撤回申请
    RETURNED_MATERIALS = "returned_materials"  # 16 退件通知
    REVOCATION = "revocation"  # 16 撤销受理决定书
    LAPSE = "lapse"  # 16 容缺(补正)逾期处理通知
    COLLECTION_NOTICE = "collection_notice"  # 18 出件通知
    COLLECTION = "collection"  # 18 领取凭证
    RESULT_COLLECTION = "result_collection"  # 18 即办结果领取凭证
    SERVICE_RETURN = "service_return"  # 19 送达回证
    AUTHORITY = "authority"  # 20 授权委托书
    POSTING = "posting"  # 21 邮寄确认单
    MATERIALS_MOVED = "materials_moved"  # 22 材料流转单
    RESULTS_MOVED = "results_moved"  # 23 证照流转单
    TRUTH_PROMISE = "truth_promise"  # 24 真实性承诺书
    PRIVACY_NOTICE = "privacy_notice"  # 24 个人信息处理告知书
    PACKAGE_ACCEPTANCE = "package_acceptance"  # 25 一件事受理通知书
    DAY_SHEET = "day_sheet"  # 27 日结表
    SHIFT_SHEET = "shift_sheet"  # 27 交接班表


class PrintOutcome(enum.StrEnum):
    """What is known of a print job; never PRINTED without proof (faults.md F15)."""

    SUBMITTED = "submitted"  # 已提交
    PRINTED = "printed"  # 已出纸
    FAILED = "failed"  # 失败
    UNCERTAIN = "uncertain"  # 不确定
