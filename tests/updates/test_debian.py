"""What apt and dpkg are asked, and what is made of their answers; the real ones are tried by make test-updates."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from counter.errors import DeviceTrouble, Refused
from counter.updates.debian import DebianInstaller
from counter.updates.installer import Ran, run_program
from counter.updates.offer import Offer, Package
from tests.updates.publishing import debian_package

PACKAGE = Package(
    name="window-counter_1.1.0_amd64.deb",
    size_bytes=1,
    sha256="0" * 64,
    offer=Offer(version="1.1.0", os="linux", arch="amd64"),
)


class System:
    """A Debian that answers as told; what reads a package is asked for real."""

    def __init__(self) -> None:
        self.state, self.version = "installed", "1.0.0"
        self.audit = ""
        self.apt = Ran(0)
        self.installs = "1.1.0"
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, command: Sequence[str]) -> Ran:
        """How it ended."""
        self.asked.append(tuple(command))
        match command[0]:
            case "dpkg-query":
                return Ran(0, f"{self.state} {self.version}") if self.state else Ran(1, "no packages found")
            case "dpkg":
                return Ran(0, self.audit)
            case "apt-get":
                if self.apt.code == 0:
                    self.state, self.version = "installed", self.installs
                return self.apt
            case _:
                return run_program(command)


def test_the_version_counts_that_was_installed_to_the_end() -> None:
    system = System()
    installer = DebianInstaller(system)
    assert installer.installed() == "1.0.0"
    for state in ("half-configured", "unpacked", "config-files", ""):
        system.state = state
        assert installer.installed() == ""


def test_a_package_that_is_what_the_list_says_passes(tmp_path: Path) -> None:
    DebianInstaller(System()).check(PACKAGE, debian_package(tmp_path, "1.1.0"))


@pytest.mark.parametrize(("name", "inside"), [("window-counter", "1.0.9"), ("other-product", "1.1.0")])
def test_a_package_with_something_else_inside_is_refused(tmp_path: Path, name: str, inside: str) -> None:
    """Signed by mistake: named like the new one, and an old or another one inside."""
    with pytest.raises(Refused) as caught:
        DebianInstaller(System()).check(PACKAGE, debian_package(tmp_path, "1.1.0", name=name, inside=inside))
    assert caught.value.code == "updates.wrong_package"


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.deb"
    file.write_bytes(b"no ar archive")
    with pytest.raises(Refused) as caught:
        DebianInstaller(System()).check(PACKAGE, file)
    assert caught.value.code == "updates.wrong_package"


def test_an_older_one_than_dpkg_knows_is_refused(tmp_path: Path) -> None:
    """Also one that dpkg has not configured yet."""
    system = System()
    for system.state in ("installed", "half-configured"):
        system.version = "1.2.0"
        with pytest.raises(Refused) as caught:
            DebianInstaller(system).check(PACKAGE, debian_package(tmp_path, "1.1.0"))
        assert caught.value.code == "updates.downgrade"


def test_apt_is_given_the_file_and_nothing_may_be_removed() -> None:
    system = System()
    DebianInstaller(system).install(PACKAGE, Path("/s/window-counter_1.1.0_amd64.deb"))
    (apt,) = (each for each in system.asked if each[0] == "apt-get")
    assert apt[1] == "install"
    assert apt[-1] == "/s/window-counter_1.1.0_amd64.deb"
    assert "--no-remove" in apt
    assert not any("allow" in word or "force-yes" in word for word in apt)
    assert ("dpkg", "--configure", "--pending") not in system.asked


def test_what_a_power_cut_left_half_done_is_finished_first() -> None:
    system = System()
    system.audit = "The following packages are only half configured"
    DebianInstaller(system).install(PACKAGE, Path("/s/x.deb"))
    programs = [each[:2] for each in system.asked]
    assert programs.index(("dpkg", "--configure")) < programs.index(("apt-get", "install"))


def test_another_program_that_installs_is_waited_for() -> None:
    system = System()
    system.apt = Ran(100, "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 12 (apt-get)")
    with pytest.raises(DeviceTrouble) as caught:
        DebianInstaller(system).install(PACKAGE, Path("/s/x.deb"))
    assert caught.value.code == "updates.installer_busy"


def test_the_package_s_own_words_are_told_when_it_was_not_installed() -> None:
    system = System()
    system.apt = Ran(100, "Unpacking\nwindow-counter: does not start on this machine (exit code 15)\ndpkg: error\nE: x")
    with pytest.raises(DeviceTrouble) as caught:
        DebianInstaller(system).install(PACKAGE, Path("/s/x.deb"))
    assert caught.value.code == "updates.installer_failed"
    assert caught.value.params == {
        "exit_code": 100,
        "why": "window-counter: does not start on this machine (exit code 15)",
    }


def test_an_installer_that_says_yes_and_did_nothing_is_found_out() -> None:
    system = System()
    system.installs = "1.0.0"
    with pytest.raises(DeviceTrouble) as caught:
        DebianInstaller(system).install(PACKAGE, Path("/s/x.deb"))
    assert caught.value.code == "updates.installer_failed"


def test_a_program_gets_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor of what a clerk could have put into it (trust.md A66)."""
    monkeypatch.setenv("LD_PRELOAD_X", "1")
    monkeypatch.setenv("PYTHONPATH", "/tmp/evil")  # noqa: S108 -- nothing is written there
    output = run_program(("env",)).output
    assert "PYTHONPATH" not in output
    assert "LD_PRELOAD_X" not in output
    assert "PATH=/usr/local/sbin" in output


def test_a_program_that_is_not_there_is_told() -> None:
    with pytest.raises(DeviceTrouble) as caught:
        run_program(("/no/such/program",))
    assert caught.value.code == "updates.installer_failed"
