"""A printer that puts each paper into a folder as PDF: for practice, for tests and for machines without a printer."""

from __future__ import annotations

import os
from pathlib import Path

from counter.domain.case import PrintOutcome
from counter.errors import DeviceTrouble


class FolderPrinter:
    """Papers lie as ``<job>.pdf`` in the folder; what is there and whole was "printed"."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def queues(self) -> tuple[str, ...]:
        """The folder's name."""
        return (self._folder.name,)

    def submit(self, pdf: bytes, *, queue: str, copies: int, job: str) -> PrintOutcome:
        """The PDF is in the folder, whole.

        Raises:
            DeviceTrouble: ``printer.folder`` when the folder cannot be written.
        """
        del queue, copies
        path = self._folder / f"{job}.pdf"
        partial = path.with_suffix(".part")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with partial.open("wb") as file:
                file.write(pdf)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as error:
            raise DeviceTrouble("printer.folder", errno=error.errno or 0) from error
        return PrintOutcome.PRINTED
