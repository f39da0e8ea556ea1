"""What the counter decides by the law of the counter settles at a real hall: both judge by the same rules."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from counter.actions import approvals, decisions, enrolment, intake, supplements
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.case import Case, Decision, HowGot, ReceivedMaterial
from counter.domain.course import Deferral, DeferredMaterial, Promise, Refusal, RefusalGround, Ruling
from counter.domain.item import Need, ServiceItem
from counter.domain.proposal import Take
from counter.domain.workdays import HolidayTable
from counter.hall.departments import Order, Verb
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.policies import PRACTICE_POLICY
from counter.hall.staff import Clerk
from counter.platform_api.http import HttpFrontDoor, HttpPlatform
from counter.platform_api.simulated import PASSWORD
from counter.store import deliveries
from counter.sync.report import Report
from counter.sync.round import sync_once
from tests.conftest import CLERK, SUPERVISOR, FakeClock, draft_of, filled
from tests.faults.support import promised_item
from tests.hall.databases import hall_url
from tests.hall.window import serving

T = TypeVar("T")


class Window:
    """A desk that was enrolled at a real hall with a policy and a supervisor."""

    def __init__(self, desk: Desk, hall: Hall, url: str, item: ServiceItem) -> None:
        self.desk, self.hall, self.item = desk, hall, item
        door = HttpFrontDoor(url, None)
        enrolled = enrolment.enrol(desk, door, code=hall.new_enrolment_code(Place()), platform_url=url)
        self._platform, self._door = HttpPlatform(url, enrolled), HttpFrontDoor(url, enrolment=enrolled)
        assert self.round().trouble == ""

    def round(self) -> Report:
        """One sync round."""
        return sync_once(self.desk, self._platform, self._door, on_this_thread)

    def take(self, decision: Decision, ruling: Ruling | None, *, lacking: bool = False) -> Case:
        """A case with that decision, approved at the window when the hall asks for it."""
        whole = filled(self.item, serial=1)
        if lacking:
            kept = tuple(each for each in whole.materials if self._need(each.code) is not Need.DEFERRABLE)
            whole = msgspec.structs.replace(whole, materials=kept)
        draft = draft_of(whole, at=self.desk.moment().at)
        settled = decisions.settle(
            self.desk, Take(case=draft.case_id, decision=decision, intake=draft.intake, ruling=ruling)
        )
        approval = None
        if approvals.needed(self.desk, settled):
            approval = approvals.approve_on_spot(
                self.desk, CLERK, settled, supervisor=SUPERVISOR.clerk_no, secret=PASSWORD
            )
        return intake.take_case(self.desk, CLERK, draft, decision, ruling, approval).case

    def _need(self, code: str) -> Need:
        spec = self.item.material(code)
        assert spec is not None
        return spec.need


@pytest.fixture
def window(
    tmp_path: Path,
    clock: FakeClock,
    items: tuple[ServiceItem, ...],
    holidays: HolidayTable,
    bare_desk: Desk,
) -> Iterator[Window]:
    """The desk before a real hall."""
    hall = Hall(hall_url(tmp_path), tmp_path / "hall", practice=True, now=clock.now)
    with contextlib.closing(hall), serving(hall) as served:
        hall.load_catalogue(items, holidays)
        hall.set_policy(PRACTICE_POLICY)
        hall.put_clerk(Clerk(clerk_no=SUPERVISOR.clerk_no, name=SUPERVISOR.name, roles=SUPERVISOR.roles), PASSWORD)
        yield Window(bare_desk, hall, f"http://127.0.0.1:{served.port}", promised_item(items))


def deferral(window: Window) -> Deferral:
    """Everything that the guide lets follow, promised."""
    codes = [spec.code for spec in window.item.materials if spec.need is Need.DEFERRABLE]
    return Deferral(
        materials=tuple(DeferredMaterial(code=code) for code in codes),
        promise=Promise(name="欧阳一鸣", signed=True),
    )


REFUSAL = Refusal(ground=RefusalGround.NOT_ELIGIBLE, reasons="经营场所距离不符合规定", legal_basis="第十条")
NOT_COMPETENT = Refusal(
    ground=RefusalGround.NOT_COMPETENT, reasons="不属于本机关职权范围", competent_body="云溪县水利和湖泊局"
)


@pytest.mark.parametrize(
    ("decision", "ruling", "word"),
    [
        (Decision.ACCEPTED, None, "已受理"),
        (Decision.RECEIVED, None, "已收件"),
        (Decision.REFUSED, REFUSAL, "不予受理"),
        (Decision.NOT_COMPETENT, NOT_COMPETENT, "不予受理"),
    ],
)
def test_a_decision_that_the_counter_takes_settles_at_the_hall_art_32(
    window: Window, decision: Decision, ruling: Ruling | None, word: str
) -> None:
    """行政许可法 art. 32; the refusal with a supervisor's approval."""
    case = window.take(decision, ruling)
    report = window.round()
    assert (report.settled, deliveries.troubles(window.desk.db)) == (1, ())
    assert states(window) == {case.case_id: word}


def states(window: Window) -> dict[str, str]:
    """What the hall says of each case."""
    with window.hall.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT case_id, state FROM cases").all()
    return {row.case_id: row.state for row in rows}


def test_a_deferral_is_supplied_and_the_department_grants_it(window: Window) -> None:
    """domain.md §2: deferred, brought, nothing owed, granted."""
    case = window.take(Decision.DEFERRED, deferral(window), lacking=True)
    assert window.round().settled == 1
    assert states(window) == {case.case_id: "容缺受理"}
    codes = [owed.code for owed in case.course.open_owed()]
    brought = tuple(ReceivedMaterial(code=code, how_got=HowGot.COPY) for code in codes)
    supplements.supplement(window.desk, CLERK, case.case_id, brought)
    assert (window.round().settled, deliveries.troubles(window.desk.db)) == (1, ())
    assert states(window) == {case.case_id: "已受理"}
    window.hall.act(Order(act=Verb.GRANT, case_no=case.case_no))
    assert window.round().trouble == ""
    assert states(window) == {case.case_id: "已办结"}
