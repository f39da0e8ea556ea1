"""恢复: the hall is again what a backup says, under a new generation, and every counter sends again what it has kept.

    nobody works ─ the file is whole ─ MARK ─ what is here is moved aside ─ the copy takes its place ─ fence ─ unMARK

From MARK to unMARK no hall opens (``hall.restore_unfinished``); the same command again goes on. Nothing is deleted: the
embedded database stays beside the new one under another name, PostgreSQL's tables in a schema of another name.

The fence (protocol.md, Identities; trust.md F37): a new generation; the enrolments that the backup did not know
(``register``); and no number is given twice, so epochs and today's case numbers go on well beyond what may have been
given since the backup. How often that was done is counted in the database and in ``restores.jsonl``, so that two
restores of one backup do not give the same numbers either.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import shutil
import tarfile
import tempfile
import uuid
from pathlib import Path

import msgspec
from sqlalchemy import Connection, inspect, select, text
from sqlcipher3 import dbapi2 as sqlcipher

from counter.domain.base import Value
from counter.domain.staff import Window
from counter.domain.workdays import local_day
from counter.errors import RuleBroken, StoreTrouble
from counter.hall import backup, postgres_tools, register, standing, tables
from counter.hall.backup import DATABASE, FORMAT, KEYS, MANIFEST, Manifest
from counter.hall.blobs import hash_of
from counter.hall.database import APPLICATION, Database, parsed, raise_number, read_fact, write_fact
from counter.hall.enrolment import EPOCHS_FROM
from counter.hall.hall import ENROLLED, UNFINISHED
from counter.hall.register import Register
from counter.local_disk import force

EPOCHS_PASSED = 10
"""So often no window is enrolled between two backups."""
CASES_PASSED = 10_000
"""So many cases no region takes in a day."""
_RESTORES = "restores"
_LOG = "restores.jsonl"


class Restored(Value):
    """What was done: the generation from now on, and how many epochs came from the register."""

    at: dt.datetime
    backup_made_at: dt.datetime | None
    generation: str
    restores: int
    epochs_brought_in: int
    rows: dict[str, int]


def restore(database_url: str, data_dir: Path, file: Path, *, scans: Path | None, now: dt.datetime) -> Restored:
    """The hall is what the file says, with a new generation; start it and every counter sends again what it has kept.

    Raises:
        RuleBroken: ``backup.unreadable`` for no backup of ours, ``backup.other_kind`` for one of the other database,
            ``hall.running`` while anybody works on the database.
        StoreTrouble: ``backup.not_whole``, ``hall.database_newer``, ``hall.postgresql_tool``; before MARK nothing was
            changed, after it the same command goes on.
    """
    url = parsed(database_url)
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data_dir, prefix=".restoring-") as folder:
        manifest = _unpack(file, Path(folder))
        if manifest.kind != url.get_backend_name():
            raise RuleBroken("backup.other_kind", kind=manifest.kind)
        if not standing.is_known(manifest.revision):
            raise StoreTrouble("hall.database_newer", found=manifest.revision, known=standing.head())
        copy = Path(folder) / DATABASE
        aside = f"before_{now:%Y%m%d_%H%M%S}_{secrets.token_hex(2)}"
        if manifest.kind == "sqlite":
            _put_sqlite(data_dir, Path(url.database or ""), copy, aside, manifest)
        else:
            _put_postgresql(data_dir, database_url, copy, aside)
        _put_keys(data_dir, Path(folder), aside)
        if scans is not None:
            _put_scans(data_dir / "blobs", scans)
        return _fence(database_url, data_dir, manifest, now)


def mark_restored(database_url: str, data_dir: Path, *, now: dt.datetime) -> Restored:
    """The database was put back by other means, as PostgreSQL's own archive: it is fenced the same way.

    Raises:
        RuleBroken: ``hall.running``.
        StoreTrouble: those of ``Database``.
    """
    _nobody_works(database_url)
    (data_dir / UNFINISHED).touch(mode=0o600)
    return _fence(database_url, data_dir, None, now)


def _unpack(file: Path, folder: Path) -> Manifest:
    """The members lie in the folder, each with its right hash."""
    try:
        with tarfile.open(file) as tar:
            said = tar.extractfile(MANIFEST)
            manifest = msgspec.json.decode(said.read() if said is not None else b"", type=Manifest)
            if manifest.format != FORMAT or not {DATABASE} <= set(manifest.sha256) <= {DATABASE, *KEYS}:
                raise RuleBroken("backup.unreadable")
            for name in manifest.sha256:
                member = tar.extractfile(name)
                if member is None:
                    raise RuleBroken("backup.unreadable")
                (folder / name).touch(mode=0o600)
                with (folder / name).open("wb") as opened:
                    shutil.copyfileobj(member, opened)
    except (OSError, KeyError, tarfile.TarError, msgspec.MsgspecError) as error:
        raise RuleBroken("backup.unreadable", reason=type(error).__name__) from None
    if any(hash_of(folder / name) != sha256 for name, sha256 in manifest.sha256.items()):
        raise StoreTrouble("backup.not_whole")
    return manifest


def _put_sqlite(data_dir: Path, database: Path, copy: Path, aside: str, manifest: Manifest) -> None:
    backup.check_sqlite(copy, manifest.rows)
    force(copy)
    _nobody_works(f"sqlite:///{database}")
    (data_dir / UNFINISHED).touch(mode=0o600)
    force(data_dir)
    for ending in ("-wal", "-shm", ""):  # its journal first: it must never meet the other database
        old = database.with_name(database.name + ending)
        if old.exists():
            old.rename(database.with_name(f"{database.name}.{aside}{ending}"))
    copy.replace(database)
    force(database.parent)


def _put_postgresql(data_dir: Path, database_url: str, copy: Path, aside: str) -> None:
    url = parsed(database_url)
    postgres_tools.read_through(url, copy)
    _nobody_works(database_url)
    (data_dir / UNFINISHED).touch(mode=0o600)
    force(data_dir)
    database = Database(database_url, bring_on=False)
    try:
        with database.write() as connection:
            if inspect(connection).get_table_names(schema="public"):
                connection.execute(text(f"ALTER SCHEMA public RENAME TO {aside}"))
                connection.execute(text("CREATE SCHEMA public"))
    finally:
        database.close()
    postgres_tools.load(url, copy)


def _nobody_works(database_url: str) -> None:
    """No hall has the database open; a damaged one has nobody who works on it either."""
    url = parsed(database_url)
    if url.get_backend_name() == "sqlite":
        if not Path(url.database or "").is_file():
            return
        opened = sqlcipher.connect(url.database, timeout=0)
        try:
            mode = opened.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlcipher.OperationalError as error:
            mode = "wal" if "locked" in str(error) else ""
        except sqlcipher.DatabaseError:
            mode = ""
        finally:
            opened.close()
        if mode == "wal":
            raise RuleBroken("hall.running")
        return
    database = Database(database_url, bring_on=False)
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = :ours"
        " AND pid <> pg_backend_pid()"
    )
    try:
        with database.read() as connection:
            count = connection.scalar(others, {"ours": APPLICATION})
    finally:
        database.close()
    if count:
        raise RuleBroken("hall.running")


def _put_keys(data_dir: Path, folder: Path, aside: str) -> None:
    """The keys that the counters know; others that lie here are moved aside."""
    for name in KEYS:
        kept, here = folder / name, data_dir / name
        if not kept.is_file() or (here.is_file() and here.read_bytes() == kept.read_bytes()):
            continue
        if here.exists():
            here.rename(data_dir / f"{name}.{aside}")
        force(kept)
        kept.replace(here)
    force(data_dir)


def _put_scans(blobs: Path, scans: Path) -> None:
    """Every scan of the folder lies at the hall; one that is there already stays."""
    for source in sorted(scans.glob("[0-9a-f][0-9a-f]/*")):
        target = blobs / source.parent.name / source.name
        if not target.is_file():
            backup.copy_scan(source, target)


def _fence(database_url: str, data_dir: Path, manifest: Manifest | None, now: dt.datetime) -> Restored:
    log = data_dir / _LOG
    logged = len(log.read_bytes().splitlines()) if log.exists() else 0
    database = Database(database_url)
    try:
        with database.write() as connection:
            rows = backup.counts(connection)
            known = int((read_fact(connection, _RESTORES) or b"0").decode())
            restores = max(known, logged) + 1
            write_fact(connection, _RESTORES, str(restores).encode())
            write_fact(connection, EPOCHS_FROM, str(EPOCHS_PASSED * restores).encode())
            brought_in = register.bring_in(connection, Register(data_dir / ENROLLED).entries())
            _pass_numbers(connection, restores, now)
            generation = str(uuid.uuid4())
            write_fact(connection, "generation", generation.encode())
    finally:
        database.close()
    done = Restored(
        at=now,
        backup_made_at=None if manifest is None else manifest.made_at,
        generation=generation,
        restores=restores,
        epochs_brought_in=brought_in,
        rows=rows,
    )
    with log.open("ab") as opened:
        opened.write(msgspec.json.encode(done) + b"\n")
        opened.flush()
        os.fsync(opened.fileno())
    (data_dir / UNFINISHED).unlink()
    force(data_dir)
    return done


def _pass_numbers(connection: Connection, restores: int, now: dt.datetime) -> None:
    counters = tables.counters
    values = {row.name: row.value for row in connection.execute(select(counters))}
    for name, value in values.items():
        if name.startswith("epoch/"):
            raise_number(connection, name, value + EPOCHS_PASSED * restores)
    windows = (msgspec.json.decode(raw, type=Window) for raw in connection.scalars(select(tables.installs.c.window)))
    for region in sorted({window.region for window in windows}):
        name = f"case/{region}{local_day(now):%Y%m%d}"
        raise_number(connection, name, values.get(name, 0) + CASES_PASSED * restores)
