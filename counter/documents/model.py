"""文书内容: everything that stands on a paper, frozen when its number is issued.

A paper is drawn from these values alone: no clock, no store, no settings. The same content gives the same bytes.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from counter.domain.base import Value
from counter.domain.case import PaperKind

LICENCE_ITEM = "01"
"""行政许可, of the 事项类型 in GB/T 39046-2020 App. A."""
_ONE_COPY = (
    PaperKind.FEE_NOTICE,
    PaperKind.COLLECTION_NOTICE,
    PaperKind.SERVICE_RETURN,
    PaperKind.AUTHORITY,
    PaperKind.POSTING,
    PaperKind.TRUTH_PROMISE,
    PaperKind.PRIVACY_NOTICE,
    PaperKind.DAY_SHEET,
    PaperKind.SHIFT_SHEET,
)
COPIES = {kind: 1 if kind in _ONE_COPY else 2 for kind in PaperKind}
"""一式几份 of every kind (domain.md §6, Copies); who keeps them stands at the foot of the paper."""


class _Frozen(Value, omit_defaults=True):
    """What a paper says, written without what it does not say: a paper has some sixty fields and few of them apply.

    It is frozen twice, beside its number and in the journal line. The default of a field is never changed afterwards:
    it is what papers of before say.
    """


class PaperMaterial(_Frozen):
    """One row of 材料清单, in the words that the applicant reads."""

    name: str
    kind: str  # 原件 / 复印件 / 原件或复印件
    how_got: str  # 收取方式: 原件 / 复印件 / 扫描 / 电子证照 / 数据共享 / 免提交
    required_copies: int = 1
    received_copies: int = 1
    note: str = ""


class PaperFee(_Frozen):
    """One row of 收费: what is charged, how much and on which basis."""

    name: str
    amount_fen: int  # of one unit
    unit: str = ""  # 次 / 证; empty when the amount stands for itself
    basis: str = ""
    quantity: int = 1  # how many units are charged, on a 缴费通知


class PaperResult(_Frozen):
    """One result document that is handed out (结果文书)."""

    name: str
    number: str = ""
    validity: str = ""
    copies: int = 1


class PaperDefect(_Frozen):
    """One row of 补正内容: what is missing or wrong, by which rule, and what to do."""

    name: str
    ground: str
    remedy: str


class PaperOwed(_Frozen):
    """One row of 待补材料: how and until when it has to be brought, and when it was."""

    name: str
    form: str = ""
    due_on: dt.date | None = None
    arrived_at: dt.datetime | None = None


class PaperPromise(_Frozen):
    """承诺: who promises what, and what follows if it is not kept."""

    signer: str  # 申请人 / 法定代表人 / 代理人
    name: str
    conditions: tuple[str, ...] = ()
    consequence: str = ""  # what follows if it is not kept, without a full stop; empty: the usual words
    check_within: str = ""  # 核查期限 of a 告知承诺, "60个工作日"


class PaperProcedure(_Frozen):
    """特别程序 (许可法 45)."""

    name: str
    days: str  # "15个工作日"
    basis: str
    executor: str = ""
    phone: str = ""
    begins_on: dt.date
    resumed_on: dt.date | None = None


class PaperExtension(_Frozen):
    """延长期限 (许可法 42)."""

    by: str  # "10个工作日"
    approver: str = ""
    promised_before: dt.date | None = None
    legal_before: dt.date | None = None


class PaperCollector(_Frozen):
    """领取人, or the addressee of a 送达."""

    name: str
    relation: str
    id_document: str = ""
    id_number: str = ""
    phone: str = ""
    authority: str = ""
    way: str = ""  # 直接送达 / 邮寄送达 / 留置送达
    at: dt.datetime | None = None
    refusal_witness: str = ""


class PaperPosting(_Frozen):
    """邮政送达."""

    addressee: str
    phone: str
    address: str
    waybill: str = ""
    payer: str = ""


class PaperAuthority(_Frozen):
    """授权: what an agent may do and for how long; empty lines are filled in by hand (民法典 165)."""

    scope: tuple[str, ...] = ()  # granted powers in words; none: all are printed to be ticked
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    agent_phone: str = ""


class PaperPart(_Frozen):
    """One item of a 一件事, with its own department, limit and day."""

    name: str
    lead: str  # 牵头部门
    assisting: tuple[str, ...] = ()  # 配合部门
    case_code: str = ""
    decision: str = ""  # 受理 / 容缺受理 / 不予受理 / 待前置事项办结
    limit: str = ""  # "10个工作日"
    due_on: dt.date | None = None


class PaperPackage(_Frozen):
    """一件事: several items handed in once (国办发〔2022〕32号)."""

    name: str
    lead: str  # 牵头部门 of the whole
    parts: tuple[PaperPart, ...]


class PaperContent(_Frozen):
    """文书内容 of one issued paper.

    Times are aware and UTC, and are printed in China's time; days are dates. Empty text means: does not apply, and the
    line is left out. ``number`` never changes; a reprint carries the same content (domain.md §6).
    """

    kind: PaperKind
    number: str  # 文书编号, 420106-03-12-A-000127-7 (protocol.md, Identities); empty on a form, which has none
    case_code: str  # 办件编号, printed under the bar code
    query_code: str = ""  # 查询码

    department: str  # 实施机关, whose seal goes on the paper (domain.md, model in one line)
    hall_name: str
    hall_address: str = ""
    window: str  # 窗口, "03号窗口"
    clerk_name: str

    applicant_kind: str  # 自然人 / 企业法人 / …
    applicant_name: str
    id_document: str  # 居民身份证 / 统一社会信用代码 / …
    id_number: str
    legal_representative: str = ""
    applicant_address: str = ""
    agent_name: str = ""
    agent_id_document: str = ""
    agent_id_number: str = ""
    contact_name: str = ""
    contact_phone: str = ""

    item_name: str
    item_code: str
    item_type: str = LICENCE_ITEM  # 事项类型; only a licence may cite 行政许可法

    received_at: dt.datetime
    accepted_at: dt.datetime | None = None
    issued_at: dt.datetime  # 制作时间 of the paper itself
    time_is_provisional: bool = False  # the platform's time was not known (protocol.md, The journal line)
    decision_due_on: dt.date | None = None  # five working days after receipt (许可法 32)
    promised_due_on: dt.date | None = None
    promised_limit: str = ""  # "10个工作日"
    legal_due_on: dt.date | None = None
    legal_limit: str = ""
    excluded_time: tuple[str, ...] = ()  # 特别程序 whose time does not count (许可法 45), "专家评审"

    materials: tuple[PaperMaterial, ...] = ()
    fees: tuple[PaperFee, ...] = ()
    results: tuple[PaperResult, ...] = ()
    delivery: str = ""  # 结果送达方式
    collector_name: str = ""  # 领取人, when not the applicant himself
    collector_relation: str = ""  # 本人 / 代理人 / …

    enquiry_phone: str = ""
    complaint_phone: str = ""
    remedies: str = ""  # 救济途径, where the paper needs it (domain.md rule 11)
    note: str = ""

    conditions: tuple[str, ...] = ()  # 受理条件, on a 一次性告知单
    ground: str = ""  # 不予受理情形, 逾期后果, in words
    reasons: str = ""
    legal_basis: str = ""
    competent_body: str = ""
    returned: tuple[str, ...] = ()  # names of the materials that go back
    defects: tuple[PaperDefect, ...] = ()
    correction_due_on: dt.date | None = None
    told_again: bool = False  # what was brought was wrong and is told once again (domain.md §2, Wrong supplement)
    owed: tuple[PaperOwed, ...] = ()
    deferral_pauses: bool = False  # the hall's policy stops the clock until what is owed was brought
    promise: PaperPromise | None = None
    check_code: str = ""  # 核对码 of a promise that was printed for signing; on that sheet, and where it is cited
    procedure: PaperProcedure | None = None
    extension: PaperExtension | None = None
    collector: PaperCollector | None = None
    posting: PaperPosting | None = None
    authority: PaperAuthority | None = None
    package: PaperPackage | None = None
    cites: str = ""  # the number of the voided paper that this one replaces

    progress_url_base: str = ""  # of the settings, never of a case; no QR code when empty
    chain_head: str = ""  # the first eight characters of the journal's chain head
    copies: str = ""  # 一式几份，谁留存; empty: what domain.md §6 says of this kind
    practice: bool = False  # 培训演练: a watermark over every page
    glyph_images: dict[str, str] = msgspec.field(default_factory=dict)  # a character without a code or a font ->
    # SHA-256 of the PNG that shows it; the pictures themselves are given to ``paper.render``


class Reprint(Value):
    """补打: which one, why, by whom and when; it is no part of the content (domain.md §6, Reprint)."""

    count: int  # 1 for the first reprint
    reason: str
    clerk_name: str
    reprinted_at: dt.datetime


class MissingGlyph(Value):
    """A character that none of our fonts can draw; ``field`` is the dotted path of the text that holds it."""

    character: str
    code_point: str  # "U+30EDE"
    field: str


__all__ = [
    "COPIES",
    "LICENCE_ITEM",
    "MissingGlyph",
    "PaperAuthority",
    "PaperCollector",
    "PaperContent",
    "PaperDefect",
    "PaperExtension",
    "PaperFee",
    "PaperKind",
    "PaperMaterial",
    "PaperOwed",
    "PaperPackage",
    "PaperPart",
    "PaperPosting",
    "PaperProcedure",
    "PaperPromise",
    "PaperResult",
    "Reprint",
]
