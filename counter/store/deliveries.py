"""What the platform said of each line and scan; one writer, the sync room. A line without an answer is the queue.

(no row) waiting ──▶ settled | duplicate ──▶ durable ──▶ compared: it was counted in a digest that matched
              └────▶ refused | conflict | clone ──▶ superseded by a new line of ours
              └────▶ held (an earlier line of the case is refused) ──▶ waiting again once that is superseded

A platform that lost a line has a gap, and holds every line behind it. So what it lost goes again, also what a person
has answered or still has to: ``again`` says so, and its verdict stands until the platform gives it anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.ids import CaseId, LineId, Sha256
from counter.domain.journal import Line, SealedLine
from counter.store.journal import left_of
from counter.store.places import places_of
from counter.store.rows import rows_of
from counter.wire.messages import DayDigest, LineAnswer, NewsEntry, NewsKind, ScanDigest

_DONE = "('settled', 'duplicate')"
_STUCK = "('refused', 'conflict', 'clone')"
_LAST_SEQ = 2**63 - 1
LEFT_BYTES = 600
"""No less of any line: what is left of a purged one is shorter."""

_UNSENT = f"""position IN (
    SELECT j.position FROM journal j LEFT JOIN deliveries d ON d.line_id = j.id
    WHERE coalesce(d.verdict, 'waiting') NOT IN {_DONE} AND d.superseded_by IS NULL)"""
"""Found in the index of ids alone: the journal's rows carry the whole lines, and deciphering them all to count what
waits took 0.45 s on 20,000 lines where this takes 0.02 s."""

_AGAIN = "SELECT line_id FROM deliveries WHERE again = 1"
_FROM_WAITING = f"""FROM line_status AS l
  WHERE {_UNSENT[:-1]} UNION ALL SELECT a.position FROM journal a WHERE a.id IN ({_AGAIN}))
    AND (id IN ({_AGAIN}) OR superseded_by IS NULL AND verdict NOT IN {_DONE} AND verdict NOT IN {_STUCK}
      AND (verdict <> 'held' OR NOT EXISTS (SELECT 1 FROM line_status AS s
        WHERE s.case_id = l.case_id AND s.verdict IN {_STUCK} AND s.superseded_by IS NULL)))
  ORDER BY position"""
WAITING = f"SELECT id, line, prev, hash {_FROM_WAITING}"


class Trouble(Value):
    """A line that needs a person: refused, in conflict, or from a cloned machine."""

    line: LineId
    case: CaseId | None
    kind: str
    at: str
    verdict: str
    code: str
    field: str
    message: str
    theirs: str


class Waiting(Value):
    """What has not arrived at the platform yet."""

    lines: int
    scans: int
    troubles: int
    papers_ahead: int  # printed, and their case not uploaded
    oldest_at: str


class WaitingLine(Value):
    """A line to send, by its name."""

    line: LineId
    size_bytes: int
    at: str


class CountedDay(Value):
    """A day as the platform is asked about it; ``fresh`` are its lines that no digest compared before."""

    digest: DayDigest
    fresh: tuple[LineId, ...]


class WaitingScan(Value):
    """A scan that the platform has not confirmed."""

    sha256: Sha256
    size_bytes: int


def waiting_lines(db: sqlite_utils.Database, limit: int) -> tuple[tuple[LineId, SealedLine], ...]:
    """The next lines to send, in order; for one whose content was purged goes what is left of it."""
    rows = db.conn.execute(f"{WAITING} LIMIT ?", [limit]).fetchall()
    return tuple(
        (LineId(line_id), SealedLine(line=msgspec.Raw(line), prev=prev, hash=hash_) if line else left_of(db, line_id))
        for line_id, line, prev, hash_ in rows
    )


def waiting_sizes(db: sqlite_utils.Database) -> tuple[WaitingLine, ...]:
    """Every line to send, in order, without what stands in it; one that was purged is as long as what is left of it."""
    rows = db.conn.execute(f"SELECT id, max(length(line), {LEFT_BYTES}), at {_FROM_WAITING}").fetchall()
    return tuple(WaitingLine(line=LineId(line_id), size_bytes=size, at=at) for line_id, size, at in rows)


def record_answer(db: sqlite_utils.Database, answer: LineAnswer, at: dt.datetime) -> None:
    """The platform's answer stands beside the line; a settled line never becomes unsettled by a later answer."""
    db.conn.execute(
        "INSERT INTO deliveries (line_id, verdict, code, field, message, theirs, tries, last_try_at)"
        " VALUES (?, ?, ?, ?, ?, ?, 1, ?)"
        " ON CONFLICT (line_id) DO UPDATE SET verdict = excluded.verdict, code = excluded.code, field = excluded.field,"
        " message = excluded.message, theirs = excluded.theirs, tries = tries + 1, last_try_at = excluded.last_try_at,"
        " again = 0"
        f" WHERE deliveries.verdict NOT IN {_DONE}",
        [
            answer.id, answer.verdict.value, answer.code, answer.field, answer.message, answer.theirs, at.isoformat(),
        ],
    )  # fmt: skip


def mark_durable(db: sqlite_utils.Database, epoch: str, durable_to: int) -> None:
    """Settled lines up to that seq survive the platform's own crash; a seq beyond every integer means all of them."""
    db.conn.execute(
        f"UPDATE deliveries SET durable = 1 WHERE durable = 0 AND verdict IN {_DONE}"
        " AND EXISTS (SELECT 1 FROM journal WHERE id = line_id AND epoch = ? AND seq <= ?)",
        [epoch, max(0, min(durable_to, _LAST_SEQ))],
    )


def supersede(db: sqlite_utils.Database, line: LineId, by: LineId) -> None:
    """The stuck line has been answered by a new line of ours."""
    db.conn.execute("UPDATE deliveries SET superseded_by = ? WHERE line_id = ?", [by, line])


def supersede_voided(db: sqlite_utils.Database) -> None:
    """A stuck line whose case was voided by a later, settled line needs nobody any more.

    The void may have been made before the platform's refusal was known here, so that it could not name the line.
    """
    db.conn.execute(
        "UPDATE deliveries SET superseded_by = v.id FROM journal AS l"
        " JOIN journal AS v ON v.case_id = l.case_id AND v.position > l.position AND v.kind = 'case.voided'"
        f" JOIN deliveries AS d ON d.line_id = v.id AND d.verdict IN {_DONE}"
        f" WHERE deliveries.line_id = l.id AND deliveries.verdict IN {_STUCK} AND deliveries.superseded_by IS NULL"
    )


def forget_answers(db: sqlite_utils.Database, epoch: str, day: str, kept_seqs: tuple[int, ...]) -> int:
    """The settled lines of that day which the platform does not have wait again; gives how many.

    What is refused, disputed or superseded stays as it is: a person decided or has to decide about it. But it is sent
    again, for its place.
    """
    missing = (
        "line_id IN (SELECT id FROM journal WHERE position BETWEEN ? AND ? AND substr(at, 1, 10) = ?"
        " AND seq NOT IN (SELECT value FROM json_each(?)))"
    )
    parameters = [*places_of(epoch), day, msgspec.json.encode(kept_seqs).decode()]
    db.conn.execute(f"UPDATE deliveries SET again = 1 WHERE verdict NOT IN {_DONE} AND {missing}", parameters)
    return int(db.conn.execute(f"DELETE FROM deliveries WHERE verdict IN {_DONE} AND {missing}", parameters).rowcount)


def forget_everything(db: sqlite_utils.Database) -> None:
    """The platform was restored: every line and scan waits again and its view is rebuilt (trust.md F37)."""
    db.conn.execute("DELETE FROM deliveries WHERE superseded_by IS NULL")
    db.conn.execute("UPDATE deliveries SET again = 1")
    db.conn.execute("UPDATE scans SET sent_at = NULL WHERE purged_at IS NULL")
    db.conn.execute("DELETE FROM platform_cases")


def troubles(db: sqlite_utils.Database) -> tuple[Trouble, ...]:
    """Every line that needs a person, oldest first."""
    rows = rows_of(
        db,
        "SELECT id AS line, case_id AS 'case', kind, at, verdict, code, field, message, theirs FROM line_status"
        f" WHERE id IN (SELECT line_id FROM deliveries WHERE verdict IN {_STUCK} AND superseded_by IS NULL)"
        " ORDER BY position",
    )
    return tuple(msgspec.convert(row, Trouble) for row in rows)


def line_of(db: sqlite_utils.Database, line: LineId) -> Line | None:
    """The line of that id as it stands in the journal, or None; also when its content was purged."""
    row = db.conn.execute("SELECT line FROM journal WHERE id = ? AND purged_at IS NULL", [line]).fetchone()
    return None if row is None else msgspec.json.decode(row[0], type=Line)


def waiting(db: sqlite_utils.Database) -> Waiting:
    """Counts straight from the rows, never from a counter (faults.md F08)."""
    lines, stuck, oldest = db.conn.execute(
        f"SELECT count(*), coalesce(sum(verdict IN {_STUCK}), 0), coalesce(min(at), '') FROM line_status"
        f" WHERE {_UNSENT}"
    ).fetchone()
    scans = db.conn.execute("SELECT count(*) FROM scans WHERE sent_at IS NULL").fetchone()[0]
    ahead = db.conn.execute(
        f"SELECT count(DISTINCT case_id) FROM line_status l WHERE {_UNSENT} AND kind LIKE 'case.%'"
        " AND EXISTS (SELECT 1 FROM papers p JOIN prints USING (place) WHERE p.case_id = l.case_id)"
    ).fetchone()[0]
    return Waiting(lines=lines - stuck, scans=scans, troubles=stuck, papers_ahead=ahead, oldest_at=oldest)


def waiting_scans(db: sqlite_utils.Database) -> tuple[WaitingScan, ...]:
    """Scans to send, those of the oldest cases first."""
    rows = db.conn.execute("SELECT sha256, size_bytes FROM scans WHERE sent_at IS NULL ORDER BY rowid").fetchall()
    return tuple(WaitingScan(sha256=Sha256(sha256), size_bytes=size) for sha256, size in rows)


def scan_sent(db: sqlite_utils.Database, sha256: Sha256, at: dt.datetime) -> None:
    """The platform verified the whole scan."""
    db.conn.execute("UPDATE scans SET sent_at = ?, trouble = NULL WHERE sha256 = ?", [at.isoformat(), sha256])


def scan_troubled(db: sqlite_utils.Database, sha256: Sha256, code: str) -> None:
    """The scan could not be sent, and why."""
    db.conn.execute("UPDATE scans SET trouble = ? WHERE sha256 = ?", [code, sha256])


def scan_digests(db: sqlite_utils.Database) -> tuple[ScanDigest, ...]:
    """By the first two digits of their hash, what the platform said it has of the scans, each verified whole there."""
    rows = db.conn.execute("SELECT sha256 FROM scans WHERE sent_at IS NOT NULL ORDER BY sha256").fetchall()
    return tuple(
        ScanDigest(prefix=prefix, count=len(hashes), combined=hashlib.sha256("".join(hashes).encode()).hexdigest())
        for prefix, hashes in _by_prefix(sha256 for (sha256,) in rows).items()
    )


def forget_scans(db: sqlite_utils.Database, prefix: str, kept: tuple[Sha256, ...]) -> int:
    """The scans of that prefix which the platform does not have wait again, as far as they are here; gives how many."""
    cursor = db.conn.execute(
        "UPDATE scans SET sent_at = NULL WHERE sent_at IS NOT NULL AND purged_at IS NULL AND substr(sha256, 1, 2) = ?"
        " AND sha256 NOT IN (SELECT value FROM json_each(?))",
        [prefix, msgspec.json.encode(kept).decode()],
    )
    return int(cursor.rowcount)


def _by_prefix(hashes: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for sha256 in hashes:
        found.setdefault(sha256[:2], []).append(sha256)
    return found


def apply_news(db: sqlite_utils.Database, entries: tuple[NewsEntry, ...]) -> None:
    """What the platform says of cases is known here, in its order; news of cases that are not ours changes nothing."""
    for entry in entries:
        if entry.case is None or entry.kind is NewsKind.CATALOGUE:
            continue
        db.conn.execute(
            "INSERT INTO platform_cases SELECT ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM cases WHERE case_id = ?)"
            " ON CONFLICT (case_id) DO UPDATE SET at = excluded.at,"
            " platform_no = CASE excluded.platform_no WHEN '' THEN platform_no ELSE excluded.platform_no END,"
            " state = CASE excluded.state WHEN '' THEN state ELSE excluded.state END,"
            " words = CASE excluded.words WHEN '' THEN words ELSE excluded.words END",
            [entry.case, entry.platform_no, entry.state, entry.words, entry.at.isoformat(), entry.case],
        )


def sent_epochs(db: sqlite_utils.Database) -> tuple[str, ...]:
    """Every epoch that has a line which the platform took, the first one first."""
    rows = db.conn.execute(
        f"SELECT epoch FROM line_status WHERE verdict IN {_DONE} GROUP BY epoch ORDER BY min(position)"
    ).fetchall()
    return tuple(epoch for (epoch,) in rows)


def day_digests(db: sqlite_utils.Database, epoch: str, *, closed: bool) -> tuple[DayDigest, ...]:
    """Per day, what the platform said it has for good: count and SHA-256 over the sorted line hashes.

    Of a closed epoch every settled line counts: the platform states durability for the open epoch only.
    """
    return tuple(counted.digest for counted in counted_days(db, epoch, closed=closed))


def counted_days(db: sqlite_utils.Database, epoch: str, *, closed: bool) -> tuple[CountedDay, ...]:
    """The same, each day with its lines that no digest compared before."""
    rows = db.conn.execute(
        "SELECT substr(j.at, 1, 10), j.hash, j.id, d.compared FROM journal j JOIN deliveries d ON d.line_id = j.id"
        f" WHERE j.position BETWEEN ? AND ? AND (d.durable = 1 OR (? AND d.verdict IN {_DONE})) ORDER BY 1, 2",
        [*places_of(epoch), closed],
    ).fetchall()
    days: dict[str, tuple[list[str], list[LineId]]] = {}
    for day, line_hash, line, compared in rows:
        hashes, fresh = days.setdefault(day, ([], []))
        hashes.append(line_hash)
        if not compared:
            fresh.append(LineId(line))
    return tuple(
        CountedDay(
            digest=DayDigest(day=day, count=len(hashes), combined=hashlib.sha256("".join(hashes).encode()).hexdigest()),
            fresh=tuple(fresh),
        )
        for day, (hashes, fresh) in days.items()
    )


def mark_compared(db: sqlite_utils.Database, lines: tuple[LineId, ...]) -> None:
    """A digest in which these lines were counted has matched; one that was forgotten meanwhile stays forgotten."""
    db.conn.execute(
        f"UPDATE deliveries SET compared = 1 WHERE verdict IN {_DONE} AND line_id IN (SELECT value FROM json_each(?))",
        [msgspec.json.encode(lines).decode()],
    )
