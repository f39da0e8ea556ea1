"""A key for the holder of an X25519 private key only: from a key pair that is made for this once and thrown away.

X25519, HKDF-SHA256 and, at whoever seals, ChaCha20-Poly1305: as in HPKE's base mode (RFC 9180 §5.1.1) without its
framing. Keys travel and are kept as base64 of their 32 raw bytes. The recovery slot and the exported queue are sealed
so; ``about`` keeps them apart.
"""

from __future__ import annotations

import base64
import binascii

KEY_BYTES = 32


def new_key_pair() -> tuple[str, str]:
    """A new private key and its public one, both base64."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415 -- as below

    private = X25519PrivateKey.generate()
    return text_of(private.private_bytes_raw()), text_of(private.public_key().public_bytes_raw())


def public_of(private_key: str) -> str:
    """The public half, base64.

    Raises:
        ValueError: it is no key.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415 -- as below

    return text_of(X25519PrivateKey.from_private_bytes(raw_of(private_key)).public_key().public_bytes_raw())


def seal_to(public_key: str, about: bytes) -> tuple[bytes, bytes]:
    """What is sent along in clear (32 bytes), and the key that only the holder of the private key gets from it.

    Raises:
        ValueError: it is no public key.
    """
    # cryptography is loaded when something is sealed or opened: a start of the window need not wait for it
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey  # noqa: PLC0415

    recipient = raw_of(public_key)
    ephemeral = X25519PrivateKey.generate()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))
    sent = ephemeral.public_key().public_bytes_raw()
    return sent, _derived(shared, sent, recipient, about)


def opened_with(private_key: str, sent: bytes, about: bytes) -> bytes:
    """The key, from what was sent along.

    Raises:
        ValueError: one of the two is no key.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey  # noqa: PLC0415

    private = X25519PrivateKey.from_private_bytes(raw_of(private_key))
    shared = private.exchange(X25519PublicKey.from_public_bytes(sent))
    return _derived(shared, sent, private.public_key().public_bytes_raw(), about)


def text_of(raw: bytes) -> str:
    """Base64."""
    return base64.b64encode(raw).decode()


def raw_of(text: str) -> bytes:
    """The bytes of that base64.

    Raises:
        ValueError: it is none.
    """
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error


def _derived(shared: bytes, sent: bytes, recipient: bytes, about: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 -- as in seal_to
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=sent + recipient, info=about).derive(shared)
