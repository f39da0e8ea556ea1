"""调阅: what a window asks the hall for while somebody waits, of a case that another window has.

Who asks is proved by the ID token of his sign-in, beside the window's own signature; the hall knows what he may see.
"""

from __future__ import annotations

from counter.domain.base import Answer, Value
from counter.domain.case import PaperKind
from counter.domain.ids import Sha256
from counter.wire.news import CaseCard, PaperPrint

ACTOR_HEADER = "Counter-Actor"
"""Carries the ID token."""
READ_PIECE_BYTES = 256 * 1024
"""What one GET carries: on a line of 1 Mbit/s it comes within the patience of somebody who waits."""
MAX_PAPER_BYTES = 64 * 1024
"""A frozen content is a few kilobytes; a longer one is none."""


class ScanAsked(Value):
    """A piece of a scan, from that byte on."""

    token: str
    sha256: Sha256
    offset: int = 0


class ScanPiece(Value):
    """The piece, and how long the whole scan is; only the hash of the whole tells whether it is the right one."""

    content: bytes
    size_bytes: int


class PaperAsked(Value):
    """A paper by its number."""

    token: str
    number: str


class PaperAnswer(Answer):
    """A paper as it was issued, and every time that it was printed, as far as the hall knows."""

    number: str
    card: CaseCard  # of its case, as it stands
    kind: PaperKind
    copies: int
    window: str
    void: bool
    content: str  # frozen, of that hash
    content_sha256: str
    prints: tuple[PaperPrint, ...] = ()
    sealed: bytes = b""  # the file with the e-seal, when the paper has one
