"""A clerk whose window is open while IT upgrades presses one key and is in the new version (F29)."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from installer.tests.conftest import MEMORY, version, with_packages
from installer.tests.input_method import PACKAGES
from installer.tests.machine import TOP
from installer.tests.roots import base, overlay

_HERE = Path(__file__).resolve().parent
_WAIT_S = 120.0


def test_the_open_window_becomes_the_new_version_by_its_key() -> None:
    """On glibc 2.31: the process goes on under its own number as the other version, with a window again."""
    with overlay(base("bullseye", PACKAGES["bullseye"]), folder=MEMORY) as root:
        machine = with_packages(root)
        machine.install("old")
        machine.set_policy()
        root.put(_HERE / "press_restart.sh", "/srv/press_restart.sh")
        command = root.command("/bin/bash", "/srv/press_restart.sh", clerk=True)
        running = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        try:
            assert running.stdin is not None
            assert running.stdout is not None
            process = int(running.stdout.readline())
            assert f"{TOP}/versions/{version('old')}/lib/" in _program_of(process)
            machine.install("new")
            running.stdin.write("press\n")
            running.stdin.flush()
            began = time.monotonic()
            while f"{TOP}/versions/{version('new')}/lib/" not in _program_of(process):
                assert time.monotonic() - began < _WAIT_S
                time.sleep(0.2)
            window, _ = running.communicate("pressed\n", timeout=_WAIT_S)
        finally:
            os.killpg(running.pid, signal.SIGKILL)
    assert window.strip()


def _program_of(process: int) -> str:
    """Which program the process is now; only root may ask, because the program keeps its memory to itself."""
    return str(Path(f"/proc/{process}/exe").readlink())
