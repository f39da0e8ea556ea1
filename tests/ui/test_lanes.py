"""A lane keeps order, survives what its jobs raise, and ends when it is told to."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError

import pytest

from counter.errors import RuleBroken
from counter.lanes import Lane


def test_jobs_run_in_the_order_they_were_submitted_on_one_other_thread(lane: Lane) -> None:
    seen: list[tuple[int, int]] = []

    def note(number: int) -> None:
        seen.append((number, threading.get_ident()))

    for number in range(200):
        lane.submit(note, number)
    lane.call(lambda: None)
    assert [number for number, _ in seen] == list(range(200))
    assert {ident for _, ident in seen}.isdisjoint({threading.get_ident()})
    assert len({ident for _, ident in seen}) == 1


def test_a_job_that_raises_does_not_end_the_lane_and_its_caller_is_told() -> None:
    bugs: list[tuple[str, BaseException]] = []
    lane = Lane("store", on_bug=lambda name, error: bugs.append((name, error)))
    with pytest.raises(ZeroDivisionError):
        lane.call(lambda: 1 // 0)
    with pytest.raises(SystemExit):
        lane.call(lambda: (_ for _ in ()).throw(SystemExit(3)))
    assert lane.call(lambda: "still here") == "still here"
    assert [(name, type(error)) for name, error in bugs] == [("store", ZeroDivisionError), ("store", SystemExit)]
    assert lane.close(5.0)


def test_a_lane_is_idle_when_nothing_runs_and_nothing_waits(lane: Lane) -> None:
    """Also after a job that raised."""
    assert lane.is_idle()
    going, on = threading.Event(), threading.Event()

    def wait() -> None:
        going.set()
        on.wait(5.0)

    lane.submit(wait)
    assert going.wait(5.0)
    assert not lane.is_idle()
    waits = lane.submit(lambda: None)
    on.set()
    waits.result(5.0)

    def refuse() -> None:
        raise RuleBroken("identity.check_digit")

    with pytest.raises(RuleBroken):
        lane.call(refuse)
    assert lane.close(5.0)
    assert lane.is_idle()


def test_an_error_of_ours_is_no_bug() -> None:
    bugs: list[BaseException] = []
    lane = Lane("store", on_bug=lambda _name, error: bugs.append(error))

    def refuse() -> None:
        raise RuleBroken("identity.check_digit")

    with pytest.raises(RuleBroken):
        lane.call(refuse)
    assert lane.close(5.0)
    assert bugs == []


def test_a_call_from_the_lane_itself_runs_at_once_instead_of_waiting_for_ever(lane: Lane) -> None:
    assert lane.submit(lambda: lane.call(lambda: 42)).result(5.0) == 42


def test_keyword_arguments_reach_the_job(lane: Lane) -> None:
    assert lane.call(int, "ff", base=16) == 255


def test_closing_lets_waiting_jobs_end_and_takes_no_new_ones() -> None:
    lane = Lane("sync")
    gate = threading.Event()
    first, second = lane.submit(gate.wait, 5.0), lane.submit(lambda: "done")
    assert lane.close(0.0) is False
    gate.set()
    assert lane.close(5.0) is True
    assert (first.result(0.0), second.result(0.0)) == (True, "done")
    assert lane.submit(lambda: "late").cancelled()
    with pytest.raises(CancelledError):
        lane.call(lambda: "late")


def test_a_job_cancelled_before_its_turn_never_runs(lane: Lane) -> None:
    gate = threading.Event()
    ran: list[str] = []
    lane.submit(gate.wait, 5.0)
    second = lane.submit(lambda: ran.append("second"))
    assert second.cancel()
    gate.set()
    lane.call(lambda: None)
    assert ran == []
