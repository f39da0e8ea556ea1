"""Whether Chinese can be typed: an input method runs, and Qt has the part that speaks to it (libraries.md 2).

The wheel of PySide6 has a plugin for ibus and none for fcitx; our package brings one.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

from counter.health.findings import Check, Finding, bad, ok, warn

DAEMONS = {"fcitx5": "fcitx", "fcitx": "fcitx", "ibus-daemon": "ibus"}
_PLUGINS = {"fcitx": "fcitx", "ibus": "ibus"}
_PROC = Path("/proc")


def input_method() -> Finding:
    """As this machine is now; on Windows the system's own is always there."""
    if sys.platform == "win32":
        return ok(Check.INPUT_METHOD, method="windows")
    return judge(os.environ, running(), plugins())


def judge(environment: Mapping[str, str], programs: AbstractSet[str], parts: AbstractSet[str]) -> Finding:
    """What that means.

    Args:
        environment: of the session.
        programs: names of the processes that run.
        parts: file names of Qt's input context plugins.
    """
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        return warn(Check.INPUT_METHOD, "health.no_display")
    methods = {DAEMONS[name] for name in programs if name in DAEMONS}
    if not methods:
        return bad(Check.INPUT_METHOD, "health.no_input_method")
    # fcitx5 can also speak ibus's tongue through the portal (libraries.md 2)
    portal = environment.get("QT_IM_MODULE") == "ibus" and environment.get("IBUS_USE_PORTAL") == "1"
    spoken = {method for method in methods if any(_PLUGINS[method] in part for part in parts)}
    spoken |= {method for method in methods if portal and any("ibus" in part for part in parts)}
    if not spoken:
        return bad(Check.INPUT_METHOD, "health.no_input_plugin", method=min(methods))
    return ok(Check.INPUT_METHOD, method=min(spoken))


def running() -> frozenset[str]:
    """The names of this machine's processes."""
    names = set()
    for path in _PROC.glob("[0-9]*/comm"):
        try:
            names.add(path.read_text(encoding="utf-8", errors="replace").strip())
        except OSError:
            continue  # it ended meanwhile
    return frozenset(names)


def plugins() -> frozenset[str]:
    """The file names of Qt's input context plugins, without loading Qt."""
    spec = importlib.util.find_spec("PySide6")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return frozenset(
        path.name
        for folder in folders
        for path in Path(folder).glob("**/plugins/platforminputcontexts/*")
        if path.is_file()
    )
