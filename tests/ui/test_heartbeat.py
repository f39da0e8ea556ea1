"""Rounds come one at a time, when they are asked for, and not against a platform that is away."""

from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from counter.lanes import Lane
from ui.bridge import Bridge
from ui.heartbeat import Beat, Heartbeat


def test_a_round_announces_what_changed_and_waits_as_it_said(qtbot: QtBot, bridge: Bridge, lane: Lane) -> None:
    kinds: list[str] = []
    bridge.changed.connect(kinds.append)
    heart = Heartbeat(bridge, lane, lambda: Beat(wait_s=50.0, changed=frozenset({"cases", "news"})))
    with qtbot.waitSignal(heart.ended):
        heart.start()
    qtbot.waitUntil(lambda: kinds == ["cases", "news"])
    waits = heart.next_in_s()
    assert waits is not None
    assert 40.0 < waits <= 50.0
    heart.stop()
    assert heart.next_in_s() is None


def test_nudges_during_a_round_make_one_more_and_never_two_at_once(qtbot: QtBot, bridge: Bridge, lane: Lane) -> None:
    gate = threading.Event()
    began: list[int] = []

    def beat() -> Beat:
        began.append(1)
        gate.wait(5.0)
        return Beat(wait_s=50.0)

    heart = Heartbeat(bridge, lane, beat)
    ended: list[Beat] = []
    heart.ended.connect(ended.append)
    heart.start()
    qtbot.waitUntil(lambda: len(began) == 1)
    for _ in range(5):
        heart.nudge()
    assert heart.is_running()
    gate.set()
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert len(began) == 2
    heart.stop()


def test_a_nudge_does_not_hammer_a_platform_that_is_away_but_a_person_may_ask(
    qtbot: QtBot, bridge: Bridge, lane: Lane
) -> None:
    answers = [Beat(wait_s=50.0, trouble="platform.away"), Beat(wait_s=50.0)]
    heart = Heartbeat(bridge, lane, lambda: answers.pop(0))
    with qtbot.waitSignal(heart.ended):
        heart.start()
    assert heart.silent_since() is not None
    heart.nudge()
    assert not heart.is_running()
    with qtbot.waitSignal(heart.ended):
        heart.beat_now()
    assert heart.silent_since() is None
    assert answers == []
    heart.stop()


def test_a_round_that_breaks_is_told_and_the_next_one_still_comes(qtbot: QtBot, bridge: Bridge) -> None:
    bugs: list[BaseException] = []
    lane = Lane("sync", on_bug=lambda _name, error: bugs.append(error))
    heart = Heartbeat(bridge, lane, lambda: Beat(wait_s=1 / 0))
    with qtbot.waitSignal(heart.broke):
        heart.start()
    assert not heart.is_running()
    assert heart.next_in_s() is not None
    heart.stop()
    assert lane.close(5.0)
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]
