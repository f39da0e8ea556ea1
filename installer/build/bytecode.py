"""Byte code for the tree, compiled by the tree's own kind of Python so that a counter never compiles anything."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

from installer.build import debian
from installer.build.targets import PYTHON, TARGETS, LinuxTarget


def compile_tree(tree: Path, installed_as: str, work: Path, cache: Path) -> None:
    """Each module has its byte code beside it, unchecked against its source and the same on each build.

    Args:
        tree: what is compiled; a module that is none (a template) is left alone.
        installed_as: where the tree will lie on a counter, for tracebacks.
        work: a folder for what is laid out on the way.
        cache: where fetched packages are kept.
    """
    python = _python_of_this_box(work, cache)
    options = ["-q", "--invalidation-mode", "unchecked-hash", "-s", str(tree), "-p", installed_as]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([*python, "-m", "compileall", *options, str(tree)], check=False, env=environment)


def drop_sources(library: Path, kept: tuple[str, ...] = ()) -> None:
    """What is not ours is byte code only, as Python's library is in the runtime that python.org makes for embedding.

    Args:
        library: the folder of the modules.
        kept: packages in it whose sources stay, because they read them.
    """
    for compiled in sorted(library.rglob("__pycache__/*.pyc")):
        if compiled.relative_to(library).parts[0] in kept:
            continue
        source = compiled.parent.parent / f"{compiled.name.split('.')[0]}.py"
        compiled.replace(source.with_suffix(".pyc"))
        source.unlink()
        if not any(compiled.parent.iterdir()):
            compiled.parent.rmdir()


def _python_of_this_box(work: Path, cache: Path) -> list[str]:
    """CPython of the tree's version that runs here, from the same locked packages; byte code is the same anywhere."""
    machine = {"x86_64": "linux-amd64", "aarch64": "linux-arm64"}[platform.machine()]
    target = TARGETS[machine]
    if not isinstance(target, LinuxTarget):
        raise TypeError(machine)
    root = work / "python"
    if not root.exists():
        debs = debian.read_lock(target.runtime_lock)
        debian.lay_out(debian.fetch(debs, cache / "debs" / target.deb_architecture), root)
    libraries = root / "usr/lib" / target.triplet
    return [str(libraries / target.loader), "--library-path", str(libraries), str(root / f"usr/bin/python{PYTHON}")]
