"""签退时未上传的工作: somebody went home while lines of this window waited; a supervisor at this machine sees it.

The platform hears of it only with the lines themselves, so this window tells it; done by itself when all has arrived.
"""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlite_utils

from counter.domain.ids import uuid7
from counter.domain.policy import ReviewKind
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Actor
from counter.store import deliveries, facts, reviews


def note(db: sqlite_utils.Database, actor: Actor, lines_waiting: int, at: dt.datetime) -> None:
    """A supervisor has it before him, once, as long as something of it waits."""
    enrolment = facts.enrolment(db)
    if not lines_waiting or enrolment is None or _open(db):
        return
    window = enrolment.window
    reviews.put(
        db,
        Review(
            id=uuid7(),
            kind=ReviewKind.UNSENT_WORK,
            case=None,
            title=f"{window.window}号窗口",
            rule=reviews.LEFT_HERE,
            asked_by=actor.clerk_no,
            asked_by_name=actor.name,
            asked_at=at,
            reason=f"{actor.name}签退时有 {lines_waiting} 条未上传",
            install=window.install,
            window=window.window,
        ),
    )


def is_here(db: sqlite_utils.Database) -> bool:
    """Whether something is open that has arrived."""
    return bool(_open(db)) and not _waits(db)


def close(db: sqlite_utils.Database) -> None:
    """Nobody has to look after it any more."""
    for review in _open(db):
        reviews.put(db, msgspec.structs.replace(review, state=ReviewState.DONE))


def _open(db: sqlite_utils.Database) -> tuple[Review, ...]:
    page = reviews.page(db, state=ReviewState.OPEN, kind=ReviewKind.UNSENT_WORK, asked_by="", offset=0, limit=1000)
    return tuple(review for review in page.rows if review.rule == reviews.LEFT_HERE)


def _waits(db: sqlite_utils.Database) -> bool:
    waiting = deliveries.waiting(db)
    return bool(waiting.lines or waiting.scans)
