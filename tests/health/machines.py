"""A machine as its checks see it, with a home of its own."""

from __future__ import annotations

from pathlib import Path

from counter.cli.keeping import ring_name
from counter.health.machine import Machine
from counter.ports import KeyRing
from counter.secrets import MemoryKeyRing
from counter.settings import read
from tests.settings.layers import put


def machine_at(
    folder: Path,
    *,
    key_ring: KeyRing | None = None,
    queue: tuple[str, str] = ("front", ""),
    undrawn: str = "",
    **policy: object,
) -> Machine:
    """With that policy."""
    put(folder, "policies/managed/it.json", policy)
    return Machine(
        home=folder / "home",
        reading=read(folder / "home", folder / "policies"),
        key_ring=key_ring or MemoryKeyRing(),
        ring_name=ring_name(folder / "home"),
        queue_state=lambda: queue,
        undrawn=lambda text: undrawn and text,
    )
