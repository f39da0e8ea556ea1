"""That this version runs, for a setup that would take its files away.

On Windows a named mutex of the kernel says it, which goes with the process however that ends, so that nothing is left
to clear up. On Linux a package's scripts see it in ``/proc`` (installer/linux/shared.sh), and nothing is held here.
"""

from __future__ import annotations

import ctypes
import re
import sys
from pathlib import Path
from typing import Any, Protocol

_APP = Path(__file__).resolve().parents[1]
_VERSIONS = "versions"
ANY_VERSION = r"Global\WindowCounter"
"""Held while any version runs; ``Global``, because the setup runs in another session than the clerk."""
_VERSION = re.compile(r"[0-9A-Za-z.+-]{1,40}")
_EVERYBODY_MAY_SEE_IT = "D:(A;;0x1f0001;;;AU)"
"""MUTEX_ALL_ACCESS for Authenticated Users (SDDL): two clerks signed in at one machine hold it both."""
_SDDL_REVISION_1 = 1


class KernelNames(Protocol):
    """Names that the kernel keeps for as long as this process lives."""

    def hold(self, name: str) -> None:
        """The name is there for every process of this machine until this one ends."""


class RememberedNames:
    """The simulated twin: knows what would be held; also what serves where the kernel needs no telling."""

    def __init__(self) -> None:
        self.held: list[str] = []

    def hold(self, name: str) -> None:
        """The name is remembered."""
        self.held.append(name)


class WindowsMutexes:
    """Named mutexes of the Windows kernel. Tried under wine; not verified on a Windows machine.

    Args:
        windll: ``ctypes.windll``, or a twin of it.
    """

    def __init__(self, windll: Any) -> None:
        self._kernel32, self._advapi32 = windll.kernel32, windll.advapi32
        self._kernel32.CreateMutexW.restype = ctypes.c_void_p

    def hold(self, name: str) -> None:
        """The mutex exists until this process ends; its handle is never closed. Nobody waits for it."""
        self._kernel32.CreateMutexW(self._attributes(), False, name)

    def _attributes(self) -> Any:
        """SECURITY_ATTRIBUTES with the descriptor; the default ones, for this user alone, when it cannot be made."""

        class Attributes(ctypes.Structure):
            _fields_ = (
                ("length", ctypes.c_uint32),
                ("descriptor", ctypes.c_void_p),
                ("inherit", ctypes.c_int),
            )

        made = Attributes(ctypes.sizeof(Attributes), None, 0)
        done = self._advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW(
            _EVERYBODY_MAY_SEE_IT, _SDDL_REVISION_1, ctypes.byref(made, Attributes.descriptor.offset), None
        )
        return ctypes.byref(made) if done else None


def kernel_names() -> KernelNames:
    """Those of this machine."""
    if sys.platform == "win32":
        return WindowsMutexes(ctypes.windll)
    return RememberedNames()


def tell_running(names: KernelNames, app: Path = _APP) -> None:
    """Whoever wants to remove or replace the folder that this program runs from can see that it runs.

    Args:
        names: of the machine.
        app: the folder of the program in its package. A checkout is in no package, so nothing is held for it.
    """
    folder = app.parent
    if folder.parent.name == _VERSIONS and _VERSION.fullmatch(folder.name):
        names.hold(ANY_VERSION)
        names.hold(f"{ANY_VERSION}-{folder.name}")
