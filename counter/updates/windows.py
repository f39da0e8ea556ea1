"""Windows: msiexec or the setup program, silently, from a task of SYSTEM.

Built to Microsoft's list of msiexec exit codes and the setup's own (installer/windows); tried only with a twin of the
runner, never on a Windows machine.
"""

from __future__ import annotations

from pathlib import Path

from counter import VERSION
from counter.errors import DeviceTrouble, Refused, StoreTrouble
from counter.updates.installer import Run, run_program
from counter.updates.offer import Package, order_of

_DONE = frozenset({0, 1641, 3010})  # 1641, 3010: done, a restart of Windows is to follow
_BUSY = 1618  # another installation is under way
_NEWER_THERE = 1638
_RIGHTS = (("*S-1-5-18", "F"), ("*S-1-5-32-544", "F"), ("*S-1-5-32-545", "RX"))
"""SYSTEM, administrators, users, by their well-known ids."""
_SETUP_OLDER, _SETUP_IN_USE = 11, 12


class WindowsInstaller:
    """msiexec and setup.

    Args:
        system: the folder of the system's programs.
        run: runs them.
    """

    def __init__(self, system: Path = Path("C:/Windows/System32"), run: Run = run_program) -> None:
        self._system = system
        self._run = run

    def keep_to_itself(self, folder: Path) -> None:
        """Only SYSTEM and administrators write in the updater's folder; users read, whoever made it before.

        Raises:
            StoreTrouble: ``updates.not_kept``.
        """
        icacls = str(self._system / "icacls.exe")
        for words in (
            ("/setowner", "*S-1-5-18", "/T", "/Q"),
            ("/inheritance:r", "/grant:r", *(f"{who}:(OI)(CI){may}" for who, may in _RIGHTS), "/Q"),
        ):
            if self._run((icacls, str(folder), *words)).code != 0:
                raise StoreTrouble("updates.not_kept", why="icacls")

    def installed(self) -> str:
        """The version of this very program: Windows has one at a time."""
        return VERSION

    def check(self, package: Package, file: Path) -> None:
        """The file's kind is one that Windows installs, and it is not older than this program."""
        if file.suffix not in {".msi", ".exe"} or package.offer.os != "windows":
            raise Refused("updates.wrong_package", file=package.name)
        if order_of(package.offer.version) < order_of(VERSION):
            raise Refused("updates.downgrade", version=package.offer.version)

    def install(self, package: Package, file: Path) -> None:
        """Installed for all users; the log lies beside the package's folder. Nothing is restarted."""
        log = file.parent.parent / "install.log"
        if file.suffix == ".msi":
            msiexec = str(self._system / "msiexec.exe")
            ran = self._run((msiexec, "/i", str(file), "/qn", "/norestart", "/l*v", str(log)))
        else:
            ran = self._run((str(file), "/S", f"/LOG={log}"))
        if ran.code in _DONE:
            return
        if ran.code == _BUSY:
            raise DeviceTrouble("updates.installer_busy")
        if ran.code in {_NEWER_THERE, _SETUP_OLDER}:
            raise Refused("updates.downgrade", version=package.offer.version)
        if ran.code == _SETUP_IN_USE:
            raise DeviceTrouble("updates.in_use")
        raise DeviceTrouble("updates.installer_failed", exit_code=ran.code, why="")
