"""The system's own installer: what the updater hands a verified package to. It alone unpacks and runs anything."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from counter.errors import DeviceTrouble
from counter.updates.offer import Package

PRODUCT = "window-counter"


class Ran(NamedTuple):
    """How a program ended, and what it said."""

    code: int
    output: str = ""


class Run(Protocol):
    """Runs a program of the system and waits for it, however long that takes; it is never killed half-way."""

    def __call__(self, command: Sequence[str]) -> Ran:
        """How it ended."""


class SystemInstaller(Protocol):
    """The blocking port; its twin in tests is a runner that notes what it was asked."""

    def installed(self) -> str:
        """The version that the system says is installed; empty when it knows of none."""

    def check(self, package: Package, file: Path) -> None:
        """The file is what it says it is, as far as the system can tell before it installs.

        Raises:
            Refused: ``updates.wrong_package``, ``updates.downgrade``.
        """

    def install(self, package: Package, file: Path) -> None:
        """The package is installed, and the system says so.

        Raises:
            Refused: ``updates.downgrade``.
            DeviceTrouble: ``updates.installer_busy`` (later), ``updates.in_use`` (somebody works with it),
                ``updates.installer_failed`` (exit_code).
        """


def run_program(command: Sequence[str]) -> Ran:
    """As ``Run``, with nothing of the caller's environment but what a service has."""
    kept = {name: os.environ[name] for name in ("SystemRoot", "windir", "TEMP", "TMP") if name in os.environ}
    try:
        ended = subprocess.run(  # noqa: S603 -- fixed programs of the system; the only argument of ours is a checked file
            list(command),
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={
                **kept,
                "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "LC_ALL": "C.UTF-8",
                "DEBIAN_FRONTEND": "noninteractive",
                "HOME": "/root",
            },
        )
    except OSError as error:
        raise DeviceTrouble("updates.installer_failed", exit_code=-1, why=type(error).__name__) from error
    return Ran(ended.returncode, ended.stdout.decode("utf-8", errors="replace"))
