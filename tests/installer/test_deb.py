"""The Debian package: the same bytes each time, readable by an old dpkg, owned by root."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from counter.wire import queue_file
from installer.build import deb, manifest, sbom
from installer.build.targets import TARGETS, LinuxTarget
from tests.installer.trees import RELEASE, tiny_tree

MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


@pytest.fixture
def target() -> LinuxTarget:
    found = TARGETS["linux-amd64"]
    assert isinstance(found, LinuxTarget)
    return found


def _build(folder: Path, target: LinuxTarget) -> Path:
    return _build_of(tiny_tree(folder / "tree"), target, folder / "out")


def _build_of(tree: Path, target: LinuxTarget, out: Path) -> Path:
    sbom.write_bill(tree, target, RELEASE)
    manifest.seal_tree(tree, RELEASE.made_at)
    return deb.build(target, RELEASE, tree, out)


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_the_same_tree_gives_the_same_bytes_twice(tmp_path: Path, target: LinuxTarget) -> None:
    one, other = _build(tmp_path / "one", target), _build(tmp_path / "other", target)
    assert one.name == "window-counter_9.8.7_amd64.deb"
    assert one.read_bytes() == other.read_bytes()


def test_neither_the_day_nor_the_rights_nor_the_processors_of_who_builds_change_a_byte(
    tmp_path: Path, target: LinuxTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order of folders is another on each disk, too: files are made the other way round."""
    one = _build(tmp_path / "one", target)
    tree = tiny_tree(tmp_path / "other/made")
    monkeypatch.setenv("DPKG_DEB_THREADS_MAX", "1")
    before = os.umask(0o077)
    try:
        for file in sorted((file for file in tree.rglob("*") if file.is_file()), reverse=True):
            copy = tmp_path / "other/tree" / file.relative_to(tree)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copy)
            os.utime(copy, (1, 1))
        other = _build_of(tmp_path / "other/tree", target, tmp_path / "other/out")
    finally:
        os.umask(before)
    assert one.read_bytes() == other.read_bytes()


def test_the_dpkg_of_an_old_system_can_read_it(tmp_path: Path, target: LinuxTarget) -> None:
    """UOS 20 reads xz and no zstd."""
    members = _said("ar", "t", str(_build(tmp_path, target))).split()
    assert members == ["debian-binary", "control.tar.xz", "data.tar.xz"]


def test_everything_belongs_to_root_and_lies_where_the_scripts_look(tmp_path: Path, target: LinuxTarget) -> None:
    listed = _said("dpkg-deb", "--contents", str(_build(tmp_path, target))).splitlines()
    assert {line.split()[1] for line in listed} == {"root/root"}
    places = {line.split()[5] for line in listed}
    assert "./opt/window-counter/package/9.8.7/MANIFEST.sha256" in places
    assert "./usr/share/applications/window-counter.desktop" in places
    assert "./usr/share/icons/hicolor/scalable/apps/window-counter.svg" in places
    assert any(
        line.endswith("./usr/bin/window-counter -> /opt/window-counter/current/bin/window-counter") for line in listed
    )
    assert "./usr/lib/systemd/system/window-counter-update.service" in places
    assert any(
        line.endswith("timers.target.wants/window-counter-update.timer -> ../window-counter-update.timer")
        for line in listed
    )
    assert not any("/versions/" in place for place in places)  # only the scripts lay those


def test_an_exported_queue_opens_with_the_program(tmp_path: Path, target: LinuxTarget) -> None:
    """Its type by its ending and by its first bytes; no script has to do anything, so no other package is needed."""
    package = tmp_path / "root"
    subprocess.run(["dpkg-deb", "--extract", str(_build(tmp_path, target)), str(package)], check=True)
    described = ET.parse(package / "usr/share/mime/packages/window-counter.xml").getroot()  # noqa: S314 -- our own
    (kind,) = described
    (glob,) = kind.iter(f"{MIME}glob")
    (match,) = kind.iter(f"{MIME}match")
    assert glob.get("pattern") == f"*{queue_file.ENDING}"
    magic = (match.get("value") or "").encode().decode("unicode_escape").encode("latin-1")
    assert (magic, match.get("offset")) == (queue_file.MAGIC, "0")
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]  # keys keep their case
    entry.read(package / "usr/share/applications/window-counter.desktop", encoding="utf-8")
    opened = entry["Desktop Entry"]
    assert opened["MimeType"] == f"{kind.get('type')};"
    assert opened["Exec"].split() == ["/usr/bin/window-counter", "%f"]
    icon = (kind.get("type") or "").replace("/", "-")
    drawn = package / f"usr/share/icons/hicolor/scalable/mimetypes/{icon}.svg"
    assert ET.parse(drawn).getroot().tag.endswith("svg")  # noqa: S314 -- our own
    scripts = "".join(deb.script(name, RELEASE) for name in deb.SCRIPTS)
    assert not [word for word in ("update-mime", "update-desktop", "xdg-mime", "gtk-update-icon") if word in scripts]
    fields = _said("dpkg-deb", "--field", str(tmp_path / "out/window-counter_9.8.7_amd64.deb"), "Depends")
    assert "mime" not in fields


def test_the_systems_own_program_takes_the_description(tmp_path: Path) -> None:
    """As its trigger does after an installation."""
    packages = tmp_path / "packages"
    packages.mkdir()
    shutil.copy(deb.LINUX / "window-counter.xml", packages)
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path.parent)}
    done = subprocess.run(
        ["update-mime-database", str(tmp_path)], check=True, capture_output=True, text=True, env=environment
    )
    assert done.stderr == ""
    assert "application/x-window-counter-queue:*.ycq" in (tmp_path / "globs").read_text()
    assert queue_file.MAGIC in (tmp_path / "magic").read_bytes()


def test_what_dpkg_knows_is_filled_in(tmp_path: Path, target: LinuxTarget) -> None:
    package = _build(tmp_path, target)
    fields = _said("dpkg-deb", "--field", str(package))
    assert "Version: 9.8.7" in fields
    assert "Architecture: amd64" in fields
    assert "@" not in fields.replace("packages@window-counter.invalid", "")


@pytest.mark.parametrize("name", deb.SCRIPTS)
def test_a_script_is_sound_shell_and_knows_its_version(name: str, tmp_path: Path) -> None:
    text = deb.script(name, RELEASE)
    assert text.startswith("#!/bin/sh\n")
    assert "version=9.8.7" in text
    assert "@" not in text
    file = tmp_path / name
    file.write_text(text)
    assert _said("sh", "-n", str(file)) == ""


def test_every_exit_code_of_the_scripts_is_documented() -> None:
    codes = {
        line.split("refuse ")[1].split()[0]
        for name in deb.SCRIPTS
        for line in deb.script(name, RELEASE).splitlines()
        if line.strip().startswith("refuse ") and "()" not in line
    }
    assert codes == {"11", "12", "13", "14", "15"}
    documented = (deb.LINUX / "README.md").read_text(encoding="utf-8")
    assert all(f"| {code} |" in documented for code in codes)
