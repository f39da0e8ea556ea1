"""恢复槽: the database key sealed to IT's public recovery key, for the day that the key ring is gone (faults.md F19).

    IT, once         recovery new-key            a private key for the safe, a public one for the policy
    the counter      opens its database          ``counter.recovery`` beside it: the key, sealed; useless without IT
    the ring is gone the window shows the slot   IT opens it at its own desk: recovery open SLOT --key FILE
                     the code is typed in        the key is checked against the database and kept in the ring anew

IT's private key never comes to the counter, and the slot says nothing to whoever has only the disk. X25519, HKDF-SHA256
and ChaCha20-Poly1305, as in HPKE's base mode (RFC 9180 §5.1.1) without its framing; bound to the database by its key
check value.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json

from counter.errors import RuleBroken

SLOT_NAME = "counter.recovery"
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are taken for another
_LOOKS_LIKE = str.maketrans({"0": "Q", "1": "L", "I": "L", "O": "Q"})
_KEY_BYTES = 32
_CHECK_BYTES = 3
_GROUP = 4
_NONCE = bytes(12)  # each slot has a key of its own
_ABOUT = b"window-counter recovery 1"


def new_recovery_key() -> tuple[str, str]:
    """A new private key and its public one, both base64."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415 -- as below

    private = X25519PrivateKey.generate()
    return _text(private.private_bytes_raw()), _text(private.public_key().public_bytes_raw())


def seal(store_key: bytes, public_key: str, check: str) -> str:
    """The slot's file: the key of the database with that check value, for the holder of the private key only.

    Raises:
        RuleBroken: ``settings.recovery_key`` for what is no public key.
    """
    # cryptography is loaded when a slot is made or opened: a start with one need not wait for it
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

    try:
        recipient = X25519PublicKey.from_public_bytes(_raw(public_key))
        ephemeral = X25519PrivateKey.generate()
        shared = ephemeral.exchange(recipient)
    except ValueError as error:
        raise RuleBroken("settings.recovery_key", field="recovery_key") from error
    sent = ephemeral.public_key().public_bytes_raw()
    sealed = ChaCha20Poly1305(_derived(shared, sent, _raw(public_key))).encrypt(_NONCE, store_key, check.encode())
    slot = {"slot": 1, "check": check, "sealed_to": public_key, "sealed": _text(sent + sealed)}
    return json.dumps(slot, indent=1) + "\n"


def sealed_to(slot: str) -> tuple[str, str]:
    """The public key that the slot is sealed to and the check value of its database; empty for what is no slot."""
    try:
        found = json.loads(slot)
        return str(found["sealed_to"]), str(found["check"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return "", ""


def open_slot(slot: str, private_key: str) -> bytes:
    """The database key.

    Raises:
        RuleBroken: ``recovery.slot`` for what is no slot, ``recovery.other_key`` for one that is sealed to another key.
    """
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 -- as in seal
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

    public_key, check = sealed_to(slot)
    try:
        sealed = _raw(str(json.loads(slot)["sealed"]))
        sent = X25519PublicKey.from_public_bytes(sealed[:_KEY_BYTES])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RuleBroken("recovery.slot") from error
    try:
        private = X25519PrivateKey.from_private_bytes(_raw(private_key.strip()))
        key = _derived(private.exchange(sent), sealed[:_KEY_BYTES], private.public_key().public_bytes_raw())
        return ChaCha20Poly1305(key).decrypt(_NONCE, sealed[_KEY_BYTES:], check.encode())
    except (InvalidTag, ValueError) as error:
        raise RuleBroken("recovery.other_key", key=public_key[:12]) from error


def code_of(store_key: bytes) -> str:
    """The key as a person types it: 14 groups of four, with a check sum."""
    number = int.from_bytes(store_key + _check_sum(store_key))
    letters = ""
    for _ in range((_KEY_BYTES + _CHECK_BYTES) * 8 // 5):
        number, place = divmod(number, len(_LETTERS))
        letters = _LETTERS[place] + letters
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def key_of_code(code: str) -> bytes:
    """The key that was typed, in whatever case and with whatever is between the groups.

    Raises:
        RuleBroken: ``recovery.code`` (typed, expected) when it is incomplete, ``recovery.mistyped`` when it does not
            add up.
    """
    letters = [letter for letter in code.upper().translate(_LOOKS_LIKE) if letter.isalnum()]
    expected = (_KEY_BYTES + _CHECK_BYTES) * 8 // 5
    if len(letters) != expected or not set(letters) <= set(_LETTERS):
        raise RuleBroken("recovery.code", field="code", typed=len(letters), expected=expected)
    number = 0
    for letter in letters:
        number = number * len(_LETTERS) + _LETTERS.index(letter)
    whole = number.to_bytes(_KEY_BYTES + _CHECK_BYTES)
    key = whole[:_KEY_BYTES]
    if _check_sum(key) != whole[_KEY_BYTES:]:
        raise RuleBroken("recovery.mistyped", field="code")
    return key


def _check_sum(key: bytes) -> bytes:
    return hashlib.sha256(b"code" + key).digest()[:_CHECK_BYTES]


def _derived(shared: bytes, sent: bytes, recipient: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 -- as in seal
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=sent + recipient, info=_ABOUT).derive(shared)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _raw(text: str) -> bytes:
    """The bytes of that base64.

    Raises:
        ValueError: it is none.
    """
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
