"""恢复槽: the database key sealed to IT's public recovery key, for the day that the key ring is gone (faults.md F19).

    IT, once         recovery new-key            a private key for the safe, a public one for the policy
    the counter      opens its database          ``counter.recovery`` beside it: the key, sealed; useless without IT
    the ring is gone the window shows the slot   IT opens it at its own desk: recovery open SLOT --key FILE
                     the code is typed in        the key is checked against the database and kept in the ring anew

IT's private key never comes to the counter, and the slot says nothing to whoever has only the disk. Sealed as
``sealed_box`` says; bound to the database by its key check value.
"""

from __future__ import annotations

import hashlib
import json

from counter.errors import RuleBroken
from counter.sealed_box import KEY_BYTES, new_key_pair, opened_with, raw_of, seal_to, text_of

SLOT_NAME = "counter.recovery"
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are taken for another
_LOOKS_LIKE = str.maketrans({"0": "Q", "1": "L", "I": "L", "O": "Q"})
_CHECK_BYTES = 3
_GROUP = 4
_NONCE = bytes(12)  # each slot has a key of its own
_ABOUT = b"window-counter recovery 1"


def new_recovery_key() -> tuple[str, str]:
    """A new private key and its public one, both base64."""
    return new_key_pair()


def seal(store_key: bytes, public_key: str, check: str) -> str:
    """The slot's file: the key of the database with that check value, for the holder of the private key only.

    Raises:
        RuleBroken: ``settings.recovery_key`` for what is no public key.
    """
    # cryptography is loaded when a slot is made or opened: a start with one need not wait for it
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

    try:
        sent, key = seal_to(public_key, _ABOUT)
    except ValueError as error:
        raise RuleBroken("settings.recovery_key", field="recovery_key") from error
    sealed = ChaCha20Poly1305(key).encrypt(_NONCE, store_key, check.encode())
    slot = {"slot": 1, "check": check, "sealed_to": public_key, "sealed": text_of(sent + sealed)}
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
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

    public_key, check = sealed_to(slot)
    try:
        sealed = raw_of(str(json.loads(slot)["sealed"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RuleBroken("recovery.slot") from error
    if len(sealed) < KEY_BYTES:
        raise RuleBroken("recovery.slot")
    try:
        key = opened_with(private_key.strip(), sealed[:KEY_BYTES], _ABOUT)
        return ChaCha20Poly1305(key).decrypt(_NONCE, sealed[KEY_BYTES:], check.encode())
    except (InvalidTag, ValueError) as error:
        raise RuleBroken("recovery.other_key", key=public_key[:12]) from error


def code_of(store_key: bytes) -> str:
    """The key as a person types it: 14 groups of four, with a check sum."""
    number = int.from_bytes(store_key + _check_sum(store_key))
    letters = ""
    for _ in range((KEY_BYTES + _CHECK_BYTES) * 8 // 5):
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
    expected = (KEY_BYTES + _CHECK_BYTES) * 8 // 5
    if len(letters) != expected or not set(letters) <= set(_LETTERS):
        raise RuleBroken("recovery.code", field="code", typed=len(letters), expected=expected)
    number = 0
    for letter in letters:
        number = number * len(_LETTERS) + _LETTERS.index(letter)
    whole = number.to_bytes(KEY_BYTES + _CHECK_BYTES)
    key = whole[:KEY_BYTES]
    if _check_sum(key) != whole[KEY_BYTES:]:
        raise RuleBroken("recovery.mistyped", field="code")
    return key


def _check_sum(key: bytes) -> bytes:
    return hashlib.sha256(b"code" + key).digest()[:_CHECK_BYTES]
