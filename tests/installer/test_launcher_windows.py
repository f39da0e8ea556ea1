"""The two programs that start a Windows tree: what Windows reads from them, and the same bytes twice."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from installer.build import launcher_windows
from installer.build.binaries import needed_by
from installer.build.launcher_windows import CONSOLE, WINDOW, four
from installer.build.targets import TARGETS
from tests.installer.trees import RELEASE

_SUBSYSTEMS = {WINDOW: "(Windows GUI)", CONSOLE: "(Windows CUI)"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both programs of version 9.8.7."""
    work = tmp_path_factory.mktemp("work")
    launcher_windows.build(work / "bin", RELEASE, work)
    return work / "bin"


@pytest.mark.parametrize("name", [WINDOW, CONSOLE])
def test_it_is_a_64_bit_program_with_or_without_a_console(folder: Path, name: str) -> None:
    told = subprocess.run(["objdump", "-p", str(folder / name)], check=True, capture_output=True, text=True).stdout
    assert "pei-x86-64" in told
    assert _SUBSYSTEMS[name] in told
    for hardening in ("HIGH_ENTROPY_VA", "DYNAMIC_BASE", "NX_COMPAT"):
        assert hardening in told


@pytest.mark.parametrize("name", [WINDOW, CONSOLE])
def test_it_runs_as_whoever_starts_it_in_utf8_and_sharp_on_every_screen(folder: Path, name: str) -> None:
    raw = (folder / name).read_bytes()
    for line in (b'level="asInvoker"', b">PerMonitorV2<", b">UTF-8<", b">true</longPathAware>", b'version="9.8.7.0"'):
        assert line in raw


@pytest.mark.parametrize("name", [WINDOW, CONSOLE])
def test_its_properties_show_product_and_version(folder: Path, name: str) -> None:
    raw = (folder / name).read_bytes()
    for text in ("一窗受理客户端", "9.8.7", name):
        assert text.encode("utf-16-le") in raw
    assert b"\xbd\x04\xef\xfe" + b"\x00\x00\x01\x00" + b"\x08\x00\x09\x00" + b"\x00\x00\x07\x00" in raw


@pytest.mark.parametrize("name", [WINDOW, CONSOLE])
def test_it_needs_nothing_that_windows_does_not_have(folder: Path, name: str) -> None:
    needed = needed_by(folder / name, TARGETS["win-x64"])
    assert set(needed) <= {"kernel32.dll", "msvcrt.dll", "shell32.dll", "user32.dll"}


def test_the_same_source_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    launcher_windows.build(tmp_path / "bin", RELEASE, tmp_path)
    for name in (WINDOW, CONSOLE):
        assert (tmp_path / "bin" / name).read_bytes() == (folder / name).read_bytes()


def test_the_icon_has_every_size_that_windows_shows() -> None:
    with Image.open(io.BytesIO(launcher_windows.icon())) as opened:
        sizes = opened.info["sizes"]
        assert {(16, 16), (24, 24), (32, 32), (48, 48), (256, 256)} <= set(sizes)
        assert opened.convert("RGBA").getpixel((20, 128)) == (0x1D, 0x5B, 0x8F, 255)


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.3.0", "0.3.0.0"), ("1.2.3rc1", "1.2.3.0"), ("99.0", "99.0.0.0"), ("1.2.3.4", "1.2.3.0")],
)
def test_a_version_is_four_numbers_for_windows(version: str, numbers: str) -> None:
    assert four(version) == numbers


def test_a_version_without_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="does not begin with a number"):
        four("next")
