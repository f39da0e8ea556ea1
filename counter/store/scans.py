"""Scans as encrypted files under their hash: written, forced to the disk and renamed before the row that mentions them.

AES-256-GCM in pieces of 1 MiB, each bound to its place and to whether it is the last, so that pieces cannot be swapped
or cut off. The file's name is a keyed hash, so the folder does not tell which document is there (trust.md §4).
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import hmac
import math
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from counter.domain.ids import Sha256
from counter.errors import StoreTrouble
from counter.local_disk import force

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# ruff: noqa: PLC0415 -- cryptography is loaded with the first scan: the window need not wait for it

_PIECE = 1024 * 1024
_TAG = 16
WANTED_S = 24 * 3600.0
"""So long after it was put a file is not erased: no draft lies unsaved for a day."""


class ScanStore:
    """A folder of encrypted scans.

    Args:
        folder: made when missing, only for this user.
        key: 32 bytes, the database's key; other keys are derived from it.
        monotonic: seconds that never go back.
    """

    def __init__(self, folder: Path, key: bytes, monotonic: Callable[[], float] = time.monotonic) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._key = key
        self._monotonic = monotonic
        self._wanted: dict[Sha256, float] = {}  # when it was put: whoever did may not have named it in a row yet
        self._turn = threading.Lock()

    def put(self, content: bytes) -> Sha256:
        """The content is on the disk for good; gives its SHA-256.

        The same content is kept once; when its file is damaged, it is written anew.

        Raises:
            StoreTrouble: ``store.disk_full`` or ``store.disk_error``; nothing was kept.
        """
        sha256 = Sha256(hashlib.sha256(content).hexdigest())
        path = self._path(sha256)
        with self._turn:
            self._wanted[sha256] = self._monotonic()
        if self._is_whole(sha256):
            return sha256
        partial = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            with partial.open("wb") as file:
                file.write(self._seal(sha256, content))
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
            for folder in (path.parent, self._folder):
                force(folder)
        except OSError as error:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            code = "store.disk_full" if error.errno in _FULL else "store.disk_error"
            raise StoreTrouble(code, errno=error.errno or 0) from error
        return sha256

    def erase(self, sha256: Sha256) -> bool:
        """No file of that hash is here; False for one that was put today, which stays.

        Raises:
            StoreTrouble: ``store.disk_error``.
        """
        with self._turn:
            if self._monotonic() - self._wanted.get(sha256, -math.inf) < WANTED_S:
                return False
            try:
                self._path(sha256).unlink(missing_ok=True)
            except OSError as error:
                raise StoreTrouble("store.disk_error", errno=error.errno or 0) from error
        return True

    def holds(self, sha256: Sha256) -> bool:
        """Whether a file of that hash is here; its content is checked when it is read."""
        return self._path(sha256).exists()

    def get(self, sha256: Sha256) -> bytes:
        """The content of that hash.

        Raises:
            StoreTrouble: ``store.scan_missing`` or ``store.scan_damaged``; it must be scanned again, never sent.
        """
        from cryptography.exceptions import InvalidTag

        try:
            sealed = self._path(sha256).read_bytes()
        except OSError as error:
            raise StoreTrouble("store.scan_missing") from error
        try:
            content = self._open(sha256, sealed)
        except (InvalidTag, IndexError, ValueError) as error:
            raise StoreTrouble("store.scan_damaged") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StoreTrouble("store.scan_damaged")
        return content

    def _is_whole(self, sha256: Sha256) -> bool:
        try:
            self.get(sha256)
        except StoreTrouble:
            return False
        return True

    def _path(self, sha256: Sha256) -> Path:
        name = hmac.new(self._key, b"scan name" + sha256.encode(), hashlib.sha256).hexdigest()
        return self._folder / name[:2] / name

    def _cipher(self, sha256: Sha256) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(hmac.new(self._key, b"scan key" + sha256.encode(), hashlib.sha256).digest())

    def _seal(self, sha256: Sha256, content: bytes) -> bytes:
        cipher = self._cipher(sha256)
        starts = range(0, max(len(content), 1), _PIECE)
        return b"".join(
            cipher.encrypt(_nonce(number, last=start + _PIECE >= len(content)), content[start : start + _PIECE], None)
            for number, start in enumerate(starts)
        )

    def _open(self, sha256: Sha256, sealed: bytes) -> bytes:
        cipher = self._cipher(sha256)
        step = _PIECE + _TAG
        starts = range(0, max(len(sealed), 1), step)
        return b"".join(
            cipher.decrypt(_nonce(number, last=start + step >= len(sealed)), sealed[start : start + step], None)
            for number, start in enumerate(starts)
        )


_FULL = (errno.ENOSPC, errno.EDQUOT)


def _nonce(number: int, *, last: bool) -> bytes:
    """The piece's place; safe because the key belongs to this one content."""
    return number.to_bytes(11, "big") + bytes([last])
