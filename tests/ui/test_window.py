"""The shell: keys go everywhere, the strip tells facts, leaving says what is unsent."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from counter.domain.closing import Unsent
from counter.domain.ids import InstallId
from counter.domain.staff import Actor, Role, Session, Window
from tests.ui.standing import room_of
from ui.parts import StateTag
from ui.window import CounterWindow

KEY = Qt.Key
NOW = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
SESSION = Session(
    actor=Actor(clerk_no="100023", name="周晓岚", roles=(Role.CLERK,)),
    signed_in_at=NOW,
    offline_until=NOW + dt.timedelta(days=3),
    online=True,
)
PLACE = Window(
    install=InstallId("i1"),
    region="420199",
    region_name="江原县",
    hall="03",
    hall_name="江原县政务服务中心",
    window="12",
    practice=True,
    progress_url="https://progress.example/p",
)


@pytest.fixture
def window(qtbot: QtBot) -> CounterWindow:
    screens = [
        room_of("F2", "收件", "intake", QLineEdit()),
        room_of("F7", "办件", "cases", QLineEdit()),
        room_of("F10", "同步", "outbox", QLineEdit()),
        room_of("F11", "审核", "cases", QLineEdit(), roles=(Role.SUPERVISOR,)),
    ]
    made = CounterWindow(screens, QLineEdit(), version="0.1.0")
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def _texts(window: QWidget) -> list[str]:
    labels = [label.text() for label in window.findChildren(QLabel) if not label.isHidden()]
    return labels + [tag.word() for tag in window.findChildren(StateTag) if not tag.isHidden()]


def _navigation(window: QWidget) -> list[str]:
    bar = window.findChild(QWidget, "navigation")
    assert isinstance(bar, QWidget)
    return [
        button.accessibleName()
        for button in bar.findChildren(QPushButton)
        if button.isCheckable() and button.isVisible()
    ]


def test_no_screen_is_reached_before_sign_in(window: CounterWindow) -> None:
    assert window.current_key() == ""
    QTest.keyClick(window, KEY.Key_F7)
    assert window.current_key() == ""
    QTest.keyClick(window, KEY.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert not any("签退？" in text for text in _texts(window))


def test_function_keys_go_to_their_screen_and_give_it_the_focus(window: CounterWindow) -> None:
    entered: list[str] = []
    window.entered.connect(entered.append)
    window.show_session(SESSION)
    for key in (KEY.Key_F10, KEY.Key_F7, KEY.Key_F2):
        QTest.keyClick(window, key)
    assert entered == ["F2", "F10", "F7", "F2"]
    assert window.current_key() == "F2"
    assert isinstance(window.focusWidget(), QLineEdit)
    with pytest.raises(KeyError):
        window.go_to("F6")


def test_a_room_of_the_supervisor_is_neither_shown_to_a_clerk_nor_reached_by_its_key(window: CounterWindow) -> None:
    window.show_session(SESSION)
    QTest.keyClick(window, KEY.Key_F11)
    assert window.current_key() == "F2"
    assert _navigation(window) == ["收件 F2", "办件 F7", "同步 F10"]
    actor = msgspec.structs.replace(SESSION.actor, roles=(Role.CLERK, Role.SUPERVISOR))
    window.show_session(msgspec.structs.replace(SESSION, actor=actor))
    QTest.keyClick(window, KEY.Key_F11)
    assert window.current_key() == "F11"
    assert _navigation(window)[-1] == "审核 F11"


def test_all_rooms_stand_in_the_window_after_some_steps_without_being_entered(window: CounterWindow) -> None:
    before = len(window.findChildren(QLineEdit))
    steps = 0
    while window.build_on():
        steps += 1
    assert steps == 1 + 4 * 3  # the icons; then two to build each, one to place it
    assert len(window.findChildren(QLineEdit)) == before + 4
    assert window.current_key() == ""


def test_whoever_signs_in_before_the_first_step_finds_the_icons_drawn(window: CounterWindow) -> None:
    buttons = [button for button in window.findChildren(QPushButton) if button.isCheckable()]
    assert all(button.icon().isNull() for button in buttons)
    window.show_session(SESSION)
    assert not any(button.icon().isNull() for button in buttons)


def test_the_strip_tells_place_link_and_what_waits(window: CounterWindow) -> None:
    window.show_session(SESSION)
    window.show_place(PLACE)
    window.show_link(dt.datetime(2026, 11, 23, 2, 32, tzinfo=dt.UTC), NOW)
    window.show_waiting(3, 1, 2)
    texts = _texts(window)
    for told in (
        "江原县  江原县政务服务中心  12 号窗口",
        "培训演练",
        "平台自 10:32 起未连接",
        "待上传 3 条",
        "待传扫描 1 份",
        "需处理 2 条",
    ):
        assert told in texts
    window.show_link(None, NOW)
    window.show_waiting(0, 0)
    texts = _texts(window)
    assert "平台已连接" in texts
    assert "无待上传" in texts
    assert not any(text.startswith("需处理") for text in texts)


def test_a_link_that_broke_on_another_day_is_told_with_its_day(window: CounterWindow) -> None:
    window.show_link(dt.datetime(2026, 11, 21, 2, 32, tzinfo=dt.UTC), NOW)
    assert "平台自 11-21 10:32 起未连接" in _texts(window)


def test_leaving_names_the_unsent_lines_and_asks_once(window: CounterWindow) -> None:
    window.show_session(SESSION)
    window.show_waiting(3, 1, 0)
    asked: list[bool] = []
    window.sign_out_asked.connect(lambda: asked.append(True))
    QTest.keyClick(window, KEY.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert "本窗口还有 3 条记录、1 份扫描件未上传。签退后会继续上传，不会丢失。现在签退？" in _texts(window)
    assert asked == []
    yes = window.focusWidget()
    assert yes is not None
    QTest.keyClick(yes, KEY.Key_Escape)
    assert asked == []
    QTest.keyClick(window, KEY.Key_L, Qt.KeyboardModifier.ControlModifier)
    yes = window.focusWidget()
    assert yes is not None
    QTest.keyClick(yes, KEY.Key_Return)
    assert asked == [True]


def test_nothing_of_a_person_stands_in_the_title_or_stays_after_leaving(window: CounterWindow) -> None:
    window.show_session(SESSION)
    assert "周晓岚" in _texts(window)
    assert window.windowTitle() == "一窗受理"
    window.show_session(None)
    assert "周晓岚" not in _texts(window)
    assert window.current_key() == ""


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_the_window_fits_both_sizes_of_the_halls_screens(window: CounterWindow, size: tuple[int, int]) -> None:
    window.show_session(SESSION)
    window.show_place(PLACE)
    window.show_waiting(12345, 1234, 99)
    window.resize(*size)
    assert (window.width(), window.height()) == size
    assert window.minimumSizeHint().width() <= size[0]


def test_sign_out_says_whose_work_has_not_arrived(window: CounterWindow) -> None:
    """Issue 3: how much and whose; told into the question that is asked already, and into no other."""
    unsent = [
        Unsent(clerk_no="100023", name="周晓岚", lines=2, troubles=0, scans=1),
        Unsent(clerk_no="100045", name="李建国", lines=1, troubles=1, scans=0),
    ]
    window.show_session(SESSION)
    window.show_waiting(2, 1, 1)
    window.tell_unsent(unsent)
    assert not any("李建国" in text for text in _texts(window))
    asked: list[bool] = []
    window.leaving.connect(lambda: asked.append(True))
    window.ask_to_leave()
    window.tell_unsent(unsent)
    assert asked == [True]
    assert any("（本人 2 条、1 份扫描件；李建国 1 条）" in text for text in _texts(window))
