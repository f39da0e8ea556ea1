"""Compares the tree it lies in with ``MANIFEST.sha256``: exit code 0, or 13 and the names of what differs."""

import hashlib
import sys
from pathlib import Path

TREE = Path(__file__).resolve().parents[1]
DAMAGED = 13
MANIFEST = "MANIFEST.sha256"


def differing(tree: Path) -> list[str]:
    """The files that are changed or missing, and those that do not belong there."""
    rows = [line.split("  ", 1) for line in (tree / MANIFEST).read_text(encoding="utf-8").splitlines()]
    listed = {name: digest for digest, name in rows}
    there = {file.relative_to(tree).as_posix(): file for file in tree.rglob("*") if file.is_file()}
    there.pop(MANIFEST)
    changed = {name for name, digest in listed.items() if name not in there or _sha256(there[name]) != digest}
    return sorted(changed | there.keys() - listed.keys())


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


if __name__ == "__main__":
    wrong = differing(TREE)
    sys.stdout.writelines(f"{each}\n" for each in wrong)
    sys.exit(DAMAGED if wrong else 0)
