"""The locked wheels of a target: which ones the program needs there, fetched with their hashes and unpacked.

pip judges markers by the machine it runs on, so the closure of the dependencies is made here, by the target's; pip only
fetches, each wheel by the hashes of ``requirements.lock`` and from wherever this machine's pip is set up to.
"""

from __future__ import annotations

import email
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer.build.release import Release
from installer.build.targets import INSTALLER, PYTHON, ROOT, Target

LOCK = INSTALLER / "requirements.lock"
_ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\\]+?))? \\$")
_DATA = re.compile(r"^[^/]+\.data/(?:purelib|platlib)/(?P<rest>.+)$")


def read_lock(path: Path = LOCK) -> dict[str, list[str]]:
    """The lines of each package in the lock (its pin and its hashes, no markers), by canonical name."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = _ENTRY.match(line)
        if entry:
            lines = [f"{entry['name']}=={entry['version']} \\"]
            found[canonicalize_name(entry["name"])] = lines
        elif line.strip():
            lines.append(line)
    return found


def needed_wheels(target: Target, release: Release, cache: Path) -> tuple[Path, ...]:
    """The wheels that the program needs on the target, with the hashes of the lock, in the order of their names.

    Raises:
        KeyError: a dependency that is not in the lock; ``make lock`` brings it in.
        subprocess.CalledProcessError: the registry has no such wheel for the target, or not with these hashes.
    """
    locked = read_lock()
    wheels: dict[str, Path] = {}
    extras: dict[str, set[str]] = {}
    asked = _own_dependencies(release, target)
    while asked:
        grown: set[str] = set()
        for requirement in asked:
            name = canonicalize_name(requirement.name)
            if name not in extras or requirement.extras - extras[name]:
                extras.setdefault(name, set()).update(requirement.extras)
                grown.add(name)
        new = sorted(grown - wheels.keys())
        wheels.update(zip(new, _fetch(new, locked, target, cache), strict=True))
        asked = [each for name in sorted(grown) for each in _dependencies_of(wheels[name], extras[name], target)]
    return tuple(wheels[name] for name in sorted(wheels))


def unpack(wheel: Path, site: Path) -> None:
    """The wheel's modules lie in the folder; its scripts and headers are left out."""
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            moved = _DATA.match(member.filename)
            name = moved["rest"] if moved else member.filename
            if member.is_dir() or (".data/" in name.split("/")[0] + "/" and not moved):
                continue
            file = site / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(archive.read(member))


def _own_dependencies(release: Release, target: Target) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = list(project["dependencies"])
    for extra in release.extras:
        lines += project["optional-dependencies"][extra]
    wanted = _that_hold(lines, set(), target)
    return [each for each in wanted if canonicalize_name(each.name) not in release.without]


def _dependencies_of(wheel: Path, extras: set[str], target: Target) -> list[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        name = next(
            name for name in archive.namelist() if name.endswith(".dist-info/METADATA") and name.count("/") == 1
        )
        metadata = email.message_from_bytes(archive.read(name))
    return _that_hold(metadata.get_all("Requires-Dist") or [], extras, target)


def _that_hold(lines: list[str], extras: set[str], target: Target) -> list[Requirement]:
    """Those requirements whose marker is true on the target, with one of the extras or without any."""
    requirements = [Requirement(line) for line in lines]
    environments = [{**target.marker_environment, "extra": extra} for extra in ("", *sorted(extras))]
    return [each for each in requirements if each.marker is None or any(map(each.marker.evaluate, environments))]


def _fetch(names: list[str], locked: dict[str, list[str]], target: Target, cache: Path) -> list[Path]:
    if not names:
        return []
    folder = cache / target.name
    folder.mkdir(parents=True, exist_ok=True)
    lines = [line for name in names for line in locked[name]]
    asked = folder / "asked.txt"
    asked.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--only-binary=:all:", "--python-version", PYTHON, "--implementation", "cp"]
    command += [word for tag in target.wheel_tags for word in ("--platform", tag)]
    subprocess.run([*command, "--dest", str(folder), "--requirement", str(asked)], check=True)
    asked.unlink()
    return [_wheel_of(locked[name][0], folder) for name in names]


def _wheel_of(pin: str, folder: Path) -> Path:
    """The fetched wheel of a pin."""
    name, _, version = pin.removesuffix(" \\").partition("==")
    stem = canonicalize_name(name)
    for wheel in sorted(folder.glob("*.whl")):
        parts = wheel.name.split("-")
        if canonicalize_name(parts[0]) == stem and parts[1] == version:
            return wheel
    raise FileNotFoundError(f"{pin} was fetched but is not there")
