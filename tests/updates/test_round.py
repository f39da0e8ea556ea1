"""A round from the mirror to the system's installer, with everything in between that says not yet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from counter.errors import CounterError, DeviceTrouble, Refused
from counter.platform_api.mirror import HttpMirror
from counter.updates.hand import Hand, alone
from counter.updates.mirror import FolderMirror, Mirror
from counter.updates.offer import Package
from counter.updates.round import MOST_TRIES, Round
from counter.updates.status import Status, read_status
from counter.updates.terms import Terms
from installer.repo import lists
from tests.conftest import FakeClock
from tests.updates.publishing import NOW, Engineer, Server, round_of

INSTALL = Terms(mode="install", mirror="/mirror")


class Twin:
    """A system's installer that notes what it is given."""

    def __init__(self, version: str = "1.0.0") -> None:
        self.version = version
        self.given: list[tuple[str, bytes]] = []
        self.says: CounterError | None = None
        self.dies = False
        self.spoils = False

    def installed(self) -> str:
        """What was installed last."""
        return self.version

    def check(self, package: Package, file: Path) -> None:
        """Nothing to say against it; but the disk may have."""
        assert file.name == package.name
        if self.spoils:
            file.write_bytes(b"changed")

    def install(self, package: Package, file: Path) -> None:
        """Installed, or what the test wants said."""
        self.given.append((package.offer.version, file.read_bytes()))
        if self.dies:
            raise KeyboardInterrupt
        if self.says is not None:
            raise self.says
        self.version = package.offer.version


class Counter:
    """A machine: its folder, its installer, its rounds."""

    def __init__(self, folder: Path, engineer: Engineer, mirror: Mirror) -> None:
        self.folder, self.engineer, self.mirror = folder, engineer, mirror
        self.installer = Twin()
        self.clock = FakeClock(NOW)

    def round(self, terms: Terms = INSTALL) -> Round:
        """The next round."""
        return round_of(self.folder, self.engineer, self.mirror, terms=terms, clock=self.clock)

    def apply(self, terms: Terms = INSTALL, version: str = "") -> Status:
        """What the next round came to, as everybody can read it."""
        status = self.round(terms).apply(self.installer, version)
        assert read_status(self.folder) == status
        return status


@pytest.fixture
def counter(tmp_path: Path, engineer: Engineer, mirror: Mirror) -> Counter:
    return Counter(tmp_path / "updates", engineer, mirror)


def test_a_new_version_is_installed_and_the_next_round_has_nothing_to_do(counter: Counter) -> None:
    status = counter.apply()
    assert (status.state, status.version, status.code) == ("installed", "1.1.0", "")
    ((version, content),) = counter.installer.given
    assert version == "1.1.0"
    assert content == next(counter.engineer.public_folder.glob("targets/*1.1.0*")).read_bytes()
    assert list((counter.folder / "staging").iterdir()) == []
    assert counter.apply().state == "current"
    assert len(counter.installer.given) == 1


def test_updates_that_are_off_touch_nothing(tmp_path: Path, counter: Counter, engineer: Engineer) -> None:
    assert counter.round(Terms()).apply(counter.installer).state == "off"
    assert not counter.folder.exists()
    nowhere = round_of(tmp_path / "u", engineer, FolderMirror(tmp_path / "none"), terms=Terms())
    assert nowhere.check().state == "off"


def test_a_machine_that_only_announces_fetches_nothing(counter: Counter) -> None:
    """IT's own channel installs it; the clerk reads that there is one."""
    status = counter.apply(Terms(mode="announce", mirror="/m"))
    assert (status.state, status.offered) == ("announced", "1.1.0")
    assert not (counter.folder / "staging").exists()
    assert counter.installer.given == []


def test_looking_changes_nothing_that_a_round_left(counter: Counter) -> None:
    counter.installer.says = DeviceTrouble("updates.installer_failed", exit_code=100)
    counter.apply()
    looked = counter.round().check()
    assert (looked.state, looked.tries) == ("announced", 1)


def test_outside_its_window_it_is_fetched_and_waits(counter: Counter) -> None:
    local = NOW.astimezone()
    counter.clock.at = local.replace(hour=10, minute=0)
    terms = Terms(mode="install", mirror="/m", window="22:00-05:00")
    status = counter.apply(terms)
    assert (status.state, status.code, status.offered) == ("waiting", "updates.waits_window", "1.1.0")
    assert (status.window, counter.installer.given) == ("22:00-05:00", [])
    assert [each.name for each in (counter.folder / "staging").iterdir()] == ["window-counter_1.1.0_amd64.deb"]
    counter.clock.at = local.replace(hour=23, minute=0)
    assert counter.apply(terms).state == "installed"


def test_it_waits_for_an_empty_hand(counter: Counter) -> None:
    counter.round().check()
    hand = Hand(counter.folder)
    assert hand.hold()
    status = counter.apply()
    assert (status.state, status.code) == ("waiting", "updates.waits_hand")
    assert counter.installer.given == []
    hand.let_go()
    assert counter.apply().state == "installed"


def test_two_rounds_at_once_are_one(counter: Counter) -> None:
    """IT's own call while the timer's round runs."""
    counter.round().check()
    with alone(counter.folder, "round"), pytest.raises(DeviceTrouble) as caught:
        counter.apply()
    assert caught.value.code == "updates.round_running"
    assert counter.installer.given == []


def test_a_file_changed_at_the_last_moment_is_not_handed_over(counter: Counter) -> None:
    """It is verified again from the machine's own trust right before, whoever put it there."""
    counter.installer.spoils = True
    status = counter.apply()
    assert (status.state, status.code) == ("trouble", "updates.wrong_file")
    assert counter.installer.given == []


def test_a_version_withdrawn_while_it_waited_is_thrown_away(counter: Counter, engineer: Engineer) -> None:
    counter.apply(Terms(mode="install", mirror="/m", window=_closed_window()))
    lists.change(engineer.files, "window-counter_1.1.0_amd64.deb", withdrawn=True)
    engineer.publish()
    status = counter.apply()
    assert (status.state, status.passed_over[0].code) == ("current", "updates.withdrawn")
    assert list((counter.folder / "staging").iterdir()) == []


def test_a_refused_list_changes_nothing_and_says_when_it_was_last_in_order(
    counter: Counter, engineer: Engineer
) -> None:
    counter.apply(Terms(mode="install", mirror="/m", window=_closed_window()))
    seen = counter.clock.at
    lists.refresh(engineer.files, engineer.signers(), NOW - dt.timedelta(days=8))
    counter.clock.go_on(hours=1)
    status = counter.apply()
    assert (status.state, status.code) == ("trouble", "updates.expired")
    assert (status.seen_at, status.offered, status.version) == (seen, "1.1.0", "1.0.0")
    assert counter.installer.given == []


def test_offline_nothing_is_installed_that_was_already_fetched(counter: Counter, engineer: Engineer) -> None:
    """It may have been withdrawn meanwhile."""
    counter.apply(Terms(mode="install", mirror="/m", window=_closed_window()))
    (engineer.public_folder / "metadata").rename(engineer.public_folder / "away")
    status = counter.apply()
    assert status.state == "trouble"
    assert status.code in {"updates.mirror_away", "updates.mirror_missing"}
    assert counter.installer.given == []


def test_what_the_system_does_not_install_is_tried_three_times_and_no_more(
    counter: Counter, engineer: Engineer
) -> None:
    counter.installer.says = DeviceTrouble(
        "updates.installer_failed", exit_code=100, why="window-counter: exit code 15"
    )
    for tries in range(1, MOST_TRIES + 1):
        status = counter.apply()
        assert (status.state, status.code, status.tries) == ("trouble", "updates.installer_failed", tries)
        assert status.params["exit_code"] == 100
    assert counter.apply().code == "updates.gave_up"
    assert len(counter.installer.given) == MOST_TRIES
    counter.installer.says = None
    engineer.release("1.1.1")
    assert counter.apply().version == "1.1.1"


def test_a_round_that_is_killed_while_installing_counts_as_a_try(counter: Counter) -> None:
    counter.installer.dies = True
    with pytest.raises(KeyboardInterrupt):
        counter.apply()
    status = read_status(counter.folder)
    assert status is not None
    assert (status.state, status.code, status.tries) == ("waiting", "updates.installing", 1)
    counter.installer.dies = False
    assert counter.apply().state == "installed"


def test_a_busy_system_is_no_failure(counter: Counter) -> None:
    counter.installer.says = DeviceTrouble("updates.installer_busy")
    for _ in range(MOST_TRIES + 2):
        assert counter.apply().code == "updates.installer_busy"
    counter.installer.says = None
    assert counter.apply().state == "installed"


def test_what_the_system_finds_wrong_in_the_package_is_told(counter: Counter) -> None:
    counter.installer.says = Refused("updates.downgrade", version="1.1.0")
    assert counter.apply().code == "updates.downgrade"


def test_a_version_is_asked_for_by_its_number(counter: Counter, engineer: Engineer) -> None:
    engineer.release("1.2.0")
    assert counter.apply(version="1.1.0").version == "1.1.0"
    refused = counter.apply(version="1.0.0")
    assert (refused.state, refused.code) == ("trouble", "updates.not_offered")
    assert counter.apply(version="1.1.0").state == "current"


def test_what_dpkg_has_counts_and_not_what_still_runs(counter: Counter) -> None:
    """The clerk has not restarted into 1.1.0 yet; it is not installed twice."""
    counter.installer.version = "1.1.0"
    assert counter.apply().state == "current"


def test_a_machine_keeps_its_lot(counter: Counter) -> None:
    counter.apply()
    drawn = (counter.folder / "lot").read_text()
    assert len(drawn.strip()) == 32
    counter.apply()
    assert (counter.folder / "lot").read_text() == drawn


def test_a_disk_that_is_full_is_told(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("counter.updates.fetching.ROOM_BYTES", 1 << 60)
    status = counter.apply()
    assert (status.state, status.code, status.offered) == ("trouble", "updates.no_room", "1.1.0")


def test_a_package_comes_over_a_line_that_breaks_again_and_again(
    tmp_path: Path, engineer: Engineer, server: Server
) -> None:
    """Each round brings some of it."""
    counter = Counter(tmp_path / "updates", engineer, HttpMirror(server.url))
    server.cut_after = 200_000
    states = [counter.apply().state for _ in range(4)]
    assert states[-1] in {"installed", "current"}
    assert states[0] == "trouble"
    assert counter.installer.version == "1.1.0"


def test_a_status_of_a_newer_updater_is_read(tmp_path: Path) -> None:
    status = Status(state="waiting", at=NOW, version="1.0.0", offered="1.1.0")
    told = {**msgspec.to_builtins(status), "new_field": [1]}
    (tmp_path / "status.json").write_bytes(msgspec.json.encode(told))
    assert read_status(tmp_path) == status
    (tmp_path / "status.json").write_bytes(b"{")
    assert read_status(tmp_path) is None


def _closed_window() -> str:
    """A window of one minute that is not now."""
    local = NOW.astimezone()
    begin = (local.hour + 12) % 24
    return f"{begin:02}:00-{begin:02}:01"
