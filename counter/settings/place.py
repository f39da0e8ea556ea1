"""Where a desk's data lies: on this machine's own disk, never on a network or in a roaming profile (faults.md F29).

SQLite's locks do not hold on network file systems, and a profile that is copied at sign-out forks the journal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import platformdirs

from counter.errors import RuleBroken
from counter.settings.layers import POLICY_FOLDER, has_policy, read_layers
from counter.settings.registry import MachineRegistry, machine_registry

NETWORK_TYPES = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "lustre", "gfs2", "ocfs2",
    "beegfs", "orangefs", "davfs", "fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.glusterfs",
    "fuse.cephfs", "fuse.ceph-fuse", "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.curlftpfs", "vboxsf", "prl_fs",
})  # fmt: skip
"""File systems whose files lie on another machine (proc(5), filesystems(5))."""
_MOUNTS = Path("/proc/self/mounts")
_DRIVE_REMOTE = 4  # GetDriveTypeW


def default_home() -> Path:
    """The per-user data folder on the local disk; never a roaming profile."""
    return Path(platformdirs.user_data_dir("window-counter", appauthor=False, roaming=False))


def policy_folder(given: Path | None, machine: Path = POLICY_FOLDER, registry: MachineRegistry | None = None) -> Path:
    """The folder that policy is read from: the machine's, or on a machine without policy the one that was named.

    Raises:
        RuleBroken: ``settings.policy_fixed`` when another is named where IT has fixed something.
    """
    if given is None or given == machine:
        return machine
    if has_policy(machine, registry or machine_registry()):
        raise RuleBroken("settings.policy_fixed")
    return given


def desk_home(given: Path | None, folder: Path, registry: MachineRegistry | None = None) -> Path:
    """The desk's home: where the policy says, else what was named, else the user's own local folder.

    Raises:
        RuleBroken: ``settings.home_fixed`` when another is named than the policy has fixed.
    """
    layers, _faults = read_layers(None, folder, registry or machine_registry())
    for layer in layers:
        fixed = str(layer.values.get("data_dir", ""))
        if not fixed or (given is not None and not layer.source.locks):
            continue
        home = Path(fixed.replace("{user}", user_name()))
        if given is not None and given.resolve() != home.resolve():
            raise RuleBroken("settings.home_fixed")
        return home
    return given or default_home()


def check_place(data_dir: str) -> None:
    """The path is whole and on this machine.

    Raises:
        RuleBroken: ``settings.relative_path``, ``settings.network_home``.
    """
    if not data_dir:
        return
    if not Path(data_dir).is_absolute():
        raise RuleBroken("settings.relative_path", field="data_dir", key="data_dir")
    check_home(Path(data_dir.replace("{user}", "user")))


def check_home(home: Path) -> None:
    """Nothing of the desk would lie on another machine.

    Raises:
        RuleBroken: ``settings.network_home`` (kind).
    """
    if kind := network_kind(home):
        raise RuleBroken("settings.network_home", field="data_dir", kind=kind)


def network_kind(home: Path) -> str:
    """The kind of network file system or roaming profile that the home is in; empty when it is this machine's."""
    if sys.platform == "win32":
        return _windows_kind(home)
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    kind = kind_of(home.resolve(), mounts)
    return kind if kind in NETWORK_TYPES else ""


def kind_of(path: Path, mounts: Sequence[str]) -> str:
    """The type of the file system that the path is in, by lines of /proc/self/mounts; the deepest mount counts."""
    best, kind = -1, ""
    for line in mounts:
        fields = line.split(" ")
        if len(fields) < 3:  # noqa: PLR2004 -- device, place, type
            continue
        place = PurePosixPath(fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        if PurePosixPath(path).is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), fields[2]
    return kind


def user_name() -> str:
    """The name of the user whose process this is, from the system and not from the environment."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 -- Windows only

        size = ctypes.c_ulong(257)
        name = ctypes.create_unicode_buffer(size.value)
        ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(size))
        return name.value
    import pwd  # noqa: PLC0415 -- not on Windows

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _windows_kind(home: Path) -> str:
    """Not verified on a Windows machine; GetDriveTypeW as documented, and the roaming part of a profile."""
    if str(home).startswith("\\\\"):
        return "unc"
    import ctypes  # noqa: PLC0415 -- Windows only

    roaming = Path(platformdirs.user_data_dir(roaming=True))
    if home.is_relative_to(roaming):
        return "roaming"
    windll = getattr(ctypes, "windll", None)
    return "drive" if windll and windll.kernel32.GetDriveTypeW(home.drive + "\\") == _DRIVE_REMOTE else ""
