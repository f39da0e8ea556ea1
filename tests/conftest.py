"""What many tests need: an invented clerk at a real desk (encrypted store on disk) before a simulated platform."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import msgspec
import pytest

from counter.actions import enrolment
from counter.actions.desk import Desk, notice_rollback
from counter.cli.opening import on_this_thread
from counter.clock import TrustedClock
from counter.domain.case import Draft, HowGot, Intake, ReceivedMaterial
from counter.domain.identity import IdDocument, resident_check_char
from counter.domain.ids import CaseId, uuid7
from counter.domain.intake_rules import needed_materials
from counter.domain.item import FieldKind, FormField, Need, ServiceItem
from counter.domain.person import Applicant, ApplicantKind, Identified
from counter.domain.staff import Actor, Role
from counter.domain.usc import usc_check_char
from counter.domain.workdays import HolidayTable
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import facts
from counter.store.opening import Store
from counter.store.scans import ScanStore
from counter.sync.round import sync_once
from counter.wire.catalogue import read_catalogue_files
from tests.hall import databases

hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent
KEY = bytes(range(32))
NINE = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
"""A Monday, nine o'clock in China."""
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
CLERK = Actor(clerk_no="0001", name="王晓梅", roles=(Role.CLERK,))
SUPERVISOR = Actor(clerk_no="9001", name="周立新", roles=(Role.CLERK, Role.SUPERVISOR))


class FakeClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, at: dt.datetime = NINE) -> None:
        self.at = at
        self.seconds = 100.0

    def now(self) -> dt.datetime:
        """The wall time."""
        return self.at

    def monotonic(self) -> float:
        """The seconds passed."""
        return self.seconds

    def go_on(self, **delta: float) -> None:
        """Both go on by the same time."""
        step = dt.timedelta(**delta)
        self.at += step
        self.seconds += step.total_seconds()

    def turn(self, **delta: float) -> None:
        """Somebody turns the wall clock; the monotonic one does not care."""
        self.at += dt.timedelta(**delta)


@pytest.fixture(autouse=True)
def _no_database_stays() -> Iterator[None]:
    """What a test's hall had on PostgreSQL goes with the test."""
    yield
    databases.forget()


@pytest.fixture(scope="session", autouse=True)
def _no_cluster_stays() -> Iterator[None]:
    """PostgreSQL stops with the run that started it."""
    yield
    databases.close()


@pytest.fixture
def clock() -> FakeClock:
    """A clock at nine on a Monday."""
    return FakeClock()


@pytest.fixture(scope="session")
def items() -> tuple[ServiceItem, ...]:
    """The shipped catalogue."""
    folder = ROOT / "resources" / "catalogue"
    files = sorted(path for path in folder.glob("*.json") if path.name != "catalogue.schema.json")
    return read_catalogue_files([(path.name, path.read_bytes()) for path in files])


@pytest.fixture(scope="session")
def holidays() -> HolidayTable:
    """The shipped holiday table."""
    (path,) = (ROOT / "resources" / "holidays").glob("*.json")
    return msgspec.json.decode(path.read_bytes(), type=HolidayTable)


@pytest.fixture
def platform(clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> SimulatedPlatform:
    """A simulated platform with the shipped catalogue."""
    return SimulatedPlatform(now=clock.now, items=items, holidays=holidays)


def open_desk_at(folder: Path, clock: FakeClock) -> Desk:
    """A desk with the real encrypted store in that folder."""
    with contextlib.ExitStack() as on_failure:
        store = Store(folder / "counter.db", KEY, create=True)
        on_failure.callback(store.close)
        offset_ms = facts.read_fact(store.db, "clock_offset_ms", int)
        scans = ScanStore(folder / "scans", KEY, clock.monotonic)
        desk = Desk(store=store, scans=scans, clock=TrustedClock(clock, offset_ms))
        notice_rollback(desk)
        on_failure.pop_all()
        return desk


@pytest.fixture
def bare_desk(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    """A desk that was never enrolled."""
    desk = open_desk_at(tmp_path, clock)
    yield desk
    desk.store.close()


@pytest.fixture
def desk(bare_desk: Desk, platform: SimulatedPlatform) -> Desk:
    """An enrolled desk with the catalogue."""
    enrolment.enrol(bare_desk, platform, code="OK-1", platform_url="http://127.0.0.1:1")
    sync_once(bare_desk, platform, platform, on_this_thread)
    return bare_desk


def sample_value(field: FormField) -> str:
    """A value that the field takes."""
    samples = {
        FieldKind.NUMBER: str(max(field.minimum or 1, 1)),
        FieldKind.DATE: "2026-01-05",
        FieldKind.CHOICE: field.choices[0] if field.choices else "",
        FieldKind.YES_NO: "yes",
        FieldKind.PHONE: "13900000000",
        FieldKind.ID_NUMBER: resident_number(),
        FieldKind.USCC: company_code(),
    }
    return samples.get(field.kind, "练习")


def resident_number(serial: int = 1) -> str:
    """An invented identity number with its check character."""
    first = f"42119919900307{serial:03d}"
    return first + resident_check_char(first)


def company_code(serial: int = 1) -> str:
    """An invented unified social credit code with its check character."""
    first = f"91421199MA{serial:07d}"
    return first + usc_check_char(first)


def filled(item: ServiceItem, *, serial: int = 1, name: str = "欧阳一鸣") -> Intake:
    """An intake of the item that nothing is missing from."""
    situations = {situation.code: situation.answers[0].code for situation in item.situations}
    company = "1" not in item.service_targets
    applicant = Applicant(
        kind=ApplicantKind.COMPANY if company else ApplicantKind.NATURAL,
        name="云溪县晨光商贸有限公司" if company else name,
        id_document=IdDocument.RESIDENT_ID,
        id_number=company_code(serial) if company else resident_number(serial),
        legal_representative=Identified(name=name, id_number=resident_number(serial)) if company else None,
        phone="13900000000",
        address="云溪县清江路1号",
    )
    return Intake(
        item_code=item.code,
        item_version=item.version,
        applicant=applicant,
        materials=tuple(
            ReceivedMaterial(code=spec.code, how_got=HowGot.ORIGINAL, copies=spec.copies)
            for spec in needed_materials(item, situations)
            if spec.need is not Need.OPTIONAL
        ),
        form={field.key: sample_value(field) for field in item.form if field.required},
        situations=situations,
    )


def draft_of(intake: Intake, *, at: dt.datetime = NINE, clerk: Actor = CLERK) -> Draft:
    """A draft as the window makes it."""
    return Draft(case_id=CaseId(uuid7()), intake=intake, clerk=clerk.clerk_no, started_at=at, saved_at=at)
