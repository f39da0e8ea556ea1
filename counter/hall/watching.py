"""未上传的工作: which windows have something that the hall does not have, told to its supervisors by itself.

    gap        lines came whose predecessors did not
    left       somebody signed out who knew of work that waits, and it is not here
    scans      a settled line names a scan that has not come within the policy's time
    silent     nothing was heard for the policy's time, counted in office hours

One review of a window at a time: raised when one of these is so, done by itself when none is any more. What a
supervisor has dealt with is not raised again until the window was in order in between.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, insert, select, update

from counter.domain.base import Value
from counter.domain.ids import InstallId, uuid7
from counter.domain.policy import HallPolicy, ReviewKind
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Window
from counter.domain.stops import hours_left
from counter.domain.workdays import HALL_TIME, OfficeSpan, WorkCalendar
from counter.errors import RuleBroken
from counter.hall import policies, tables
from counter.hall.books import Books
from counter.hall.cases import hall_of
from counter.hall.effects import Effects
from counter.hall.ledger import Opened
from counter.hall.reviewing import PLATFORM
from counter.hall.writing import write_effects
from counter.wire.bodies import SignedIn, SignedOut
from counter.wire.messages import LineAnswer

HEARD_EVERY = dt.timedelta(minutes=1)
"""A window that polls is written down so often and no oftener."""
LOOK_EVERY = dt.timedelta(minutes=5)
"""Between two looks at every window, which the server makes by itself (``looking``)."""
SILENT = "unsent.silent"
_OPENS_AT = dt.time(9, 0)
_ENDED = frozenset({ReviewState.DONE, ReviewState.OVERTAKEN})


class Unsent(Value):
    """What is not here, by the code of its rule and in words."""

    rule: str
    words: str


def heard(connection: Connection, install: InstallId, now: dt.datetime) -> None:
    """The window spoke; what was raised because of its silence is done."""
    _write(connection, install, heard_at=now.isoformat())
    _look_again(connection, install, now)


def note_push(
    connection: Connection, install: InstallId, lines: tuple[Opened, ...], answers: tuple[LineAnswer, ...],
    now: dt.datetime,
) -> None:  # fmt: skip
    """What the push tells of what is still there: gaps, and somebody who left with work that waits."""
    values: dict[str, object] = {
        "heard_at": now.isoformat(),
        "gap": any(answer.code == "line.gap" for answer in answers),
    }
    for opened in lines:
        if isinstance(opened.body, SignedOut) and opened.body.lines_waiting:
            values |= {"signed_out_at": opened.line.at.isoformat(), "signed_out_by": opened.line.actor}
        elif isinstance(opened.body, SignedIn | SignedOut):
            values |= {"signed_out_at": None, "signed_out_by": ""}
    _write(connection, install, **values)
    _look_again(connection, install, now)


def look(connection: Connection, now: dt.datetime, *, only: InstallId | None = None) -> None:
    """Every window, or that one, has a review while something is not here, and none when everything is."""
    watches, installs = tables.watches, tables.installs
    found = select(watches, installs.c.window).join(installs, installs.c.install == watches.c.install)
    rows = connection.execute(found if only is None else found.where(watches.c.install == only)).all()
    missing = _missing_scans(connection, only)
    books, policy = Books(connection), policies.current(connection) or HallPolicy()
    effects = Effects()
    for row in rows:
        unsent = _unsent(row, missing.get(row.install, []), policy, books.calendar(), now)
        if unsent is not None and unsent.rule == SILENT and not _has_worked(connection, row.install):
            unsent = None  # a window that was set up and never used has nothing to send
        _settle(books, effects, row, unsent, now)
        if unsent is None and row.review_id:
            _write(connection, row.install, review_id="", signed_out_at=None, signed_out_by="")
        elif unsent is not None and not row.review_id:
            _write(connection, row.install, review_id=next(reversed(effects.reviews)))
    write_effects(connection, effects, region="", now=now)


def _unsent(
    row: Row[Any], missing: list[str], policy: HallPolicy, calendar: WorkCalendar, now: dt.datetime
) -> Unsent | None:
    last = dt.datetime.fromisoformat(row.heard_at).astimezone(HALL_TIME)
    since = f"最后联系 {last:%Y-%m-%d %H:%M}"
    if row.gap:
        return Unsent(rule="unsent.gap", words=f"前面的记录未到；{since}")
    if missing and row.signed_out_at and now - dt.datetime.fromisoformat(row.signed_out_at) >= LOOK_EVERY:
        return Unsent(rule="unsent.left", words=f"工号 {row.signed_out_by} 已签退，尚缺扫描件 {len(missing)} 份")
    late = [each for each in missing if each and _is_over(policy, calendar, dt.datetime.fromisoformat(each), now)]
    if late:
        return Unsent(rule="unsent.scans", words=f"尚缺扫描件 {len(late)} 份；{since}")
    if _is_over(policy, calendar, last, now):
        return Unsent(rule=SILENT, words=since)
    return None


def _is_over(policy: HallPolicy, calendar: WorkCalendar, since: dt.datetime, now: dt.datetime) -> bool:
    """Whether the policy's time has passed, in office hours; nobody is accused by a year without holidays."""
    if not policy.unheard_hours or now <= since:
        return False
    office = policy.clock.office_hours or (OfficeSpan(opens_at=_OPENS_AT, closes_at=policy.clock.closes_at),)
    try:
        return hours_left(calendar, since, now, (), office) >= policy.unheard_hours
    except RuleBroken:
        return False


def _missing_scans(connection: Connection, only: InstallId | None) -> dict[str, list[str]]:
    """By window, since when each scan is missed that a settled line of it names."""
    named, here = tables.case_blobs, tables.blobs
    wanted = (
        select(named.c.install, func.min(named.c.since))
        .outerjoin(here, here.c.sha256 == named.c.sha256)
        .where(here.c.sha256.is_(None))
        .group_by(named.c.install, named.c.sha256)
    )
    missing: dict[str, list[str]] = {}
    for install, since in connection.execute(wanted if only is None else wanted.where(named.c.install == only)):
        missing.setdefault(install, []).append(since)
    return missing


def _settle(books: Books, effects: Effects, row: Row[Any], unsent: Unsent | None, now: dt.datetime) -> None:
    if unsent is None and row.review_id:
        kept = books.review(row.review_id)
        if kept is not None and kept.review.state not in _ENDED:
            done = msgspec.structs.replace(kept.review, state=ReviewState.DONE, locked_by="", locked_at=None)
            effects.tell_review(kept.hall, done)
    elif unsent is not None and not row.review_id:
        window = msgspec.json.decode(row.window, type=Window)
        review = Review(
            id=uuid7(),
            kind=ReviewKind.UNSENT_WORK,
            case=None,
            title=f"{window.window}号窗口",
            rule=unsent.rule,
            asked_by=PLATFORM,
            asked_by_name="平台",
            asked_at=now,
            reason=unsent.words,
            install=row.install,
            window=window.window,
        )
        effects.tell_review(hall_of(window), review)


def _has_worked(connection: Connection, install: str) -> bool:
    lines = tables.lines
    return connection.execute(select(lines.c.seq).where(lines.c.install == install).limit(1)).first() is not None


def _look_again(connection: Connection, install: InstallId, now: dt.datetime) -> None:
    watches = tables.watches
    if connection.scalar(select(watches.c.review_id).where(watches.c.install == install)):
        look(connection, now, only=install)


def _write(connection: Connection, install: str, **values: object) -> None:
    watches = tables.watches
    if connection.execute(update(watches).where(watches.c.install == install).values(values)).rowcount == 0:
        first = {"heard_at": "", "gap": False, "signed_out_at": None, "signed_out_by": "", "review_id": ""}
        connection.execute(insert(watches), first | values | {"install": install})
