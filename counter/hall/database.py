"""The hall's database: opened, migrated, one writer at a time, every commit on the disk before it is spoken of.

SQLite goes through sqlcipher3's DB-API without a key: the standard library's SQLite (3.40) carries the WAL-reset
corruption bug that 3.51.3 repaired (protocol.md, What was measured). PostgreSQL goes through psycopg 3.

One writer, whatever the number of threads, workers and machines, because a feed's numbers must be handed out in the
order of the commits (trust.md F39) and because a push is judged by what the last one left behind. SQLite has one by
nature. On PostgreSQL every writing transaction takes one advisory lock first:

    lock ─ judge, number the news, write ─ COMMIT on the disk ─ the lock is free ─ the next one sees all of it

The lock goes with the transaction, so nothing is left of it when a worker dies. It is taken in a statement of its own,
under READ COMMITTED: a REPEATABLE READ transaction would go on with the picture from before it had waited.
"""

from __future__ import annotations

import contextlib
import operator
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from alembic import command
from psycopg.abc import Buffer
from psycopg.types.string import StrDumper
from sqlalchemy import (
    URL,
    Connection,
    Dialect,
    Engine,
    Table,
    create_engine,
    event,
    insert,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlcipher3 import dbapi2 as sqlcipher

from counter.errors import StoreTrouble
from counter.hall import standing, tables

OLDEST_SQLITE = (3, 51, 3)
APPLICATION = "window-counter-hall"
"""What PostgreSQL shows of our connections."""
_WRITER_LOCK = 0x68616C6C  # "hall"
_POSTGRESQL = {
    "application_name": APPLICATION,
    "options": "-c timezone=UTC -c lock_timeout=25s -c idle_in_transaction_session_timeout=60s",
    "connect_timeout": "5",
}
_CONNECTIONS = 10
"""Of one worker to PostgreSQL: nine that look and the one that writes or waits for its turn."""
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
        bring_on: False leaves it as it is, for who only looks; an embedded database must be there then.

    Raises:
        StoreTrouble: ``hall.database_missing``; ``store.sqlite_too_old``; ``hall.database_url`` for another;
            ``hall.database_unreachable``; ``hall.database_newer`` for one that a newer program has brought on;
            ``hall.database_encoding`` for a PostgreSQL database that was not made with ``ENCODING 'UTF8' LOCALE 'C'``:
            the rules of a language would compare the times and numbers in our texts by other signs than those that
            count.
    """

    def __init__(self, url: str, *, bring_on: bool = True) -> None:
        self.url = parsed(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = _sqlite_engine(self.url) if self.is_sqlite else _postgresql_engine(self.url)
        self._looking = (
            self._engine
            if self.is_sqlite
            else self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        )
        self._writing = self._engine.execution_options(hall_writes=True)
        self._turn = threading.Lock()
        if not bring_on and self.is_sqlite and not Path(self.url.database or "").is_file():
            raise StoreTrouble("hall.database_missing")
        try:
            with self.write() if bring_on else self.read() as connection:
                if bring_on:
                    standing.check(connection)
                    command.upgrade(standing.migrations(connection), "head")
        except DBAPIError as error:
            self.close()
            raise StoreTrouble("hall.database_unreachable", reason=type(error.orig).__name__) from None
        except StoreTrouble:
            self.close()
            raise

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent look."""
        with self._looking.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """The only writing transaction there is now; on the disk when the block has ended, or nothing of it.

        Who waits in this process waits without a connection, and in turn: SQLite would have it ask again and again.
        """
        with self._turn, self._writing.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITER_LOCK})
            yield connection

    @contextlib.contextmanager
    def note(self) -> Iterator[Connection]:
        """A transaction of PostgreSQL beside the writers, for what nobody judges by and a power cut may take."""
        with self._engine.begin() as connection:
            connection.execute(text("SET LOCAL synchronous_commit = off"))
            yield connection

    def close(self) -> None:
        """No connection is open any more."""
        self._engine.dispose()


def insert_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """The rows, all with the same columns, are in the table: one statement, its words made once for each form of row.

    The rows go to the driver as they are. SQLAlchemy would look at every value of every row again, which for a push of
    500 lines is a tenth of the whole; what is kept here are texts, numbers and bytes, which both drivers know.
    """
    if not rows:
        return
    sql, places = _insert(table, tuple(rows[0]), connection.dialect.name, connection.dialect)
    if places is None:
        connection.exec_driver_sql(sql, list(rows))
    else:
        connection.exec_driver_sql(sql, list(map(operator.itemgetter(*places), rows)))


_INSERTS: dict[tuple[str, tuple[str, ...], str], tuple[str, tuple[str, ...] | None]] = {}


def _insert(
    table: Table, columns: tuple[str, ...], database: str, dialect: Dialect
) -> tuple[str, tuple[str, ...] | None]:
    """The statement, and which columns stand where when its places have no names."""
    known = _INSERTS.get((table.name, columns, database))
    if known is None:
        compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
        places = tuple(compiled.positiontup) if compiled.positional and compiled.positiontup is not None else None
        known = _INSERTS[table.name, columns, database] = (str(compiled), places)
    return known


def take_numbers(connection: Connection, name: str, count: int) -> range:
    """The next ``count`` numbers of that counter, never given before; from 1. In the caller's writing transaction."""
    counters = tables.counters
    raised = update(counters).where(counters.c.name == name).values(value=counters.c.value + count)
    last = connection.scalar(raised.returning(counters.c.value))
    if last is None:
        connection.execute(insert(counters), {"name": name, "value": count})
        last = count
    return range(last - count + 1, last + 1)


def raise_number(connection: Connection, name: str, least: int) -> None:
    """That counter's numbers up to ``least`` are taken; it never goes back."""
    counters = tables.counters
    value = connection.scalar(select(counters.c.value).where(counters.c.name == name))
    if value is None:
        connection.execute(insert(counters), {"name": name, "value": least})
    elif value < least:
        connection.execute(update(counters).where(counters.c.name == name).values(value=least))


def read_fact(connection: Connection, name: str) -> bytes | None:
    """The fact of that name, or None."""
    return connection.scalar(select(tables.facts.c.content).where(tables.facts.c.name == name))


def write_fact(connection: Connection, name: str, content: bytes) -> None:
    """The fact has that content."""
    facts = tables.facts
    if connection.execute(update(facts).where(facts.c.name == name).values(content=content)).rowcount == 0:
        connection.execute(insert(facts), {"name": name, "content": content})


def parsed(url: str) -> URL:
    """The URL, of one of the two databases.

    Raises:
        StoreTrouble: ``hall.database_url``; without the URL, in which a password may stand.
    """
    try:
        made = make_url(url)
    except ArgumentError:
        raise StoreTrouble("hall.database_url") from None
    if made.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise StoreTrouble("hall.database_url")
    return made


class _Text(StrDumper):
    """A text as PostgreSQL can keep it: U+0000, which it cannot, is U+FFFD in columns and in what is looked for."""

    def dump(self, obj: str) -> Buffer | None:
        """The text in UTF-8."""
        return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)


def _postgresql_engine(url: URL) -> Engine:
    engine = create_engine(url, pool_size=_CONNECTIONS, max_overflow=0, pool_pre_ping=True, connect_args=_POSTGRESQL)
    event.listen(engine, "connect", lambda connection, _: connection.adapters.register_dumper(str, _Text))
    return engine


def _sqlite_engine(url: URL) -> Engine:
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
