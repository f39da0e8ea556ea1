"""A copy is relied on only after it was opened and compared: a verified backup before the schema step."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3

from counter.errors import StoreTrouble
from counter.store.backup import backup_of, drop_old, keep_backup
from counter.store.opening import Store
from tests.conftest import KEY
from tests.faults.support import look_into

DATA = Path(__file__).resolve().parent / "data"


class DamagingDisk:
    """A connection whose copies come out with some bytes changed or missing."""

    def __init__(self, connection: Any, *, at: int, cut: bool = False) -> None:
        self._connection = connection
        self._at = at
        self._cut = cut

    def execute(self, statement: str, parameters: Any = ()) -> Any:
        """As asked; a copy is spoilt afterwards."""
        answer = self._connection.execute(statement, parameters)
        if statement.startswith("VACUUM INTO"):
            copy = Path(parameters[0])
            content = bytearray(copy.read_bytes())
            if self._cut:
                del content[self._at :]
            else:
                content[self._at] ^= 0xFF
            copy.write_bytes(content)
        return answer


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database of schema 1 with two cases."""
    for ending in ("db", "kcv", "high"):
        shutil.copyfile(DATA / f"schema-1.{ending}", tmp_path / f"counter.{ending}")
    return tmp_path / "counter.db"


def test_a_copy_holds_the_same_and_no_half_of_one_is_left(old: Path) -> None:
    database = look_into(old)
    backup = backup_of(old, 1)
    old.with_name(f"{backup.name}.part").write_bytes(b"cut short by a power cut")
    keep_backup(database, old, KEY, 1)
    kept = look_into(backup)
    assert kept.execute("SELECT count(*) FROM cases").fetchone() == (2,)
    assert kept.execute("PRAGMA user_version").fetchone() == (1,)
    kept.close()
    database.close()
    assert not old.with_name(f"{backup.name}.part").exists()


@pytest.mark.parametrize("at", [100, 5_000, 60_000, 100_000])
def test_a_copy_with_one_wrong_byte_is_no_backup_and_the_earlier_one_stays(old: Path, at: int) -> None:
    database = look_into(old)
    backup = backup_of(old, 1)
    backup.write_bytes(b"the earlier one")
    with pytest.raises(StoreTrouble) as caught:
        keep_backup(DamagingDisk(database, at=at), old, KEY, 1)
    database.close()
    assert caught.value.code == "store.backup_broken"
    assert backup.read_bytes() == b"the earlier one"


def test_a_copy_that_lacks_its_end_is_no_backup(old: Path) -> None:
    database = look_into(old)
    with pytest.raises(StoreTrouble):
        keep_backup(DamagingDisk(database, at=61_440, cut=True), old, KEY, 1)
    database.close()
    assert not backup_of(old, 1).exists()


def test_without_a_backup_the_schema_is_not_changed_and_the_old_program_could_go_on(old: Path) -> None:
    """A folder of that name cannot be replaced by a file: the copy cannot be kept."""
    old.with_name("counter.db.v1.bak").mkdir()
    before = look_into(old).execute("SELECT count(*) FROM journal").fetchone()
    with pytest.raises(StoreTrouble) as caught:
        Store(old, KEY)
    assert caught.value.code == "store.not_writable"
    after = look_into(old)
    assert after.execute("PRAGMA user_version").fetchone() == (1,)
    assert after.execute("SELECT count(*) FROM journal").fetchone() == before
    after.close()
    old.with_name("counter.db.v1.bak").rmdir()
    Store(old, KEY).close()
    kept = look_into(old.with_name("counter.db.v1.bak"))
    assert isinstance(kept, sqlcipher3.Connection)
    kept.close()


def test_copies_that_upgrades_left_go_when_they_are_old(old: Path) -> None:
    """Also a piece that was never finished; nothing else beside the database."""
    database = look_into(old)
    keep_backup(database, old, KEY, 1)
    database.close()
    half = old.with_name("counter.db.v1.bak.part")
    half.write_bytes(b"cut short")
    made = dt.datetime.fromtimestamp(backup_of(old, 1).stat().st_mtime, dt.UTC)
    assert drop_old(old, made - dt.timedelta(days=1)) == 0
    assert backup_of(old, 1).exists()
    assert drop_old(old, made + dt.timedelta(days=1)) == 2
    assert sorted(path.suffix for path in old.parent.glob("counter*")) == [".db", ".high", ".kcv"]
