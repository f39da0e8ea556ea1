"""The kinds of machine that a tree is put together for."""

from __future__ import annotations

import dataclasses
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSTALLER = ROOT / "installer"
PRODUCT = "window-counter"
PYTHON = "3.13"
"""Of the runtime; all targets share it, so that byte code is compiled once and is the same everywhere."""


@dataclasses.dataclass(frozen=True)
class Target:
    """One kind of machine.

    Args:
        name: as the command line takes it: ``linux-amd64``, ``linux-arm64``, ``win-x64``.
        wheel_tags: platform tags of wheels that run there, the newest first.
        marker_environment: what a wheel's markers (PEP 508) are judged by; never what this box is.
        qt_folder: where a PySide6 wheel of that platform keeps Qt's plugins and translations, in the wheel's folder.
        qt_libraries: where it keeps Qt's libraries.
    """

    name: str
    wheel_tags: tuple[str, ...]
    marker_environment: dict[str, str]
    qt_folder: str
    qt_libraries: str

    @property
    def is_windows(self) -> bool:
        """Whether its binaries are PE files and their names are matched without case."""
        return self.name.startswith("win")


@dataclasses.dataclass(frozen=True)
class LinuxTarget(Target):
    """A Linux whose own C library is not used: the tree brings one.

    Args:
        deb_architecture: as Debian names it.
        triplet: the folder of Debian's libraries.
        loader: the file name of the C library's program loader.
    """

    deb_architecture: str
    triplet: str
    loader: str

    @property
    def runtime_lock(self) -> Path:
        """Which Debian packages the runtime is made of."""
        return INSTALLER / f"runtime-{self.deb_architecture}.lock"


_OLDEST_GLIBC, _NEWEST_GLIBC = 5, 41
"""The minor numbers of the glibc that wheels may ask for; 2.41 is the one in the tree (Debian 13)."""


def _linux(deb_architecture: str, machine: str, loader: str) -> LinuxTarget:
    tags = [f"manylinux_2_{minor}_{machine}" for minor in range(_NEWEST_GLIBC, _OLDEST_GLIBC - 1, -1)]
    return LinuxTarget(
        name=f"linux-{deb_architecture}",
        wheel_tags=(*tags, f"manylinux2014_{machine}", f"linux_{machine}"),
        marker_environment=_markers(os_name="posix", sys_platform="linux", system="Linux", machine=machine),
        qt_folder="Qt",
        qt_libraries="Qt/lib",
        deb_architecture=deb_architecture,
        triplet=f"{machine}-linux-gnu",
        loader=loader,
    )


def _markers(*, os_name: str, sys_platform: str, system: str, machine: str) -> dict[str, str]:
    return {
        "os_name": os_name,
        "sys_platform": sys_platform,
        "platform_system": system,
        "platform_machine": machine,
        "platform_release": "",
        "platform_version": "",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "implementation_version": f"{PYTHON}.0",
        "python_version": PYTHON,
        "python_full_version": f"{PYTHON}.0",
        "extra": "",
    }


TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        _linux("amd64", "x86_64", "ld-linux-x86-64.so.2"),
        _linux("arm64", "aarch64", "ld-linux-aarch64.so.1"),
        Target(
            name="win-x64",
            wheel_tags=("win_amd64",),
            marker_environment=_markers(os_name="nt", sys_platform="win32", system="Windows", machine="AMD64"),
            qt_folder=".",
            qt_libraries=".",
        ),
    )
}
