"""What a binary needs: the names of the libraries it is linked with, of an ELF or a PE file of any machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from installer.build.targets import Target

_ELF = b"\x7fELF"
_PE_SUFFIXES = (".dll", ".pyd", ".exe")
_NEEDED = re.compile(r"^\s+(?:NEEDED\s+|DLL Name: )(\S+)$", re.MULTILINE)


def is_binary(file: Path, target: Target) -> bool:
    """Whether the file is a program or a library of the target."""
    if target.is_windows:
        return file.suffix.lower() in _PE_SUFFIXES
    if file.is_symlink() or not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(len(_ELF)) == _ELF


def library_name(name: str, target: Target) -> str:
    """The name as the target's loader compares it."""
    return name.lower() if target.is_windows else name


def needed_by(file: Path, target: Target) -> tuple[str, ...]:
    """The libraries that the file is linked with, as the target's loader compares them. binutils reads both kinds."""
    done = subprocess.run(["objdump", "-p", str(file)], check=True, capture_output=True, text=True, errors="replace")
    return tuple(library_name(name, target) for name in _NEEDED.findall(done.stdout))


def closure(
    roots: Iterable[Path], offered: dict[str, Path], target: Target
) -> tuple[dict[str, Path], dict[str, set[str]]]:
    """Which offered libraries the roots need, and those libraries in turn.

    Args:
        roots: binaries that are in the tree already.
        offered: libraries that could be taken, by the name the loader looks for.
        target: whose binaries these are.

    Returns:
        The libraries to take, by name; and each name that nobody offers, with the files that ask for it.
    """
    todo = list(roots)
    there = {library_name(file.name, target) for file in todo}
    taken: dict[str, Path] = {}
    missing: dict[str, set[str]] = {}
    while todo:
        file = todo.pop()
        for name in needed_by(file, target):
            if name in there:
                continue
            if name in offered:
                there.add(name)
                taken[name] = offered[name]
                todo.append(offered[name])
            else:
                missing.setdefault(name, set()).add(file.name)
    return taken, missing
