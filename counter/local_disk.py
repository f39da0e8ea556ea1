"""What was written is on this machine's disk, as far as its system can say so."""

from __future__ import annotations

import os
from pathlib import Path


def force(path: Path, system: str = os.name) -> None:
    """What was written there is on the disk; of a folder, the names in it.

    Windows opens no folder; NTFS keeps renames in its own journal (not verified by a power cut there).

    Args:
        path: a file or a folder.
        system: ``os.name`` of the machine.

    Raises:
        OSError: the disk says no.
    """
    is_folder = path.is_dir()
    if system == "nt" and is_folder:
        return
    descriptor = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """The file holds that, or still what it held before.

    Args:
        path: its folder is there.
        content: all of it.
        mode: of the file.

    Raises:
        OSError: the disk says no.
    """
    part = path.with_name(f"{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
