"""From the start of the process to a window that can be used, against PySide6 with one label; then what comes later."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.rows import Row, against, within

PROGRAM = Path(__file__).resolve().parent / "open_once.py"
TIMES = 7
MOST = 3.0
FELT_S = 0.05


def rows(home: Path, policy: Path) -> list[Row]:
    """The medians of seven interleaved starts, after one of each that fills the caches.

    Both sides start from compiled modules, as an installed program does.
    """
    ours_s, bare_s, stalls_s = [], [], []
    for _ in range(TIMES + 1):
        bare_s.append(_opened(home, "bare")[0])
        usable_s, stall_s = _opened(home, "counter", str(home), str(policy))
        ours_s.append(usable_s)
        stalls_s.append(stall_s)
    return [
        against("window usable on 20,000 cases", ours_s[1:], bare_s[1:], what="PySide6 with one label", most=MOST),
        within("longest stall while the rooms are built", statistics.median(stalls_s[1:]), limit_s=FELT_S),
    ]


def _opened(home: Path, *words: str) -> tuple[float, float]:
    """After how many seconds the window was usable, and the longest stall after that; 0 where nothing was built."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(home.with_name("compiled"))
    begun = time.perf_counter()
    command = [sys.executable, str(PROGRAM), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as program:
        assert program.stdout is not None
        said = program.stdout.readline().strip()
        passed_s = time.perf_counter() - begun
        stalled, _ = program.communicate(timeout=60)
    if said != "usable" or program.returncode:
        raise RuntimeError(f"the window did not open: {words[0]} exit code {program.returncode}")
    return passed_s, float(stalled or 0)
