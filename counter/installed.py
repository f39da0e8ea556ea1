"""Which version of the package runs, and whether IT has put another one beside it since.

A package lies in ``<top>/versions/<version>`` and ``<top>/current`` names the one that starts; an upgrade switches
``current`` and leaves the folder of whoever works alone (installer/linux/README.md).
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

_APP = Path(__file__).resolve().parents[1]
_VERSIONS = "versions"
_LONGEST_VERSION = 40


@dataclasses.dataclass(frozen=True)
class Installed:
    """Another version than the one that runs: what it is called and how it is started."""

    version: str
    launcher: Path


def other_version(app: Path = _APP) -> Installed | None:
    """What starts the next time, when that is another folder than the one this program runs from; None otherwise.

    Args:
        app: the folder of the program in its package. A checkout is in no package, so there is never another version.
    """
    own = app.parent
    if own.parent.name != _VERSIONS:
        return None
    current = own.parent.parent / "current"
    try:
        found = current.resolve(strict=True)
        if found == own:
            return None
        version = (found / "VERSION").read_text(encoding="utf-8").strip()[:_LONGEST_VERSION]
    except OSError:  # in the middle of being removed: nothing to start
        return None
    return Installed(version=version, launcher=current / "bin/window-counter")
