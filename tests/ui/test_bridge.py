"""Outcomes of lanes arrive on the GUI thread, and never at a screen that is gone."""

from __future__ import annotations

import threading

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot

from counter.errors import CounterError, RuleBroken
from counter.lanes import Lane
from ui.bridge import Bridge


def test_the_result_of_a_lane_is_handed_over_on_the_gui_thread(qtbot: QtBot, bridge: Bridge, lane: Lane) -> None:
    here = threading.get_ident()
    seen: list[tuple[int, int]] = []
    bridge.run(lane, int, "ff", base=16, done=lambda value: seen.append((value, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(255, here)]


def test_a_callback_is_never_called_before_run_returns(qtbot: QtBot, bridge: Bridge, lane: Lane) -> None:
    seen: list[str] = []
    bridge.run(lane, lambda: "x", done=seen.append)
    lane.call(lambda: None)  # the job has certainly ended
    assert seen == []
    qtbot.waitUntil(lambda: seen == ["x"])


def test_an_error_reaches_failed_and_without_it_the_window(qtbot: QtBot, bridge: Bridge, lane: Lane) -> None:
    def refuse() -> None:
        raise RuleBroken("identity.check_digit", field="applicant.id_number")

    errors: list[BaseException] = []
    bridge.run(lane, refuse, failed=errors.append)
    qtbot.waitUntil(lambda: len(errors) == 1)
    with qtbot.waitSignal(bridge.unclaimed) as caught:
        bridge.run(lane, refuse)
    assert caught.args is not None
    for error in (errors[0], caught.args[0]):
        assert isinstance(error, CounterError)
        assert error.code == "identity.check_digit"


def test_a_callback_of_a_deleted_owner_is_dropped_and_later_ones_still_come(
    qtbot: QtBot, bridge: Bridge, lane: Lane
) -> None:
    gate = threading.Event()
    owner = QObject()
    seen: list[str] = []
    bridge.run(lane, gate.wait, 5.0, done=lambda _: seen.append("dead"), owner=owner)
    bridge.run(lane, lambda: None, done=lambda _: seen.append("alive"))
    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["alive"]


def test_changes_announced_on_a_lane_are_emitted_on_the_gui_thread_once_each(
    qtbot: QtBot, bridge: Bridge, lane: Lane
) -> None:
    here = threading.get_ident()
    seen: list[tuple[str, int]] = []
    bridge.changed.connect(lambda kind: seen.append((kind, threading.get_ident())))
    lane.call(bridge.announce, ["cases", "drafts", "cases"])
    assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [("cases", here), ("drafts", here)]


def test_a_kind_of_change_that_nobody_knows_is_a_bug(bridge: Bridge) -> None:
    with pytest.raises(ValueError, match="casse"):
        bridge.announce(["casse"])


def test_nothing_comes_over_after_closing(bridge: Bridge, lane: Lane) -> None:
    seen: list[object] = []
    bridge.run(lane, lambda: 1, done=seen.append)
    lane.call(lambda: None)
    bridge.close()
    QCoreApplication.sendPostedEvents()
    assert seen == []
