"""One at a time: among the threads of this process, and among the workers that share the folder."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from types import TracebackType

if sys.platform != "win32":
    import fcntl


class Turn:
    """A turn that one holder has at a time; it ends with its holder's process, whatever became of it.

    Under Windows the threads of one process take turns; several workers need PostgreSQL, and that hall runs on Linux.

    Args:
        file: made when it is missing; nothing is written into it, and it stays.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._threads = threading.Lock()
        self._held = -1

    def __enter__(self) -> None:
        """It is our turn."""
        self._threads.acquire()
        try:
            self._held = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            if sys.platform != "win32":
                fcntl.flock(self._held, fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """It is somebody else's."""
        os.close(self._held)
        self._threads.release()
