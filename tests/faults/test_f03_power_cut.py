"""faults.md F03, trust.md F03: the power goes at any moment of an upgrade, of a first start, of a save."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3

from counter.actions import lists, verifying
from counter.actions.desk import Desk
from counter.domain.item import ServiceItem
from counter.errors import StoreTrouble
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import facts, journal
from counter.store.backup import backup_of
from counter.store.migrations import SCHEMA_VERSION
from counter.store.opening import Store
from tests.actions.quiet import Quiet
from tests.conftest import KEY, SUPERVISOR, FakeClock, open_desk_at
from tests.faults.power_cuts import FATES, Recording, lay_out, recorded, states
from tests.faults.support import IS_LONG, look_into, promised_item, seeded, take
from tests.store.old_databases import VERSIONS, put_old_database

CASES = 20
STATES = 100_000 if IS_LONG else 60
CONTROLS = 40
TIMES = 4 if IS_LONG else 1
UPGRADE = """
import sys
from pathlib import Path
from counter.store.opening import Store
from tests.conftest import KEY
Store(Path(sys.argv[1]) / "counter.db", KEY).close()
print("upgraded", flush=True)
"""
FIRST_START = """
import sys
from pathlib import Path
from counter.store import facts
from counter.store.opening import Store
from tests.conftest import KEY
store = Store(Path(sys.argv[1]) / "counter.db", KEY, create=True)
with store.write() as db:
    facts.write_fact(db, "clock_offset_ms", 1)
print("kept", flush=True)
store.close()
"""
TAKING = """
import sys
from pathlib import Path
from counter.actions import lists
from tests.conftest import FakeClock, open_desk_at
from tests.faults.support import take
desk = open_desk_at(Path(sys.argv[1]), FakeClock())
item = lists.read_item(desk, sys.argv[2])
for serial in (1, 2, 3):
    print(take(desk, (item,), serial).case_no, flush=True)
desk.store.close()
"""
PURGING = """
import sys
from pathlib import Path
from counter.actions import purging
from tests.conftest import FakeClock, open_desk_at
clock = FakeClock()
clock.go_on(days=8)
desk = open_desk_at(Path(sys.argv[1]), clock)
step = purging.purge_some(desk, 7)
while not step.over:
    print(step.cases, flush=True)
    step = purging.purge_some(desk, 7, step.after)
desk.store.fold()
desk.store.close()
"""

Judge = Callable[[Path, tuple[str, ...]], str]
"""What is wrong with a folder, after what the program had said; empty when nothing is."""


def _found_wrong(recording: Recording, judge: Judge, folder: Path, most: int = STATES) -> list[str]:
    """What a judge says of the folders that cuts leave: of each, or of so many that are drawn."""
    draw = seeded(303)
    left = list(states(recording, draw, FATES * TIMES))
    tried = draw.sample(left, min(most, len(left)))
    told = []
    for number, (cut, fate, files) in enumerate(tried):
        state = folder / f"state-{number}"
        lay_out(files, state)
        wrong = judge(state, recording.said_before(cut))
        if wrong:
            told.append(f"cut after {cut} of {len(recording.steps)} steps, {fate}: {wrong}")
        shutil.rmtree(state)
    sys.stdout.write(f"{len(recording.steps)} steps, {len(left)} folders, {len(tried)} tried, {len(told)} wrong\n")
    return told


def _lines(database: sqlcipher3.Connection) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = database.execute("SELECT id, line, hash FROM journal ORDER BY position").fetchall()
    return rows


def _as_it_was(path: Path, version: int, lines: list[tuple[object, ...]]) -> bool:
    """The file is a whole database of that schema with those lines, as the program of that schema finds it."""
    database = look_into(path)
    try:
        found = [database.execute(f"PRAGMA {asked}").fetchone()[0] for asked in ("user_version", "integrity_check")]
        return found == [version, "ok"] and _lines(database) == lines
    except sqlcipher3.DatabaseError:
        return False
    finally:
        database.close()


def _desk_wrong(folder: Path, numbers: set[str], *, all_of_them: bool) -> str:
    """What is wrong with the desk when today's program opens it."""
    try:
        desk = open_desk_at(folder, FakeClock())
    except StoreTrouble as trouble:
        return trouble.code
    try:
        held = {row.case_no for row in lists.find_cases(desk, SUPERVISOR, "", limit=10 * CASES).rows}
        missing = numbers - held if not all_of_them else numbers ^ held
        epoch = facts.enrolment(desk.db)
        wrong = [*verifying.faults(desk), *(f"{number} differs" for number in sorted(missing))]
        return " ".join(wrong or ([] if epoch is not None and epoch.epoch == "A" else ["taken for a rollback"]))
    except StoreTrouble as trouble:
        return trouble.code
    finally:
        desk.store.close()


def _upgrade(folder: Path, version: int) -> tuple[Recording, Judge]:
    """An upgrade of a database of that schema, and who judges what a cut left of it."""
    folder.mkdir()
    numbers = set(put_old_database(folder, version, cases=CASES))
    old = look_into(folder / "counter.db")
    lines = _lines(old)
    old.close()

    def judge(state: Path, said: tuple[str, ...]) -> str:
        copy = state.with_name(f"{state.name}-of-the-old-program")
        shutil.copytree(state, copy)
        is_old = _as_it_was(copy / "counter.db", version, lines)
        shutil.rmtree(copy)
        kept = backup_of(state / "counter.db", version)
        if said and is_old:
            return "the upgrade was told and is not there"
        if not is_old and not kept.exists():
            return "neither the old database nor its backup"
        if kept.exists() and not _as_it_was(kept, version, lines):
            return "a backup that is none"
        return _desk_wrong(state, numbers, all_of_them=True)

    return recorded(folder, sys.executable, "-c", UPGRADE, str(folder)), judge


@pytest.mark.parametrize("version", [version for version in VERSIONS if version < SCHEMA_VERSION])
def test_a_cut_in_the_upgrade_leaves_the_old_database_or_the_new_one_and_its_backup(
    tmp_path: Path, version: int
) -> None:
    """The old program goes on with it, or the new one does; not a case is missing, and no copy is half of one."""
    recording, judge = _upgrade(tmp_path / "desk", version)
    assert _found_wrong(recording, judge, tmp_path) == []


def test_on_a_disk_that_forces_nothing_the_replay_finds_both_torn(tmp_path: Path) -> None:
    """So the test above does not pass by itself: the copy is none, or the database is not whole."""
    recording, judge = _upgrade(tmp_path / "desk", VERSIONS[0])
    wrong = " ".join(_found_wrong(recording.without_forces(), judge, tmp_path, CONTROLS))
    assert "a backup that is none" in wrong
    assert "neither the old database nor its backup" in wrong


def test_a_cut_in_the_first_start_leaves_a_database_that_its_key_opens(tmp_path: Path) -> None:
    """What was kept in it is there; a check value of the key that is only a name is none."""
    folder = tmp_path / "desk"
    folder.mkdir()

    def judge(state: Path, said: tuple[str, ...]) -> str:
        try:
            store = Store(state / "counter.db", KEY, create=True)
        except StoreTrouble as trouble:
            return trouble.code
        kept = facts.read_fact(store.db, "clock_offset_ms", int)
        store.close()
        return "" if kept == 1 or not said else "what was kept is not there"

    recording = recorded(folder, sys.executable, "-c", FIRST_START, str(folder))
    assert _found_wrong(recording, judge, tmp_path) == []


def test_a_cut_after_a_save_leaves_the_case_that_was_acknowledged(
    tmp_path: Path, desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """And no number is there twice; on a disk that says "done" and has nothing done the replay misses it."""
    desk.store.close()
    folder = tmp_path / "desk"
    folder.mkdir()
    for path in tmp_path.glob("counter.*"):
        shutil.copyfile(path, folder / path.name)

    def judge(state: Path, said: tuple[str, ...]) -> str:
        return _desk_wrong(state, set(said), all_of_them=False)

    recording = recorded(folder, sys.executable, "-c", TAKING, str(folder), promised_item(items).code)
    assert len(recording.said_before(len(recording.steps))) == 3
    assert _found_wrong(recording, judge, tmp_path) == []
    assert _found_wrong(recording.without_forces(), judge, tmp_path, CONTROLS) != []


def test_a_cut_in_a_purge_leaves_each_case_whole_or_purged_and_a_chain_that_holds(
    tmp_path: Path, desk: Desk, platform: SimulatedPlatform, clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """What was told is purged; nothing is half of it, and no number, paper or line is missing."""
    quiet = Quiet(desk, platform, clock, items)
    ended = [take(desk, items, serial) for serial in range(1, 7)]
    for case in ended:
        quiet.print_out(case)
        quiet.grant(case)
    quiet.settle()
    desk.store.close()
    folder = tmp_path / "desk"
    folder.mkdir()
    for path in tmp_path.glob("counter.*"):
        shutil.copyfile(path, folder / path.name)

    def judge(state: Path, said: tuple[str, ...]) -> str:
        wrong = _desk_wrong(state, {case.case_no for case in ended}, all_of_them=True)
        if wrong:
            return wrong
        opened = open_desk_at(state, FakeClock())
        left = [lists.read_case(opened, case.case_id) for case in ended]
        lines = [len(journal.lines_of_case(opened.db, case.case_id)) for case in ended]
        opened.store.close()
        purged = [each.case.purged_at is not None for each in left]
        whole = [each.case.intake == case.intake for each, case in zip(left, ended, strict=True)]
        if whole != [not each for each in purged] or lines != [0 if each else 2 for each in purged]:
            return "half a purge"
        return "" if sum(purged) >= sum(map(int, said)) else "a purge was told and is not there"

    recording = recorded(folder, sys.executable, "-c", PURGING, str(folder))
    assert recording.said_before(len(recording.steps)) == ("4", "2")
    assert _found_wrong(recording, judge, tmp_path) == []
    assert _found_wrong(recording.without_forces(), judge, tmp_path, CONTROLS) != []
