"""A clerk types Chinese in the packaged window with fcitx 5 and with fcitx 4, by keys that are really pressed (F30)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from installer.tests.conftest import with_packages
from installer.tests.input_method import PACKAGES
from installer.tests.machine import TOP, Machine
from installer.tests.roots import base, overlay

_HERE = Path(__file__).resolve().parent
_WAIT_S = 180.0


@pytest.fixture
def desk(suite: str) -> Iterator[Machine]:
    """The package is installed on a machine with both fcitx; its window is one line to type in."""
    with overlay(base(suite, PACKAGES)) as root:
        machine = with_packages(root)
        machine.install("old")
        root.put(_HERE / "typing_probe.py", f"{TOP}/current/app/start.py")
        root.put(_HERE / "type_chinese.sh", "/srv/type_chinese.sh")
        yield machine


def _typed(machine: Machine, daemon: str) -> str:
    """What the line held after the keys of nihao, space and Enter."""
    command = machine.root.command("/bin/bash", "/srv/type_chinese.sh", daemon, clerk=True)
    alone = ["unshare", "--pid", "--fork", "--kill-child", *command]
    done = subprocess.run(alone, check=False, capture_output=True, text=True, timeout=_WAIT_S)
    return done.stdout + done.stderr


@pytest.mark.parametrize("daemon", ["fcitx5", "fcitx"])
def test_pinyin_becomes_chinese(desk: Machine, daemon: str) -> None:
    assert "typed=你好" in _typed(desk, daemon)


def test_without_an_input_method_the_same_keys_are_letters(desk: Machine) -> None:
    """So the test above cannot pass by itself."""
    assert "typed=nihao" in _typed(desk, "none")
