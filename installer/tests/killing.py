"""An upgrade that is killed before each command of dpkg and of the maintainer scripts, without a hook in the product.

Every command that they look up on ``PATH`` is found in a folder of ours first. What lies there writes the command down
and, when it is the one that was chosen, kills the whole process group (dpkg, script and all) before it begins. Some
points lie within dpkg's own unpacking: there the archive breaks off after a share of its bytes.
"""

from __future__ import annotations

import dataclasses
import stat

from installer.tests.roots import Root

SHIMS = "/shims"
COMMANDS = (
    "cp", "cut", "date", "dirname", "dpkg", "dpkg-deb", "dpkg-split", "getent", "ln", "ls", "mkdir", "mv", "readlink",
    "rm", "rmdir", "sed", "sha256sum", "sort", "sync", "tar",
)  # fmt: skip
_SHIM = """#!/bin/sh
name=${0##*/}
PATH=${PATH#/shims:}
printf '%s %s %s\\n' "${DPKG_MAINTSCRIPT_NAME:-dpkg}" "$name" "$*" >>/shims/steps
if [ "$(/usr/bin/wc -l </shims/steps)" -ge "$(/bin/cat /shims/kill-at)" ]; then kill -KILL 0; fi
if [ "$name $1" = "dpkg-deb --fsys-tarfile" ] && [ -s /shims/cut-at ]; then
  "$name" "$@" | /usr/bin/head -c "$(/bin/cat /shims/cut-at)"
  /bin/sleep 1
  kill -KILL 0
fi
exec "$name" "$@"
"""
_NEVER = 1_000_000
KILLED = -9


@dataclasses.dataclass(frozen=True)
class Point:
    """Where an upgrade is killed.

    Args:
        before: the number of the command that is not begun any more; 0 for none.
        unpacked_bytes: after how many bytes of the package's files dpkg gets no more; 0 for all.
        words: what it is called.
    """

    before: int = 0
    unpacked_bytes: int = 0
    words: str = ""


def lay_shims(root: Root) -> None:
    """The folder of ours is there; nothing is killed before ``upgrade_killed_at`` says so."""
    for name in COMMANDS:
        root.write(
            f"{SHIMS}/{name}", _SHIM, mode=stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH
        )


def upgrade_killed_at(root: Root, point: Point, package: str) -> int:
    """The exit code of the upgrade, which was killed at that point; ``KILLED`` when it was."""
    root.write(f"{SHIMS}/steps", "")
    root.write(f"{SHIMS}/kill-at", str(point.before or _NEVER))
    root.write(f"{SHIMS}/cut-at", str(point.unpacked_bytes or ""))
    path = f"{SHIMS}:/usr/sbin:/usr/bin:/sbin:/bin"
    return root.run("/usr/bin/dpkg", "--install", package, check=False, environment={"PATH": path}).returncode


def steps(root: Root) -> list[str]:
    """The commands of the last upgrade, as far as it came: who ran it, and its words."""
    return root.read(f"{SHIMS}/steps").splitlines()
