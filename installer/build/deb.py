"""The Debian package: the tree under ``/opt/window-counter/package``, the maintainer scripts, menu entry and file type.

dpkg owns ``/opt/window-counter/package/<version>``; the scripts put it beside what runs, as hard links in
``/opt/window-counter/versions/<version>``, and switch ``current``. So dpkg can take the old files away while a clerk
still works with them (installer/linux/README.md). The packages of the menu and of the types watch their folders by dpkg
triggers; where they are not installed nothing is missing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from installer.build.manifest import fix_times
from installer.build.release import Release
from installer.build.targets import INSTALLER, PRODUCT, ROOT, LinuxTarget

LINUX = INSTALLER / "linux"
SCRIPTS = ("preinst", "postinst", "prerm", "postrm")
_FILES = {
    "window-counter.desktop": f"usr/share/applications/{PRODUCT}.desktop",
    "window-counter.xml": f"usr/share/mime/packages/{PRODUCT}.xml",
    "window-counter-queue.svg": "usr/share/icons/hicolor/scalable/mimetypes/application-x-window-counter-queue.svg",
    "copyright": f"usr/share/doc/{PRODUCT}/copyright",
    "window-counter.logrotate": f"etc/logrotate.d/{PRODUCT}",
    "window-counter-update.service": f"usr/lib/systemd/system/{PRODUCT}-update.service",
    "window-counter-update.timer": f"usr/lib/systemd/system/{PRODUCT}-update.timer",
}
_TIMER_WANTED = f"usr/lib/systemd/system/timers.target.wants/{PRODUCT}-update.timer"
"""The timer runs; the service is skipped until IT has put a root of trust there (installer/repo/README.md)."""
_ICON = f"usr/share/icons/hicolor/scalable/apps/{PRODUCT}.svg"


def build(target: LinuxTarget, release: Release, tree: Path, out: Path, *, fast: bool = False) -> Path:
    """``window-counter_<version>_<architecture>.deb`` lies in the folder; the same tree gives the same bytes.

    Args:
        target: the architecture.
        release: the version and the one time of every file.
        tree: as ``assemble`` leaves it.
        out: where the package goes.
        fast: packed lightly, for tests of the package.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as folder:
        root = Path(folder) / "root"
        lay_out(root, target, release, tree)
        package = out / f"{PRODUCT}_{release.version}_{target.deb_architecture}.deb"
        pack(root, package, release, fast=fast)
    return package


def pack(root: Path, package: Path, release: Release, *, fast: bool = False) -> None:
    """What ``lay_out`` laid out is that package; packed by xz, because the dpkg of UOS 20 does not read zstd."""
    packing = ["-Zgzip", "-z1"] if fast else ["-Zxz", "-z6"]
    command = ["dpkg-deb", "--root-owner-group", *packing, "--build", str(root), str(package)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(release.made_at)}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)


def lay_out(root: Path, target: LinuxTarget, release: Release, tree: Path) -> None:
    """The folder is what ``dpkg-deb --build`` takes; the tree's files are hard links, nothing is copied twice."""
    payload = root / "opt" / PRODUCT / "package" / release.version
    shutil.copytree(tree, payload, symlinks=True, copy_function=os.link)
    for name, place in _FILES.items():
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(LINUX / name, root / place)
    (root / _ICON).parent.mkdir(parents=True)
    shutil.copyfile(ROOT / "resources/icons/window-counter.svg", root / _ICON)
    wanted = root / _TIMER_WANTED
    wanted.parent.mkdir(parents=True)
    wanted.symlink_to(f"../{PRODUCT}-update.timer")
    command = root / "usr/bin" / PRODUCT
    command.parent.mkdir(parents=True)
    command.symlink_to(f"/opt/{PRODUCT}/current/bin/{PRODUCT}")
    (root / "etc" / PRODUCT).mkdir(parents=True)
    size_kib = installed_kib(root)
    sums = md5_sums(root)
    write(root / "DEBIAN/md5sums", sums)
    write(root / "DEBIAN/conffiles", f"/etc/logrotate.d/{PRODUCT}\n")
    write(root / "DEBIAN/control", control(target, release, size_kib))
    for name in SCRIPTS:
        write(root / "DEBIAN" / name, script(name, release), mode=0o755)
    fix_times(root, release.made_at)


def control(target: LinuxTarget, release: Release, size_kib: int) -> str:
    """What dpkg knows about the package."""
    return filled((LINUX / "control").read_text(encoding="utf-8"), target, release, size_kib)


def filled(text: str, target: LinuxTarget, release: Release, size_kib: int) -> str:
    """A control file with what is only known when the package is made."""
    values = {"VERSION": release.version, "ARCHITECTURE": target.deb_architecture, "SIZE_KIB": str(size_kib)}
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def script(name: str, release: Release) -> str:
    """The maintainer script as dpkg runs it: the words that all four share, then its own."""
    shared = (LINUX / "shared.sh").read_text(encoding="utf-8")
    own = (LINUX / name).read_text(encoding="utf-8")
    return (shared + own).replace("@VERSION@", release.version).replace("@SCRIPT@", name)


def installed_kib(root: Path) -> int:
    """As dpkg counts it: each file in whole KiB."""
    return sum(-(-file.lstat().st_size // 1024) for file in root.rglob("*") if file.is_file() and not file.is_symlink())


def md5_sums(root: Path) -> str:
    """What ``dpkg --verify`` compares with (dpkg knows no other digest)."""
    lines = []
    for file in sorted(root.rglob("*")):
        if file.is_file() and not file.is_symlink():
            digest = hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()
            lines.append(f"{digest}  {file.relative_to(root).as_posix()}\n")
    return "".join(lines)


def write(file: Path, text: str, mode: int = 0o644) -> None:
    """The file holds the text, with those rights."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
