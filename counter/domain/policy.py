"""大厅规则: where the law leaves a choice to the place, the hall's policy makes it (domain.md §2).

The platform delivers a policy signed; a case keeps the version under which it was taken in, for ever.
"""

from __future__ import annotations

import enum

import msgspec

from counter.domain.base import Value
from counter.domain.deadlines import ClockPolicy
from counter.domain.item import TimeLimit, TimeUnit


class LateConsequence(enum.StrEnum):
    """容缺逾期的后果: what a deferral becomes when nothing came in time (domain.md §2, Late/insufficient)."""

    DEEMED_WITHDRAWN = "deemed_withdrawn"  # 视为撤回 (安阳 24)
    REVOKED = "revoked"  # 撤销受理 with written reasons (ZJ 11)
    NOT_GRANTED = "not_granted"  # 不予审批 (滨州 11)
    TERMINATED = "terminated"  # 终止 (XA)
    RETURNED = "returned"  # 退办 (YX)

    @property
    def label(self) -> str:
        """As a paper says it."""
        return _CONSEQUENCE_LABELS[self]


_CONSEQUENCE_LABELS = {
    LateConsequence.DEEMED_WITHDRAWN: "视为撤回申请",
    LateConsequence.REVOKED: "撤销受理",
    LateConsequence.NOT_GRANTED: "不予审批",
    LateConsequence.TERMINATED: "终止办理",
    LateConsequence.RETURNED: "退办",
}


class ReviewKind(enum.StrEnum):
    """审核事由: why something needs a supervisor (domain.md §7)."""

    REFUSAL = "refusal"  # 不予受理
    DEFERRAL_OUTSIDE_NORM = "deferral_outside_norm"  # 容缺超出常规
    DEFERRAL_EXTENSION = "deferral_extension"  # 容缺补交延期
    EXTENSION = "extension"  # 延长办理期限
    SPECIAL_PROCEDURE = "special_procedure"  # 特别程序
    WITHDRAWAL = "withdrawal"  # 撤回申请
    REVOCATION = "revocation"  # 撤销受理
    AMENDMENT = "amendment"  # 文书更正: void and re-issue
    VOID = "void"  # 作废
    REPRINT_OVER_LIMIT = "reprint_over_limit"  # 超次补打
    UNLISTING = "unlisting"  # 移出失信名单
    LINE_REFUSED = "line_refused"  # 平台退回
    LINE_CONFLICT = "line_conflict"  # 与平台不一致
    CLAIMED_TWICE = "claimed_twice"  # 两个窗口同办一件
    UNSENT_WORK = "unsent_work"  # 其他窗口未上传的工作


class HallPolicy(Value):
    """大厅规则 at one version. Defaults are the commonest local rule; a hall's own come from the platform."""

    version: int = 0
    place: str = ""  # whose rule it is: 云溪县政务服务中心
    clock: ClockPolicy = msgspec.field(default_factory=ClockPolicy)
    late_consequence: LateConsequence = LateConsequence.DEEMED_WITHDRAWN
    deferral_most_materials: int = 3  # more than that in one case is outside the norm and asks a supervisor
    deferral_extension_most: TimeLimit = TimeLimit(amount=10, unit=TimeUnit.WORKING_DAYS)
    credit_list_max_age_hours: int = 72  # an older list is no answer: deferral is not offered
    credit_before_supplement: bool = True  # who was barred meanwhile brings nothing without a supervisor
    promise_scan: bool = False  # the signed promise has to be there as a scan; else seeing the signed paper is enough
    commitment_check_within: TimeLimit = TimeLimit(amount=60, unit=TimeUnit.WORKING_DAYS)  # ZJ 14
    e_seal: bool = False  # papers bear the department's 电子印章 while the platform answers, else the place for a stamp
    rating_url: str = ""  # where a 评价小票 leads; empty: this hall gives none out (国办发〔2019〕51号: voluntary)
    rating_days: int = 5  # how long its page is open
    unheard_hours: int = 2  # office hours in which a window is not heard before a supervisor is told; 0 is never
    reprints_most: int = 3  # per paper, before a supervisor is asked; 0 is no limit (domain.md §6)
    needs_approval: tuple[ReviewKind, ...] = (
        ReviewKind.REFUSAL,
        ReviewKind.DEFERRAL_OUTSIDE_NORM,
        ReviewKind.DEFERRAL_EXTENSION,
        ReviewKind.EXTENSION,
        ReviewKind.SPECIAL_PROCEDURE,
        ReviewKind.WITHDRAWAL,
        ReviewKind.REVOCATION,
        ReviewKind.AMENDMENT,
        ReviewKind.VOID,
        ReviewKind.REPRINT_OVER_LIMIT,
        ReviewKind.UNLISTING,
    )

    def asks(self, kind: ReviewKind) -> bool:
        """Whether that needs a supervisor's approval in this hall."""
        return kind in self.needs_approval


class SignedPolicy(Value):
    """A policy as the platform delivers it: its canonical bytes and the platform's Ed25519 signature (base64)."""

    policy: msgspec.Raw
    signature: str
