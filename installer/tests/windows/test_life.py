"""The life of a counter's machine under the setup, in this order; each test goes on where the one before ended."""

from __future__ import annotations

import json
import subprocess
import time

import pytest

from installer.tests.hall import PracticeHall
from installer.tests.windows.conftest import version
from installer.tests.windows.wine import CLI, DATA, MACHINE, Windows

BUILD_KEY = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
PROGRAMS = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\WindowCounter"
SHORTCUT = "ProgramData/Microsoft/Windows/Start Menu/Programs/一窗受理.lnk"
SAMPLES = ("01-natural-person", "04-on-the-spot", "06-two-cases-with-scans", "07-deferred")


@pytest.fixture(scope="module")
def kept() -> dict[str, list[str]]:
    """What one test tells the next."""
    return {}


def test_a_windows_that_is_too_old_is_refused_before_a_file_is_laid(machine: Windows) -> None:
    build = machine.registry(BUILD_KEY, "CurrentBuildNumber")
    machine.run("reg", "add", BUILD_KEY, "/v", "CurrentBuildNumber", "/d", "17763", "/f")
    assert machine.setup("old", check=False) == 10
    assert not machine.top.exists()
    machine.run("reg", "add", BUILD_KEY, "/v", "CurrentBuildNumber", "/d", build, "/f")


@pytest.mark.parametrize(
    "option", ["/PLATFORM=http://hall.example", '/PLATFORM=https://a","b":"c', r"/POLICY=C:\no.json"]
)
def test_a_wrong_option_is_refused_before_a_file_is_laid(machine: Windows, option: str) -> None:
    assert machine.setup("old", option, check=False) == 16
    assert not machine.top.exists()


def test_a_full_disk_is_told_and_nothing_is_left_on_it(machine: Windows) -> None:
    machine.top.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(machine.top)], check=True)
    try:
        assert machine.setup("old", check=False) == 14
        assert machine.folders() == []
    finally:
        subprocess.run(["umount", str(machine.top)], check=True)
    machine.top.rmdir()


def test_it_installs_silently_for_all_users_and_starts(machine: Windows) -> None:
    machine.root.write("/srv/site.json", '{"idle_lock_minutes": 7}\n')
    began = time.monotonic()
    options = (
        "/PLATFORM=https://hall.example/api",
        "/ENROLCODE=ABCD-EFGH",
        r"/POLICY=Z:\srv\site.json",
        r"/LOG=C:\it.log",
    )
    assert machine.setup("old", *options) == 0
    print(f"installed in {time.monotonic() - began:.1f} s")
    assert machine.version() == version("old")
    assert machine.current() == version("old")
    assert machine.drive(SHORTCUT).exists()
    assert machine.registry(PROGRAMS, "DisplayVersion") == version("old")
    policies = machine.drive(f"{MACHINE}/policies/managed")
    told = {file.name: json.loads(file.read_text(encoding="utf-8")) for file in policies.iterdir()}
    assert told == {
        "10-setup.json": {"idle_lock_minutes": 7},
        "20-setup-platform.json": {"platform_url": "https://hall.example/api"},
        "30-setup-enrolment.json": {"enrol_code_file": "C:/ProgramData/WindowCounter/enrolment-code.txt"},
    }
    assert machine.drive(f"{MACHINE}/enrolment-code.txt").read_text().strip() == "ABCD-EFGH"
    assert machine.drive("it.log").read_text().splitlines()[-1].endswith(f"done: {version('old')} starts from now on")
    for file in (*policies.iterdir(), machine.drive(f"{MACHINE}/enrolment-code.txt")):
        file.unlink()  # this hall is a practice hall on this machine, enrolled by hand


def test_the_clerk_enrols_takes_cases_in_without_the_hall_and_all_fits_together(
    machine: Windows, hall: PracticeHall, kept: dict[str, list[str]]
) -> None:
    machine.counter("enrol", hall.code, "--platform", hall.url)
    machine.counter("sync", "--until-empty")
    hall.stop()
    machine.take_samples(*SAMPLES)
    kept["numbers"] = machine.numbers()
    assert len(kept["numbers"]) == 5
    assert machine.counter("verify").stdout.strip() == "ok"
    health = json.loads(machine.counter("health", "--json", check=False).stdout)["checks"]
    assert health["store"]["level"] == "ok"
    assert health["queue"]["lines"] >= 5
    assert health["platform"]["level"] == "bad"


def test_an_upgrade_lies_beside_the_program_that_runs(machine: Windows, kept: dict[str, list[str]]) -> None:
    """Nobody's program is ended; what it was started from stays until the next setup."""
    with machine.window():
        assert machine.setup("new") == 0
        assert machine.folders() == sorted([version("old"), version("new")])
        assert machine.current() == version("new")
        assert "store.in_use" in machine.counter("cases", check=False).stderr  # it still runs
        assert machine.uninstall() == 12
        assert machine.log()[-1].endswith("refused: a clerk works with it (exit code 12)")
    assert machine.version() == version("new")
    assert machine.numbers() == kept["numbers"]


def test_an_older_setup_is_refused_unless_it_is_allowed(machine: Windows, kept: dict[str, list[str]]) -> None:
    assert machine.setup("old", check=False) == 11
    assert machine.version() == version("new")
    assert machine.setup("old", "/ALLOWDOWNGRADE") == 0
    assert machine.version() == version("old")
    assert machine.numbers() == kept["numbers"]
    assert machine.setup("new") == 0


def test_a_damaged_version_is_repaired_by_its_own_setup(machine: Windows) -> None:
    main = machine.top / "versions" / machine.current() / "app/main.py"
    main.write_text("raise SystemExit(9)\n")
    assert machine.run(CLI, "--check-files", check=False).returncode == 13
    assert machine.setup("new") == 0
    assert machine.current() == f"{version('new')}.r1"
    assert machine.folders() == [f"{version('new')}.r1"]
    assert machine.run(CLI, "--check-files").stdout == ""


def test_uninstall_takes_the_program_away_and_keeps_the_cases(machine: Windows) -> None:
    assert machine.uninstall("/PURGE") == 0
    assert not (machine.top / "versions").exists()
    assert not (machine.top / "window-counter.exe").exists()
    assert not machine.drive(SHORTCUT).exists()
    assert machine.registry(PROGRAMS, "DisplayVersion") == ""
    assert machine.drive(f"{DATA}/counter.db").stat().st_size > 0
    assert "each clerk's cases stay" in machine.log()[-1]


def test_installed_again_by_the_package_everything_goes_up(
    machine: Windows, hall: PracticeHall, kept: dict[str, list[str]]
) -> None:
    assert machine.package("/i", "new") == 0
    assert machine.numbers() == kept["numbers"]
    hall.start()
    machine.counter("sync", "--until-empty", "--timeout", "120")
    assert sorted(case["case_no"] for case in hall.cases()) == kept["numbers"]
    assert machine.counter("verify").stdout.strip() == "ok"
