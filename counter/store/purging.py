"""清除: which ended cases may lose their personal data on this machine, and what is left of them (trust.md, Retention).

    ended, quiet for so many days, told, taken, compared, printed, handed out, accounted ─▶ purged
    news of it, or a print, later ─▶ purged again, by the same rules

Kept: number, id, item, dates and state of the case; numbers, kinds, hashes and prints of its papers; places, kinds and
hashes of its journal lines and scans. So register, chain and digests go on as before. Gone: names, numbers, telephone,
form, course, contents, what the platform told, and the files.
"""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.case import OPEN
from counter.domain.ids import CaseId, InstallId, LineId, Sha256
from counter.store import cases, disputes, notices, results
from counter.wire.messages import LineAnswer, Verdict

MISSING_THERE = "retention.missing_there"
"""The rule of the review that tells: the platform lost what was purged here."""
_UNREAD = frozenset({"line.not_whole", "line.foreign", "line.hash"})
"""What a platform says of a line that it does not look at further: it does not have it."""
_NEVER = 2**62
_OPEN = ", ".join(f"'{state.value}'" for state in sorted(OPEN))
_CAME_OUT = "outcome <> 'failed' AND coalesce(came_out, 1) = 1"
_UNKNOWN = "outcome = 'uncertain' AND came_out IS NULL"
_WHY = f"""CASE
  WHEN c.state IN ({_OPEN}) THEN 'open'
  WHEN coalesce((SELECT max(unixepoch(at)) FROM journal WHERE case_id = c.case_id), {_NEVER}) > :before
    OR (SELECT unixepoch(at) FROM platform_cases WHERE case_id = c.case_id) > :before
    OR (SELECT unixepoch(at) FROM hall_cases WHERE case_id = c.case_id) > :before
    OR (SELECT max(unixepoch(announced_at)) FROM results WHERE case_id = c.case_id) > :before THEN 'recent'
  WHEN EXISTS (SELECT 1 FROM journal j LEFT JOIN deliveries d ON d.line_id = j.id WHERE j.case_id = c.case_id
    AND coalesce(d.compared, 0) = 0 AND d.superseded_by IS NULL) THEN 'not_compared'
  WHEN EXISTS (SELECT 1 FROM case_scans JOIN scans USING (sha256) WHERE case_id = c.case_id AND sent_at IS NULL)
    THEN 'scan_waiting'
  WHEN EXISTS (SELECT 1 FROM owed WHERE case_id = c.case_id AND state = 'open') THEN 'owed'
  WHEN EXISTS (SELECT 1 FROM reviews WHERE case_id = c.case_id AND state IN ('open', 'approved', 'returned'))
    THEN 'review'
  WHEN EXISTS (SELECT 1 FROM notices WHERE case_id = c.case_id AND number IS NULL) THEN 'notice'
  WHEN EXISTS (SELECT 1 FROM papers p WHERE p.case_id = c.case_id AND void_reason IS NULL
    AND NOT EXISTS (SELECT 1 FROM prints WHERE prints.place = p.place AND {_CAME_OUT})) THEN 'unprinted'
  WHEN EXISTS (SELECT 1 FROM papers JOIN prints USING (place) WHERE case_id = c.case_id AND void_reason IS NULL
      AND {_UNKNOWN})
    OR EXISTS (SELECT 1 FROM hall_papers h JOIN hall_prints USING (number) WHERE h.case_id = c.case_id
      AND install = :install AND void = 0 AND {_UNKNOWN}
      AND NOT EXISTS (SELECT 1 FROM papers p WHERE p.case_id = c.case_id AND p.number = h.number)) THEN 'print_unknown'
  WHEN EXISTS (SELECT 1 FROM results WHERE case_id = c.case_id AND state NOT IN ('collected', 'delivered'))
    THEN 'result_here'
  WHEN EXISTS (SELECT 1 FROM journal WHERE case_id = c.case_id AND position > :line)
    OR EXISTS (SELECT 1 FROM papers WHERE case_id = c.case_id AND place > :paper) THEN 'day_open'
  ELSE '' END"""
_PERSONAL = f"json_extract(body, '$.rule') <> '{MISSING_THERE}'"
"""What tells that the platform lost something stays, so that it is told once."""
_TO_DO = f"""c.purged_at IS NULL
  OR EXISTS (SELECT 1 FROM journal WHERE case_id = c.case_id AND purged_at IS NULL)
  OR EXISTS (SELECT 1 FROM hall_cases WHERE case_id = c.case_id)
  OR EXISTS (SELECT 1 FROM hall_papers WHERE case_id = c.case_id)
  OR EXISTS (SELECT 1 FROM reviews WHERE case_id = c.case_id AND {_PERSONAL})
  OR EXISTS (SELECT 1 FROM owed WHERE case_id = c.case_id)
  OR EXISTS (SELECT 1 FROM results WHERE case_id = c.case_id AND applicant_name <> '')"""
_EMPTIED = (
    "UPDATE journal SET line = x'', purged_at = :at WHERE case_id = :case AND purged_at IS NULL",
    "UPDATE papers SET content = '' WHERE case_id = :case",
    "DELETE FROM sealed_papers WHERE place IN (SELECT place FROM papers WHERE case_id = :case)",
    """UPDATE cases SET applicant_name = '', id_number = '', phone = '', purged_at = :at,
         intake = json_object('item_code', item_code, 'item_version', item_version),
         course = json_object('policy', coalesce(json_extract(course, '$.policy'), 0)) WHERE case_id = :case""",
    "DELETE FROM drafts WHERE case_id = :case",
    "DELETE FROM owed WHERE case_id = :case",
    f"DELETE FROM reviews WHERE case_id = :case AND {_PERSONAL}",
    "DELETE FROM hall_cases WHERE case_id = :case",
    "DELETE FROM hall_papers WHERE case_id = :case",
    "UPDATE platform_cases SET words = '' WHERE case_id = :case",
)
_NAMED = """SELECT
  EXISTS (SELECT 1 FROM case_scans JOIN cases USING (case_id)
    WHERE sha256 = :file AND case_id <> :case AND purged_at IS NULL)
  OR EXISTS (SELECT 1 FROM drafts WHERE case_id <> :case AND instr(body, :file))
  OR EXISTS (SELECT 1 FROM reviews WHERE state IN ('open', 'approved', 'returned') AND instr(body, :file))
  OR EXISTS (SELECT 1 FROM hall_papers WHERE case_id <> :case AND (sealed_sha256 = :file OR instr(content, :file)))"""


class Rules(Value):
    """What a case has to be quiet and accounted by."""

    install: InstallId
    before: dt.datetime  # nothing was done with it or heard of it since
    line: int = 0  # the last place in the journal that a day's account covers
    paper: int = 0  # and the last one in the register


class Seen(Value):
    """A case that was looked at; ``why`` it stays, empty when it may be purged; None for one that was."""

    position: int
    case: CaseId
    why: str | None


class Gone(Value):
    """What one case had."""

    lines: int
    files: int


class _Blobs(msgspec.Struct):
    blobs: tuple[_Blob, ...] = ()


class _Blob(msgspec.Struct):
    sha256: Sha256


class _Pictures(msgspec.Struct):
    glyph_images: dict[str, Sha256] = {}


def look(db: sqlite_utils.Database, rules: Rules, after: int, limit: int) -> tuple[Seen, ...]:
    """The next cases after that position, each with why it stays."""
    rows = db.conn.execute(
        f"SELECT c.position, c.case_id, CASE WHEN {_TO_DO} THEN {_WHY} END"
        " FROM (SELECT position, case_id, state, purged_at FROM cases WHERE position > :after"
        " ORDER BY position LIMIT :limit) AS c ORDER BY c.position",
        {
            "install": rules.install, "before": int(rules.before.timestamp()), "line": rules.line,
            "paper": rules.paper, "after": after, "limit": limit,
        },
    ).fetchall()  # fmt: skip
    return tuple(Seen(position=position, case=CaseId(case), why=why) for position, case, why in rows)


def purge(db: sqlite_utils.Database, case: CaseId, at: dt.datetime) -> Gone | None:
    """The personal data of the case are gone, and its files are to be erased; None when one of them was not sent.

    In the caller's transaction, which tells of it; ``look`` said in the same one that the case may be purged.
    """
    files = files_of(db, case)
    listed = msgspec.json.encode(files).decode()
    unsent = "SELECT 1 FROM scans WHERE sent_at IS NULL AND sha256 IN (SELECT value FROM json_each(?))"
    if db.conn.execute(unsent, [listed]).fetchone():
        return None
    gone = sum(erase(db, file, case, at) for file in files)
    results.purge(db, case)
    notices.purge(db, case)
    lines = 0
    for place, statement in enumerate(_EMPTIED):
        changed = db.conn.execute(statement, {"case": case, "at": at.isoformat()}).rowcount
        lines = changed if place == 0 else lines
    return Gone(lines=lines, files=gone)


def erase(db: sqlite_utils.Database, file: Sha256, case: CaseId, at: dt.datetime | None = None) -> bool:
    """The file is to be erased, unless anything but that case names it; gives whether it is.

    With ``at`` it was one of this window's scans, whose hash stays with its time.
    """
    if _is_named(db, file, case):
        return False
    if at is not None:
        db.conn.execute("UPDATE scans SET purged_at = ? WHERE sha256 = ?", [at.isoformat(), file])
    db.conn.execute("INSERT OR IGNORE INTO erasures VALUES (?)", [file])
    return True


def to_erase(db: sqlite_utils.Database, after: str, limit: int) -> tuple[Sha256, ...]:
    """The next files after that one whose rows are gone, in order."""
    rows = db.conn.execute("SELECT sha256 FROM erasures WHERE sha256 > ? ORDER BY 1 LIMIT ?", [after, limit]).fetchall()
    return tuple(Sha256(file) for (file,) in rows)


def is_named(db: sqlite_utils.Database, file: Sha256) -> bool:
    """Whether something names that file again, or still."""
    row = db.conn.execute("SELECT 1 FROM scans WHERE sha256 = ? AND purged_at IS NULL", [file]).fetchone()
    return row is not None or _is_named(db, file, CaseId(""))


def is_purged(db: sqlite_utils.Database, file: Sha256) -> bool:
    """Whether the file went with the cases that named it."""
    row = db.conn.execute("SELECT 1 FROM scans WHERE sha256 = ? AND purged_at IS NOT NULL", [file]).fetchone()
    return row is not None


def erased(db: sqlite_utils.Database, file: Sha256) -> None:
    """Nobody has to erase that file any more."""
    db.conn.execute("DELETE FROM erasures WHERE sha256 = ?", [file])


def heard(db: sqlite_utils.Database, answers: tuple[LineAnswer, ...], at: dt.datetime) -> tuple[LineAnswer, ...]:
    """The answers as they count here: what the platform does not have of a purged line cannot be sent any more.

    It is settled, so that nothing is held up and nothing goes round in circles; a person is told, with the number.
    """
    ids = msgspec.json.encode([answer.id for answer in answers]).decode()
    rows = db.conn.execute(
        "SELECT id, case_id FROM journal WHERE id IN (SELECT value FROM json_each(?)) AND length(line) = 0", [ids]
    ).fetchall()
    purged: dict[LineId, CaseId] = {LineId(line): CaseId(case) for line, case in rows}
    return tuple(_as_counted(db, each, purged[each.id], at) if each.id in purged else each for each in answers)


def tell_lost_scans(db: sqlite_utils.Database, prefix: str, kept: tuple[Sha256, ...], at: dt.datetime) -> int:
    """A person is told of each case with a purged scan of that prefix that the platform does not have; how many new."""
    rows = db.conn.execute(
        "SELECT DISTINCT case_id FROM scans JOIN case_scans USING (sha256) WHERE scans.purged_at IS NOT NULL"
        " AND substr(sha256, 1, 2) = ? AND sha256 NOT IN (SELECT value FROM json_each(?))",
        [prefix, msgspec.json.encode(kept).decode()],
    ).fetchall()
    return sum(_tell(db, CaseId(case), at) for (case,) in rows)


def _as_counted(db: sqlite_utils.Database, answer: LineAnswer, case: CaseId, at: dt.datetime) -> LineAnswer:
    is_there = answer.verdict in {Verdict.REFUSED, Verdict.CONFLICT} and answer.code not in _UNREAD
    if answer.verdict in {Verdict.DUPLICATE, Verdict.HELD} or is_there:
        return answer  # what was refused and answered before it was purged is refused again, which changes nothing
    _tell(db, case, at)
    return msgspec.structs.replace(answer, verdict=Verdict.DUPLICATE, code=MISSING_THERE)


def _tell(db: sqlite_utils.Database, case_id: CaseId, at: dt.datetime) -> bool:
    case = cases.read_case(db, case_id)
    return case is not None and disputes.note(db, case, at, rule=MISSING_THERE)


def files_of(db: sqlite_utils.Database, case: CaseId) -> tuple[Sha256, ...]:
    """Every file that something of the case names."""
    rows = db.conn.execute(
        "SELECT sha256 FROM case_scans WHERE case_id = :case"
        " UNION SELECT sha256 FROM sealed_papers JOIN papers USING (place) WHERE case_id = :case"
        " UNION SELECT sealed_sha256 FROM hall_papers WHERE case_id = :case AND sealed_sha256 IS NOT NULL",
        {"case": case},
    ).fetchall()
    lines = db.conn.execute("SELECT line FROM journal WHERE case_id = ? AND purged_at IS NULL", [case]).fetchall()
    of_lines = {blob.sha256 for (line,) in lines for blob in msgspec.json.decode(line, type=_Blobs).blobs}
    brought = db.conn.execute("SELECT content FROM hall_papers WHERE case_id = ?", [case]).fetchall()
    pictures = {file for (text,) in brought for file in msgspec.json.decode(text, type=_Pictures).glyph_images.values()}
    return tuple(sorted({Sha256(file) for (file,) in rows} | of_lines | pictures))


def _is_named(db: sqlite_utils.Database, file: Sha256, case: CaseId) -> bool:
    """Whether anything but that case names the file."""
    return bool(db.conn.execute(_NAMED, {"file": file, "case": case}).fetchone()[0])
