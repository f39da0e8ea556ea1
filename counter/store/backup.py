"""The copy that is kept before a newer schema is made: whole, checked, and on the disk before anything is changed.

Encrypted with the same key. Without room for it nothing is begun (trust.md F07), and a copy that is not proven to be
what the database was stops the upgrade (faults.md F20).
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from counter.errors import StoreTrouble
from counter.local_disk import force

_MB = 1024 * 1024
_SPARE_BYTES = 16 * _MB
_COUNTED = ("cases", "journal", "papers", "drafts")


def backup_of(path: Path, version: int) -> Path:
    """Where the copy of the database of that schema lies."""
    return path.with_name(f"{path.name}.v{version}.bak")


def drop_old(path: Path, before: dt.datetime) -> int:
    """Copies of that database from before that time are gone, and pieces of one that was never finished; how many.

    Raises:
        StoreTrouble: ``store.disk_error``.
    """
    old = [each for each in path.parent.glob(f"{path.name}.v*.bak*") if each.stat().st_mtime < before.timestamp()]
    try:
        for each in old:
            each.unlink()
    except OSError as error:
        raise StoreTrouble("store.disk_error", errno=error.errno or 0) from error
    return len(old)


def keep_backup(connection: Any, path: Path, key: bytes, version: int) -> None:
    """A proven copy of the database lies beside it.

    Args:
        connection: to the open database; SQLCipher publishes no types.
        path: the database.
        key: 32 bytes.
        version: of its schema; the copy is named after it.

    Raises:
        StoreTrouble: ``store.no_room`` (needed_mb, free_mb), ``store.backup_broken``, ``store.not_writable``; the
            database is as it was.
        dbapi2.Error: while copying; the database is as it was.
    """
    size = sum(each.stat().st_size for each in (path, path.with_name(f"{path.name}-wal")) if each.exists())
    needed, free = 2 * size + _SPARE_BYTES, shutil.disk_usage(path.parent).free  # the copy, and the log of the change
    if free < needed:
        raise StoreTrouble("store.no_room", needed_mb=needed // _MB, free_mb=free // _MB)
    backup = backup_of(path, version)
    part = backup.with_name(f"{backup.name}.part")
    try:
        part.unlink(missing_ok=True)
        connection.execute("VACUUM INTO ?", [str(part)])
        if _told(part, key) != _counts(connection):
            raise StoreTrouble("store.backup_broken")
        part.chmod(0o600)
        force(part)
        part.replace(backup)
        force(path.parent)
    except OSError as error:
        raise StoreTrouble("store.not_writable") from error


def _told(copy: Path, key: bytes) -> tuple[object, ...] | None:
    """What the copy says of itself after every page was read and checked; None when it is not sound."""
    connection = dbapi2.connect(f"file:{copy}?mode=ro", uri=True, isolation_level=None)
    try:
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_log_level=NONE")
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            return None
        return _counts(connection)
    except dbapi2.DatabaseError:
        return None
    finally:
        connection.close()


def _counts(connection: dbapi2.Connection) -> tuple[object, ...]:
    last = connection.execute("SELECT hash FROM journal ORDER BY position DESC LIMIT 1").fetchone()
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    return (version, last, *(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in _COUNTED))
