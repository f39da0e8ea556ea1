"""The launcher starts the tree's own loader and picks the input method that the clerk has."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from installer.build.runtime_linux import _lay_launcher
from installer.build.targets import TARGETS, LinuxTarget

_LOADER = '#!/bin/sh\necho "method=$QT_IM_MODULE gl=$QT_XCB_GL_INTEGRATION $*"\n'


@pytest.fixture
def launcher(tmp_path: Path) -> Path:
    """A tree whose loader only says what it is given."""
    target = TARGETS["linux-amd64"]
    assert isinstance(target, LinuxTarget)
    tree = tmp_path / "versions/9.8.7"
    _lay_launcher(tree, target)
    (tree / "lib").mkdir()
    (tree / "lib" / target.loader).write_text(_LOADER)
    (tree / "lib" / target.loader).chmod(0o755)
    return tree / "bin/window-counter"


def _said(launcher: Path, *words: str, **environment: str) -> str:
    known = {"PATH": "/usr/bin:/bin", **environment}
    return subprocess.run([str(launcher), *words], check=True, capture_output=True, text=True, env=known).stdout


@pytest.mark.parametrize(
    ("environment", "method"),
    [
        ({"QT_IM_MODULE": "fcitx5"}, "fcitx"),
        ({"QT_IM_MODULE": "fcitx"}, "fcitx"),
        ({"QT_IM_MODULE": "ibus"}, "ibus"),
        ({"XMODIFIERS": "@im=fcitx"}, "fcitx"),
        ({"XMODIFIERS": "@im=ibus"}, "ibus"),
    ],
)
def test_the_input_method_of_the_session_is_used(launcher: Path, environment: dict[str, str], method: str) -> None:
    assert f"method={method} " in _said(launcher, **environment)


def test_a_session_that_names_none_gets_the_fcitx_that_is_installed(launcher: Path, tmp_path: Path) -> None:
    (tmp_path / "fcitx5").write_text("#!/bin/sh\n")
    (tmp_path / "fcitx5").chmod(0o755)
    assert "method=fcitx " in _said(launcher, PATH=f"{tmp_path}:/usr/bin:/bin")


def test_python_is_isolated_from_the_machine_and_gets_the_words(launcher: Path, tmp_path: Path) -> None:
    link = tmp_path / "window-counter"
    link.symlink_to(launcher)
    said = _said(link, "health", "--json")
    tree = launcher.parents[1]
    assert f"--library-path {tree}/lib:{tree}/site/PySide6/Qt/lib" in said
    assert " -I -S -B " in said
    assert said.rstrip().endswith(f"{tree}/app/start.py health --json")
    assert "gl=none" in said
