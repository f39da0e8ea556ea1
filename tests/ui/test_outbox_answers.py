"""审核结果 in 待处理: what a supervisor approved at his screen is carried out and printed by one key at the clerk's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from counter.actions import reviews
from counter.actions.desk import Desk
from counter.domain.case import CounterState, PrintOutcome
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy
from counter.domain.proposal import Reprint, Void
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Actor
from counter.lanes import Lane
from counter.store import cases
from tests.actions import courses
from tests.actions.approving import SECRET
from tests.conftest import CLERK, SUPERVISOR, FakeClock
from tests.ui.reviewing import KEY, Stage
from ui.bridge import Bridge
from ui.outbox.answering import AnswersPresenter, Ways
from ui.outbox.view import OutboxView

ALT = Qt.KeyboardModifier.AltModifier


class _Window:
    """The clerk's 待处理 beside the supervisor's 审核, on one desk."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.opened: list[tuple[str, CaseId]] = []
        self.view = OutboxView()
        stage.qtbot.addWidget(self.view)
        ways = Ways(
            open_draft=lambda case: self.opened.append(("draft", case)),
            open_case=lambda case: self.opened.append(("case", case)),
        )
        self.presenter = AnswersPresenter(
            view=self.view, bridge=stage.bridge, desk=stage.desk, store_lane=stage.lane, papers=stage.papers,
            nudge=lambda: stage.nudges.append(True), ways=ways,
        )  # fmt: skip
        self.view.resize(1226, 734)

    def sit_down(self, *, rows: int, actor: Actor = CLERK) -> None:
        """The clerk has his screen before him, with so many answers."""
        with self.stage.qtbot.waitExposed(self.view):
            self.view.show()
        self.view.activateWindow()
        self.presenter.show_actor(actor)
        self.wait_rows(rows)
        self.view.setFocus()

    def wait_rows(self, rows: int) -> None:
        self.stage.hands.wait_for(lambda: self.view.answers.rows.rowCount() == rows, f"{rows} answers")

    def says(self, part: str) -> None:
        self.stage.hands.wait_for(lambda: part in self.view.banner.text(), part)

    def told(self) -> str:
        return "\n".join(label.text() for label in self.view.answer_panel.findChildren(QLabel) if label.isVisible())

    def printed(self, count: int) -> None:
        """So many papers came out."""
        folder = self.stage.printed
        self.stage.hands.wait_for(lambda: len(list(folder.glob("*.pdf"))) == count, f"{count} papers")


@pytest.fixture
def window(
    *,
    qtbot: QtBot,
    bridge: Bridge,
    lane: Lane,
    lane_desk: Desk,
    items: tuple[ServiceItem, ...],
    clock: FakeClock,
    tmp_path: Path,
) -> Iterator[_Window]:
    """Both screens over one desk."""
    stage = Stage(qtbot, bridge, lane, lane_desk, items, clock, tmp_path)
    yield _Window(stage)
    stage.close()


def _approve_by_keys(stage: Stage) -> None:
    """The supervisor at F11: A, his secret, Enter."""
    stage.enter(rows=1)
    stage.hands.press(KEY.Key_A)
    stage.view.decision.secret.setText(SECRET)
    stage.hands.press(KEY.Key_Return)
    stage.says("已批准 1 项")
    stage.presenter.show_actor(None)


def _return(stage: Stage, review: Review, reason: str) -> None:
    stage.call(reviews.decide, SUPERVISOR, [review.id], approved=False, reason=reason)


def _state(stage: Stage, case: CaseId | None) -> CounterState | None:
    found = stage.lane.call(lambda: cases.read_case(stage.desk.db, case) if case else None)
    return found.state if found else None


def test_a_refusal_goes_from_the_draft_over_the_supervisor_to_the_paper(window: _Window) -> None:
    """不予受理 (许可法 38): asked by the clerk, approved at F11, carried out and printed at F10 with one key."""
    stage = window.stage
    asked = stage.ask_refusal()
    _approve_by_keys(stage)
    window.sit_down(rows=1)
    assert "周立新" in window.told()
    stage.hands.press(KEY.Key_Return)
    window.wait_rows(0)
    assert _state(stage, asked.case) is CounterState.REFUSED
    assert stage.read(asked).state is ReviewState.DONE
    numbers = stage.lane.call(lambda: courses.numbers(stage.desk, cases.read_case(stage.desk.db, asked.case)))  # type: ignore[arg-type]  # it is there
    window.printed(len(numbers))
    assert numbers
    assert stage.nudges


def test_a_second_press_does_it_only_once(window: _Window) -> None:
    stage = window.stage
    stage.ask_refusal()
    _approve_by_keys(stage)
    window.sit_down(rows=1)
    stage.hands.press(KEY.Key_Return)
    stage.hands.press(KEY.Key_Return)
    window.wait_rows(0)
    assert window.view.banner.level() != "error"


def test_a_reprint_over_the_limit_is_printed_with_its_approval(window: _Window) -> None:
    stage = window.stage
    stage.lane.call(courses.rule, stage.desk, HallPolicy(version=2, reprints_most=1))
    case = stage.case()
    number = case.case_no
    for reason in ("", "卡纸"):
        outcome: list[PrintOutcome] = []
        stage.papers.print_paper(CLERK, number, reason, outcome.append, lambda _error: None)
        stage.hands.wait_for(lambda outcome=outcome: bool(outcome), "a print")  # type: ignore[misc]  # bound now
    asked = stage.ask(Reprint(case=case.case_id, number=number, reason="申请人遗失"))
    _approve_by_keys(stage)
    before = len(list(stage.printed.glob("*.pdf")))
    window.sit_down(rows=1)
    stage.hands.press(KEY.Key_Return)
    window.printed(before + 1)
    window.wait_rows(0)
    assert stage.read(asked).state is ReviewState.DONE


def test_what_came_back_shows_its_reason_and_opens_the_draft(window: _Window) -> None:
    stage = window.stage
    asked = stage.ask_refusal()
    _return(stage, asked, "理由不充分")
    window.sit_down(rows=1)
    assert "理由不充分" in window.told()
    stage.hands.press(KEY.Key_Return)
    assert window.opened == [("draft", asked.case)]


def test_what_came_back_for_a_case_opens_the_case_and_can_be_put_aside(window: _Window) -> None:
    stage = window.stage
    asked = stage.ask_void()
    _return(stage, asked, "不是误收")
    window.sit_down(rows=1)
    stage.hands.press(KEY.Key_O, ALT)
    assert window.opened == [("case", asked.case)]
    stage.hands.press(KEY.Key_X, ALT)
    window.says("不再提请")
    window.wait_rows(0)
    assert stage.read(asked).state is ReviewState.OVERTAKEN
    assert _state(stage, asked.case) is CounterState.ACCEPTED


def test_the_approver_does_not_carry_it_out_himself(window: _Window) -> None:
    stage = window.stage
    asked = stage.ask_void()
    _approve_by_keys(stage)
    window.sit_down(rows=1, actor=SUPERVISOR)
    stage.hands.press(KEY.Key_Return)
    window.says("批准人不能自己执行")
    assert _state(stage, asked.case) is CounterState.ACCEPTED


def test_a_clerk_does_not_see_what_another_asked(window: _Window) -> None:
    stage = window.stage
    stage.ask_void()
    _approve_by_keys(stage)
    window.sit_down(rows=0, actor=Actor(clerk_no="0002", name="刘畅", roles=CLERK.roles))
    stage.hands.rest(100)
    assert window.view.answers.rows.rowCount() == 0
    assert window.view.answer_panel.isHidden()


def test_what_lost_its_ground_is_said_and_not_done(window: _Window) -> None:
    stage = window.stage
    case = stage.case()
    asked = stage.ask(Void(case=case.case_id, reason="重复"))
    _approve_by_keys(stage)
    stage.lane.call(courses.voided, stage.desk, case.case_id, "另一理由")
    window.sit_down(rows=1)
    assert "已批准，不能执行" in str(window.view.answers.rows.data(window.view.answers.rows.index(0, 0)))
    stage.hands.press(KEY.Key_Return)
    assert window.view.banner.level() == "warn"
    assert stage.read(asked).state is ReviewState.APPROVED


def test_nothing_of_the_last_person_stays(window: _Window) -> None:
    window.stage.ask_void()
    _approve_by_keys(window.stage)
    window.sit_down(rows=1)
    window.presenter.show_actor(None)
    assert window.view.answers.rows.rowCount() == 0
    assert window.view.answer_panel.line() is None
