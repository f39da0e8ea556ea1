"""Whether somebody has something in hand: a lock on an open file says it, and no crash leaves it behind.

A clerk's program holds it shared while he is signed in and has not said yes, while a case is half typed, and while a
paper is being printed. The updater has to get it alone before it hands anything to the system's installer. Whoever can
open the file can hold it: at worst a version comes later, never in the middle of a case.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from counter.updates.terms import machine_folder

_FILE = "hand"
_PLACES = 64
"""How many programs may hold it at once on Windows, which knows no shared lock in CPython's library."""


class Hand:
    """The clerk's side.

    Args:
        folder: the updater's; None is the machine's.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or machine_folder()) / _FILE
        self._descriptor: int | None = None
        self._held = False

    def hold(self) -> bool:
        """The updater waits from now on; False where there is no updater, or while it is installing already."""
        if not self._held:
            self._held = self._open() and _lock_shared(self._descriptor or 0)
        return self._held

    def let_go(self) -> None:
        """The updater need not wait for this program."""
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor, self._held = None, False

    def _open(self) -> bool:
        if self._descriptor is None:
            try:
                self._descriptor = os.open(self._path, os.O_RDONLY)
            except OSError:
                return False
        return True


def lay(folder: Path) -> None:
    """The file is there for the clerks' programs to hold."""
    os.close(os.open(folder / _FILE, os.O_RDWR | os.O_CREAT, 0o644))


@contextlib.contextmanager
def alone(folder: Path, name: str = _FILE) -> Iterator[bool]:
    """True while the block runs when nobody has anything in hand; False at once when somebody has.

    Args:
        folder: the updater's.
        name: of another lock file there, for the updater itself.
    """
    descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        yield _lock_alone(descriptor)
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock_shared(descriptor: int) -> bool:
        """One free place of the file is locked; not verified on a Windows machine."""
        for place in range(_PLACES):
            os.lseek(descriptor, place, os.SEEK_SET)
            with contextlib.suppress(OSError):
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
                return True
        return False

    def _lock_alone(descriptor: int) -> bool:
        """Every place of the file is locked; not verified on a Windows machine."""
        os.lseek(descriptor, 0, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, _PLACES)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock_shared(descriptor: int) -> bool:
        return _flock(descriptor, fcntl.LOCK_SH)

    def _lock_alone(descriptor: int) -> bool:
        return _flock(descriptor, fcntl.LOCK_EX)

    def _flock(descriptor: int, kind: int) -> bool:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
