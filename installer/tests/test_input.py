"""A clerk types Chinese in the packaged window with fcitx 5 and with fcitx 4, by keys that are really pressed (F30)."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from installer.tests.conftest import MEMORY, with_packages
from installer.tests.input_method import PACKAGES
from installer.tests.machine import TOP, Machine
from installer.tests.roots import base, overlay

_HERE = Path(__file__).resolve().parent
_WAIT_S = 180.0


@contextlib.contextmanager
def _desk(suite: str) -> Iterator[Machine]:
    """The package is installed on a machine with fcitx; its window is one line to type in."""
    with overlay(base(suite, PACKAGES[suite]), folder=MEMORY) as root:
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


@pytest.mark.parametrize(("suite", "daemon"), [("bullseye", "fcitx"), ("bullseye", "fcitx5"), ("bookworm", "fcitx5")])
def test_pinyin_becomes_chinese(suite: str, daemon: str) -> None:
    with _desk(suite) as desk:
        assert "typed=你好" in _typed(desk, daemon)


def test_without_an_input_method_the_same_keys_are_letters() -> None:
    """So the test above cannot pass by itself; the space that takes the first candidate is then a space."""
    with _desk("bullseye") as desk:
        assert "typed=nihao " in _typed(desk, "none")
