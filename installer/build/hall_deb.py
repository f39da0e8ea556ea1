"""The second Debian package: the hall server, from the same tree without Qt (installer/hall/README.md).

One server stands on one machine and IT stops it for an upgrade, so it lies as dpkg puts it: nothing beside, no switch.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from installer.build import deb
from installer.build.assemble import assemble
from installer.build.manifest import fix_times
from installer.build.release import Release, release_of
from installer.build.targets import INSTALLER, ROOT, LinuxTarget

NAME = "window-counter-hall"
HOME = f"opt/{NAME}"
HALL = INSTALLER / "hall"
WITHOUT = ("pyside6-essentials", "keyring", "python-escpos")
"""No screen, no key ring of a desktop, no ticket printer."""
_FILES = {
    f"{NAME}.sh": f"usr/bin/{NAME}",
    f"{NAME}.service": f"usr/lib/systemd/system/{NAME}.service",
    f"{NAME}-backup.service": f"usr/lib/systemd/system/{NAME}-backup.service",
    f"{NAME}-backup.timer": f"usr/lib/systemd/system/{NAME}-backup.timer",
    f"{NAME}-health.service": f"usr/lib/systemd/system/{NAME}-health.service",
    f"{NAME}-health.timer": f"usr/lib/systemd/system/{NAME}-health.timer",
    f"{NAME}.sysusers": f"usr/lib/sysusers.d/{NAME}.conf",
    f"{NAME}.tmpfiles": f"usr/lib/tmpfiles.d/{NAME}.conf",
    "backup.sh": f"usr/lib/{NAME}/backup.sh",
    "hall.env": f"etc/{NAME}/hall.env",
    "tls.conf": f"usr/share/doc/{NAME}/tls.conf",
    "postgresql.conf": f"usr/share/doc/{NAME}/postgresql.conf",
    "create-database.sql": f"usr/share/doc/{NAME}/create-database.sql",
}
SCRIPTS = ("postinst", "prerm", "postrm")


def hall_release(version: str = "") -> Release:
    """What is built for a hall."""
    made = release_of(ROOT, version=version, extras=("hall",))
    return Release(version=made.version, made_at=made.made_at, extras=made.extras, without=WITHOUT)


def build_tree(target: LinuxTarget, release: Release, tree: Path, cache: Path) -> None:
    """The server's tree is whole."""
    assemble(target, release, tree, cache, installed_as=f"/{HOME}")


def build(target: LinuxTarget, release: Release, tree: Path, out: Path, *, fast: bool = False) -> Path:
    """``window-counter-hall_<version>_<architecture>.deb`` lies in the folder; the same tree gives the same bytes."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as folder:
        root = Path(folder) / "root"
        lay_out(root, target, release, tree)
        package = out / f"{NAME}_{release.version}_{target.deb_architecture}.deb"
        deb.pack(root, package, release, fast=fast)
    return package


def lay_out(root: Path, target: LinuxTarget, release: Release, tree: Path) -> None:
    """The folder is what ``dpkg-deb --build`` takes; the tree's files are hard links."""
    shutil.copytree(tree, root / HOME, symlinks=True, copy_function=os.link)
    for name, place in _FILES.items():
        _copy(HALL / name, root / place)
    _copy(ROOT / "docs/hall.md", root / f"usr/share/doc/{NAME}/hall.md")
    _copy(INSTALLER / "linux/copyright", root / f"usr/share/doc/{NAME}/copyright")
    size_kib = deb.installed_kib(root)
    sums = deb.md5_sums(root)
    deb.write(root / "DEBIAN/md5sums", sums)
    deb.write(root / "DEBIAN/conffiles", f"/etc/{NAME}/hall.env\n")
    deb.write(root / "DEBIAN/control", deb.filled((HALL / "control").read_text("utf-8"), target, release, size_kib))
    for name in SCRIPTS:
        deb.write(root / "DEBIAN" / name, (HALL / name).read_text("utf-8"), mode=0o755)
    fix_times(root, release.made_at)


def _copy(source: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, to)
    to.chmod(0o755 if source.stat().st_mode & 0o111 else 0o644)
