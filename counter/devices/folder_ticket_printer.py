"""A ticket printer that puts each ticket into a folder, as the printer would get it: for practice and tests."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from counter.domain.case import PrintOutcome
from counter.errors import DeviceTrouble


class FolderTicketPrinter:
    """Tickets lie as ``<hash>.escpos`` in the folder; what is there and whole was "printed"."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def print_ticket(self, ticket: bytes) -> PrintOutcome:
        """The ticket is in the folder, whole.

        Raises:
            DeviceTrouble: ``ticket.folder`` when the folder cannot be written.
        """
        path = self._folder / f"ticket-{hashlib.sha256(ticket).hexdigest()[:12]}.escpos"
        partial = path.with_suffix(".part")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with partial.open("wb") as file:
                file.write(ticket)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as error:
            raise DeviceTrouble("ticket.folder", errno=error.errno or 0) from error
        return PrintOutcome.PRINTED
