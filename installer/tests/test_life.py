"""A package on a bare machine: installed, worked with, upgraded, put back, removed, put there again (F03, F29)."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator

import pytest

from installer.tests.conftest import version, with_packages
from installer.tests.hall import PracticeHall
from installer.tests.machine import DATA, KEY, LOG, POLICY, TOP, Machine
from installer.tests.roots import base, overlay

MOST_INSTALL_S = 30.0
MOST_INSTALLED_BYTES = 300_000_000
_READY_S = 20.0


@pytest.fixture
def at_work(machine: Machine) -> Machine:
    """The old version is installed and has a key."""
    machine.install("old")
    machine.set_policy()
    return machine


@pytest.fixture
def open_window(at_work: Machine) -> Iterator[subprocess.Popen[bytes]]:
    """The clerk's window is open, of the old version."""
    command = at_work.root.command("window-counter", clerk=True)
    running = subprocess.Popen(command, start_new_session=True)
    began = time.monotonic()
    while not at_work.root.has(f"{DATA}/counter.db"):
        assert time.monotonic() - began < _READY_S
        assert running.poll() is None
    yield running
    running.terminate()
    running.wait(_READY_S)


@pytest.fixture
def machine_with_a_disk(suite: str) -> Iterator[Machine]:
    """A bare machine whose files go to this machine's disk, as dpkg forces them to."""
    with overlay(base(suite)) as root:
        yield with_packages(root)


def test_it_installs_silently_and_in_time_and_takes_the_room_that_was_promised(machine_with_a_disk: Machine) -> None:
    machine = machine_with_a_disk
    took_s = machine.timed_install("old")
    used = machine.root.run("du", "-s", "-B1", TOP).stdout.split()[0]
    print(f"installed in {took_s:.1f} s, {int(used) / 1e6:.0f} MB")
    assert took_s < MOST_INSTALL_S
    assert int(used) < MOST_INSTALLED_BYTES
    assert machine.version() == version("old")
    assert machine.root.has("/usr/share/applications/window-counter.desktop")
    assert machine.root.has("/usr/share/icons/hicolor/scalable/apps/window-counter.svg")
    assert machine.root.has("/usr/share/mime/packages/window-counter.xml")
    assert machine.log().rstrip().endswith("installed")
    assert machine.root.run("dpkg", "--verify", "window-counter").stdout == ""


def test_no_case_is_lost_from_the_first_install_to_the_last(machine: Machine, hall: PracticeHall) -> None:
    """Install → enrol → offline intake → upgrade → downgrade refused → remove → purge → reinstall → all goes up."""
    machine.install("old")
    machine.set_policy()
    machine.enrol(hall.url, hall.code)
    hall.stop()
    taken = machine.take_samples()
    assert len(taken) > 10
    machine.install("new")
    assert machine.version() == version("new")
    assert machine.numbers() == taken

    refused = machine.install("old", check=False)
    assert refused.returncode != 0
    assert "exit code 11" in refused.stderr
    assert "exit code 11" in machine.log()
    assert machine.version() == version("new")
    assert machine.root.run("dpkg", "--audit").stdout == ""
    assert machine.numbers() == taken

    removed = machine.root.run("dpkg", "--remove", "window-counter")
    assert f"kept with everything that is not sent yet: {DATA}" in removed.stderr
    assert not machine.root.has(f"{TOP}/versions")
    assert machine.root.has(f"{DATA}/counter.db")
    purged = machine.root.run("dpkg", "--purge", "window-counter")
    assert f"kept with everything that is not sent yet: {DATA}" in purged.stderr
    assert machine.root.has(KEY)
    assert machine.root.has(POLICY)
    assert not machine.root.has(LOG)

    machine.install("new")
    assert machine.numbers() == taken
    hall.start()
    machine.root.counter("sync", "--until-empty", "--timeout", "120")
    assert sorted(case["case_no"] for case in hall.cases()) == taken
    assert machine.root.counter("verify").stdout.strip() == "ok"


def test_it_may_put_an_older_version_back_and_the_unsent_cases_stay(at_work: Machine, hall: PracticeHall) -> None:
    at_work.enrol(hall.url, hall.code)
    hall.stop()
    taken = at_work.take_samples()
    at_work.install("new")
    at_work.root.write("/etc/window-counter/allow-downgrade", "")
    at_work.install("old")
    assert at_work.version() == version("old")
    assert at_work.numbers() == taken
    hall.start()
    at_work.root.counter("sync", "--until-empty", "--timeout", "120")
    assert sorted(case["case_no"] for case in hall.cases()) == taken


def test_a_clerk_who_works_keeps_his_version_until_he_ends_it(
    at_work: Machine, open_window: subprocess.Popen[bytes]
) -> None:
    at_work.install("new")
    assert open_window.poll() is None
    assert at_work.folders() == sorted([version("old"), version("new")])
    assert f"a clerk still works with {version('old')}" in at_work.log()
    assert at_work.version() == version("new")

    refused = at_work.root.run("dpkg", "--remove", "window-counter", check=False)
    assert refused.returncode != 0
    assert "exit code 12" in refused.stderr
    assert at_work.root.has(f"{TOP}/versions/{version('old')}/lib")
    assert open_window.poll() is None

    open_window.terminate()
    open_window.wait(_READY_S)
    at_work.root.run("dpkg", "--configure", "-a")
    at_work.install("new")
    assert version("old") not in at_work.folders()
    at_work.root.run("dpkg", "--remove", "window-counter")


def test_a_changed_file_is_found_and_an_installation_repairs_it(at_work: Machine) -> None:
    changed = at_work.root.path / f"{TOP}/current/app/main.py".lstrip("/")
    changed.chmod(0o644)
    with changed.open("a") as opened:
        opened.write("# changed\n")
    assert "app/main.py" in at_work.root.run("dpkg", "--verify", "window-counter", check=False).stdout
    at_work.install("old")
    assert at_work.root.run("dpkg", "--verify", "window-counter").stdout == ""
    manifest = at_work.root.run("sh", "-c", f"cd {TOP}/current && sha256sum --quiet --check MANIFEST.sha256")
    assert manifest.stdout == ""
    assert at_work.version() == version("old")
    assert len(at_work.folders()) == 1


def test_a_damaged_package_is_not_switched_to(at_work: Machine) -> None:
    """One byte of the new tree is wrong when postinst looks: the version before goes on working (exit code 13)."""
    at_work.root.run("dpkg", "--unpack", "/srv/new.deb")
    damaged = at_work.root.path / f"{TOP}/package/{version('new')}/app/main.py".lstrip("/")
    damaged.write_bytes(damaged.read_bytes() + b"#")
    configured = at_work.root.run("dpkg", "--configure", "window-counter", check=False)
    assert configured.returncode != 0
    assert "exit code 13" in configured.stderr
    assert at_work.version() == version("old")
    at_work.install("new")
    assert at_work.version() == version("new")
