"""The ``.msi`` under Windows Installer as wine plays it, in this order."""

from __future__ import annotations

import json
import subprocess

from installer.tests.windows.conftest import built, version
from installer.tests.windows.wine import MACHINE, Windows

PROGRAMS = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\WindowCounter"


def test_what_it_carries_is_the_very_setup_and_no_file_beside_it() -> None:
    """So that what a test of the setup says of the files, Group Policy's among them, holds for the package, too."""
    package, setup = built("old", "msi"), built("old", "exe")
    tables = subprocess.run(["msiinfo", "tables", str(package)], check=True, capture_output=True, text=True).stdout
    assert {"Binary", "CustomAction"} <= set(tables.split())
    assert not {"File", "Media"} & set(tables.split())
    carried = subprocess.run(["msiinfo", "extract", str(package), "Binary.Setup"], check=True, capture_output=True)
    assert carried.stdout == setup.read_bytes()


def test_it_installs_through_the_setup_and_hands_its_properties_on(machine: Windows) -> None:
    assert machine.package("/i", "old", "PLATFORM=https://10.1.2.3/api", r"SETUPLOG=C:\package.log") == 0
    assert machine.version() == version("old")
    told = machine.drive(f"{MACHINE}/policies/managed/20-setup-platform.json").read_text()
    assert json.loads(told) == {"platform_url": "https://10.1.2.3/api"}
    assert "starts from now on" in machine.drive("package.log").read_text()


def test_the_programs_list_shows_the_package_and_not_the_setup_beside_it(machine: Windows) -> None:
    assert machine.registry(PROGRAMS, "SystemComponent") == "0x1"


def test_an_upgrade_goes_beside_and_the_properties_stay(machine: Windows) -> None:
    assert machine.package("/i", "new") == 0
    assert machine.version() == version("new")
    assert machine.drive(f"{MACHINE}/policies/managed/20-setup-platform.json").exists()
    assert (machine.top / "uninstall.exe").exists()


def test_the_package_before_took_nothing_away(machine: Windows) -> None:
    log = machine.log()
    assert f'switched from "{version("old")}" to {version("new")}' in " ".join(log)
    assert not any("removed; each clerk" in line for line in log)


def test_an_older_package_is_refused(machine: Windows) -> None:
    assert machine.package("/i", "old", check=False) != 0
    assert machine.version() == version("new")


def test_it_is_not_taken_away_while_a_clerk_works(machine: Windows) -> None:
    with machine.window():
        assert machine.package("/x", "new", check=False) != 0
        assert machine.log()[-1].endswith("(exit code 12)")
    assert machine.version() == version("new")


def test_it_is_taken_away_whole(machine: Windows) -> None:
    assert machine.package("/x", "new") == 0
    left = sorted(path.name for path in machine.top.rglob("*")) if machine.top.exists() else None
    assert left is None, (left, machine.log()[-3:])
    assert machine.drive(MACHINE).exists()
