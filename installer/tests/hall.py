"""A practice hall from the checkout, that the counter of a bare root speaks to over the loopback."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MAIN = Path(__file__).resolve().parents[2] / "main.py"
_WAIT_S = 60.0


class PracticeHall:
    """A hall that can be stopped and started again on the same port, with what it knows."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._port = 0
        self._running: subprocess.Popen[str] | None = None
        self.url = self.code = ""

    def start(self) -> None:
        """The hall listens; ``code`` enrols one window."""
        command = [sys.executable, str(MAIN), "--home", str(self._home), "hall", "--port", str(self._port)]
        self._running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._running.stdout is not None
        told = json.loads(self._running.stdout.readline())
        self.url, self.code = told["url"], told["code"]
        self._port = int(self.url.rsplit(":", 1)[1])

    def stop(self) -> None:
        """The hall is gone; what it knows is kept."""
        if self._running is not None:
            self._running.terminate()
            self._running.communicate(timeout=_WAIT_S)
            self._running = None

    def cases(self) -> list[dict[str, Any]]:
        """Every case that has arrived at the hall."""
        command = [
            sys.executable,
            str(MAIN),
            "--home",
            str(self._home),
            "hall",
            "export",
            "--json",
            "--port",
            str(self._port),
        ]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=_WAIT_S)
        exported: list[dict[str, Any]] = json.loads(done.stdout)["cases"]
        return exported


@contextlib.contextmanager
def practice_hall(home: Path) -> Iterator[PracticeHall]:
    """A hall that listens; gone with the block."""
    hall = PracticeHall(home)
    hall.start()
    try:
        yield hall
    finally:
        hall.stop()
