"""Scans by their hash, uploaded in pieces that can be resumed (after tus 1.0, without its creation step).

    HEAD                       → Upload-Offset: how much is here; all of it only once it was verified
    PATCH at the right offset  → appended; the last piece is followed by a check of the whole SHA-256
    PATCH at another offset    → 409 with the right one
    the whole hash is wrong    → 460, what was here is thrown away, restart at 0

Each installation has its own partial file, so two windows that send the same scan do not mix. Workers take turns: a
piece that comes again, because its answer did not, may reach another worker than the first did. A whole
file is fsync + rename + fsync(directory) before its row is committed (measured: rename alone lost 478 of 1,280).
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import datetime as dt
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from sqlalchemy import insert, select

from counter.domain.base import Value
from counter.domain.ids import InstallId, Sha256
from counter.hall import tables
from counter.hall.database import Database
from counter.hall.refusal import CallRefused
from counter.hall.turns import Turn
from counter.hall.validation import sentence
from counter.local_disk import force

MAX_BLOB_BYTES = 512 * 1024 * 1024
CHECKSUM_MISMATCH = 460
"""tus 1.0, checksum extension."""
_SHA256 = re.compile("[0-9a-f]{64}")


class Piece(Value):
    """One PATCH: where its bytes belong, how long the whole is, and the checksum of the piece if one was sent."""

    offset: int
    size_bytes: int
    content: bytes
    checksum: str = ""  # "sha256 " and base64


class Parts(Protocol):
    """What comes in pieces: scans, and exported queues."""

    def offset(self, install: InstallId, sha256: str, /) -> tuple[int, bool]:
        """How many bytes are here from that window, and whether that is the whole, verified file."""

    def append(self, install: InstallId, sha256: str, piece: Piece, /) -> int:
        """The piece is here; gives the new offset."""


class BlobStore:
    """The scans beside the database."""

    def __init__(self, folder: Path, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._folder = folder
        self._partial = folder / "partial"
        self._partial.mkdir(parents=True, exist_ok=True)
        self._database = database
        self._now = now
        self._appending = Turn(folder / "turn")

    def offset(self, install: InstallId, sha256: str) -> tuple[int, bool]:
        """How many bytes are here, and whether that is the whole, verified scan."""
        name = checked_name(sha256)
        with self._appending:
            self._finish_full(install, name)
            whole = self._whole_size(name)
            if whole is not None:
                self._note_sent(install, name)
                return whole, True
            return max((size_of(part) for part in self._partial.glob(f"{install}-{name}-*")), default=0), False

    def append(self, install: InstallId, sha256: str, piece: Piece) -> int:
        """The piece is here; gives the new offset. A known whole scan is done at once.

        Raises:
            CallRefused: 409 ``blob.offset`` with Upload-Offset, 460 ``blob.checksum`` (nothing kept of the piece),
                460 ``blob.hash`` (restart at 0), 400 ``blob.size``, 413 ``blob.too_big``.
        """
        name = checked_name(sha256)
        if not 0 < piece.size_bytes <= MAX_BLOB_BYTES:
            raise CallRefused(413, "blob.too_big", "文件大小超出平台允许的范围。")
        if piece.offset + len(piece.content) > piece.size_bytes:
            raise CallRefused(400, "blob.size", "上传的内容超出声明的大小。")
        with self._appending:
            whole = self._whole_size(name)
            if whole is not None:
                self._note_sent(install, name)
                return whole
            part = self._partial / f"{install}-{name}-{piece.size_bytes}"
            have = append_piece(part, piece)
            if have == piece.size_bytes:
                self._complete(part, name, have)
                self._note_sent(install, name)
        return have

    def read(self, sha256: str, offset: int, most_bytes: int) -> tuple[bytes, int]:
        """The bytes of a whole scan from there on, at most so many, and its size.

        Raises:
            CallRefused: 404 ``reading.not_here``, 416 ``reading.range`` beyond its end.
        """
        name = checked_name(sha256)
        whole = self._whole_size(name)
        if whole is None:
            raise CallRefused(404, "reading.not_here", sentence("reading.not_here"))
        if not 0 <= offset < whole:
            headers = {"Content-Range": f"bytes */{whole}"}
            raise CallRefused(416, "reading.range", sentence("reading.range"), headers=headers)
        with self._path(name).open("rb") as opened:
            opened.seek(offset)
            return opened.read(most_bytes), whole

    def sent_by(self, install: InstallId) -> tuple[Sha256, ...]:
        """Every whole scan of which that installation was told that it is here, in the order of the hashes."""
        sent, blobs = tables.sent_blobs, tables.blobs
        wanted = (
            select(blobs.c.sha256, blobs.c.size_bytes)
            .join(sent, sent.c.sha256 == blobs.c.sha256)
            .where(sent.c.install == install)
            .order_by(blobs.c.sha256)
        )
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return tuple(Sha256(row.sha256) for row in rows if size_of(self._path(row.sha256)) == row.size_bytes)

    def _note_sent(self, install: InstallId, name: Sha256) -> None:
        """The installation is about to be told that it is here; before that, so that both mean the same."""
        sent = tables.sent_blobs
        known = select(sent.c.sha256).where(sent.c.install == install, sent.c.sha256 == name)
        with self._database.read() as connection:
            if connection.scalar(known) is not None:
                return
        with self._database.write() as connection:
            connection.execute(insert(sent), {"install": install, "sha256": name})

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name

    def _finish_full(self, install: InstallId, name: Sha256) -> None:
        """A crash between the last piece and its check leaves a full file that was never verified; it is now."""
        for part in self._partial.glob(f"{install}-{name}-*"):
            size_bytes = int(part.name.rpartition("-")[2])
            if size_of(part) >= size_bytes:
                with contextlib.suppress(CallRefused):  # thrown away there: the upload begins at 0
                    self._complete(part, name, size_bytes)

    def _complete(self, part: Path, name: Sha256, size_bytes: int) -> None:
        if hash_of(part) != name:
            part.unlink()
            headers = {"Upload-Offset": "0"}
            raise CallRefused(CHECKSUM_MISMATCH, "blob.hash", "文件校验不一致，请重新上传。", headers=headers)
        folder = self._folder / name[:2]
        folder.mkdir(exist_ok=True)
        part.replace(folder / name)
        force(folder)
        force(self._folder)
        row = {"sha256": name, "size_bytes": size_bytes, "stored_at": self._now().isoformat()}
        with self._database.write() as connection:
            known = select(tables.blobs.c.sha256).where(tables.blobs.c.sha256 == name)
            if connection.scalar(known) is None:
                connection.execute(insert(tables.blobs), row)

    def _whole_size(self, name: Sha256) -> int | None:
        """The size of a whole scan; its row alone does not count, the file must lie there."""
        with self._database.read() as connection:
            size = connection.scalar(select(tables.blobs.c.size_bytes).where(tables.blobs.c.sha256 == name))
        return size if size is not None and size_of(self._path(name)) == size else None


def append_piece(part: Path, piece: Piece) -> int:
    """The piece stands at the end of that file, on the disk; gives how long the file is now.

    Raises:
        CallRefused: 409 ``blob.offset`` with Upload-Offset, 460 ``blob.checksum``; the file is as it was.
    """
    have = size_of(part)
    if piece.offset != have:
        raise CallRefused(
            409, "blob.offset", "断点位置不一致，请从平台给出的位置继续。", headers={"Upload-Offset": str(have)}
        )
    _check_piece(piece)
    with part.open("ab") as opened:
        opened.write(piece.content)
        opened.flush()
        os.fsync(opened.fileno())
    return have + len(piece.content)


def checked_name(sha256: str) -> Sha256:
    """The name of a file by its hash.

    Raises:
        CallRefused: 400 ``blob.name``.
    """
    if not _SHA256.fullmatch(sha256):
        raise CallRefused(400, "blob.name", "文件标识不正确。")
    return Sha256(sha256)


def _check_piece(piece: Piece) -> None:
    if not piece.checksum:
        return
    algorithm, _, digest = piece.checksum.partition(" ")
    if algorithm != "sha256":
        raise CallRefused(400, "blob.checksum_algorithm", "不支持的校验算法。")
    try:
        wanted = base64.b64decode(digest, validate=True)
    except (binascii.Error, ValueError):
        wanted = b""
    if hashlib.sha256(piece.content).digest() != wanted:
        raise CallRefused(CHECKSUM_MISMATCH, "blob.checksum", "分片校验不一致，请重发该分片。")


def size_of(file: Path) -> int:
    """In bytes; 0 when it is not there."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def hash_of(file: Path) -> str:
    """SHA-256 in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
