"""出件: results that the departments made, and how they reach the applicant (domain.md §5, 结果).

ANNOUNCED 待签收 ─ signed in ▶ AT_WINDOW 待取件 ─┬ collector checked ▶ COLLECTED 已取件
                                               ├ 邮寄 ▶ POSTED 待揽件 ▶ PICKED_UP 已揽件 ▶ DELIVERED 妥投
                                               │         └ 撤单 ▶ AT_WINDOW    └ 退回 ▶ AT_WINDOW
                                               └ nobody found ▶ UNDELIVERED 未送达 ─ again ▶ AT_WINDOW
"""

from __future__ import annotations

import datetime as dt
import enum

from counter.domain.base import Value
from counter.domain.ids import CaseId, Sha256
from counter.domain.person import Identified


class ResultState(enum.StrEnum):
    """结果状态."""

    ANNOUNCED = "announced"
    AT_WINDOW = "at_window"
    COLLECTED = "collected"
    POSTED = "posted"
    PICKED_UP = "picked_up"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


class CollectorKind(enum.StrEnum):
    """领取人与申请人的关系."""

    APPLICANT = "applicant"  # 本人 / 法定代表人
    AGENT = "agent"  # 受托人, with authority
    ADULT_RELATIVE = "adult_relative"  # 同住成年家属 (民事诉讼法 88)


class Collector(Value):
    """领取人 as the clerk checked him."""

    kind: CollectorKind = CollectorKind.APPLICANT
    person: Identified = Identified()
    phone: str = ""
    authority: str = ""  # what the power of attorney says, for an agent; how they are related, for a relative
    authority_until: str = ""  # ISO date; empty when the power has no term
    signed: bool = True  # signed the 送达回证
    refusal_witness: str = ""  # who witnessed that he would not sign (民事诉讼法 89)


class ResultDocument(Value):
    """结果文书 that a department announced."""

    id: str
    case: CaseId
    case_no: str
    name: str
    number: str = ""
    validity: str = ""
    copies: int = 1
    granted: bool = True  # 准予 / 不予
    applicant_name: str = ""
    applicant_id_number: str = ""
    phone: str = ""
    department: str = ""
    by_post: bool = False  # the applicant asked for 邮政送达
    pdf: Sha256 | None = None  # an e-sealed document
    announced_at: dt.datetime


class Posting(Value):
    """邮政送达: where to, and under which waybill."""

    addressee: str
    phone: str
    address: str
    waybill: str
    payer: str = "hall"  # hall / addressee


class Handed(Value):
    """What became of one result at the window."""

    state: ResultState
    at: dt.datetime
    clerk: str
    collector: Collector | None = None
    posting: Posting | None = None
    reason: str = ""
