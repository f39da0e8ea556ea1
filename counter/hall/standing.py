"""Where a database stands: which migration it is at, and whether a hall may work on it."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from counter.errors import StoreTrouble

MIGRATIONS = Path(__file__).parent / "migrations"
_COMPARES_BYTES = frozenset({"C", "POSIX", "C.UTF-8", "C.utf8", "C.UTF8"})
_COMPARES_BY = """
    SELECT pg_encoding_to_char(encoding),
           CASE to_jsonb(pg_database) ->> 'datlocprovider' WHEN 'i' THEN 'icu' ELSE datcollate END
    FROM pg_database WHERE datname = current_database()
"""  # before PostgreSQL 15 there is no such column, and no ICU


def migrations(connection: Connection) -> Config:
    """Alembic's own view of our migrations, on that connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The migration that this program leads to."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def revision(connection: Connection) -> str:
    """The migration that the database is at; empty for an empty database."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def is_known(named: str) -> bool:
    """Whether this program has that migration; one of a newer program it has not."""
    return not named or named in {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def check(connection: Connection) -> None:
    """A hall may work on the database, and bring it on.

    Raises:
        StoreTrouble: ``hall.database_newer``, ``hall.database_encoding``.
    """
    if connection.dialect.name == "postgresql":
        encoding, collation = connection.execute(text(_COMPARES_BY)).one()
        if encoding != "UTF8" or collation not in _COMPARES_BYTES:
            raise StoreTrouble("hall.database_encoding", encoding=encoding, collation=collation)
    found = revision(connection)
    if not is_known(found):
        raise StoreTrouble("hall.database_newer", found=found, known=head())
