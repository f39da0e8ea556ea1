"""A desk's data lies on a disk of this very machine: SQLite's locks and its log are not kept by network file systems.

Opencode#36728 and faults.md F29: databases on a network or roaming profile were damaged by two machines.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from counter.errors import StoreTrouble

MOUNTS = Path("/proc/mounts")
"""What is mounted where on Linux; proc(5). Windows profiles are asked for elsewhere, by their path."""

_NETWORK = re.compile(
    r"nfs\d?|cifs|smbfs|smb3|ncpfs|afs|9p|ceph|glusterfs|lustre|gfs2?|ocfs2|beegfs|davfs|orangefs"
    r"|fuse\.(sshfs|davfs2?|rclone|s3fs|glusterfs|ceph.*|gvfsd-fuse|smbnetfs|curlftpfs|nfs.*)"
)
_ESCAPED = re.compile(r"\\([0-7]{3})")


def check_local(home: Path, mounts: Path = MOUNTS) -> None:
    """The folder, or where it will be made, is on a file system of this machine.

    Args:
        home: the desk's folder; it need not exist.
        mounts: in the form of ``/proc/mounts``; a system without it is not asked.

    Raises:
        StoreTrouble: ``store.network_home`` (kind: the file system).
    """
    try:
        text = mounts.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return
    place = home.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    kind = _kind_of(place.resolve(), text)
    if _NETWORK.fullmatch(kind):
        raise StoreTrouble("store.network_home", kind=kind)


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


def _kind_of(place: Path, mounts: str) -> str:
    """The file system that holds the place: of the longest mount point above it, and of those the last mounted."""
    longest, kind = -1, ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:  # noqa: PLR2004 -- device, mount point, kind
            continue
        point = Path(_ESCAPED.sub(lambda found: chr(int(found[1], 8)), parts[1]))
        if place.is_relative_to(point) and len(point.parts) >= longest:
            longest, kind = len(point.parts), parts[2]
    return kind
