"""What this counter and the platform hold differently of a case, as a review for a person; nothing is overwritten."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlite_utils

from counter.domain.case import Case
from counter.domain.policy import ReviewKind
from counter.domain.review import Review, Side
from counter.store import facts, reviews

PLATFORM = "platform"
"""Who asks: nobody at this hall, so that any supervisor may decide it."""
_NAMES = uuid.UUID("5f0c6d1e-6d0b-4a53-9f0e-0f5a6f2f7c11")


def note(
    db: sqlite_utils.Database, case: Case, at: dt.datetime, *, rule: str, reason: str = "", sides: tuple[Side, ...] = ()
) -> bool:
    """A supervisor sees it once, however often the platform tells of it; gives whether it is new.

    Args:
        db: in the transaction of the news.
        case: as it stands here.
        at: of the news.
        rule: the code of what does not go together.
        reason: what the platform said, in its words.
        sides: every field that both changed.
    """
    enrolment = facts.enrolment(db)
    told = "/".join((case.case_id, rule, reason, *(f"{side.field}={side.mine}|{side.theirs}" for side in sides)))
    review_id = str(uuid.uuid5(_NAMES, told))
    if enrolment is None or reviews.read(db, review_id) is not None:
        return False
    reviews.put(
        db,
        Review(
            id=review_id,
            kind=ReviewKind.LINE_CONFLICT,
            case=case.case_id,
            case_no=case.case_no,
            title=f"{case.item_name} {case.intake.applicant.name}".rstrip(),
            rule=rule,
            asked_by=PLATFORM,
            asked_by_name="平台",
            asked_at=at,
            reason=reason,
            install=enrolment.window.install,
            window=enrolment.window.window,
            sides=sides,
        ),
    )
    return True
