"""A copy of a database that was opened and compared before anybody relies on it."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from counter.errors import StoreTrouble
from counter.local_disk import force


def back_up(connection: Any, backup: Path, key: bytes) -> None:
    """The whole database stands in ``backup``, encrypted with the same key, sound, and forced to the disk.

    The file has its name only when it was opened again and holds what the database holds; a copy that was cut short
    is called ``….part`` and made anew. An earlier backup of that name stays until then.

    Args:
        connection: to the open database; SQLCipher's, which publishes no types.
        backup: replaced.
        key: 32 bytes.

    Raises:
        StoreTrouble: ``store.backup_failed``; the database was not touched.
    """
    partial = backup.with_name(f"{backup.name}.part")
    try:
        partial.unlink(missing_ok=True)
        connection.execute("VACUUM INTO ?", [str(partial)])
        if not _is_sound(partial, key) or _contents(connection) != _contents_of(partial, key):
            raise StoreTrouble("store.backup_failed")
        force(partial)
        partial.replace(backup)
        force(backup.parent)
    except (dbapi2.Error, OSError) as error:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise StoreTrouble("store.backup_failed") from error


def _is_sound(file: Path, key: bytes) -> bool:
    """Whether each page deciphers with its own check value and the tree of pages is whole."""
    with contextlib.closing(_opened(file, key)) as connection:
        broken_pages = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        answer = connection.execute("PRAGMA quick_check").fetchall()
    return not broken_pages and [tuple(row) for row in answer] == [("ok",)]


def _contents_of(file: Path, key: bytes) -> dict[str, int]:
    with contextlib.closing(_opened(file, key)) as connection:
        return _contents(connection)


def _contents(connection: Any) -> dict[str, int]:
    """How many rows each table has, and the version of the schema."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()]
    counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    return {**counts, "user_version": connection.execute("PRAGMA user_version").fetchone()[0]}


def _opened(file: Path, key: bytes) -> Any:
    connection = dbapi2.connect(str(file), isolation_level=None)
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_log_level=NONE")
    return connection
