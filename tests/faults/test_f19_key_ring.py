"""faults.md F19, trust.md F24: no key ring, locked, key gone, another's key; the database is never given a new key."""

from __future__ import annotations

import hashlib
from pathlib import Path

import keyring.errors
import pytest
from keyring.backend import KeyringBackend

import counter.secrets
from counter.cli.opening import key_ring_of, open_desk
from counter.errors import StoreTrouble
from counter.ports import KeyRing
from counter.secrets import KeyFile, MemoryKeyRing, SystemKeyRing
from counter.settings import Settings


class Ring(KeyringBackend):
    """A key ring of the desktop that misbehaves as told."""

    priority = 1

    def __init__(self, *, error: Exception | None = None, value: str | None = None, keeps: bool = True) -> None:
        self._error = error
        self._value = value
        self._keeps = keeps

    def get_password(self, service: str, username: str) -> str | None:
        """What is kept."""
        del service, username
        if self._error:
            raise self._error
        return self._value

    def set_password(self, service: str, username: str, password: str) -> None:
        """It is kept, or silently not."""
        del service, username
        if self._error:
            raise self._error
        if self._keeps:
            self._value = password


def _use(monkeypatch: pytest.MonkeyPatch, ring: Ring) -> KeyRing:
    monkeypatch.setattr(counter.secrets, "_backend", lambda: ring)
    return SystemKeyRing()


def _files(home: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.glob("counter.*"))
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("ring", "code"),
    [
        (Ring(error=keyring.errors.NoKeyringError("none")), "keyring.absent"),
        (Ring(error=keyring.errors.InitError("no bus")), "keyring.absent"),
        (Ring(error=RuntimeError("no service")), "keyring.absent"),
        (Ring(error=FileNotFoundError("no socket")), "keyring.absent"),
        (Ring(error=keyring.errors.KeyringLocked("dismissed")), "keyring.locked"),
        (Ring(value=None), "keyring.key_gone"),
        (Ring(value="hunter2"), "keyring.file_broken"),
        (Ring(value="ab" * 16), "keyring.file_broken"),
        (Ring(value="ab" * 32), "store.wrong_key"),
    ],
)
def test_a_home_with_cases_stays_untouched_whatever_the_key_ring_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ring: Ring, code: str
) -> None:
    """And it opens again as soon as the right key is back."""
    right = MemoryKeyRing()
    with open_desk(tmp_path, Settings(), right):
        pass
    before = _files(tmp_path)
    assert before
    with pytest.raises(StoreTrouble) as caught, open_desk(tmp_path, Settings(), _use(monkeypatch, ring)):
        pytest.fail("opened")
    assert caught.value.code == code
    assert _files(tmp_path) == before
    with open_desk(tmp_path, Settings(), right):
        pass


@pytest.mark.parametrize(
    ("ring", "code"),
    [
        (Ring(error=keyring.errors.NoKeyringError("none")), "keyring.absent"),
        (Ring(error=keyring.errors.KeyringLocked("dismissed")), "keyring.locked"),
        (Ring(keeps=False), "keyring.not_kept"),
    ],
)
def test_a_key_that_is_not_kept_makes_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ring: Ring, code: str
) -> None:
    """Otherwise the first day's cases could never be opened again."""
    with pytest.raises(StoreTrouble) as caught, open_desk(tmp_path, Settings(), _use(monkeypatch, ring)):
        pytest.fail("opened")
    assert caught.value.code == code
    assert _files(tmp_path) == {}


def test_without_a_session_bus_the_real_key_ring_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a server or under cron; the library's own error must not reach the clerk."""
    for address in ("unix:path=/nonexistent/bus", "nonsense", None):
        if address is None:
            monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
        else:
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        with pytest.raises(StoreTrouble) as caught:
            SystemKeyRing().read("store-x")
        assert caught.value.code == "keyring.absent"


def test_the_environment_does_not_choose_the_key_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    """trust.md A66: an environment variable stole the key."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    with pytest.raises(StoreTrouble) as caught:
        SystemKeyRing().read("store-x")
    assert caught.value.code == "keyring.absent"


def test_a_key_file_that_others_may_read_opens_nothing(tmp_path: Path) -> None:
    """The policy named it, but its permissions are open."""
    key_file = tmp_path / "it" / "key"
    settings = Settings(key_file=str(key_file))
    home = tmp_path / "home"
    with open_desk(home, settings, key_ring_of(settings)):
        pass
    assert key_file.stat().st_mode & 0o777 == 0o600
    before = _files(home)
    key_file.chmod(0o640)
    with pytest.raises(StoreTrouble) as caught, open_desk(home, settings, key_ring_of(settings)):
        pytest.fail("opened")
    assert caught.value.code == "keyring.file_open"
    key_file.chmod(0o600)
    key_file.unlink()
    with pytest.raises(StoreTrouble) as gone, open_desk(home, settings, KeyFile(key_file)):
        pytest.fail("opened")
    assert gone.value.code == "keyring.key_gone"
    assert not key_file.exists()
    assert _files(home) == before
