"""用章: the port keeps the same promises in memory and at a real hall; one suite, both twins, with the real counter."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pypdf
import pytest

from counter.actions import course, enrolment, paper_sight, printing, seals
from counter.actions.desk import Desk
from counter.actions.printing import Prepared
from counter.cli.opening import on_this_thread
from counter.cli.seals import make_seals
from counter.devices.folder_printer import FolderPrinter
from counter.domain.case import Case, PaperKind
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy
from counter.domain.proposal import Void
from counter.domain.workdays import HolidayTable
from counter.errors import Refused, RuleBroken, Unreachable
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.staff import Clerk
from counter.platform_api.http import HttpFrontDoor, HttpPlatform, HttpSeals
from counter.platform_api.simulated import PASSWORD, SimulatedPlatform
from counter.platform_api.simulated_seals import SimulatedSeals
from counter.ports import FrontDoor, Platform, Seals
from counter.seals.checking import check_seal
from counter.sync.round import sync_once
from counter.sync.sealing import with_seal
from counter.wire.seals import SealRequest
from tests.conftest import CLERK, SUPERVISOR, FakeClock
from tests.documents.reading import all_of
from tests.faults.support import promised_item, take
from tests.hall.databases import hall_url
from tests.hall.window import serving

T = TypeVar("T")
RULES = HallPolicy(version=1, e_seal=True, needs_approval=())


@dataclasses.dataclass
class There:
    """A desk at one of the twins, with e-seals in force."""

    desk: Desk
    platform: Platform
    front_door: FrontDoor
    seals: Seals
    item: ServiceItem
    take_seal_away: Callable[[], object]

    def round(self) -> None:
        """One sync round that went through."""
        report = sync_once(self.desk, self.platform, self.front_door, on_this_thread)
        assert (report.trouble, report.refused) == ("", 0)

    def request(self, number: str, /, **changes: Any) -> SealRequest:
        """What the counter asks for that paper."""
        paper = paper_sight.find(self.desk, number)
        assert paper is not None
        asked = seals.seal_request(self.desk, paper)
        assert asked is not None
        return msgspec.structs.replace(asked, **changes)

    def prepared(self, number: str, *, reason: str = "") -> Prepared:
        """The paper as it would come out now, with its seal if it gets one."""
        return with_seal(
            self.desk, self.seals, on_this_thread, printing.prepare(self.desk, number, CLERK, reason=reason)
        )

    def print(self, number: str, folder: Path, *, reason: str = "") -> Prepared:
        """The paper came out, and that is noted."""
        prepared = self.prepared(number, reason=reason)
        outcome = printing.hand_over(FolderPrinter(folder), prepared, "")
        printing.note(self.desk, CLERK, prepared, printer="folder", outcome=outcome)
        return prepared


@pytest.fixture
def hall(tmp_path: Path, clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> Iterator[Hall]:
    """A real hall with the shipped catalogue, e-seals and a seal for the department of the cases."""
    opened = Hall(hall_url(tmp_path), tmp_path / "hall", practice=True, now=clock.now)
    with contextlib.closing(opened):
        opened.load_catalogue(items, holidays)
        opened.set_policy(RULES)
        opened.put_clerk(Clerk(clerk_no=SUPERVISOR.clerk_no, name=SUPERVISOR.name, roles=SUPERVISOR.roles), PASSWORD)
        make_seals(opened, {promised_item(items).department})
        yield opened


@pytest.fixture(params=["simulated", "hall"])
def there(
    request: pytest.FixtureRequest, bare_desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> Iterator[There]:
    """Each twin in turn."""
    item = promised_item(items)
    if request.param == "simulated":
        platform.publish(policy=RULES)
        enrolment.enrol(bare_desk, platform, code="OK-1", platform_url="http://127.0.0.1:1")
        gone = functools.partial(platform.seals.no_seal_for.add, item.department)
        found = There(bare_desk, platform, platform, platform, item, gone)
        found.round()
        yield found
        return
    opened: Hall = request.getfixturevalue("hall")
    with serving(opened) as served:
        url = f"http://127.0.0.1:{served.port}"
        door = HttpFrontDoor(url, None)
        enrolled = enrolment.enrol(bare_desk, door, code=opened.new_enrolment_code(Place()), platform_url=url)

        def forget() -> None:
            with opened.database.write() as connection:
                connection.exec_driver_sql("DELETE FROM seals")

        found = There(
            bare_desk,
            HttpPlatform(url, enrolled),
            HttpFrontDoor(url, enrolment=enrolled),
            HttpSeals(url, enrolled),
            item,
            forget,
        )
        found.round()
        yield found


@pytest.fixture
def case(there: There) -> Case:
    """A case whose line still waits at the counter."""
    return take(there.desk, (there.item,))


def test_the_first_print_bears_the_seal_and_is_kept(there: There, case: Case, tmp_path: Path) -> None:
    """Also when the platform did not know the paper yet: its line goes first."""
    printed = there.print(case.case_no, tmp_path / "papers")
    assert (printed.unsealed, printed.sealed_sha256) == ("", hashlib.sha256(printed.pdf).hexdigest())
    asked = there.request(case.case_no)
    check_seal(
        printed.pdf,
        drawn=asked.pdf,
        authority=seals.authority(there.desk),
        department=there.item.department,
        at=there.desk.moment().at,
    )
    assert len(printed.pdf) <= 120_000
    assert "（加盖" not in all_of(printed.pdf)[1]
    kept = seals.sealed_copy(there.desk, case.case_no)
    assert kept == (printed.sealed_sha256, printed.pdf)
    assert printing.preview(there.desk, case.case_no) == printed.pdf
    there.round()


def test_the_same_paper_is_sealed_once_whoever_asks_again(there: There, case: Case) -> None:
    """A lost answer costs nothing; another file under the same number is refused."""
    there.round()
    asked = there.request(case.case_no)
    first = there.seals.seal(asked)
    assert there.seals.seal(asked) == first
    assert first.pdf.startswith(asked.pdf)
    with pytest.raises(Refused) as caught:
        there.seals.seal(msgspec.structs.replace(asked, pdf=asked.pdf + b"\n"))
    assert caught.value.code == "seal.sealed_already"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": "421199-01-12-A-000099-7"}, "seal.unknown_paper"),
        ({"kind": PaperKind.REFUSAL}, "seal.other_content"),
        ({"department": "云溪县公安局"}, "seal.other_content"),
        ({"content": b"{}"}, "seal.other_content"),
        ({"pdf": b"%PDF-1.7 nothing"}, "seal.pdf"),
    ],
)
def test_what_the_platform_can_see_is_checked(there: There, case: Case, changes: dict[str, Any], code: str) -> None:
    """Number, kind, department, the frozen content and the form of the file."""
    there.round()
    with pytest.raises(Refused) as caught:
        there.seals.seal(there.request(case.case_no, **changes))
    assert caught.value.code == code


def test_the_pdf_of_another_paper_is_not_sealed_under_this_number(there: There, case: Case) -> None:
    """Its title is another number."""
    other = take(there.desk, (there.item,), 2)
    there.round()
    with pytest.raises(Refused) as caught:
        there.seals.seal(there.request(case.case_no, pdf=there.request(other.case_no).pdf))
    assert caught.value.code == "seal.pdf"


def test_a_void_paper_is_not_sealed(there: There, case: Case) -> None:
    """The platform knows it from the line."""
    there.round()
    asked = there.request(case.case_no)
    course.void(there.desk, SUPERVISOR, Void(case=case.case_id, reason="重复录入"))
    there.round()
    with pytest.raises(Refused) as caught:
        there.seals.seal(asked)
    assert caught.value.code == "seal.void"


def test_a_refused_paper_comes_out_with_the_place_for_the_stamp_and_stays_so(
    there: There, case: Case, tmp_path: Path
) -> None:
    """A reprint shows what the first print showed, also when there is a seal by then."""
    there.take_seal_away()
    printed = there.print(case.case_no, tmp_path)
    assert (printed.unsealed, printed.sealed_sha256) == ("seal.no_seal", "")
    assert "（加盖" in all_of(printed.pdf)[1]
    again = there.print(case.case_no, tmp_path, reason="纸张污损")
    assert (again.to_seal, again.unsealed) == (None, "")
    assert "（加盖" in all_of(again.pdf)[1]


def test_a_reprint_shows_the_sealed_pages_with_the_mark_over_them(there: There, case: Case, tmp_path: Path) -> None:
    """Not asked for again; the file that is kept stays whole."""
    first = there.print(case.case_no, tmp_path)
    again = there.print(case.case_no, tmp_path, reason="纸张污损")
    assert again.sealed_sha256 == first.sealed_sha256
    assert again.pdf.startswith(first.pdf)
    text = all_of(again.pdf)[1]
    assert "补打" in text
    assert "纸张污损" in text
    assert len(pypdf.PdfReader(io.BytesIO(again.pdf)).pages) == len(pypdf.PdfReader(io.BytesIO(first.pdf)).pages)
    assert seals.sealed_copy(there.desk, case.case_no) == (first.sealed_sha256, first.pdf)


def test_a_damaged_copy_is_asked_for_again_and_is_the_same(there: There, case: Case, tmp_path: Path) -> None:
    """trust.md F13: the platform gives the very same file, and the reprint bears it."""
    first = there.print(case.case_no, tmp_path)
    for file in (tmp_path / "scans").rglob("*"):
        if file.is_file():
            file.write_bytes(b"rot")
    assert seals.sealed_copy(there.desk, case.case_no) is None
    again = there.print(case.case_no, tmp_path, reason="纸张污损")
    assert again.sealed_sha256 == first.sealed_sha256
    assert "补打" in all_of(again.pdf)[1]
    assert seals.sealed_copy(there.desk, case.case_no) == (first.sealed_sha256, first.pdf)


class _Away:
    """The platform cannot be reached, or answers with something else."""

    def __init__(self, there: There, pdf: Callable[[bytes], bytes] | None = None) -> None:
        self._there = there
        self._pdf = pdf

    def push(self, request: Any) -> Any:
        """As the platform, when it is there."""
        if self._pdf is None:
            raise Unreachable("platform.away")
        return self._there.seals.push(request)

    def seal(self, request: SealRequest) -> Any:
        """What it was told to answer."""
        assert self._pdf is not None
        answer = self._there.seals.seal(request)
        return msgspec.structs.replace(answer, pdf=self._pdf(answer.pdf))


def test_without_the_platform_the_paper_has_the_place_for_the_stamp(there: There, case: Case) -> None:
    """Nobody waits longer than the patience, and the code says why."""
    unsealed = with_seal(there.desk, _Away(there), on_this_thread, printing.prepare(there.desk, case.case_no, CLERK))
    assert (unsealed.unsealed, unsealed.sealed_sha256) == ("platform.away", "")
    assert "（加盖" in all_of(unsealed.pdf)[1]


@pytest.mark.parametrize(
    "change",
    [
        lambda pdf: pdf[:-1],
        lambda pdf: pdf + b"\n",
        lambda pdf: pdf[:9] + b"X" + pdf[10:],
        lambda pdf: pdf.replace(b"/Reason", b"/Raeson"),
        lambda _: b"",
        lambda _: b"%PDF",
    ],
)
def test_a_seal_that_does_not_hold_is_not_printed(there: There, case: Case, change: Callable[[bytes], bytes]) -> None:
    """Cut, lengthened, touched or none at all; nothing of it is kept."""
    prepared = printing.prepare(there.desk, case.case_no, CLERK)
    unsealed = with_seal(there.desk, _Away(there, change), on_this_thread, prepared)
    assert (unsealed.unsealed, unsealed.pdf) == ("seal.false", prepared.pdf)
    assert not seals.was_sealed(there.desk, case.case_no)


def test_the_seal_of_another_department_or_authority_does_not_hold(there: There, case: Case, clock: FakeClock) -> None:
    """Whoever made it."""
    there.round()
    asked = there.request(case.case_no)
    sealed = there.seals.seal(asked).pdf
    stranger = SimulatedSeals(clock.now)
    for department, authority in (
        ("云溪县公安局", seals.authority(there.desk)),
        (there.item.department, stranger.certificate()),
        (there.item.department, ""),
    ):
        with pytest.raises(RuleBroken) as caught:
            check_seal(sealed, drawn=asked.pdf, authority=authority, department=department, at=clock.now())
        assert caught.value.code == "seal.false"
