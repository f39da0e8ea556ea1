"""Bare roots to install into: what a counter's machine is like before IT comes. As root, on Debian.

A root is a minimal Debian made once by debootstrap and kept; each test works on an overlay of it that is thrown away.
Package sources and certificates are this machine's. Debian 12 has glibc 2.36, Debian 11 has 2.31 as Kylin V10 SP1 has.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

FOLDER = Path(os.environ.get("ROOTS", "/var/tmp/window-counter-roots"))  # noqa: S108 -- root's own folder
NEEDED = ("xkb-data", "fontconfig-config")
"""What the package depends on, so that its installation is timed without them."""
_WAIT_S = 600.0
_DEVICES = {"null": 3, "zero": 5, "full": 7, "random": 8, "urandom": 9}
"""Character devices of major number 1 (devices.txt of the kernel)."""
_CERTIFICATES = ("/etc/ssl/certs", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates")
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Root:
    """A root that commands run in, as root or as the clerk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def run(
        self, *command: str, clerk: bool = False, check: bool = True, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """The command ended; its output is caught. Nothing of this machine's environment is seen by it.

        Raises:
            subprocess.CalledProcessError: with ``check``, when its exit code is not 0; what it said is printed.
        """
        done = subprocess.run(
            self.command(*command, clerk=clerk, environment=environment),
            check=False, capture_output=True, text=True, timeout=_WAIT_S, start_new_session=True,
        )  # fmt: skip
        if check and done.returncode:
            print(done.stdout, done.stderr)
            done.check_returncode()
        return done

    def command(self, *command: str, clerk: bool = False, environment: dict[str, str] | None = None) -> list[str]:
        """The command as this machine starts it, for whoever waits for it himself."""
        known = {"PATH": _PATH, "LANG": "C.UTF-8", "HOME": "/home/clerk" if clerk else "/root"}
        known |= {"QT_QPA_PLATFORM": "offscreen"} if clerk else {"DEBIAN_FRONTEND": "noninteractive"}
        words = [f"{name}={value}" for name, value in (known | (environment or {})).items()]
        as_whom = ["--userspec=clerk:clerk"] if clerk else []
        return ["chroot", *as_whom, str(self.path), "/usr/bin/env", "-i", *words, *command]

    def counter(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """The program was started by the clerk as he does it from a terminal."""
        return self.run("window-counter", *words, clerk=True, check=check)

    def put(self, file: Path, place: str) -> str:
        """The file lies at that place of the root; gives the place."""
        at = self.path / place.lstrip("/")
        at.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, at)
        return place

    def write(self, place: str, text: str, *, mode: int = 0o644) -> None:
        """A file of the root holds that text."""
        at = self.path / place.lstrip("/")
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_text(text, encoding="utf-8")
        at.chmod(mode)

    def read(self, place: str) -> str:
        """What a file of the root holds."""
        return (self.path / place.lstrip("/")).read_text(encoding="utf-8")

    def has(self, place: str) -> bool:
        """Whether there is something at that place."""
        return os.path.lexists(self.path / place.lstrip("/"))


def base(suite: str, packages: Sequence[str] = ()) -> Path:
    """A minimal root of the suite with these packages and a user ``clerk``; made once, then kept."""
    wanted = (*NEEDED, *packages)
    folder = FOLDER / f"{suite}-{hashlib.sha256(' '.join(wanted).encode()).hexdigest()[:8]}"
    if not (folder / ".made").exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        _call("debootstrap", "--variant=minbase", "--include=ca-certificates", suite, str(folder), _mirror())
        _take_settings(folder)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted]
        with mounted(Root(folder)) as root:
            root.run("apt-get", "update", "-qq")
            root.run(*install)
            root.run("useradd", "--create-home", "--shell", "/bin/sh", "clerk")
        (folder / ".made").touch()
    return folder


@contextlib.contextmanager
def overlay(*lower: Path, folder: Path = FOLDER, keep: Path | None = None) -> Iterator[Root]:
    """A root that begins as the lower layers, the upper one first; they are not changed.

    Args:
        lower: layers: a base, or what an earlier overlay kept and then its base.
        folder: where what is changed lies while the block runs.
        keep: an empty folder that holds afterwards what was changed; without it that is gone with the block.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="run-") as made:
        parts = {name: Path(made) / name for name in ("upper", "work", "root")}
        if keep is not None:
            parts = {name: keep.parent / f"{keep.name}-{name}" for name in parts} | {"upper": keep}
        for part in parts.values():
            part.mkdir(exist_ok=True)
        layers = ":".join(map(str, lower))
        options = f"lowerdir={layers},upperdir={parts['upper']},workdir={parts['work']}"
        # whoever binds this machine's /dev elsewhere meanwhile gets no copy of it, which would keep its folder busy
        _call("mount", "-t", "overlay", "--make-unbindable", "overlay", "-o", options, str(parts["root"]))
        try:
            with mounted(Root(parts["root"])) as root:
                yield root
        finally:
            _call("umount", "--lazy", str(parts["root"]))


@contextlib.contextmanager
def mounted(root: Root) -> Iterator[Root]:
    """``proc`` and a ``dev`` of its own are there while the block runs; nothing of this machine's ``/dev`` is seen."""
    devices = root.path / "dev"
    with contextlib.ExitStack() as ending:
        for kind, place in (("proc", root.path / "proc"), ("tmpfs", devices)):
            _call("mount", "-t", kind, kind, str(place))
            ending.callback(_call, "umount", "--lazy", str(place))
        for name, minor in _DEVICES.items():
            os.mknod(devices / name, 0o666 | stat.S_IFCHR, os.makedev(1, minor))
            (devices / name).chmod(0o666)
        (devices / "fd").symlink_to("/proc/self/fd")
        (devices / "shm").mkdir(mode=0o1777)
        (devices / "shm").chmod(0o1777)
        yield root


def _take_settings(folder: Path) -> None:
    """Apt's settings, certificates and name service of this machine, and an identity of its own."""
    shutil.copytree("/etc/apt/apt.conf.d", folder / "etc/apt/apt.conf.d", dirs_exist_ok=True)
    for hook in (folder / "etc/apt/apt.conf.d").glob("*"):
        if any(name in hook.name for name in ("packagekit", "appstream", "farm")):
            hook.unlink()
    for name in _CERTIFICATES:
        if Path(name).is_dir():
            (folder / name.lstrip("/")).mkdir(parents=True, exist_ok=True)
            _call("cp", "-a", f"{name}/.", str(folder / name.lstrip("/")))
    for name in ("/etc/resolv.conf", "/etc/hosts"):
        shutil.copyfile(name, folder / name.lstrip("/"))
    (folder / "etc/machine-id").write_text(uuid.uuid4().hex + "\n")  # libdbus ends a program where there is none
    refusing = folder / "usr/sbin/policy-rc.d"
    refusing.write_text("#!/bin/sh\nexit 101\n")
    refusing.chmod(0o755)


def _mirror() -> str:
    uris = _call("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages")
    return next(line for line in uris.splitlines() if "debian" in line)


def _call(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=_WAIT_S).stdout
