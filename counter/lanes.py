"""Lanes: one thread for one kind of blocking work, in the order it was asked for.

The GUI thread never touches SQL, HTTP or a device; it submits to a lane and is told later (``ui/bridge.py``). The
command line uses the same lanes and waits.
"""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, ParamSpec, TypeVar

from counter.errors import CounterError

P = ParamSpec("P")
T = TypeVar("T")

OnBug = Callable[[str, BaseException], None]
"""Told the lane's name and what a job raised that is none of our errors; called on the lane's thread."""


def to_excepthook(_lane: str, error: BaseException) -> None:
    """The error has reached the one excepthook of the program."""
    sys.excepthook(type(error), error, error.__traceback__)


class _Job(Generic[T]):
    """One call that waits for its turn, and the place where its outcome goes."""

    def __init__(self, function: Callable[[], T]) -> None:
        self._function = function
        self.future: Future[T] = Future()

    def run(self, on_bug: Callable[[BaseException], None]) -> None:
        """The future holds the outcome, whatever the outcome is, unless it was cancelled before its turn."""
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self._function()
        except BaseException as error:  # noqa: BLE001 - a job that raises must not end its lane (design.md, Threads)
            self.future.set_exception(error)
            if not isinstance(error, CounterError):
                on_bug(error)
        else:
            self.future.set_result(result)


class Lane:
    """One daemon thread and its queue; jobs run one after the other.

    Args:
        name: the thread's name, as it stands in logs ("store", "sync", "printer").
        on_bug: told of everything a job raises that is not a CounterError; the job's caller is told as well.
    """

    def __init__(self, name: str, *, on_bug: OnBug = to_excepthook) -> None:
        self.name = name
        self._on_bug = on_bug
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._waiting = 0
        self._thread = threading.Thread(target=self._work, name=f"lane-{name}", daemon=True)
        self._thread.start()

    def submit(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The call waits for its turn; its outcome will be in the future. Cancelled at once on a closed lane."""
        job = _Job(lambda: function(*args, **kwargs))
        with self._gate:
            if self._closed:
                job.future.cancel()
                job.future.set_running_or_notify_cancel()
            else:
                self._waiting += 1
                self._jobs.put(job)
        return job.future

    def is_idle(self) -> bool:
        """Whether no job runs and none waits."""
        return self._waiting == 0

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The call's result, after its turn; raises what it raised. On the lane itself it runs at once.

        Raises:
            concurrent.futures.CancelledError: the lane is closed.
        """
        if threading.current_thread() is self._thread:
            return function(*args, **kwargs)
        return self.submit(function, *args, **kwargs).result()

    def close(self, wait_s: float) -> bool:
        """No new job is taken; True when all that waited ended within ``wait_s`` seconds. Twice is once."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join(wait_s)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job.run(self._report)
            with self._gate:
                self._waiting -= 1
            del job  # no name or number stays alive because a thread waits for its next job

    def _report(self, error: BaseException) -> None:
        self._on_bug(self.name, error)
