"""Settings: policy over choice, nothing misspelt, nothing sent in clear to another machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.errors import RuleBroken
from counter.settings import check_platform_url, read_settings


def _home(folder: Path, text: str | bytes = "") -> Path:
    raw = text.encode() if isinstance(text, str) else text
    (folder / "settings.toml").write_bytes(raw)
    return folder


def test_without_any_file_the_defaults_hold(tmp_path: Path) -> None:
    """And nothing is locked."""
    settings = read_settings(tmp_path, tmp_path / "none.toml")
    assert (settings.printer, settings.platform_url, settings.locked) == ("folder", "http://127.0.0.1:8470", ())


def test_the_policy_wins_and_says_what_it_locked(tmp_path: Path) -> None:
    """What IT fixes, a person cannot change; the rest is his."""
    policy = tmp_path / "policy.toml"
    policy.write_text('platform_url = "https://hall.example.invalid"\nidle_lock_minutes = 3\n')
    home = _home(tmp_path, 'platform_url = "https://elsewhere.example.invalid"\nprinter = "cups"\n')
    settings = read_settings(home, policy)
    assert settings.platform_url == "https://hall.example.invalid"
    assert (settings.printer, settings.idle_lock_minutes) == ("cups", 3)
    assert settings.locked == ("idle_lock_minutes", "platform_url")


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ('pritner = "cups"\n', "settings.unknown_key", {"key": "pritner", "did_you_mean": "printer"}),
        ("zzzz = 1\n", "settings.unknown_key", {"key": "zzzz", "did_you_mean": ""}),
        ('key_file = "/tmp/x"\n', "settings.unknown_key", {"key": "key_file", "did_you_mean": ""}),
        ('locked = ["printer"]\n', "settings.unknown_key", {"key": "locked"}),
        ("printer = 5\n", "settings.value", {}),
        ("printer = \n", "settings.broken", {"file": "settings.toml"}),
        (b"printer = '\xff'\n", "settings.broken", {"file": "settings.toml"}),
        ("printer = 'a'\nprinter = 'b'\n", "settings.broken", {}),
    ],
)
def test_a_fault_in_the_file_is_named(tmp_path: Path, text: str | bytes, code: str, params: dict[str, str]) -> None:
    """Nothing is guessed; a person cannot choose what only the policy may."""
    with pytest.raises(RuleBroken) as caught:
        read_settings(_home(tmp_path, text), tmp_path / "none.toml")
    assert caught.value.code == code
    assert params.items() <= caught.value.params.items()


@pytest.mark.parametrize("place", ["", "10.0.0.8:9100", "http://10.0.0.8", "tcp://", "tcp://a:b", "lp0"])
def test_a_place_where_no_ticket_printer_can_be_is_named(tmp_path: Path, place: str) -> None:
    """When the program starts, not with a citizen at the window."""
    with pytest.raises(RuleBroken) as caught:
        read_settings(_home(tmp_path, f'ticket_printer = "{place}"\n'), tmp_path / "none.toml")
    assert caught.value.code == "settings.ticket_printer"


@pytest.mark.parametrize("place", ["folder", "tcp://10.0.0.8", "tcp://10.0.0.8:9100", "/dev/usb/lp0"])
def test_a_ticket_printer_is_a_folder_an_address_or_a_device(tmp_path: Path, place: str) -> None:
    """As it stands in the file."""
    home = _home(tmp_path, f'ticket_printer = "{place}"\n')
    assert read_settings(home, tmp_path / "none.toml").ticket_printer == place


def test_a_file_saved_by_an_editor_of_windows_is_read(tmp_path: Path) -> None:
    """A byte order mark and CRLF."""
    home = _home(tmp_path, b'\xef\xbb\xbfprinter = "window"\r\n')
    assert read_settings(home, tmp_path / "none.toml").printer == "window"


@pytest.mark.parametrize(
    "url",
    [
        "https://hall.example.invalid",
        "https://hall.example.invalid:8443/base",
        "http://127.0.0.1",
        "http://127.0.0.1:8470/",
        "http://localhost:1",
        "http://[::1]:8470",
    ],
)
def test_https_and_this_machine_are_taken(url: str) -> None:
    """The practice hall runs on the loopback without TLS."""
    check_platform_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://hall.example.invalid",
        "http://localhost.evil.example.invalid",
        "http://127.0.0.1.evil.example.invalid",
        "http://127.0.0.1@evil.example.invalid",
        "http://localhost:1@evil.example.invalid/",
        "http://127.0.0.10",
        "HTTP://evil.example.invalid",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "127.0.0.1:8470",
        "http://[::1",
        "",
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    """What only begins like the loopback is another machine."""
    with pytest.raises(RuleBroken) as caught:
        check_platform_url(url)
    assert caught.value.code == "settings.plain_http"
