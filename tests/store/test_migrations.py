"""faults.md F20: a database that an earlier release wrote opens, with everything in it, and is verified."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlcipher3

from counter.actions import intake, lists, verifying
from counter.errors import StoreTrouble
from counter.store import deliveries, migrations, opening
from counter.store.opening import Store
from tests.conftest import CLERK, KEY, SUPERVISOR, FakeClock, open_desk_at
from tests.faults.support import look_into, take

DATA = Path(__file__).resolve().parent / "data"


def _put_fixture(version: int, folder: Path) -> None:
    for ending in ("db", "kcv", "high"):
        shutil.copyfile(DATA / f"schema-{version}.{ending}", folder / f"counter.{ending}")


def test_a_database_of_schema_1_opens_with_its_cases_and_goes_on(tmp_path: Path) -> None:
    """Built by ``build_schema_fixture.py`` and never again: one case arrived, one waits, one draft."""
    _put_fixture(1, tmp_path)
    desk = open_desk_at(tmp_path, FakeClock())
    page = lists.find_cases(desk, SUPERVISOR, "")
    assert [row.case_no for row in page.rows] == ["421199-01-12-A-000002-4", "421199-01-12-A-000001-6"]
    assert [row.applicant_name for row in page.rows] == ["欧阳一鸣", "欧阳一鸣"]
    assert [row.platform_no for row in page.rows] == ["", "42119900000001"]
    assert deliveries.waiting(desk.db).lines == 1
    assert [draft.intake.applicant.id_number for draft in intake.list_drafts(desk, CLERK)] == ["421199199003070037"]
    assert verifying.faults(desk) == ()
    item = lists.read_case(desk, page.rows[0].case_id).item
    assert "-A-000003-" in take(desk, (item,), 4).case_no
    assert verifying.faults(desk) == ()
    desk.store.close()


def test_before_a_newer_schema_is_made_a_copy_of_the_old_one_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is encrypted with the same key and is whole."""
    _put_fixture(1, tmp_path)
    monkeypatch.setattr(opening, "SCHEMA_VERSION", migrations.SCHEMA_VERSION + 1)
    Store(tmp_path / "counter.db", KEY).close()
    now = look_into(tmp_path / "counter.db")
    assert now.execute("PRAGMA user_version").fetchone() == (migrations.SCHEMA_VERSION + 1,)
    now.close()
    kept = look_into(tmp_path / "counter.db.v1.bak")
    assert kept.execute("SELECT count(*) FROM cases").fetchone() == (2,)
    assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    kept.close()
    with pytest.raises(sqlcipher3.DatabaseError):
        look_into(tmp_path / "counter.db.v1.bak", key=bytes(32)).execute("SELECT count(*) FROM cases")


def test_a_migration_that_fails_leaves_the_old_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """trust.md F22: old or new, nothing between; the next start with a good program goes through."""
    _put_fixture(1, tmp_path)

    class Broken:
        def apply(self, db: object) -> None:
            """A step that changes something and then fails."""
            del db
            raise sqlcipher3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(opening, "SCHEMA_VERSION", 2)
        patch.setattr(opening, "migrations", Broken())
        with pytest.raises(StoreTrouble) as caught:
            Store(tmp_path / "counter.db", KEY)
    assert caught.value.code == "store.disk_full"
    desk = open_desk_at(tmp_path, FakeClock())
    assert lists.find_cases(desk, SUPERVISOR, "").total == 2
    assert verifying.faults(desk) == ()
    desk.store.close()


def test_a_new_database_has_the_pragmas_that_the_promises_rest_on(tmp_path: Path) -> None:
    """protocol.md: WAL with FULL lost 0 of 3,800, NORMAL lost 541 of 1,760."""
    store = Store(tmp_path / "counter.db", KEY, create=True)
    wanted = {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0,
        "temp_store": 2, "locking_mode": "exclusive", "user_version": migrations.SCHEMA_VERSION,
    }  # fmt: skip
    found = {name: store.db.conn.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    assert found == wanted
    store.close()
