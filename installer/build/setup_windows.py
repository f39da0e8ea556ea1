"""The Windows setup of a tree: an ``.exe`` by NSIS, and an ``.msi`` around it for what takes nothing else (GPO)."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from installer.build import msi_windows
from installer.build.launcher_windows import WINDOWS, four, icon
from installer.build.release import Release
from installer.build.targets import PRODUCT, Target


def build(target: Target, release: Release, tree: Path, out: Path, *, fast: bool = False) -> tuple[Path, Path]:
    """``window-counter_<version>_win-x64.exe`` and ``.msi`` lie in the folder; the same tree gives the same bytes.

    Args:
        target: the machine.
        release: the version and the one time of every file.
        tree: as ``assemble`` leaves it.
        out: where they go.
        fast: packed lightly, for tests of the setup.

    Raises:
        subprocess.CalledProcessError: ``makensis`` or ``wixl`` said no.
    """
    out.mkdir(parents=True, exist_ok=True)
    setup = out / f"{PRODUCT}_{release.version}_{target.name}.exe"
    with tempfile.TemporaryDirectory() as work:
        picture = Path(work) / f"{PRODUCT}.ico"
        picture.write_bytes(icon())
        values = {
            "VERSION": release.version,
            "FOUR": four(release.version),
            "TREE": str(tree.resolve()),
            "ICON": str(picture),
            "OUT": str(setup.resolve()),
        }
        command = ["makensis", "-V2", "-WX", *(f"-D{name}={value}" for name, value in values.items())]
        if fast:
            command.append("-DFAST")
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(release.made_at), "LC_ALL": "C.UTF-8"}
        subprocess.run([*command, "setup.nsi"], check=True, cwd=WINDOWS, env=environment)
    return setup, msi_windows.build(release, setup, out)
