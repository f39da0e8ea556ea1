"""faults.md F19: the key ring is away, locked, emptied or another's; IT's recovery code brings 20 unsent cases home."""

from __future__ import annotations

import contextlib
import hashlib
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring.errors
import pytest

import counter.secrets
from counter import recovery
from counter.actions import lists
from counter.cli.keeping import keep_again, recovered_key, ring_name
from counter.cli.opening import key_ring_of, on_this_thread, open_desk
from counter.domain.item import ServiceItem
from counter.domain.workdays import HolidayTable
from counter.errors import RuleBroken, StoreTrouble
from counter.hall.enrolment import Place
from counter.hall.export import export
from counter.hall.hall import Hall
from counter.secrets import HeldKey, KeyFile, MemoryKeyRing
from counter.settings import Settings, read_settings
from counter.sync.round import sync_once
from main import main
from tests.faults.rings import DesktopRing
from tests.faults.support import take
from tests.hall.window import serving
from tests.settings.layers import put

CASES = 20


@pytest.fixture
def hall(tmp_path: Path, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> Iterator[Hall]:
    """A real hall of today."""
    opened = Hall(f"sqlite:///{tmp_path / 'hall.sqlite'}", tmp_path / "hall", practice=True)
    with contextlib.closing(opened):
        opened.load_catalogue(items, holidays)
        yield opened


class Counter:
    """A desk of the command line before a desktop's key ring, with IT's recovery key in its policy."""

    def __init__(self, folder: Path, ring: DesktopRing, url: str) -> None:
        self.home, self.policy, self.ring = folder / "home", folder / "policies", ring
        self.private = folder / "safe" / "recovery.key"
        self.private.parent.mkdir()
        _, told, _ = self.run("recovery", "new-key", "--key", str(self.private))
        public = told.split('"')[3]
        put(self.policy, "managed/it.json", {"platform_url": url, "recovery_key": public})

    def run(self, *words: str, typed: str = "") -> tuple[int, str, str]:
        """Exit code, standard output and standard error."""
        out, err = io.StringIO(), io.StringIO()
        before, sys.stdin = sys.stdin, io.StringIO(typed)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = main(["--home", str(self.home), "--policy", str(self.policy), *words])
        finally:
            sys.stdin = before
        return code, out.getvalue(), err.getvalue()

    def files(self) -> dict[str, str]:
        """What lies in the home, by content."""
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.home.glob("counter.*"))
            if path.is_file()
        }

    def name(self) -> str:
        """The key's name in the ring."""
        return ring_name(self.home)

    def recovery_code(self) -> str:
        """What IT reads out at its own desk: slot in, code out; IT's private key never comes to the counter."""
        _, slot, _ = self.run("recover", "--show-slot")
        carried = self.private.parent / "carried.recovery"
        carried.write_text(slot)
        code, told, wrong = self.run("recovery", "open", str(carried), "--key", str(self.private))
        assert (code, wrong) == (0, "")
        return told


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> DesktopRing:
    """The desktop's."""
    made = DesktopRing()
    monkeypatch.setattr(counter.secrets, "_backend", lambda: made)
    return made


@pytest.fixture
def counter_20(
    tmp_path: Path, ring: DesktopRing, hall: Hall, items: tuple[ServiceItem, ...]
) -> Iterator[tuple[Counter, Hall]]:
    """A counter with 20 cases that nobody has sent."""
    with serving(hall) as served:
        made = Counter(tmp_path, ring, f"http://127.0.0.1:{served.port}")
        assert made.run("enrol", hall.new_enrolment_code(Place()))[0] == 0
        settings = read_settings(made.home, made.policy)
        with open_desk(made.home, settings, key_ring_of(settings)) as opened:
            for serial in range(1, CASES + 1):
                take(opened.desk, items, serial)
        yield made, hall


def _gone(counter: Counter) -> None:
    counter.ring.secrets.clear()


def _others(counter: Counter) -> None:
    counter.ring.secrets[counter.name()] = "ab" * 32


def _garbage(counter: Counter) -> None:
    counter.ring.secrets[counter.name()] = "hunter2"


@pytest.mark.parametrize(
    ("lose", "code"), [(_gone, "keyring.key_gone"), (_others, "store.wrong_key"), (_garbage, "keyring.file_broken")]
)
def test_a_lost_key_comes_back_by_its_code_and_the_20_arrive(
    counter_20: tuple[Counter, Hall], lose: Callable[[Counter], None], code: str
) -> None:
    """Told by its cause, nothing touched before, what stood in the ring kept beside it."""
    counter, hall = counter_20
    before = counter.files()
    right = counter.ring.secrets[counter.name()]
    lose(counter)
    lost = counter.ring.secrets.get(counter.name())
    assert counter.run("sync") == (1, "", f"{code}\n")
    assert counter.run("recover", typed="ABCD\n")[2].startswith("recovery.code")
    assert counter.files() == before
    assert counter.ring.secrets.get(counter.name()) == lost
    assert counter.run("recover", typed=counter.recovery_code())[:2] == (0, '{"recovered": true}\n')
    assert counter.ring.secrets[counter.name()] == right
    assert counter.ring.secrets.get(f"{counter.name()}-before") == lost
    assert counter.files() == before
    assert counter.run("sync", "--until-empty")[0] == 0
    assert len(export(hall.database, generation=hall.generation).cases) == CASES
    assert counter.run("verify")[1] == "ok\n"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (keyring.errors.NoKeyringError("none"), "keyring.absent"),
        (keyring.errors.KeyringLocked("dismissed"), "keyring.locked"),
    ],
)
def test_where_no_ring_keeps_the_key_the_code_opens_the_desk_while_it_runs(
    counter_20: tuple[Counter, Hall], error: Exception, code: str
) -> None:
    """The window goes on with the key that was typed; nothing is written anywhere."""
    counter, hall = counter_20
    before = counter.files()
    counter.ring.error = error
    typed = counter.recovery_code()
    assert counter.run("recover", typed=typed) == (1, "", f"{code}\n")
    assert counter.files() == before
    settings = read_settings(counter.home, counter.policy)
    with open_desk(counter.home, settings, HeldKey(recovered_key(counter.home, typed))) as opened:
        assert opened.platform is not None
        sync_once(opened.desk, opened.platform, opened.front_door, on_this_thread)
        assert lists.standing(opened.desk).waiting.lines == 0
    assert len(export(hall.database, generation=hall.generation).cases) == CASES


def test_without_the_code_the_files_stay_and_the_right_ring_opens_them_again(
    counter_20: tuple[Counter, Hall],
) -> None:
    """However often it is tried; a code of another database is told apart from a mistyped one."""
    counter, _ = counter_20
    before, right = counter.files(), dict(counter.ring.secrets)
    counter.ring.secrets.clear()
    other = recovery.code_of(bytes(range(32)))
    swapped = other[:5] + other[6] + other[5] + other[7:] if other[5] != other[6] else other[:-1] + "2"
    for _ in range(3):
        assert counter.run("recover", typed=other)[2] == "recovery.other_database field=code\n"
        assert counter.run("recover", typed=swapped)[2] == "recovery.mistyped field=code\n"
        assert counter.run("health")[0] == 20
        assert counter.run("sync")[0] == 1
    assert counter.files() == before
    assert counter.ring.secrets == {}
    counter.ring.secrets.update(right)
    assert counter.run("cases")[1].count("\n") == CASES


def test_another_private_key_or_a_changed_slot_opens_nothing(counter_20: tuple[Counter, Hall], tmp_path: Path) -> None:
    """And says which key is wanted."""
    counter, _ = counter_20
    stranger = tmp_path / "stranger.key"
    assert counter.run("recovery", "new-key", "--key", str(stranger))[0] == 0
    assert stranger.stat().st_mode & 0o777 == 0o600
    assert counter.run("recovery", "new-key", "--key", str(stranger))[2].startswith("recovery.key_file")
    slot = counter.home / recovery.SLOT_NAME
    wanted = counter.run("recovery", "open", str(slot), "--key", str(stranger))
    assert (wanted[0], wanted[2].split(" ")[0]) == (1, "recovery.other_key")
    sound = slot.read_text()
    for broken in ("", "{}", sound.replace('"check": "', '"check": "0'), sound[: len(sound) // 2]):
        copy = tmp_path / "copy"
        copy.write_text(broken)
        code, out, err = counter.run("recovery", "open", str(copy), "--key", str(counter.private))
        assert (code, out) == (1, "")
        assert err.split(" ")[0].strip() in {"recovery.slot", "recovery.other_key"}


def test_a_slot_is_made_when_it_sets_its_key_later_and_anew_when_it_changes_it(tmp_path: Path) -> None:
    """IT's set-up after enrolment; a slot that fits stays as it is."""
    ring = MemoryKeyRing()
    slot = tmp_path / recovery.SLOT_NAME
    with open_desk(tmp_path, Settings(), ring):
        assert not slot.exists()
    keys = [recovery.new_recovery_key() for _ in range(2)]
    seen = []
    for private, public in (keys[0], keys[0], keys[1]):
        with open_desk(tmp_path, Settings(recovery_key=public), ring):
            seen.append(slot.read_text())
        assert recovery.open_slot(seen[-1], private) == ring.read(ring_name(tmp_path))
    assert seen[0] == seen[1] != seen[2]
    assert slot.stat().st_mode & 0o777 == 0o600
    with pytest.raises(RuleBroken, match=r"recovery\.other_key"):
        recovery.open_slot(seen[2], keys[0][0])


def test_a_slot_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    """The health check says so."""
    (tmp_path / recovery.SLOT_NAME).mkdir()
    with open_desk(tmp_path, Settings(recovery_key=recovery.new_recovery_key()[1]), MemoryKeyRing()):
        pass


def test_a_key_file_that_lost_its_key_is_kept_beside_the_recovered_one(tmp_path: Path) -> None:
    """Never overwritten: perhaps it is the key of something else."""
    home, file = tmp_path / "home", tmp_path / "it" / "key"
    ring = KeyFile(file)
    with open_desk(home, Settings(key_file=str(file)), ring):
        pass
    right = file.read_text()
    for lost in ("hunter2", "ab" * 32):
        file.write_text(lost)
        with pytest.raises(StoreTrouble), open_desk(home, Settings(), ring):
            pytest.fail("opened")
        keep_again(home, recovered_key(home, recovery.code_of(bytes.fromhex(right))), ring)
        assert file.read_text() == right
    assert sorted(path.read_text() for path in file.parent.glob("key.before-*")) == sorted(["hunter2", "ab" * 32])
    file.chmod(0o644)
    keep_again(home, bytes.fromhex(right), ring)
    with open_desk(home, Settings(), ring):
        pass


def test_where_there_is_no_database_there_is_nothing_to_recover(tmp_path: Path) -> None:
    """And none is made."""
    with pytest.raises(RuleBroken, match=r"recovery\.nothing_here"):
        recovered_key(tmp_path, recovery.code_of(bytes(32)))
    assert list(tmp_path.iterdir()) == []
