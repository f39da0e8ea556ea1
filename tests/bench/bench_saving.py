"""Saving an accepted case with six materials against a bare INSERT+COMMIT of the same bytes."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path

from counter.actions import intake
from counter.actions.desk import Desk
from counter.domain.case import Case, Decision
from tests.bench.big_store import name_of, six_material_item
from tests.bench.desks import enrolled_desk, shipped_items
from tests.bench.rows import Row, against
from tests.conftest import CLERK, draft_of, filled

TIMES = 300
MOST = 3.0


def rows(folder: Path) -> list[Row]:
    """The medians of 300 interleaved pairs on one encrypted database with its own pragmas."""
    with enrolled_desk(folder / "saving") as desk:
        saved_s, bare_s = measure(desk)
    return [against("save an accepted case, 6 materials", saved_s, bare_s, what="bare INSERT+COMMIT", most=MOST)]


def measure(desk: Desk) -> tuple[list[float], list[float]]:
    """Seconds of each ``take_case`` and of each bare insert of as many bytes, in turn."""
    item = six_material_item(shipped_items())
    desk.db.conn.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT")
    saved_s, bare_s = [], []
    gc.collect()
    for serial in range(TIMES):
        draft = draft_of(filled(item, serial=serial + 1, name=name_of(serial)))
        intake.save_draft(desk, draft)
        begun = time.perf_counter()
        taken = intake.take_case(desk, CLERK, draft, Decision.ACCEPTED)
        saved_s.append(time.perf_counter() - begun)
        content = os.urandom(_stored_bytes(desk, taken.case))
        begun = time.perf_counter()
        desk.db.conn.execute("BEGIN IMMEDIATE")
        desk.db.conn.execute("INSERT INTO bare (bytes) VALUES (?)", [content])
        desk.db.conn.execute("COMMIT")
        bare_s.append(time.perf_counter() - begun)
    return saved_s, bare_s


def _stored_bytes(desk: Desk, case: Case) -> int:
    """How many bytes of values the case's rows hold."""
    total = 0
    for table in ("cases", "papers", "journal"):
        cursor = desk.db.conn.execute(f"SELECT * FROM {table} WHERE case_id = ?", [case.case_id])  # noqa: S608
        total += sum(_bytes_of(value) for row in cursor.fetchall() for value in row if value is not None)
    return total


def _bytes_of(value: object) -> int:
    return len(value) if isinstance(value, bytes) else len(str(value).encode())
