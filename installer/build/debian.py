"""The Linux runtime: a few pinned packages of Debian 13, fetched by name and SHA-256 and laid out as plain files.

No maintainer script of theirs runs, so that any architecture can be laid out on any other. The machine's own apt says
where Debian is mirrored; no host stands in the lock.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import os
import subprocess
import tempfile
import urllib.parse
from pathlib import Path

from installer.build.targets import INSTALLER, LinuxTarget

SUITE = "trixie"
WANTED = INSTALLER / "runtime.in"
_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_APT_HELPER = "/usr/lib/apt/apt-helper"


@dataclasses.dataclass(frozen=True)
class RuntimeDeb:
    """One line of a runtime lock: the SHA-256 and the place in a mirror's pool."""

    sha256: str
    pool_path: str

    @property
    def file_name(self) -> str:
        """``libc6_2.41-12_amd64.deb``; what has no place in a file name (the epoch's colon) stays quoted."""
        return urllib.parse.unquote(Path(self.pool_path).name).replace(":", "%3a")

    @property
    def name(self) -> str:
        """``libc6``."""
        return self.file_name.split("_")[0]

    @property
    def version(self) -> str:
        """``2.41-12``."""
        return self.file_name.split("_")[1].replace("%3a", ":")


def read_lock(path: Path) -> tuple[RuntimeDeb, ...]:
    """The packages that the lock names, in its order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(RuntimeDeb(*line.split()) for line in lines if line and not line.startswith("#"))


def write_lock(target: LinuxTarget) -> None:
    """The lock names today's versions in Debian 13 of what ``runtime.in`` asks for; apt checked Debian's signature."""
    names = [line.split("#")[0].strip() for line in WANTED.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "APT_CONFIG": str(_own_apt(Path(folder), target))}
        _run("apt-get", "update", "-qq", environment=environment)
        uris = _run("apt-get", "download", "--print-uris", *filter(None, names), environment=environment)
    lines = [_lock_line(line) for line in uris.splitlines() if line.startswith("'")]
    lines.sort(key=lambda line: line.rpartition("/")[2])
    target.runtime_lock.write_text("\n".join(lines) + "\n", encoding="utf-8")


def fetch(debs: tuple[RuntimeDeb, ...], cache: Path) -> tuple[Path, ...]:
    """The files of the locked packages, each with the SHA-256 of its line.

    Raises:
        FileNotFoundError: a package that no mirror of this machine has (any more); make the lock anew.
    """
    cache.mkdir(parents=True, exist_ok=True)
    return tuple(_fetch_one(deb, cache) for deb in debs)


def lay_out(files: tuple[Path, ...], into: Path) -> None:
    """The packages' files lie in the folder as they would in a root."""
    into.mkdir(parents=True)
    for file in files:
        _run("dpkg-deb", "--extract", str(file), str(into))


def _fetch_one(deb: RuntimeDeb, cache: Path) -> Path:
    file = cache / deb.file_name
    if file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() == deb.sha256:
        return file
    file.unlink(missing_ok=True)
    for mirror in _mirrors():
        command = [_APT_HELPER, "download-file", f"{mirror}/{deb.pool_path}", str(file), f"SHA256:{deb.sha256}"]
        done = subprocess.run(command, check=False, capture_output=True)
        if done.returncode == 0 and file.exists():
            return file
        file.unlink(missing_ok=True)
    raise FileNotFoundError(f"no mirror of this machine has {deb.pool_path}; make the runtime lock anew")


@functools.cache
def _mirrors() -> tuple[str, ...]:
    """Where this machine's apt finds Debian, the first one first."""
    uris = _run("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages")
    return tuple(dict.fromkeys(line.rstrip("/") for line in uris.splitlines() if "debian" in line))


def _own_apt(folder: Path, target: LinuxTarget) -> Path:
    """An apt configuration that knows Debian 13 of the target's architecture, and no package of this machine."""
    for part in ("lists/partial", "cache/archives/partial"):
        (folder / part).mkdir(parents=True)
    (folder / "status").touch()
    mirror = _mirrors()[0]
    (folder / "sources.list").write_text(f"deb [signed-by={_KEYRING}] {mirror} {SUITE} main\n", encoding="utf-8")
    configuration = folder / "apt.conf"
    configuration.write_text(
        f'Dir::State "{folder}";\nDir::State::Lists "{folder}/lists";\nDir::State::status "{folder}/status";\n'
        f'Dir::Cache "{folder}/cache";\nDir::Etc::sourcelist "{folder}/sources.list";\nDir::Etc::sourceparts "-";\n'
        f'APT::Sandbox::User "root";\nAPT::Architecture "{target.deb_architecture}";\n'
        f'APT::Architectures {{ "{target.deb_architecture}"; }};\n',
        encoding="utf-8",
    )
    return configuration


def _lock_line(printed: str) -> str:
    """``'<mirror>/pool/main/…' file size SHA256:…`` as a line without the mirror."""
    uri, _file, _size, digest = printed.split()
    return f"{digest.removeprefix('SHA256:')} pool/{uri.strip(chr(39)).partition('/pool/')[2]}"


def _run(*command: str, environment: dict[str, str] | None = None) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
