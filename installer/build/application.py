"""The program itself in a tree: what git keeps of it, and nothing that lies about in the checkout."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from installer.build.release import Release
from installer.build.targets import INSTALLER

PARTS = ("counter", "ui", "resources", "main.py", "LICENSE", "CHANGELOG.md")
_BUILD_TOOLS = ("resources/fonts/build_fonts.py",)
_VERSION = re.compile(r'^VERSION = "[^"]+"$', re.MULTILINE)


def lay_application(checkout: Path, app: Path, release: Release) -> None:
    """The program's files lie in the folder, with the version that is built and a start for packages.

    Raises:
        ValueError: ``counter/__init__.py`` names no version.
    """
    listed = subprocess.run(
        ["git", "-C", str(checkout), "ls-files", "-z", "--", *PARTS],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if name in _BUILD_TOOLS or not (checkout / name).is_file():
            continue
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(checkout / name, app / name)
    shutil.copyfile(INSTALLER / "linux/start.py", app / "start.py")
    named = app / "counter/__init__.py"
    text, count = _VERSION.subn(f'VERSION = "{release.version}"', named.read_text(encoding="utf-8"))
    if count != 1:
        raise ValueError("counter/__init__.py names no version")
    named.write_text(text, encoding="utf-8")
