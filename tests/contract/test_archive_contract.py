"""调阅: the port keeps the same promises in memory and at a real hall; one suite, both twins, real sign-ins."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from counter.actions import lists, printing, reviews
from counter.actions.desk import Desk
from counter.devices.folder_printer import FolderPrinter
from counter.domain.case import Attachment, Case, Decision
from counter.domain.course import Refusal, RefusalGround
from counter.domain.ids import Sha256
from counter.domain.item import ServiceItem
from counter.domain.proposal import Take
from counter.domain.workdays import HolidayTable
from counter.errors import CounterError, Refused, SignInNeeded
from counter.hall.hall import Hall
from counter.platform_api.simulated import SimulatedPlatform
from counter.wire.reading import READ_PIECE_BYTES, PaperAsked, ScanAsked
from tests.conftest import CLERK, PDF, SUPERVISOR, FakeClock, draft_of
from tests.contract.twins import Window, real_windows, simulated_windows, two_desks, with_scans
from tests.contract.two_windows import opened_hall
from tests.faults.support import promised_item

T = TypeVar("T")
REFUSAL = Refusal(
    ground=RefusalGround.NOT_ELIGIBLE, reasons="申请人不具备申请条件", legal_basis="《行政许可法》第三十二条"
)
BIG = PDF + b"%" * (2 * READ_PIECE_BYTES + 1000)


@dataclasses.dataclass
class Twin:
    """Two windows of one hall: where something was taken in, and where somebody asks."""

    here: Window
    there: Window
    lose: Callable[[Sha256], None]
    readings: Callable[[], list[tuple[str, str]]]


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    return promised_item(items)


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
            yield _real(closing, tmp_path, request.getfixturevalue("hall"), desks)


def _simulated(platform: SimulatedPlatform, desks: list[Desk]) -> Twin:
    here, there = simulated_windows(platform, desks)
    return Twin(here, there, lambda name: platform.lose_scans([name]), lambda: platform.archive.readings)


@pytest.fixture
def hall(tmp_path: Path, clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> Iterator[Hall]:
    """A real one."""
    (tmp_path / "there").mkdir()
    with opened_hall(tmp_path / "there", clock, items, holidays) as opened:
        yield opened


def _real(closing: contextlib.ExitStack, folder: Path, hall: Hall, desks: list[Desk]) -> Twin:
    here, there, _ = real_windows(closing, hall, desks)

    def lose(name: Sha256) -> None:
        (folder / "there" / "hall" / "blobs" / name[:2] / name).unlink()

    def readings() -> list[tuple[str, str]]:
        with hall.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT clerk_no, name FROM readings ORDER BY began_at").all()
        return [(row.clerk_no, row.name) for row in rows]

    return Twin(here, there, lose, readings)


def scans_of(case: Case) -> tuple[Attachment, ...]:
    return case.intake.attachments()


def test_a_supervisor_reads_a_scan_of_another_window_piece_by_piece_and_it_is_recorded(
    twin: Twin, item: ServiceItem
) -> None:
    """Three pieces, one look; nothing of it lies on this machine."""
    (scan,) = scans_of(twin.here.take(item, BIG))
    twin.here.round()
    token = twin.there.token(SUPERVISOR.clerk_no)
    first = twin.there.archive.scan_piece(ScanAsked(token=token, sha256=scan.sha256))
    assert (len(first.content), first.size_bytes) == (READ_PIECE_BYTES, len(BIG))
    last = twin.there.archive.scan_piece(ScanAsked(token=token, sha256=scan.sha256, offset=2 * READ_PIECE_BYTES))
    assert last.content == BIG[2 * READ_PIECE_BYTES :]
    assert twin.there.reading(SUPERVISOR.clerk_no).scan(scan) == BIG
    assert not twin.there.desk.scans.holds(scan.sha256)
    assert {*twin.readings()} == {(SUPERVISOR.clerk_no, scan.sha256)}


def test_a_clerk_of_another_window_sees_no_scan_of_a_case_that_does_not_come_to_him(
    twin: Twin, item: ServiceItem
) -> None:
    """And no look is recorded; at the window that took it in he does."""
    case = twin.here.take(item, PDF)
    twin.here.round()
    (scan,) = scans_of(case)
    with pytest.raises(Refused, match=r"reading\.not_allowed"):
        twin.there.reading(CLERK.clerk_no).scan(scan)
    assert twin.readings() == []
    token = twin.here.token(CLERK.clerk_no)
    assert twin.here.archive.scan_piece(ScanAsked(token=token, sha256=scan.sha256)).content == PDF


def test_a_clerk_of_another_window_gets_the_paper_whose_number_the_citizen_shows_him(
    twin: Twin, item: ServiceItem
) -> None:
    """With its case, which he had not heard of; and it is recorded."""
    case = twin.here.take(item, PDF)
    twin.here.round()
    twin.there.round()
    assert lists.find_cases(twin.there.desk, CLERK, case.case_no).total == 0
    assert twin.there.reading(CLERK.clerk_no).bring_paper(case.case_no) is False, "it was never printed"
    assert lists.find_cases(twin.there.desk, CLERK, case.case_no).elsewhere == "12"
    detail = lists.read_case(twin.there.desk, case.case_id)
    assert (detail.case.intake, detail.elsewhere) == (case.intake, "12")
    assert [(each.paper.number, each.here, each.void) for each in detail.papers] == [(case.case_no, True, False)]
    assert twin.readings() == [(CLERK.clerk_no, case.case_no)]


@pytest.mark.parametrize("token", ["", "no-token", "a.b.c"])
def test_nobody_reads_without_a_sign_in_of_this_hall(twin: Twin, item: ServiceItem, token: str) -> None:
    """The window's own signature is not enough."""
    (scan,) = scans_of(twin.here.take(item, PDF))
    twin.here.round()
    with pytest.raises(SignInNeeded) as caught:
        twin.there.archive.scan_piece(ScanAsked(token=token or "-", sha256=scan.sha256))
    assert caught.value.code == "reading.sign_in"
    assert twin.readings() == []


def test_a_sign_in_that_is_over_reads_nothing(twin: Twin, item: ServiceItem, clock: FakeClock) -> None:
    """Ten hours after it."""
    (scan,) = scans_of(twin.here.take(item, PDF))
    twin.here.round()
    token = twin.there.token(SUPERVISOR.clerk_no)
    clock.go_on(hours=11)
    with pytest.raises(SignInNeeded, match=r"reading\.sign_in"):
        twin.there.archive.scan_piece(ScanAsked(token=token, sha256=scan.sha256))


def test_what_is_not_there_is_told_by_name(twin: Twin, item: ServiceItem) -> None:
    """Unknown here, not uploaded yet, and no byte beyond the end."""
    case = twin.here.take(item, PDF)
    twin.here.round()
    (scan,) = scans_of(case)
    token = twin.there.token(SUPERVISOR.clerk_no)

    def code_of(ask: Callable[[], object]) -> str:
        with pytest.raises(CounterError) as caught:
            ask()
        return caught.value.code

    unknown = Sha256(hashlib.sha256(b"nobody").hexdigest())
    archive = twin.there.archive
    assert code_of(lambda: archive.scan_piece(ScanAsked(token=token, sha256=unknown))) == "reading.unknown"
    beyond = ScanAsked(token=token, sha256=scan.sha256, offset=len(PDF))
    assert code_of(lambda: archive.scan_piece(beyond)) == "reading.range"
    number = f"{case.case_no[:-3]}9-9"
    assert code_of(lambda: archive.paper(PaperAsked(token=token, number=number))) == "reading.unknown"
    twin.lose(scan.sha256)
    assert code_of(lambda: archive.scan_piece(ScanAsked(token=token, sha256=scan.sha256))) in {
        "reading.not_here",
        "reading.unknown",
    }


def test_a_paper_comes_with_its_frozen_content_and_every_print(twin: Twin, item: ServiceItem, tmp_path: Path) -> None:
    """The same content and hash as where it was issued."""
    case = twin.here.take(item)
    printer = FolderPrinter(tmp_path / "papers")
    prepared = printing.prepare(twin.here.desk, case.case_no, CLERK)
    outcome = printing.hand_over(printer, prepared, "")
    printing.note(twin.here.desk, CLERK, prepared, printer="folder", outcome=outcome)
    twin.here.round()
    answer = twin.there.archive.paper(PaperAsked(token=twin.there.token(SUPERVISOR.clerk_no), number=case.case_no))
    assert hashlib.sha256(answer.content.encode()).hexdigest() == answer.content_sha256
    assert (answer.card.case, answer.void, answer.copies) == (case.case_id, False, prepared.copies)
    assert [(each.print_no, each.again, each.install) for each in answer.prints] == [
        (0, 0, twin.here.desk.enrolment().install)
    ]
    assert twin.readings() == [(SUPERVISOR.clerk_no, case.case_no)]


def test_the_scans_of_a_draft_that_waits_for_a_decision_are_seen_by_who_decides(twin: Twin, item: ServiceItem) -> None:
    """They are sent with the asking: there is no case yet that could bring them."""
    whole = with_scans(twin.here.desk, item, PDF)
    scan = whole.materials[0].attachments[0]
    case = draft_of(whole, at=twin.here.desk.moment().at).case_id
    reviews.ask(twin.here.desk, CLERK, Take(case=case, decision=Decision.REFUSED, intake=whole, ruling=REFUSAL))
    twin.here.round()
    assert twin.there.reading(SUPERVISOR.clerk_no).scan(scan) == PDF
    with pytest.raises(Refused, match=r"reading\.not_allowed"):
        twin.there.reading(CLERK.clerk_no).scan(scan)
