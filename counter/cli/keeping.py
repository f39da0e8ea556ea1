"""The key of a home: where it is kept, its recovery slot, and how it comes back (faults.md F19)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from counter import recovery
from counter.errors import RuleBroken, StoreTrouble
from counter.local_disk import write_whole
from counter.log import note
from counter.ports import KeyRing
from counter.secrets import new_key
from counter.store.opening import Store, check_value

DATABASE = "counter.db"


def ring_name(home: Path) -> str:
    """The name of the home's key in the key ring."""
    return "store-" + hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]


def key_of(home: Path, key_ring: KeyRing) -> bytes:
    """The home's key; a new one only where there is no trace of a database.

    Raises:
        StoreTrouble: ``keyring.*``, ``store.missing``.
    """
    name, path = ring_name(home), home / DATABASE
    key = key_ring.read(name)
    traces = (path, path.with_suffix(".kcv"), path.with_suffix(".high"))
    if key is None:
        if any(trace.exists() for trace in traces):
            raise StoreTrouble("keyring.key_gone")
        key = new_key()
        key_ring.write(name, key)
    elif path.with_suffix(".kcv").exists() and not path.exists():
        raise StoreTrouble("store.missing")
    return key


def keep_slot(home: Path, store_key: bytes, recovery_key: str) -> None:
    """The key lies sealed to IT's key beside the database; without one nothing, and a slot that fits stays as it is.

    A slot that cannot be written stops nobody from working; the health check says so.
    """
    if not recovery_key:
        return
    path, check = home / recovery.SLOT_NAME, check_value(store_key).decode()
    try:
        found = path.read_text(encoding="ascii", errors="replace") if path.exists() else ""
        if recovery.sealed_to(found) == (recovery_key, check):
            return
        write_whole(path, recovery.seal(store_key, recovery_key, check).encode("ascii"))
    except OSError:
        note("recovery.slot_not_written")


def slot_of(home: Path) -> str:
    """The recovery slot as IT needs it; empty when there is none."""
    try:
        return (home / recovery.SLOT_NAME).read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""


def recovered_key(home: Path, code: str) -> bytes:
    """The key that was typed, and it is the one of the database here. Nothing was changed.

    Raises:
        RuleBroken: ``recovery.code``, ``recovery.mistyped``; ``recovery.other_database`` for the key of another one;
            ``recovery.nothing_here`` when there is no database.
        StoreTrouble: ``store.*`` when the database does not open for another reason.
    """
    key = recovery.key_of_code(code)
    path = home / DATABASE
    if not path.exists():
        raise RuleBroken("recovery.nothing_here")
    try:
        Store(path, key).close()
    except StoreTrouble as trouble:
        unknown = trouble.code == "store.damaged" and not path.with_suffix(".kcv").exists()
        if trouble.code == "store.wrong_key" or unknown:
            raise RuleBroken("recovery.other_database", field="code") from trouble
        raise
    return key


def keep_again(home: Path, key: bytes, key_ring: KeyRing) -> None:
    """The recovered key is in the key ring; what stood in its place is kept beside it.

    Raises:
        StoreTrouble: ``keyring.*``; the recovered key still opens the database while the program runs.
    """
    key_ring.replace(ring_name(home), key)
