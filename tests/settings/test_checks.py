"""What a value has to be: nothing goes in clear to another machine, nothing is misunderstood with a citizen waiting."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.errors import RuleBroken
from counter.recovery import new_recovery_key
from counter.settings import check_platform_url, choose, read
from counter.settings.checks import check_proxy
from tests.settings.layers import put


def _codes(folder: Path, **values: object) -> list[tuple[str, str]]:
    put(folder, "managed/10.json", values)
    return [(fault.code, fault.field) for fault in read(folder / "home", folder).faults]


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
        "https://user:password@hall.example.invalid",
        "https://",
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
    assert (caught.value.code, caught.value.field) == ("settings.plain_http", "platform_url")


@pytest.mark.parametrize("place", ["", "10.0.0.8:9100", "http://10.0.0.8", "tcp://", "tcp://a:b", "lp0"])
def test_a_place_where_no_ticket_printer_can_be_is_named(tmp_path: Path, place: str) -> None:
    """When the program starts, not with a citizen at the window."""
    assert _codes(tmp_path, ticket_printer=place) == [("settings.ticket_printer", "ticket_printer")]


@pytest.mark.parametrize("place", ["folder", "tcp://10.0.0.8", "tcp://10.0.0.8:9100", "/dev/usb/lp0"])
def test_a_ticket_printer_is_a_folder_an_address_or_a_device(tmp_path: Path, place: str) -> None:
    """As it stands in the file."""
    assert _codes(tmp_path, ticket_printer=place) == []


@pytest.mark.parametrize("proxy", ["none", "system", "http://10.0.0.1:3128", "http://proxy.example.invalid:80/"])
def test_a_proxy_is_none_the_systems_or_an_address(proxy: str) -> None:
    """As the transport takes it."""
    check_proxy(proxy)


@pytest.mark.parametrize(
    "proxy",
    ["", "direct", "10.0.0.1:3128", "http://10.0.0.1", "https://10.0.0.1:3128", "socks5://10.0.0.1:1080",
     "http://user:password@10.0.0.1:3128", "http://10.0.0.1:3128/path", "http://10.0.0.1:port", "http://[::1:1"],
)  # fmt: skip
def test_a_proxy_with_a_password_or_without_a_port_is_refused(proxy: str) -> None:
    """The policy file is read by everybody on the machine."""
    with pytest.raises(RuleBroken) as caught:
        check_proxy(proxy)
    assert caught.value.code == "settings.proxy"


@pytest.mark.parametrize("name", ["ca_bundle", "key_file", "paper_folder", "enrol_code_file", "data_dir"])
def test_a_relative_path_is_refused(tmp_path: Path, name: str) -> None:
    """It would be another file for every folder that the program is started in."""
    assert _codes(tmp_path, **{name: "here/it"}) == [("settings.relative_path", name)]


def test_a_queue_that_is_not_allowed_is_refused(tmp_path: Path) -> None:
    """And the recommended one is taken when it is."""
    assert _codes(tmp_path, print_queue="back", allowed_printers=["front"]) == [("settings.print_queue", "print_queue")]
    assert _codes(tmp_path, print_queue="front", allowed_printers=["front", "back"]) == []


@pytest.mark.parametrize("key", ["x", "AAAA", "ü" * 44, "A" * 43 + "="[:0]])
def test_what_is_no_public_key_is_refused(tmp_path: Path, key: str) -> None:
    """Nobody could open what is sealed to it."""
    assert _codes(tmp_path, recovery_key=key) == [("settings.recovery_key", "recovery_key")]
    assert _codes(tmp_path, recovery_key=new_recovery_key()[1]) == []


@pytest.mark.parametrize("window", ["十二", "1 2", "x" * 21])
def test_a_window_is_named_in_letters_and_digits(tmp_path: Path, window: str) -> None:
    """As codes of halls and windows are."""
    assert _codes(tmp_path, enrol_window=window) == [("settings.value", "enrol_window")]


@pytest.mark.parametrize("days", [0, 7, 8, 3650])
def test_nothing_is_purged_or_nothing_younger_than_a_week(days: int, tmp_path: Path) -> None:
    """trust.md, Retention: at least seven days."""
    assert _codes(tmp_path, retention_days=days) == []
    assert read(tmp_path / "home", tmp_path).settings.retention_days == days


@pytest.mark.parametrize(
    ("days", "code"),
    [(1, "settings.retention"), (6, "settings.retention"), (-1, "settings.value"), (3651, "settings.value")],
)
def test_a_shorter_retention_is_refused_with_its_key(days: int, code: str, tmp_path: Path) -> None:
    """A slip of the pen by IT must not purge what came this week."""
    assert [found for found, _ in _codes(tmp_path, retention_days=days)] == [code]


def test_a_person_cannot_choose_how_long_personal_data_stay(tmp_path: Path) -> None:
    """Machine policy only, as the other keys of IT."""
    with pytest.raises(RuleBroken, match=r"settings\.locked"):
        choose(tmp_path / "home", {"retention_days": 7}, tmp_path)
    assert read(tmp_path / "home", tmp_path).settings.retention_days == 0
