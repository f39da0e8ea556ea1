"""What PostgreSQL has of its own: many writers at once, the rules of a language, texts and lengths that it refuses."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path
from typing import LiteralString

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, select, text

from counter.domain.ids import InstallId
from counter.errors import StoreTrouble
from counter.hall import news, tables
from counter.hall.database import Database, read_fact, write_fact
from counter.hall.news import Told, tell
from counter.hall.nonces import Nonces
from counter.hall.tables import metadata
from counter.wire.messages import NewsKind
from counter.wire.sealing import RequestSeal
from tests.hall import databases
from tests.hall.databases import postgresql_url

AT = dt.datetime(2026, 3, 2, 2, 30, tzinfo=dt.UTC)
SAID = Told(install="", kind=NewsKind.CATALOGUE)


def feed(database: Database, after: int) -> list[int]:
    page = news.page(database, InstallId("i-1"), after, hall="h", generation="g", now=AT)
    return [entry.seq for entry in page.entries]


def test_the_migrations_lead_to_the_same_tables(tmp_path: Path) -> None:
    database = Database(postgresql_url(tmp_path))
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_a_feed_number_is_never_seen_before_a_smaller_one_f39(tmp_path: Path) -> None:
    """The second writer is at its place only when the first one's entries can be read: two workers, one database."""
    first, second = Database(postgresql_url(tmp_path)), Database(postgresql_url(tmp_path))
    began, told = threading.Event(), threading.Event()

    def write_second() -> None:
        began.set()
        with second.write() as connection:
            tell(connection, [SAID], at=AT)
        told.set()

    other = threading.Thread(target=write_second)
    with first.write() as connection:
        tell(connection, [SAID], at=AT)
        other.start()
        assert began.wait(10)
        _until_somebody_waits(first)
        assert feed(first, 0) == []
        assert not told.is_set()
    other.join(20)
    assert told.is_set()
    assert feed(first, 0) == [1, 2]
    first.close()
    second.close()


def test_without_the_lock_a_reader_would_pass_an_entry_by(tmp_path: Path) -> None:
    """The control: what a sequence alone does, which hands a number out before the smaller one is committed."""
    database = Database(postgresql_url(tmp_path))
    with database.write() as connection:
        connection.execute(text("CREATE SEQUENCE bare"))
    plain = create_engine(database.url)
    row = (
        "INSERT INTO news (seq, install, not_for, kind, at, platform_no, state, words)"
        " VALUES (nextval('bare'), '', '', 'catalogue', '2026-03-02T02:30:00+00:00', '', '', '')"
    )
    with plain.begin() as early:
        early.execute(text(row))
        with plain.begin() as late:
            late.execute(text(row))
        seen = feed(database, 0)
    assert seen == [2]
    assert feed(database, seen[-1]) == []
    assert feed(database, 0) == [1, 2]
    plain.dispose()
    database.close()


def test_a_look_stays_as_it_began(tmp_path: Path) -> None:
    database = Database(postgresql_url(tmp_path))
    with database.read() as connection:
        assert read_fact(connection, "x") is None
        with database.write() as writing:
            write_fact(writing, "x", b"1")
        assert read_fact(connection, "x") is None
    with database.read() as connection:
        assert read_fact(connection, "x") == b"1"
    database.close()


def test_a_commit_is_spoken_of_when_it_is_on_the_disk(tmp_path: Path) -> None:
    database = Database(postgresql_url(tmp_path))
    with database.read() as connection:
        assert connection.scalar(text("SHOW synchronous_commit")) == "on"
        assert connection.scalar(text("SHOW timezone")) == "UTC"
    database.close()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'zh-CN'", "encoding=UTF8 collation=icu"),
        ("ENCODING 'LATIN1' LOCALE 'C'", "encoding=LATIN1 collation=C"),
    ],
)
def test_a_database_that_compares_by_a_language_or_cannot_hold_chinese_is_refused(
    how: LiteralString, said: str
) -> None:
    name = databases.running().create(how=how)
    with pytest.raises(StoreTrouble, match=rf"^hall\.database_encoding {said}$"):
        Database(databases.running().url(name))
    databases.running().drop(name)


def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    with pytest.raises(StoreTrouble) as caught:
        Database("postgresql+psycopg://hall:secret@/hall?host=/nowhere")
    assert str(caught.value) == "hall.database_unreachable reason=OperationalError"


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x", "postgresql://x", "sqlite+pysqlite:///x"])
def test_a_url_of_another_database_is_refused(url: str) -> None:
    with pytest.raises(StoreTrouble, match=r"^hall\.database_url$"):
        Database(url)


def test_a_database_of_a_newer_program_is_not_touched(tmp_path: Path) -> None:
    url = postgresql_url(tmp_path)
    Database(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTrouble, match=r"hall\.database_newer found=9999 known="):
        Database(url)
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    engine.dispose()


def test_a_text_that_postgresql_cannot_hold_is_kept_with_a_sign_in_its_place(tmp_path: Path) -> None:
    """Also where it is looked for: a nought in a name is a name that nobody has, not a broken call."""
    database = Database(postgresql_url(tmp_path))
    with database.write() as connection:
        write_fact(connection, "a\0b", b"\0")
        assert read_fact(connection, "a\0b") == b"\0"
        assert read_fact(connection, "ab") is None
        assert connection.scalars(select(tables.facts.c.name)).all() == ["a\ufffdb"]
    database.close()


def test_a_request_passes_once_whichever_worker_is_asked(tmp_path: Path) -> None:
    """The nonce of one worker is good at the other, and what one took the other does not take."""
    one, two = Database(postgresql_url(tmp_path)), Database(postgresql_url(tmp_path))
    first, second = Nonces(lambda: AT, one, "key"), Nonces(lambda: AT, two, "key")
    seal = RequestSeal(install=InstallId("i-1"), signature="", nonce=first.fresh(), cnonce="0" * 32)
    assert second.take(seal)
    assert not first.take(seal)
    assert not second.take(seal)
    assert not Nonces(lambda: AT, one, "another hall's").take(msgspec.structs.replace(seal, cnonce="1" * 32))
    one.close()
    two.close()


def test_a_server_that_was_started_again_is_found_again(tmp_path: Path) -> None:
    """The pool's connections are dead then; what was committed is there, and nobody's call fails for it."""
    database = Database(postgresql_url(tmp_path))
    with database.write() as connection:
        write_fact(connection, "x", b"1")
    databases.running().kill()
    databases.running().start()
    with database.read() as connection:
        assert read_fact(connection, "x") == b"1"
    database.close()


def _until_somebody_waits(database: Database) -> None:
    """PostgreSQL itself says that a transaction waits for the writers' lock."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    for _ in range(100_000):
        with database.read() as connection:
            if connection.scalar(waiting):
                return
    raise AssertionError("nobody waited")
