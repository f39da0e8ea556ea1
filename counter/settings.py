"""Settings: read once from TOML, machine policy over user choice; an unknown key is an error with "did you mean"."""

from __future__ import annotations

import difflib
import tomllib
import urllib.parse
from pathlib import Path
from typing import Literal

import msgspec
import platformdirs

from counter.domain.base import Value
from counter.errors import RuleBroken

POLICY_FILE = Path("/etc/window-counter/policy.toml")
"""Where IT puts the machine's policy on Linux; ``--policy`` names another for practice and tests."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class UserChoice(Value):
    """What a person may choose: ``settings.toml`` in the home."""

    printer: str = "folder"  # folder, cups or window (the system's own print system)
    print_queue: str = ""  # a CUPS queue or printer; empty is the default one
    ticket_printer: str = "folder"  # folder (``tickets`` in the home), tcp://host[:9100], or a device file
    paper_folder: str = ""  # for printer = "folder"; empty is ``papers`` in the home
    platform_url: str = "http://127.0.0.1:8470"


class Policy(UserChoice):
    """What IT may fix for the machine; what it fixes, the user cannot change."""

    key_file: str = ""  # a file with 64 hexadecimal digits, for machines without a key ring
    ca_bundle: str = ""  # the private CA; empty is the system's own store
    idle_lock_minutes: int = 5
    update_mode: Literal["off", "announce", "install"] = "off"
    update_mirror: str = ""  # an address or a folder by its whole path (installer/repo/README.md)
    update_ring: str = ""  # which machines go first; empty is only what everybody gets
    update_window: str = ""  # HH:MM-HH:MM, local time; empty is at any time
    update_least_version: str = ""


class Settings(Policy):
    """What holds on this machine, and which names the policy locked."""

    locked: tuple[str, ...] = ()


def default_home() -> Path:
    """The per-user data folder on the local disk; never a roaming profile."""
    return Path(platformdirs.user_data_dir("window-counter", appauthor=False, roaming=False))


def read_settings(home: Path, policy_file: Path = POLICY_FILE) -> Settings:
    """The settings that hold here.

    Raises:
        RuleBroken: ``settings.broken`` (file, line), ``settings.unknown_key`` (key, did_you_mean), ``settings.value``
            (key), ``settings.plain_http`` for a platform that is not this machine and not HTTPS,
            ``settings.ticket_printer`` for a place that no ticket printer can have.
    """
    policy = _read(policy_file, Policy)
    user = _read(home / "settings.toml", UserChoice)
    settings = msgspec.convert({**user, **policy, "locked": tuple(sorted(policy))}, Settings)
    check_platform_url(settings.platform_url)
    check_ticket_printer(settings.ticket_printer)
    return settings


def check_platform_url(url: str) -> None:
    """The address is HTTPS, or this very machine.

    Raises:
        RuleBroken: ``settings.plain_http``.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        is_loopback = parts.scheme == "http" and parts.hostname in _LOOPBACK
    except ValueError:
        is_loopback = False
    if not url.startswith("https://") and not is_loopback:
        raise RuleBroken("settings.plain_http", field="platform_url")


def check_ticket_printer(place: str) -> None:
    """The place is ``folder``, a TCP address or a device file by its whole path.

    Raises:
        RuleBroken: ``settings.ticket_printer``.
    """
    try:
        parts = urllib.parse.urlsplit(place)
        is_address = parts.scheme == "tcp" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if place != "folder" and not is_address and not place.startswith("/"):
        raise RuleBroken("settings.ticket_printer", field="ticket_printer")


def _read(path: Path, known: type[UserChoice]) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise RuleBroken("settings.broken", file=path.name, reason=str(error)[:120]) from error
    for key in values:
        if key not in known.__struct_fields__:
            close = difflib.get_close_matches(key, known.__struct_fields__, n=1)
            raise RuleBroken("settings.unknown_key", key=key[:40], did_you_mean=close[0] if close else "")
    try:
        msgspec.convert(values, known)
    except msgspec.ValidationError as error:
        raise RuleBroken("settings.value", file=path.name, reason=str(error)[:120]) from error
    return values
