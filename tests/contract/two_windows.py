"""Two windows of one real hall, each with its own desk, that meet there in rounds."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from counter.actions import approvals, enrolment, intake
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.case import Case, Decision
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem
from counter.domain.proposal import Approval, Proposal
from counter.domain.workdays import HolidayTable
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.staff import Clerk
from counter.platform_api.http import HttpArchive, HttpFrontDoor, HttpPlatform
from counter.platform_api.simulated import PASSWORD
from counter.store import cases, hall_cases
from counter.sync.report import Report
from counter.sync.round import sync_once
from tests.conftest import CLERK, SUPERVISOR, FakeClock, draft_of, filled, open_desk_at
from tests.hall.databases import hall_url
from tests.hall.window import serving

T = TypeVar("T")


class Window:
    """One window of the hall."""

    def __init__(self, desk: Desk, url: str, code: str) -> None:
        self.desk = desk
        enrolled = enrolment.enrol(desk, HttpFrontDoor(url, None), code=code, platform_url=url)
        self.platform, self.front_door = HttpPlatform(url, enrolled), HttpFrontDoor(url, enrolment=enrolled)
        self.archive = HttpArchive(url, enrolled)
        self.round()

    def round(self) -> Report:
        """What could go there went, and what the hall tells came."""
        report = sync_once(self.desk, self.platform, self.front_door, on_this_thread)
        assert report.trouble == ""
        return report

    def case(self, case: Case | CaseId) -> Case:
        """As it stands here."""
        case_id = case.case_id if isinstance(case, Case) else case
        row = cases.read_case(self.desk.db, case_id)
        card = hall_cases.read_card(self.desk.db, case_id)
        found = row or (hall_cases.case_of(card) if card else None)
        assert found is not None
        return found

    def take(self, item: ServiceItem, decision: Decision = Decision.ACCEPTED, *, serial: int = 1) -> Case:
        """A whole application."""
        draft = draft_of(filled(item, serial=serial), at=self.desk.moment().at)
        return intake.take_case(self.desk, CLERK, draft, decision).case

    def approved(self, proposal: Proposal) -> Approval:
        """The supervisor stands behind the clerk."""
        return approvals.approve_on_spot(self.desk, CLERK, proposal, supervisor=SUPERVISOR.clerk_no, secret=PASSWORD)


@contextlib.contextmanager
def opened_hall(
    folder: Path, clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable
) -> Iterator[Hall]:
    """A real hall with the shipped catalogue and a supervisor."""
    opened = Hall(hall_url(folder), folder / "hall", practice=True, now=clock.now)
    with contextlib.closing(opened):
        opened.load_catalogue(items, holidays)
        opened.put_clerk(Clerk(clerk_no=SUPERVISOR.clerk_no, name=SUPERVISOR.name, roles=SUPERVISOR.roles), PASSWORD)
        yield opened


@contextlib.contextmanager
def two_windows(hall: Hall, folder: Path, clock: FakeClock) -> Iterator[tuple[Window, Window]]:
    """Windows 12 and 07."""
    with serving(hall) as served, contextlib.ExitStack() as closing_down:
        made = []
        for window in ("12", "07"):
            own = folder / window
            own.mkdir()
            desk = open_desk_at(own, clock)
            closing_down.callback(desk.store.close)
            code = hall.new_enrolment_code(Place(window=window))
            made.append(Window(desk, f"http://127.0.0.1:{served.port}", code))
        yield made[0], made[1]
