"""办理过程: what was decided with a case beyond its form, what is still owed to it, and how it ended.

    draft ─┬ 收件 ──────▶ RECEIVED ─┬ 受理, 容缺, 承诺 ▶ (as below)
           │                        ├ 补正告知 ────────▶ CORRECTING
           │                        └ 不予受理 ────────▶ REFUSED
           ├ 一次性补正 ▶ CORRECTING ┬ all brought ─────▶ ACCEPTED, from the day the last one came (许可法 32(5))
           │                        ├ still defective ─▶ REFUSED
           │                        └ not brought ─────▶ WITHDRAWN 视为撤回
           ├ 受理 ──────▶ ACCEPTED
           ├ 容缺受理 ──▶ DEFERRED ──┬ all brought ─────▶ ACCEPTED
           │                        └ lapsed: WITHDRAWN REVOKED NOT_GRANTED TERMINATED RETURNED, by the policy
           ├ 告知承诺 ──▶ COMMITTED
           ├ 不予受理, 不属本机关 ▶ REFUSED      不需许可 ▶ NOT_NEEDED      即办 ▶ DONE_ON_SPOT
    ACCEPTED, DEFERRED, COMMITTED ── 撤回 ▶ WITHDRAWN, 撤销受理 ▶ REVOKED, 办结 (department, nothing owed) ▶ DONE
    every state that is not an end ── 作废 (supervisor) ▶ VOIDED

特别程序 and 延期 are events of the clock (``deadlines``) and no states of the case.
"""

from __future__ import annotations

import datetime as dt
import enum

from counter.domain.base import Value
from counter.domain.deadlines import ClockEvent
from counter.domain.ids import Sha256


class Defect(Value):
    """One thing that is missing or wrong, told once with its ground and its remedy (许可法 32(4))."""

    material: str = ""  # code of the guide's material; empty when it concerns the form or the conditions
    name: str = ""
    ground: str = ""  # 依据: which rule asks for it
    remedy: str = ""  # 补正要求: what to do about it


class Signer(enum.StrEnum):
    """Who signs a promise (domain.md §2, Signer)."""

    APPLICANT = "applicant"  # 申请人
    LEGAL_REPRESENTATIVE = "legal_representative"  # 法定代表人
    AGENT = "agent"  # 代理人, with authority


class Promise(Value):
    """承诺: who signed that he will bring what is deferred, or that the conditions are met, and how it is kept."""

    signer: Signer = Signer.APPLICANT
    name: str = ""
    signed: bool = False  # the paper bears the signature; the clerk saw it
    signature: Sha256 | None = None  # the signed sheet as a scan, when there is one
    sheet: str = ""  # 核对码 of the sheet that was printed for signing; empty when it was signed on another paper


class CreditAnswer(enum.StrEnum):
    """信用核查."""

    CLEAN = "clean"  # no bad record in a fresh enough list
    BARRED = "barred"  # on the list until repaired
    UNKNOWN = "unknown"  # no list, or one that is too old


class CreditProof(Value):
    """What the credit check said and how old the list was (domain.md §2, Credit gate)."""

    answer: CreditAnswer
    listed_at: dt.datetime | None = None  # of the list; None when there was none
    checked_at: dt.datetime


class DeferredMaterial(Value):
    """One material that may follow, in which form and by which day."""

    code: str
    due_on: dt.date | None = None  # None: the item's promised day
    form: str = ""  # 补交形式: 原件、复印件…


class Correction(Value, tag="correction"):
    """一次性补正告知: everything that is to be put right."""

    defects: tuple[Defect, ...] = ()


class Deferral(Value, tag="deferral"):
    """容缺受理: what may follow, on whose promise."""

    materials: tuple[DeferredMaterial, ...] = ()
    promise: Promise = Promise()
    credit: CreditProof | None = None  # put in by the deed, never by the screen


class Commitment(Value, tag="commitment"):
    """告知承诺: decided at once on the promise that the conditions are met."""

    conditions: tuple[str, ...] = ()
    promise: Promise = Promise()
    credit: CreditProof | None = None


class RefusalGround(enum.StrEnum):
    """不予受理的情形 (domain.md §6 no. 11)."""

    NOT_COMPETENT = "not_competent"  # 不属于本机关职权范围 (许可法 32(2))
    FALSE_MATERIAL = "false_material"  # 隐瞒有关情况或者提供虚假材料 (许可法 78)
    NOT_ELIGIBLE = "not_eligible"  # 不符合申请条件
    STILL_DEFECTIVE = "still_defective"  # 补正后仍不符合
    OTHER = "other"


class Refusal(Value, tag="refusal"):
    """不予受理: why, and what goes back; the remedies stand in the item (许可法 38, domain.md rule 11)."""

    ground: RefusalGround
    reasons: str = ""
    legal_basis: str = ""
    competent_body: str = ""  # which organ it is for; compulsory with NOT_COMPETENT
    returned: tuple[str, ...] = ()  # codes of the materials that go back


class NotNeeded(Value, tag="not_needed"):
    """不需许可: the matter needs no licence (许可法 32(1))."""

    reasons: str = ""


Ruling = Correction | Deferral | Commitment | Refusal | NotNeeded
"""What a decision says beyond the form; None for 收件, 受理 and 即办."""


class OwedFor(enum.StrEnum):
    """Why something is still to be brought."""

    CORRECTION = "correction"  # 补正
    DEFERRAL = "deferral"  # 容缺


class Owed(Value):
    """One thing that is still to be brought, or was."""

    why: OwedFor
    code: str  # the material's code; "form" or "condition" with a number for a defect without one
    name: str
    need: str = ""  # remedy or form: how it has to be brought
    ground: str = ""
    due_on: dt.date | None
    arrived_at: dt.datetime | None = None  # counted from the counter that took it in, not from the upload
    how: str = ""  # window / post / online
    told_again: bool = False  # a wrong supplement was told once again in writing
    extended: bool = False

    @property
    def open(self) -> bool:
        """Whether it has not been brought."""
        return self.arrived_at is None


class OwedLight(enum.StrEnum):
    """容缺跟踪 的灯: how urgent it is that something is brought, by whole days of the hall."""

    FINE = "fine"
    NEARLY = "nearly"  # 临期
    TODAY = "today"  # 今日到期
    OVERDUE = "overdue"  # 逾期, and no consequence drawn yet
    LAPSED = "lapsed"  # 已失效: the consequence was drawn
    UNKNOWN = "unknown"  # the day lies beyond the published holidays


class Course(Value, omit_defaults=True):
    """办理过程 of one case."""

    policy: int = 0  # version of the hall's policy that is frozen into the case
    ruling: Ruling | None = None
    owed: tuple[Owed, ...] = ()
    clock: tuple[ClockEvent, ...] = ()
    end_reason: str = ""  # why the case ended before its result
    lapsed: bool = False  # it ended because what was owed did not come
    cites: str = ""  # the number of the paper that was voided and is replaced

    def open_owed(self) -> tuple[Owed, ...]:
        """What is still to be brought."""
        return tuple(owed for owed in self.owed if owed.open)
