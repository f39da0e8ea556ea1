"""The hall's package on a bare machine: installed, set up, worked with, upgraded, removed, purged, put there again."""

from __future__ import annotations

import json
import shutil
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from installer.tests.conftest import MEMORY, PACKAGES, with_packages
from installer.tests.hall_server import BACKUPS, DATA, NAME, PAPERS, SETTINGS, TOP, UNITS, HallMachine
from installer.tests.machine import Machine
from installer.tests.roots import Root, base, overlay

IN_EARNEST = ("systemd", "postgresql", "postgresql-client")
CLUSTER = "/etc/postgresql/15/main"
"""Of Debian 12."""
_READY_S = 60.0
PLACE = {
    "region": "421199", "region_name": "云溪县", "hall": "01", "hall_name": "云溪县政务服务中心", "window": "12",
    "progress_url": "https://progress.example/",
}  # fmt: skip


def _package_version(which: str) -> str:
    return next((PACKAGES / which).glob(f"{NAME}_*_amd64.deb")).name.split("_")[1]


def _hall_machine(root: Root) -> HallMachine:
    """Both of the hall's packages lie ready."""
    (root.path / "srv").mkdir(exist_ok=True)
    for which in ("old", "new"):
        shutil.copyfile(next((PACKAGES / which).glob(f"{NAME}_*_amd64.deb")), root.path / f"srv/hall-{which}.deb")
    return HallMachine(root)


@pytest.fixture
def server(suite: str) -> Iterator[HallMachine]:
    """A bare machine, without systemd and without PostgreSQL."""
    with overlay(base(suite), folder=MEMORY) as root:
        yield _hall_machine(root)


@pytest.fixture
def port() -> int:
    """One that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _enrolled_window(server: HallMachine, url: str, code: str) -> Machine:
    """The counter's own package beside the hall's, as a window of it."""
    window = with_packages(server.root)
    window.install("old")
    window.set_policy()
    window.enrol(url, code)
    return window


def _send_everything(window: Machine) -> None:
    window.root.counter("sync", "--until-empty", "--timeout", "120")
    assert window.root.counter("verify").stdout.strip() == "ok"


def _wrong(checks: dict[str, Any]) -> list[str]:
    return sorted(name for name, check in checks.items() if not check["ok"])


def test_a_server_has_its_account_its_units_and_its_settings_and_waits_for_it(server: HallMachine) -> None:
    """Nothing is started before somebody has said which database; ``hall health`` says what is missing."""
    began = time.monotonic()
    server.install("old")
    used = server.root.run("du", "-s", "-B1", TOP).stdout.split()[0]
    print(f"installed in {time.monotonic() - began:.1f} s, {int(used) / 1e6:.0f} MB")
    assert server.version() == _package_version("old")
    assert server.root.run("dpkg", "--verify", NAME).stdout == ""
    assert server.root.run("sh", "-c", f"cd {TOP} && sha256sum --quiet --check MANIFEST.sha256").stdout == ""
    assert server.rights(SETTINGS) == f"640 root:{NAME}"
    assert server.rights(f"/etc/{NAME}") == f"750 root:{NAME}"
    assert server.rights(f"/etc/{NAME}/tls") == "700 root:root"
    assert server.rights(DATA) == server.rights(BACKUPS) == f"700 {NAME}:{NAME}"
    for unit in (f"{NAME}.service", f"{NAME}-backup.timer", f"{NAME}-health.timer"):
        assert server.root.has(f"{UNITS}/{unit}")
    asked = server.command("health", "--json", check=False)
    assert (asked.returncode, asked.stderr) == (1, "")
    assert json.loads(asked.stdout)["checks"]["database"]["code"] == "hall.database_unreachable"


def test_a_hall_keeps_every_case_from_its_first_install_to_its_last(server: HallMachine, port: int) -> None:
    """Set up → windows work → backup → upgrade → remove → purge → install again: all of it is there."""
    server.install("old")
    server.set(WINDOW_COUNTER_HALL_DATABASE="", HALL_OPTIONS=f"--practice --port {port}")
    with server.served() as told:
        code, checks = server.health()
        assert (code, _wrong(checks), checks["database"]["kind"]) == (0, [], "sqlite")
        window = _enrolled_window(server, told["url"], told["code"])
        taken = window.take_samples()
        assert len(taken) > 10
        _send_everything(window)
        assert server.cases(port) == taken
        server.run_once(f"{NAME}-backup")
    made = server.backups()
    assert [server.rights(f"{BACKUPS}/{name}") for name in made] == [f"600 {NAME}:{NAME}"]
    code, checks = server.health()
    assert (code, _wrong(checks)) == (1, ["workers"])

    set_by_it = server.root.read(SETTINGS)
    server.install("new")
    assert server.version() == _package_version("new")
    assert (server.root.read(SETTINGS), server.rights(SETTINGS)) == (set_by_it, f"640 root:{NAME}")
    _serves(server, port, window, taken)

    _taken_away(server, "--remove")
    assert server.root.read(SETTINGS) == set_by_it
    assert not server.root.has(f"{UNITS}/{NAME}.service")
    _taken_away(server, "--purge")
    assert not server.root.has(f"/etc/{NAME}")
    assert server.root.run("dpkg", "--audit").stdout == ""
    assert server.backups() == made

    server.install("new")
    server.set(WINDOW_COUNTER_HALL_DATABASE="", HALL_OPTIONS=f"--practice --port {port}")
    _serves(server, port, window, taken)


def _serves(server: HallMachine, port: int, window: Machine, taken: list[str]) -> None:
    """The hall is well, still holds those cases, and the window finds it as it left it."""
    with server.served():
        _wait_until_well(server)
        _send_everything(window)
        assert server.cases(port) == taken


def _wait_until_well(server: HallMachine) -> None:
    """Every check is ok; the workers come after the first line of their parent."""
    began = time.monotonic()
    while _wrong(checks := server.health()[1]):
        assert time.monotonic() - began < _READY_S, checks


def _taken_away(server: HallMachine, how: str) -> None:
    """The program is gone; everything of the hall is there, and it was said where."""
    said = server.root.run("dpkg", how, NAME).stderr
    for kept in (DATA, BACKUPS):
        assert f"kept with everything of the hall: {kept}" in said
    assert not server.root.has(TOP)
    assert server.root.has(f"{DATA}/hall/hall.sqlite")


@pytest.fixture
def in_earnest(port: int) -> Iterator[HallMachine]:
    """Debian 12 with systemd's tools and a PostgreSQL that was set up as docs/hall.md tells."""
    with overlay(base("bookworm", IN_EARNEST), folder=MEMORY) as root:
        server = _hall_machine(root)
        server.install("old")
        root.run("cp", f"{PAPERS}/postgresql.conf", f"{CLUSTER}/conf.d/{NAME}.conf")
        root.write(f"{CLUSTER}/conf.d/alone.conf", "listen_addresses = ''\n")  # this machine may have others
        root.run("pg_ctlcluster", "15", "main", "start")
        try:
            as_postgres = ("setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups")
            made = ("-v", f"role={NAME}", "-v", "database=window_counter_hall", "-f", f"{PAPERS}/create-database.sql")
            root.run(*as_postgres, "psql", "-q", *made)
            options = server.settings()["HALL_OPTIONS"]
            assert "--port 8470" in options
            server.set(HALL_OPTIONS=options.replace("8470", str(port)))
            yield server
        finally:
            root.run("pg_ctlcluster", "15", "main", "stop", "--mode", "immediate")


def test_a_hall_in_earnest_works_on_debians_postgresql_by_its_own_account(in_earnest: HallMachine, port: int) -> None:
    """No password anywhere: the unix socket knows the account; two workers, backup, upgrade, restore."""
    server = in_earnest
    verified = server.root.run("sh", "-c", f"systemd-analyze verify {UNITS}/{NAME}*.service {UNITS}/{NAME}*.timer")
    assert verified.stdout + verified.stderr == ""
    with server.served() as told:
        assert "code" not in told  # nothing of practice
        server.root.run("sh", "-c", f"echo a long password | {NAME} clerk 0101 周岚 --role supervisor")
        code, checks = server.health()
        assert (code, _wrong(checks)) == (1, ["backup"])  # none was ever made; in earnest that is a fault
        assert (checks["database"]["kind"], len(checks["workers"]["there"])) == ("postgresql", 2)
        server.root.write("/srv/place.json", json.dumps(PLACE))
        window = _enrolled_window(
            server, told["url"], server.command("code", "--place", "/srv/place.json").stdout.strip()
        )
        taken = window.take_samples()
        _send_everything(window)
        assert server.cases(port) == taken
        server.run_once(f"{NAME}-backup")
        server.run_once(f"{NAME}-health")
    server.install("new")
    _serves(server, port, window, taken)
    (made,) = server.backups()
    server.command("restore", f"{BACKUPS}/{made}", "--scans", f"{BACKUPS}/scans")
    _serves(server, port, window, taken)
