"""离线转交 (F1, Alt+4): a supervisor exports by keys, anybody who is signed in sends what another window exported."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from counter.actions import lists
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.item import ServiceItem
from counter.domain.staff import Actor
from counter.errors import Unreachable
from counter.lanes import Lane
from counter.platform_api.simulated import PASSWORD, SimulatedPlatform
from counter.sync.carrying import look_into
from counter.sync.exporting import export_queue
from counter.sync.round import sync_once
from counter.wire.messages import SignInRequest
from tests.conftest import CLERK, SUPERVISOR
from tests.faults.support import promised_item
from tests.sync.test_exporting import take
from tests.ui.machines import Machine
from tests.ui.test_settings import ALT, KEY, WAIT_MS, Screen


@pytest.fixture
def machine_lane() -> Iterator[Lane]:
    """Where writing and sending block; it asks the store lane."""
    made = Lane("machine")
    yield made
    assert made.close(20.0)


@dataclasses.dataclass
class Stage:
    """A desk with its platform, a stick, and the page for whoever signs in."""

    desk: Desk
    lane: Lane
    platform: SimulatedPlatform
    item: ServiceItem
    stick: Path
    show: Callable[[Actor], Screen]

    def page(self, actor: Actor) -> Screen:
        """That person has the page before him."""
        screen = self.show(actor)
        screen.carrier = self.platform.queues
        person = SignInRequest(username=actor.clerk_no, password=PASSWORD)
        screen.token = self.platform.sign_in(person).id_token
        screen.press(KEY.Key_4, ALT)
        screen.qtbot.waitUntil(lambda: "记录" in _facts(screen), timeout=WAIT_MS)
        return screen

    def take(self) -> None:
        """Something waits."""
        self.lane.call(take, self.desk, self.item)

    def exported(self) -> Path:
        """Something waits and is on the stick."""
        self.take()
        return self.lane.call(export_queue, self.desk, on_this_thread, self.stick).path


@pytest.fixture
def stage(request: pytest.FixtureRequest, tmp_path: Path, lane: Lane, lane_desk: Desk, machine_lane: Lane) -> Stage:
    stick = tmp_path / "stick"
    stick.mkdir()
    qtbot, bridge = request.getfixturevalue("qtbot"), request.getfixturevalue("bridge")
    return Stage(
        desk=lane_desk,
        lane=lane,
        platform=request.getfixturevalue("platform"),
        item=promised_item(request.getfixturevalue("items")),
        stick=stick,
        show=lambda actor: Screen(qtbot, bridge, Machine(tmp_path, machine_lane), lane_desk, lane, actor=actor),
    )


def _facts(screen: Screen) -> str:
    grid = screen.view.queue.waiting
    return " ".join(value.text() for _, value in grid._labels if not value.isHidden())


def _brought(screen: Screen) -> str:
    grid = screen.view.queue.brought
    return " ".join(value.text() for _, value in grid._labels if not value.isHidden())


def _choose(screen: Screen, path: Path) -> None:
    dialog = screen.view.queue.dialog()
    assert isinstance(dialog, QFileDialog)
    dialog.filesSelected.emit([str(path)])
    dialog.reject()
    screen.view.activateWindow()


def test_a_supervisor_takes_the_unsent_work_along(stage: Stage) -> None:
    """By keys; what waits goes on waiting here."""
    stage.take()
    screen = stage.page(SUPERVISOR)
    assert "扫描件 1 份" in _facts(screen)
    screen.press(KEY.Key_F8)
    _choose(screen, stage.stick)
    screen.banner("请带到本大厅其他窗口代送")
    (path,) = stage.stick.iterdir()
    assert look_into(path).header.scans == 1
    assert path.name in screen.view.banner.text()
    waiting = stage.lane.call(lists.standing, stage.desk).waiting
    assert (waiting.lines > 0, waiting.scans) == (True, 1)


def test_a_clerk_reads_who_exports(stage: Stage) -> None:
    """Beside the button, and the key does nothing."""
    screen = stage.page(CLERK)
    screen.press(KEY.Key_F8)
    assert screen.view.queue.dialog() is None
    assert "值班长" in screen.view.queue._who.text()


def test_nothing_to_export_and_no_stick_are_told(stage: Stage) -> None:
    screen = stage.page(SUPERVISOR)
    stage.lane.call(sync_once, stage.desk, stage.platform, stage.platform, on_this_thread)
    screen.press(KEY.Key_F8)
    _choose(screen, stage.stick)
    screen.banner("不必导出")
    stage.take()
    screen.press(KEY.Key_F8)
    _choose(screen, stage.stick / "gone")
    screen.banner("请检查 U 盘和权限")


def test_anybody_who_is_signed_in_sends_the_file_of_another_window(stage: Stage) -> None:
    """Chosen, read, sent: by keys. A second time it says that all of it is there."""
    path = stage.exported()
    screen = stage.page(CLERK)
    assert not screen.view.queue.carry.isEnabled()
    for words in ("已送到平台", "不必再送"):
        screen.press(KEY.Key_O, ALT)
        _choose(screen, path)
        screen.qtbot.waitUntil(lambda: "12 号窗口" in _brought(screen), timeout=WAIT_MS)
        screen.qtbot.waitUntil(screen.view.queue.carry.hasFocus, timeout=WAIT_MS)
        screen.press(KEY.Key_F9)
        screen.banner(words)
        assert "还没有选择" in _brought(screen)
    assert list(stage.platform.queues.carried.values()) == [CLERK.clerk_no]


def test_a_file_that_is_none_is_told_at_once(stage: Stage) -> None:
    screen = stage.page(CLERK)
    path = stage.stick / "x.ycq"
    path.write_bytes(b"no queue")
    screen.press(KEY.Key_O, ALT)
    _choose(screen, path)
    screen.banner("不是导出的待上传文件")
    assert not screen.view.queue.carry.isEnabled()


def test_after_a_break_the_same_key_goes_on(stage: Stage) -> None:
    path = stage.exported()
    screen = stage.page(CLERK)

    def away(call: str) -> None:
        if call == "take_queue":
            raise Unreachable("platform.away")

    stage.platform.mishaps.before = away
    screen.presenter.bring(path)
    screen.qtbot.waitUntil(screen.view.queue.carry.isEnabled, timeout=WAIT_MS)
    screen.press(KEY.Key_F9)
    screen.banner("从断点继续")
    stage.platform.mishaps.before = lambda _call: None
    screen.press(KEY.Key_F9)
    screen.banner("已送到平台")


def test_who_signed_in_without_the_platform_or_before_enrolment_is_told(stage: Stage) -> None:
    screen = stage.page(CLERK)
    screen.presenter.bring(stage.exported())
    screen.qtbot.waitUntil(screen.view.queue.carry.isEnabled, timeout=WAIT_MS)
    screen.token = ""
    screen.press(KEY.Key_F9)
    screen.banner("联网重新登录")
    screen.carrier = None
    screen.press(KEY.Key_F9)
    screen.banner("开通")


def test_who_leaves_leaves_no_file_behind(stage: Stage) -> None:
    screen = stage.page(CLERK)
    screen.presenter.bring(stage.exported())
    screen.qtbot.waitUntil(screen.view.queue.carry.isEnabled, timeout=WAIT_MS)
    screen.presenter.show_actor(None)
    assert "还没有选择" in _brought(screen)
    assert not screen.view.queue.carry.isEnabled()


def test_what_the_platform_did_not_accept_is_told_with_who_puts_it_right(stage: Stage) -> None:
    path = stage.exported()
    screen = stage.page(CLERK)
    stage.platform.mishaps.refuse = lambda line: "item.unknown" if line.kind == "case.taken" else ""
    screen.presenter.bring(path)
    screen.qtbot.waitUntil(screen.view.queue.carry.isEnabled, timeout=WAIT_MS)
    screen.press(KEY.Key_F9)
    screen.banner("有 1 条记录平台未接受；由原窗口联网后处理")
    assert screen.view.banner.level() == "warn"
