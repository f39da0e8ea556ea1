"""An upgrade with unsent work is killed at every step; a version starts, nothing is lost, and IT's next try ends it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from installer.tests import killing
from installer.tests.conftest import MEMORY, package, version, with_packages
from installer.tests.hall import practice_hall
from installer.tests.killing import Point
from installer.tests.machine import DATA, KEY, POLICY, TOP, Machine
from installer.tests.roots import FOLDER, Root, base, overlay

_SHARES = (0.02, 0.3, 0.6, 0.98)
FIXTURE = Path(__file__).resolve().parents[2] / "tests/store/data"
FIXTURE_KEY = bytes(range(32))


@pytest.fixture(scope="module")
def layers(suite: str) -> Iterator[tuple[Path, ...]]:
    """A machine with the old version, an enrolled desk and unsent cases, as layers to begin from."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER, prefix="desk-") as folder:
        kept = Path(folder) / "kept"
        with practice_hall(Path(folder) / "hall") as hall, overlay(base(suite), keep=kept) as root:
            machine = with_packages(root)
            machine.install("old")
            machine.set_policy()
            machine.enrol(hall.url, hall.code)
            hall.stop()
            machine.take_samples()
            killing.lay_shims(root)
        yield kept, base(suite)


def test_a_kill_at_any_step_of_an_upgrade_loses_nothing(layers: tuple[Path, ...]) -> None:
    with overlay(*layers, folder=MEMORY) as root:
        machine = Machine(root)
        taken = machine.numbers()
        assert killing.upgrade_killed_at(root, Point(), "/srv/new.deb") == 0
        steps = killing.steps(root)
    names = {step.split()[0] for step in steps}
    assert names >= {"dpkg", "preinst", "postinst"}, names
    size = package("new").stat().st_size
    points = [Point(before=number, words=step[:90]) for number, step in enumerate(steps, 1)]
    points += [Point(unpacked_bytes=int(size * 2.5 * share), words=f"unpacking, {share:.0%}") for share in _SHARES]
    told = [fault for point in points for fault in _faults_after(point, layers, taken)]
    print(f"{len(points)} kill points, {len(taken)} unsent cases")
    assert told == []


def _faults_after(point: Point, layers: tuple[Path, ...], taken: list[str]) -> list[str]:
    """What is wrong after a kill at that point and after IT's next try; nothing when all is as it must be."""
    with overlay(*layers, folder=MEMORY) as root:
        machine = Machine(root)
        code = killing.upgrade_killed_at(root, point, "/srv/new.deb")
        began_with = machine.version()
        checks = {
            f"exit code {code}, not killed": code == killing.KILLED,
            f"{began_with} starts": began_with in {version("old"), version("new")},
            "cases differ after the kill": machine.numbers() == taken,
        }
        again = root.run("dpkg", "--configure", "-a", check=False)
        if machine.version() != version("new"):
            again = machine.install("new", check=False)
        checks |= {
            f"the next try ended with {again.returncode}: {again.stderr[-200:]}": again.returncode == 0,
            "dpkg has something to say": root.run("dpkg", "--audit").stdout == "",
            f"{machine.version()} after the next try": machine.version() == version("new"),
            "cases differ after the next try": machine.numbers() == taken,
            f"{machine.folders()} lie there": machine.folders() == [version("new")],
            "something half done is left": not any(map(root.has, (f"{TOP}/current.new", f"{TOP}/versions/.new"))),
            "the desk does not verify": root.counter("verify").stdout.strip() == "ok",
        }
        wrong = [f"killed before {point.words}: {what}" for what, is_right in checks.items() if not is_right]
        print(wrong or f"ok  {began_with} {point.words}", flush=True)
        return wrong


def test_a_kill_while_the_schema_is_changed_loses_nothing(suite: str) -> None:
    """The first start of a new version over a database of schema 1, killed after ever more milliseconds."""
    with overlay(base(suite), folder=MEMORY) as root:
        machine = with_packages(root)
        machine.install("old")
        machine.set_policy()
        ends = []
        for wait_ms in range(60, 700, 40):
            _put_desk_of_schema_1(root)
            command = root.command("window-counter", "cases", clerk=True)
            running = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
            time.sleep(wait_ms / 1000)
            ends.append(running.poll())
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
            running.wait(10)
            assert len(machine.numbers()) == 2, f"after {wait_ms} ms"
            assert root.counter("verify").stdout.strip() == "ok", f"after {wait_ms} ms"
            assert root.has(f"{DATA}/counter.db.v1.bak")
        assert None in ends, "nothing was killed in its work"


def _put_desk_of_schema_1(root: Root) -> None:
    """The clerk has the desk of an old release: one case that arrived, one that waits, one draft."""
    shutil.rmtree(root.path / DATA.lstrip("/"), ignore_errors=True)
    for ending in ("db", "kcv", "high"):
        root.put(FIXTURE / f"schema-1.{ending}", f"{DATA}/counter.{ending}")
    root.write(KEY, FIXTURE_KEY.hex(), mode=0o600)
    root.write(POLICY, json.dumps({"key_file": KEY}))
    root.run("chown", "-R", "clerk:clerk", "/home/clerk")
