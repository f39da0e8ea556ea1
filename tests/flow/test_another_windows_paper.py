"""A citizen shows a paper of another window: F7 finds its case by any of its numbers, and what may be done is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from counter.actions import course, enrolment, lists, outlook, printing
from counter.actions import intake as deeds
from counter.actions.outlook import Step
from counter.domain.case import Case, CounterState, Decision, PrintOutcome
from counter.domain.item import ServiceItem
from counter.domain.numbers import format_number, parse_number
from counter.domain.staff import Actor, Role
from counter.domain.workdays import HolidayTable
from counter.errors import Unreachable
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import cases, deliveries, hall_cases, journal
from counter.wire.news import CaseCard
from counter.wire.reading import PaperAsked
from tests.actions.courses import brought, item_with_two
from tests.conftest import CLERK, FakeClock, draft_of, filled, open_desk_at
from tests.documents.reading import all_of
from tests.faults.hall_desks import profiles
from tests.faults.support import one_round, promised_item
from tests.flow.whole_window import KEY, Opener, WholeWindow, opener
from tests.ui.reviewing import pdf_of
from ui.cases.view import CasesView
from ui.wording import sentence

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
    """Without the hall nothing is printed here, and nothing is decided here; looking changes nothing."""
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
    windows.off()
    window.press(KEY.Key_F9)
    window.until(lambda: "未能调取" in view.banner.text())
    number = told.numbers[-1]
    assert view.banner.text() == f"{number} 未能调取：{sentence(Unreachable('platform.unreachable'))}"
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


@pytest.fixture
def taken(
    tmp_path_factory: pytest.TempPathFactory,
    windows: Opener,
    clock: FakeClock,
    items: tuple[ServiceItem, ...],
) -> Case:
    """Another window of this hall accepted a case with a scan and printed its paper; this one heard nothing of it."""
    desk = open_desk_at(tmp_path_factory.mktemp("other"), clock)
    enrolment.enrol(desk, windows.platform, code="OK-2", platform_url="http://127.0.0.1:1")
    one_round(desk, windows.platform)
    item = promised_item(items)
    whole = filled(item)
    spec = item.material(whole.materials[0].code)
    assert spec is not None
    scans = tuple(
        deeds.attach_file(desk, spec, content=pdf_of(pages=pages), file_name=f"{pages}.pdf") for pages in (1, 3)
    )
    first = msgspec.structs.replace(whole.materials[0], attachments=scans)
    draft = draft_of(msgspec.structs.replace(whole, materials=(first, *whole.materials[1:])), at=clock.at)
    case = deeds.take_case(desk, CLERK, draft, Decision.ACCEPTED).case
    prepared = printing.prepare(desk, case.case_no, CLERK)
    printing.note(desk, CLERK, prepared, printer="folder", outcome=PrintOutcome.PRINTED)
    one_round(desk, windows.platform)
    assert lists.outbox(desk).all_arrived()
    desk.store.close()
    windows.platform.stand_at(windows.install)
    return case


def other_number(number: str) -> str:
    """A whole number of the same window that was never issued."""
    return format_number(msgspec.structs.replace(parse_number(number), running=999_999))


def look_for(window: WholeWindow, number: str) -> CasesView:
    """F7, the number that stands on the citizen's paper, Enter."""
    window.press(KEY.Key_F7)
    view = window.shop.rooms.cases.view
    view.search.setFocus()
    view.search.selectAll()
    window.type(number)
    window.press(KEY.Key_Return)
    return view


def test_the_number_of_a_paper_that_nobody_here_knows_is_asked_of_the_hall_and_it_is_printed_again(
    windows: Opener, taken: Case
) -> None:
    """Number, Enter, F9, a reason: 补打 第 1 次, of the same data, and the hall knows of it."""
    window = windows.open()
    window.sign_in(ACTOR.clerk_no)
    view = look_for(window, taken.case_no)
    window.until(lambda: view.detail.case() is not None)
    window.settle()
    assert (view.rows.rowCount(), view.banner.isHidden()) == (1, True)
    window.press(KEY.Key_F9)
    window.until(lambda: not view.confirm.isHidden())
    window.type("lost")
    window.press(KEY.Key_Return)
    folder = window.folder / "papers"
    window.until(lambda: bool(list(folder.glob("*.pdf"))))
    window.settle()
    (file,) = folder.glob("*.pdf")
    assert "补打第1次" in all_of(file.read_bytes())[1]
    window.until(lambda: window.lane.call(lambda: deliveries.waiting(window.desk.db)).lines == 0)
    answer = windows.platform.paper(PaperAsked(token=window.shop.session.token, number=taken.case_no))  # type: ignore[union-attr]  # signed in
    assert sorted(each.again for each in answer.prints) == [0, 1]


def test_a_number_that_the_hall_does_not_know_either_is_told_once(windows: Opener, taken: Case) -> None:
    """And one that is asked while the platform is away."""
    window = windows.open()
    window.sign_in(ACTOR.clerk_no)
    unknown = other_number(taken.case_no)
    view = look_for(window, unknown)
    window.until(lambda: view.banner.text().startswith(f"本窗口没有 {unknown}：平台没有"))
    windows.off()
    view = look_for(window, taken.case_no)
    window.until(lambda: view.banner.text().startswith(f"本窗口没有 {taken.case_no}："))
    assert sentence(Unreachable("platform.unreachable")) in view.banner.text()


def open_material(window: WholeWindow, case: Case) -> CasesView:
    """Its first material, Enter."""
    view = look_for(window, case.case_no)
    window.until(lambda: view.detail.case() is not None)
    window.settle()
    view.detail.facts.materials_table.setFocus()
    view.detail.facts.materials_table.go_to(0)
    window.press(KEY.Key_Return)
    return view


def test_a_scan_of_another_window_is_shown_to_who_may_see_it_and_left_nowhere(windows: Opener, taken: Case) -> None:
    """Enter on the material, Right is its next file; signing out takes it from the screen."""
    window = windows.open()
    window.sign_in("900001")
    view = open_material(window, taken)
    window.until(lambda: view.detail.preview.page_count() == 1)
    window.press(KEY.Key_Right)
    window.until(lambda: view.detail.preview.page_count() == 3)
    window.press(KEY.Key_Left)
    window.until(lambda: view.detail.preview.page_count() == 1)
    window.sign_out()
    assert view.detail.preview.page_count() == 0
    assert not any(window.desk.scans.holds(scan.sha256) for scan in taken.intake.attachments())


def test_a_scan_that_the_clerk_may_not_see_or_that_cannot_be_had_now_is_told_in_words(
    windows: Opener, taken: Case
) -> None:
    """And no page of it is shown."""
    window = windows.open()
    window.sign_in(ACTOR.clerk_no)
    view = open_material(window, taken)
    window.until(lambda: any("没有调阅该办件的权限" in text for text in window.texts()))
    windows.off()
    window.press(KEY.Key_Escape)
    window.press(KEY.Key_Return)
    away = sentence(Unreachable("platform.unreachable"))
    view.detail.facts.materials_table.setFocus()
    window.press(KEY.Key_Return)
    window.until(lambda: away in window.texts())
    assert view.detail.preview.page_count() == 0
