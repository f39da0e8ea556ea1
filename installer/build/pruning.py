"""What of the wheels and of Python's library a counter uses; all the rest stays out of the tree."""

from __future__ import annotations

import ast
import fnmatch
import shutil
from pathlib import Path

from installer.build.binaries import closure, is_binary, library_name
from installer.build.targets import Target

DROPPED_PACKAGES = ("pip", "pip-*", "setuptools", "setuptools-*", "_distutils_hack", "distutils-precedence.pth", "bin")
"""``pip`` comes as a dependency of sqlite-utils; nobody installs anything on a counter."""

_DROPPED_FILES = ("*.pyi", "*.h", "*.hpp", "*.lib", "*.pyx", "*.pxd", "py.typed", "RECORD", "direct_url.json")
_DROPPED_FOLDERS = ("tests", "test", "testing_data", "include", "__pycache__")
_DROPPED_PARTS = (
    "lxml/html", "lxml/isoschematron", "lxml/objectify*", "lxml/sax*", "lxml/*.pxi",  # pyHanko reads XML trees only
    "PIL/_avif*", "PIL/_webp*", "PIL/_imagingtk*", "PIL/_imagingcms*",  # scans are JPEG, PNG and PDF
    "zstandard/_cffi*",  # for PyPy
    "shiboken6/vcamp*", "shiboken6/vccorlib*", "shiboken6/vcomp*",  # no library of ours computes with them
)  # fmt: skip

_PLUGINS = (
    "platforms/*", "platforminputcontexts/*", "imageformats/*", "iconengines/*", "printsupport/*", "styles/*",
    "xcbglintegrations/*", "wayland-shell-integration/*", "wayland-decoration-client/*", "platformthemes/*",
)  # fmt: skip
_DROPPED_PLUGINS = (
    "*virtualkeyboard*",  # GPL-3 only, and it would bring QML
    "*qeglfs*", "*qlinuxfb*", "*minimal*", "*vkkhr*", "*qvnc*", "*direct2d*", "*vulkan*", "*drm*", "*dmabuf*",
    "*qtga*", "*qtiff*", "*qwbmp*", "*qicns*", "*qgif*", "*qpdf*",  # no screen shows such pictures
    "*gtk3*",  # would bring GTK
    "*egl-integration*", "*glx-integration*",  # the launcher switches GL off: no GL stack of the machine is touched
)  # fmt: skip
_TRANSLATION = "translations/qtbase_zh_CN.qm"
_MSVC = ("msvcp*", "vcruntime*", "concrt*")

DROPPED_STDLIB = (
    "test", "idlelib", "tkinter", "turtledemo", "lib2to3", "ensurepip", "pydoc_data", "__pycache__", "_pyrepl", "venv",
)  # fmt: skip
DROPPED_EXTENSIONS = ("readline", "_dbm", "_gdbm", "_curses", "_curses_panel", "_tkinter", "nis")
"""They would bring libreadline (GPL-3), libdb, ncurses and Tk; no command uses them."""


def qt_modules(app: Path) -> frozenset[str]:
    """The modules of PySide6 that the program imports."""
    found: set[str] = set()
    for file in app.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6."):
                found.add((node.module or "").split(".")[1])
    return frozenset(found)


def prune_site(site: Path, modules: frozenset[str], target: Target) -> dict[str, set[str]]:
    """Only what the program can reach is left of the unpacked wheels.

    Returns:
        The libraries that nothing in the wheels brings, with the files that ask for them.
    """
    for name in DROPPED_PACKAGES:
        for found in site.glob(name):
            shutil.rmtree(found) if found.is_dir() else found.unlink()
    for folder in sorted((each for each in site.rglob("*") if each.is_dir()), reverse=True):
        if folder.name in _DROPPED_FOLDERS:
            shutil.rmtree(folder)
    for pattern in _DROPPED_PARTS:
        for found in site.glob(pattern):
            shutil.rmtree(found) if found.is_dir() else found.unlink()
    for file in [each for each in site.rglob("*") if each.is_file()]:
        if any(fnmatch.fnmatch(file.name, pattern) for pattern in _DROPPED_FILES):
            file.unlink()
    _prune_bundled(site, target)
    missing = _prune_qt(site, modules, target)
    drop_empty_folders(site)
    return missing


def drop_empty_folders(top: Path) -> None:
    """No folder below is empty."""
    for folder in sorted((each for each in top.rglob("*") if each.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _prune_bundled(site: Path, target: Target) -> None:
    """Of the libraries that a wheel bundles (``pillow.libs``), those that nothing needs any more are gone."""
    for folder in site.glob("*.libs"):
        bundled = {library_name(file.name, target): file for file in folder.iterdir()}
        users = [file for file in site.rglob("*") if folder not in file.parents and is_binary(file, target)]
        taken, _missing = closure(users, bundled, target)
        for name in bundled.keys() - taken.keys():
            bundled[name].unlink()


def _prune_qt(site: Path, modules: frozenset[str], target: Target) -> dict[str, set[str]]:
    pyside, shiboken = site / "PySide6", site / "shiboken6"
    if not pyside.is_dir():
        return {}
    libraries = {
        library_name(file.name, target): file
        for folder in (pyside / target.qt_libraries, pyside, shiboken)
        if folder.is_dir()
        for file in folder.iterdir()
        if file.is_file() and is_binary(file, target)
    }
    kept = {file for file in pyside.rglob("*") if file.is_file() and _is_kept(file, pyside, modules, target)}
    roots = [file for file in (*kept, *site.rglob("*")) if file.is_file() and pyside not in file.parents] + list(kept)
    taken, missing = closure({file for file in roots if is_binary(file, target)}, libraries, target)
    kept |= set(taken.values())
    for file in [each for each in pyside.rglob("*") if each.is_file() and each not in kept]:
        file.unlink()
    return missing


def _is_kept(file: Path, pyside: Path, modules: frozenset[str], target: Target) -> bool:
    """Whether the file of the PySide6 wheel stays whatever needs it; libraries stay by what is linked with them."""
    inside = file.relative_to(pyside).as_posix()
    if file.suffix == ".py":
        return file.parent == pyside or inside.startswith("support/")
    if file.parent == pyside and is_binary(file, target):
        return file.name.split(".")[0] in modules or any(fnmatch.fnmatch(file.name.lower(), each) for each in _MSVC)
    inside = file.relative_to(pyside / target.qt_folder).as_posix() if pyside / target.qt_folder in file.parents else ""
    if inside.startswith("plugins/"):
        name = inside.removeprefix("plugins/")
        return any(fnmatch.fnmatch(name, each) for each in _PLUGINS) and not any(
            fnmatch.fnmatch(name, each) for each in _DROPPED_PLUGINS
        )
    return inside == _TRANSLATION or file.name == "qt.conf"


def copy_stdlib(source: Path, into: Path) -> None:
    """Python's own library lies in the folder, without what no counter uses."""
    for file in sorted(source.rglob("*")):
        inside = file.relative_to(source)
        if set(inside.parts) & set(DROPPED_STDLIB) or file.name.split(".")[0] in DROPPED_EXTENSIONS:
            continue
        if file.suffix == ".so" and ("test" in file.name or file.name.startswith("xx")):
            continue
        if file.is_file():
            (into / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, into / inside)
