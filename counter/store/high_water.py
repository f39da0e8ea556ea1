"""How far this counter had come, kept outside the database, so that a database put back by a backup is noticed.

SQLCipher notices every flipped bit but not a rolled-back file (protocol.md). Two slots are written in turn, each with a
checksum; a torn write leaves the other. The mark may be behind the database (after a power cut), never ahead of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
from pathlib import Path

from counter.domain.base import Value

_SLOT = struct.Struct(">QQ32s16s32s")  # write count, seq, chain head, epoch, checksum
_SLOT_BYTES = _SLOT.size


class Mark(Value):
    """The last line that was acknowledged, and how many numbers its epoch had issued by then."""

    epoch: str
    seq: int
    head: str
    running: int = 0  # in the journal only: the file does not keep it


class HighWater:
    """Two slots in one small file.

    Args:
        path: the file; made when it is missing, with room for both slots, so that a full disk does not matter later.

    Raises:
        OSError: the file cannot be opened or made.
    """

    def __init__(self, path: Path) -> None:
        # unbuffered, and its place is its own: Windows has no pwrite, and one way serves both
        self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
        if os.fstat(self._file.fileno()).st_size == 0:
            with contextlib.suppress(OSError):
                self._write_at(0, bytes(2 * _SLOT_BYTES))
        self._count = max((count for count, _ in self._slots()), default=0)

    def read(self) -> Mark | None:
        """The newest whole mark, or None when none was ever written."""
        slots = self._slots()
        return max(slots, key=lambda slot: slot[0])[1] if slots else None

    def write(self, mark: Mark) -> None:
        """The mark stands in the older slot; on a full or broken disk the one before stays.

        That is no fault of the deed, which is on the disk already: the mark may be behind.
        """
        count = self._count + 1
        head = _SLOT.pack(count, mark.seq, bytes.fromhex(mark.head), mark.epoch.encode().ljust(16), b"")[:-32]
        with contextlib.suppress(OSError):
            self._write_at((count % 2) * _SLOT_BYTES, head + hashlib.sha256(head).digest())
            self._count = count

    def close(self) -> None:
        """The file is closed; a second time closes nothing that meanwhile got its number."""
        self._file.close()

    def _write_at(self, place: int, raw: bytes) -> None:
        self._file.seek(place)
        self._file.write(raw)

    def _slots(self) -> list[tuple[int, Mark]]:
        self._file.seek(0)
        raw = self._file.read(2 * _SLOT_BYTES) or b""
        slots = []
        for start in (0, _SLOT_BYTES):
            piece = raw[start : start + _SLOT_BYTES]
            if len(piece) == _SLOT_BYTES and hashlib.sha256(piece[:-32]).digest() == piece[-32:]:
                count, seq, head, epoch, _ = _SLOT.unpack(piece)
                slots.append((count, Mark(epoch=epoch.decode().strip(), seq=seq, head=head.hex())))
        return slots
