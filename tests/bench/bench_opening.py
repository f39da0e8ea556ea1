"""From the start of the process to a window that can be used, against PySide6 with one label."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.rows import Row, against

PROGRAM = Path(__file__).resolve().parent / "open_once.py"
TIMES = 7
MOST = 3.0


def rows(home: Path, policy: Path) -> list[Row]:
    """The medians of seven interleaved starts, after one of each that fills the caches.

    Both sides start from compiled modules, as an installed program does.
    """
    ours_s, bare_s = [], []
    for _ in range(TIMES + 1):
        bare_s.append(_usable_after_s(home, "bare"))
        ours_s.append(_usable_after_s(home, "counter", str(home), str(policy)))
    figure = "window usable on 20,000 cases"
    return [against(figure, ours_s[1:], bare_s[1:], what="PySide6 with one label", most=MOST)]


def _usable_after_s(home: Path, *words: str) -> float:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(home.with_name("compiled"))
    begun = time.perf_counter()
    command = [sys.executable, str(PROGRAM), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as program:
        assert program.stdout is not None
        said = program.stdout.readline().strip()
        passed_s = time.perf_counter() - begun
        program.communicate(timeout=60)
    if said != "usable" or program.returncode:
        raise RuntimeError(f"the window did not open: {words[0]} exit code {program.returncode}")
    return passed_s
