"""faults.md F20, F03: old databases with 0, 1 and very many cases; no room, no right, killed half way; and back."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3

from counter.actions import lists, verifying
from counter.domain.item import ServiceItem
from counter.domain.workdays import HolidayTable
from counter.errors import StoreTrouble
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import backup, deliveries
from counter.store.backup import backup_of
from counter.store.migrations import SCHEMA_VERSION
from counter.store.opening import Store
from tests.conftest import KEY, ROOT, SUPERVISOR, FakeClock, open_desk_at
from tests.faults.support import IS_LONG, child_environment, look_into, one_round, seeded, take
from tests.store.old_databases import VERSIONS, put_old_database

MANY = 5000 if IS_LONG else 300
KILLS = 60 if IS_LONG else 6
_MB = 1024 * 1024
NOBODY = 65534


def _hashes(folder: Path) -> dict[str, str]:
    """Every file of the database but its log, which is empty when it is closed."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("counter.*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def _numbers(folder: Path) -> list[str]:
    desk = open_desk_at(folder, FakeClock())
    try:
        assert verifying.faults(desk) == ()
        return [row.case_no for row in reversed(lists.find_cases(desk, SUPERVISOR, "", limit=10 * MANY).rows)]
    finally:
        desk.store.close()


@pytest.mark.parametrize("cases", [0, 1, 2, MANY])
@pytest.mark.parametrize("version", VERSIONS)
def test_a_database_of_every_released_schema_goes_over_whole_after_a_proven_backup(
    tmp_path: Path, version: int, cases: int
) -> None:
    """Nothing is missing, everything fits together, and the copy is the old file with all of it."""
    numbers = put_old_database(tmp_path, version, cases=cases)
    assert len(numbers) == cases
    old = look_into(tmp_path / "counter.db")
    lines = old.execute("SELECT id, line, hash FROM journal ORDER BY position").fetchall()
    old.close()
    assert _numbers(tmp_path) == list(numbers)
    copy = backup_of(tmp_path / "counter.db", version)
    assert copy.stat().st_mode & 0o777 == 0o600
    kept = look_into(copy)
    assert kept.execute("PRAGMA user_version").fetchone() == (version,)
    assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert kept.execute("SELECT id, line, hash FROM journal ORDER BY position").fetchall() == lines
    kept.close()
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("version", VERSIONS)
def test_without_room_for_the_backup_nothing_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    """trust.md F07: twice the database and a little; said in MB. With room it goes on by itself."""
    put_old_database(tmp_path, version, cases=2)
    before = _hashes(tmp_path)

    class Usage:
        free = 5 * _MB

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _folder: Usage)
        with pytest.raises(StoreTrouble) as caught:
            Store(tmp_path / "counter.db", KEY)
    assert (caught.value.code, caught.value.params["free_mb"]) == ("store.no_room", 5)
    assert int(caught.value.params["needed_mb"]) >= 16
    assert _hashes(tmp_path) == before
    assert len(_numbers(tmp_path)) == 2


def test_on_a_disk_that_fills_up_while_copying_the_old_file_stays(tmp_path: Path) -> None:
    """No file may grow beyond a limit: the copy breaks off at one place or another, the old program could go on."""
    put_old_database(tmp_path, VERSIONS[-1], cases=2)
    before = _hashes(tmp_path)
    script = (
        "import resource, sys; from pathlib import Path; from counter.errors import StoreTrouble;"
        "from counter.store.opening import Store; from tests.conftest import KEY;"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2);\n"
        "try: Store(Path(sys.argv[1]), KEY)\n"
        "except StoreTrouble as error: print(error.code)"
    )
    size = (tmp_path / "counter.db").stat().st_size
    for limit in (4096, size // 4, size // 2):
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / "counter.db"), str(limit)],
            capture_output=True, text=True, check=True, env=child_environment(), cwd=ROOT, timeout=60,
        )  # fmt: skip
        assert done.stdout.strip() in {"store.disk_full", "store.disk_error", "store.backup_broken"}, done
        assert _hashes(tmp_path) == before | {name: _hashes(tmp_path)[name] for name in _parts(tmp_path)}
    assert len(_numbers(tmp_path)) == 2


def _parts(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("*.part")]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_copy_that_is_not_what_the_database_was_stops_the_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    """A flipped bit on its way to the disk, or a row that is not there."""
    put_old_database(tmp_path, version, cases=2)
    before = _hashes(tmp_path)
    told = backup._told

    def damaged(copy: Path, key: bytes) -> tuple[object, ...] | None:
        raw = bytearray(copy.read_bytes())
        raw[len(raw) // 2] ^= 1
        copy.write_bytes(raw)
        return told(copy, key)

    def short(copy: Path, key: bytes) -> tuple[object, ...] | None:
        opened = look_into(copy)
        opened.execute("DELETE FROM drafts")
        opened.close()
        return told(copy, key)

    for wrong in (damaged, short):
        with monkeypatch.context() as patch:
            patch.setattr(backup, "_told", wrong)
            with pytest.raises(StoreTrouble) as caught:
                Store(tmp_path / "counter.db", KEY)
        assert caught.value.code == "store.backup_broken"
        assert {name: value for name, value in _hashes(tmp_path).items() if not name.endswith(".part")} == before
    assert len(_numbers(tmp_path)) == 2


@contextlib.contextmanager
def _as_nobody(folder: Path) -> Iterator[None]:
    """A user without rights of root; root itself becomes one for as long as this lasts."""
    if os.geteuid() != 0:
        yield
        return
    for parent in (folder, *folder.parents[:3]):
        parent.chmod(parent.stat().st_mode | 0o055)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_that_may_only_be_read_is_not_upgraded_and_says_so(tmp_path: Path) -> None:
    """Also when only its folder is closed; nothing new lies there."""
    put_old_database(tmp_path, VERSIONS[-1], cases=2)
    before = _hashes(tmp_path)
    for path in tmp_path.glob("counter.*"):
        path.chmod(0o444)
    tmp_path.chmod(0o555)
    with _as_nobody(tmp_path):
        with pytest.raises(StoreTrouble) as caught:
            Store(tmp_path / "counter.db", KEY)
        assert caught.value.code == "store.not_writable"
    tmp_path.chmod(0o700)
    assert _hashes(tmp_path) == before
    for path in tmp_path.glob("counter.*"):
        path.chmod(0o600)
    assert len(_numbers(tmp_path)) == 2


def test_killed_at_any_moment_of_the_upgrade_it_goes_through_the_next_time(tmp_path: Path) -> None:
    """faults.md F03 b: SIGKILL at seeded moments; after each, the file is the old one or the new one, whole."""
    source = tmp_path / "source"
    source.mkdir()
    numbers = put_old_database(source, VERSIONS[0], cases=MANY)
    child = (
        "import sys; from pathlib import Path; from counter.store.opening import Store;"
        "from tests.conftest import KEY; print('ready', flush=True); Store(Path(sys.argv[1]), KEY).close()"
    )
    draw = seeded(20)
    seen = set()
    for kill in range(KILLS):
        folder = tmp_path / f"kill-{kill}"
        shutil.copytree(source, folder)
        with subprocess.Popen(
            [sys.executable, "-c", child, str(folder / "counter.db")],
            stdout=subprocess.PIPE, text=True, env=child_environment(), cwd=ROOT,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(draw.uniform(0.0, 0.25))
            process.send_signal(signal.SIGKILL)
            process.wait(20)
        found = look_into(folder / "counter.db")
        seen.add(found.execute("PRAGMA user_version").fetchone()[0])
        found.close()
        assert _numbers(folder) == list(numbers)
        shutil.rmtree(folder)
    assert seen <= {VERSIONS[0], SCHEMA_VERSION}


def test_put_back_for_the_old_program_and_upgraded_again_the_unsent_cases_of_between_arrive(
    tmp_path: Path, items: tuple[ServiceItem, ...], holidays: HolidayTable
) -> None:
    """IT goes back to the backup; the newer database is moved aside, not deleted: what it alone holds still goes up."""
    home, aside = tmp_path / "home", tmp_path / "aside"
    home.mkdir()
    put_old_database(home, VERSIONS[0], cases=2)
    clock = FakeClock()
    platform = SimulatedPlatform(now=clock.now, items=items, holidays=holidays)
    desk = open_desk_at(home, clock)
    item = lists.read_case(desk, lists.find_cases(desk, SUPERVISOR, "").rows[0].case_id).item
    between = take(desk, (item,), 7)
    desk.store.close()
    shutil.copytree(home, aside)
    shutil.copyfile(backup_of(home / "counter.db", VERSIONS[0]), home / "counter.db")

    old = look_into(home / "counter.db")
    assert old.execute("PRAGMA user_version").fetchone() == (VERSIONS[0],)
    assert old.execute("SELECT count(*) FROM cases").fetchone() == (2,)
    old.close()

    newer = open_desk_at(aside, clock)
    assert deliveries.waiting(newer.db).lines == 2
    one_round(newer, platform)
    assert deliveries.waiting(newer.db).lines == 0
    assert lists.find_cases(newer, SUPERVISOR, between.case_no).total == 1
    newer.store.close()
    restored = open_desk_at(home, clock)
    assert restored.enrolment().epoch == "", "a number that the newer one issued is never issued again"
    restored.store.close()


def test_a_newer_database_is_not_opened_by_an_older_program_nor_touched(tmp_path: Path) -> None:
    """数据由新版本创建: the way back is the backup, or the newer program."""
    put_old_database(tmp_path, VERSIONS[0], cases=2)
    newer = look_into(tmp_path / "counter.db")
    newer.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    newer.close()
    before = _hashes(tmp_path)
    with pytest.raises(StoreTrouble) as caught:
        Store(tmp_path / "counter.db", KEY)
    assert (caught.value.code, caught.value.params) == (
        "store.newer",
        {"found": SCHEMA_VERSION + 1, "known": SCHEMA_VERSION},
    )
    assert _hashes(tmp_path) == before
    with pytest.raises(sqlcipher3.DatabaseError):
        look_into(tmp_path / "counter.db", key=bytes(32)).execute("SELECT 1 FROM cases")
