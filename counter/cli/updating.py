"""``update``: the round that the machine's timer runs, and what it came to."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from counter import VERSION
from counter.errors import RuleBroken
from counter.log import note, start_log
from counter.settings import default_home, read_settings
from counter.store.migrations import SCHEMA_VERSION
from counter.updates.offer import Architecture
from counter.updates.status import State, Status, read_status
from counter.updates.terms import Terms, machine_folder, root_file, terms_of

if TYPE_CHECKING:
    from counter.updates.installer import SystemInstaller
    from counter.updates.mirror import Mirror
    from counter.updates.round import Program

EXIT: dict[State, int] = {"off": 0, "current": 0, "installed": 0, "announced": 10, "waiting": 10, "trouble": 1}
_ARCHITECTURES: dict[str, Architecture] = {
    "x86_64": "amd64",
    "amd64": "amd64",
    "aarch64": "arm64",
    "arm64": "arm64",
}


def run(arguments: argparse.Namespace) -> int:
    """The round was run, or the last one told; the exit code is of ``EXIT``.

    Raises:
        RuleBroken: ``updates.not_root``, ``updates.machine``, and what the policy has wrong.
        DeviceTrouble: ``updates.round_running``.
    """
    if arguments.status:
        return _tell(read_status(arguments.state), arguments)
    folder = arguments.state or _folder(arguments)
    terms = terms_of(read_settings(folder, arguments.policy))
    from counter.updates.round import Place, Round  # noqa: PLC0415 -- python-tuf loads only where a round is run

    one = Round(
        place=Place(folder=folder, root=arguments.root or root_file()),
        terms=terms,
        program=this_program(),
        mirror=lambda: mirror_of(terms),
    )
    if arguments.check:
        return _tell(one.check(arguments.wanted), arguments)
    if os.name == "posix" and os.geteuid() != 0:
        raise RuleBroken("updates.not_root")
    status = one.apply(_installer(folder, terms), arguments.wanted)
    if folder.is_dir():
        start_log(folder)
        note("update", verdict=status.state, code=status.code, version=status.offered or status.version)
    return _tell(status, arguments)


def mirror_of(terms: Terms) -> Mirror:
    """The mirror that the policy names."""
    if Path(terms.mirror).is_absolute():
        from counter.updates.mirror import FolderMirror  # noqa: PLC0415 -- only the one in use

        return FolderMirror(Path(terms.mirror))
    from counter.platform_api.mirror import HttpMirror  # noqa: PLC0415 -- only the one in use

    return HttpMirror(terms.mirror, ca_bundle=terms.ca_bundle, proxy=terms.proxy)


def this_program() -> Program:
    """What runs here.

    Raises:
        RuleBroken: ``updates.machine``: no package is made for this kind of machine.
    """
    from counter.updates.round import Program  # noqa: PLC0415 -- python-tuf loads only where a round is run

    arch = _ARCHITECTURES.get(platform.machine().lower())
    if arch is None:
        raise RuleBroken("updates.machine", machine=platform.machine()[:20])
    return Program(
        version=VERSION, os="windows" if sys.platform == "win32" else "linux", arch=arch, schema=SCHEMA_VERSION
    )


def _installer(folder: Path, terms: Terms) -> SystemInstaller:
    """The system's own; on Windows the updater's folder is closed to others first, as it is by birth on Linux."""
    if sys.platform == "win32":
        from counter.updates.windows import WindowsInstaller  # noqa: PLC0415 -- only the one in use

        installer = WindowsInstaller()
        if terms.mode != "off":
            folder.mkdir(parents=True, exist_ok=True)
            installer.keep_to_itself(folder)
        return installer
    del folder, terms
    from counter.updates.debian import DebianInstaller  # noqa: PLC0415 -- only the one in use

    return DebianInstaller()


def _folder(arguments: argparse.Namespace) -> Path:
    """The machine's for whoever may write there; a clerk who only looks has a folder of his own for it."""
    machine = machine_folder()
    if arguments.apply or os.access(machine, os.W_OK):
        return machine
    return (arguments.home or default_home()) / "updates"


def _tell(status: Status | None, arguments: argparse.Namespace) -> int:
    """One line, or the whole as JSON."""
    if status is None:
        print('{"state": "off"}' if arguments.json else "off: no updater has run on this machine")
        return 0
    if arguments.json:
        print(msgspec.json.encode(status).decode())
    else:
        print(" ".join(filter(None, (status.state, status.version, "→", status.offered or "-", status.code))))
        for each in status.passed_over:
            print(f"  {each.version} {each.name}: {each.code}")
    return EXIT[status.state]
