"""The Windows runtime: only what its maker signed, nothing missing, and every file as the manifest says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installer.build import manifest, runtime_windows, sbom
from installer.build.targets import INSTALLER, TARGETS
from installer.policy import generate
from tests.installer.trees import RELEASE, tiny_tree

WINDOWS = TARGETS["win-x64"]
CHECK = INSTALLER / "windows/check_files.py"


@pytest.fixture
def linked(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, ...]]:
    """What each binary of a test is linked with, instead of real PE files."""
    table: dict[str, tuple[str, ...]] = {}
    monkeypatch.setattr(runtime_windows, "needed_by", lambda file, _target: table.get(file.name, ()))
    return table


def _binary(tree: Path, name: str) -> None:
    (tree / name).parent.mkdir(parents=True, exist_ok=True)
    (tree / name).write_bytes(b"MZ")


def test_a_library_of_windows_or_of_the_tree_is_there(tmp_path: Path, linked: dict[str, tuple[str, ...]]) -> None:
    _binary(tmp_path, "site/PIL/_imaging.pyd")
    _binary(tmp_path, "python/VCRUNTIME140.dll")
    _binary(tmp_path, "site/PIL/own.dll")
    linked["_imaging.pyd"] = ("kernel32.dll", "api-ms-win-crt-heap-l1-1-0.dll", "vcruntime140.dll", "own.dll")
    assert runtime_windows.missing_libraries(tmp_path, WINDOWS) == {}


def test_a_library_that_nobody_brings_is_named_with_who_asks(
    tmp_path: Path, linked: dict[str, tuple[str, ...]]
) -> None:
    """Also one that lies in a folder where Windows would not look for it."""
    _binary(tmp_path, "site/theirs/fast.pyd")
    _binary(tmp_path, "site/others/helper.dll")
    linked["fast.pyd"] = ("helper.dll", "nowhere.dll")
    assert runtime_windows.missing_libraries(tmp_path, WINDOWS) == {
        "helper.dll": {"site/theirs/fast.pyd"},
        "nowhere.dll": {"site/theirs/fast.pyd"},
    }


def test_a_program_that_its_maker_did_not_sign_stops_the_build(tmp_path: Path) -> None:
    _binary(tmp_path, "python313.dll")
    with pytest.raises(ValueError, match=r"python313\.dll"):
        runtime_windows.check_signatures(tmp_path, WINDOWS)


@pytest.mark.parametrize(
    ("told", "signed"),
    [
        ("Current message digest    : AA\nCalculated message digest : AA\n{psf}", True),
        ("Current message digest    : AA\nCalculated message digest : AB\n{psf}", False),
        ("Current message digest    : AA\nCalculated message digest : AA\nSubject: /O=Somebody/CN=Somebody", False),
        ("No signature found\n", False),
    ],
)
def test_a_signature_counts_when_the_digest_is_the_signed_one_and_the_signer_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str, *, signed: bool
) -> None:
    told = told.replace("{psf}", "Subject: /C=US/O=Python Software Foundation/CN=Python Software Foundation")
    tool = tmp_path / "osslsigncode"
    tool.write_text(f"#!/bin/sh\ncat <<'E'\n{told}\nE\nexit 1\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    _binary(tmp_path, "a/python313.dll")
    if signed:
        runtime_windows.check_signatures(tmp_path / "a", WINDOWS)
    else:
        with pytest.raises(ValueError, match="not as its maker signed it"):
            runtime_windows.check_signatures(tmp_path / "a", WINDOWS)


def test_the_policy_files_of_a_windows_tree_are_those_that_the_settings_make(tmp_path: Path) -> None:
    """Template, both languages and schema; of the installed program ``make test-windows`` says the same."""
    runtime_windows.lay_policy_files(tmp_path / "share/policy")
    laid = {file.relative_to(tmp_path / "share"): file for file in tmp_path.rglob("*") if file.is_file()}
    made = {path.relative_to("installer"): text for path, text in generate.files().items() if path.parts[0] != "docs"}
    assert len(made) == 4
    assert {path: file.read_text(encoding="utf-8") for path, file in laid.items()} == made


def test_the_lock_pins_one_sdist_and_the_unsigned_library_in_it() -> None:
    text = runtime_windows.LOCK.read_text(encoding="utf-8")
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}$", text, re.MULTILINE)) == 1
    assert re.search(r"^# python313\.zip sha256:[0-9a-f]{64}$", text, re.MULTILINE)


def test_the_bill_of_a_windows_tree_names_the_runtime(tmp_path: Path) -> None:
    tree = tiny_tree(tmp_path)
    (tree / "share/runtime.json").write_text('{"cpython": ["3.13.2", "PSF-2.0"]}')
    sbom.write_bill(tree, WINDOWS, RELEASE)
    assert '"pkg:generic/cpython@3.13.2"' in (tree / sbom.BILL).read_text(encoding="utf-8")
    assert "cpython 3.13.2: PSF-2.0\n" in (tree / sbom.LICENCES).read_text(encoding="utf-8")


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A tree with its manifest and the check that a Windows tree carries."""
    tree = tiny_tree(tmp_path / "一窗")
    shutil.copyfile(CHECK, tree / "app/check_files.py")
    manifest.seal_tree(tree, RELEASE.made_at)
    return tree


def _check(tree: Path) -> tuple[int, list[str]]:
    command = [sys.executable, "-I", "-B", "-X", "utf8", str(tree / "app/check_files.py")]
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    return done.returncode, done.stdout.split()


def test_the_check_in_the_tree_finds_nothing_in_a_whole_one(sealed: Path) -> None:
    assert _check(sealed) == (0, [])


def test_the_check_names_what_is_changed_missing_or_foreign(sealed: Path) -> None:
    (sealed / "app/main.py").write_text("print('other')\n")
    (sealed / "VERSION").unlink()
    (sealed / "app/版本.py").touch()
    assert _check(sealed) == (13, ["VERSION", "app/main.py", "app/版本.py"])
    assert manifest.damage_in(sealed) == ("VERSION", "app/main.py", "app/版本.py")
