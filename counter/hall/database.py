"""The hall's database: opened, migrated, one writer at a time, every commit on the disk before it is spoken of.

SQLite goes through sqlcipher3's DB-API without a key: the standard library's SQLite (3.40) carries the WAL-reset
corruption bug that 3.51.3 repaired (protocol.md, What was measured). PostgreSQL takes any SQLAlchemy URL.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, make_url, select, text, update
from sqlcipher3 import dbapi2 as sqlcipher

from counter.errors import StoreTrouble
from counter.hall import tables

OLDEST_SQLITE = (3, 51, 3)
MIGRATIONS = Path(__file__).parent / "migrations"
_WRITER_LOCK = 0x68616C6C  # "hall"; PostgreSQL's advisory lock that makes the feed's order the commit order
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=30000",
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-65536",
    "PRAGMA wal_autocheckpoint=4000",
)


class Database:
    """The opened and migrated database.

    Args:
        url: ``sqlite:///path`` or ``postgresql+psycopg://…``.

    Raises:
        StoreTrouble: ``store.sqlite_too_old``.
    """

    def __init__(self, url: str) -> None:
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._engine = _sqlite_engine(url) if self.is_sqlite else create_engine(url)
        self._writing = self._engine.execution_options(hall_writes=True)
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self._writing.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent look."""
        with self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """The only writing transaction there is now; on the disk when the block has ended, or nothing of it."""
        with self._writing.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITER_LOCK})
            yield connection

    def close(self) -> None:
        """No connection is open any more."""
        self._engine.dispose()


def insert_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """The rows are in the table; one prepared statement for all."""
    if rows:
        connection.execute(insert(table), rows)


def take_numbers(connection: Connection, name: str, count: int) -> range:
    """The next ``count`` numbers of that counter, never given before; from 1. In the caller's writing transaction."""
    counters = tables.counters
    last = connection.scalar(select(counters.c.value).where(counters.c.name == name))
    if last is None:
        connection.execute(insert(counters), {"name": name, "value": count})
        last = 0
    else:
        connection.execute(update(counters).where(counters.c.name == name).values(value=last + count))
    return range(last + 1, last + count + 1)


def read_fact(connection: Connection, name: str) -> bytes | None:
    """The fact of that name, or None."""
    return connection.scalar(select(tables.facts.c.content).where(tables.facts.c.name == name))


def write_fact(connection: Connection, name: str, content: bytes) -> None:
    """The fact has that content."""
    facts = tables.facts
    if connection.execute(update(facts).where(facts.c.name == name).values(content=content)).rowcount == 0:
        connection.execute(insert(facts), {"name": name, "content": content})


def _sqlite_engine(url: str) -> Engine:
    if sqlcipher.sqlite_version_info < OLDEST_SQLITE:
        raise StoreTrouble("store.sqlite_too_old", version=sqlcipher.sqlite_version)
    engine = create_engine(url, module=sqlcipher)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """The driver begins nothing by itself: its deferred BEGIN would die with SQLITE_BUSY_SNAPSHOT."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("hall_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
