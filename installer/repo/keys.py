"""The keys of the repository: one encrypted file each, held by one person, and never in the repository."""

from __future__ import annotations

import json
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner, SSlibKey

LEAST_PASSPHRASE = 12
METADATA = "metadata"


class WrongKey(Exception):
    """A key or its passphrase cannot be used; the text says why."""


def make_key(file: Path, passphrase: bytes) -> Path:
    """The file holds a new Ed25519 key under the passphrase; beside it lies ``<file>.pub.json``, which may be shown.

    Raises:
        WrongKey: the passphrase is short, the file exists, or it would lie in a repository.
    """
    if len(passphrase) < LEAST_PASSPHRASE:
        raise WrongKey(f"the passphrase needs {LEAST_PASSPHRASE} characters")
    if any((folder / METADATA).is_dir() for folder in (file.absolute().parent, *file.absolute().parents)):
        raise WrongKey("a key never lies in a repository; keep it on a medium of its own")
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase))
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(pem)
    except FileExistsError as error:
        raise WrongKey(f"{file.name} exists already") from error
    public = CryptoSigner(key).public_key
    shown = file.with_name(f"{file.name}.pub.json")
    shown.write_text(json.dumps({"keyid": public.keyid, **public.to_dict()}, indent=1) + "\n", encoding="utf-8")
    return shown


def read_public(file: Path) -> SSlibKey:
    """The key that a ``.pub.json`` shows.

    Raises:
        WrongKey: the file is none, or its id is not the one of its key.
    """
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        named = told.pop("keyid")
        key = SSlibKey.from_dict(named, dict(told))
        computed = SSlibKey.from_crypto(key._crypto_key()).keyid  # noqa: SLF001 -- there is no public way to it
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise WrongKey(f"{file.name} is no public key") from error
    if named != computed:
        raise WrongKey(f"{file.name}: the id is not the one of the key")
    return key


def open_key(file: Path, passphrase: bytes) -> CryptoSigner:
    """The key, for one signature.

    Raises:
        WrongKey: no such file, another kind of key, a wrong passphrase.
    """
    try:
        key = load_pem_private_key(file.read_bytes(), passphrase)
    except (OSError, ValueError, TypeError) as error:
        raise WrongKey(f"{file.name} does not open with that passphrase") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise WrongKey(f"{file.name} is no Ed25519 key")
    return CryptoSigner(key)
