"""审核: one thing that waits for a supervisor, with what he needs to decide it."""

from __future__ import annotations

import datetime as dt
import enum

from counter.domain.base import Value
from counter.domain.ids import CaseId, InstallId, LineId
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Approval, Proposal

SIGNATURES_MOST = 2
"""经办人 and 首席代表: at most two signatures (北京市优化营商环境条例 35)."""


class ReviewState(enum.StrEnum):
    """Where a review stands; one writer: the deeds of the supervisor and, from elsewhere, the platform's news."""

    OPEN = "open"
    APPROVED = "approved"  # and not carried out yet
    RETURNED = "returned"  # to the clerk, with a reason
    DONE = "done"  # carried out
    OVERTAKEN = "overtaken"  # the case moved on


class Side(Value):
    """One field that two windows changed differently: what both began with, ours, and what the platform has."""

    field: str
    base: str
    mine: str
    theirs: str


class Review(Value):
    """审核任务."""

    id: str  # UUIDv7
    kind: ReviewKind
    case: CaseId | None
    case_no: str = ""
    title: str = ""  # item and applicant, masked by the screen
    rule: str = ""  # which rule asks for the decision
    asked_by: str  # clerk_no; he may not decide it
    asked_by_name: str = ""
    asked_at: dt.datetime
    reason: str = ""
    install: InstallId  # which window carries it out
    window: str = ""
    proposal: Proposal | None = None  # None for refused and conflicting lines, double claims, unsent work
    line: LineId | None = None  # the stuck line, for LINE_REFUSED and LINE_CONFLICT
    sides: tuple[Side, ...] = ()  # what two windows made of one field; nothing is overwritten without a choice
    mine_at: dt.datetime | None = None  # of the sides: when the window that asks wrote its own
    theirs_at: dt.datetime | None = None  # and since when the platform has the other
    state: ReviewState = ReviewState.OPEN
    assigned_to: str = ""
    locked_by: str = ""
    locked_at: dt.datetime | None = None
    decided_by: str = ""
    decided_at: dt.datetime | None = None
    decision_reason: str = ""
    approval: Approval | None = None
