"""审核 with a real desk: read, decided alone and in a batch, returned, given away, locked and unlocked by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from counter.actions import reviews
from counter.actions.desk import Desk
from counter.domain.case import Case
from counter.domain.ids import uuid7
from counter.domain.item import ServiceItem
from counter.domain.policy import ReviewKind
from counter.domain.review import Review, ReviewState, Side
from counter.lanes import Lane
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import reviews as rows_of_reviews
from tests.actions.approving import SECRET
from tests.conftest import CLERK, SUPERVISOR, FakeClock
from tests.faults.support import one_round
from tests.ui.reviewing import CHIEF, KEY, REFUSAL, Stage, pdf_of
from ui.bridge import Bridge
from ui.parts import StateTag
from ui.parts.table import PageTable
from ui.review.rows import Scope

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def stage(
    *,
    qtbot: QtBot,
    bridge: Bridge,
    lane: Lane,
    lane_desk: Desk,
    items: tuple[ServiceItem, ...],
    clock: FakeClock,
    tmp_path: Path,
) -> Iterator[Stage]:
    """The screen over a desk whose hall asks a supervisor for everything it can."""
    made = Stage(qtbot, bridge, lane, lane_desk, items, clock, tmp_path)
    yield made
    made.close()


def _texts(widget: QWidget) -> str:
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return "\n".join([*labels, *(tag.word() for tag in widget.findChildren(StateTag) if tag.isVisible())])


def test_the_queue_says_the_kind_in_words_and_masks_the_name(stage: Stage) -> None:
    stage.ask_void()
    stage.clock.go_on(hours=3)
    stage.enter(rows=1)
    assert stage.cell(0, 1) == "作废"
    assert stage.cell(0, 2) == stage.item.name
    assert (stage.cell(0, 3), stage.cell(0, 4), stage.cell(0, 7)) == ("欧***", CLERK.name, "3 小时")


def test_the_evidence_says_who_asks_what_and_by_which_rule(stage: Stage) -> None:
    stage.ask_refusal()
    stage.enter(rows=1)
    told = _texts(stage.view.evidence)
    for part in (
        "不予受理须出具书面决定并经首席代表审核（许可法 38 条）",
        "申请人年龄不符",
        REFUSAL.reasons,
        REFUSAL.legal_basis,
        "不予受理（草稿，尚未出具文书）",
        f"{CLERK.name}（{CLERK.clerk_no}）",
        "提请后没有变化",
    ):
        assert part in told


def test_one_key_a_secret_and_enter_approve(stage: Stage) -> None:
    asked = stage.ask_void()
    stage.enter(rows=1)
    stage.hands.press(KEY.Key_A)
    form = stage.view.decision
    assert form.secret.hasFocus()
    form.secret.setText(SECRET)
    stage.hands.press(KEY.Key_Return)
    assert form.secret.text() == ""
    stage.says("已批准 1 项")
    assert stage.read(asked).state is ReviewState.APPROVED
    stage.hands.wait_for(lambda: stage.view.rows.rowCount() == 0, "an empty queue")
    assert stage.view.table.hasFocus()
    assert stage.nudges


def test_a_wrong_secret_leaves_everything_open_and_is_typed_again(stage: Stage) -> None:
    asked = stage.ask_void()
    stage.enter(rows=1)
    stage.hands.press(KEY.Key_A)
    stage.hands.type("falsch")
    stage.hands.press(KEY.Key_Return)
    stage.hands.wait_for(lambda: "授权密码不对" in stage.view.decision.wrong(), "the wrong secret")
    assert stage.view.decision.secret.hasFocus()
    assert stage.view.decision.secret.text() == ""
    assert stage.read(asked).state is ReviewState.OPEN
    stage.hands.press(KEY.Key_Escape)
    assert stage.view.decision.isHidden()
    assert stage.view.table.hasFocus()


def test_marked_ones_are_approved_together_with_one_secret(stage: Stage) -> None:
    asked = [stage.ask_void(serial) for serial in (1, 2, 3)]
    stage.enter(rows=3)
    stage.hands.press(KEY.Key_Space)
    stage.hands.press(KEY.Key_Space)
    assert stage.view.approve.accessibleName() == "批准 2 项"
    stage.hands.press(KEY.Key_A)
    stage.view.decision.secret.setText(SECRET)
    stage.hands.press(KEY.Key_Return)
    stage.says("已批准 2 项")
    states = [stage.read(review).state for review in asked]
    assert states == [ReviewState.APPROVED, ReviewState.APPROVED, ReviewState.OPEN]
    stage.hands.wait_for(lambda: stage.view.rows.rowCount() == 1, "the third")
    assert not stage.view.marks


def test_it_is_returned_with_a_template_that_was_edited(stage: Stage) -> None:
    asked = stage.ask_refusal()
    stage.enter(rows=1)
    stage.hands.press(KEY.Key_R)
    stage.hands.press(KEY.Key_Return)
    assert "退回须写明理由" in stage.view.decision.wrong()
    stage.hands.press(KEY.Key_3)
    stage.hands.type("。详见12条")
    stage.hands.press(KEY.Key_Return)
    stage.says("已退回 1 项")
    after = stage.read(asked)
    assert after.state is ReviewState.RETURNED
    assert after.decision_reason == "理由不充分，请写明具体事实和依据。详见12条"


def test_ones_own_is_closed_in_words(stage: Stage) -> None:
    asked = stage.ask_void(by=SUPERVISOR)
    stage.enter(rows=1)
    assert "这是您本人提请的，须由另一位主管审核" in _texts(stage.view.evidence)
    stage.hands.press(KEY.Key_A)
    stage.says("须由另一位主管审核")
    stage.hands.press(KEY.Key_R)
    assert stage.view.decision.isHidden()
    assert stage.read(asked).state is ReviewState.OPEN


def test_one_of_ones_own_among_the_marked_closes_the_batch_and_is_named(stage: Stage) -> None:
    stage.ask_void(1)
    stage.ask_void(2, by=SUPERVISOR)
    stage.enter(rows=2)
    stage.hands.press(KEY.Key_Space)
    stage.hands.press(KEY.Key_Space)
    stage.hands.press(KEY.Key_A)
    stage.says(f"作废 {stage.item.name}：这是您本人提请的")
    assert stage.view.decision.isHidden()


def test_a_lock_says_whose_it_is_and_is_broken_with_a_note(stage: Stage) -> None:
    asked = stage.ask_void()
    stage.lane.call(reviews.lock, stage.desk, CHIEF, asked.id)
    stage.enter(rows=1)
    assert "郑海 自 09:00 起正在审核此项" in _texts(stage.view.evidence)
    stage.hands.press(KEY.Key_A)
    stage.says("按 B 破锁")
    stage.hands.press(KEY.Key_B)
    stage.hands.type("已离岗")
    stage.hands.press(KEY.Key_Return)
    stage.says("已破锁")
    assert stage.read(asked).locked_by == SUPERVISOR.clerk_no
    stage.hands.wait_for(lambda: stage.view.lock.accessibleName() == "解锁", "the lock is mine")
    stage.hands.press(KEY.Key_L)
    stage.says("已解锁")
    assert stage.read(asked).locked_by == ""


def test_it_is_given_to_another_and_found_under_his_own(stage: Stage) -> None:
    asked = stage.ask_void()
    stage.enter(rows=1)
    stage.hands.press(KEY.Key_F)
    stage.hands.wait_for(lambda: not stage.view.deed.isHidden(), "the supervisors")
    stage.hands.press(KEY.Key_Down)
    stage.hands.press(KEY.Key_Down)
    stage.hands.press(KEY.Key_Return)
    stage.says("已分派给")
    assert stage.read(asked).assigned_to
    by = stage.read(asked).assigned_to
    stage.presenter.show_actor(CHIEF if by == CHIEF.clerk_no else SUPERVISOR)
    stage.hands.press(KEY.Key_2, ALT)
    stage.hands.wait_for(
        lambda: (
            stage.view.want().scope is Scope.MINE and stage.view.chips[Scope.MINE].count() == stage.view.rows.total()
        ),
        "his own",
    )


def test_every_count_is_the_length_of_its_list(stage: Stage) -> None:
    stage.ask_void(1)
    stage.ask_refusal()
    done = stage.ask_void(2)
    stage.lane.call(_decide, stage.desk, done.id)
    stage.enter(rows=2)
    view = stage.view
    for number, scope in enumerate(Scope):
        stage.hands.press(KEY.Key_1 + number, ALT)  # type: ignore[arg-type]  # the digit's key
        stage.hands.wait_for(lambda scope=scope: view.rows.total() == view.chips[scope].count(), scope)  # type: ignore[misc]  # bound now
    assert [chip.count() for chip in view.chips.values()] == [2, 0, 1, 0]
    stage.hands.press(KEY.Key_1, ALT)
    stage.hands.wait_for(lambda: view.rows.total() == 2, "the queue again")
    view.kind.setCurrentIndex(view.kind.findData(ReviewKind.REFUSAL.value))
    stage.hands.wait_for(lambda: view.rows.total() == 1, "one kind")
    assert view.chips[Scope.OPEN].count() == 1
    assert view.kind.currentText() == "不予受理 1"


def test_a_scan_is_seen_and_left_again(stage: Stage) -> None:
    stage.ask_refusal(scan=pdf_of(pages=2))
    stage.enter(rows=1)
    stage.hands.press(KEY.Key_P)
    preview = stage.view.evidence.preview
    stage.hands.wait_for(lambda: preview.page_count() == 2, "both pages")
    stage.hands.press(KEY.Key_Escape)
    assert not stage.view.evidence.showing_scan()


def test_what_happened_since_the_last_look_is_marked(stage: Stage) -> None:
    asked = stage.ask_void()
    stage.enter(rows=1)
    stage.call(reviews.lock, CHIEF, asked.id)
    stage.hands.wait_for(lambda: "您上次查看后新增 1 项" in _texts(stage.view.evidence), "what is new")
    assert "提请后有 1 项变化" in _texts(stage.view.evidence)


def test_a_case_is_opened_from_its_review(stage: Stage) -> None:
    asked = stage.ask_void()
    stage.enter(rows=1)
    stage.hands.press(KEY.Key_G)
    assert stage.opened == [asked.case]


def test_what_is_being_typed_is_left_in_peace_when_news_come(stage: Stage) -> None:
    stage.ask_void(1)
    stage.enter(rows=1)
    stage.hands.press(KEY.Key_R)
    stage.hands.type("halb")
    stage.ask_void(2)
    stage.bridge.announce(["reviews"])
    stage.hands.rest(150)
    assert stage.view.decision.reason.text() == "halb"
    assert stage.view.rows.rowCount() == 1


def test_nothing_of_the_last_person_stays_on_the_screen(stage: Stage) -> None:
    stage.ask_void()
    stage.enter(rows=1)
    stage.hands.press(KEY.Key_A)
    stage.view.decision.secret.setText(SECRET)
    stage.presenter.show_actor(None)
    assert stage.view.rows.rowCount() == 0
    assert stage.view.decision.secret.text() == ""
    assert stage.view.evidence.evidence() is None
    assert "欧" not in _texts(stage.view)


def test_a_file_that_is_no_document_is_said_in_words(stage: Stage) -> None:
    stage.ask_refusal()
    stage.enter(rows=1)
    stage.hands.press(KEY.Key_P)
    stage.says("读不出来")
    assert not stage.view.evidence.showing_scan()


def test_a_refused_line_leads_to_where_it_is_put_right(stage: Stage, platform: SimulatedPlatform) -> None:
    platform.mishaps.refuse = lambda line: "case.state" if line.kind == "case.taken" else ""
    stage.case()
    stage.lane.call(one_round, stage.desk, platform)
    stage.enter(rows=1)
    assert stage.cell(0, 1) == "平台退回"
    told = _texts(stage.view.evidence)
    assert "平台答复：平台上的办件状态已不允许此操作" in told
    assert "按 G 到“待处理”更正重发，或将办件作废" in told
    stage.hands.press(KEY.Key_A)
    stage.says("须更正重发或作废")
    stage.hands.press(KEY.Key_G)
    assert stage.opened == ["stuck"]


def test_what_proposes_nothing_is_brought_to_its_end_without_a_secret(stage: Stage) -> None:
    """Two windows took one case: the supervisor looked at both and says so."""
    case = stage.case()
    review = stage.lane.call(_claimed_twice, stage.desk, case)
    stage.enter(rows=1)
    assert "两个窗口收了同一件，须核对保留哪一件" in _texts(stage.view.evidence)
    (sides,) = stage.view.evidence.findChildren(PageTable, "双方内容")
    assert sides.model().index(0, 3).data() == "13911110000"
    stage.hands.press(KEY.Key_A)
    assert not stage.view.decision.secret.isVisible()
    stage.hands.press(KEY.Key_Return)
    stage.says("已了结 1 项")
    assert stage.read(review).state is ReviewState.DONE


def _claimed_twice(desk: Desk, case: Case) -> Review:
    window = desk.enrolment().window
    side = Side(field="applicant.phone", base="", mine="13900000000", theirs="13911110000")
    review = Review(
        id=uuid7(), kind=ReviewKind.CLAIMED_TWICE, case=case.case_id, case_no=case.case_no, title=case.item_name,
        rule="case.exists", asked_by="platform", asked_at=desk.moment().at, install=window.install, sides=(side,),
    )  # fmt: skip
    with desk.store.write() as db:
        rows_of_reviews.put(db, review)
    return review


def _decide(desk: Desk, review_id: str) -> None:
    reviews.decide(desk, SUPERVISOR, [review_id], approved=True, secret=SECRET)
