"""材料更正 between its page and the deed: scans are kept as they are added, and what was changed is proposed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from counter.actions.outlook import Outlook
from counter.domain.case import Attachment, ReceivedMaterial
from counter.domain.intake_rules import IntakeFaults
from counter.domain.merging import merge_intakes
from counter.domain.proposal import Amend
from counter.errors import CounterError
from ui.carrying import Carrying
from ui.cases.materials_page import MaterialsPage
from ui.intake import lane_jobs
from ui.presenting import ScreenPresenter
from ui.wording import sentence

_SCREENSHOT = "粘贴的图片.png"


class MaterialsAmending(QObject):
    """Stands behind the page.

    Args:
        presenter: asks the store lane; its person amends.
        page: the page.
        carrying: carries the proposal out, or asks a supervisor.
        now: the case as it stands now.
        done: told what the deed gave.
    """

    def __init__(
        self,
        presenter: ScreenPresenter,
        page: MaterialsPage,
        *,
        carrying: Carrying,
        now: Callable[[], Outlook | None],
        done: Callable[[Any], object],
    ) -> None:
        super().__init__(presenter)
        self._presenter, self._page, self._carrying = presenter, page, carrying
        self._now, self._done = now, done
        page.confirmed.connect(self._propose)
        page.files_offered.connect(self._attach_files)
        page.image_offered.connect(self._attach_image)

    def failed(self, error: BaseException) -> None:
        """What is wrong stands where it can be put right."""
        first = error.faults[0] if isinstance(error, IntakeFaults) else error
        self._page.show_fault(first.field if isinstance(first, CounterError) else "", sentence(first))

    def _propose(self) -> None:
        """What another window took in meanwhile stays: materials are a union (protocol.md, Conflicts)."""
        asked, now = self._page.asked_on(), self._now()
        if asked is None or now is None:
            return
        proposal = Amend(
            case=asked.case.case_id,
            number=str(self._page.number.currentData() or ""),
            materials=united_with(asked, now, self._page.materials()),
            reason=self._page.reason.text(),
        )
        self._carrying.propose(proposal, done=self._done, failed=self.failed)

    def _attach_files(self, code: str, paths: list[str]) -> None:
        for path in paths:
            self._attach(code, lane_jobs.attach_path, Path(path))

    def _attach_image(self, code: str, image: QImage) -> None:
        self._attach(code, lane_jobs.attach_image, image, _SCREENSHOT)

    def _attach(self, code: str, job: Callable[..., Attachment], *what: object) -> None:
        asked = self._page.asked_on()
        spec = asked.item.material(code) if asked else None
        if asked is not None and spec is not None:
            kept = partial(self._attached, asked, code)
            self._presenter.ask(job, spec, *what, done=kept, failed=self._page.banner.say_error)

    def _attached(self, asked: Outlook, code: str, file: Attachment) -> None:
        if self._page.asked_on() is asked:
            self._page.attach(code, file)
            self._page.banner.clear()


def united_with(asked: Outlook, now: Outlook, noted: tuple[ReceivedMaterial, ...]) -> tuple[ReceivedMaterial, ...]:
    """What the person noted on the case as he was asked, with what came to it since."""
    base = asked.case.intake
    return merge_intakes(base, msgspec.structs.replace(base, materials=noted), now.case.intake).intake.materials
