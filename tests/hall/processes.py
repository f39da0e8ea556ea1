"""A hall as IT runs it: ``main.py hall`` as a process of its own, with its workers."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from counter.hall.hall import Hall
from tests.hall.window import ROOT, Served

_ENDS_WITHIN_S = 30


@dataclasses.dataclass
class Running:
    """A hall's process and what it said when it was ready."""

    process: subprocess.Popen[str]
    told: dict[str, Any]

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.told["url"].rpartition(":")[2])

    def served(self, hall: Hall) -> Served:
        """Calls go to the processes; ``hall`` is the same database, opened beside them."""
        return Served(hall, self.port)

    def children(self) -> list[int]:
        """The processes that it started."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii")
        return [int(word) for word in listed.split()]


@contextlib.contextmanager
def running(home: Path, database: str, *words: str) -> Iterator[Running]:
    """The hall serves inside the block."""
    command = [sys.executable, str(ROOT / "main.py"), "--home", str(home), "hall", "--port", "0", *words]
    environment = os.environ | {"WINDOW_COUNTER_HALL_DATABASE": database}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment, start_new_session=True
    ) as process:
        try:
            assert process.stdout is not None
            yield Running(process, json.loads(process.stdout.readline()))
            process.send_signal(signal.SIGTERM)
            process.wait(_ENDS_WITHIN_S)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def command(
    home: Path, database: str, *words: str, given: str = "", path: str = ""
) -> subprocess.CompletedProcess[str]:
    """What ``main.py hall`` said and how it ended; ``path`` is looked into first for programs."""
    environment = os.environ | {"WINDOW_COUNTER_HALL_DATABASE": database}
    environment |= {"PATH": f"{path}:{os.environ['PATH']}"} if path else {}
    called = [sys.executable, str(ROOT / "main.py"), "--home", str(home), "hall", *words]
    return subprocess.run(
        called, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=120, check=False, input=given
    )


def trusting(cert: Path) -> ssl.SSLContext:
    """Trusts that one certificate."""
    return ssl.create_default_context(cafile=str(cert))
