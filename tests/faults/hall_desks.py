"""Several counters before one real hall: each with its profile on the disk, offline until it makes a round."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from counter.actions import approvals, enrolment, intake
from counter.cli.opening import on_this_thread
from counter.domain.case import Case, Decision
from counter.domain.course import Correction
from counter.domain.item import ServiceItem
from counter.domain.proposal import Approval, Proposal
from counter.domain.staff import Actor
from counter.domain.workdays import HolidayTable
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.staff import Clerk
from counter.platform_api.http import HttpFrontDoor, HttpPlatform
from counter.platform_api.simulated import PASSWORD
from counter.store import journal
from counter.sync.report import Report
from counter.sync.round import sync_once
from tests.conftest import SUPERVISOR, FakeClock, draft_of, filled, open_desk_at
from tests.hall.databases import hall_url
from tests.hall.window import serving

T = TypeVar("T")


class Profile:
    """One profile on one machine: a window of the hall with its database."""

    def __init__(self, folder: Path, clock: FakeClock, hall: Hall, url: str, window: str) -> None:
        self.folder, self.window = folder, window
        self._clock, self._hall, self._url = clock, hall, url
        folder.mkdir()
        self.desk = open_desk_at(folder, clock)
        self._enrol()

    def round(self, *, digest_now: bool = False, retention_days: int = 0) -> Report:
        """What could go to the hall went, and what it tells came."""
        enrolled = self.desk.enrolment()
        platform, door = HttpPlatform(self._url, enrolled), HttpFrontDoor(self._url, enrolment=enrolled)
        return sync_once(
            self.desk, platform, door, on_this_thread, digest_now=digest_now, retention_days=retention_days
        )

    def take(self, actor: Actor, item: ServiceItem, serial: int, decision: Decision = Decision.ACCEPTED) -> Case:
        """That person takes a case in."""
        draft = draft_of(filled(item, serial=serial), at=self.desk.moment().at, clerk=actor)
        return intake.take_case(self.desk, actor, draft, decision).case

    def correcting(self, actor: Actor, item: ServiceItem, serial: int) -> Case:
        """That person takes a case in whose last material lacks, and tells the applicant."""
        whole = filled(item, serial=serial)
        lacking = msgspec.structs.replace(whole, materials=whole.materials[:-1])
        ruling = Correction(defects=intake.proposed_correction(self.desk, item, lacking))
        draft = draft_of(lacking, at=self.desk.moment().at, clerk=actor)
        return intake.take_case(self.desk, actor, draft, Decision.CORRECTION, ruling).case

    def approved(self, actor: Actor, proposal: Proposal) -> Approval:
        """The supervisor stands behind the clerk."""
        return approvals.approve_on_spot(self.desk, actor, proposal, supervisor=SUPERVISOR.clerk_no, secret=PASSWORD)

    def back_up(self, to: Path, *, whole: bool) -> None:
        """What a backup program copies in the evening: the database, or the whole profile with the mark."""
        self.desk.store.close()
        to.mkdir()
        for path in self.folder.glob("*" if whole else "counter.db*"):
            if path.is_file():
                shutil.copy2(path, to / path.name)
        self.desk = open_desk_at(self.folder, self._clock)

    def restore(self, backup: Path) -> None:
        """The copy is put back over what there is."""
        self.desk.store.close()
        for path in self.folder.glob("counter.db*"):
            path.unlink()
        for path in backup.iterdir():
            shutil.copy2(path, self.folder / path.name)
        self.desk = open_desk_at(self.folder, self._clock)

    def epochs(self) -> set[str]:
        """In which epochs it ever wrote a line, and the one that is open."""
        written = {epoch for epoch, _, _ in journal.all_lines(self.desk.db)}
        return written | {self.desk.enrolment().epoch}

    def reinstall(self, folder: Path) -> None:
        """The machine is set up anew at the same window, with nothing of what it had; the old profile is kept aside."""
        self.desk.store.close()
        self.folder = folder
        folder.mkdir()
        self.desk = open_desk_at(folder, self._clock)
        self._enrol()

    def _enrol(self) -> None:
        code = self._hall.new_enrolment_code(Place(window=self.window))
        enrolment.enrol(self.desk, HttpFrontDoor(self._url, None), code=code, platform_url=self._url)
        assert self.round().trouble == ""


@contextlib.contextmanager
def profiles(
    folder: Path,
    clock: FakeClock,
    items: tuple[ServiceItem, ...],
    holidays: HolidayTable,
    windows: tuple[str, ...],
) -> Iterator[tuple[Hall, tuple[Profile, ...]]]:
    """A real hall with a supervisor, and one profile for each of those windows."""
    hall = Hall(hall_url(folder), folder / "hall", practice=True, now=clock.now)
    with contextlib.closing(hall), serving(hall) as served:
        hall.load_catalogue(items, holidays)
        hall.put_clerk(Clerk(clerk_no=SUPERVISOR.clerk_no, name=SUPERVISOR.name, roles=SUPERVISOR.roles), PASSWORD)
        url = f"http://127.0.0.1:{served.port}"
        made = tuple(
            Profile(folder / f"{number}-{window}", clock, hall, url, window) for number, window in enumerate(windows)
        )
        yield hall, made
        for profile in made:
            profile.desk.store.close()
