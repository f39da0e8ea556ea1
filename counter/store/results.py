"""出件: results of the departments as rows, with what became of each; the later deed stands, at whichever window."""

from __future__ import annotations

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.handing import Handed, ResultDocument, ResultState
from counter.domain.ids import CaseId
from counter.store.like import literal
from counter.store.places import place_of_number
from counter.store.rows import decoded, rows_of
from counter.wire.news import ResultMoved

_DOCUMENT = msgspec.json.Decoder(ResultDocument)
_HANDED = msgspec.json.Decoder(Handed)
_SHOWN = (
    "FROM results WHERE (:all OR applicant_name LIKE :part ESCAPE '\\' OR name LIKE :part ESCAPE '\\'"
    " OR case_no = :number OR case_no LIKE :end ESCAPE '\\'"
    " OR json_extract(document, '$.number') LIKE :end ESCAPE '\\'"
    " OR json_extract(document, '$.applicant_id_number') LIKE :end ESCAPE '\\'"
    " OR json_extract(document, '$.phone') LIKE :end ESCAPE '\\'"
    " OR case_id IN (SELECT case_id FROM papers WHERE place = :place AND number = :number))"
)


class Result(Value):
    """结果文书 with what became of it; ``handed`` is None until a window did something with it."""

    document: ResultDocument
    state: ResultState
    handed: Handed | None = None


class ResultPage(Value):
    """A page of the list, the count of the whole list, and how many there are in each state without that filter."""

    rows: tuple[Result, ...]
    total: int
    counts: dict[ResultState, int]


def heard(db: sqlite_utils.Database, detail: object) -> None:
    """What the platform tells of a result is known here; a later deed of this window is not undone by older news."""
    if isinstance(detail, ResultDocument):
        announce(db, detail)
    elif isinstance(detail, ResultMoved):
        known = read(db, detail.result)
        if known is not None and (known.handed is None or known.handed.at < detail.handed.at):
            put_handed(db, detail.result, detail.handed)


def announce(db: sqlite_utils.Database, document: ResultDocument) -> None:
    """The result is known as the department says it now; what a window did with it stays."""
    db.conn.execute(
        "INSERT INTO results (id, case_id, case_no, state, applicant_name, name, announced_at, document)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET case_id = excluded.case_id,"
        " case_no = excluded.case_no, applicant_name = excluded.applicant_name, name = excluded.name,"
        " announced_at = excluded.announced_at, document = excluded.document",
        [
            document.id, document.case, document.case_no, ResultState.ANNOUNCED.value, document.applicant_name,
            document.name, document.announced_at.isoformat(), msgspec.json.encode(document).decode(),
        ],
    )  # fmt: skip


def put_handed(db: sqlite_utils.Database, result: str, handed: Handed) -> None:
    """That became of the result."""
    db.conn.execute(
        "UPDATE results SET state = ?, handed = ? WHERE id = ?",
        [handed.state.value, msgspec.json.encode(handed).decode(), result],
    )


def read(db: sqlite_utils.Database, result: str) -> Result | None:
    """The result of that id, or None when no department announced it."""
    rows = rows_of(db, "SELECT state, document, handed FROM results WHERE id = ?", [result])
    return _result(rows[0]) if rows else None


def of_case(db: sqlite_utils.Database, case: CaseId) -> tuple[Result, ...]:
    """The results of the case in the order in which they were announced."""
    rows = rows_of(db, "SELECT state, document, handed FROM results WHERE case_id = ? ORDER BY position", [case])
    return tuple(_result(row) for row in rows)


def of_number(db: sqlite_utils.Database, number: str) -> tuple[Result, ...]:
    """The results of the case with that number, which may be that of any paper of ours."""
    word = "".join(number.split()).upper()
    rows = rows_of(
        db,
        "SELECT state, document, handed FROM results WHERE case_no = :number"
        " OR case_id IN (SELECT case_id FROM papers WHERE place = :place AND number = :number) ORDER BY position",
        {"number": word, "place": place_of_number(word)},
    )
    return tuple(_result(row) for row in rows)


def list_results(
    db: sqlite_utils.Database, *, state: ResultState | None, text: str, offset: int, limit: int
) -> ResultPage:
    """Results by state and by part of a name, the end of a number or a whole number; who waits longest stands first."""
    word = "".join(text.split())
    parameters = {
        "all": word == "", "part": f"%{literal(word)}%", "end": f"%{literal(word.upper())}", "number": word.upper(),
        "place": place_of_number(word.upper()), "state": state.value if state else "", "offset": offset, "limit": limit,
    }  # fmt: skip
    found = db.conn.execute(f"SELECT state, count(*) {_SHOWN} GROUP BY state", parameters).fetchall()
    counts = {ResultState(name): count for name, count in found}
    rows = rows_of(
        db,
        f"SELECT state, document, handed {_SHOWN} AND (:state = '' OR state = :state)"
        " ORDER BY announced_at, position LIMIT :limit OFFSET :offset",
        parameters,
    )
    return ResultPage(
        rows=tuple(_result(row) for row in rows),
        total=sum(count for name, count in counts.items() if state in {None, name}),
        counts={name: counts.get(name, 0) for name in ResultState},
    )


def purge(db: sqlite_utils.Database, case: CaseId) -> None:
    """What became of the case's results stays; who they are for and who got them does not."""
    for result in of_case(db, case):
        document = msgspec.structs.replace(
            result.document, applicant_name="", applicant_id_number="", phone="", number="", pdf=None
        )
        handed = result.handed and Handed(state=result.handed.state, at=result.handed.at, clerk=result.handed.clerk)
        db.conn.execute(
            "UPDATE results SET applicant_name = '', document = ?, handed = ? WHERE id = ?",
            [
                msgspec.json.encode(document).decode(), handed and msgspec.json.encode(handed).decode(), document.id,
            ],
        )  # fmt: skip


def _result(row: dict[str, object]) -> Result:
    handed = row["handed"]
    return Result(
        document=decoded(_DOCUMENT, str(row["document"])),
        state=ResultState(str(row["state"])),
        handed=None if handed is None else decoded(_HANDED, str(handed)),
    )
