"""What is fetched from outside is named with its hash, and no host stands in any lock."""

from __future__ import annotations

import re
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from counter import VERSION
from installer.build import debian, wheels
from installer.build.release import Release, release_of
from installer.build.targets import ROOT, TARGETS, LinuxTarget

LINUX = [target for target in TARGETS.values() if isinstance(target, LinuxTarget)]


def _wanted() -> set[str]:
    lines = debian.WANTED.read_text(encoding="utf-8").splitlines()
    return {line.split("#")[0].strip() for line in lines} - {""}


@pytest.mark.parametrize("target", LINUX, ids=lambda target: target.name)
def test_a_runtime_lock_names_each_wanted_package_once_with_its_hash(target: LinuxTarget) -> None:
    debs = debian.read_lock(target.runtime_lock)
    assert sorted(deb.name for deb in debs) == sorted(_wanted())
    assert all(re.fullmatch("[0-9a-f]{64}", deb.sha256) for deb in debs)
    assert all(deb.file_name.endswith((f"_{target.deb_architecture}.deb", "_all.deb")) for deb in debs)


@pytest.mark.parametrize("target", LINUX, ids=lambda target: target.name)
def test_no_host_stands_in_a_lock(target: LinuxTarget) -> None:
    for lock in (target.runtime_lock, wheels.LOCK):
        assert "://" not in lock.read_text(encoding="utf-8")


def test_a_package_is_called_as_debian_calls_it() -> None:
    deb = debian.RuntimeDeb("0" * 64, "pool/main/d/dbus/libdbus-1-3_1%3a1.16.2-2%2bb1_amd64.deb")
    assert (deb.name, deb.version) == ("libdbus-1-3", "1:1.16.2-2+b1")


def test_every_dependency_of_the_program_is_in_the_lock_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["hall"]]
    locked = wheels.read_lock()
    for line in asked:
        lines = locked[canonicalize_name(Requirement(line).name)]
        assert " ; " not in lines[0]
        assert any("--hash=sha256:" in each for each in lines[1:])


def test_a_marker_is_judged_by_the_target_and_not_by_this_machine() -> None:
    asked = [
        "secretstorage; sys_platform == 'linux'",
        "pywin32-ctypes; sys_platform == 'win32'",
        "pillow; extra == 'pil'",
    ]
    held = {name: {each.name for each in wheels._that_hold(asked, set(), TARGETS[name])} for name in TARGETS}
    assert held["linux-arm64"] == {"secretstorage"}
    assert held["win-x64"] == {"pywin32-ctypes"}
    with_extra = wheels._that_hold(asked, {"pil"}, TARGETS["linux-amd64"])
    assert {each.name for each in with_extra} == {"secretstorage", "pillow"}


def test_a_wheel_is_unpacked_without_its_scripts(tmp_path: Path) -> None:
    wheel = tmp_path / "pleasant-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("pleasant/__init__.py", "")
        archive.writestr("pleasant-1.data/purelib/beside.py", "")
        archive.writestr("pleasant-1.data/scripts/pleasant", "")
        archive.writestr("pleasant-1.dist-info/METADATA", "")
    wheels.unpack(wheel, tmp_path / "site")
    files = {
        path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*") if path.is_file()
    }
    assert files == {"pleasant/__init__.py", "beside.py", "pleasant-1.dist-info/METADATA"}


def test_the_version_that_is_built_is_the_one_that_the_program_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1760000000")
    assert release_of(ROOT) == Release(version=VERSION, made_at=1_760_000_000)
    assert release_of(ROOT, version="9.9.9").version == "9.9.9"
