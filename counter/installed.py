"""Which version of the package runs, and whether IT has put another one beside it since.

A package lies in ``<top>/versions/<version>`` and ``<top>/current`` names the one that starts: a link to its folder on
Linux, a file with the folder's name on Windows. An upgrade switches ``current`` and leaves the folder of whoever works
alone (installer/linux/README.md, installer/windows/README.md).
"""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

_APP = Path(__file__).resolve().parents[1]
_VERSIONS = "versions"
_LONGEST_VERSION = 40


@dataclasses.dataclass(frozen=True)
class Installed:
    """Another version than the one that runs: what it is called and how it is started."""

    version: str
    launcher: Path


def other_version(app: Path = _APP) -> Installed | None:
    """What starts the next time, when that is another folder than the one this program runs from; None otherwise.

    Args:
        app: the folder of the program in its package. A checkout is in no package, so there is never another version.
    """
    own = app.parent
    if own.parent.name != _VERSIONS:
        return None
    current = own.parent.parent / "current"
    try:
        is_link = not current.is_file()
        found = current.resolve(strict=True) if is_link else own.parent / current.read_text(encoding="ascii").strip()
        if found == own:
            return None
        version = (found / "VERSION").read_text(encoding="utf-8").strip()[:_LONGEST_VERSION]
    except (OSError, UnicodeDecodeError):  # in the middle of being removed: nothing to start
        return None
    return Installed(
        version=version, launcher=current / "bin/window-counter" if is_link else current.with_name("window-counter.exe")
    )


def start_instead(launcher: Path, words: Sequence[str], system: str = sys.platform) -> subprocess.Popen[bytes]:
    """This process is the other version now; on Windows, where none becomes another, that was started beside it.

    Args:
        launcher: of the version that starts the next time.
        words: the command line after the program's name.
        system: ``sys.platform`` of the machine.

    Returns:
        What was started, on Windows; elsewhere nothing comes back from here.
    """
    command = [str(launcher), *words]
    if system != "win32":
        os.execv(launcher, command)  # noqa: S606 -- our own program, installed by IT
    import subprocess  # noqa: PLC0415 -- only here, and a start need not wait for it

    return subprocess.Popen(command)  # noqa: S603 -- as above
