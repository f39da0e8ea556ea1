"""Signatures of an installation, made and checked by the same lines of code at both ends (Ed25519, RFC 8032).

A request is signed as a whole: method, path with query and the SHA-256 of the body exactly as it was sent, so a box
on the way that opens TLS can read but not alter (trust.md §4, TLS). A push also carries a signature over the hash of
its last line, which is kept with the lines and stays checkable when the request is long gone.

    Authorization: Counter install="i-3f0c…",sig="base64 of 64 bytes"

Keys travel and are kept as base64 of their 32 raw bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from counter.domain.base import Value
from counter.domain.ids import InstallId

_AUTHORIZATION = re.compile(r'Counter install="(?P<install>[A-Za-z0-9-]{1,64})",sig="(?P<sig>[A-Za-z0-9+/]{86}==)"')
_KEY_BYTES = 32


class RequestSeal(Value):
    """Who says he sent a request, and his signature over it (base64)."""

    install: InstallId
    signature: str


def new_signing_key() -> str:
    """A fresh Ed25519 private key, base64 of its 32 bytes."""
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


def sign_request(signing_key: str, *, install: InstallId, method: str, target: str, body: bytes) -> str:
    """The value of the Authorization header.

    Args:
        signing_key: base64 of the private key.
        install: who sends.
        method: as sent, upper case.
        target: path and query exactly as they stand in the request line, e.g. ``/v1/news?after=7``.
        body: the bytes as sent, so after compression; empty for a call without body.
    """
    signature = sign(signing_key, _request_text(method, target, hashlib.sha256(body).hexdigest()))
    return f'Counter install="{install}",sig="{signature}"'


def read_seal(authorization: str) -> RequestSeal | None:
    """What an Authorization header says, or None when it is not one of ours."""
    found = _AUTHORIZATION.fullmatch(authorization)
    return RequestSeal(install=InstallId(found["install"]), signature=found["sig"]) if found else None


def check_request(public_key: str, *, signature: str, method: str, target: str, body_sha256: str) -> bool:
    """Whether the owner of the key signed that request; ``body_sha256`` is of the body as received, in hexadecimal."""
    return check(public_key, _request_text(method, target, body_sha256), signature)


def _request_text(method: str, target: str, body_sha256: str) -> bytes:
    return f"{method}\n{target}\n{body_sha256}".encode()


def _head_text(head_hash: str) -> bytes:
    return head_hash.encode()


def _private(signing_key: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(signing_key))


def sign(signing_key: str, text: bytes) -> str:
    """The owner's signature over the bytes, base64."""
    return base64.b64encode(_private(signing_key).sign(text)).decode()


def check(public_key: str, text: bytes, signature: str) -> bool:
    """Whether the owner of the key signed these bytes; False also for what is no key or no signature at all."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(signature, validate=True), text)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
