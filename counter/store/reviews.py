"""审核任务 as rows: those that clerks asked for here, and those of the hall's other windows as the platform tells.

A review never goes back: OPEN ▶ APPROVED or RETURNED ▶ DONE or OVERTAKEN. So news that was overtaken on its way, and a
platform that tells everything again after its restore, change nothing. Between two supervisors who decided the same
review the platform's word counts, which took the first.

A line that the platform refused or disputes is a review with the line's own id. It is made from the rows of
``deliveries``, as often as one likes, and is open only as long as the line is stuck: none can be lost. The platform
makes the same one for the other windows of the hall. When a clerk hands the line over in his words, his review takes
the place of it.
"""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.ids import CaseId, InstallId, LineId
from counter.domain.journal import Line
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Approval
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Window
from counter.store import sides
from counter.wire.messages import Verdict

LEFT_HERE = "unsent.left_here"
"""The rule of what somebody left behind at this window; the platform, which may be away, does not know of it."""
_RANK = {
    ReviewState.OPEN: 0,
    ReviewState.RETURNED: 1,
    ReviewState.APPROVED: 1,
    ReviewState.OVERTAKEN: 2,
    ReviewState.DONE: 2,
}
_STUCK = "SELECT line_id FROM deliveries WHERE verdict IN ('refused', 'conflict', 'clone') AND superseded_by IS NULL"
_LINE = "coalesce(json_extract(body, '$.line'), reviews.id)"
_STILL_SO = (
    "(kind NOT IN ('line_refused', 'line_conflict') OR state <> 'open'"
    f" OR NOT EXISTS (SELECT 1 FROM journal WHERE journal.id = {_LINE}) OR {_LINE} IN ({_STUCK}))"
)
"""What is a review of a stuck line is shown only while the line is stuck."""


class ReviewPage(Value):
    """A page of the queue and the count of the whole."""

    rows: tuple[Review, ...]
    total: int


def put(db: sqlite_utils.Database, review: Review) -> None:
    """The review is as given."""
    db.conn.execute(
        "INSERT INTO reviews (id, kind, state, case_id, asked_at, asked_by, assigned_to, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, state = excluded.state,"
        " case_id = excluded.case_id, asked_at = excluded.asked_at, asked_by = excluded.asked_by,"
        " assigned_to = excluded.assigned_to, body = excluded.body",
        [
            review.id, review.kind.value, review.state.value, review.case, review.asked_at.isoformat(), review.asked_by,
            review.assigned_to, msgspec.json.encode(review).decode(),
        ],
    )  # fmt: skip


def heard(db: sqlite_utils.Database, review: Review) -> None:
    """What the platform tells of a review is known here, unless more has become of it here."""
    known = read(db, review.id)
    if known is None or _RANK[review.state] >= _RANK[known.state]:
        put(db, review)


def read(db: sqlite_utils.Database, review_id: str) -> Review | None:
    """The review of that id, or None."""
    row = db.conn.execute("SELECT body FROM reviews WHERE id = ?", [review_id]).fetchone()
    return None if row is None else _decode(row[0])


def of_case(db: sqlite_utils.Database, case: CaseId) -> tuple[Review, ...]:
    """Every review of the case in the order in which they came."""
    rows = db.conn.execute("SELECT body FROM reviews WHERE case_id = ? ORDER BY position", [case]).fetchall()
    return tuple(_decode(body) for (body,) in rows)


def carried_out(db: sqlite_utils.Database, approval: Approval) -> None:
    """The review that gave the approval is done; a deed on the spot had none."""
    for review in of_case(db, approval.case):
        if review.approval is not None and review.approval.id == approval.id:
            put(db, msgspec.structs.replace(review, state=ReviewState.DONE))


def page(
    db: sqlite_utils.Database,
    *,
    state: ReviewState | None,
    kind: ReviewKind | None,
    asked_by: str,
    assigned_to: str = "",
    offset: int,
    limit: int,
) -> ReviewPage:
    """The reviews in that state and of that kind, who waits longest first; of one person only, when he is named."""
    wanted = {"state": state, "kind": kind, "asked_by": asked_by or None, "assigned_to": assigned_to or None}
    terms = [f"{column} = :{column}" for column, value in wanted.items() if value is not None]
    shown = f"FROM reviews WHERE {' AND '.join([*terms, _STILL_SO])}"
    given = {**wanted, "limit": limit, "offset": offset}
    total = db.conn.execute(f"SELECT count(*) {shown}", given).fetchone()[0]
    rows = db.conn.execute(  # the inner part is found in the index alone: the bodies are long
        f"SELECT body FROM reviews WHERE position IN (SELECT position {shown} ORDER BY asked_at, id"
        " LIMIT :limit OFFSET :offset) ORDER BY asked_at, id",
        given,
    ).fetchall()
    return ReviewPage(rows=tuple(_decode(body) for (body,) in rows), total=total)


def count_kinds(
    db: sqlite_utils.Database, state: ReviewState, *, asked_by: str = "", assigned_to: str = ""
) -> dict[ReviewKind, int]:
    """How many of each kind ``page`` would show in that state."""
    given = {"state": state, "asked_by": asked_by, "assigned_to": assigned_to}
    terms = ["state = :state", *(f"{name} = :{name}" for name in ("asked_by", "assigned_to") if given[name])]
    found = db.conn.execute(
        f"SELECT kind, count(*) FROM reviews WHERE {' AND '.join([*terms, _STILL_SO])} GROUP BY kind", given
    ).fetchall()
    return {ReviewKind(kind): number for kind, number in found}


def answered(db: sqlite_utils.Database, install: InstallId, *, asked_by: str = "", limit: int) -> tuple[Review, ...]:
    """What this window asked and a supervisor approved or returned, the longest ago first; of one asker, when named."""
    mine = " AND asked_by = :asked_by" if asked_by else ""
    rows = db.conn.execute(
        "SELECT body FROM reviews WHERE position IN (SELECT position FROM reviews"
        " WHERE state IN ('approved', 'returned')"
        f" AND json_extract(body, '$.install') = :install{mine} ORDER BY asked_at, id LIMIT :limit)"
        " ORDER BY asked_at, id",
        {"install": install, "asked_by": asked_by, "limit": limit},
    ).fetchall()
    return tuple(_decode(body) for (body,) in rows)


def of_line(db: sqlite_utils.Database, line: LineId) -> tuple[Review, ...]:
    """Every review of that stuck line in the order in which they came."""
    case = db.conn.execute("SELECT case_id FROM journal WHERE id = ?", [line]).fetchone()
    found = of_case(db, case[0]) if case and case[0] else ()
    own = read(db, line)
    known = found if own is None or any(review.id == line for review in found) else (own, *found)
    return tuple(review for review in known if review.line == line)


def close_line(db: sqlite_utils.Database, line: LineId) -> None:
    """The line is answered: nobody waits for it any more."""
    for review in of_line(db, line):
        if _RANK[review.state] < _RANK[ReviewState.DONE]:
            put(db, msgspec.structs.replace(review, state=ReviewState.DONE))


def is_of_here_alone(db: sqlite_utils.Database, review: Review) -> bool:
    """Whether the platform does not know the review.

    What its news disputed, what somebody left here, a line about a review, a copied machine.
    """
    if review.rule == LEFT_HERE:
        return True
    if review.kind not in {ReviewKind.LINE_REFUSED, ReviewKind.LINE_CONFLICT}:
        return False
    if review.line is None:
        return True
    row = db.conn.execute("SELECT kind, verdict FROM line_status WHERE id = ?", [review.line]).fetchone()
    return row is not None and (row[0].startswith("review.") or row[1] == Verdict.CLONE)


def lines_without_review(db: sqlite_utils.Database) -> tuple[LineId, ...]:
    """Stuck lines that no review speaks of yet."""
    rows = db.conn.execute(f"SELECT line_id FROM ({_STUCK}) WHERE line_id NOT IN (SELECT id FROM reviews)").fetchall()
    return tuple(LineId(line) for (line,) in rows)


def put_stuck_lines(db: sqlite_utils.Database, window: Window) -> None:
    """Every stuck line is a review that waits for a supervisor.

    But for a decision or a lock that came second: there the platform's word counts, and it comes as news.
    """
    db.conn.execute(
        "UPDATE deliveries SET superseded_by = line_id WHERE verdict = 'conflict' AND superseded_by IS NULL"
        " AND line_id IN (SELECT id FROM journal WHERE kind LIKE 'review.%')"
    )
    for line_id in lines_without_review(db):
        row = db.conn.execute(
            "SELECT s.line, s.verdict, s.theirs, s.last_try_at, coalesce(c.case_no, ''), coalesce(c.clerk_name, ''),"
            " coalesce(c.item_name || ' ' || c.applicant_name, '')"
            " FROM line_status s LEFT JOIN cases c ON c.case_id = s.case_id WHERE s.id = ?",
            [line_id],
        ).fetchone()
        put(db, _of_line(db, row, window))


def _of_line(db: sqlite_utils.Database, row: tuple[bytes, str, str, str, str, str, str], window: Window) -> Review:
    canonical, verdict, theirs, at, case_no, clerk_name, title = row
    line = msgspec.json.decode(canonical, type=Line)
    disputed = verdict == Verdict.CONFLICT
    told = sides.of_line(db, line, theirs=theirs) if disputed else None
    return Review(
        id=line.id,
        kind=ReviewKind.LINE_CONFLICT if disputed else ReviewKind.LINE_REFUSED,
        case=line.case,
        case_no=case_no,
        title=title,
        asked_by=line.actor,
        asked_by_name=clerk_name,
        asked_at=dt.datetime.fromisoformat(at),
        install=window.install,
        window=window.window,
        line=line.id,
        sides=told.sides if told else (),
        mine_at=line.at,
        theirs_at=told.theirs_at if told else None,
    )


_decode = msgspec.json.Decoder(Review).decode
