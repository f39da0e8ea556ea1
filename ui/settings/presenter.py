"""设置: reads and writes a person's choice, looks at the machine, and writes the bundle that he has read."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject

from counter.domain.staff import Actor
from counter.errors import CounterError
from counter.health.findings import Report
from counter.lanes import Lane
from counter.settings import Reading
from ui.bridge import Bridge
from ui.machine_room import MachineRoom
from ui.settings.queue_presenter import QueuePresenter
from ui.settings.view import SettingsView
from ui.wording import sentence

_HEALTH, _BUNDLE, _QUEUE = 1, 2, 3


class SettingsPresenter(QObject):
    """Between the screen and the machine.

    Args:
        view: the screen.
        bridge: the crossing.
        machine: what is done here.
        store_lane: where the bundle's counts block.
        queue: what stands behind the page of the stick.
        parent: Qt's.
    """

    def __init__(
        self,
        *,
        view: SettingsView,
        bridge: Bridge,
        machine: MachineRoom,
        store_lane: Lane,
        queue: QueuePresenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._bridge = bridge
        self._machine = machine
        self._store_lane = store_lane
        self._queue = queue
        self._looking = False
        self._actor: Actor | None = None
        view.installEventFilter(self)
        view.turned.connect(self._refresh)
        view.choices.save_asked.connect(self._save)
        view.health.look_asked.connect(self._look)
        view.bundle.write_asked.connect(self._write)

    def show_actor(self, actor: Actor | None) -> None:
        """The screen is that person's."""
        self._actor = actor
        self._view.clear()
        self._queue.show_actor(actor)

    def bring(self, file: Path) -> None:
        """The page of the stick is shown with that file."""
        self._view.turn_to(_QUEUE)
        self._queue.bring(file)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 -- Qt's name
        """What holds here is asked anew when the screen is entered."""
        if watched is self._view and event.type() == QEvent.Type.Show and not event.spontaneous():
            self._refresh()
        return False

    def _refresh(self) -> None:
        """The page that is shown has what it shows."""
        page = self._view.pages.currentIndex()
        if page in {_HEALTH, _BUNDLE}:
            self._look()
        elif page == _QUEUE:
            self._queue.refresh()
            self._view.go_to_start()
        else:
            self._run(self._machine.read, done=self._show_reading)

    def _show_reading(self, reading: Reading) -> None:
        self._view.choices.show_reading(reading)
        self._run(self._machine.queues, done=self._view.choices.show_queues, failed=lambda _error: None)
        for fault in reading.faults:
            self._view.banner.say_error(fault)
            return
        self._view.go_to_start()

    def _save(self, changes: dict[str, object]) -> None:
        if not changes:
            self._view.banner.say("info", "没有改动")
            return
        self._run(partial(self._machine.choose, changes), done=self._saved, failed=self._not_saved)

    def _saved(self, reading: Reading) -> None:
        self._view.choices.show_reading(reading)
        self._view.banner.say("good", "已保存；重新打开客户端后生效")

    def _not_saved(self, error: BaseException) -> None:
        field = error.field if isinstance(error, CounterError) else ""
        if not self._view.choices.show_fault(field, sentence(error)):
            self._view.banner.say_error(error)

    def _look(self) -> None:
        if self._looking:
            return
        self._looking = True
        self._view.health.show_busy(True)
        self._run(self._machine.look, done=self._show_report, failed=self._not_looked)

    def _show_report(self, report: Report) -> None:
        self._looking = False
        self._view.health.show_busy(False)
        self._view.health.show_report(report)
        if self._view.pages.currentIndex() == _BUNDLE:
            self._bridge.run(
                self._store_lane,
                self._machine.pieces,
                report,
                done=self._view.bundle.show_pieces,
                failed=self._view.banner.say_error,
                owner=self,
            )

    def _not_looked(self, error: BaseException) -> None:
        self._looking = False
        self._view.health.show_busy(False)
        self._view.banner.say_error(error)

    def _write(self, folder: str) -> None:
        self._run(partial(self._machine.write, Path(folder), self._view.bundle.pieces()), done=self._written)

    def _written(self, path: Path) -> None:
        self._view.banner.say("good", f"诊断包已存为 {path.name}，可以发给运维")

    def _run(self, job: Any, *, done: Any, failed: Any = None) -> None:
        self._bridge.run(self._machine.lane, job, done=done, failed=failed or self._view.banner.say_error, owner=self)
