"""办件 with a real desk: found, opened, accepted, printed and reprinted with keys alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from counter.actions import intake, lists
from counter.actions.desk import Desk
from counter.actions.intake import Taken
from counter.devices.folder_printer import FolderPrinter
from counter.documents.pictures import page_pngs
from counter.domain.case import CounterState, Decision
from counter.domain.item import Handling, ServiceItem
from counter.domain.workdays import DueDates
from counter.lanes import Lane
from tests.conftest import CLERK, draft_of, filled
from ui.bridge import Bridge
from ui.cases.presenter import CasesPresenter
from ui.cases.rows import due_of, remaining_words, shown_applicant
from ui.cases.view import CasesView
from ui.papers import PaperDesk
from ui.sheet_desk import SheetDesk

KEY = Qt.Key


class _Stage:
    """The screen, its presenter and a way to take cases on the lane."""

    def __init__(self, view: CasesView, presenter: CasesPresenter, desk: Desk, lane: Lane, item: ServiceItem) -> None:
        self.view, self.presenter, self.desk, self.lane, self.item = view, presenter, desk, lane, item
        self.nudges: list[bool] = []

    def take(self, decision: Decision, *, serial: int = 1, name: str = "欧阳一鸣") -> Taken:
        draft = draft_of(filled(self.item, serial=serial, name=name))
        return self.lane.call(intake.take_case, self.desk, CLERK, draft, decision)


@pytest.fixture
def stage(
    *,
    qtbot: QtBot,
    bridge: Bridge,
    lane: Lane,
    lane_desk: Desk,
    items: tuple[ServiceItem, ...],
    tmp_path: Path,
) -> Iterator[_Stage]:
    printer_lane = Lane("printer")
    view = CasesView()
    qtbot.addWidget(view)
    papers = PaperDesk(
        bridge=bridge,
        desk=lane_desk,
        store_lane=lane,
        printer_lane=printer_lane,
        printer=FolderPrinter(tmp_path / "papers"),
        queue="",
        pictures=page_pngs,
    )
    nudges: list[bool] = []
    presenter = CasesPresenter(
        view=view,
        bridge=bridge,
        desk=lane_desk,
        store_lane=lane,
        papers=papers,
        sheets=SheetDesk(
            bridge=bridge,
            desk=lane_desk,
            store_lane=lane,
            printer_lane=printer_lane,
            printer=FolderPrinter(tmp_path / "papers"),
            queue="",
            parent=view,
        ),
        nudge=lambda: nudges.append(True),
    )
    item = next(one for one in items if one.handling is Handling.PROMISED and "1" in one.service_targets)
    made = _Stage(view, presenter, lane_desk, lane, item)
    made.nudges = nudges
    view.resize(1226, 734)
    with qtbot.waitExposed(view):
        view.show()
    view.activateWindow()
    view.setFocus()
    yield made
    assert printer_lane.close(5.0)


def _cell(view: CasesView, row: int, column: int) -> str:
    return str(view.rows.data(view.rows.index(row, column)))


def test_the_list_shows_masked_names_states_and_remaining_days(qtbot: QtBot, stage: _Stage) -> None:
    taken = stage.take(Decision.RECEIVED)
    stage.presenter.show_actor(CLERK)
    qtbot.waitUntil(lambda: stage.view.rows.rowCount() == 1)
    assert [_cell(stage.view, 0, column) for column in (0, 2, 3, 4, 6)] == [
        taken.case.case_no,
        "欧***",
        "已收件",
        "尚无回音",
        "待决定，剩 5 个工作日",
    ]


def test_typing_searches_and_enter_and_esc_walk_in_and_out(qtbot: QtBot, stage: _Stage) -> None:
    stage.take(Decision.ACCEPTED, serial=1, name="欧阳一鸣")
    stage.take(Decision.ACCEPTED, serial=2, name="司马清扬")
    stage.take(Decision.ACCEPTED, serial=3, name="司马长风")
    stage.presenter.show_actor(CLERK)
    qtbot.waitUntil(lambda: stage.view.rows.rowCount() == 3)
    stage.view.search.setText("司马")  # as an input method commits it; QTest types ASCII only
    qtbot.waitUntil(lambda: stage.view.rows.rowCount() == 2)
    QTest.keyClick(stage.view.search, KEY.Key_Down)
    assert stage.view.table.hasFocus()
    QTest.keyClick(stage.view.table, KEY.Key_Return)
    qtbot.waitUntil(lambda: stage.view.detail.case() is not None)
    first = stage.view.detail.case()
    assert first is not None
    assert first.intake.applicant.name in {"司马清扬", "司马长风"}
    QTest.keyClick(stage.view.table, KEY.Key_Down)
    qtbot.waitUntil(lambda: stage.view.detail.case() != first)
    QTest.keyClick(stage.view.table, KEY.Key_Escape)
    assert stage.view.detail.isHidden()
    QTest.keyClick(stage.view.table, KEY.Key_Escape)
    assert stage.view.search.hasFocus()


def test_a_whole_number_opens_its_case_at_once(qtbot: QtBot, stage: _Stage) -> None:
    stage.take(Decision.ACCEPTED, serial=1)
    taken = stage.take(Decision.ACCEPTED, serial=2)
    stage.presenter.show_actor(CLERK)
    qtbot.waitUntil(lambda: stage.view.rows.rowCount() == 2)
    QTest.keyClicks(stage.view.search, taken.case.case_no)
    QTest.keyClick(stage.view.search, KEY.Key_Return)
    qtbot.waitUntil(lambda: stage.view.detail.case() == taken.case)
    assert not stage.view.detail.isHidden()


def _press(stage: _Stage, key: Qt.Key) -> None:
    """The key goes to whatever has the focus."""
    widget = stage.view.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key)


def _open_first(qtbot: QtBot, stage: _Stage) -> None:
    stage.presenter.show_actor(CLERK)
    qtbot.waitUntil(lambda: stage.view.rows.rowCount() > 0)
    QTest.keyClick(stage.view.search, KEY.Key_Down)
    QTest.keyClick(stage.view.table, KEY.Key_Return)
    qtbot.waitUntil(lambda: stage.view.detail.case() is not None)


def test_f8_offers_the_decisions_and_accepts_after_one_question(qtbot: QtBot, stage: _Stage) -> None:
    taken = stage.take(Decision.RECEIVED)
    _open_first(qtbot, stage)
    QTest.keyClick(stage.view.table, KEY.Key_F8)
    titles = [move.title for move in stage.view.detail.moves.moves()]
    assert titles[:2] == ["受理", "收件"]
    assert titles[-1] == "作废"
    _press(stage, KEY.Key_Return)
    _press(stage, KEY.Key_Return)

    def accepted() -> bool:
        case = stage.view.detail.case()
        return case is not None and case.state is CounterState.ACCEPTED

    qtbot.waitUntil(accepted)
    detail = stage.lane.call(lists.read_case, stage.desk, taken.case.case_id)
    assert [entry.kind for entry in detail.timeline] == ["case.taken", "case.decided"]
    assert len(detail.papers) == 2
    assert stage.nudges
    qtbot.waitUntil(lambda: _cell(stage.view, 0, 3) == "已受理")


def test_f9_prints_and_the_second_time_asks_for_a_reason(qtbot: QtBot, stage: _Stage, tmp_path: Path) -> None:
    taken = stage.take(Decision.ACCEPTED)
    _open_first(qtbot, stage)
    number = taken.papers[0]
    QTest.keyClick(stage.view.table, KEY.Key_F9)
    qtbot.waitUntil(lambda: stage.view.banner.text() == f"{number} 已出纸")
    qtbot.waitUntil(lambda: "1 次" in _print_words(stage))
    QTest.keyClick(stage.view.table, KEY.Key_F9)
    reason = stage.view.focusWidget()
    assert isinstance(reason, QLineEdit)
    QTest.keyClicks(reason, "test")
    QTest.keyClick(reason, KEY.Key_Return)
    qtbot.waitUntil(lambda: "2 次" in _print_words(stage))
    detail = stage.lane.call(lists.read_case, stage.desk, taken.case.case_id)
    assert [(row.print_no, row.reason) for row in detail.papers[0].prints] == [(0, ""), (1, "test")]
    assert len(list((tmp_path / "papers").glob("*.pdf"))) == 2


def test_three_presses_make_one_job(qtbot: QtBot, stage: _Stage, tmp_path: Path) -> None:
    taken = stage.take(Decision.ACCEPTED)
    _open_first(qtbot, stage)
    for _ in range(3):
        QTest.keyClick(stage.view.table, KEY.Key_F9)
    qtbot.waitUntil(lambda: stage.view.banner.text() == f"{taken.papers[0]} 已出纸")
    detail = stage.lane.call(lists.read_case, stage.desk, taken.case.case_id)
    assert len(detail.papers[0].prints) == 1
    assert len(list((tmp_path / "papers").glob("*.pdf"))) == 1


def _print_words(stage: _Stage) -> str:
    model = stage.view.detail.papers_table.model()
    return str(model.data(model.index(0, 2)))


def test_a_printer_in_trouble_is_told_and_noted_as_failed(qtbot: QtBot, stage: _Stage, tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("a file where the folder should be")
    taken = stage.take(Decision.ACCEPTED)
    _open_first(qtbot, stage)
    QTest.keyClick(stage.view.table, KEY.Key_F9)
    qtbot.waitUntil(lambda: stage.view.banner.text() == "文书文件夹写不进去；请检查磁盘和权限")
    detail = stage.lane.call(lists.read_case, stage.desk, taken.case.case_id)
    assert [row.outcome.value for row in detail.papers[0].prints] == ["failed"]


def test_the_paper_is_previewed_in_the_window_and_esc_goes_back(qtbot: QtBot, stage: _Stage) -> None:
    stage.take(Decision.ACCEPTED)
    _open_first(qtbot, stage)
    QTest.keyClick(stage.view.table, KEY.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: stage.view.detail.preview.page_count() > 0)
    QTest.keyClick(stage.view.detail.preview, KEY.Key_Escape)
    assert stage.view.detail.preview.page_count() == 0
    assert not stage.view.detail.isHidden()


def test_nothing_of_the_last_person_stays_on_the_screen(qtbot: QtBot, stage: _Stage) -> None:
    stage.take(Decision.ACCEPTED)
    _open_first(qtbot, stage)
    stage.presenter.show_actor(None)
    assert stage.view.rows.rowCount() == 0
    assert stage.view.detail.isHidden()
    assert stage.view.detail.case() is None


def test_a_long_list_comes_page_by_page(qtbot: QtBot, stage: _Stage) -> None:
    for serial in range(1, 131):
        stage.take(Decision.ACCEPTED, serial=serial)
    stage.presenter.show_actor(CLERK)
    qtbot.waitUntil(lambda: stage.view.rows.rowCount() == 100)
    assert stage.view.rows.total() == 130
    stage.view.table.go_to(99)
    stage.view.table.scrollToBottom()
    qtbot.waitUntil(lambda: stage.view.rows.rowCount() == 130)


@pytest.mark.parametrize(
    ("days", "words"),
    [(None, ""), (3, "剩 3 个工作日"), (0, "今日到期"), (-2, "超期 2 个工作日")],
)
def test_remaining_days_are_said_in_words(days: int | None, words: str) -> None:
    assert remaining_words(days) == words


def test_a_persons_name_is_masked_and_an_organisations_is_not() -> None:
    assert shown_applicant("欧阳一鸣") == "欧***"
    assert shown_applicant("张部") == "张*"
    assert shown_applicant("云溪县晨光商贸有限公司") == "云溪县晨光商贸有限公司"


def test_the_day_that_counts_follows_the_state() -> None:
    due = DueDates(accept_by=dt.date(2026, 3, 9))
    assert due_of(CounterState.RECEIVED, due) == dt.date(2026, 3, 9)
    assert due_of(CounterState.VOIDED, due) is None
    later = DueDates(promised_on=dt.date(2026, 3, 12), legal_on=dt.date(2026, 3, 30))
    assert due_of(CounterState.ACCEPTED, later) == dt.date(2026, 3, 12)
    assert due_of(CounterState.DONE_ON_SPOT, later) is None
