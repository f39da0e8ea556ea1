"""须主管批准 at the intake screen: on the spot with the supervisor's secret, or in his queue; keys only."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from counter.actions import intake as deeds
from counter.actions import reviews
from counter.actions.desk import Desk
from counter.domain.case import CounterState
from counter.domain.course import Refusal
from counter.domain.item import ServiceItem
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Take
from counter.domain.review import ReviewState
from counter.lanes import Lane
from counter.store import journal
from tests.actions.approving import SECRET
from tests.conftest import CLERK, SUPERVISOR
from tests.ui.ruling import both_ways, fill_without, know_hall, open_panel, taken, written
from tests.ui.test_intake_stage import ALT, CTRL, KEY, Stage
from ui.bridge import Bridge
from ui.wording import words


@pytest.fixture
def stage(*, qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk, items: tuple[ServiceItem, ...]) -> Stage:
    """A clerk who is about to refuse an application."""
    lane.call(know_hall, lane_desk)
    made = Stage(qtbot, bridge, lane, lane_desk, items)
    fill_without(made, both_ways(items))
    open_panel(made, KEY.Key_6)
    made.press(KEY.Key_1, with_=CTRL)
    made.press(KEY.Key_F8)
    made.until(made.view.bar.approval.asking)
    return made


def say_secret(stage: Stage, number: str, secret: str) -> None:
    """1, the number, Enter, the secret, Enter."""
    stage.press(KEY.Key_1)
    stage.type(number)
    stage.press(KEY.Key_Return)
    stage.type(secret)
    stage.press(KEY.Key_Return)
    stage.settle()


def test_the_line_says_which_approval_and_why(stage: Stage) -> None:
    assert stage.view.bar.approval.words() == f"不予受理　{words('rule.refusal', {})}"
    assert stage.focused() is stage.view.bar.approval
    assert stage.cases() == ()


def test_a_supervisor_approves_on_the_spot_and_the_approval_travels_in_the_line(stage: Stage) -> None:
    say_secret(stage, SUPERVISOR.clerk_no, SECRET)
    case = taken(stage)
    assert case.state is CounterState.REFUSED

    def approvals_of_case() -> list[str]:
        lines = (sealed.opened() for sealed in journal.lines_of_case(stage.desk.db, case.case_id))
        return [line.approval.supervisor for line in lines if line.approval is not None and line.approval.on_spot]

    assert stage.lane.call(approvals_of_case) == [SUPERVISOR.clerk_no]
    assert stage.view.bar.approval.isHidden()


def test_a_wrong_secret_is_told_and_stays_in_no_widget(stage: Stage) -> None:
    say_secret(stage, SUPERVISOR.clerk_no, "falsch-123")
    line = stage.view.bar.approval
    stage.until(lambda: "授权密码不对" in line.words())
    assert stage.focused() is line.secret
    assert all("falsch" not in editor.text() for editor in stage.window.findChildren(QLineEdit))
    assert stage.cases() == ()
    stage.type(SECRET)
    stage.press(KEY.Key_Return)
    assert taken(stage).state is CounterState.REFUSED
    assert all(SECRET not in editor.text() for editor in stage.window.findChildren(QLineEdit))


@pytest.mark.parametrize(("number", "why"), [(CLERK.clerk_no, "不能批准自己提请的事项"), ("7777", "没有这位主管")])
def test_nobody_approves_his_own_and_strangers_do_not_either(stage: Stage, number: str, why: str) -> None:
    say_secret(stage, number, SECRET)
    line = stage.view.bar.approval
    stage.until(lambda: why in line.words())
    assert stage.focused() is line.number
    assert stage.cases() == ()


def test_both_fields_are_needed(stage: Stage) -> None:
    stage.press(KEY.Key_1, KEY.Key_Return, KEY.Key_Return)
    assert "请录入主管工号和授权密码" in stage.view.bar.approval.words()
    assert stage.focused() is stage.view.bar.approval.number


def test_esc_goes_back_step_by_step_and_keeps_the_ruling(stage: Stage) -> None:
    typed = written(stage)
    line = stage.view.bar.approval
    stage.press(KEY.Key_1)
    stage.type(SUPERVISOR.clerk_no)
    stage.press(KEY.Key_Return)
    stage.type("halb")
    stage.press(KEY.Key_Escape)
    assert line.asking()
    assert line.secret.text() == ""
    stage.press(KEY.Key_Escape)
    assert not line.asking()
    assert written(stage) == typed
    assert stage.view.ruled.isAncestorOf(stage.focused())
    stage.press(KEY.Key_F8)
    stage.until(line.asking)
    assert stage.cases() == ()


def test_the_secret_goes_when_one_goes_to_another_screen(stage: Stage) -> None:
    stage.press(KEY.Key_1)
    stage.type(SUPERVISOR.clerk_no)
    stage.press(KEY.Key_Return)
    stage.type("halb")
    stage.press(KEY.Key_F7)
    assert stage.view.bar.approval.secret.text() == ""


def test_it_is_put_into_the_queue_with_a_reason_and_the_draft_stays(stage: Stage) -> None:
    stage.press(KEY.Key_2)
    stage.type("申请人坚持要书面答复")
    stage.press(KEY.Key_Return)
    stage.until(lambda: "已提请审核（不予受理）" in stage.view.bar.banner.text())
    stage.settle()
    page = stage.lane.call(
        lambda: reviews.list_reviews(stage.desk, SUPERVISOR, state=ReviewState.OPEN, offset=0, limit=10)
    )
    (review,) = page.rows
    assert (review.kind, review.reason, review.asked_by) == (
        ReviewKind.REFUSAL, "申请人坚持要书面答复", CLERK.clerk_no,
    )  # fmt: skip
    assert isinstance(review.proposal, Take)
    (draft,) = stage.lane.call(deeds.list_drafts, stage.desk, CLERK)
    assert draft.case_id == review.case
    assert isinstance(draft.ruling, Refusal)
    assert stage.cases() == ()
    assert stage.view.intake().applicant.name == ""
    assert [offered.case_id for offered in stage.view.drafts.drafts()] == [draft.case_id]


def test_what_waits_already_is_not_asked_for_twice(stage: Stage) -> None:
    stage.press(KEY.Key_2, KEY.Key_Return)
    stage.until(lambda: "已提请审核" in stage.view.bar.banner.text())
    stage.settle()
    stage.press(KEY.Key_0, with_=ALT)
    stage.press(KEY.Key_Return)
    stage.until(lambda: stage.view.ruling_open() is not None)
    stage.press(KEY.Key_F8)
    stage.until(stage.view.bar.approval.asking)
    stage.press(KEY.Key_2, KEY.Key_Return)
    stage.settle()
    assert stage.view.bar.approval.asking()
    assert "已" in stage.view.bar.approval.words()


def test_no_key_of_the_form_works_while_it_is_asked(stage: Stage) -> None:
    typed = written(stage)
    stage.press(KEY.Key_3, KEY.Key_X, KEY.Key_Space)
    assert stage.view.bar.approval.asking()
    assert written(stage) == typed


def ask_queue_and_come_back(stage: Stage, *, approved: bool, reason: str = "") -> None:
    """The supervisor decides in his queue, and the clerk goes on with the draft."""
    stage.press(KEY.Key_2, KEY.Key_Return)
    stage.until(lambda: "已提请审核" in stage.view.bar.banner.text())
    stage.settle()

    def decide() -> None:
        (review,) = reviews.list_reviews(stage.desk, SUPERVISOR).rows
        reviews.decide(stage.desk, SUPERVISOR, [review.id], approved=approved, reason=reason, secret=SECRET)

    stage.lane.call(decide)
    stage.press(KEY.Key_0, with_=ALT)
    stage.press(KEY.Key_Return)
    stage.until(lambda: stage.view.ruling_open() is not None)
    stage.settle()


def test_what_was_approved_in_the_queue_is_done_from_its_draft_without_asking_again(stage: Stage) -> None:
    ask_queue_and_come_back(stage, approved=True)
    assert "主管已批准（不予受理）" in stage.view.bar.banner.text()
    stage.press(KEY.Key_F8)
    assert taken(stage).state is CounterState.REFUSED
    done = stage.lane.call(lambda: reviews.list_reviews(stage.desk, SUPERVISOR, state=ReviewState.DONE))
    assert done.total == 1


def test_what_was_changed_after_the_approval_is_asked_for_anew(stage: Stage) -> None:
    ask_queue_and_come_back(stage, approved=True)
    stage.view.jump("ruling.legal_basis")
    stage.type("《某办法》第三条")
    stage.press(KEY.Key_F8)
    stage.until(stage.view.bar.approval.asking)
    assert stage.cases() == ()


def test_what_the_supervisor_returned_comes_back_with_his_reason(stage: Stage) -> None:
    ask_queue_and_come_back(stage, approved=False, reason="先查明事实")
    assert stage.view.bar.banner.text() == "主管退回（不予受理）：先查明事实"
    stage.press(KEY.Key_F8)
    stage.until(stage.view.bar.approval.asking)
    assert stage.cases() == ()
