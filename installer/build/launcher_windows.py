"""The two programs that start a Windows tree: one with a window, one with a console for scripts, built by mingw-w64."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from installer.build.release import Release
from installer.build.targets import INSTALLER, PRODUCT, ROOT

WINDOWS = INSTALLER / "windows"
WINDOW, CONSOLE = f"{PRODUCT}.exe", f"{PRODUCT}-cli.exe"
ICON = ROOT / f"resources/icons/{PRODUCT}.svg"
_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
_COMPILER = "x86_64-w64-mingw32-gcc"
_FLAGS = (
    "-std=c11", "-Os", "-s", "-Wall", "-Wextra", "-Werror", "-Wl,--no-insert-timestamp", "-Wl,--dynamicbase",
    "-Wl,--nxcompat", "-Wl,--high-entropy-va", "-static-libgcc",
)  # fmt: skip


def build(folder: Path, release: Release, work: Path) -> None:
    """Both programs lie in the folder, with icon, version and manifest; the same source gives the same bytes.

    Args:
        folder: ``bin`` of the tree.
        release: whose version they show.
        work: a folder for what is made on the way.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (work / f"{PRODUCT}.ico").write_bytes(icon())
    text = (WINDOWS / "launcher.manifest").read_text(encoding="utf-8")
    (work / "launcher.manifest").write_text(text.replace("@FOUR@", four(release.version)), encoding="utf-8")
    shutil.copyfile(WINDOWS / "launcher.c", work / "launcher.c")
    for name, options in ((WINDOW, ["-DWINDOW", "-mwindows"]), (CONSOLE, ["-mconsole"])):
        script = (WINDOWS / "launcher.rc").read_text(encoding="utf-8")
        for placeholder, value in (
            ("@NUMBERS@", four(release.version).replace(".", ",")),
            ("@VERSION@", release.version),
            ("@NAME@", name),
        ):
            script = script.replace(placeholder, value)
        (work / "launcher.rc").write_text(script, encoding="utf-8")
        _run("x86_64-w64-mingw32-windres", "-c", "65001", "launcher.rc", "-O", "coff", "-o", "resources.o", cwd=work)
        _run(
            _COMPILER,
            *_FLAGS,
            *options,
            "launcher.c",
            "resources.o",
            "-o",
            str(folder.resolve() / name),
            "-lshell32",
            cwd=work,
        )


def four(version: str) -> str:
    """The version in the four numbers that Windows compares: ``0.3.0`` is ``0.3.0.0``; a suffix counts for nothing."""
    found = re.match(r"\d+(\.\d+){0,2}", version)
    if found is None:
        raise ValueError(f"{version} does not begin with a number")
    numbers = [str(int(number)) for number in found[0].split(".")]
    return ".".join((numbers + ["0"] * 4)[:4])


def icon() -> bytes:
    """The product's picture as an ``.ico`` in every size that Windows shows."""
    drawn = QImage(256, 256, QImage.Format.Format_ARGB32)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(str(ICON)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawn.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub knows the format as bytes only
    made = io.BytesIO()
    Image.open(io.BytesIO(buffer.data().data())).save(made, "ICO", sizes=[(size, size) for size in _SIZES])
    return made.getvalue()


def _run(*command: str, cwd: Path) -> None:
    subprocess.run(command, check=True, cwd=cwd)
