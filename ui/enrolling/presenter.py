"""开通: by a typed code, or once at the first start by the code file of the policy."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from counter.errors import CounterError
from counter.lanes import Lane
from counter.settings import Reading
from ui.bridge import Bridge
from ui.enrolling.view import EnrolView
from ui.machine_room import MachineRoom, Way
from ui.machine_wording import source_words
from ui.wording import sentence


class EnrolPresenter(QObject):
    """One enrolment at a time.

    Args:
        view: the screen.
        bridge: the crossing.
        store_lane: where enrolling blocks; nobody works here yet.
        machine: enrols.
        parent: Qt's.
    """

    enrolled = Signal(object)
    """The Way to the platform."""

    def __init__(
        self, view: EnrolView, bridge: Bridge, store_lane: Lane, machine: MachineRoom, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.view = view
        self._bridge = bridge
        self._store_lane = store_lane
        self._machine = machine
        self._begun = False
        view.enrol_asked.connect(self._enrol)

    def begin(self) -> None:
        """The screen says what holds here; a code file of the policy is spent at once, the first time."""
        if self._begun:
            return
        self._begun = True
        self._bridge.run(self._machine.lane, self._machine.read, done=self._show, failed=self._failed, owner=self)

    def _show(self, reading: Reading) -> None:
        held = reading.source_of("platform_url")
        self.view.show_address(str(held.value), note=source_words(held), locked=held.locked)
        if reading.settings.enrol_code_file:
            self.view.show_busy(True, "正在按运维的设置自动开通…")
            self._run("", "")

    def _enrol(self, code: str, address: str) -> None:
        self.view.show_busy(True)
        self._run(code, address)

    def _run(self, code: str, address: str) -> None:
        self._bridge.run(
            self._store_lane, self._machine.enrol, code, address, done=self._done, failed=self._failed, owner=self
        )

    def _done(self, way: Way) -> None:
        self.view.show_busy(False)
        self.enrolled.emit(way)

    def _failed(self, error: BaseException) -> None:
        self.view.show_busy(False)
        self.view.show_fault(sentence(error), field=error.field if isinstance(error, CounterError) else "")
