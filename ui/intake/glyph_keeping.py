"""The clerk's picture of a character goes to the store lane and comes back as what the form holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from counter.actions.desk import Desk
from counter.domain.case import GlyphImage
from ui.intake import lane_jobs
from ui.intake.sheet import FormSheet


class GlyphKeeping(QObject):
    """Between the line of the form and the scan store.

    Args:
        sheet: the form; this belongs to it.
        run: a job on the store lane, its errors told by whoever gave it.
        desk: only handed to the lane.
    """

    def __init__(self, sheet: FormSheet, run: Callable[..., object], desk: Desk) -> None:
        super().__init__(sheet)
        self._sheet, self._run, self._desk = sheet, run, desk
        sheet.glyphs.offered.connect(self._keep)

    def _keep(self, character: str, path: str) -> None:
        self._run(lane_jobs.keep_glyph, self._desk, character, Path(path), done=self._kept)

    def _kept(self, kept: tuple[GlyphImage, QImage]) -> None:
        """A form that no longer holds the character does not take its picture."""
        image, shape = kept
        if image.character in self._sheet.glyphs.lacking():
            self._sheet.keep_glyph(image, shape)
