"""The setup is killed while it works: a version starts all the same, and the next setup finishes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from installer.tests.windows.conftest import version
from installer.tests.windows.wine import Windows, wait_until


def _lays(machine: Windows) -> bool:
    part = machine.top / "versions" / f"{version('new')}.part"
    return (part / "app/main.py").exists()


def _has_laid(machine: Windows) -> bool:
    return machine.log()[-1].endswith(f"laid as {version('new')}")


def _has_its_place(machine: Windows) -> bool:
    return (machine.top / "versions" / version("new")).exists()


def _has_switched(machine: Windows) -> bool:
    return machine.current() == version("new")


@pytest.mark.parametrize("moment", [_lays, _has_laid, _has_its_place, _has_switched])
def test_a_setup_that_is_killed_leaves_a_version_that_starts(
    machine: Windows, moment: Callable[[Windows], bool]
) -> None:
    assert machine.setup("old", "/ALLOWDOWNGRADE") == 0
    running = machine.begin(r"Z:\srv\new.exe", "/S")
    wait_until(lambda: moment(machine), f"the setup {moment.__name__}", 120)
    machine.kill(running)
    started = machine.version()
    print(f"killed when it {moment.__name__}: {started} starts, {machine.folders()}")
    assert started == machine.current().split(".r")[0]
    assert started in {version("old"), version("new")}
    assert machine.setup("new") == 0
    assert machine.version() == version("new")
    assert machine.folders() == [machine.current()]
