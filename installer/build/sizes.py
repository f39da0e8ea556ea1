"""What each part of a tree takes."""

from __future__ import annotations

from pathlib import Path

_PARTS = {
    "fonts": "app/resources/fonts",
    "program": "app",
    "Qt": "site/PySide6",
    "other wheels": "site",
    "Python": "python",
    "C library and X libraries": "lib",
    "licences and bill": "share",
}


def sizes_of(tree: Path) -> dict[str, int]:
    """Bytes by part; a file belongs to the first part that holds it."""
    found = dict.fromkeys((*_PARTS, "rest"), 0)
    for file in tree.rglob("*"):
        if file.is_file() and not file.is_symlink():
            inside = file.relative_to(tree).as_posix()
            part = next((name for name, folder in _PARTS.items() if inside.startswith(folder + "/")), "rest")
            found[part] += file.stat().st_size
    return found
