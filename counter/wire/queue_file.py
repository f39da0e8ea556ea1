"""导出的待上传文件 (``.ycq``): a copy of what one window has not sent, sealed to its platform, for another to carry.

    magic       8 bytes    89 59 43 51 0D 0A 1A 0A, as PNG's: what was copied as text is noticed
    version     1 byte     1
    length      2 bytes    of the header, big-endian, 4096 at most
    header      JSON       ``QueueHeader``, in clear: which window, when, how much; no personal data
    signature   64 bytes   of the window (Ed25519) over "counter.queue" LF and everything before
    pieces                 of the content, 1 MiB each and the last one shorter, each with its tag of 16 bytes

    content     records, one behind the other
    "L"         4 bytes length, a ``PushRequest`` as JSON, as the window would push it: signed, as proof for later
    "S"         32 bytes SHA-256, 8 bytes size, the scan

ChaCha20-Poly1305 under a key made as ``sealed_box`` says. The nonce of a piece is its place and whether it is the last,
its associated data the SHA-256 of everything before the pieces, so none can be left out, moved or put into another
file; and since nobody but the window that signed ever had the key pair whose public half the header names, the
signature stands for the whole. The lines come first: a scan is asked for only by them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import struct
from typing import BinaryIO, NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from counter.domain.base import Value
from counter.domain.ids import InstallId, Sha256
from counter.domain.staff import Window
from counter.errors import RuleBroken
from counter.sealed_box import KEY_BYTES, opened_with, public_of, raw_of, seal_to, text_of
from counter.wire import sealing
from counter.wire.messages import MAX_PUSH_BYTES, PushRequest

ENDING = ".ycq"
VERSION = 1
MAX_QUEUE_BYTES = 16 * 1024**3
"""Five thousand cases with their scans; more is exported again when this is there."""
PIECE_BYTES = 1024 * 1024
MAGIC = b"\x89YCQ\r\n\x1a\n"
"""Also in installer/linux/window-counter.xml, by which a desktop knows the file."""
_FRONT = struct.Struct(">8sBH")
_LINES_HEAD = struct.Struct(">I")
_SCAN_HEAD = struct.Struct(">32sQ")
_MAX_HEADER_BYTES = 4096
_MAX_LINES_BYTES = MAX_PUSH_BYTES + PIECE_BYTES  # hashes and names around the lines
_SIGNATURE_BYTES = 64
_YEARS = range(1900, 9000)  # those that can be shown in every zone
_TAG_BYTES = 16
_ABOUT = b"window-counter queue 1"
_CONTEXT = b"counter.queue\n"


class QueueHeader(Value):
    """What the file says of itself to whoever has it; only the platform can tell whether it is true."""

    region: str
    hall: str
    hall_name: str
    window: str
    install: InstallId
    made_at: dt.datetime
    oldest_at: dt.datetime | None  # of the oldest record
    lines: int
    scans: int
    sealed_to: str  # base64 X25519: of the platform
    sent: str  # base64 X25519: the half of the pair that was made for this file


class Front(NamedTuple):
    """Everything before the pieces."""

    header: QueueHeader
    raw: bytes
    signature: bytes

    @property
    def size_bytes(self) -> int:
        """Where the pieces begin."""
        return len(self.raw) + len(self.signature)


class LinesHead(NamedTuple):
    """A record of lines of so many bytes follows."""

    size_bytes: int


class ScanHead(NamedTuple):
    """A scan follows."""

    sha256: Sha256
    size_bytes: int


def read_front(file: BinaryIO) -> Front:
    """What the file says of itself; the file stands behind it.

    Raises:
        RuleBroken: ``queue.no_queue`` for anything else than such a file, ``queue.newer`` (version) for one of a newer
            program.
        OSError: it cannot be read.
    """
    found = file.read(_FRONT.size)
    if len(found) < _FRONT.size or not found.startswith(MAGIC):
        raise RuleBroken("queue.no_queue")
    _, version, length = _FRONT.unpack(found)
    if version > VERSION:
        raise RuleBroken("queue.newer", version=version)
    raw, signature = file.read(min(length, _MAX_HEADER_BYTES)), file.read(_SIGNATURE_BYTES)
    try:
        header = msgspec.json.decode(raw, type=QueueHeader)
        keys = raw_of(header.sealed_to), raw_of(header.sent)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise RuleBroken("queue.no_queue") from None
    sound = version == VERSION and len(signature) == _SIGNATURE_BYTES and {len(key) for key in keys} == {KEY_BYTES}
    times = [header.made_at] if header.oldest_at is None else [header.made_at, header.oldest_at]
    if not sound or not all(at.tzinfo is not None and at.year in _YEARS for at in times):
        raise RuleBroken("queue.no_queue")
    return Front(header, found + raw, signature)


def check_front(front: Front, public_key: str) -> None:
    """That window made the file.

    Raises:
        RuleBroken: ``queue.signature``.
    """
    if not sealing.check(public_key, _CONTEXT + front.raw, text_of(front.signature)):
        raise RuleBroken("queue.signature")


class QueueWriter:
    """Writes one file from its beginning, sealed; the caller opens it, and makes it whole on the disk.

    Args:
        file: empty.
        window: whose work it is.
        signing_key: of that window.
        sealed_to: the platform's public key.
        made_at: now.
        oldest_at: of the oldest record.
        lines: how many will be added.
        scans: how many will be added.
    """

    def __init__(
        self,
        file: BinaryIO,
        *,
        window: Window,
        signing_key: str,
        sealed_to: str,
        made_at: dt.datetime,
        oldest_at: dt.datetime | None,
        lines: int,
        scans: int,
    ) -> None:
        sent, key = seal_to(sealed_to, _ABOUT)
        header = QueueHeader(
            region=window.region,
            hall=window.hall,
            hall_name=window.hall_name,
            window=window.window,
            install=window.install,
            made_at=made_at,
            oldest_at=oldest_at,
            lines=lines,
            scans=scans,
            sealed_to=sealed_to,
            sent=text_of(sent),
        )
        said = msgspec.json.encode(header)
        if len(said) > _MAX_HEADER_BYTES:
            raise ValueError("a header longer than any")
        raw = _FRONT.pack(MAGIC, VERSION, len(said)) + said
        file.write(raw + raw_of(sealing.sign(signing_key, _CONTEXT + raw)))
        self._file = file
        self._cipher = ChaCha20Poly1305(key)
        self._bound = hashlib.sha256(raw).digest()
        self._number = 0
        self._open = bytearray()

    def add_lines(self, request: PushRequest) -> None:
        """These lines are next."""
        content = msgspec.json.encode(request)
        self._add(b"L" + _LINES_HEAD.pack(len(content)) + content)

    def add_scan(self, sha256: Sha256, content: bytes) -> None:
        """That scan is next."""
        self._add(b"S" + _SCAN_HEAD.pack(bytes.fromhex(sha256), len(content)))
        self._add(content)

    def end(self) -> None:
        """Nothing follows; without it the file counts as cut."""
        self._seal(bytes(self._open), last=True)

    def _add(self, content: bytes) -> None:
        self._open += content
        while len(self._open) > PIECE_BYTES:
            self._seal(bytes(self._open[:PIECE_BYTES]), last=False)
            del self._open[:PIECE_BYTES]

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, self._bound))
        self._number += 1


class QueueReader:
    """Reads the content of one file from wherever it is told, a piece at a time.

    Args:
        file: opened, can be sought in.
        front: of that file.
        private_key: the platform's.

    Raises:
        RuleBroken: ``queue.other_hall`` when it is sealed to another key, ``queue.damaged`` when its length cannot be.
    """

    def __init__(self, file: BinaryIO, front: Front, private_key: str) -> None:
        if public_of(private_key) != front.header.sealed_to:
            raise RuleBroken("queue.other_hall")
        self._file = file
        self._begins_at = front.size_bytes
        sealed_bytes = file.seek(0, os.SEEK_END) - self._begins_at
        self._count = max(-(-sealed_bytes // (PIECE_BYTES + _TAG_BYTES)), 1)
        self.size_bytes = sealed_bytes - self._count * _TAG_BYTES
        """Of the content."""
        if self.size_bytes < (self._count - 1) * PIECE_BYTES:
            raise RuleBroken("queue.damaged")
        try:
            key = opened_with(private_key, raw_of(front.header.sent), _ABOUT)
        except ValueError:
            raise RuleBroken("queue.damaged") from None
        self._cipher = ChaCha20Poly1305(key)
        self._bound = hashlib.sha256(front.raw).digest()
        self._held: tuple[int, bytes] = (-1, b"")
        self.position = 0
        """In the content."""

    def read(self, count: int) -> bytes:
        """Exactly the next bytes.

        Raises:
            RuleBroken: ``queue.damaged`` when they are not there or not what the window wrote.
        """
        if count > self.size_bytes - self.position:
            raise RuleBroken("queue.damaged")
        parts = []
        while count:
            number, within = divmod(self.position, PIECE_BYTES)
            part = self._piece(number)[within : within + count]
            parts.append(part)
            self.position += len(part)
            count -= len(part)
        return b"".join(parts)

    def head(self) -> LinesHead | ScanHead:
        """What the next record is; its content follows.

        Raises:
            RuleBroken: ``queue.damaged``.
        """
        kind = self.read(1)
        if kind == b"L":
            (size_bytes,) = _LINES_HEAD.unpack(self.read(_LINES_HEAD.size))
            if size_bytes <= _MAX_LINES_BYTES:
                return LinesHead(size_bytes)
        elif kind == b"S":
            sha256, size_bytes = _SCAN_HEAD.unpack(self.read(_SCAN_HEAD.size))
            if 0 < size_bytes <= self.size_bytes - self.position:
                return ScanHead(Sha256(sha256.hex()), size_bytes)
        raise RuleBroken("queue.damaged")

    def lines(self, head: LinesHead) -> PushRequest:
        """The lines of that record.

        Raises:
            RuleBroken: ``queue.damaged``.
        """
        try:
            return msgspec.json.decode(self.read(head.size_bytes), type=PushRequest)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise RuleBroken("queue.damaged") from None

    def at_end(self) -> bool:
        """Whether nothing follows."""
        return self.position == self.size_bytes

    def check_empty(self) -> None:
        """A content of nothing is one that the window wrote.

        Raises:
            RuleBroken: ``queue.damaged``.
        """
        self._piece(0)

    def _piece(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(self._begins_at + number * (PIECE_BYTES + _TAG_BYTES))
            sealed = self._file.read(PIECE_BYTES + _TAG_BYTES)
            try:
                piece = self._cipher.decrypt(_nonce(number, last=number == self._count - 1), sealed, self._bound)
            except (InvalidTag, ValueError):
                raise RuleBroken("queue.damaged") from None
            self._held = (number, piece)
        return self._held[1]


def _nonce(number: int, *, last: bool) -> bytes:
    """The piece's place; safe because the key belongs to this one file."""
    return number.to_bytes(11, "big") + bytes([last])
