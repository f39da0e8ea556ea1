"""双方内容 in 待处理: base, mine and theirs with their times, and the three ways on by keys (faults.md F10, F11)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from counter.actions import course, lists, sides
from counter.actions.desk import Desk
from counter.actions.lists import TroubleDetail
from counter.domain.case import Case
from counter.domain.item import ServiceItem
from counter.domain.proposal import Amend
from counter.domain.review import ReviewState
from counter.lanes import Lane
from counter.store import cases, deliveries, reviews
from counter.wire.messages import LineAnswer, NewsKind, Verdict
from tests.actions.courses import accepted, approved, item_with_two, numbers
from tests.actions.results import card_of, hear
from tests.conftest import CLERK, FakeClock
from ui.bridge import Bridge
from ui.outbox.sides import SidesPresenter
from ui.outbox.view import OutboxView

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
B, C = "13900000001", "13900000002"


class _Stage:
    """待处理 with one line in dispute."""

    def __init__(self, qtbot: QtBot, bridge: Bridge, lane: Lane, desk: Desk) -> None:
        self.qtbot, self.lane, self.desk = qtbot, lane, desk
        self.view = OutboxView()
        qtbot.addWidget(self.view)
        self.presenter = SidesPresenter(
            block=self.view.panel.sides, banner=self.view.banner, bridge=bridge, desk=desk, store_lane=lane,
            nudge=lambda: None,
        )  # fmt: skip
        self.view.trouble_shown.connect(self.presenter.show_trouble)

    @property
    def trouble(self) -> TroubleDetail:
        (detail,) = self.lane.call(lists.outbox, self.desk).troubles
        return detail

    def choose(self, key: Qt.Key, reason: str) -> None:
        """The key, the reason, Enter."""
        QTest.keyClick(self.view, key, ALT)
        box = self.view.panel.sides.confirm
        assert not box.isHidden()
        QTest.keyClicks(self.view.focusWidget(), reason)
        QTest.keyClick(self.view.focusWidget(), KEY.Key_Return)

    def says(self, part: str) -> None:
        self.qtbot.waitUntil(lambda: part in self.view.banner.text())


@pytest.fixture
def case(lane: Lane, lane_desk: Desk, items: tuple[ServiceItem, ...], clock: FakeClock) -> Case:
    """Here B, there C."""
    return lane.call(_dispute, lane_desk, item_with_two(items), clock)


def _dispute(desk: Desk, item: ServiceItem, clock: FakeClock) -> Case:
    case = accepted(desk, item)
    with desk.store.write() as db:
        for line, sealed in deliveries.waiting_lines(db, 9):
            deliveries.record_answer(
                db, LineAnswer(id=line, hash=sealed.hash, verdict=Verdict.SETTLED), desk.moment().at
            )
    clock.go_on(minutes=1)
    applicant = msgspec.structs.replace(case.intake.applicant, phone=B)
    amend = Amend(case=case.case_id, number=numbers(desk, case)[-1], applicant=applicant, reason="录入有误")
    course.amend(desk, CLERK, amend, approved(desk, amend))
    ((line, sealed),) = deliveries.waiting_lines(desk.db, 9)
    answer = LineAnswer(
        id=line, hash=sealed.hash, verdict=Verdict.CONFLICT, code="case.same_field", field="applicant.phone", theirs=C
    )
    with desk.store.write() as db:
        deliveries.record_answer(db, answer, desk.moment().at)
    clock.go_on(minutes=1)
    theirs = msgspec.structs.replace(case.intake.applicant, phone=C)
    card = card_of(msgspec.structs.replace(case, intake=msgspec.structs.replace(case.intake, applicant=theirs)))
    hear(desk, NewsKind.CASE, card, case=case.case_id)
    return case


@pytest.fixture
def stage(qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk, case: Case) -> Iterator[_Stage]:
    stage = _Stage(qtbot, bridge, lane, lane_desk)
    stage.view.resize(1226, 734)
    with qtbot.waitExposed(stage.view):
        stage.view.show()
    stage.view.activateWindow()
    stage.view.show_actor(CLERK)
    stage.presenter.show_actor(CLERK)
    stage.view.show_outbox(lane.call(lists.outbox, lane_desk))
    qtbot.waitUntil(lambda: stage.view.panel.sides.seen() is not None)
    yield stage
    assert case.case_id
    stage.presenter.show_actor(None)


def _phone(stage: _Stage, case: Case) -> str:
    row = stage.lane.call(cases.read_case, stage.desk.db, case.case_id)
    assert row is not None
    return row.intake.applicant.phone


def test_base_mine_and_theirs_stand_with_their_times(stage: _Stage) -> None:
    """faults.md F11; a line that is only refused has no other side."""
    facts = stage.view.panel.sides._facts.facts()
    assert [fact.name for fact in facts] == ["申请人电话", "本窗口", "平台"]
    assert facts[0].value == "原为 13900000000"
    assert facts[1].value.startswith(f"{B}（")
    assert facts[2].value.startswith(f"{C}（")


def test_theirs_is_taken_by_key_with_a_reason(stage: _Stage, case: Case) -> None:
    """放弃(理由)."""
    stage.choose(KEY.Key_P, "verified")
    stage.says("已按平台内容办理")
    assert _phone(stage, case) == C
    assert stage.lane.call(lists.outbox, stage.desk).troubles == ()


def test_mine_is_sent_again_by_key(stage: _Stage, case: Case) -> None:
    """作为补充."""
    stage.choose(KEY.Key_B, "verified")
    stage.says("已按本窗口内容重新上传")
    assert _phone(stage, case) == B
    assert stage.lane.call(lists.outbox, stage.desk).troubles == ()


def test_a_supervisor_is_asked_by_key_once_and_his_answer_is_read_here(stage: _Stage) -> None:
    """转交主管."""
    stage.choose(KEY.Key_Z, "unclear")
    stage.says("已转交主管")
    line = stage.trouble.trouble.line
    asked = stage.lane.call(sides.sides_of, stage.desk, line).asked
    assert asked is not None
    stage.presenter.show_trouble(stage.trouble)
    stage.qtbot.waitUntil(lambda: bool(stage.view.panel.sides.hand_over.reason()))

    def answer() -> None:
        with stage.desk.store.write() as db:
            reviews.put(db, msgspec.structs.replace(asked, state=ReviewState.RETURNED, decision_reason="以先到的为准"))

    stage.lane.call(answer)
    stage.presenter.show_trouble(stage.trouble)
    stage.qtbot.waitUntil(lambda: not stage.view.panel.sides.hand_over.reason())
    assert "以先到的为准" in stage.view.panel.sides._answer.text()
