"""What msiexec and the setup are asked, by their public lists of exit codes; a twin, never a Windows machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from counter.errors import CounterError
from counter.updates.installer import Ran
from counter.updates.offer import Offer, Package
from counter.updates.windows import WindowsInstaller

TASK = Path(__file__).resolve().parents[2] / "installer/windows/update-task.xml"


def _package(version: str = "9.1.0") -> Package:
    offer = Offer(version=version, os="windows", arch="amd64")
    return Package(name=f"window-counter-{version}.msi", size_bytes=1, sha256="0" * 64, offer=offer)


class Windows:
    """A Windows that ends with a code."""

    def __init__(self, code: int = 0) -> None:
        self.code = code
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, command: Sequence[str]) -> Ran:
        """How it ended."""
        self.asked.append(tuple(command))
        return Ran(self.code)


@pytest.mark.parametrize("code", [0, 3010, 1641])
def test_a_package_is_installed_without_a_question_and_without_a_restart(code: int) -> None:
    system = Windows(code)
    WindowsInstaller(Path("/sys"), system).install(_package(), Path("/u/staging/window-counter-9.1.0.msi"))
    assert system.asked == [
        (
            "/sys/msiexec.exe", "/i", "/u/staging/window-counter-9.1.0.msi", "/qn", "/norestart",
            "/l*v", "/u/install.log",
        )
    ]  # fmt: skip


def test_a_setup_is_run_silently() -> None:
    system = Windows()
    WindowsInstaller(Path("/sys"), system).install(_package(), Path("/u/staging/setup.exe"))
    assert system.asked == [("/u/staging/setup.exe", "/S", "/LOG=/u/install.log")]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (1618, "updates.installer_busy"),
        (12, "updates.in_use"),
        (11, "updates.downgrade"),
        (1638, "updates.downgrade"),
        (1603, "updates.installer_failed"),
        (13, "updates.installer_failed"),
    ],
)
def test_each_other_end_has_its_code(code: int, told: str) -> None:
    with pytest.raises(CounterError) as caught:
        WindowsInstaller(Path("/sys"), Windows(code)).install(_package(), Path("/u/staging/setup.exe"))
    assert caught.value.code == told


def test_the_folder_is_closed_to_everybody_but_the_system_and_administrators() -> None:
    """A user who made it first is its owner no more."""
    system = Windows()
    WindowsInstaller(Path("/sys"), system).keep_to_itself(Path("/data/updates"))
    owner, rights = system.asked
    assert owner[:4] == ("/sys/icacls.exe", "/data/updates", "/setowner", "*S-1-5-18")
    assert rights[2:7] == (
        "/inheritance:r", "/grant:r", "*S-1-5-18:(OI)(CI)F", "*S-1-5-32-544:(OI)(CI)F", "*S-1-5-32-545:(OI)(CI)RX",
    )  # fmt: skip
    with pytest.raises(CounterError) as caught:
        WindowsInstaller(Path("/sys"), Windows(5)).keep_to_itself(Path("/data/updates"))
    assert caught.value.code == "updates.not_kept"


def test_the_task_runs_as_system_every_quarter_of_an_hour_and_is_never_killed() -> None:
    """By the schema of Task Scheduler 2.0."""
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    task = ET.parse(TASK).getroot()  # noqa: S314 -- our own file
    found = {
        name: [each.text for each in task.iterfind(f".//t:{name}", space)]
        for name in ("UserId", "Interval", "ExecutionTimeLimit", "MultipleInstancesPolicy", "Arguments")
    }
    assert found == {
        "UserId": ["S-1-5-18"],
        "Interval": ["PT15M"],
        "ExecutionTimeLimit": ["PT0S"],
        "MultipleInstancesPolicy": ["IgnoreNew"],
        "Arguments": ["update --apply"],
    }


def test_what_windows_does_not_install_or_is_older_is_refused() -> None:
    installer = WindowsInstaller(Path("/sys"), Windows())
    installer.check(_package(), Path("/u/x.msi"))
    with pytest.raises(CounterError) as caught:
        installer.check(_package(), Path("/u/x.deb"))
    assert caught.value.code == "updates.wrong_package"
    with pytest.raises(CounterError) as caught:
        installer.check(_package("0.0.1"), Path("/u/x.msi"))
    assert caught.value.code == "updates.downgrade"
