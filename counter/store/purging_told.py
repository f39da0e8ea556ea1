"""清除 of what the platform told of other windows' cases: nothing of this window, and the platform tells it again.

A case that this window works on is a row of ``cases`` and goes by ``purging``. What it printed of another's stands in
the journal by number, and how often in ``hall_prints``: both stay.
"""

from __future__ import annotations

import datetime as dt

import sqlite_utils

from counter.domain.base import Value
from counter.domain.case import OPEN
from counter.domain.ids import CaseId, InstallId
from counter.store import purging, results

_OPEN = ", ".join(f"'{state.value}'" for state in sorted(OPEN))
_HANDED = "('collected', 'delivered')"
_OVER = f"""h.state NOT IN ({_OPEN}) AND unixepoch(h.at) <= :before
  AND NOT EXISTS (SELECT 1 FROM cases WHERE case_id = h.case_id)
  AND NOT EXISTS (SELECT 1 FROM owed WHERE case_id = h.case_id AND state = 'open')
  AND NOT EXISTS (SELECT 1 FROM reviews WHERE case_id = h.case_id AND state IN ('open', 'approved', 'returned'))
  AND NOT EXISTS (SELECT 1 FROM results WHERE case_id = h.case_id AND state NOT IN {_HANDED})
  AND NOT EXISTS (SELECT 1 FROM journal j LEFT JOIN deliveries d ON d.line_id = j.id WHERE j.case_id = h.case_id
    AND coalesce(d.verdict, 'waiting') NOT IN ('settled', 'duplicate') AND d.superseded_by IS NULL)
  AND NOT EXISTS (SELECT 1 FROM hall_papers JOIN hall_prints USING (number) WHERE case_id = h.case_id
    AND install = :install AND void = 0 AND outcome = 'uncertain' AND came_out IS NULL)"""


class Told(Value):
    """Something that was looked at, and whether it may go."""

    position: int
    case: CaseId
    over: bool


def cards(
    db: sqlite_utils.Database, install: InstallId, before: dt.datetime, after: int, limit: int
) -> tuple[Told, ...]:
    """The next cases that the platform told of, each with whether it is over, quiet since then, and no row here."""
    rows = db.conn.execute(
        f"SELECT h.rowid, h.case_id, {_OVER} FROM (SELECT rowid, case_id, state, at FROM hall_cases"
        " WHERE rowid > :after ORDER BY rowid LIMIT :limit) AS h ORDER BY h.rowid",
        {"install": install, "before": int(before.timestamp()), "after": after, "limit": limit},
    ).fetchall()
    return tuple(Told(position=position, case=CaseId(case), over=bool(over)) for position, case, over in rows)


def handed(db: sqlite_utils.Database, before: dt.datetime, after: int, limit: int) -> tuple[Told, ...]:
    """The next results, each with whether it was handed out before that time and is of no case of this window."""
    rows = db.conn.execute(
        f"SELECT r.position, r.case_id, r.state IN {_HANDED} AND r.applicant_name <> ''"
        " AND coalesce(unixepoch(json_extract(r.handed, '$.at')) <= :before, 0)"
        " AND NOT EXISTS (SELECT 1 FROM cases WHERE case_id = r.case_id)"
        " FROM (SELECT * FROM results WHERE position > :after ORDER BY position LIMIT :limit) AS r ORDER BY r.position",
        {"before": int(before.timestamp()), "after": after, "limit": limit},
    ).fetchall()
    return tuple(Told(position=position, case=CaseId(case), over=bool(over)) for position, case, over in rows)


def numbers_of(db: sqlite_utils.Database, case: CaseId) -> frozenset[str]:
    """The numbers of its papers that were brought here."""
    rows = db.conn.execute("SELECT number FROM hall_papers WHERE case_id = ?", [case]).fetchall()
    return frozenset(number for (number,) in rows)


def drop_reviews(db: sqlite_utils.Database, before: dt.datetime, limit: int) -> int:
    """Some reviews that are over, were asked before that time and are of no case of this window are gone; how many."""
    cursor = db.conn.execute(
        "DELETE FROM reviews WHERE position IN (SELECT position FROM reviews WHERE state IN ('done', 'overtaken')"
        " AND unixepoch(asked_at) <= ? AND NOT EXISTS (SELECT 1 FROM cases WHERE case_id = reviews.case_id)"
        " AND NOT EXISTS (SELECT 1 FROM drafts WHERE case_id = reviews.case_id) LIMIT ?)",
        [int(before.timestamp()), limit],
    )
    return int(cursor.rowcount)


def forget(db: sqlite_utils.Database, case: CaseId) -> None:
    """Nothing that the platform told of the case is here; its files are to be erased."""
    for file in purging.files_of(db, case):
        purging.erase(db, file, case)
    results.purge(db, case)
    for table in ("owed", "reviews", "hall_papers", "hall_cases"):
        db.conn.execute(f"DELETE FROM {table} WHERE case_id = ?", [case])
