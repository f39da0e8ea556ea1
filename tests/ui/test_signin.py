"""Signing in: two fields and Enter; every state is said in words and no password stays."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from counter.domain.staff import Actor, Role, Session
from counter.errors import CounterError, RuleBroken, SignInNeeded
from counter.lanes import Lane
from ui.bridge import Bridge
from ui.parts import Banner
from ui.signin.presenter import SignInPresenter, offline_words
from ui.signin.view import SignInView

KEY = Qt.Key
NOW = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)


def _session(*, online: bool) -> Session:
    return Session(
        actor=Actor(clerk_no="100023", name="周晓岚", roles=(Role.CLERK,)),
        signed_in_at=NOW,
        offline_until=NOW + dt.timedelta(days=3),
        online=online,
    )


class _Door:
    """A sign-in that answers as it was told; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.error: CounterError | None = None
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, *, username: str, password: str) -> Session:
        self.asked.append((username, password))
        self.gate.wait(5.0)
        if self.error is not None:
            raise self.error
        return _session(online=True)


@pytest.fixture
def view(qtbot: QtBot) -> SignInView:
    made = SignInView()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.setFocus()
    return made


def _type(view: SignInView, number: str, password: str) -> None:
    fields = view.findChildren(QLineEdit)
    QTest.keyClicks(fields[0], number)
    QTest.keyClick(fields[0], KEY.Key_Return)
    QTest.keyClicks(fields[1], password)
    QTest.keyClick(fields[1], KEY.Key_Return)


def _banner(view: SignInView) -> str:
    return view.findChildren(Banner)[0].text()


def test_number_enter_password_enter_signs_in_and_leaves_no_password(
    qtbot: QtBot, view: SignInView, bridge: Bridge, lane: Lane
) -> None:
    door = _Door()
    presenter = SignInPresenter(view, bridge, lane, door)
    with qtbot.waitSignal(presenter.signed_in) as caught:
        _type(view, " 100023 ", "Training-1")
    assert door.asked == [("100023", "Training-1")]
    assert caught.args is not None
    assert caught.args[0].actor.clerk_no == "100023"
    assert [field.text() for field in view.findChildren(QLineEdit)] == ["", ""]


def test_enter_twice_while_it_runs_asks_once(qtbot: QtBot, view: SignInView, bridge: Bridge, lane: Lane) -> None:
    door = _Door()
    door.gate.clear()
    presenter = SignInPresenter(view, bridge, lane, door)
    with qtbot.waitSignal(presenter.signed_in):
        _type(view, "100023", "Training-1")
        QTest.keyClick(view.findChildren(QLineEdit)[1], KEY.Key_Return)
        door.gate.set()
    assert len(door.asked) == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (RuleBroken("sign_in.wrong", field="password"), "工号或密码不对；请重新输入"),
        (RuleBroken("sign_in.disabled", field="password"), "此账号已停用；请联系首席代表"),
        (SignInNeeded("sign_in.never_online"), "平台未连接，且您未在本机联网登录过；请待网络恢复后登录"),
        (SignInNeeded("sign_in.offline_over"), "平台未连接，离线登录期限已过；请待网络恢复后登录"),
    ],
)
def test_every_way_to_fail_is_said_and_the_password_is_typed_again(
    *, qtbot: QtBot, view: SignInView, bridge: Bridge, lane: Lane, error: CounterError, words: str
) -> None:
    door = _Door()
    door.error = error
    presenter = SignInPresenter(view, bridge, lane, door)
    _type(view, "100023", "wrong")
    qtbot.waitUntil(lambda: _banner(view) == words)
    assert presenter is not None
    assert view.focusWidget() is view.findChildren(QLineEdit)[1]
    QTest.keyClicks(view.findChildren(QLineEdit)[1], "T")
    assert view.findChildren(QLineEdit)[1].text() == "T"
    assert _banner(view) == ""


def test_an_empty_field_is_asked_for_without_asking_the_platform(view: SignInView, bridge: Bridge, lane: Lane) -> None:
    door = _Door()
    presenter = SignInPresenter(view, bridge, lane, door)
    assert presenter is not None
    QTest.keyClick(view.findChildren(QLineEdit)[1], KEY.Key_Return)
    assert _banner(view) == "请输入工号"
    QTest.keyClicks(view.findChildren(QLineEdit)[0], "100023")
    QTest.keyClick(view.findChildren(QLineEdit)[1], KEY.Key_Return)
    assert _banner(view) == "请输入密码"
    assert door.asked == []


def test_an_offline_sign_in_says_until_when() -> None:
    assert offline_words(_session(online=True)) == ""
    assert offline_words(_session(online=False)) == "平台未连接，已离线登录；离线登录期限至 2026-11-26 09:00"
