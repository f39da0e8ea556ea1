"""待处理/同步 with a real desk and a platform that refuses: nothing is green too early, everything can be put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from counter.actions import intake, lists, reviews
from counter.actions.desk import Desk
from counter.actions.intake import Taken
from counter.cli.opening import on_this_thread
from counter.domain.case import CounterState, Decision, Intake
from counter.domain.item import Handling, ServiceItem
from counter.domain.policy import HallPolicy, ReviewKind
from counter.domain.staff import Actor
from counter.errors import Unreachable
from counter.lanes import Lane
from counter.platform_api.simulated import SimulatedPlatform
from counter.sync.round import sync_once
from counter.wire.messages import PushAnswer, PushRequest
from tests.conftest import CLERK, SUPERVISOR, draft_of, filled
from ui.bridge import Bridge
from ui.heartbeat import Beat, Heartbeat
from ui.outbox.fields import is_on_paper, label_of, value_of, with_value
from ui.outbox.presenter import OutboxPresenter
from ui.outbox.view import OutboxView, Pulse
from ui.parts import ActionButton

KEY = Qt.Key


class _NamesTheField:
    """The platform's push, with the field of each refusal named."""

    def __init__(self, platform: SimulatedPlatform, field: str) -> None:
        self._push = platform.push
        self.field = field

    def __call__(self, request: PushRequest) -> PushAnswer:
        answer = self._push(request)
        lines = [msgspec.structs.replace(line, field=self.field if line.code else "") for line in answer.lines]
        return msgspec.structs.replace(answer, lines=tuple(lines))


class _Stage:
    """The screen, its presenter, the rounds and a platform that refuses what it is told to."""

    def __init__(
        self, *, view: OutboxView, presenter: OutboxPresenter, heart: Heartbeat, desk: Desk, lane: Lane,
        platform: SimulatedPlatform, item: ServiceItem,
    ) -> None:  # fmt: skip
        self.view, self.presenter, self.heart = view, presenter, heart
        self.desk, self.lane, self.platform, self.item = desk, lane, platform, item

    def take(self, serial: int = 1) -> Taken:
        draft = draft_of(filled(self.item, serial=serial))
        return self.lane.call(intake.take_case, self.desk, CLERK, draft, Decision.ACCEPTED)

    def refuse_first(self, field: str) -> None:
        """The first line that takes a case is refused; a correction is not."""
        self.platform.mishaps.refuse = lambda line: "case.state" if line.kind == "case.taken" else ""
        self.platform.push = _NamesTheField(self.platform, field)  # type: ignore[method-assign]  # the field's twin

    def sign_in(self, actor: Actor) -> None:
        self.presenter.show_actor(actor)

    def button(self, words: str) -> ActionButton:
        return next(one for one in self.view.findChildren(ActionButton) if one.accessibleName() == words)


@pytest.fixture
def stage(
    *,
    qtbot: QtBot,
    bridge: Bridge,
    lane: Lane,
    lane_desk: Desk,
    items: tuple[ServiceItem, ...],
    platform: SimulatedPlatform,
) -> Iterator[_Stage]:
    def beat() -> Beat:
        report = sync_once(lane_desk, platform, platform, on_this_thread)
        return Beat(
            wait_s=50.0,
            trouble=report.trouble,
            changed=frozenset(report.changed),
            settled=report.settled,
            refused=report.refused,
            scans=report.scans,
        )

    view = OutboxView()
    qtbot.addWidget(view)
    heart = Heartbeat(bridge, lane, beat)
    heart.start(50.0)
    presenter = OutboxPresenter(view=view, bridge=bridge, desk=lane_desk, store_lane=lane, heartbeat=heart)
    item = next(one for one in items if one.handling is Handling.PROMISED and "1" in one.service_targets)
    view.resize(1226, 734)
    with qtbot.waitExposed(view):
        view.show()
    view.activateWindow()
    yield _Stage(view=view, presenter=presenter, heart=heart, desk=lane_desk, lane=lane, platform=platform, item=item)
    heart.stop()
    presenter.show_actor(None)


def _sync(qtbot: QtBot, stage: _Stage) -> None:
    with qtbot.waitSignal(stage.heart.ended):
        QTest.keyClick(stage.view, KEY.Key_R, Qt.KeyboardModifier.ControlModifier)


def _texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if not label.isHidden()]


def test_it_is_green_only_when_nothing_waits(qtbot: QtBot, stage: _Stage) -> None:
    stage.take()
    stage.sign_in(CLERK)
    qtbot.waitUntil(lambda: stage.view.headline.word() == "有未上传的内容，会自动上传")
    assert stage.view.headline.tone() == "accent"
    _sync(qtbot, stage)
    qtbot.waitUntil(lambda: stage.view.headline.word() == "全部已同步")
    assert stage.view.headline.tone() == "good"
    assert stage.view.banner.text() == "已上传 1 条、扫描 0 份"


def test_a_platform_that_is_away_is_said_in_words_with_the_next_try(qtbot: QtBot, stage: _Stage) -> None:
    stage.take()
    stage.sign_in(CLERK)

    def away(_call: str) -> None:
        raise Unreachable("platform.away")

    stage.platform.mishaps.before = away
    _sync(qtbot, stage)
    words = "平台未连接；办件已存在本机，恢复后自动上传"
    qtbot.waitUntil(lambda: stage.view.banner.text() == f"未能完成同步：{words}")
    texts = _texts(stage.view)
    assert words in texts
    assert any(text.endswith("秒后自动进行") for text in texts)
    assert stage.view.headline.word() == "有未上传的内容，会自动上传"


def _refused(qtbot: QtBot, stage: _Stage, actor: Actor, field: str) -> Taken:
    taken = stage.take()
    stage.refuse_first(field)
    stage.sign_in(actor)
    _sync(qtbot, stage)
    qtbot.waitUntil(lambda: stage.view.headline.word() == "有 1 条需要处理")
    qtbot.waitUntil(lambda: not stage.view.panel.isHidden())
    return taken


def test_the_named_field_is_put_right_with_keys_and_sent_again_as_a_new_line(qtbot: QtBot, stage: _Stage) -> None:
    taken = _refused(qtbot, stage, CLERK, "applicant.phone")
    stage.view.setFocus()
    QTest.keyClick(stage.view.table, KEY.Key_Return)
    assert stage.view.panel.value.hasFocus()
    assert stage.view.panel.value.text() == "13900000000"
    assert stage.button("改正后重发").reason() == "请先写明改正理由"
    stage.view.panel.value.setText("1390000")
    stage.view.panel.reason.setText("test")
    QTest.keyClick(stage.view.panel.reason, KEY.Key_Return)
    qtbot.waitUntil(lambda: "手机号应为 11 位，现为 7 位" in _texts(stage.view.panel))
    stage.view.panel.value.setText("13911112222")
    with qtbot.waitSignal(stage.heart.ended):
        QTest.keyClick(stage.view.panel.reason, KEY.Key_F8)
    qtbot.waitUntil(lambda: stage.view.headline.word() == "全部已同步")
    detail = stage.lane.call(lists.read_case, stage.desk, taken.case.case_id)
    assert detail.case.intake.applicant.phone == "13911112222"
    assert [entry.kind for entry in detail.timeline] == ["case.taken", "case.corrected"]
    assert stage.view.panel.isHidden()


def test_what_stands_on_a_paper_cannot_be_corrected_and_a_clerk_cannot_void(qtbot: QtBot, stage: _Stage) -> None:
    _refused(qtbot, stage, CLERK, "applicant.name")
    assert stage.button("改正后重发").reason() == "此项已印在文书上，不能改；请由首席代表作废后重新收件"
    assert stage.button("作废").reason() == "作废须由首席代表办理"
    assert not stage.button("作废").isEnabled()


def _void(qtbot: QtBot, stage: _Stage) -> None:
    stage.button("作废").click()
    reason = stage.view.focusWidget()
    assert reason is not None
    QTest.keyClicks(reason, "test")
    with qtbot.waitSignal(stage.heart.ended):
        QTest.keyClick(reason, KEY.Key_Return)


def test_a_void_waits_for_another_supervisor(qtbot: QtBot, stage: _Stage) -> None:
    """Nobody approves his own, a supervisor neither (domain.md §7)."""
    taken = _refused(qtbot, stage, SUPERVISOR, "applicant.name")
    _void(qtbot, stage)
    page = stage.lane.call(
        partial(reviews.list_reviews, stage.desk, SUPERVISOR, kind=ReviewKind.VOID, offset=0, limit=9)
    )
    assert [review.case for review in page.rows] == [taken.case.case_id]
    detail = stage.lane.call(lists.read_case, stage.desk, taken.case.case_id)
    assert detail.case.state is CounterState.ACCEPTED


def test_a_supervisor_voids_with_a_reason_and_everything_arrives(qtbot: QtBot, stage: _Stage) -> None:
    """In a hall whose policy asks for no second one."""
    stage.platform.publish(policy=HallPolicy(version=1, needs_approval=()))
    _sync(qtbot, stage)
    taken = _refused(qtbot, stage, SUPERVISOR, "applicant.name")
    _void(qtbot, stage)
    qtbot.waitUntil(lambda: stage.view.headline.word() == "全部已同步")
    detail = stage.lane.call(lists.read_case, stage.desk, taken.case.case_id)
    assert detail.case.state is CounterState.VOIDED


def test_what_was_typed_stays_when_news_comes_in_between(qtbot: QtBot, stage: _Stage, bridge: Bridge) -> None:
    _refused(qtbot, stage, CLERK, "applicant.phone")
    stage.view.panel.value.setText("139111")
    stage.view.panel.reason.setText("half a re")
    with qtbot.waitSignal(stage.view.rows.modelReset):
        bridge.announce(["news"])
    assert (stage.view.panel.value.text(), stage.view.panel.reason.text()) == ("139111", "half a re")


def test_a_round_that_runs_is_said(stage: _Stage) -> None:
    now = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
    stage.view.show_pulse(Pulse(running=True), now)
    assert "正在进行" in _texts(stage.view)
    stage.view.show_pulse(Pulse(last_at=now, next_in_s=12.2), now)
    assert "12 秒后自动进行" in _texts(stage.view)
    assert "09:00" in _texts(stage.view)


def test_fields_are_read_and_replaced_by_the_path_that_the_platform_names(items: tuple[ServiceItem, ...]) -> None:
    before = Intake(form={"area": "12"}, note="x")
    assert value_of(before, "form.area") == "12"
    assert with_value(before, "body.intake.form.area", "15").form == {"area": "15"}
    assert with_value(before, "note", "y").note == "y"
    assert with_value(before, "applicant.phone", "1").applicant.phone == "1"
    assert value_of(before, "agent.phone") is None
    assert value_of(before, "materials.m1") is None
    assert value_of(before, "applicant.legal_representative") is None
    with pytest.raises(KeyError):
        with_value(before, "materials.m1", "x")
    assert is_on_paper("intake.applicant.id_number")
    assert label_of("applicant.phone") == "申请人电话"
    item = next(one for one in items if one.form)
    assert label_of(f"form.{item.form[0].key}", item) == item.form[0].label
