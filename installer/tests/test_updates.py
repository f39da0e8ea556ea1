"""A bare machine follows a signed repository: it waits for its turn and for empty hands, and no case is lost (A66)."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from installer.repo.__main__ import main as repository_tool
from installer.tests.conftest import package, version
from installer.tests.hall import PracticeHall
from installer.tests.machine import KEY, POLICY, TOP, Machine

UNIT = "/usr/lib/systemd/system/window-counter-update.service"
STATE = "/var/lib/window-counter/updates"
TRUST = "/etc/window-counter/update-root.json"
PEOPLE = ("li", "wang", "zhao")
LINE = ("targets", "snapshot", "timestamp")
_READY_S = 20.0


class ReleaseEngineer:
    """Works with the tool's own command line, as installer/repo/README.md tells it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.folder = folder
        self.repo = folder / "repo"
        (folder / "keys").mkdir(parents=True)
        (folder / "passphrase").write_text("long enough to be one\n")
        self._by = ("--passphrase-file", folder / "passphrase")
        for name in (*PEOPLE, *LINE):
            self.tool("new-key", self._key(name), *self._by)
        people = [word for name in PEOPLE for word in ("--root-key", f"{self._key(name)}.pub.json")]
        line = [word for role in LINE for word in (f"--{role}-key", f"{self._key(role)}.pub.json")]
        self.tool("init", "--repo", self.repo, *people, *line)
        for name in ("li", "zhao"):
            self.tool("sign-root", "--repo", self.repo, "--key", self._key(name), *self._by)

    def tool(self, *words: object) -> Any:
        """What the tool told."""
        assert repository_tool([str(word) for word in words]) == 0
        return json.loads(self._capsys.readouterr().out)

    def publish(self) -> None:
        """The draft is signed."""
        keys = [word for role in LINE for word in ("--key", self._key(role))]
        self.tool("publish", "--repo", self.repo, *keys, *self._by)

    def _key(self, name: str) -> Path:
        return self.folder / "keys" / name


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def engineer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> ReleaseEngineer:
    return ReleaseEngineer(tmp_path / "engineer", capsys)


@pytest.fixture
def mirror(engineer: ReleaseEngineer) -> Iterator[str]:
    """The address of the repository on the loopback."""
    handler = functools.partial(_Silent, directory=str(engineer.repo / "public"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def follower(machine: Machine, engineer: ReleaseEngineer, mirror: str) -> Machine:
    """The old version is installed; the policy names the mirror, and IT put the root of trust there."""
    machine.install("old")
    said = {"key_file": KEY, "update_mode": "install", "update_mirror": mirror}
    machine.root.write(POLICY, json.dumps(said))
    machine.root.put(engineer.repo / "public/metadata/1.root.json", TRUST)
    return machine


@contextlib.contextmanager
def _running(machine: Machine, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """The clerk's command runs while the block does."""
    quiet = subprocess.DEVNULL
    running = subprocess.Popen(
        machine.root.command(*command, clerk=True), start_new_session=True, stdout=quiet, stderr=quiet
    )
    try:
        yield running
    finally:
        running.terminate()
        running.wait(_READY_S)


def _service(machine: Machine) -> dict[str, Any]:
    """What the timer's service does now, by its own unit; its status as the clerk can read it."""
    line = next(each for each in machine.root.read(UNIT).splitlines() if each.startswith("ExecStart="))
    ended = machine.root.run(*line.removeprefix("ExecStart=").split(), check=False)
    told = machine.root.counter("update", "--status", "--json", check=False)
    assert ended.returncode == told.returncode, ended.stderr
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def test_a_signed_version_comes_by_itself_and_no_case_is_lost(
    follower: Machine, engineer: ReleaseEngineer, hall: PracticeHall
) -> None:
    """Unsent work, an open window, a clerk with something in hand; then it is installed, and everything goes up."""
    follower.enrol(hall.url, hall.code)
    hall.stop()
    taken = follower.take_samples()
    assert len(taken) > 10
    engineer.tool("add", "--repo", engineer.repo, package("new"), "--percent", 0)
    engineer.publish()
    status = _service(follower)
    assert (status["state"], status["passed_over"][0]["code"]) == ("current", "updates.not_its_turn")

    engineer.tool("widen", "--repo", engineer.repo, package("new").name)
    engineer.publish()
    with _running(follower, "window-counter") as window:
        with _running(follower, "flock", "--shared", "--no-fork", f"{STATE}/hand", "sleep", "300"):
            began = time.monotonic()
            while follower.root.run("flock", "--nonblock", f"{STATE}/hand", "true", check=False).returncode == 0:
                assert time.monotonic() - began < _READY_S
            status = _service(follower)
            waits = (status["state"], status["code"], status["offered"])
            assert waits == ("waiting", "updates.waits_hand", version("new"))
            assert follower.version() == version("old")
            refused = follower.root.counter("update", "--apply", check=False)
            assert "updates.not_root" in refused.stderr
        began = time.monotonic()
        status = _service(follower)
        print(f"updated in {time.monotonic() - began:.1f} s")
        assert (status["state"], status["version"]) == ("installed", version("new"))
        assert follower.version() == version("new")
        assert window.poll() is None
        assert version("old") in follower.folders()
    assert follower.root.run("dpkg", "--audit").stdout == ""
    assert list((follower.root.path / f"{STATE}/staging".lstrip("/")).iterdir()) == []
    assert follower.numbers() == taken
    assert _service(follower)["state"] == "current"

    hall.start()
    follower.root.counter("sync", "--until-empty", "--timeout", "120")
    assert sorted(case["case_no"] for case in hall.cases()) == taken
    assert follower.root.counter("verify").stdout.strip() == "ok"


def test_what_is_not_as_it_was_signed_changes_nothing(
    follower: Machine, engineer: ReleaseEngineer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed package, a replayed list, a stranger's repository, a mirror that is away: each by its code."""
    public = engineer.repo / "public"
    engineer.publish()
    old = (public / "metadata/timestamp.json").read_bytes()
    engineer.tool("add", "--repo", engineer.repo, package("new"))
    engineer.publish()
    (target,) = (public / "targets").iterdir()
    with target.open("r+b") as opened:
        opened.seek(-1, 2)
        opened.write(b"\1")
    assert _service(follower)["code"] == "updates.wrong_file"
    now = (public / "metadata/timestamp.json").read_bytes()
    (public / "metadata/timestamp.json").write_bytes(old)
    assert _service(follower)["code"] == "updates.rollback"
    (public / "metadata/timestamp.json").write_bytes(now)
    stranger = ReleaseEngineer(tmp_path / "stranger", capsys)
    for _ in range(3):
        stranger.publish()
    for name in ("timestamp.json", "3.snapshot.json", "3.targets.json"):
        shutil.copyfile(stranger.repo / "public/metadata" / name, public / "metadata" / name)
    assert _service(follower)["code"] == "updates.foreign_key"
    (public / "metadata").rename(public / "away")
    assert _service(follower)["state"] == "trouble"
    assert follower.version() == version("old")
    assert follower.folders() == [version("old")]
    assert follower.root.run("dpkg", "--verify", "window-counter").stdout == ""


def test_without_a_root_of_trust_the_service_does_not_even_start(machine: Machine) -> None:
    """And a package that was removed and purged leaves nothing of the updater."""
    machine.install("old")
    assert f"ConditionPathExists={TRUST}" in machine.root.read(UNIT)
    assert not machine.root.has(TRUST)
    assert machine.root.has("/usr/lib/systemd/system/timers.target.wants/window-counter-update.timer")
    assert _service(machine)["state"] == "off"
    machine.root.run("dpkg", "--purge", "window-counter")
    assert not machine.root.has(STATE)
    assert not machine.root.has(TOP)
