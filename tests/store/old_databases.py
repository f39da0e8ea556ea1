"""Databases of every released schema with as many cases as wanted, grown from the files that old programs wrote.

The rows are written in the old schema, line by line in the chain, as the old program did.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import msgspec
import sqlcipher3

from counter.domain.ids import CaseId, LineId, uuid7
from counter.domain.journal import Line, genesis, seal
from counter.domain.numbers import format_number, parse_number
from counter.store.places import place_of
from tests.faults.support import look_into

DATA = Path(__file__).resolve().parent / "data"
VERSIONS = tuple(sorted(int(path.stem.partition("-")[2]) for path in DATA.glob("schema-*.db")))
_FIRST_NEW_SEQ = 3


def put_old_database(folder: Path, version: int, *, cases: int) -> tuple[str, ...]:
    """The database lies in the folder as the old program closed it; gives the case numbers, the oldest first."""
    for ending in ("db", "kcv", "high"):
        shutil.copyfile(DATA / f"schema-{version}.{ending}", folder / f"counter.{ending}")
    old = look_into(folder / "counter.db")
    try:
        if cases < 2:
            _take_away(old, folder, keep=cases)
        else:
            old.execute("BEGIN IMMEDIATE")
            for running in range(_FIRST_NEW_SEQ, cases + 1):
                _add(old, running)
            old.execute("COMMIT")
        return tuple(row[0] for row in old.execute("SELECT case_no FROM cases ORDER BY position").fetchall())
    finally:
        old.close()


def _take_away(old: sqlcipher3.Connection, folder: Path, *, keep: int) -> None:
    """Only the first cases are there, as before the others were taken in; the mark outside is younger than the file."""
    (trigger,) = old.execute("SELECT sql FROM sqlite_master WHERE name = 'journal_is_not_cut'").fetchone()
    old.execute("DROP TRIGGER journal_is_not_cut")
    old.execute("DELETE FROM deliveries WHERE line_id IN (SELECT id FROM journal WHERE seq > ?)", [keep])
    old.execute("DELETE FROM journal WHERE seq > ?", [keep])
    old.execute("DELETE FROM papers WHERE place & 4294967295 > ?", [keep])
    old.execute("DELETE FROM cases WHERE position > (SELECT min(position) FROM cases) + ? - 1", [keep])
    old.execute(trigger)
    (folder / "counter.high").unlink()


def _add(old: sqlcipher3.Connection, running: int) -> None:
    """One more case with its paper and line, like the last one."""
    old_no, case_id = old.execute("SELECT case_no, case_id FROM cases ORDER BY position DESC LIMIT 1").fetchone()
    number = format_number(msgspec.structs.replace(parse_number(old_no), running=running))
    new_id = CaseId(uuid7())
    place, before = place_of("A", running), place_of("A", running - 1)
    raw, prev = old.execute("SELECT line, hash FROM journal WHERE position = ?", [before]).fetchone()
    line = msgspec.json.decode(raw, type=Line)
    content = json.loads(old.execute("SELECT content FROM papers WHERE place = ?", [before]).fetchone()[0])
    content |= {"number": number, "case_code": number}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    body = json.loads(bytes(line.body)) | {"case_no": number}
    body["papers"] = [{**body["papers"][0], "number": number, "content_sha256": sha256}]
    told = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    new = seal(
        msgspec.structs.replace(
            line, seq=running, id=LineId(uuid7()), case=new_id, base="", body=msgspec.Raw(told.encode())
        ),
        prev=prev,
    )
    assert prev != genesis(line.install, "A")
    _copy(old, "cases", "case_id", case_id, {"case_id": new_id, "case_no": number, "position": None})
    paper = {"place": place, "number": number, "case_id": new_id, "content": text, "content_sha256": sha256}
    _copy(old, "papers", "place", before, paper)
    sealed = {"line": bytes(new.line), "prev": new.prev, "hash": new.hash, "id": new.opened().id}
    _copy(old, "journal", "position", before, {"position": place, "seq": running, "case_id": new_id, **sealed})


def _copy(old: sqlcipher3.Connection, table: str, key: str, value: object, changes: dict[str, object]) -> None:
    cursor = old.execute(f"SELECT * FROM {table} WHERE {key} = ?", [value])  # noqa: S608 -- our own names
    row = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True)) | changes
    places = ", ".join("?" for _ in row)
    old.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", list(row.values()))  # noqa: S608 -- ditto
