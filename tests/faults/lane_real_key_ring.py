"""faults.md F19 before a real gnome-keyring: ``make faults`` names this file, the simulated twin runs in CI.

Each step is a session bus of its own with the same keyrings on the disk, as after signing in to the desktop again.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.cli.keeping import ring_name
from counter.domain.item import ServiceItem
from counter.domain.workdays import HolidayTable
from counter.hall.enrolment import Place
from counter.hall.export import export
from counter.hall.hall import Hall
from tests.conftest import ROOT
from tests.faults.support import child_environment
from tests.hall.window import serving
from tests.settings.layers import put

CASES = 20
PASSWORD = "desktop password of nobody"
LIMIT_S = 90.0
_BUS_WITHOUT_SERVICES = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy>
</busconfig>"""
_RIGHT = f"printf %s '{PASSWORD}' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1"
_WRONG = "printf %s 'another password' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1"
_LOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1"
_NOTHING = "true"
_TAKE = """
import sys
from pathlib import Path
from counter.cli.opening import key_ring_of, open_desk
from counter.settings import read_settings
from counter.wire.catalogue import read_catalogue_files
from tests.conftest import ROOT
from tests.faults.support import take
home, policy = Path(sys.argv[1]), Path(sys.argv[2])
settings = read_settings(home, policy)
files = sorted((ROOT / "resources" / "catalogue").glob("[0-9]*.json"))
items = read_catalogue_files([(path.name, path.read_bytes()) for path in files])
with open_desk(home, settings, key_ring_of(settings)) as opened:
    for serial in range(1, 21):
        take(opened.desk, items, serial)
"""
_DELETE = """
import sys
from keyring.backends.SecretService import Keyring
Keyring().delete_password("window-counter", sys.argv[1])
"""
_EXCHANGE = """
import sys
from keyring.backends.SecretService import Keyring
Keyring().set_password("window-counter", sys.argv[1], "ab" * 32)
"""


class Desktop:
    """A user's desktop: his keyrings on the disk, and sessions that come and go."""

    def __init__(self, folder: Path) -> None:
        self.home, self.policy = folder / "desk", folder / "policies"
        self._config = folder / "bus.conf"
        self._config.write_text(_BUS_WITHOUT_SERVICES)
        self._environment = {**child_environment(), "XDG_DATA_HOME": str(folder / "data"), "HOME": str(folder)}
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
            self._environment.pop(name, None)
        self._environment["XDG_RUNTIME_DIR"] = str(folder / "run")
        (folder / "run").mkdir(mode=0o700)

    def session(self, ring: str, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Python ran those words in a session that began with that ring."""
        bus = ["dbus-run-session", f"--config-file={self._config}", "--"]
        script = f'{ring}; exec "$@"'  # the daemon ends with its bus
        return subprocess.run(
            [*bus, "bash", "-c", script, "bash", sys.executable, *words],
            input=typed, capture_output=True, text=True, check=False, timeout=LIMIT_S, env=self._environment, cwd=ROOT,
        )  # fmt: skip

    def counter(self, ring: str, *words: str, typed: str = "") -> tuple[int, str, str]:
        """The counter's command line in such a session."""
        program = (str(ROOT / "main.py"), "--home", str(self.home), "--policy", str(self.policy))
        done = self.session(ring, *program, *words, typed=typed)
        wrong = [line for line in done.stderr.splitlines() if not line.startswith("dbus-daemon[")]
        return done.returncode, done.stdout, "\n".join(wrong)


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    """With a keyring that its password opens."""
    missing = [name for name in ("gnome-keyring-daemon", "dbus-run-session") if shutil.which(name) is None]
    assert not missing, f"apt-get install gnome-keyring dbus: {missing}"
    return Desktop(tmp_path)


@pytest.fixture
def hall(tmp_path: Path, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> Iterator[Hall]:
    """A real hall of today."""
    opened = Hall(f"sqlite:///{tmp_path / 'hall.sqlite'}", tmp_path / "hall", practice=True)
    with contextlib.closing(opened):
        opened.load_catalogue(items, holidays)
        yield opened


def test_every_way_in_which_a_real_key_ring_fails_is_told_and_the_code_brings_the_20_home(
    desktop: Desktop, hall: Hall, tmp_path: Path
) -> None:
    """No service, locked, another password, item gone, item exchanged; never a new key, the files as they were."""
    key = tmp_path / "recovery.key"
    public = desktop.counter(_NOTHING, "recovery", "new-key", "--key", str(key))[1].split('"')[3]
    name = ring_name(desktop.home)
    with serving(hall) as served:
        fixed = {"platform_url": f"http://127.0.0.1:{served.port}", "recovery_key": public}
        put(desktop.policy, "managed/it.json", fixed)
        enrolled = desktop.counter(_RIGHT, "enrol", hall.new_enrolment_code(Place()))
        assert enrolled[0] == 0, enrolled
        took = desktop.session(_RIGHT, "-c", _TAKE, str(desktop.home), str(desktop.policy))
        assert took.returncode == 0, took.stderr
        before = _files(desktop.home)

        told = {
            "no service": desktop.counter(_NOTHING, "sync")[2].strip(),
            "locked": desktop.counter(_LOCKED, "sync")[2].strip(),
            "another password": desktop.counter(_WRONG, "sync")[2].strip(),
        }
        assert told["no service"] == "keyring.absent"
        assert (told["locked"], told["another password"]) == ("keyring.locked", "keyring.locked")
        assert desktop.session(_RIGHT, "-c", _DELETE, name).returncode == 0
        assert desktop.counter(_RIGHT, "sync")[2].strip() == "keyring.key_gone"
        assert desktop.session(_RIGHT, "-c", _EXCHANGE, name).returncode == 0
        assert desktop.counter(_RIGHT, "sync")[2].strip() == "store.wrong_key"
        assert _files(desktop.home) == before

        slot = desktop.home / "counter.recovery"
        code = desktop.counter(_NOTHING, "recovery", "open", str(slot), "--key", str(key))[1]
        assert desktop.counter(_NOTHING, "recover", typed=code)[2].strip() == "keyring.absent"
        assert desktop.counter(_RIGHT, "recover", typed=code)[:2] == (0, '{"recovered": true}\n')
        sent = desktop.counter(_RIGHT, "sync", "--until-empty")
        assert sent[0] == 0, sent
        assert len(export(hall.database, generation=hall.generation).cases) == CASES
        assert desktop.counter(_RIGHT, "verify")[1] == "ok\n"


def _files(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(home.glob("counter.*")) if path.is_file()}
