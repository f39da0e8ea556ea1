"""日志: the append-only, hash-chained list of everything that happened at this counter (protocol.md, The journal line).

``hash = SHA-256(prev ‖ canonical bytes)``. The canonical bytes are the line as JSON with sorted keys, no spaces and no
floating-point numbers, which is RFC 8785 (JCS) for our ASCII keys. They are kept and sent exactly as they were hashed,
so nobody has to make them a second time.
"""

from __future__ import annotations

import datetime as dt
import hashlib

import msgspec

from counter.domain.base import Value, canonical
from counter.domain.ids import CaseId, InstallId, LineId, Sha256
from counter.domain.proposal import Approval

HASH_AND_SIGNATURE = "SHA-256/Ed25519"
"""Named in every line, so that SM3/SM2 can take their place."""


class BlobRef(Value):
    """A scan that belongs to a line: its hash and size."""

    sha256: Sha256
    size_bytes: int


class Line(Value):
    """One thing that happened, before it is sealed into the chain."""

    v: int = 1
    alg: str = HASH_AND_SIGNATURE
    install: InstallId
    epoch: str
    seq: int
    id: LineId
    kind: str
    case: CaseId | None
    case_seq: int = 0
    base: str = ""  # hash of the line of this case that the deed was based on
    body: msgspec.Raw
    blobs: tuple[BlobRef, ...] = ()
    actor: str
    approval: Approval | None = None
    at: dt.datetime
    clock_offset_ms: int | None = None


class SealedLine(Value):
    """A line in its place in the chain. ``line`` holds the canonical bytes that were hashed."""

    line: msgspec.Raw
    prev: str
    hash: str

    def opened(self) -> Line:
        """The line itself; raises msgspec.ValidationError when the bytes are no line."""
        return _decode(self.line)

    def is_whole(self) -> bool:
        """Whether the hash fits the bytes and the predecessor."""
        return chain_hash(self.prev, bytes(self.line)) == self.hash


_decode = msgspec.json.Decoder(Line).decode


def genesis(install: InstallId, epoch: str) -> str:
    """The predecessor of the first line of an epoch."""
    return hashlib.sha256(f"{install}/{epoch}".encode()).hexdigest()


def chain_hash(prev: str, written: bytes) -> str:
    """SHA-256 over the predecessor's hash (32 bytes) and the canonical bytes, in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(prev) + written).hexdigest()


def seal(line: Line, *, prev: str) -> SealedLine:
    """The line in its place after ``prev``."""
    written = canonical(line)
    return SealedLine(line=msgspec.Raw(written), prev=prev, hash=chain_hash(prev, written))
