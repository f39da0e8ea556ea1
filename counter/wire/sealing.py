"""Signatures of an installation, made and checked by the same lines of code at both ends (Ed25519, RFC 8032).

A request is signed as a whole: method, path with query and the SHA-256 of the body exactly as it was sent, so a box
on the way that opens TLS can read but not alter (trust.md §4, TLS), and bound to its time by the hall's own clock: the
hall gives a nonce that is good for some minutes, the counter adds one of its own, and the hall takes each pair once
(after RFC 7616 §3.3 and RFC 9449 §8). So nothing that was recorded can be sent again, and a counter whose clock is
wrong by years is not locked out. A push also carries a signature over the hash of its last line, which is kept with the
lines and stays checkable when the request is long gone.

    Authorization: Counter install="i-3f0c…",nonce="of the hall",cnonce="of the counter",sig="base64 of 64 bytes"
    401 request.stale, Counter-Nonce: …     the same request signed with that nonce is taken

0.1.0 signed without nonces; the hall takes that form from an installation that never used the other.

Keys travel and are kept as base64 of their 32 raw bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
from typing import TYPE_CHECKING

from counter.domain.base import Value
from counter.domain.ids import InstallId

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

# ruff: noqa: PLC0415 -- cryptography is loaded with the first signature: the window need not wait for it

NONCE_HEADER = "Counter-Nonce"
"""With a 401: the hall's nonce, to sign the same request with."""
_NONCE = "[A-Za-z0-9._-]{0,100}"
_AUTHORIZATION = re.compile(
    r'Counter install="(?P<install>[A-Za-z0-9-]{1,64})",'
    rf'(?:nonce="(?P<nonce>{_NONCE})",cnonce="(?P<cnonce>[0-9a-f]{{32}})",)?'
    r'sig="(?P<sig>[A-Za-z0-9+/]{86}==)"'
)
_KEY_BYTES = 32
_CNONCE_BYTES = 16


class RequestSeal(Value):
    """Who says he sent a request, and his signature over it (base64)."""

    install: InstallId
    signature: str
    nonce: str | None = None  # of the hall, empty before it gave one; None in the form of 0.1.0
    cnonce: str = ""


def new_signing_key() -> str:
    """A fresh Ed25519 private key, base64 of its 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def public_key_of(signing_key: str) -> str:
    """The public half, base64 of its 32 bytes."""
    return base64.b64encode(_private(signing_key).public_key().public_bytes_raw()).decode()


def is_public_key(text: str) -> bool:
    """Whether the text is base64 of 32 bytes, as an Ed25519 public key has."""
    try:
        return len(base64.b64decode(text, validate=True)) == _KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def sign_head(signing_key: str, head_hash: str) -> str:
    """The signature (base64) over the hash of the last line of a push."""
    return sign(signing_key, _head_text(head_hash))


def check_head(public_key: str, head_hash: str, signature: str) -> bool:
    """Whether the owner of the key signed that head."""
    return check(public_key, _head_text(head_hash), signature)


def sign_request(signing_key: str, *, install: InstallId, method: str, target: str, body: bytes, nonce: str) -> str:
    """The value of the Authorization header; another one each time, also for the same request.

    Args:
        signing_key: base64 of the private key.
        install: who sends.
        method: as sent, upper case.
        target: path and query exactly as they stand in the request line, e.g. ``/v1/news?after=7``.
        body: the bytes as sent, so after compression; empty for a call without body.
        nonce: the hall's last one, empty before it gave any.
    """
    cnonce = secrets.token_hex(_CNONCE_BYTES)
    text = _request_text(method, target, hashlib.sha256(body).hexdigest(), nonce, cnonce)
    return f'Counter install="{install}",nonce="{nonce}",cnonce="{cnonce}",sig="{sign(signing_key, text)}"'


def is_nonce(text: str) -> bool:
    """Whether the text has the form of a hall's nonce."""
    return bool(text) and re.fullmatch(_NONCE, text) is not None


def read_seal(authorization: str) -> RequestSeal | None:
    """What an Authorization header says, or None when it is not one of ours."""
    found = _AUTHORIZATION.fullmatch(authorization)
    if found is None:
        return None
    return RequestSeal(
        install=InstallId(found["install"]),
        signature=found["sig"],
        nonce=found["nonce"],
        cnonce=found["cnonce"] or "",
    )


def check_request(public_key: str, seal: RequestSeal, *, method: str, target: str, body_sha256: str) -> bool:
    """Whether the owner of the key signed that request; ``body_sha256`` is of the body as received, in hexadecimal.

    Whether its nonces are good is the hall's to know.
    """
    nonces = () if seal.nonce is None else (seal.nonce, seal.cnonce)
    return check(public_key, _request_text(method, target, body_sha256, *nonces), seal.signature)


def _request_text(method: str, target: str, body_sha256: str, *nonces: str) -> bytes:
    return "\n".join((method, target, body_sha256, *nonces)).encode()


def _head_text(head_hash: str) -> bytes:
    return head_hash.encode()


def _private(signing_key: str) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(signing_key))


def sign(signing_key: str, text: bytes) -> str:
    """The owner's signature over the bytes, base64."""
    return base64.b64encode(_private(signing_key).sign(text)).decode()


def check(public_key: str, text: bytes, signature: str) -> bool:
    """Whether the owner of the key signed these bytes; False also for what is no key or no signature at all."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(signature, validate=True), text)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
