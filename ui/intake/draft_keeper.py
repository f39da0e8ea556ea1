"""暂存 as one types: a pause saves, and so do two seconds of typing without a pause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from counter.actions import intake as deeds
from counter.actions.desk import Desk
from counter.domain.case import Draft, Intake
from counter.domain.ids import CaseId
from counter.domain.person import Identified
from counter.lanes import Lane
from ui.bridge import Bridge
from ui.intake import lane_jobs

PAUSE_MS = 700
MOST_MS = 2000
Then = Callable[[], object]


def is_blank(typed: Intake) -> bool:
    """Whether nothing was typed, ticked or picked that would be worth a draft."""
    person = msgspec.structs.replace(typed.applicant, kind=Intake().applicant.kind)
    if person.legal_representative == Identified():
        person = msgspec.structs.replace(person, legal_representative=None)
    return msgspec.structs.replace(typed, applicant=person) == Intake()


class DraftKeeper(QObject):
    """Saves what ``build`` gives; ``build`` gives None when there is nothing to save.

    Args:
        bridge: the crossing to lanes.
        lane: the store lane.
        desk: only handed to the lane.
        build: the draft as it stands.
        parent: whose end ends the callbacks too.
    """

    saved = Signal(str, object)
    """Case id, and when (aware datetime)."""
    failed = Signal(object)
    """The error; what was typed is still in the form only."""

    def __init__(
        self, *, bridge: Bridge, lane: Lane, desk: Desk, build: Callable[[], Draft | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bridge, self._lane, self._desk, self._build = bridge, lane, desk, build
        self._pause = self._timer(PAUSE_MS)
        self._most = self._timer(MOST_MS)

    def touch(self) -> None:
        """Something was typed: it will be saved soon."""
        self._pause.start()
        if not self._most.isActive():
            self._most.start()

    def rest(self) -> None:
        """Nothing is saved until the next touch."""
        self._pause.stop()
        self._most.stop()

    def save(self, then: Then | None = None) -> None:
        """The draft is on the disk as it stands, then ``then`` is called; not when the store refused."""
        self.rest()
        draft = self._build()
        if draft is None:
            if then is not None:
                then()
            return

        def done(saved_at: dt.datetime) -> None:
            self.saved.emit(draft.case_id, saved_at)
            if then is not None:
                then()

        self._bridge.run(
            self._lane, lane_jobs.save_draft, self._desk, draft, done=done, failed=self.failed.emit, owner=self
        )

    def drop(self, case_id: CaseId, then: Then | None = None) -> None:
        """There is no draft of that case on the disk; then ``then`` is called."""
        self._bridge.run(
            self._lane,
            deeds.drop_draft,
            self._desk,
            case_id,
            done=lambda _: then() if then is not None else None,
            failed=self.failed.emit,
            owner=self,
        )

    def _timer(self, after_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(lambda: self.save())  # noqa: PLW0108 - the signal must not be the argument
        return timer
