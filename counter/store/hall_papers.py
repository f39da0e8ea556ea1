"""Papers of other windows that were brought here to be printed again, and prints that ``prints`` has no room for.

    hall_papers     as the hall gave them, encrypted with the rest; no number of this window is among them
    hall_prints     of those papers at any window, and of this window's papers at another (faults.md F16)

A print is known by its window and its count there, so that what the hall tells again changes nothing more.
"""

from __future__ import annotations

from typing import Any

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.case import PaperKind
from counter.domain.ids import CaseId, InstallId, Sha256
from counter.store.rows import rows_of
from counter.wire.news import PaperPrint

_PAPER = "number, case_id, kind, copies, content, content_sha256, window, void, sealed_sha256"


class HallPaper(Value):
    """A paper of another window; ``sealed_sha256`` is of its file with the e-seal in the scan store, empty without."""

    number: str
    case_id: CaseId
    kind: PaperKind
    copies: int
    content: str
    content_sha256: str
    window: str
    void: bool
    sealed_sha256: Sha256 | None = None


def put(db: sqlite_utils.Database, paper: HallPaper) -> None:
    """The paper is here as the hall gave it last."""
    db.conn.execute(
        f"INSERT OR REPLACE INTO hall_papers ({_PAPER}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            paper.number, paper.case_id, paper.kind.value, paper.copies, paper.content, paper.content_sha256,
            paper.window, paper.void, paper.sealed_sha256,
        ],
    )  # fmt: skip


def read(db: sqlite_utils.Database, number: str) -> HallPaper | None:
    """The paper of that number, or None when it was not brought here."""
    rows = rows_of(db, f"SELECT {_PAPER} FROM hall_papers WHERE number = ?", [number])
    return msgspec.convert(rows[0], HallPaper, strict=False) if rows else None


def of_case(db: sqlite_utils.Database, case: CaseId) -> tuple[HallPaper, ...]:
    """Those of the case that were brought here."""
    rows = rows_of(db, f"SELECT {_PAPER} FROM hall_papers WHERE case_id = ? ORDER BY number", [case])
    return tuple(msgspec.convert(row, HallPaper, strict=False) for row in rows)


def put_print(db: sqlite_utils.Database, printed: PaperPrint) -> None:
    """The print is known as it is told; what a person said of it before is not forgotten."""
    row = msgspec.to_builtins(printed)
    names = PaperPrint.__struct_fields__
    db.conn.execute(
        f"INSERT INTO hall_prints ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})"
        " ON CONFLICT (number, install, print_no) DO UPDATE SET outcome = excluded.outcome,"
        " came_out = coalesce(excluded.came_out, came_out)",
        [row[name] for name in names],
    )


def prints_of(db: sqlite_utils.Database, number: str) -> tuple[PaperPrint, ...]:
    """What is known of that paper's prints beyond ``prints``, in the order of their time."""
    rows = rows_of(db, "SELECT * FROM hall_prints WHERE number = ? ORDER BY at, again, install, print_no", [number])
    return tuple(msgspec.convert(row, PaperPrint, strict=False) for row in rows)


def answer(db: sqlite_utils.Database, install: InstallId, number: str, print_no: int, *, came_out: bool) -> None:
    """What a person said of a print of this window stands beside it for ever."""
    _settle(db, install, number, print_no, {"came_out": came_out})


def settle(
    db: sqlite_utils.Database, install: InstallId, number: str, print_no: int, *, outcome: str, came_out: bool | None
) -> None:
    """What is known of that print now, after its job was taken out of the queue."""
    _settle(db, install, number, print_no, {"outcome": outcome, "came_out": came_out})


def _settle(db: sqlite_utils.Database, install: InstallId, number: str, print_no: int, values: dict[str, Any]) -> None:
    names = ", ".join(f"{name} = ?" for name in values)
    db.conn.execute(
        f"UPDATE hall_prints SET {names} WHERE install = ? AND number = ? AND print_no = ?",
        [*values.values(), install, number, print_no],
    )
