"""A package in the staging folder: fetched in pieces, gone on with after a break, never larger than the list says."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from counter.errors import Refused, StoreTrouble, Unreachable
from counter.updates.channel import verify
from counter.updates.mirror import Mirror
from counter.updates.offer import Package

MOST_BYTES = 500 * 1000 * 1000
"""No package of ours comes near it (issue: at most 110 MB)."""
ROOM_BYTES = 700 * 1000 * 1000
"""What has to stay free beside the package: it is unpacked (300 MB) and each desk's database is backed up."""
WAIT_S = 20 * 60.0
"""So long one round fetches; the next one goes on where it stopped."""


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def fetch(package: Package, mirror: Mirror, staging: Path, *, free_bytes: Callable[[Path], int] = _free_bytes) -> Path:
    """The package lies whole and verified in the folder, and nothing else does.

    Args:
        package: as the signed list has it.
        mirror: where it comes from.
        staging: a folder that only this program's user reads and writes.
        free_bytes: how much room the disk has.

    Raises:
        Refused: ``updates.too_big``, ``updates.wrong_length``, ``updates.wrong_file``; what came is thrown away.
        Unreachable: as ``Mirror``, or ``updates.cut_off``; what came is kept and gone on with.
        StoreTrouble: ``updates.no_room`` (needs_mb), ``updates.not_kept``.
    """
    if package.size_bytes > MOST_BYTES:
        raise Refused("updates.too_big", file=package.name)
    whole, part = staging / package.name, staging / f"{package.sha256}.part"
    try:
        staging.mkdir(mode=0o700, parents=True, exist_ok=True)
        clear(staging, kept=(whole, part))
        if whole.exists():
            try:
                verify(package, whole)
            except Refused:
                whole.unlink()
            else:
                return whole
        _fill(package, mirror, part, free_bytes(staging))
    except OSError as error:
        raise StoreTrouble("updates.not_kept", why=type(error).__name__) from error
    try:
        verify(package, part)
    except Refused:
        part.unlink()
        raise
    part.replace(whole)
    return whole


def clear(staging: Path, *, kept: tuple[Path, ...] = ()) -> None:
    """Nothing but ``kept`` lies in the folder."""
    for each in staging.iterdir() if staging.is_dir() else ():
        if each not in kept:
            each.unlink()


def _fill(package: Package, mirror: Mirror, part: Path, free: int) -> None:
    """The part is as long as the list says, which says nothing yet of what is in it."""
    with part.open("ab") as file:
        if file.tell() > package.size_bytes:
            file.truncate(0)
        at = file.seek(0, os.SEEK_END)
        needed = package.size_bytes - at + ROOM_BYTES
        if free < needed:
            raise StoreTrouble("updates.no_room", needs_mb=needed // 1_000_000)
        if at == package.size_bytes:
            return
        for piece in mirror.pieces(package.path, start=at, wait_s=WAIT_S):
            at += len(piece)
            if at > package.size_bytes:
                file.truncate(0)
                raise Refused("updates.wrong_length", file=package.name)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if at < package.size_bytes:
        raise Unreachable("updates.cut_off", file=package.name)
