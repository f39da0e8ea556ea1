"""The one crossing from a lane to the GUI thread.

A lane's outcome comes over as one queued signal and is handed to the callback on the thread that the bridge lives on.
A callback whose owner is gone is dropped: the screen was closed, the work was done all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from counter.lanes import Lane

T = TypeVar("T")

KINDS = frozenset({"drafts", "cases", "deliveries", "news", "catalogue", "session", "reviews"})
"""What can change; a screen that shows such a thing asks again."""


class Bridge(QObject):
    """Where outcomes of lanes become calls on the GUI thread; made on the GUI thread, one per program."""

    changed = Signal(str)
    """One of KINDS; always emitted on the GUI thread."""
    unclaimed = Signal(object)
    """The error of a run that named no ``failed``; the window shows it in a line."""
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        lane: Lane,
        function: Callable[..., T],
        *args: Any,
        done: Callable[[T], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        owner: QObject | None = None,
        **kwargs: Any,
    ) -> None:
        """The function will run on the lane; then ``done`` or ``failed`` is called here, unless ``owner`` is gone.

        Args:
            lane: where it blocks.
            function: called with ``args`` and ``kwargs``.
            args: for the function.
            done: takes the result.
            failed: takes the error; without it ``unclaimed`` carries the error.
            owner: the object that the callbacks touch; deleted owner, no callback.
            kwargs: for the function.
        """

        def arrived(future: Future[T]) -> None:
            if not future.cancelled():
                self._send(lambda: self._conclude(future, done, failed, owner))

        lane.submit(function, *args, **kwargs).add_done_callback(arrived)

    def announce(self, kinds: Iterable[str]) -> None:
        """``changed`` is emitted for each kind, on the GUI thread; may be called on any thread.

        Raises:
            ValueError: a kind that is none of KINDS.
        """
        told = list(dict.fromkeys(kinds))
        if unknown := set(told) - KINDS:
            raise ValueError(f"no such kind of change: {sorted(unknown)}")
        for kind in told:
            self._send(partial(self.changed.emit, kind))

    def close(self) -> None:
        """Nothing comes over any more; lanes may go on."""
        self._closed = True

    def _send(self, step: Callable[[], object]) -> None:
        if not self._closed and shiboken6.isValid(self):
            self._arrived.emit(step)

    @Slot(object)
    def _deliver(self, step: Callable[[], object]) -> None:
        if not self._closed:
            step()

    def _conclude(
        self,
        future: Future[T],
        done: Callable[[T], object] | None,
        failed: Callable[[BaseException], object] | None,
        owner: QObject | None,
    ) -> None:
        if owner is not None and not shiboken6.isValid(owner):
            return
        error = future.exception()
        if error is None:
            if done is not None:
                done(future.result())
        elif failed is not None:
            failed(error)
        else:
            self.unclaimed.emit(error)
