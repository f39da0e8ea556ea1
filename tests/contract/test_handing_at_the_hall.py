"""A result from the department to the applicant through two windows of a real hall, and their days closed."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from counter.actions import batches, closing, enrolment, handout, intake, lists, printing, verifying
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.case import Case, Decision, PrintOutcome
from counter.domain.handing import Collector, Posting, ResultState
from counter.domain.item import ServiceItem
from counter.domain.staff import Actor
from counter.domain.workdays import HolidayTable
from counter.hall.departments import Order, Verb
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.staff import Clerk
from counter.platform_api.http import HttpFrontDoor, HttpPlatform
from counter.platform_api.simulated import PASSWORD
from counter.store import deliveries
from counter.sync.round import sync_once
from counter.wire.bodies import MovedPiece
from tests.actions.results import himself
from tests.conftest import CLERK, SUPERVISOR, FakeClock, draft_of, filled, open_desk_at
from tests.faults.support import promised_item
from tests.hall.databases import hall_url
from tests.hall.window import serving

T = TypeVar("T")
MONDAY = dt.date(2026, 3, 2)
PARCEL = Posting(addressee="欧阳一鸣", phone="13900000000", address="云溪县清江路1号", waybill="EA123456785CN")


@dataclasses.dataclass
class AtHall:
    """One window of the hall."""

    desk: Desk
    platform: HttpPlatform
    front_door: HttpFrontDoor

    def round(self) -> None:
        """Everything went there and came back, and nothing was refused."""
        report = sync_once(self.desk, self.platform, self.front_door, on_this_thread)
        assert (report.trouble, report.refused) == ("", 0)
        assert deliveries.troubles(self.desk.db) == ()

    def take(self, item: ServiceItem, serial: int) -> Case:
        """A case, its paper printed."""
        draft = draft_of(filled(item, serial=serial), at=self.desk.moment().at)
        case = intake.take_case(self.desk, CLERK, draft, Decision.ACCEPTED).case
        self.print(case.case_no)
        return case

    def print(self, number: str, outcome: PrintOutcome = PrintOutcome.PRINTED) -> None:
        """The paper went to a printer."""
        printing.note(self.desk, CLERK, printing.prepare(self.desk, number, CLERK), printer="desk", outcome=outcome)


@pytest.fixture
def hall(tmp_path: Path, clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> Iterator[Hall]:
    """A real hall with the shipped catalogue and a supervisor."""
    opened = Hall(hall_url(tmp_path), tmp_path / "hall", practice=True, now=clock.now)
    with contextlib.closing(opened):
        opened.load_catalogue(items, holidays)
        opened.put_clerk(Clerk(clerk_no=SUPERVISOR.clerk_no, name=SUPERVISOR.name, roles=SUPERVISOR.roles), PASSWORD)
        yield opened


@pytest.fixture
def windows(hall: Hall, tmp_path: Path, clock: FakeClock) -> Iterator[tuple[AtHall, AtHall]]:
    """Two windows of one hall."""
    with serving(hall) as served, contextlib.ExitStack() as closing_down:
        url = f"http://127.0.0.1:{served.port}"
        made = []
        for window in ("12", "07"):
            folder = tmp_path / window
            folder.mkdir()
            desk = open_desk_at(folder, clock)
            closing_down.callback(desk.store.close)
            code = hall.new_enrolment_code(Place(window=window))
            enrolled = enrolment.enrol(desk, HttpFrontDoor(url, None), code=code, platform_url=url)
            made.append(AtHall(desk, HttpPlatform(url, enrolled), HttpFrontDoor(url, enrolment=enrolled)))
            made[-1].round()
        yield made[0], made[1]


def _state(at: AtHall, result: str) -> ResultState:
    return handout.results_of_number(at.desk, result)[0].state


def test_a_result_is_handed_out_at_the_other_window_and_both_days_close(
    windows: tuple[AtHall, AtHall], hall: Hall, clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """Every line of ours is taken by the platform, and each window knows what the other did."""
    here, there = windows
    item = promised_item(items)
    case = here.take(item, 1)
    piece = MovedPiece(case=case.case_id, case_no=case.case_no, name="申请材料一套")
    batches.send_batch(here.desk, CLERK, department=item.department, courier="丁一", pieces=[piece])
    here.round()
    clock.go_on(hours=1)
    hall.act(Order(act=Verb.GRANT, case_no=case.case_no))
    here.round()
    there.round()
    found = handout.results_of_number(there.desk, case.case_no)
    for result in found:
        handout.sign_in_results(there.desk, CLERK, [result.document.id])
    clock.go_on(minutes=5)
    for result in found:
        done = handout.hand_out(there.desk, CLERK, result.document.id, Collector(person=himself(case)))
        for number in done.papers:
            there.print(number, PrintOutcome.UNCERTAIN)
            printing.answer_print(there.desk, CLERK, number, 0, came_out=True)
    there.round()
    here.round()
    assert {_state(here, result.document.id) for result in found} == {ResultState.COLLECTED}
    for window in windows:
        assert (
            closing.close_day(window.desk, CLERK, MONDAY, {}, SUPERVISOR.clerk_no, second_secret=PASSWORD).account.gaps
            == ()
        )
        window.round()
        assert lists.outbox(window.desk).all_arrived()
        assert verifying.faults(window.desk) == ()


def test_every_way_of_the_post_is_taken_by_the_platform(
    windows: tuple[AtHall, AtHall], hall: Hall, clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """Posted, cancelled, undelivered, tried again, posted, fetched, back, posted, fetched, delivered."""
    here, there = windows
    item = next(item for item in items if item.posted_delivery and item.handling is promised_item(items).handling)
    case = here.take(item, 1)
    here.round()
    clock.go_on(hours=1)
    hall.act(Order(act=Verb.GRANT, case_no=case.case_no))
    here.round()
    which = handout.results_of_number(here.desk, case.case_no)[0].document.id
    steps: list[Callable[[Desk, Actor], object]] = [
        lambda desk, actor: handout.sign_in_results(desk, actor, [which], notices=True),
        lambda desk, actor: handout.post(desk, actor, which, PARCEL),
        lambda desk, actor: handout.cancel_posting(desk, actor, which, "改为自取"),
        lambda desk, actor: handout.undelivered(desk, actor, which, "电话三次无人接"),
        lambda desk, actor: handout.try_again(desk, actor, which),
        lambda desk, actor: handout.post(desk, actor, which, PARCEL),
        lambda desk, actor: handout.post_state(desk, actor, which, ResultState.PICKED_UP),
        lambda desk, actor: handout.post_state(desk, actor, which, ResultState.AT_WINDOW, "查无此人"),
        lambda desk, actor: handout.post(desk, actor, which, PARCEL),
        lambda desk, actor: handout.post_state(desk, actor, which, ResultState.PICKED_UP),
        lambda desk, actor: handout.post_state(desk, actor, which, ResultState.DELIVERED),
    ]
    for step in steps:
        clock.go_on(minutes=10)
        step(here.desk, CLERK)
        here.round()
        there.round()
        assert _state(there, which) is _state(here, which)
    assert _state(there, which) is ResultState.DELIVERED
