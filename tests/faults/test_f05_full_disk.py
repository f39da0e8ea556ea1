"""trust.md F05, F06: a full disk; nothing is acknowledged, nothing is used up, and work goes on when there is room.

On a real small tmpfs when the test runs as root, otherwise with SQLite's own page limit.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from counter.actions import enrolment, intake, lists, verifying
from counter.actions.desk import Desk
from counter.domain.case import Decision
from counter.domain.item import ServiceItem
from counter.errors import StoreTrouble
from counter.platform_api.simulated import SimulatedPlatform
from counter.store.scans import ScanStore
from tests.conftest import CLERK, KEY, SUPERVISOR, FakeClock, draft_of, filled, open_desk_at
from tests.faults.support import one_round, promised_item

MOST_CASES = 3000
SIZE = "6m"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path | None]:
    """A folder on a disk of six megabytes, or None where this user may not mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    can = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    yield folder if can else None
    if can:
        subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S607 -- root's own path


@pytest.fixture
def full_desk(
    small_disk: Path | None, tmp_path: Path, clock: FakeClock, platform: SimulatedPlatform
) -> Iterator[tuple[Desk, Callable[[], None], Callable[[], None]]]:
    """An enrolled desk, how to fill its disk, and how to make room again."""
    folder = small_disk or tmp_path / "limited"
    folder.mkdir(exist_ok=True)
    desk = open_desk_at(folder, clock)
    enrolment.enrol(desk, platform, code="OK-1", platform_url="http://127.0.0.1:1")
    one_round(desk, platform)
    ballast = folder / "ballast"

    def fill() -> None:
        if small_disk is None:
            pages = desk.db.conn.execute("PRAGMA page_count").fetchone()[0]
            desk.db.conn.execute(f"PRAGMA max_page_count={pages + 4}")
            return
        with ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                return

    def make_room() -> None:
        if small_disk is None:
            desk.db.conn.execute("PRAGMA max_page_count=100000")
        ballast.unlink(missing_ok=True)

    yield desk, fill, make_room
    make_room()
    desk.store.close()


def _take_until_full(desk: Desk, item: ServiceItem) -> tuple[list[str], StoreTrouble]:
    """The numbers that were acknowledged, and the error that ended it."""
    numbers: list[str] = []
    for serial in range(1, MOST_CASES):
        try:
            taken = intake.take_case(desk, CLERK, draft_of(filled(item, serial=serial % 999 + 1)), Decision.ACCEPTED)
        except StoreTrouble as error:
            return numbers, error
        numbers.append(taken.case.case_no)
    pytest.fail("the disk never filled")


def test_a_full_disk_takes_nothing_and_the_next_case_has_the_next_number(
    full_desk: tuple[Desk, Callable[[], None], Callable[[], None]],
    platform: SimulatedPlatform,
    items: tuple[ServiceItem, ...],
) -> None:
    """Every acknowledged case is there; the refused one comes in with the same draft once there is room."""
    desk, fill, make_room = full_desk
    item = promised_item(items)
    waiting_draft = draft_of(filled(item, serial=500))
    intake.save_draft(desk, waiting_draft)
    fill()
    numbers, error = _take_until_full(desk, item)
    assert error.code == "store.disk_full"
    for _ in range(3):
        with pytest.raises(StoreTrouble) as caught:
            intake.take_case(desk, CLERK, waiting_draft, Decision.ACCEPTED)
        assert caught.value.code == "store.disk_full"
    make_room()
    assert intake.list_drafts(desk, CLERK) == (waiting_draft,)
    taken = intake.take_case(desk, CLERK, waiting_draft, Decision.ACCEPTED)
    assert f"-A-{len(numbers) + 1:06}-" in taken.case.case_no
    held = {row.case_no for row in lists.find_cases(desk, SUPERVISOR, "", limit=MOST_CASES).rows}
    assert held == {*numbers, taken.case.case_no}
    assert verifying.faults(desk) == ()
    one_round(desk, platform)
    assert len(platform.cases) == len(held)


def test_what_is_there_can_still_be_read_and_a_restart_finds_it(
    full_desk: tuple[Desk, Callable[[], None], Callable[[], None]], items: tuple[ServiceItem, ...], clock: FakeClock
) -> None:
    """Opening again on the full disk gives the data or a clear error, never a loss."""
    desk, fill, make_room = full_desk
    fill()
    numbers, _ = _take_until_full(desk, promised_item(items))
    folder = desk.store.path.parent
    desk.store.close()
    try:
        again = open_desk_at(folder, clock)
    except StoreTrouble as error:
        assert error.code == "store.disk_full"  # noqa: PT017 -- either way is right, and is looked at
        make_room()
        again = open_desk_at(folder, clock)
    held = {row.case_no for row in lists.find_cases(again, SUPERVISOR, "", limit=MOST_CASES).rows}
    again.store.close()
    assert held == set(numbers)


def test_a_scan_on_a_full_disk_leaves_no_part_of_itself(small_disk: Path | None, tmp_path: Path) -> None:
    """trust.md F06; and it can be scanned again when there is room."""
    folder = small_disk or tmp_path
    scans = ScanStore(folder / "scans", KEY)
    content = bytes(7 * 1024 * 1024)
    if small_disk is None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("os.fsync", _no_space)
            _refused(scans, content)
    else:
        _refused(scans, content)
    assert [path for path in (folder / "scans").rglob("*") if path.is_file()] == []
    small = b"%PDF-1.4 small"
    assert scans.get(scans.put(small)) == small


def _no_space(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def _refused(scans: ScanStore, content: bytes) -> None:
    with pytest.raises(StoreTrouble) as caught:
        scans.put(content)
    assert caught.value.code == "store.disk_full"
