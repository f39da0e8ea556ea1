"""The journal's rows: appended with the deed, never changed; read in order for sending and for verifying.

The content of a line may be purged once its case is over and the platform has it (``store.purging``); its place, kind,
hashes and time stay, so the chain and the register go on. What reads lines here reads those with content.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import msgspec
import sqlite_utils

from counter.clock import Moment
from counter.domain.base import Value, canonical
from counter.domain.ids import CaseId, InstallId, LineId, uuid7
from counter.domain.journal import BlobRef, Line, SealedLine, genesis, seal
from counter.domain.proposal import Approval
from counter.store import facts
from counter.store.high_water import Mark
from counter.store.places import place_of, places_of
from counter.store.rows import rows_of
from counter.wire.kinds import Kind
from counter.wire.retention import CasesPurged, PurgedLine

_LEFT = "epoch, seq, id, kind, case_id AS 'case', case_seq, at, prev, hash"


class Entry(Value):
    """What a deed says to the journal."""

    kind: str
    body: Value
    actor: str
    moment: Moment
    case: CaseId | None = None
    blobs: tuple[BlobRef, ...] = ()
    approval: Approval | None = None
    id: LineId | None = None


def append(db: sqlite_utils.Database, install: InstallId, head: Mark, entry: Entry) -> Mark:
    """The entry is the line after ``head``, in the caller's transaction; gives the new head of the chain.

    ``head.running`` is how many numbers the epoch has issued with what this deed issues.
    """
    epoch, seq = head.epoch, head.seq + 1
    case_seq, base = _place_in_case(db, entry.case)
    line = Line(
        install=install,
        epoch=epoch,
        seq=seq,
        id=entry.id or LineId(uuid7()),
        kind=entry.kind,
        case=entry.case,
        case_seq=case_seq,
        base=base,
        body=msgspec.Raw(canonical(entry.body)),
        blobs=entry.blobs,
        actor=entry.actor,
        approval=entry.approval,
        at=entry.moment.at,
        clock_offset_ms=entry.moment.offset_ms,
    )
    sealed = seal(line, prev=head.head)
    db.conn.execute(
        "INSERT INTO journal (position, epoch, seq, id, kind, case_id, case_seq, line, prev, hash, at, running)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            place_of(epoch, seq), epoch, seq, line.id, line.kind, line.case, case_seq, bytes(sealed.line), sealed.prev,
            sealed.hash, line.at.isoformat(), head.running,
        ],
    )  # fmt: skip
    return Mark(epoch=epoch, seq=seq, head=sealed.hash, running=head.running)


def last_mark(db: sqlite_utils.Database, epoch: str) -> Mark | None:
    """The head of the chain of that epoch, or None when it has no line."""
    row = db.conn.execute(
        "SELECT seq, hash, running FROM journal WHERE position BETWEEN ? AND ? ORDER BY position DESC LIMIT 1",
        places_of(epoch),
    ).fetchone()
    return None if row is None else Mark(epoch=epoch, seq=row[0], head=row[1], running=row[2])


def holds(db: sqlite_utils.Database, mark: Mark) -> bool:
    """Whether the line of that mark is in the journal."""
    row = db.conn.execute("SELECT hash FROM journal WHERE position = ?", [place_of(mark.epoch, mark.seq)]).fetchone()
    return row is not None and row[0] == mark.head


def lines_of_case(db: sqlite_utils.Database, case: CaseId) -> tuple[SealedLine, ...]:
    """Every line of the case in the order in which things happened."""
    rows = db.conn.execute(
        "SELECT line, prev, hash FROM journal WHERE case_id = ? AND purged_at IS NULL ORDER BY position", [case]
    )
    return tuple(_sealed(row) for row in rows.fetchall())


def lines_named(db: sqlite_utils.Database, names: tuple[LineId, ...]) -> tuple[SealedLine, ...]:
    """These lines in the order in which things happened; for one whose content was purged what is left of it."""
    rows = db.conn.execute(
        "SELECT id, line, prev, hash FROM journal WHERE id IN (SELECT value FROM json_each(?)) ORDER BY position",
        [msgspec.json.encode(names).decode()],
    )
    return tuple(_sealed(row) if row[0] else left_of(db, name) for name, *row in rows.fetchall())


def left_of(db: sqlite_utils.Database, name: str) -> SealedLine:
    """What is sent in the place of that line, whose content was purged."""
    enrolment = facts.enrolment(db)
    if enrolment is None:
        raise ValueError("lines before the enrolment")
    (row,) = rows_of(db, f"SELECT {_LEFT} FROM journal WHERE id = ?", [name])
    return msgspec.convert(row, PurgedLine).sent_by(enrolment.install)


def purged_of_case(db: sqlite_utils.Database, case: CaseId) -> tuple[PurgedLine, ...]:
    """What is left of the case's lines whose content was purged, in the order in which things happened."""
    rows = rows_of(
        db, f"SELECT {_LEFT} FROM journal WHERE case_id = ? AND purged_at IS NOT NULL ORDER BY position", [case]
    )
    return tuple(msgspec.convert(row, PurgedLine) for row in rows)


def all_lines(db: sqlite_utils.Database) -> Iterator[tuple[str, int, SealedLine]]:
    """Every line with the epoch and seq of its row, in order."""
    rows = db.conn.execute("SELECT epoch, seq, line, prev, hash FROM journal WHERE purged_at IS NULL ORDER BY position")
    for epoch, seq, *rest in rows:
        yield epoch, seq, _sealed(rest)


def chain_faults(db: sqlite_utils.Database, install: InstallId) -> tuple[str, ...]:
    """What is wrong with the chain, in words with the epoch and seq; empty when every line is in its place.

    A line without content is in its place when it is marked as purged and a later line tells so of its case.
    """
    faults = []
    heads: dict[str, tuple[int, str]] = {}
    purged: list[tuple[str, CaseId | None]] = []
    told: list[CasesPurged] = []
    rows = db.conn.execute(
        "SELECT epoch, seq, case_id, purged_at IS NOT NULL, line, prev, hash FROM journal ORDER BY position"
    )
    for epoch, seq, case, is_purged, *rest in rows:
        sealed, place = _sealed(rest), f"{epoch}-{seq}"
        last_seq, last_hash = heads.get(epoch, (0, genesis(install, epoch)))
        line = _opened(sealed)
        if is_purged:
            purged.append((place, case))
        if is_purged != (not bytes(sealed.line)) or (not is_purged and not _is_itself(sealed, line, epoch, seq)):
            faults.append(f"journal.changed {place}")
        if line is not None and line.kind == Kind.CASES_PURGED:
            with contextlib.suppress(msgspec.MsgspecError):  # what cannot be read tells of nothing
                told.append(msgspec.json.decode(line.body, type=CasesPurged))
        if sealed.prev != last_hash or seq != last_seq + 1:
            faults.append(f"journal.broken {place}")
        heads[epoch] = (seq, sealed.hash)
    cases = {case for body in told for case in body.cases}
    faults += [f"journal.emptied {place}" for place, case in purged if case not in cases]
    lines = sum(body.lines for body in told)
    return (*faults, f"journal.emptied {len(purged)}/{lines}") if len(purged) != lines else tuple(faults)


def _opened(sealed: SealedLine) -> Line | None:
    try:
        return sealed.opened()
    except msgspec.MsgspecError:
        return None


def _is_itself(sealed: SealedLine, line: Line | None, epoch: str, seq: int) -> bool:
    """Whether it is what was hashed, and stands where it says."""
    try:
        return line is not None and (line.seq, line.epoch) == (seq, epoch) and sealed.is_whole()
    except ValueError:  # a predecessor that is no hash
        return False


def _place_in_case(db: sqlite_utils.Database, case: CaseId | None) -> tuple[int, str]:
    if case is None:
        return 0, ""
    row = db.conn.execute(
        "SELECT case_seq, hash FROM journal WHERE case_id = ? ORDER BY case_seq DESC LIMIT 1", [case]
    ).fetchone()
    return (1, "") if row is None else (row[0] + 1, row[1])


def _sealed(row: tuple[bytes, str, str] | list[bytes | str]) -> SealedLine:
    line, prev, hash_ = row
    assert isinstance(line, bytes)  # noqa: S101 -- STRICT table, BLOB column
    return SealedLine(line=msgspec.Raw(line), prev=str(prev), hash=str(hash_))
