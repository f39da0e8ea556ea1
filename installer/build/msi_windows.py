"""The ``.msi``: Windows Installer's own registration, versions and silence around the setup, which does the work."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import tempfile
import time
from pathlib import Path

from installer.build.msi_tables import CODE_PAGE, code_of, tables
from installer.build.release import Release
from installer.build.targets import PRODUCT

_FILETIME_TYPE = struct.pack("<I", 0x40)
_FROM_1601_S = 11_644_473_600
_TICKS = 10_000_000
_DAY_S = 86_400


def build(release: Release, setup: Path, out: Path) -> Path:
    """``window-counter_<version>_win-x64.msi`` lies in the folder and carries the setup.

    Raises:
        subprocess.CalledProcessError: ``msibuild`` said no.
    """
    package = out.resolve() / setup.with_suffix(".msi").name  # msibuild works in a folder of its own
    package.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "Binary").mkdir()
        shutil.copyfile(setup, work / "Binary/Setup.ibd")
        (work / "codepage.idt").write_bytes(f"\r\n\r\n{CODE_PAGE}\t_ForceCodepage\r\n".encode())
        names = []
        for table in tables(release):
            names.append(f"{table.name}.idt")
            (work / names[-1]).write_text(table.text(), encoding="utf-8", newline="")
        names.insert(1, "codepage.idt")  # it holds only once there is a table, and Chinese is lost before it
        code = code_of(f"package {release.version}")
        _run("msibuild", str(package), "-s", PRODUCT, PRODUCT, "x64;2052", code, cwd=work)
        for name in names:  # one at a time: msibuild 0.101 dies of several
            _run("msibuild", str(package), "-i", name, cwd=work)
    _fix_times(package, release.made_at)
    return package


def _fix_times(package: Path, made_at: int) -> None:
    """The times of the summary (created, saved) are the release's: the two values of their type that are of today."""
    content = bytearray(package.read_bytes())
    low, high = (int((time.time() + shift + _FROM_1601_S) * _TICKS) for shift in (-_DAY_S, _DAY_S))
    place = content.find(_FILETIME_TYPE)
    while 0 <= place <= len(content) - 12:
        (value,) = struct.unpack_from("<Q", content, place + 4)
        if low < value < high:
            struct.pack_into("<Q", content, place + 4, (made_at + _FROM_1601_S) * _TICKS)
        place = content.find(_FILETIME_TYPE, place + 4)
    package.write_bytes(content)


def _run(*command: str, cwd: Path) -> None:
    subprocess.run(command, check=True, cwd=cwd, env={**os.environ, "LC_ALL": "C.UTF-8"})
