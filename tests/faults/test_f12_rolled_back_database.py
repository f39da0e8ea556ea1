"""trust.md F11, F12, F18: the database was put back, copied or deleted; no number comes twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from counter.actions import intake, lists, sessions, verifying
from counter.actions.desk import Desk
from counter.cli.opening import open_desk
from counter.domain.case import Case, Decision
from counter.domain.item import ServiceItem
from counter.domain.staff import Session
from counter.errors import RuleBroken, StoreTrouble
from counter.platform_api.simulated import SimulatedPlatform
from counter.secrets import MemoryKeyRing
from counter.settings import Settings
from counter.store.opening import Store
from tests.conftest import CLERK, KEY, NINE, FakeClock, draft_of, filled, open_desk_at
from tests.faults.support import one_round, promised_item, take


def _copy_database(folder: Path, to: Path) -> None:
    """What a backup program copies: the database and its log, not the mark."""
    to.mkdir()
    for path in folder.glob("counter.db*"):
        shutil.copy2(path, to / path.name)


def _put_back(folder: Path, backup: Path) -> None:
    for path in folder.glob("counter.db*"):
        path.unlink()
    for path in backup.iterdir():
        shutil.copy2(path, folder / path.name)


def test_after_a_roll_back_no_number_is_issued_until_there_is_a_new_epoch(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...], tmp_path: Path, clock: FakeClock
) -> None:
    """Drafts are saved, nobody is kept signed in; numbering goes on under the next letter and old cases arrive."""
    kept = take(desk, items, 1)
    desk.store.close()
    _copy_database(tmp_path, tmp_path / "backup")
    later = open_desk_at(tmp_path, clock)
    lost = [take(later, items, serial) for serial in (2, 3)]
    later.store.close()
    _put_back(tmp_path, tmp_path / "backup")

    restored = open_desk_at(tmp_path, clock)
    assert restored.enrolment().epoch == ""
    assert [fault.split()[0] for fault in verifying.faults(restored)] == ["journal.rolled_back"]
    draft = draft_of(filled(promised_item(items), serial=4))
    intake.save_draft(restored, draft)
    with pytest.raises(RuleBroken) as caught:
        intake.take_case(restored, CLERK, draft, Decision.ACCEPTED)
    assert caught.value.code == "number.no_epoch"
    assert intake.list_drafts(restored, CLERK) == (draft,)
    session = Session(actor=CLERK, signed_in_at=NINE, offline_until=NINE, online=True)
    assert sessions.sign_out(restored, session) == 1

    one_round(restored, platform)
    new = intake.take_case(restored, CLERK, draft, Decision.ACCEPTED).case
    assert "-B-000001-" in new.case_no
    assert new.case_no not in {case.case_no for case in (kept, *lost)}
    one_round(restored, platform)
    assert set(platform.cases) == {kept.case_id, new.case_id}
    assert verifying.faults(restored) == ()
    assert lists.outbox(restored).all_arrived()
    restored.store.close()


def test_a_copy_of_an_older_epoch_put_back_later_is_noticed_too(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...], tmp_path: Path, clock: FakeClock
) -> None:
    """In the copy the epoch A looks open; the mark says that the desk was in B already."""
    take(desk, items, 1)
    desk.store.close()
    _copy_database(tmp_path, tmp_path / "backup")
    used: list[str] = []
    for restore in range(3):
        now = open_desk_at(tmp_path, clock)
        one_round(now, platform)
        cases: list[Case] = [take(now, items, 10 * restore + serial) for serial in (2, 3)]
        used += [case.case_no for case in cases]
        now.store.close()
        _put_back(tmp_path, tmp_path / "backup")
    assert [number.split("-")[3] for number in used] == ["A", "A", "B", "B", "C", "C"]
    assert len(set(used)) == 6
    last = open_desk_at(tmp_path, clock)
    assert last.enrolment().epoch == ""
    last.store.close()


def test_a_new_epoch_without_a_case_yet_is_no_roll_back(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...], tmp_path: Path, clock: FakeClock
) -> None:
    """Otherwise every start after a restore would cost another letter."""
    take(desk, items, 1)
    desk.store.close()
    _copy_database(tmp_path, tmp_path / "backup")
    later = open_desk_at(tmp_path, clock)
    take(later, items, 2)
    later.store.close()
    _put_back(tmp_path, tmp_path / "backup")
    for _ in range(3):
        restored = open_desk_at(tmp_path, clock)
        one_round(restored, platform)
        assert restored.enrolment().epoch == "B"
        restored.store.close()


def test_a_platform_that_was_restored_before_the_new_epoch_gets_everything_again(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...], tmp_path: Path, clock: FakeClock
) -> None:
    """trust.md F37 together with F12: the new epoch's answer must not hide the new generation."""
    first = take(desk, items, 1)
    one_round(desk, platform)
    desk.store.close()
    _copy_database(tmp_path, tmp_path / "backup")
    later = open_desk_at(tmp_path, clock)
    take(later, items, 2)
    later.store.close()
    _put_back(tmp_path, tmp_path / "backup")
    platform.restore_empty()
    restored = open_desk_at(tmp_path, clock)
    for _ in range(3):
        one_round(restored, platform)
    assert set(platform.cases) == {first.case_id}
    restored.store.close()


def test_lines_of_a_closed_epoch_are_compared_too(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...], tmp_path: Path, clock: FakeClock
) -> None:
    """trust.md F38: the platform loses a case of epoch A when the desk numbers in B already."""
    first = take(desk, items, 1)
    one_round(desk, platform)
    desk.store.close()
    _copy_database(tmp_path, tmp_path / "backup")
    later = open_desk_at(tmp_path, clock)
    take(later, items, 2)
    later.store.close()
    _put_back(tmp_path, tmp_path / "backup")
    restored = open_desk_at(tmp_path, clock)
    one_round(restored, platform)
    assert restored.enrolment().epoch == "B"
    platform.forget(platform.cases[first.case_id][:])
    assert one_round(restored, platform, digest_now=True).missing_there == 1
    one_round(restored, platform)
    assert platform.cases[first.case_id]
    restored.store.close()


def test_a_deleted_database_is_missing_and_never_made_anew(desk: Desk, tmp_path: Path) -> None:
    """trust.md F11, by the store itself and by the opening of a home."""
    desk.store.close()
    for path in tmp_path.glob("counter.db*"):
        path.unlink()
    with pytest.raises(StoreTrouble) as caught:
        Store(tmp_path / "counter.db", KEY, create=True)
    assert caught.value.code == "store.missing"
    assert not (tmp_path / "counter.db").exists()


def test_a_home_whose_database_was_deleted_does_not_open(tmp_path: Path) -> None:
    """The key is there and the check value is there: somebody deleted the cases."""
    ring = MemoryKeyRing()
    with open_desk(tmp_path, Settings(), ring):
        pass
    for path in tmp_path.glob("counter.db*"):
        path.unlink()
    with pytest.raises(StoreTrouble) as caught, open_desk(tmp_path, Settings(), ring):
        pytest.fail("opened")
    assert caught.value.code == "store.missing"
    assert not (tmp_path / "counter.db").exists()


def test_a_start_that_died_before_the_database_was_made_can_be_repeated(tmp_path: Path) -> None:
    """No half-written check value stands in the way of the first start."""
    ring = MemoryKeyRing()
    (tmp_path / "counter.kcv.part").write_bytes(b"12")
    with open_desk(tmp_path, Settings(), ring) as opened:
        assert lists.standing(opened.desk).window is None
