"""备份: a verified copy of database and keys in one file, and the scans beside it by their names.

FILE (tar, for its owner only)      manifest.json   what it is, how many rows, the hash of every other member
                                    database        a whole SQLite database, or PostgreSQL's custom dump
                                    platform.key, seal.authority, queue.key, admin.token
DIR (``--scans``)                   ab/ab12…        as in ``data_dir/blobs``; a name is a hash, so what is there stays

Made while the hall works: the copy is of one moment. It counts only when it could be read again, whole, with as many
rows as there were; then it gets its name. The keys are secret and so is the file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import shutil
import tarfile
import tempfile
from pathlib import Path

import msgspec
from sqlalchemy import Connection, func, select, text
from sqlcipher3 import dbapi2 as sqlcipher

from counter.domain.base import Value
from counter.errors import RuleBroken, StoreTrouble
from counter.hall import postgres_tools, standing, tables
from counter.hall.blobs import hash_of
from counter.hall.database import Database, parsed, read_fact
from counter.local_disk import force

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
KEYS = ("platform.key", "seal.authority", "queue.key", "admin.token")
COUNTED = ("lines", "cases", "papers", "news", "installs", "epochs", "blobs", "reviews")
_LAST = "last-backup.json"


class Manifest(Value):
    """What a backup is."""

    format: int
    kind: str  # sqlite, postgresql
    made_at: dt.datetime
    revision: str
    generation: str
    rows: dict[str, int]
    sha256: dict[str, str]  # of every member but this


def make(database_url: str, data_dir: Path, file: Path, *, scans: Path | None, now: dt.datetime) -> Manifest:
    """The file is a whole backup, and every scan of the database lies in the folder.

    Raises:
        RuleBroken: ``backup.exists``; ``backup.scan_missing`` when a scan of the database does not lie at the hall.
        StoreTrouble: ``backup.not_whole`` for a copy that could not be read again; those of ``Database`` and
            ``postgres_tools``.
    """
    if file.exists():
        raise RuleBroken("backup.exists")
    url = parsed(database_url)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}-") as folder:
        copy = Path(folder) / DATABASE
        if url.get_backend_name() == "sqlite":
            _copy_sqlite(Path(url.database or ""), copy)
            made = _looked_at(f"sqlite:///{copy}", data_dir, scans, now)
            check_sqlite(copy, made.rows)
        else:
            made = _looked_at(database_url, data_dir, scans, now, dump_to=copy)
        members = {DATABASE: copy} | {name: data_dir / name for name in KEYS if (data_dir / name).is_file()}
        manifest = msgspec.structs.replace(made, sha256={name: hash_of(path) for name, path in members.items()})
        packed = Path(folder) / "packed"
        _pack(packed, manifest, members)
        packed.replace(file)
        force(file.parent)
    _note(data_dir, manifest)
    return manifest


def _looked_at(
    database_url: str, data_dir: Path, scans: Path | None, now: dt.datetime, *, dump_to: Path | None = None
) -> Manifest:
    """What the database is in one look, in which it is also dumped and its scans are copied."""
    database = Database(database_url, bring_on=False)
    try:
        with database.read() as looked:
            if dump_to is not None:
                looked.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
                snapshot = str(looked.scalar(text("SELECT pg_export_snapshot()")))
                postgres_tools.dump(database.url, dump_to, snapshot=snapshot)
            if scans is not None:
                _copy_scans(looked, data_dir / "blobs", scans)
            return Manifest(
                format=FORMAT,
                kind=looked.dialect.name,
                made_at=now,
                revision=standing.revision(looked),
                generation=(read_fact(looked, "generation") or b"").decode(),
                rows=counts(looked),
                sha256={},
            )
    finally:
        database.close()


def last(data_dir: Path) -> Manifest | None:
    """The last backup that was made of this hall."""
    try:
        return msgspec.json.decode((data_dir / _LAST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError):
        return None


def counts(connection: Connection) -> dict[str, int]:
    """How many rows the tables have that nobody may lose anything of."""
    return {
        name: int(connection.scalar(select(func.count()).select_from(tables.metadata.tables[name])) or 0)
        for name in COUNTED
    }


def check_sqlite(copy: Path, rows: dict[str, int]) -> None:
    """The copy is a whole database, with as many rows.

    Raises:
        StoreTrouble: ``backup.not_whole``.
    """
    try:
        opened = sqlcipher.connect(f"file:{copy}?mode=ro", uri=True)
        try:
            sound = opened.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            found = {name: opened.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in COUNTED}  # noqa: S608 -- our own tables
        finally:
            opened.close()
    except sqlcipher.DatabaseError:
        sound, found = False, {}
    if not sound or found != rows:
        raise StoreTrouble("backup.not_whole")


def copy_scan(source: Path, target: Path) -> None:
    """The scan lies at its new place too, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    shutil.copyfile(source, part)
    force(part)
    if hash_of(part) != target.name:
        part.unlink()
        raise RuleBroken("backup.scan_missing", sha256=target.name)
    part.replace(target)
    force(target.parent)


def _copy_sqlite(database: Path, copy: Path) -> None:
    """The database as it was at one moment, while others write."""
    if not database.is_file():
        raise StoreTrouble("hall.database_missing")
    opened = sqlcipher.connect(str(database), timeout=30)
    try:
        opened.execute("VACUUM INTO ?", (str(copy),))
    except sqlcipher.DatabaseError as error:
        raise StoreTrouble("hall.database_unreachable", reason=type(error).__name__) from None
    finally:
        opened.close()


def _copy_scans(looked: Connection, blobs: Path, scans: Path) -> None:
    scans.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, size_bytes in looked.execute(select(tables.blobs.c.sha256, tables.blobs.c.size_bytes)):
        source, target = blobs / name[:2] / name, scans / name[:2] / name
        if target.is_file() and target.stat().st_size == size_bytes:
            continue
        if not source.is_file():
            raise RuleBroken("backup.scan_missing", sha256=name)
        copy_scan(source, target)


def _pack(packed: Path, manifest: Manifest, members: dict[str, Path]) -> None:
    """The manifest stands first; nothing in it says who made the file or where."""
    packed.touch(mode=0o600)
    with tarfile.open(packed, "w") as tar:
        said = msgspec.json.format(msgspec.json.encode(manifest))
        tar.addfile(_member(MANIFEST, len(said), manifest.made_at), io.BytesIO(said))
        for name, path in members.items():
            with path.open("rb") as opened:
                tar.addfile(_member(name, path.stat().st_size, manifest.made_at), opened)
    force(packed)
    with tarfile.open(packed) as tar:
        for name, sha256 in manifest.sha256.items():
            opened_member = tar.extractfile(name)
            if opened_member is None or hashlib.file_digest(opened_member, "sha256").hexdigest() != sha256:  # type: ignore[arg-type]  # a file in all but name
                raise StoreTrouble("backup.not_whole")


def _member(name: str, size_bytes: int, at: dt.datetime) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = size_bytes, int(at.timestamp()), 0o600
    return member


def _note(data_dir: Path, manifest: Manifest) -> None:
    part = data_dir / f"{_LAST}.part"
    part.write_bytes(msgspec.json.encode(manifest))
    force(part)
    part.replace(data_dir / _LAST)
