"""Which version is built, and the one time that every file in it carries."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import tomllib
from pathlib import Path


@dataclasses.dataclass(frozen=True)
class Release:
    """What is built.

    Args:
        version: of the program, its folder and its packages.
        made_at: seconds since 1970; each file's time, so that the same source gives the same bytes.
        extras: the optional dependencies of ``pyproject.toml`` that come along (``hall`` for the hall server).
        without: dependencies that are left out, by canonical name: a hall server has no screen.
    """

    version: str
    made_at: int
    extras: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def release_of(checkout: Path, *, version: str = "", extras: tuple[str, ...] = ()) -> Release:
    """The release that a checkout holds: the version of ``pyproject.toml`` and the time of the last commit.

    Args:
        checkout: its folder.
        version: another version than the project's, so that an upgrade can be tried out.
        extras: as in ``Release``.
    """
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Release(version=version or project["version"], made_at=_made_at(checkout), extras=extras)


def _made_at(checkout: Path) -> int:
    """``SOURCE_DATE_EPOCH`` where it is set (reproducible-builds.org), else the time of the last commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given:
        return int(given)
    command = ["git", "-C", str(checkout), "log", "-1", "--format=%ct"]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
