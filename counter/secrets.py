"""Where the database key lives: the system's key ring, or a file that the machine policy names. Never the environment.

An existing database without its key is a matter for the recovery by IT; a new key is never made over it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from counter.errors import StoreTrouble
from counter.local_disk import force

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

KEY_BYTES = 32
_SERVICE = "window-counter"
_PR_SET_DUMPABLE = 4  # linux/prctl.h


class SystemKeyRing:
    """The key ring of the desktop session: Secret Service on Linux, Credential Manager on Windows.

    The backend is chosen here and not by the environment, which can steal the key (trust.md A66).
    """

    def read(self, name: str) -> bytes | None:
        """The secret of that name, or None.

        Raises:
            StoreTrouble: ``keyring.absent`` or ``keyring.locked``.
        """
        value = self._ask(lambda ring: ring.get_password(_SERVICE, name))
        return None if value is None else _from_hex(value)

    def write(self, name: str, secret: bytes) -> None:
        """The secret is kept; it is read back to be sure."""
        self._ask(lambda ring: ring.set_password(_SERVICE, name, secret.hex()))
        if self.read(name) != secret:
            raise StoreTrouble("keyring.not_kept")

    def replace(self, name: str, secret: bytes) -> None:
        """The secret is kept; what stood there before is kept under ``<name>-before``, whatever it was."""
        before = self._ask(lambda ring: ring.get_password(_SERVICE, name))
        if before is not None and before != secret.hex():
            self._ask(lambda ring: ring.set_password(_SERVICE, f"{name}-before", before))
        self.write(name, secret)

    @staticmethod
    def _ask(question: Callable[[KeyringBackend], T]) -> T:
        import keyring.errors  # noqa: PLC0415 -- a machine with a key file need not wait for it

        try:
            return question(_backend())
        except keyring.errors.KeyringLocked as error:
            raise StoreTrouble("keyring.locked") from error
        except _ring_errors() as error:
            raise StoreTrouble("keyring.absent") from error


def _ring_errors() -> tuple[type[Exception], ...]:
    """What a key ring raises; its own library's errors pass ``keyring`` when there is no session bus (measured)."""
    import keyring.errors  # noqa: PLC0415 -- loaded by whoever asked the ring

    known: tuple[type[Exception], ...] = (keyring.errors.KeyringError, RuntimeError, OSError)
    if sys.platform == "win32":
        return known
    from secretstorage.exceptions import SecretStorageException  # noqa: PLC0415 -- only there on Linux

    return (*known, SecretStorageException)


def _backend() -> KeyringBackend:
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring  # noqa: PLC0415 -- only there on Windows

        return WinVaultKeyring()
    from keyring.backends.SecretService import Keyring  # noqa: PLC0415 -- only there on Linux

    ring: KeyringBackend = Keyring()  # type: ignore[no-untyped-call]  # keyring's backend has no annotations
    return ring


class KeyFile:
    """A file that the machine policy names, readable by its user only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, name: str) -> bytes | None:
        """The key in the file, or None when there is no file.

        Raises:
            StoreTrouble: ``keyring.file_open`` when others may read it; ``keyring.file_broken``.
        """
        del name
        try:
            if os.name == "posix" and self._path.stat().st_mode & 0o077:
                raise StoreTrouble("keyring.file_open")
            text = self._path.read_text(encoding="ascii", errors="replace")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreTrouble("keyring.file_broken") from error
        return _from_hex(text)

    def write(self, name: str, secret: bytes) -> None:
        """The key stands in a new file; an existing one is never overwritten."""
        del name
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise StoreTrouble("keyring.not_kept") from error
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secret.hex())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):  # a folder that may be entered and not read
            force(self._path.parent)

    def replace(self, name: str, secret: bytes) -> None:
        """The secret stands in the file; what lay there is kept as ``<file>.before-<n>``."""
        try:
            if self._path.exists() and self._path.read_bytes().strip() != secret.hex().encode():
                number = 1
                while (aside := self._path.with_name(f"{self._path.name}.before-{number}")).exists():
                    number += 1
                self._path.rename(aside)
            elif self._path.exists():
                self._path.chmod(0o600)
                return
        except OSError as error:
            raise StoreTrouble("keyring.not_kept") from error
        self.write(name, secret)


class HeldKey:
    """The key that IT recovered, while the program runs: where no ring can keep it, work goes on all the same."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def read(self, name: str) -> bytes:
        """The recovered key."""
        del name
        return self._key

    def write(self, name: str, secret: bytes) -> None:
        """Never: a home without a database has nothing to recover.

        Raises:
            StoreTrouble: ``keyring.not_kept``.
        """
        del name, secret
        raise StoreTrouble("keyring.not_kept")

    replace = write


class MemoryKeyRing:
    """The simulated twin: keeps secrets for as long as it lives."""

    def __init__(self) -> None:
        self._secrets: dict[str, bytes] = {}

    def read(self, name: str) -> bytes | None:
        """The secret of that name, or None."""
        return self._secrets.get(name)

    def write(self, name: str, secret: bytes) -> None:
        """The secret is kept."""
        self._secrets[name] = secret

    def replace(self, name: str, secret: bytes) -> None:
        """The secret is kept, and what was there beside it."""
        if (before := self._secrets.get(name)) is not None and before != secret:
            self._secrets[f"{name}-before"] = before
        self._secrets[name] = secret


def keep_memory_private() -> None:
    """Other programs of the same user cannot read this process, and no core of it is ever written (trust.md A56).

    On Linux: without it ``/proc/PID/mem`` gives the key to whatever runs under the clerk's account (measured there).
    On Windows the account itself is the border, and crash dumps are the policy's matter.
    """
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415 -- only there on Unix

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def new_key() -> bytes:
    """A new random 256-bit key."""
    return secrets.token_bytes(KEY_BYTES)


def _from_hex(text: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise StoreTrouble("keyring.file_broken")
    return key
