"""faults.md F20, trust.md F10, F23: a newer, foreign or damaged file is told apart, never written to, never misread."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from counter.actions import lists, verifying
from counter.actions.desk import Desk
from counter.cli.opening import open_desk
from counter.domain.item import ServiceItem
from counter.errors import StoreTrouble
from counter.secrets import MemoryKeyRing
from counter.settings import Settings
from counter.store import journal
from counter.store.migrations import SCHEMA_VERSION
from counter.store.opening import Store
from tests.conftest import KEY, SUPERVISOR, FakeClock, open_desk_at
from tests.faults.support import IS_LONG, look_into, seeded, take

FLIPS = 3000 if IS_LONG else 100
CASES = 6


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("counter.*"))}


def _opening_fails_with(path: Path, key: bytes = KEY) -> str:
    with pytest.raises(StoreTrouble) as caught:
        Store(path, key)
    return caught.value.code


def test_a_database_of_a_newer_program_is_refused_and_left_as_it_is(
    desk: Desk, items: tuple[ServiceItem, ...], tmp_path: Path
) -> None:
    """The old client says so and does not write."""
    take(desk, items)
    desk.store.close()
    newer = look_into(tmp_path / "counter.db")
    newer.execute("PRAGMA user_version=99")
    newer.close()
    before = (tmp_path / "counter.db").read_bytes()
    with pytest.raises(StoreTrouble) as caught:
        Store(tmp_path / "counter.db", KEY)
    assert str(caught.value) == f"store.newer found=99 known={SCHEMA_VERSION}"
    assert (tmp_path / "counter.db").read_bytes() == before
    assert not list(tmp_path.glob("*.bak"))


def test_a_wrong_key_is_told_from_a_damaged_file(desk: Desk, items: tuple[ServiceItem, ...], tmp_path: Path) -> None:
    """Support has to know which of the two it is; without the check value a wrong key still reads nothing."""
    take(desk, items)
    desk.store.close()
    before = _hashes(tmp_path)
    assert _opening_fails_with(tmp_path / "counter.db", bytes(32)) == "store.wrong_key"
    assert _hashes(tmp_path) == before
    (tmp_path / "counter.kcv").unlink()
    assert _opening_fails_with(tmp_path / "counter.db", bytes(32)) == "store.damaged"
    assert not (tmp_path / "counter.kcv").exists(), "a key that opened nothing must not be vouched for"
    Store(tmp_path / "counter.db", KEY).close()


@pytest.mark.parametrize("left", [b"", bytes(16)])
def test_a_check_value_that_a_power_cut_emptied_stops_nobody_and_is_written_again(
    desk: Desk, tmp_path: Path, left: bytes
) -> None:
    """An earlier release did not force it to the disk: its name stays, what it held does not."""
    desk.store.close()
    check = tmp_path / "counter.kcv"
    whole = check.read_bytes()
    check.write_bytes(left)
    assert _opening_fails_with(tmp_path / "counter.db", bytes(32)) == "store.damaged"
    Store(tmp_path / "counter.db", KEY).close()
    assert check.read_bytes() == whole


@pytest.mark.parametrize("content", [b"", b"\0" * 8192, b"SQLite format 3\0" + b"\0" * 8000, b"<html>" * 999])
def test_a_file_that_is_something_else_is_damaged_and_stays(tmp_path: Path, content: bytes) -> None:
    """trust.md F11: truncated, zeroed or overwritten; an enrolled home has its mark and its check value."""
    ring = MemoryKeyRing()
    with open_desk(tmp_path, Settings(), ring):
        pass
    for log in tmp_path.glob("counter.db-*"):
        log.unlink()
    (tmp_path / "counter.db").write_bytes(content)
    with pytest.raises(StoreTrouble) as caught, open_desk(tmp_path, Settings(), ring):
        pytest.fail("opened")
    assert caught.value.code in {"store.damaged", "store.missing"}
    assert (tmp_path / "counter.db").read_bytes() == content


def _everything(desk: Desk) -> tuple[object, ...]:
    """All that the desk can tell: lines, cases, papers, numbers, drafts."""
    rows = lists.find_cases(desk, SUPERVISOR, "").rows
    return (
        tuple((epoch, seq, bytes(sealed.line), sealed.hash) for epoch, seq, sealed in journal.all_lines(desk.db)),
        tuple(lists.read_case(desk, row.case_id) for row in rows),
        desk.db.conn.execute("SELECT * FROM papers ORDER BY place").fetchall(),
        desk.db.conn.execute("SELECT code, version, body FROM items ORDER BY code, version").fetchall(),
        lists.outbox(desk),
    )


def test_a_flipped_bit_is_found_or_changes_nothing(
    desk: Desk, items: tuple[ServiceItem, ...], tmp_path: Path, clock: FakeClock
) -> None:
    """trust.md F10: at seeded places of every part of the file; wrong data is never given out in silence."""
    for serial in range(1, CASES + 1):
        take(desk, items, serial)
    truth = _everything(desk)
    desk.store.close()
    sound = (tmp_path / "counter.db").read_bytes()
    draw = seeded(99)
    found = 0
    for flip in range(FLIPS):
        folder = tmp_path / f"flip-{flip}"
        folder.mkdir()
        for name in ("counter.kcv", "counter.high"):
            shutil.copy2(tmp_path / name, folder / name)
        place = draw.randrange(4096) if flip < FLIPS // 5 else draw.randrange(len(sound))
        damaged = bytearray(sound)
        damaged[place] ^= 1 << draw.randrange(8)
        (folder / "counter.db").write_bytes(damaged)
        try:
            broken = open_desk_at(folder, clock)
        except StoreTrouble as error:
            assert error.code == "store.damaged", f"byte {place}"  # noqa: PT017 -- most flips, not all, end here
            found += 1
        else:
            found += _is_found_or_harmless(broken, truth, place)
            broken.store.close()
        shutil.rmtree(folder)
    assert found > FLIPS * 0.9


def _is_found_or_harmless(desk: Desk, truth: tuple[object, ...], place: int) -> bool:
    """Whether a reader or ``verify`` noticed; when neither did, everything is as it was."""
    try:
        told = _everything(desk)
    except StoreTrouble as error:
        assert error.code == "store.damaged", f"byte {place}"  # noqa: PT017 -- the other way is right as well
        return True
    assert told == truth, f"byte {place}"
    try:
        return bool(verifying.faults(desk))
    except StoreTrouble:
        return True
