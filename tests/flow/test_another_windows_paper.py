"""A citizen shows a paper of another window: F7 finds its case by any of its numbers, and what may be done is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from counter.actions import course, lists, outlook
from counter.actions.outlook import Step
from counter.domain.case import Case, CounterState
from counter.domain.item import ServiceItem
from counter.domain.staff import Actor, Role
from counter.domain.workdays import HolidayTable
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import cases, hall_cases, journal
from counter.wire.news import CaseCard
from tests.actions.courses import brought, item_with_two
from tests.conftest import CLERK, FakeClock, filled
from tests.faults.hall_desks import profiles
from tests.flow.whole_window import KEY, Opener, opener

ACTOR = Actor(clerk_no="100023", name="练习员100023", roles=(Role.CLERK,))


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path, clock: FakeClock, platform: SimulatedPlatform) -> Iterator[Opener]:
    """Opens the window on one home, again and again."""
    with opener(qtbot, tmp_path, clock, platform) as made:
        yield made


@pytest.fixture
def told(
    tmp_path_factory: pytest.TempPathFactory,
    clock: FakeClock,
    items: tuple[ServiceItem, ...],
    holidays: HolidayTable,
) -> CaseCard:
    """What a real hall tells window 07 of a case of window 12 that has four papers by now."""
    item = item_with_two(items)
    folder = tmp_path_factory.mktemp("hall")
    with profiles(folder, clock, items, holidays, ("12", "07")) as (_, (here, there)):
        case = here.correcting(CLERK, item, 1)
        here.round()
        course.supplement(here.desk, CLERK, case.case_id, brought(filled(item).materials[-1].code))
        here.round()
        there.round()
        assert cases.read_case(there.desk.db, case.case_id) is None
        card = hall_cases.read_card(there.desk.db, case.case_id)
        assert card is not None
        for number in card.numbers:
            page = lists.find_cases(there.desk, CLERK, f" {number.lower()} ")
            assert ([row.case_id for row in page.rows], page.total, page.elsewhere) == ([case.case_id], 1, "12")
            assert hall_cases.case_of_number(there.desk.db, number) == case.case_id
        assert set(card.numbers) == {row.paper.number for row in lists.read_case(here.desk, case.case_id).papers}
        assert lists.find_cases(there.desk, CLERK, card.intake.applicant.name).total == 0, "only by a whole number"
        assert lists.find_cases(there.desk, CLERK, card.numbers[0][:-1]).total == 0
        assert lists.find_cases(there.desk, CLERK, card.case_no, state=CounterState.RECEIVED).total == 0
        return card


def test_the_barcode_of_any_of_its_papers_opens_it(windows: Opener, told: CaseCard) -> None:
    """Its window is named, its papers are there, and the list says where it was taken in."""
    assert len(told.numbers) == 4
    windows.tell(told)
    window = windows.open()
    window.sign_in(ACTOR.clerk_no)
    window.press(KEY.Key_F7)
    view = window.shop.rooms.cases.view
    for number in told.numbers:
        view.search.setFocus()
        view.search.selectAll()
        window.type(number)
        window.press(KEY.Key_Return)
        window.until(lambda: not view.detail.isHidden() and view.detail.case() is not None)
        window.settle()
        assert view.rows.rowCount() == 1
        assert str(view.rows.index(0, 4).data()) == "12 号窗口收件"
        case = view.detail.case()
        assert isinstance(case, Case)
        assert (case.case_id, case.case_no) == (told.case, told.case_no)
        assert "12 号窗口收件" in window.words()
        view.show_detail(False)


def test_it_is_read_only_but_for_what_any_window_may_do(windows: Opener, told: CaseCard) -> None:
    """Nothing is printed here and nothing is decided here; looking changes nothing."""
    windows.tell(told)
    window = windows.open()
    window.sign_in(ACTOR.clerk_no)
    before = len(window.lane.call(lambda: list(journal.all_lines(window.desk.db))))
    window.press(KEY.Key_F7)
    view = window.shop.rooms.cases.view
    view.search.setFocus()
    window.type(told.case_no)
    window.press(KEY.Key_Return)
    window.until(lambda: view.detail.case() is not None)
    window.settle()
    assert view.detail.detail() is not None
    window.press(KEY.Key_F9)
    assert view.banner.text() == "文书在 12 号窗口"
    window.press(KEY.Key_F8)
    window.settle()
    found = window.lane.call(outlook.look, window.desk, told.case)
    assert (found.ours, found.window, found.offers) == (False, "12", ())
    open_steps = {step.step for step in found.steps if not step.closed}
    assert Step.WITHDRAW in open_steps
    assert not open_steps & {Step.DECIDE, Step.VOID}
    after = len(window.lane.call(lambda: list(journal.all_lines(window.desk.db))))
    assert after == before
    assert window.lane.call(lambda: cases.read_case(window.desk.db, told.case)) is None
