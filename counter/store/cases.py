"""Drafts and cases as rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.case import Attachment, Case, CounterState, Draft, Intake
from counter.domain.course import Course
from counter.domain.ids import CaseId, Sha256
from counter.domain.workdays import DueDates
from counter.store.like import literal
from counter.store.places import place_of_number
from counter.store.rows import decoded, rows_of

_COLUMNS = (
    "case_id, case_no, state, clerk, clerk_name, item_code, item_version, item_name, department, applicant_name,"
    " id_number, phone, received_at, accepted_at, due, intake, course"
)
_DRAFT = msgspec.json.Decoder(Draft)
_DUE = msgspec.json.Decoder(DueDates)
_INTAKE = msgspec.json.Decoder(Intake)
_COURSE = msgspec.json.Decoder(Course)


class CaseRow(Value):
    """What a list of cases shows; names and numbers are masked by the screen, not here."""

    case_id: CaseId
    case_no: str
    state: CounterState
    item_name: str
    applicant_name: str
    clerk: str
    received_at: dt.datetime
    due: DueDates
    platform_no: str
    platform_state: str


class CasePage(Value):
    """A page of a list and the count of the whole list."""

    rows: tuple[CaseRow, ...]
    total: int
    elsewhere: str = ""  # the window of the hall that took its one case in, which is no row here


def save_draft(db: sqlite_utils.Database, draft: Draft) -> None:
    """The draft is as given; what became a case since is swept away with it.

    A deed leaves the draft that it made a case of: the page that it lies on is written here anyway, and there it would
    make every save wait for one more.
    """
    db.conn.execute("DELETE FROM drafts WHERE case_id IN (SELECT case_id FROM cases)")
    body = msgspec.json.encode(draft).decode()
    db.conn.execute(
        "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?)",
        [draft.case_id, draft.clerk, body, draft.saved_at.isoformat()],
    )


def drop_draft(db: sqlite_utils.Database, case: CaseId) -> None:
    """There is no draft of that case."""
    db.conn.execute("DELETE FROM drafts WHERE case_id = ?", [case])


def drafts(db: sqlite_utils.Database, clerk: str) -> tuple[Draft, ...]:
    """The clerk's drafts, newest first; what is a case already is none any more."""
    rows = db.conn.execute(
        "SELECT body FROM drafts WHERE clerk = ? AND case_id NOT IN (SELECT case_id FROM cases) ORDER BY saved_at DESC",
        [clerk],
    ).fetchall()
    return tuple(decoded(_DRAFT, body) for (body,) in rows)


def insert_case(db: sqlite_utils.Database, case: Case) -> None:
    """The case and the scans that belong to it are rows."""
    applicant = case.intake.applicant
    db.conn.execute(
        f"INSERT INTO cases ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            case.case_id, case.case_no, case.state.value, case.clerk, case.clerk_name, case.intake.item_code,
            case.intake.item_version, case.item_name, case.department, applicant.name, applicant.id_number,
            applicant.phone, case.received_at.isoformat(), case.accepted_at and case.accepted_at.isoformat(),
            msgspec.json.encode(case.due).decode(), msgspec.json.encode(case.intake).decode(),
            msgspec.json.encode(case.course).decode(),
        ],
    )  # fmt: skip
    put_scans(db, case.case_id, case.intake.attachments())


def put_scans(db: sqlite_utils.Database, case: CaseId, attachments: Iterable[Attachment]) -> None:
    """Each file is known as a scan of the case and waits to be sent, unless it was sent before."""
    files = tuple(attachments)
    put_loose_scans(db, files)
    for attachment in files:
        db.conn.execute("INSERT OR IGNORE INTO case_scans VALUES (?, ?)", [case, attachment.sha256])


def put_loose_scans(db: sqlite_utils.Database, attachments: Iterable[Attachment]) -> None:
    """Each file waits to be sent, unless it was sent before; it may belong to a draft, which is no case yet."""
    for attachment in attachments:
        db.conn.execute(
            "INSERT INTO scans (sha256, size_bytes, media_type) VALUES (?, ?, ?)"
            " ON CONFLICT (sha256) DO UPDATE SET purged_at = NULL WHERE purged_at IS NOT NULL",
            [attachment.sha256, attachment.size_bytes, attachment.media_type],
        )


def update_case(db: sqlite_utils.Database, case: Case) -> None:
    """State, dates and intake of the case are as given; identity and numbers do not change."""
    applicant = case.intake.applicant
    db.conn.execute(
        "UPDATE cases SET state = ?, accepted_at = ?, due = ?, intake = ?, course = ?, applicant_name = ?,"
        " id_number = ?, phone = ? WHERE case_id = ?",
        [
            case.state.value, case.accepted_at and case.accepted_at.isoformat(), msgspec.json.encode(case.due).decode(),
            msgspec.json.encode(case.intake).decode(), msgspec.json.encode(case.course).decode(), applicant.name,
            applicant.id_number, applicant.phone, case.case_id,
        ],
    )  # fmt: skip
    put_scans(db, case.case_id, case.intake.attachments())


def holds(db: sqlite_utils.Database, case: CaseId) -> bool:
    """Whether the case is a row here."""
    return db.conn.execute("SELECT 1 FROM cases WHERE case_id = ?", [case]).fetchone() is not None


def is_purged(db: sqlite_utils.Database, case: CaseId) -> bool:
    """Whether the personal data of the case left this machine."""
    row = db.conn.execute("SELECT 1 FROM cases WHERE case_id = ? AND purged_at IS NOT NULL", [case]).fetchone()
    return row is not None


def revive(db: sqlite_utils.Database, case: CaseId) -> None:
    """The case goes on, and what was purged of it was just told again by the platform."""
    db.conn.execute("UPDATE cases SET purged_at = NULL WHERE case_id = ?", [case])


def read_case(db: sqlite_utils.Database, case: CaseId) -> Case | None:
    """The case with what the platform says of it, or None."""
    rows = rows_of(db, "SELECT * FROM case_overview WHERE case_id = ?", [case])
    return _case(rows[0]) if rows else None


def case_of_number(db: sqlite_utils.Database, number: str) -> CaseId | None:
    """The case that a paper number belongs to, or None."""
    row = db.conn.execute(
        "SELECT case_id FROM papers WHERE place = ? AND number = ?", [place_of_number(number), number]
    ).fetchone()
    return None if row is None else CaseId(row[0])


def find_cases(
    db: sqlite_utils.Database,
    *,
    text: str,
    clerk: str | None,
    offset: int,
    limit: int,
    state: CounterState | None = None,
) -> CasePage:
    """Cases by part of a name, the end of a number, or a whole paper number; newest first.

    ``clerk`` limits the list to one person's cases; a whole paper number finds a case of anybody, because the citizen
    who shows the paper may come to any window. ``state`` limits both.
    """
    word = "".join(text.split())
    escaped = literal(word)
    parameters = {
        "all": word == "", "part": f"%{escaped}%", "end": f"%{escaped.upper()}", "number": word.upper(),
        "place": place_of_number(word.upper()), "clerk": clerk, "limit": limit, "offset": offset,
        "state": state and state.value,
    }  # fmt: skip
    where = (
        "WHERE (:state IS NULL OR state = :state) AND ("
        "((:clerk IS NULL OR clerk = :clerk) AND (:all OR applicant_name LIKE :part ESCAPE '\\'"
        " OR item_name LIKE :part ESCAPE '\\' OR id_number LIKE :end ESCAPE '\\' OR phone LIKE :end ESCAPE '\\'"
        " OR case_no LIKE :part ESCAPE '\\' OR platform_no LIKE :end ESCAPE '\\'))"
        " OR case_id IN (SELECT case_id FROM papers WHERE place = :place AND number = :number))"
    )
    total = db.conn.execute(f"SELECT count(*) FROM case_overview {where}", parameters).fetchone()[0]
    rows = rows_of(
        db, f"SELECT * FROM case_overview {where} ORDER BY position DESC LIMIT :limit OFFSET :offset", parameters
    )
    return CasePage(rows=tuple(_row(row) for row in rows), total=total)


def cases_of_person(
    db: sqlite_utils.Database, id_number: str, item_code: str, since: dt.datetime
) -> tuple[CaseRow, ...]:
    """Cases of that person and item taken since then, newest first."""
    rows = rows_of(
        db,
        "SELECT * FROM case_overview WHERE id_number = ? AND item_code = ? AND received_at >= ? AND state <> 'voided'"
        " ORDER BY position DESC LIMIT 5",
        [id_number, item_code, since.isoformat()],
    )
    return tuple(_row(row) for row in rows)


def scans_of_case(db: sqlite_utils.Database, case: CaseId) -> tuple[tuple[Sha256, bool], ...]:
    """The case's scans and whether each has arrived at the platform."""
    rows = db.conn.execute(
        "SELECT sha256, sent_at IS NOT NULL FROM case_scans JOIN scans USING (sha256) WHERE case_id = ?", [case]
    ).fetchall()
    return tuple((Sha256(sha256), bool(sent)) for sha256, sent in rows)


def _row(row: dict[str, object]) -> CaseRow:
    fields = {name: row[name] for name in CaseRow.__struct_fields__}
    fields["due"] = decoded(_DUE, str(row["due"]))
    return msgspec.convert(fields, CaseRow)


def _case(row: dict[str, object]) -> Case:
    fields = {name: row[name] for name in Case.__struct_fields__}
    fields["due"] = decoded(_DUE, str(row["due"]))
    fields["intake"] = decoded(_INTAKE, str(row["intake"]))
    fields["course"] = decoded(_COURSE, str(row["course"]))
    return msgspec.convert(fields, Case)
