"""An encrypted database that is open, checked, exclusively ours and of the schema that this program knows.

SQLCipher with a raw 256-bit key, WAL and ``synchronous=FULL`` (0 acknowledged cases missing in 3,800 replayed power
cuts against 541 of 1,760 with NORMAL, protocol.md), ``secure_delete``, foreign keys, no second process.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import hmac
import os
import sys
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlcipher3 import dbapi2

# sqlite-utils looks for pysqlite3 first: without this it would catch another OperationalError (libraries.md, pitfall 3)
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2

import sqlite_utils  # noqa: E402 -- must come after the two lines above

from counter.errors import StoreTrouble  # noqa: E402
from counter.local_disk import write_whole  # noqa: E402
from counter.store.backup import keep_backup  # noqa: E402
from counter.store.high_water import HighWater  # noqa: E402
from counter.store.migrations import SCHEMA_VERSION, migrations  # noqa: E402
from counter.store.rows import written_anew  # noqa: E402

_FULL = (errno.ENOSPC, errno.EDQUOT)
OLDEST_SOUND_SQLITE = (3, 51, 3)
"""Before it, SQLite can reset a WAL wrongly with two connections (protocol.md)."""

_CACHE_KB = 64 * 1024
"""The rows of 20,000 cases fit in, so that looking through them takes 6 ms instead of 70 for deciphering them anew."""

_STATEMENTS = 512
"""More than there are in the program: sqlcipher3 drops the least used one, so that in a full cache each new statement
drives out the one before it, and a deed that prepares its statements anew takes twice as long.
"""

# Not cipher_memory_security: it locks and unlocks each single allocation of SQLite, two fifths of the time of a save
# (1.5 ms against 0.9), and beyond the few MB that a clerk's account may lock it fails in silence. SQLCipher locks and
# wipes its keys without it; that nobody else reads the process is the business of ``secrets.keep_memory_private``.
_PRAGMAS = (
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA mmap_size=0",
    f"PRAGMA cache_size=-{_CACHE_KB}",
)


class CommitUncertainError(StoreTrouble):
    """COMMIT reported an error, which does not say that nothing was stored (16 of 104 injected faults were).

    Its code is ``store.disk_full`` or ``store.not_saved``, for whoever has no way to look.
    """


def _in_our_words(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method, which says ``store.damaged`` when the file itself is not sound, also to whoever only reads."""

    def call(*arguments: Any) -> Any:
        try:
            return method(*arguments)
        except dbapi2.DatabaseError as error:
            _name_damage(error)
            raise

    return call


class _Cursor(dbapi2.Cursor):  # type: ignore[misc]  # sqlcipher3 publishes no types
    execute = _in_our_words(dbapi2.Cursor.execute)
    fetchone = _in_our_words(dbapi2.Cursor.fetchone)
    fetchall = _in_our_words(dbapi2.Cursor.fetchall)
    __next__ = _in_our_words(dbapi2.Cursor.__next__)


class _Connection(dbapi2.Connection):  # type: ignore[misc]  # sqlcipher3 publishes no types
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.kept: dict[Hashable, Any] = {}  # ``rows.read_once``

    def execute(self, *arguments: Any) -> Any:
        return self.cursor().execute(*arguments)

    def cursor(self, factory: type[_Cursor] = _Cursor) -> Any:
        try:
            return super().cursor(factory)
        except dbapi2.ProgrammingError as error:  # closed, because opening anew did not go through
            raise StoreTrouble("store.disk_error", kind="closed") from error


class Store:
    """One open database, used from one thread (the store lane).

    Args:
        path: the database file; made when it is missing and ``create`` is set.
        key: 32 bytes.
        create: whether a missing file may be made. A missing file of an enrolled counter is never replaced in silence.

    Raises:
        StoreTrouble: ``store.missing``, ``store.wrong_key``, ``store.damaged``, ``store.in_use``, ``store.newer``,
            ``store.old_sqlite``, ``store.not_writable``, ``store.no_room``, ``store.backup_broken``.
    """

    def __init__(self, path: Path, key: bytes, *, create: bool = False) -> None:
        if sqlcipher3.sqlite_version_info < OLDEST_SOUND_SQLITE:
            raise StoreTrouble("store.old_sqlite", version=sqlcipher3.sqlite_version)
        was_made = path.with_suffix(".kcv").exists()
        if not path.exists() and (not create or was_made):
            raise StoreTrouble("store.missing")
        if was_made and path.stat().st_size == 0:
            raise StoreTrouble("store.damaged")  # SQLite would take an emptied file for a new database
        if path.exists() and not all(_may_write(each) for each in (path, path.parent)):
            raise StoreTrouble("store.not_writable")  # SQLite would call it an error of the disk
        self.path = path
        self._key = key
        _check_key(path, key)
        self.db = _open(path, key)
        self._is_open = True
        try:
            _keep_key_check(path, key)
            self.high_water = HighWater(path.with_suffix(".high"))
        except OSError as error:
            self.db.conn.close()
            raise StoreTrouble("store.disk_full" if error.errno in _FULL else "store.not_writable") from error

    @contextlib.contextmanager
    def write(self) -> Iterator[sqlite_utils.Database]:
        """A transaction that begins at once (``BEGIN IMMEDIATE``) and is on the disk when the block has ended.

        Raises:
            StoreTrouble: ``store.disk_full`` or ``store.disk_error``; nothing was stored.
            CommitUncertainError: the commit failed in a way that leaves open whether it is stored; the database was
                opened anew, so look.
        """
        try:
            self._begin()
            yield self.db
        except dbapi2.Error as error:
            self._rollback()
            raise _storage_trouble(error) from error
        except BaseException:
            self._rollback()
            raise
        try:
            self.db.conn.execute("COMMIT")
        except (dbapi2.Error, StoreTrouble) as error:
            self._rollback()
            with contextlib.suppress(StoreTrouble):
                self._reopen()
            raise CommitUncertainError("store.disk_full" if "full" in str(error) else "store.not_saved") from error

    def fold(self) -> None:
        """The log is folded into the database and empty: what was overwritten stands in neither any more.

        Raises:
            StoreTrouble: ``store.disk_full``, ``store.disk_error``; it is done with the next commits or at the end.
        """
        try:
            self.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except dbapi2.Error as error:
            raise _storage_trouble(error) from error

    def close(self) -> None:
        """The database is closed; its log is folded into it."""
        self.db.conn.close()
        self.high_water.close()

    def _begin(self) -> None:
        if not self._is_open:
            self._reopen()
        self.db.conn.execute("BEGIN IMMEDIATE")

    def _reopen(self) -> None:
        """The database is open anew, as it is on the disk; when that fails, the next ``write`` tries again."""
        self._is_open = False
        with contextlib.suppress(dbapi2.Error, StoreTrouble):
            self.db.conn.close()
        self.db = _open(self.path, self._key)
        self._is_open = True

    def _rollback(self) -> None:
        with contextlib.suppress(dbapi2.Error, StoreTrouble):
            written_anew(self.db)
            if self.db.conn.in_transaction:
                self.db.conn.execute("ROLLBACK")


def _may_write(path: Path) -> bool:
    return os.access(path, os.R_OK | os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _check_key(path: Path, key: bytes) -> None:
    """The key is the one that this database was made with; tells a wrong key from a damaged file.

    Of a check value that was not forced to the disk a power cut leaves the name alone, or zeros: that is none.
    """
    check_path = path.with_suffix(".kcv")
    kept = check_path.read_bytes().strip(b"\0 \r\n") if check_path.exists() else b""
    if kept and not hmac.compare_digest(kept, check_value(key)):
        raise StoreTrouble("store.wrong_key")


def _keep_key_check(path: Path, key: bytes) -> None:
    """The check value of the key lies beside the database that was just opened with it, whole or not at all."""
    check_path, check = path.with_suffix(".kcv"), check_value(key)
    if not check_path.exists() or check_path.read_bytes().strip() != check:
        write_whole(check_path, check)


def check_value(key: bytes) -> bytes:
    """What lies beside a database to tell a wrong key from a damaged file; says nothing of the key."""
    return hmac.new(key, b"counter key check", hashlib.sha256).hexdigest()[:16].encode()


def _open(path: Path, key: bytes) -> sqlite_utils.Database:
    try:
        connection = dbapi2.connect(
            str(path), isolation_level=None, timeout=0.2, factory=_Connection, cached_statements=_STATEMENTS
        )
    except dbapi2.Error as error:
        raise StoreTrouble("store.not_writable") from error
    try:
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_log_level=NONE")
        for pragma in _PRAGMAS:
            connection.execute(pragma).fetchall()
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        _refuse_newer(version)
        # no plugins: whatever else is installed would run inside with the key, and looking for it takes 8 ms
        db = sqlite_utils.Database(connection, strict=True, execute_plugins=False)
        if version < SCHEMA_VERSION:
            _migrate(db, path, key, version)
        connection.execute("BEGIN IMMEDIATE").connection.execute("ROLLBACK")
    except dbapi2.Error as error:
        connection.close()
        raise _opening_trouble(error) from error
    except BaseException:
        connection.close()
        raise
    return db


def _refuse_newer(version: int) -> None:
    if version > SCHEMA_VERSION:
        raise StoreTrouble("store.newer", found=version, known=SCHEMA_VERSION)


def _migrate(db: sqlite_utils.Database, path: Path, key: bytes, version: int) -> None:
    """The schema is today's; before that a copy of the old database lies beside it, encrypted with the same key."""
    if version > 0:
        keep_backup(db.conn, path, key, version)
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(db)
        db.conn.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    except BaseException:
        db.conn.execute("ROLLBACK")
        raise
    db.conn.execute("COMMIT")


def _opening_trouble(error: dbapi2.Error) -> StoreTrouble:
    words = str(error)
    if "locked" in words or "busy" in words:
        return StoreTrouble("store.in_use")
    if "readonly" in words or "unable to open" in words:
        return StoreTrouble("store.not_writable")
    return _storage_trouble(error)


def _name_damage(error: dbapi2.Error) -> None:
    """Raises ``store.damaged`` when that is what the error says; else gives it back to its place."""
    if _is_damage(error):
        raise StoreTrouble("store.damaged") from error


def _is_damage(error: dbapi2.Error) -> bool:
    return any(words in str(error) for words in ("not a database", "malformed", "encrypted", "Could not decode"))


def _storage_trouble(error: dbapi2.Error) -> StoreTrouble:
    if "full" in str(error):
        return StoreTrouble("store.disk_full")
    if _is_damage(error):
        return StoreTrouble("store.damaged")
    return StoreTrouble("store.disk_error", kind=type(error).__name__)
