"""Running cases between two windows, a department and a real hall: every line of ours is taken, every act arrives."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from counter.actions import approvals, course, enrolment, intake, lists, verifying
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.case import Case, CounterState, Decision
from counter.domain.course import Correction, Defect
from counter.domain.deadlines import ClockPhase, listed_procedures
from counter.domain.item import Handling, ServiceItem, TimeLimit
from counter.domain.proposal import Amend, Approval, Extend, ExtendOwed, Hang, Lapse, Proposal, Revoke, Withdraw
from counter.domain.workdays import HolidayTable
from counter.hall.departments import Order, Verb
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.staff import Clerk
from counter.platform_api.http import HttpFrontDoor, HttpPlatform
from counter.platform_api.simulated import PASSWORD
from counter.store import cases, deliveries
from counter.sync.round import sync_once
from tests.actions.courses import brought, item_with_two, owed_codes
from tests.conftest import CLERK, SUPERVISOR, FakeClock, draft_of, filled, open_desk_at
from tests.hall.databases import hall_url
from tests.hall.window import serving

T = TypeVar("T")


class _Window:
    """One window of the hall."""

    def __init__(self, desk: Desk, url: str, code: str) -> None:
        self.desk = desk
        enrolled = enrolment.enrol(desk, HttpFrontDoor(url, None), code=code, platform_url=url)
        self.platform, self.front_door = HttpPlatform(url, enrolled), HttpFrontDoor(url, enrolment=enrolled)
        self.round()

    def round(self) -> None:
        """Everything went there and came back, and nothing was refused."""
        report = sync_once(self.desk, self.platform, self.front_door, on_this_thread)
        assert (report.trouble, deliveries.troubles(self.desk.db)) == ("", ())

    def case(self, case: Case) -> Case:
        """As it stands here."""
        row = cases.read_case(self.desk.db, case.case_id)
        assert row is not None
        return row

    def take(self, item: ServiceItem, decision: Decision = Decision.ACCEPTED, *, serial: int = 1) -> Case:
        """A whole application."""
        draft = draft_of(filled(item, serial=serial), at=self.desk.moment().at)
        return intake.take_case(self.desk, CLERK, draft, decision).case

    def correct(self, item: ServiceItem, *, serial: int = 1) -> Case:
        """One that lacks its last two materials, told so at once."""
        whole = filled(item, serial=serial)
        kept, lacking = whole.materials[:-2], whole.materials[-2:]
        ruling = Correction(
            defects=tuple(
                Defect(material=one.code, name=one.code, ground="某条例第三条", remedy="补交原件") for one in lacking
            )
        )
        draft = draft_of(msgspec.structs.replace(whole, materials=kept), at=self.desk.moment().at)
        return intake.take_case(self.desk, CLERK, draft, Decision.CORRECTION, ruling).case

    def approved(self, proposal: Proposal) -> Approval:
        """The supervisor stands behind the clerk."""
        return approvals.approve_on_spot(self.desk, CLERK, proposal, supervisor=SUPERVISOR.clerk_no, secret=PASSWORD)


@pytest.fixture
def hall(tmp_path: Path, clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> Iterator[Hall]:
    """A real hall with the shipped catalogue and a supervisor."""
    opened = Hall(hall_url(tmp_path), tmp_path / "hall", practice=True, now=clock.now)
    with contextlib.closing(opened):
        opened.load_catalogue(items, holidays)
        opened.put_clerk(Clerk(clerk_no=SUPERVISOR.clerk_no, name=SUPERVISOR.name, roles=SUPERVISOR.roles), PASSWORD)
        yield opened


@pytest.fixture
def windows(hall: Hall, tmp_path: Path, clock: FakeClock) -> Iterator[tuple[_Window, _Window]]:
    """Two windows of one hall."""
    with serving(hall) as served, contextlib.ExitStack() as closing_down:
        made = []
        for window in ("12", "07"):
            folder = tmp_path / window
            folder.mkdir()
            desk = open_desk_at(folder, clock)
            closing_down.callback(desk.store.close)
            code = hall.new_enrolment_code(Place(window=window))
            made.append(_Window(desk, f"http://127.0.0.1:{served.port}", code))
        yield made[0], made[1]


def test_a_correction_is_completed_at_two_windows(
    windows: tuple[_Window, _Window], clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """Told here, the first piece brought there, the last one here: accepted that day on all three sides."""
    here, there = windows
    case = here.correct(item_with_two(items))
    here.round()
    there.round()
    first, second = owed_codes(case)
    clock.go_on(days=1)
    course.supplement(there.desk, CLERK, case.case_id, brought(first))
    there.round()
    here.round()
    assert owed_codes(here.case(case)) == (second,)
    clock.go_on(days=1)
    done = course.supplement(here.desk, CLERK, case.case_id, brought(second)).case
    here.round()
    there.round()
    assert (done.state, done.accepted_at) == (CounterState.ACCEPTED, clock.at)
    assert there.case(case).state is CounterState.ACCEPTED
    assert there.case(case).due == done.due
    for window in windows:
        assert lists.outbox(window.desk).all_arrived()
        assert verifying.faults(window.desk) == ()


def test_every_deed_on_a_running_case_is_taken_by_the_platform(
    windows: tuple[_Window, _Window], clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """Told again, extended, lapsed; hung, resumed, extended, amended, withdrawn; revoked; accepted in silence."""
    here, _ = windows
    item = item_with_two(items)
    listing = next(
        each for each in items if each.handling is Handling.PROMISED and listed_procedures(each.special_procedures)
    )
    owing, running, other = here.correct(item), here.take(listing), here.take(item, serial=2)
    silent = here.take(item, Decision.RECEIVED, serial=3)
    first, second = owed_codes(owing)
    here.round()
    clock.go_on(hours=1)
    course.tell_again(here.desk, CLERK, owing.case_id, first, Defect(ground="已过有效期", remedy="重新开具"))
    due_on = owing.course.owed[1].due_on
    assert due_on is not None
    later = ExtendOwed(
        case=owing.case_id,
        code=second,
        due_on=here.desk.calendar().add(due_on, 1, item.promised_limit.unit),
        reason="洪水",
    )
    course.extend_owed(here.desk, CLERK, later, here.approved(later))
    hang = Hang(
        case=running.case_id,
        procedure=listed_procedures(listing.special_procedures)[0],
        days=TimeLimit(amount=3),
        basis="某条例第三条",
    )
    course.hang(here.desk, CLERK, hang, here.approved(hang))
    clock.go_on(days=2)
    course.resume(here.desk, CLERK, running.case_id)
    extend = Extend(case=running.case_id, by=TimeLimit(amount=3), reason="案情复杂")
    course.extend(here.desk, CLERK, extend, here.approved(extend))
    applicant = msgspec.structs.replace(running.intake.applicant, phone="13911112222")
    amend = Amend(case=running.case_id, number=running.case_no, applicant=applicant, reason="电话录入有误")
    course.amend(here.desk, CLERK, amend, here.approved(amend))
    withdraw = Withdraw(case=running.case_id, reason="暂不办理", returned=(running.intake.materials[0].code,))
    course.withdraw(here.desk, CLERK, withdraw, here.approved(withdraw))
    revoke = Revoke(case=other.case_id, reason="材料虚假", legal_basis="《行政许可法》第七十八条")
    course.revoke(here.desk, CLERK, revoke, here.approved(revoke))
    here.round()
    clock.go_on(days=40)
    here.round()
    course.lapse(here.desk, CLERK, Lapse(case=owing.case_id, reason=""))
    here.round()
    states = [here.case(case).state for case in (owing, running, other, silent)]
    assert states == [CounterState.WITHDRAWN, CounterState.WITHDRAWN, CounterState.REVOKED, CounterState.ACCEPTED]
    assert lists.outbox(here.desk).all_arrived()
    assert verifying.faults(here.desk) == ()


def test_what_a_department_does_is_known_at_the_window(
    windows: tuple[_Window, _Window], hall: Hall, clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """补正 and 受理 of one case, 特别程序 and 办结 of another; a second telling changes nothing."""
    here, _ = windows
    item = item_with_two(items)
    listing = next(
        each for each in items if each.handling is Handling.PROMISED and listed_procedures(each.special_procedures)
    )
    asked, hung = here.take(item, Decision.RECEIVED), here.take(listing)
    here.round()
    clock.go_on(hours=1)
    code = asked.intake.materials[0].code
    defect = Defect(material=code, name=code, ground="某条例第三条", remedy="补交原件")
    procedure = listed_procedures(listing.special_procedures)[0]
    hall.act(Order(act=Verb.CORRECT, case_no=asked.case_no, defects=(defect,)))
    hall.act(Order(act=Verb.HANG, case_no=hung.case_no, procedure=procedure, days=TimeLimit(amount=3), basis="某条例"))
    here.round()
    assert owed_codes(here.case(asked)) == (code,)
    assert course.clock_of(here.desk, here.case(hung)).phase is ClockPhase.HUNG
    clock.go_on(days=1)
    hall.act(Order(act=Verb.ACCEPT, case_no=asked.case_no))
    hall.act(Order(act=Verb.RESUME, case_no=hung.case_no))
    clock.go_on(hours=1)
    hall.act(Order(act=Verb.GRANT, case_no=hung.case_no))
    here.round()
    assert (here.case(asked).state, owed_codes(here.case(asked))) == (CounterState.ACCEPTED, ())
    assert here.case(hung).state is CounterState.DONE
    assert verifying.faults(here.desk) == ()
