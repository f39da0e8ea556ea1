"""Debugging symbols that wheels brought along are gone; two of them are nine tenths symbols."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from installer.build.binaries import is_binary
from installer.build.targets import Target

_WORTH_BYTES = 500_000


def strip_wheels(site: Path, target: Target) -> None:
    """Each large library in the wheels is without symbols, where that makes it smaller. Qt's come stripped already.

    ``eu-strip`` reads the binaries of every machine; GNU ``strip`` only those of the one it was built for.
    """
    if target.is_windows:
        return
    with tempfile.TemporaryDirectory() as folder:
        stripped = Path(folder) / "stripped"
        for file in sorted(site.rglob("*")):
            if "PySide6" in file.parts or not is_binary(file, target) or file.stat().st_size < _WORTH_BYTES:
                continue
            subprocess.run(["eu-strip", "-o", str(stripped), str(file)], check=True)
            if stripped.stat().st_size < file.stat().st_size:
                shutil.copyfile(stripped, file)
