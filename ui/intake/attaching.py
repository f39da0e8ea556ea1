"""附件: a file that is chosen, dropped or pasted is kept by the store and belongs to its material from then on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from counter.actions.desk import Desk
from counter.domain.case import Attachment
from counter.domain.ids import CaseId
from counter.domain.item import MaterialSpec
from counter.domain.workdays import HALL_TIME
from ui.intake import lane_jobs
from ui.intake.view import IntakeView


class Attaching(QObject):
    """Stands behind the materials of the form.

    Args:
        view: the screen.
        run: runs a job on the store lane and tells its outcome.
        desk: only handed to the lane.
        case_id: which case stands in the form now.
    """

    def __init__(self, view: IntakeView, run: Callable[..., object], desk: Desk, case_id: Callable[[], CaseId]) -> None:
        super().__init__(view)
        self._view, self._run, self._desk, self._case_id = view, run, desk, case_id
        view.files_offered.connect(self._files)
        view.image_offered.connect(self._image)

    def _files(self, code: str, paths: list[str]) -> None:
        for path in paths:
            self._attach(code, lane_jobs.attach_path, Path(path))

    def _image(self, code: str, image: QImage) -> None:
        self._attach(code, lane_jobs.attach_image, image, f"粘贴 {dt.datetime.now(HALL_TIME):%H%M%S}.png")

    def _attach(self, code: str, job: Callable[..., Attachment], *what: object) -> None:
        item, case_id = self._view.service_item(), self._case_id()
        spec: MaterialSpec | None = item.material(code) if item else None
        if spec is None:
            return

        def done(file: Attachment) -> None:
            if case_id == self._case_id() and self._view.service_item() is item:
                self._view.attach(code, file)
                self._view.bar.banner.clear()

        self._run(job, self._desk, spec, *what, done=done)
