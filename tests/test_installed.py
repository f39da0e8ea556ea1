"""The program knows which folder of the package it runs from, and what starts the next time."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.installed import other_version, start_instead


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Two versions side by side, as the package lays them; nothing is current yet."""
    for version in ("0.3.0", "0.3.1"):
        (tmp_path / "versions" / version / "app").mkdir(parents=True)
        (tmp_path / "versions" / version / "VERSION").write_text(version + "\n")
    return tmp_path


def _app(top: Path, version: str) -> Path:
    return top / "versions" / version / "app"


def test_the_version_that_runs_is_no_other_version(top: Path) -> None:
    (top / "current").symlink_to("versions/0.3.0")
    assert other_version(_app(top, "0.3.0")) is None


def test_what_it_installed_meanwhile_is_told_with_its_launcher(top: Path) -> None:
    (top / "current").symlink_to("versions/0.3.1")
    found = other_version(_app(top, "0.3.0"))
    assert found is not None
    assert found.version == "0.3.1"
    assert found.launcher == top / "current/bin/window-counter"


def test_a_version_that_is_put_back_is_another_one_too(top: Path) -> None:
    (top / "current").symlink_to("versions/0.3.0")
    found = other_version(_app(top, "0.3.1"))
    assert found is not None
    assert found.version == "0.3.0"


def test_a_repaired_folder_of_the_same_version_is_another_one(top: Path) -> None:
    (top / "versions/0.3.0.r1").mkdir()
    (top / "versions/0.3.0.r1/VERSION").write_text("0.3.0\n")
    (top / "current").symlink_to("versions/0.3.0.r1")
    found = other_version(_app(top, "0.3.0"))
    assert found is not None
    assert found.version == "0.3.0"


def test_on_windows_a_file_names_what_starts_and_the_launcher_lies_beside_it(top: Path) -> None:
    (top / "current").write_text("0.3.1")
    assert other_version(_app(top, "0.3.1")) is None
    found = other_version(_app(top, "0.3.0"))
    assert found is not None
    assert found.version == "0.3.1"
    assert found.launcher == top / "window-counter.exe"


@pytest.mark.parametrize("named", ["", "gone", "..", "versions", "\udcff"])
def test_a_file_that_names_no_version_starts_nothing(top: Path, named: str) -> None:
    (top / "current").write_bytes(named.encode(errors="surrogateescape"))
    assert other_version(_app(top, "0.3.0")) is None


def test_on_windows_the_other_version_is_started_beside_with_the_same_words(tmp_path: Path) -> None:
    """Words with blanks come through, which Windows' own execv splits."""
    told = tmp_path / "told"
    launcher = tmp_path / "window counter.exe"
    launcher.write_text(f"#!/bin/sh\nprintf '%s|' \"$@\" >'{told}'\n")
    launcher.chmod(0o755)
    assert start_instead(launcher, ["--home", "D:/my desk"], system="win32").wait() == 0
    assert told.read_text() == "--home|D:/my desk|"


def test_a_checkout_is_in_no_package(tmp_path: Path) -> None:
    assert other_version(tmp_path / "checkout") is None
    assert other_version() is None


def test_a_package_that_is_being_removed_starts_nothing(top: Path) -> None:
    (top / "current").symlink_to("versions/gone")
    assert other_version(_app(top, "0.3.0")) is None
