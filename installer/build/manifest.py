"""The tree's own list of what is in it, and the times and modes that make two builds equal byte for byte."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

MANIFEST = "MANIFEST.sha256"


def seal_tree(tree: Path, made_at: int) -> None:
    """Each file has the one time and one of two modes; ``MANIFEST.sha256`` names each with its SHA-256."""
    files = sorted(file for file in tree.rglob("*") if file.is_file())
    lines = [f"{sha256_of(file)}  {file.relative_to(tree).as_posix()}\n" for file in files if file.name != MANIFEST]
    (tree / MANIFEST).write_text("".join(lines), encoding="utf-8")
    fix_times(tree, made_at)


def fix_times(tree: Path, made_at: int) -> None:
    """Every file and folder has the one time, programs mode 755 and the others 644."""
    for path in (*sorted(tree.rglob("*"), reverse=True), tree):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o111 else 0o644)
        os.utime(path, (made_at, made_at), follow_symlinks=False)


def damage_in(tree: Path) -> tuple[str, ...]:
    """What in the tree is not as its manifest says: changed, missing or foreign files, by name."""
    rows = [line.split("  ", 1) for line in (tree / MANIFEST).read_text(encoding="utf-8").splitlines()]
    listed = {name: digest for digest, name in rows}
    there = {file.relative_to(tree).as_posix(): file for file in tree.rglob("*") if file.is_file()}
    there.pop(MANIFEST)
    wrong = {name for name, digest in listed.items() if name not in there or sha256_of(there[name]) != digest}
    return tuple(sorted(wrong | there.keys() - listed.keys()))


def sha256_of(file: Path) -> str:
    """The file's SHA-256 in hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
