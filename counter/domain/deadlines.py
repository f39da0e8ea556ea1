"""期限: what happens to the clocks of one case, the hall's choices about them, and what they say.

    (nothing) ── Received ──▶ RECEIPT ─┬ Accepted ───────────────────────────────────▶ RUNNING, from that day
                                       ├ CorrectionTold ─▶ CORRECTION ─┬ …Complete ──▶ RUNNING, from the last arrival
                                       │                               └ Accepted ───▶ RUNNING, from that day
                                       └ silence past R+5 (nobody tells anything) ───▶ RUNNING, from the day of receipt
    RUNNING ─┬ SpecialBegun ──▶ HUNG ── SpecialEnded (the last open one) ──▶ RUNNING
             ├ Deferred ──────▶ PAUSED, if the policy says so; else RUNNING ── DeferralSupplied ──▶ RUNNING
             └ Extended, once ▶ RUNNING; the same inside HUNG and PAUSED
    every phase ── Finished ──▶ FINISHED (before acceptance: refused, withdrawn)

``clock_reading`` reads the events; nothing else keeps a date. Rules, with their sources (domain.md §1):

- 行政许可法 32(4): what is missing is told once, within five working days; silence is acceptance from the receipt on.
- 行政许可法 32(5): a correction that is complete must be accepted; the acceptance is the day the last item came.
- 行政许可法 42: twenty working days and ten more, once; jointly handled 45 and 15; approved, with reasons told.
- 行政许可法 45: the eight special procedures are not counted; the days needed are told in writing.
- 容缺 is no ground of art. 45: the clock runs on, unless the place decided otherwise (domain.md §2, Clock).

An extension and the stops move the promised day as well as the legal one, but nothing mends a promise that was broken
before it came.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from typing import Annotated

import msgspec

from counter.domain.base import Value
from counter.domain.item import ServiceItem, TimeLimit, TimeUnit
from counter.domain.workdays import DueDates, OfficeSpan

At = Annotated[dt.datetime, msgspec.Meta(tz=True)]

JOINT_LIMIT = TimeLimit(amount=45)
"""统一办理、联合办理、集中办理 (许可法 42(2))."""
EXTENSION_MOST = TimeLimit(amount=10)
"""延长, once, with the head's approval (许可法 42(1))."""
JOINT_EXTENSION_MOST = TimeLimit(amount=15)
"""延长 of joint handling, by the government of that level (许可法 42(2))."""


class SpecialProcedure(enum.StrEnum):
    """特别程序: the eight whose time is not counted (许可法 45)."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"

    @property
    def label(self) -> str:
        """The word of the law."""
        return _LABELS[self]


_LABELS = {
    SpecialProcedure.HEARING: "听证",
    SpecialProcedure.TENDER: "招标",
    SpecialProcedure.AUCTION: "拍卖",
    SpecialProcedure.INSPECTION: "检验",
    SpecialProcedure.TESTING: "检测",
    SpecialProcedure.QUARANTINE: "检疫",
    SpecialProcedure.APPRAISAL: "鉴定",
    SpecialProcedure.EXPERT_REVIEW: "专家评审",
}


class Received(Value, tag="received"):
    """收件: the materials lie on the counter; the first event of every clock."""

    at: At


class CorrectionTold(Value, tag="correction_told"):
    """一次性补正告知: everything that is missing was told."""

    at: At


class CorrectionComplete(Value, tag="correction_complete"):
    """补正齐全: the last missing item arrived at the counter."""

    at: At


class Accepted(Value, tag="accepted"):
    """受理: the voucher is sealed."""

    at: At


class SpecialBegun(Value, tag="special_begun"):
    """特别程序开始: the clock stands; the days it needs were told in writing (许可法 45)."""

    at: At
    kind: SpecialProcedure
    needs: TimeLimit
    told_in_writing: bool = False


class SpecialEnded(Value, tag="special_ended"):
    """特别程序结束: the clock runs again when no other special procedure is open."""

    at: At
    kind: SpecialProcedure


class Extended(Value, tag="extended"):
    """延长办理期限: who approved it and the reasons that the applicant is told (许可法 42)."""

    at: At
    by: TimeLimit
    approver: str
    reasons: str


class Deferred(Value, tag="deferred"):
    """容缺: accepted while listed materials may follow; ``materials`` are their codes."""

    at: At
    materials: tuple[str, ...] = ()


class DeferralSupplied(Value, tag="deferral_supplied"):
    """容缺补齐: the last deferred material arrived at the counter."""

    at: At


class Finished(Value, tag="finished"):
    """办结, or any other end: refused, withdrawn, revoked, void. Nothing runs any more."""

    at: At


ClockEvent = (
    Received
    | CorrectionTold
    | CorrectionComplete
    | Accepted
    | SpecialBegun
    | SpecialEnded
    | Extended
    | Deferred
    | DeferralSupplied
    | Finished
)


class ClockTerms(Value):
    """What the case's item promises, as frozen into the case, and whether it is handled jointly (联合办理)."""

    promised: TimeLimit
    legal: TimeLimit
    joint: bool = False
    special: tuple[SpecialProcedure, ...] = ()  # those that the guide lists

    def legal_limit(self) -> TimeLimit:
        """法定时限: the item's, or 45 working days when handled jointly (许可法 42)."""
        return JOINT_LIMIT if self.joint else self.legal

    def extension_most(self) -> TimeLimit:
        """The longest extension (许可法 42)."""
        return JOINT_EXTENSION_MOST if self.joint else EXTENSION_MOST


def terms_of(item: ServiceItem, *, joint: bool = False) -> ClockTerms:
    """The terms that the guide gives."""
    return ClockTerms(
        promised=item.promised_limit,
        legal=item.legal_limit,
        joint=joint,
        special=listed_procedures(item.special_procedures),
    )


def listed_procedures(sentences: Iterable[str]) -> tuple[SpecialProcedure, ...]:
    """The special procedures that a guide names anywhere in its sentences, in the order of the law.

    A guide may list other waits (公示, 信息核对); they are none of the eight and stop no clock.
    """
    said = "\n".join(sentences)
    if not said:
        return ()
    return tuple(kind for kind in SpecialProcedure if kind.label in said)


class ClockPolicy(Value):
    """What the law leaves to the place. The defaults are the law's own words.

    ``late_is_next_workday`` concerns what comes *in* (receipt, correction, deferred material): after ``closes_at``, or
    on a day off, it then counts as come on the next working day. What the hall itself does counts on its own day.
    Limits in hours begin at their own moment (民法典 201(2)).

    Raises:
        ValueError: a choice that makes no sense; msgspec turns it into its ValidationError.
    """

    closes_at: dt.time = dt.time(17, 0)
    late_is_next_workday: bool = False
    office_hours: tuple[OfficeSpan, ...] = ()  # limits in hours count only these; empty: hours run through
    deferral_pauses: bool = False
    nearly_days: int = 2  # so many days before its end a limit is 临期
    correction_limit: TimeLimit = TimeLimit(amount=15)

    def __post_init__(self) -> None:
        """Refuses a choice that would stop or turn back a clock."""
        if self.closes_at.tzinfo is not None:
            raise ValueError("closes_at is a time of the hall and has no zone")
        if self.nearly_days < 0:
            raise ValueError("nearly_days is negative")
        if self.correction_limit.amount < 1 or self.correction_limit.unit is TimeUnit.HOURS:
            raise ValueError("the correction period is no number of days")
        closings = (dt.time.min, *(span.closes_at for span in self.office_hours))
        if any(span.opens_at < before for before, span in zip(closings, self.office_hours, strict=False)):
            raise ValueError("the office hours overlap or stand in the wrong order")


class ClockPhase(enum.StrEnum):
    """Where the clock of a case stands (drawn above)."""

    RECEIPT = "receipt"  # 已收件, awaits the decision on acceptance
    CORRECTION = "correction"  # 待补正
    RUNNING = "running"  # 在办
    HUNG = "hung"  # 挂起: a special procedure is open
    PAUSED = "paused"  # 容缺待补, where the policy stops the clock
    FINISHED = "finished"  # 办结 or ended otherwise


class Light(enum.StrEnum):
    """How urgent the day is that counts now."""

    FINE = "fine"
    NEARLY = "nearly"  # 临期
    TODAY = "today"  # 今日到期
    OVERDUE = "overdue"  # 超期
    STOPPED = "stopped"  # the clock stands
    DONE = "done"
    UNKNOWN = "unknown"  # the holidays that decide it are not published yet


class Hang(Value):
    """挂起: one special procedure of the case."""

    kind: SpecialProcedure
    begun_on: dt.date
    ended_on: dt.date | None = None
    resumes_on: dt.date | None = None  # the last of the days that were told; None beyond the holiday table
    overrun: bool = False  # it lasts, or lasted, longer than told


class ClockReading(Value):
    """What the clocks of a case say at one moment.

    A day that does not apply, or that lies beyond the holiday table, is None; it is never guessed. While the clock
    stands, ``promised_on`` and ``legal_on`` are the days that hold if it stands as long as was told (or, when that has
    passed or nothing was told, if it ran again today).
    """

    phase: ClockPhase
    light: Light
    received_on: dt.date | None
    accept_by: dt.date | None  # R+5, also when it was answered
    deemed_accepted: bool = False
    deemed_accepted_on: dt.date | None = None  # the day of receipt
    notice_too_late: bool = False  # a correction was told after the silence had become acceptance; it has no effect
    accepted_on: dt.date | None = None
    correction_due_on: dt.date | None = None
    promised_on: dt.date | None = None
    legal_on: dt.date | None = None
    finished_on: dt.date | None = None
    due_on: dt.date | None = None  # the day that counts now: accept_by, correction_due_on, or promised (else legal)
    due_at: dt.datetime | None = None  # the same as a moment, UTC, before which it must be done
    left: int | None = None  # until due_on, below zero when past; days after today, or whole hours
    left_unit: TimeUnit = TimeUnit.WORKING_DAYS
    past_promised: bool = False  # now, or at the end of a finished case
    past_legal: bool = False
    extended: bool = False
    deferral_open: bool = False
    hangs: tuple[Hang, ...] = ()
    hung_days: int | None = 0  # working days that were not counted up to now; None beyond the holiday table
    resumes_on: dt.date | None = None  # of the open special procedures, the last day told
    overrun: bool = False  # an open special procedure lasts longer than told
    repeated: bool = False  # the same special procedure was begun more than once

    def due_dates(self) -> DueDates:
        """The dates as a case keeps them and a paper prints them."""
        awaits = self.phase in {ClockPhase.RECEIPT, ClockPhase.CORRECTION}
        return DueDates(
            accept_by=self.accept_by if self.phase is ClockPhase.RECEIPT else None,
            promised_on=None if awaits else self.promised_on,
            legal_on=None if awaits else self.legal_on,
        )
