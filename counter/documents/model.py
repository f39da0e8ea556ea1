"""文书内容: everything that stands on a paper, frozen when its number is issued.

A paper is drawn from these values alone: no clock, no store, no settings. The same content gives the same bytes.
"""

from __future__ import annotations

import datetime as dt

from counter.domain.base import Value
from counter.domain.case import PaperKind

LICENCE_ITEM = "01"
"""行政许可, of the 事项类型 in GB/T 39046-2020 App. A."""


class PaperMaterial(Value):
    """One row of 材料清单, in the words that the applicant reads."""

    name: str
    kind: str  # 原件 / 复印件 / 原件或复印件
    how_got: str  # 收取方式: 原件 / 复印件 / 扫描 / 电子证照 / 数据共享 / 免提交
    required_copies: int
    received_copies: int
    note: str = ""


class PaperFee(Value):
    """One row of 收费: what is charged, how much and on which basis."""

    name: str
    amount_fen: int
    unit: str = ""  # 次 / 证; empty when the amount stands for itself
    basis: str = ""


class PaperResult(Value):
    """One result document that is handed out (结果文书)."""

    name: str
    number: str = ""
    validity: str = ""
    copies: int = 1


class PaperContent(Value):
    """文书内容 of one issued paper.

    Times are aware and UTC, and are printed in China's time; days are dates. Empty text means: does not apply, and the
    line is left out. ``number`` never changes; a reprint carries the same content (domain.md §6).
    """

    kind: PaperKind
    number: str  # 文书编号, 420106-03-12-A-000127-7 (protocol.md, Identities)
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

    progress_url_base: str = ""  # of the settings, never of a case; no QR code when empty
    chain_head: str = ""  # the first eight characters of the journal's chain head
    copies: str = ""  # 一式几份，谁留存
    practice: bool = False  # 培训演练: a watermark over every page


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
    "LICENCE_ITEM",
    "MissingGlyph",
    "PaperContent",
    "PaperFee",
    "PaperKind",
    "PaperMaterial",
    "PaperResult",
    "Reprint",
]
