"""A printer that puts each paper into a folder as PDF: for practice, for tests and for machines without a printer.

a file ``no-paper`` in the folder   the queue stands still: a job waits in ``waiting/`` and is 已提交
the file is taken away              what waits comes out, in order, with the next look at the printer
the PDF lies in the folder, whole   已出纸: the file itself is the proof
the folder cannot be written        failure, told at once; nothing lies there
"""

from __future__ import annotations

import os
from pathlib import Path

from counter.domain.case import PrintOutcome
from counter.domain.print_job import PrintJob
from counter.errors import DeviceTrouble

NO_PAPER = "no-paper"
_WAITING = "waiting"


class FolderPrinter:
    """Papers lie as ``<job>.pdf`` in the folder; what is there and whole was "printed"."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def queues(self) -> tuple[str, ...]:
        """The folder's name."""
        return (self._folder.name,)

    def trouble(self, queue: str) -> str:
        """``printer.paused`` while there is no paper."""
        del queue
        self._go_on()
        return "printer.paused" if self._stands_still() else ""

    def waiting(self, queue: str) -> tuple[PrintJob, ...]:
        """What waits for paper, the oldest first."""
        del queue
        self._go_on()
        return tuple(PrintJob(id=number, title=path.stem.partition(" ")[2]) for number, path in self._jobs())

    def cancel(self, queue: str, job: int) -> PrintOutcome:
        """The job does not come out any more.

        Raises:
            DeviceTrouble: ``printer.unknown_job`` when it came out or was cancelled before.
        """
        path = dict(self._jobs()).get(job)
        if path is None:
            raise DeviceTrouble("printer.unknown_job", queue=queue)
        try:
            path.unlink()
        except OSError as error:
            raise DeviceTrouble("printer.folder", errno=error.errno or 0) from error
        return PrintOutcome.FAILED

    def submit(self, pdf: bytes, *, queue: str, copies: int, job: str) -> PrintOutcome:
        """The PDF is in the folder, whole; or it waits, when the paper ran out meanwhile.

        Raises:
            DeviceTrouble: ``printer.folder`` when the folder cannot be written; ``printer.paused`` when jobs wait
                already, and nothing was submitted.
        """
        del copies
        self._go_on()
        still = self._stands_still()
        if still and self._jobs():
            raise DeviceTrouble("printer.paused", queue=queue or self._folder.name)
        path = self._folder / f"{job}.pdf"
        if still:
            path = self._folder / _WAITING / f"1 {job}.pdf"
        partial = path.with_suffix(".part")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with partial.open("wb") as file:
                file.write(pdf)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as error:
            raise DeviceTrouble("printer.folder", errno=error.errno or 0) from error
        return PrintOutcome.SUBMITTED if still else PrintOutcome.PRINTED

    def _stands_still(self) -> bool:
        return (self._folder / NO_PAPER).exists()

    def _jobs(self) -> list[tuple[int, Path]]:
        return sorted((int(path.stem.partition(" ")[0]), path) for path in (self._folder / _WAITING).glob("*.pdf"))

    def _go_on(self) -> None:
        """With paper in it, the printer brings out what waits."""
        if self._stands_still():
            return
        for _, path in self._jobs():
            try:
                path.replace(self._folder / path.name.partition(" ")[2])
            except OSError as error:
                raise DeviceTrouble("printer.folder", errno=error.errno or 0) from error
