"""The database: migrated to what the tables say, durable, and itself again when opened a second time."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from counter.hall.database import Database, take_numbers
from counter.hall.hall import Hall
from counter.hall.tables import metadata
from tests.hall.databases import hall_url, sqlite_url


def test_the_migrations_lead_to_the_tables(tmp_path: Path) -> None:
    database = Database(hall_url(tmp_path))
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_every_connection_is_durable(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path))
    with database.read() as first, database.read() as second:
        for connection in (first, second):
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.close()


def test_a_number_is_never_given_twice_and_a_broken_transaction_gives_none(tmp_path: Path) -> None:
    database = Database(hall_url(tmp_path))
    with database.write() as connection:
        assert take_numbers(connection, "x", 2) == range(1, 3)
    with pytest.raises(ValueError, match="negative"), database.write() as connection:
        bytes(-len(take_numbers(connection, "x", 5)))
    with database.write() as connection:
        assert take_numbers(connection, "x", 1) == range(3, 4)
        assert take_numbers(connection, "y", 1) == range(1, 2)
    database.close()


def test_a_hall_is_the_same_when_it_is_opened_again(tmp_path: Path) -> None:
    url = hall_url(tmp_path)
    first = Hall(url, tmp_path, practice=True)
    first.close()
    second = Hall(url, tmp_path, practice=True)
    second.close()
    assert second.generation == first.generation
    assert (second.signing_key, second.admin_token) == (first.signing_key, first.admin_token)
    assert (tmp_path / "platform.key").stat().st_mode & 0o777 == 0o600
