"""The machine's policy in the Windows registry, as values; winreg stands here only, and a twin plays it in tests."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Protocol

POLICY_KEY = r"Software\Policies\WindowCounter"
RECOMMENDED_KEY = POLICY_KEY + r"\Recommended"


class MachineRegistry(Protocol):
    """HKEY_LOCAL_MACHINE, for reading."""

    def values(self, key: str) -> dict[str, object]:
        """Every value of that key by its name; empty when there is no such key.

        Raises:
            OSError: it is there and cannot be read.
        """


class SimulatedRegistry:
    """The simulated twin: keys with their values, as ``reg add`` would leave them."""

    def __init__(self, keys: Mapping[str, Mapping[str, object]] | None = None) -> None:
        self._keys = {name: dict(values) for name, values in (keys or {}).items()}

    def values(self, key: str) -> dict[str, object]:
        """The values that were given for that key."""
        return dict(self._keys.get(key, {}))


def machine_registry() -> MachineRegistry:
    """This machine's registry; on a system without one, one that holds nothing."""
    if sys.platform == "win32":
        return WindowsRegistry()
    return SimulatedRegistry()


if sys.platform == "win32":
    import winreg

    class WindowsRegistry:
        """winreg on the 64-bit view. Seen under wine (``make test-windows``), not on a Windows machine."""

        def values(self, key: str) -> dict[str, object]:
            """REG_SZ as text, REG_DWORD as a number, REG_MULTI_SZ as a list of texts."""
            access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
            try:
                with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key, 0, access) as handle:
                    _subkeys, count, _changed = winreg.QueryInfoKey(handle)
                    found = [winreg.EnumValue(handle, place) for place in range(count)]
            except FileNotFoundError:
                return {}
            return {name: value for name, value, _kind in found}
