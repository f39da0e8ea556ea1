"""The platform's public key to which windows seal what they export (``queue_file``), as it stands in the catalogue."""

from __future__ import annotations

from counter.domain.base import Value
from counter.errors import RuleBroken
from counter.wire import sealing

_CONTEXT = b"counter.queue_key\n"  # the platform's key signs other things as well; one cannot stand for another


class QueueKey(Value):
    """The key (base64 X25519), signed with the platform's key."""

    public_key: str
    signature: str


def sign_queue_key(signing_key: str, public_key: str) -> QueueKey:
    """The key as the platform delivers it."""
    return QueueKey(public_key=public_key, signature=sealing.sign(signing_key, _CONTEXT + public_key.encode()))


def check_queue_key(platform_key: str, key: QueueKey) -> str:
    """The public key, when the platform signed it.

    Raises:
        RuleBroken: ``queue.key``.
    """
    signed = sealing.check(platform_key, _CONTEXT + key.public_key.encode(), key.signature)
    if not signed or not sealing.is_public_key(key.public_key):
        raise RuleBroken("queue.key")
    return key.public_key
