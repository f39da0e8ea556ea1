"""代送: a window without network reaches the platform by a stick and another window; both twins, real desks.

One is offline, exports and comes back later: nothing is lost, nothing is doubled, every scan is whole.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from counter.actions import lists
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.ids import Sha256
from counter.domain.item import ServiceItem
from counter.domain.workdays import HolidayTable
from counter.errors import CounterError, Refused, RuleBroken, SignInNeeded, Unreachable
from counter.hall.hall import Hall
from counter.platform_api.http import HttpCarrier
from counter.platform_api.simulated import SimulatedPlatform
from counter.ports import Carrier
from counter.sync.carrying import Carrying, Progress, look_into
from counter.sync.exporting import Exported, export_queue
from counter.sync.round import sync_once
from counter.wire.messages import BLOB_CHUNK_BYTES, Verdict
from tests.conftest import CLERK, PDF, FakeClock
from tests.contract.twins import Window, real_windows, simulated_windows, two_desks
from tests.contract.two_windows import opened_hall
from tests.faults.support import promised_item

BIG = PDF + b"%" * (BLOB_CHUNK_BYTES * 5 + 1000)


@dataclasses.dataclass
class Twin:
    """Where something waits, where it is carried to, and what the platform has then."""

    here: Window
    there: Window
    carrier: Carrier
    lines: Callable[[], int]
    scan: Callable[[Sha256], bytes]
    carried: Callable[[], Sequence[tuple[str, str]]]

    def carry(self, path: Path, token: str = "") -> Progress:
        """The other window sends the file."""
        made = self.carrying(path, token)
        while not made.step().done:
            pass
        return made.progress

    def carrying(self, path: Path, token: str = "") -> Carrying:
        """Not begun yet."""
        token = token or self.there.token(CLERK.clerk_no)
        return Carrying(self.carrier, look_into(path), token, own=self.there.desk.enrolment().window)

    def export(self, folder: Path) -> Exported:
        """The window that is offline."""
        return export_queue(self.here.desk, on_this_thread, folder)


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    return promised_item(items)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture(params=["simulated", "hall"])
def twin(
    request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock, platform: SimulatedPlatform
) -> Iterator[Twin]:
    """Both ends, one after the other."""
    with contextlib.ExitStack() as closing:
        desks = two_desks(tmp_path, clock, closing)
        if request.param == "simulated":
            yield _simulated(platform, desks)
        else:
            yield _real(closing, request.getfixturevalue("hall"), desks)


def _simulated(platform: SimulatedPlatform, desks: list[Desk]) -> Twin:
    here, there = simulated_windows(platform, desks)
    return Twin(
        here,
        there,
        platform.queues,
        lines=lambda: len(platform.lines),
        scan=lambda name: platform.scans[name],
        carried=lambda: [*platform.queues.carried.items()],
    )


@pytest.fixture
def hall(tmp_path: Path, clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> Iterator[Hall]:
    """A real one."""
    (tmp_path / "there").mkdir()
    with opened_hall(tmp_path / "there", clock, items, holidays) as opened:
        yield opened


def _real(closing: contextlib.ExitStack, hall: Hall, desks: list[Desk]) -> Twin:
    here, there, url = real_windows(closing, hall, desks)

    def lines() -> int:
        with hall.database.read() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM lines").scalar() or 0)

    def carried() -> list[tuple[str, str]]:
        with hall.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT sha256, clerk_no FROM carried WHERE done_at IS NOT NULL").all()
        return [(row.sha256, row.clerk_no) for row in rows]

    return Twin(
        here,
        there,
        HttpCarrier(url, desks[1].enrolment()),
        lines=lines,
        scan=lambda name: hall.blobs.read(name, 0, len(BIG) * 2)[0],
        carried=carried,
    )


def waiting(desk: Desk) -> tuple[int, int, int]:
    """Lines and scans that wait, and lines in trouble."""
    found = lists.standing(desk).waiting
    return found.lines, found.scans, found.troubles


def test_a_window_without_network_reaches_the_platform_by_a_stick_and_comes_back(
    twin: Twin, item: ServiceItem, stick: Path
) -> None:
    """0 lost, 0 doubled, every scan whole; at the exporting desk nothing changes."""
    cases = [twin.here.take(item, PDF + bytes([serial])) for serial in range(3)] + [twin.here.take(item, BIG)]
    before, lines = waiting(twin.here.desk), twin.lines()
    exported = twin.export(stick)
    assert (exported.lines, exported.scans, exported.left_out) == (*before[:2], 0)
    assert waiting(twin.here.desk) == before
    assert twin.lines() == lines

    own = waiting(twin.there.desk)
    progress = twin.carry(exported.path)
    assert (progress.taken, progress.stuck, progress.scans, progress.percent) == (before[0], 0, before[1], 100)
    assert waiting(twin.there.desk)[1:] == own[1:], "what is carried is not the carrier's"
    arrived = twin.lines()
    scans = [scan for case in cases for scan in case.intake.attachments()]
    assert [hashlib.sha256(twin.scan(scan.sha256)).hexdigest() for scan in scans] == [scan.sha256 for scan in scans]

    report = sync_once(twin.here.desk, twin.here.platform, twin.here.front_door, on_this_thread, digest_now=True)
    assert (report.trouble, report.settled, report.refused, report.missing_there) == ("", before[0], 0, 0)
    assert waiting(twin.here.desk) == (0, 0, 0)
    last = "SELECT verdict FROM line_status ORDER BY position DESC LIMIT ?"
    answers = twin.here.desk.db.conn.execute(last, [before[0]]).fetchall()
    assert {verdict for (verdict,) in answers} == {Verdict.DUPLICATE.value}
    assert twin.lines() == arrived


def test_what_was_done_after_the_export_comes_later_by_itself(twin: Twin, item: ServiceItem, stick: Path) -> None:
    """The window goes on; two files of the same work overlap without harm."""
    twin.here.take(item, PDF)
    first = twin.export(stick).path
    kept = first.rename(stick / "first.ycq")
    twin.here.take(item, PDF + b"2")
    second = twin.export(stick)
    assert twin.carry(kept).taken < twin.carry(second.path).taken
    arrived = twin.lines()
    twin.here.take(item, PDF + b"3")
    twin.here.round()
    assert waiting(twin.here.desk) == (0, 0, 0)
    assert twin.lines() > arrived


def test_who_carried_it_is_on_record(twin: Twin, item: ServiceItem, stick: Path) -> None:
    twin.here.take(item, PDF)
    path = twin.export(stick).path
    twin.carry(path)
    assert twin.carried() == [(hashlib.sha256(path.read_bytes()).hexdigest(), CLERK.clerk_no)]


def test_a_file_that_was_carried_is_not_carried_again(twin: Twin, item: ServiceItem, stick: Path) -> None:
    """Not a byte of it is sent."""
    twin.here.take(item, PDF)
    path = twin.export(stick).path
    twin.carry(path)
    again = twin.carrying(path)
    assert again.step().percent == 50
    with pytest.raises(Refused, match=r"queue\.taken"):
        again.step()


@pytest.mark.parametrize("steps", range(1, 5))
def test_after_a_break_it_goes_on_where_it_stopped(twin: Twin, item: ServiceItem, stick: Path, steps: int) -> None:
    """The program was killed or the network went at any step; the stick is put in again."""
    twin.here.take(item, BIG)
    path = twin.export(stick).path
    token = twin.there.token(CLERK.clerk_no)
    broken = twin.carrying(path, token)
    for _ in range(steps):
        reached = broken.step().percent
    again = twin.carrying(path, token)
    assert again.step().percent >= min(reached, 50)
    while not again.step().done:
        pass
    twin.here.round()
    assert waiting(twin.here.desk) == (0, 0, 0)


@pytest.mark.parametrize("token", ["-", "a.b.c"])
def test_nobody_carries_without_his_sign_in(twin: Twin, item: ServiceItem, stick: Path, token: str) -> None:
    twin.here.take(item, PDF)
    path = twin.export(stick).path
    lines = twin.lines()
    with pytest.raises(SignInNeeded) as caught:
        twin.carry(path, token)
    assert (caught.value.code, twin.lines()) == ("queue.sign_in", lines)


@pytest.mark.parametrize(
    ("place", "code"), [(8, "queue.newer"), (0, "queue.no_queue"), (30, "queue.signature"), (-1, "queue.damaged")]
)
def test_an_altered_file_is_refused_by_name_and_nothing_of_it_is_taken(
    twin: Twin, item: ServiceItem, stick: Path, place: int, code: str
) -> None:
    """What this window sees by itself is not even sent."""
    twin.here.take(item, PDF)
    path = twin.export(stick).path
    content = bytearray(path.read_bytes())
    content[place] ^= 3
    path.write_bytes(content)
    lines = twin.lines()
    with pytest.raises(CounterError) as caught:
        twin.carry(path)
    assert caught.value.code in {code, "queue.no_queue", "queue.other_hall"}
    assert (twin.lines(), twin.carried()) == (lines, [])


def test_the_file_tells_nobody_anything_of_anybody(twin: Twin, item: ServiceItem, stick: Path) -> None:
    """Canary: no name, number, telephone, address or scan, in no encoding that we write."""
    case = twin.here.take(item, PDF * 100)
    content = twin.export(stick).path.read_bytes()
    applicant = case.intake.applicant
    texts = [applicant.name, applicant.id_number, applicant.phone, applicant.address, case.case_no, case.item_name]
    texts += [*case.intake.form.values(), case.case_id, CLERK.name]
    traces = {text.encode(encoding) for text in texts for encoding in ("utf-8", "utf-16-le", "gb18030")}
    telling = [trace for trace in traces if len(trace) >= 6]  # shorter ones stand in every big file
    assert len(telling) > 12
    assert [trace for trace in telling if trace in content] == []
    assert b"%PDF" not in content


def test_a_line_in_trouble_is_told_to_the_window_whose_it_is(
    item: ServiceItem, desk: Desk, platform: SimulatedPlatform, stick: Path
) -> None:
    """Who carries hears that something is stuck; the window hears what, with its next round."""
    window = Window(desk, platform, platform, platform)
    case = window.take(item, PDF)
    platform.mishaps.refuse = lambda line: "item.unknown" if line.case == case.case_id else ""
    path, token = export_queue(desk, on_this_thread, stick).path, window.token(CLERK.clerk_no)
    carrying = Carrying(platform.queues, look_into(path), token, own=desk.enrolment().window)
    while not carrying.step().done:
        pass
    assert carrying.progress.stuck >= 1
    assert waiting(desk)[2] == 0
    window.round()
    assert waiting(desk)[2] >= 1


def _fail_at(call: str, name: str) -> None:
    if name == call:
        raise Unreachable("platform.away")


def test_a_silence_leaves_it_to_be_begun_again(item: ServiceItem, desk: Desk, platform: SimulatedPlatform) -> None:
    """After every call that may fail, before and after its effect."""
    window = Window(desk, platform, platform, platform)
    window.take(item, PDF)
    folder = desk.store.path.parent
    path = export_queue(desk, on_this_thread, folder).path
    token = window.token(CLERK.clerk_no)
    for side in ("before", "after"):
        for call in ("queue_offset", "send_queue", "take_queue"):
            setattr(platform.mishaps, side, functools.partial(_fail_at, call))
            carrying = Carrying(platform.queues, look_into(path), token, own=desk.enrolment().window)
            with contextlib.suppress(Unreachable, Refused):
                while not carrying.step().done:
                    pass
            setattr(platform.mishaps, side, lambda _name: None)
    carrying = Carrying(platform.queues, look_into(path), token, own=desk.enrolment().window)
    assert carrying.step().percent == 50
    with pytest.raises(Refused, match=r"queue\.taken"):
        carrying.step()
    window.round()
    assert waiting(desk) == (0, 0, 0)


def test_a_file_of_another_hall_is_not_even_sent(twin: Twin, item: ServiceItem, stick: Path) -> None:
    twin.here.take(item, PDF)
    seen = look_into(twin.export(stick).path)
    own = msgspec.structs.replace(twin.there.desk.enrolment().window, hall="02")
    with pytest.raises(RuleBroken, match=r"queue\.other_hall"):
        Carrying(twin.carrier, seen, "token", own=own)


def test_a_person_who_signed_in_offline_has_to_sign_in_again(twin: Twin, item: ServiceItem, stick: Path) -> None:
    twin.here.take(item, PDF)
    seen = look_into(twin.export(stick).path)
    with pytest.raises(SignInNeeded, match=r"queue\.sign_in"):
        Carrying(twin.carrier, seen, "", own=twin.there.desk.enrolment().window)


def test_a_stick_that_is_pulled_out_is_told(twin: Twin, item: ServiceItem, stick: Path) -> None:
    twin.here.take(item, BIG)
    path = twin.export(stick).path
    carrying = twin.carrying(path)
    carrying.step()
    path.unlink()
    with pytest.raises(RuleBroken, match=r"queue\.unreadable"):
        carrying.step()
    with pytest.raises(RuleBroken, match=r"queue\.unreadable"):
        look_into(path)
