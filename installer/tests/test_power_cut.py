"""The power goes while an upgrade is switched to: what a start finds is whole, because of what is forced before what.

strace writes down what the maintainer script did to names, and when it forced the disk. A disk may do later what was
not forced; so the new version must be on it before ``current`` names it, and that name before the old one goes away.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from installer.tests.conftest import version
from installer.tests.machine import TOP, Machine

_CALLS = "rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,sync,syncfs"
_LINE = re.compile(r"^\d+ +(?P<call>\w+)\((?P<words>.*)\) += 0$")
_TEXT = re.compile(r'"([^"]*)"')
_WAIT_S = 300.0


def _steps(machine: Machine, folder: Path) -> list[tuple[str, str]]:
    """What the configuration of the package did, in order: the call without its variants, and its last path."""
    trace = folder / "trace"
    watched = ["strace", "-f", "-qq", "-e", f"trace={_CALLS}", "-o", str(trace)]
    command = machine.root.command("dpkg", "--configure", "window-counter")
    subprocess.run([*watched, *command], check=True, capture_output=True, timeout=_WAIT_S)
    steps = []
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        found = _LINE.match(line)
        if found:
            call = re.sub(r"at2?$", "", found["call"]).replace("syncfs", "sync")
            steps.append((call, (_TEXT.findall(found["words"]) or [""])[-1]))
    return steps


def test_the_new_version_is_on_the_disk_before_its_name_and_that_before_the_old_one_goes(
    machine: Machine, tmp_path: Path
) -> None:
    machine.install("old")
    machine.root.run("dpkg", "--unpack", "/srv/new.deb")
    steps = _steps(machine, tmp_path)
    forced = [number for number, (call, _) in enumerate(steps) if call == "sync"]
    placed = steps.index(("rename", f"{TOP}/versions/{version('new')}"))
    linked = max(number for number, (call, path) in enumerate(steps) if call == "link" and "/versions/.new/" in path)
    switched = steps.index(("rename", f"{TOP}/current"))
    # rm goes down into the folders, so that only the last name of a path is told
    taken_away = next(number for number, (call, _) in enumerate(steps) if number > switched and call == "unlink")
    print(f"{len(steps)} steps: linked {linked}, placed {placed}, switched {switched}, taken away from {taken_away}")
    assert linked < placed < switched < taken_away
    assert any(placed < number < switched for number in forced)
    assert any(switched < number < taken_away for number in forced)
    assert machine.version() == version("new")
    assert machine.folders() == [version("new")]
