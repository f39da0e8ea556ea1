"""导出: the file of one desk is whole or there is none, and says what is in it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import msgspec
import pytest

from counter.actions import intake
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.case import Decision
from counter.domain.ids import Sha256
from counter.domain.item import ServiceItem
from counter.errors import RuleBroken
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import deliveries, facts
from counter.sync import exporting
from counter.sync.carrying import Carrying, look_into
from counter.sync.exporting import export_queue
from counter.sync.hall_rules import QUEUE_KEY, WARNINGS, put_rules
from counter.wire.messages import MAX_LINES
from counter.wire.queue_key import QueueKey
from tests.conftest import CLERK, PDF, draft_of
from tests.contract.twins import Window, with_scans
from tests.faults.support import promised_item


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    return promised_item(items)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def take(desk: Desk, item: ServiceItem, content: bytes = PDF) -> list[Sha256]:
    """A case with that scan; gives its name."""
    draft = draft_of(with_scans(desk, item, content), at=desk.moment().at)
    case = intake.take_case(desk, CLERK, draft, Decision.ACCEPTED).case
    return [scan.sha256 for scan in case.intake.attachments()]


def test_the_name_of_the_file_says_hall_window_and_time(item: ServiceItem, desk: Desk, stick: Path) -> None:
    """The time of the hall's wall: nine o'clock."""
    take(desk, item)
    exported = export_queue(desk, on_this_thread, stick)
    assert exported.path.name == "01-12-20260302-0900.ycq"
    assert [path.name for path in stick.iterdir()] == [exported.path.name]
    header = look_into(exported.path).header
    assert (header.window, header.lines, header.scans) == ("12", exported.lines, exported.scans)
    assert header.oldest_at is not None
    assert header.oldest_at <= header.made_at == desk.moment().at


def test_with_nothing_to_send_there_is_no_file(desk: Desk, platform: SimulatedPlatform, stick: Path) -> None:
    Window(desk, platform, platform, platform).round()
    with pytest.raises(RuleBroken, match=r"queue\.nothing"):
        export_queue(desk, on_this_thread, stick)
    assert list(stick.iterdir()) == []


def test_a_window_that_never_heard_the_key_says_so(item: ServiceItem, desk: Desk, stick: Path) -> None:
    """Of a platform that is older, or before the first catalogue."""
    take(desk, item)
    desk.db.conn.execute("DELETE FROM facts WHERE name = ?", [QUEUE_KEY])
    with pytest.raises(RuleBroken, match=r"queue\.no_key"):
        export_queue(desk, on_this_thread, stick)


def test_a_key_that_the_platform_did_not_sign_changes_nothing(desk: Desk, platform: SimulatedPlatform) -> None:
    known = facts.read_fact(desk.db, QUEUE_KEY, str)
    page = msgspec.structs.replace(platform.catalogue(0), queue_key=QueueKey(public_key="A" * 43 + "=", signature="x"))
    with desk.store.write() as db:
        put_rules(db, page, desk.enrolment().platform_key, now=desk.moment().at)
    assert facts.read_fact(desk.db, QUEUE_KEY, str) == known
    assert facts.read_fact(desk.db, WARNINGS, dict[str, str]) == {"queue": "queue.key"}


def test_a_scan_that_is_damaged_or_gone_is_left_out_and_told(item: ServiceItem, desk: Desk, stick: Path) -> None:
    """The lines and the others go all the same."""
    kept = [scan for serial in range(3) for scan in take(desk, item, PDF + bytes([serial]))]
    desk.scans._path(kept[0]).unlink()
    damaged = desk.scans._path(kept[1])
    damaged.write_bytes(damaged.read_bytes()[:-1])
    exported = export_queue(desk, on_this_thread, stick)
    assert (exported.scans, exported.left_out) == (deliveries.waiting(desk.db).scans - 2, 2)
    assert look_into(exported.path).header.scans == exported.scans


def test_many_lines_are_several_pushes_each_with_its_signature(
    item: ServiceItem, desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch, platform: SimulatedPlatform
) -> None:
    monkeypatch.setattr(exporting, "MAX_LINES", 2)
    for serial in range(3):
        take(desk, item, PDF + bytes([serial]))
    unsent = exporting._unsent(desk)
    assert [len(batch) for batch in unsent.batches][:-1] == [2] * (len(unsent.batches) - 1)
    assert MAX_LINES > 2
    window = Window(desk, platform, platform, platform)
    path, token = export_queue(desk, on_this_thread, stick).path, window.token(CLERK.clerk_no)
    carrying = Carrying(platform.queues, look_into(path), token, own=desk.enrolment().window)
    while not carrying.step().done:
        pass
    assert (carrying.progress.taken, carrying.progress.stuck) == (sum(map(len, unsent.batches)), 0)


NO = {
    errno.ENOSPC: "queue.full",
    errno.EFBIG: "queue.file_limit",
    errno.EROFS: "queue.folder",
    errno.EIO: "queue.folder",
}


@pytest.mark.parametrize("number", NO)
def test_a_stick_that_says_no_has_no_half_file(
    item: ServiceItem, desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """While it is written and while it gets its name."""
    take(desk, item)

    def no(*_: object) -> None:
        raise OSError(number, "no")

    for where, name in ((os, "fsync"), (Path, "replace")):
        with monkeypatch.context() as patched:
            patched.setattr(where, name, no)
            with pytest.raises(RuleBroken) as caught:
                export_queue(desk, on_this_thread, stick)
        assert (caught.value.code, list(stick.iterdir())) == (NO[number], [])


def test_a_folder_that_is_none_is_told(item: ServiceItem, desk: Desk, stick: Path) -> None:
    take(desk, item)
    for folder in (stick / "gone", Path(os.devnull)):
        with pytest.raises(RuleBroken, match=r"queue\.folder"):
            export_queue(desk, on_this_thread, folder)


def test_an_export_that_was_cut_off_leaves_the_last_one_whole(
    item: ServiceItem, desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Power went while the same minute's file was written anew."""
    take(desk, item)
    path = export_queue(desk, on_this_thread, stick).path
    content = path.read_bytes()

    class PowerCutError(BaseException):
        pass

    def cut(_descriptor: int) -> None:
        raise PowerCutError

    monkeypatch.setattr(os, "fsync", cut)
    with pytest.raises(PowerCutError):
        export_queue(desk, on_this_thread, stick)
    assert path.read_bytes() == content
    (stick / "01-12-20260301-1800.ycq.part").write_bytes(b"of a program that was killed")
    monkeypatch.undo()
    export_queue(desk, on_this_thread, stick)
    assert list(stick.iterdir()) == [path]
