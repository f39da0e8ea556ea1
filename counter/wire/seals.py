"""用章的往来: what a window asks the hall to seal, what comes back, and whose authority to believe."""

from __future__ import annotations

from counter.domain.base import Answer, Value
from counter.domain.case import PaperKind
from counter.domain.seal import SealSpot
from counter.errors import RuleBroken
from counter.wire import sealing

_CONTEXT = b"counter.seal_authority\n"  # the platform's key signs other things as well; one cannot stand for another


class SealRequest(Value):
    """A paper of this window that lies at the hall already, drawn with its place for the seal free."""

    number: str
    kind: PaperKind
    department: str
    content: bytes  # the frozen content, of which the line told the hash
    spot: SealSpot
    pdf: bytes


class SealAnswer(Answer):
    """The same paper with the seal behind it."""

    number: str
    pdf: bytes


class SealAuthority(Value):
    """The certificate (PEM) that every seal of the hall goes back to, signed with the platform's key."""

    certificate: str
    signature: str


def sign_authority(signing_key: str, certificate: str) -> SealAuthority:
    """The authority as the platform delivers it."""
    signature = sealing.sign(signing_key, _CONTEXT + certificate.encode())
    return SealAuthority(certificate=certificate, signature=signature)


def check_authority(platform_key: str, authority: SealAuthority) -> str:
    """The certificate, when the platform signed it.

    Raises:
        RuleBroken: ``seal.authority``.
    """
    if not sealing.check(platform_key, _CONTEXT + authority.certificate.encode(), authority.signature):
        raise RuleBroken("seal.authority")
    return authority.certificate


MAX_SEAL_PDF_BYTES = 160 * 1024
"""Every paper is at most 120 KB; in base64, with its content, it stays under the hall's cap for small calls."""
