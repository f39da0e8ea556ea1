"""The detached signature of a build, with a test key that is made on this box and never leaves its build folder.

The hall's IT signs what it rolls out with its own key; this one shows that the artefacts are those of one build.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

_KEY_FOLDER = "test-key"
PUBLIC_KEY = "test-key.pub.pem"


def sign(file: Path, out: Path) -> None:
    """``<file>.sig`` holds the Ed25519 signature of the file, ``test-key.pub.pem`` the key that checks it.

    ``openssl pkeyutl -verify -pubin -inkey test-key.pub.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig`` checks it.
    """
    key = _key(out / _KEY_FOLDER)
    file.with_name(f"{file.name}.sig").write_bytes(key.sign(file.read_bytes()))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (out / PUBLIC_KEY).write_bytes(public)


def _key(folder: Path) -> Ed25519PrivateKey:
    """The test key of this build folder, made when there is none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / "key.pem"
    if not file.exists():
        made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(made)
    key = load_pem_private_key(file.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("the test key is no Ed25519 key")
    return key
