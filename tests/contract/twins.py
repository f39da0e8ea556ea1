"""Two enrolled windows before one platform, the simulated one or a real hall; contract suites begin with them."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from counter.actions import enrolment, intake, sessions
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.case import Case, Decision, Intake
from counter.domain.item import ServiceItem
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.staff import Clerk
from counter.platform_api.http import HttpArchive, HttpFrontDoor, HttpPlatform
from counter.platform_api.simulated import PASSWORD, SimulatedPlatform
from counter.ports import Archive, FrontDoor, Platform
from counter.sync.reading import Reading
from counter.sync.round import sync_once
from tests.conftest import CLERK, FakeClock, draft_of, filled, open_desk_at
from tests.hall.window import serving

NUMBERS = ("12", "07")


@dataclasses.dataclass
class Window:
    """An enrolled window of one of the twins and its ways there."""

    desk: Desk
    platform: Platform
    front_door: FrontDoor
    archive: Archive
    enter: Callable[[], object] = lambda: None

    def round(self) -> None:
        """One sync round that went through."""
        assert sync_once(self.desk, self.platform, self.front_door, on_this_thread).trouble == ""

    def token(self, clerk_no: str) -> str:
        """That person signed in here while the platform could be reached."""
        self.enter()
        return sessions.sign_in(self.desk, self.front_door, on_this_thread, username=clerk_no, password=PASSWORD).token

    def reading(self, clerk_no: str) -> Reading:
        """As the window asks for that person."""
        made = Reading(self.desk, self.archive, on_this_thread)
        made.sign_in(self.token(clerk_no))
        return made

    def take(self, item: ServiceItem, *contents: bytes) -> Case:
        """A case with these scans at its first material."""
        whole = with_scans(self.desk, item, *contents)
        draft = draft_of(whole, at=self.desk.moment().at)
        return intake.take_case(self.desk, CLERK, draft, Decision.ACCEPTED).case


def with_scans(desk: Desk, item: ServiceItem, *contents: bytes) -> Intake:
    """A whole application with these scans at its first material."""
    whole = filled(item)
    spec = item.material(whole.materials[0].code)
    assert spec is not None
    kept = tuple(
        intake.attach_file(desk, spec, content=content, file_name=f"{place}.pdf")
        for place, content in enumerate(contents)
    )
    first = msgspec.structs.replace(whole.materials[0], attachments=kept)
    return msgspec.structs.replace(whole, materials=(first, *whole.materials[1:]))


def two_desks(folder: Path, clock: FakeClock, closing: contextlib.ExitStack) -> list[Desk]:
    """Of windows 12 and 07, not enrolled yet."""
    desks = []
    for name in NUMBERS:
        (folder / name).mkdir()
        desks.append(open_desk_at(folder / name, clock))
        closing.callback(desks[-1].store.close)
    return desks


def simulated_windows(platform: SimulatedPlatform, desks: Sequence[Desk]) -> tuple[Window, Window]:
    """Before the simulated platform, after their first round."""
    windows = []
    for desk in desks:
        enrolment.enrol(desk, platform, code="OK-1", platform_url="http://127.0.0.1:1")
        enter = functools.partial(platform.stand_at, desk.enrolment().install)
        windows.append(Window(desk, platform, platform, platform, enter))
        windows[-1].round()
    return windows[0], windows[1]


def real_windows(closing: contextlib.ExitStack, hall: Hall, desks: Sequence[Desk]) -> tuple[Window, Window, str]:
    """Before a real hall that has the clerk, after their first round; and where it answers."""
    hall.put_clerk(Clerk(clerk_no=CLERK.clerk_no, name=CLERK.name, roles=CLERK.roles), PASSWORD)
    url = f"http://127.0.0.1:{closing.enter_context(serving(hall)).port}"
    windows = []
    for desk, number in zip(desks, NUMBERS, strict=True):
        code = hall.new_enrolment_code(Place(window=number))
        enrolled = enrolment.enrol(desk, HttpFrontDoor(url, None), code=code, platform_url=url)
        door = HttpFrontDoor(url, enrolment=enrolled)
        windows.append(Window(desk, HttpPlatform(url, enrolled), door, HttpArchive(url, enrolled)))
        windows[-1].round()
    return windows[0], windows[1], url
