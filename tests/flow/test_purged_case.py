"""F7 and a case whose personal data left this machine: found by its number, read and printed from the platform."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from counter.domain.case import Case
from counter.domain.item import ServiceItem
from counter.errors import Unreachable
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import cases, deliveries
from counter.wire.reading import PaperAsked
from tests.actions.quiet import DAYS, Quiet
from tests.conftest import PDF, FakeClock, open_desk_at
from tests.documents.reading import all_of
from tests.flow.whole_window import KEY, Opener, WholeWindow, opener
from ui.cases.view import CasesView
from ui.wording import sentence

NAME = "欧阳一鸣"
WORDS = "本机个人信息已按规定清除（2026-03-10）"


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path, clock: FakeClock, platform: SimulatedPlatform) -> Iterator[Opener]:
    """Opens the window on one home, again and again."""
    with opener(qtbot, tmp_path, clock, platform) as made:
        yield made


@pytest.fixture
def gone(windows: Opener, tmp_path: Path, clock: FakeClock, items: tuple[ServiceItem, ...]) -> Case:
    """A case that was printed twice, ended, and was purged eight days later; another one is still there."""
    desk = open_desk_at(tmp_path, clock)
    quiet = Quiet(desk, windows.platform, clock, items)
    case = quiet.ended(1, scan=PDF + b"1", name=NAME)
    quiet.print_out(case, reason="申请人遗失")
    quiet.print_out(quiet.take(2, scan=PDF + b"2", name="马冬梅"))
    quiet.settle()
    quiet.wait()
    assert quiet.round(days=DAYS).purged.cases == 1
    desk.store.close()
    return case


def _look_for(window: WholeWindow, text: str) -> CasesView:
    window.press(KEY.Key_F7)
    view = window.shop.rooms.cases.view
    view.search.setFocus()
    view.search.selectAll()
    window.type(text)
    window.press(KEY.Key_Return)
    window.settle()
    return view


def _opened(window: WholeWindow, case: Case) -> CasesView:
    view = _look_for(window, case.case_no)
    window.until(lambda: view.detail.case() is not None)
    window.settle()
    return view


def _picture(window: WholeWindow, name: str) -> None:
    """For whoever looks at it: COUNTER_PICTURES names a folder."""
    folder = os.environ.get("COUNTER_PICTURES")
    for width, height in ((1366, 768), (1920, 1080)) if folder else ():
        window.shop.window.resize(width, height)
        window.settle()
        assert window.shop.window.grab().save(f"{folder}/{name}-{width}.png")


def test_it_is_found_by_its_number_and_says_what_is_here_and_since_when(windows: Opener, gone: Case) -> None:
    """State, dates, numbers and course stay; nothing may be done with it; the name finds nobody."""
    window = windows.open()
    window.sign_in("900001")
    view = _opened(window, gone)
    _picture(window, "purged")
    detail = view.detail.detail()
    assert detail is not None
    assert (view.detail.clock_words(), view.rows.rowCount()) == (WORDS, 1)
    assert str(view.rows.index(0, 2).data()) == "已清除"
    assert "已办结" in window.words()
    assert [each.paper.number for each in detail.papers] == [gone.case_no]
    assert [each.kind for each in detail.timeline] == ["case.taken", "paper.printed", "paper.printed"]
    assert not any(NAME in text for text in window.texts())
    window.press(KEY.Key_F8)
    assert "已清除，不能再办理；预览、补打时从平台调取" in window.texts()
    assert not view.detail.asking()
    view = _look_for(window, NAME)
    assert view.rows.rowCount() == 0
    view = _look_for(window, "马冬梅")
    assert view.rows.rowCount() == 1


def test_its_paper_is_printed_again_from_the_platform_with_the_same_number_and_the_next_count(
    windows: Opener, gone: Case
) -> None:
    """F9, a reason: 补打 第 2 次; the case is read as the platform has it, and the hall knows of the print."""
    window = windows.open()
    window.sign_in("100023")
    view = _opened(window, gone)
    window.press(KEY.Key_F9)
    window.until(lambda: not view.confirm.isHidden())
    assert gone.case_no in " ".join(window.texts())
    window.type("lost")
    window.press(KEY.Key_Return)
    folder = window.folder / "papers"
    window.until(lambda: bool(list(folder.glob("*.pdf"))))
    window.settle()
    (file,) = folder.glob("*.pdf")
    pages = " ".join(all_of(file.read_bytes()))
    assert "补打第2次" in pages
    assert gone.case_no in pages
    assert NAME in pages
    window.until(lambda: window.lane.call(lambda: deliveries.waiting(window.desk.db)).lines == 0)
    answer = windows.platform.paper(PaperAsked(token=window.shop.session.token, number=gone.case_no))  # type: ignore[union-attr]  # signed in
    assert sorted((each.print_no, each.again) for each in answer.prints) == [(0, 0), (1, 1), (2, 2)]
    window.until(lambda: any(NAME in text for text in window.texts()))
    _picture(window, "purged-brought")
    assert view.detail.clock_words() == WORDS, "and still nothing else may be done with it here"
    row = window.lane.call(lambda: cases.read_case(window.desk.db, gone.case_id))
    assert row is not None
    assert row.intake.applicant.name == ""


def test_its_paper_and_its_scan_are_looked_at_and_leave_the_screen_with_the_person(windows: Opener, gone: Case) -> None:
    """Ctrl+P brings the paper; then Enter on the material brings the scan."""
    window = windows.open()
    window.sign_in("900001")
    view = _opened(window, gone)
    view.detail.preview_asked.emit(gone.case_no)
    window.until(lambda: view.detail.preview.page_count() > 0)
    window.press(KEY.Key_Escape)
    window.settle()
    detail = view.detail.detail()
    assert detail is not None
    scan = detail.case.intake.attachments()[0]
    assert not window.desk.scans.holds(scan.sha256)
    window.sign_out()
    assert view.detail.preview.page_count() == 0


def test_without_the_platform_it_says_so_and_prints_nothing(windows: Opener, gone: Case) -> None:
    """In words, with the number."""
    window = windows.open()
    window.sign_in("100023")
    view = _opened(window, gone)
    windows.off()
    window.press(KEY.Key_F9)
    window.until(lambda: "未能调取" in view.banner.text())
    assert view.banner.text() == f"{gone.case_no} 未能调取：{sentence(Unreachable('platform.unreachable'))}"
    _picture(window, "purged-offline")
    assert not list((window.folder / "papers").glob("*.pdf"))
