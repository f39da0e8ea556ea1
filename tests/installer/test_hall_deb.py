"""The hall server's package: the same bytes each time, a server's things in their places, nothing of a hall deleted."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from installer.build import hall_deb, manifest, sbom
from installer.build.targets import TARGETS, LinuxTarget
from tests.installer.trees import RELEASE, tiny_tree


@pytest.fixture
def target() -> LinuxTarget:
    found = TARGETS["linux-amd64"]
    assert isinstance(found, LinuxTarget)
    return found


def _build(folder: Path, target: LinuxTarget) -> Path:
    tree = tiny_tree(folder / "tree")
    sbom.write_bill(tree, target, RELEASE)
    manifest.seal_tree(tree, RELEASE.made_at)
    return hall_deb.build(target, RELEASE, tree, folder / "out")


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_the_same_tree_gives_the_same_bytes_twice(tmp_path: Path, target: LinuxTarget) -> None:
    one, other = _build(tmp_path / "one", target), _build(tmp_path / "other", target)
    assert one.name == "window-counter-hall_9.8.7_amd64.deb"
    assert one.read_bytes() == other.read_bytes()


def test_a_server_finds_its_units_its_account_and_its_settings(tmp_path: Path, target: LinuxTarget) -> None:
    package = _build(tmp_path, target)
    listed = [line.split() for line in _said("dpkg-deb", "--contents", str(package)).splitlines()]
    places = {line[5] for line in listed}
    assert {line[1] for line in listed} == {"root/root"}
    for place in (
        "usr/lib/systemd/system/window-counter-hall.service",
        "usr/lib/systemd/system/window-counter-hall-backup.timer",
        "usr/lib/sysusers.d/window-counter-hall.conf",
        "usr/lib/tmpfiles.d/window-counter-hall.conf",
        "etc/window-counter-hall/hall.env",
        "usr/bin/window-counter-hall",
        "usr/lib/window-counter-hall/backup.sh",
        "usr/share/doc/window-counter-hall/hall.md",
        "opt/window-counter-hall/MANIFEST.sha256",
    ):
        assert f"./{place}" in places
    rights = {line[5]: line[0] for line in listed}
    assert rights["./usr/bin/window-counter-hall"] == rights["./usr/lib/window-counter-hall/backup.sh"] == "-rwxr-xr-x"


def test_a_hall_has_no_screen_and_no_key_ring() -> None:
    release = hall_deb.hall_release("9.9.9")
    assert (release.version, release.extras) == ("9.9.9", ("hall",))
    assert "pyside6-essentials" in release.without


@pytest.mark.parametrize("script", hall_deb.SCRIPTS)
def test_a_script_is_one_for_every_shell_and_deletes_nothing_of_a_hall(script: str) -> None:
    path = hall_deb.HALL / script
    subprocess.run(["/bin/sh", "-n", str(path)], check=True)
    words = path.read_text("utf-8")
    assert "rm -r" not in words
    assert "dropdb" not in words
