"""What a value has to be beyond its type; each rule names its key."""

from __future__ import annotations

import base64
import binascii
import re
import urllib.parse
from collections.abc import Callable
from functools import partial
from pathlib import Path

from counter.errors import CounterError, RuleBroken
from counter.settings.keys import Settings
from counter.settings.place import check_place

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_KEY_BYTES = 32
LEAST_RETENTION_DAYS = 7
"""Time to notice that a platform has lost something, while it can still be sent again."""
_PLACE = re.compile(r"[0-9A-Za-z-]{0,20}")
_WHOLE_PATHS = ("ca_bundle", "enrol_code_file", "key_file", "paper_folder")


def faults_of(settings: Settings) -> list[CounterError]:
    """Everything that is wrong with these values, by key."""
    found: list[CounterError] = []
    checks: list[Callable[[], None]] = [
        partial(check_platform_url, settings.platform_url),
        partial(check_ticket_printer, settings.ticket_printer),
        partial(check_proxy, settings.proxy),
        partial(check_place, settings.data_dir),
        partial(_check_recovery_key, settings.recovery_key),
        partial(_check_queue, settings),
        partial(_check_window, settings),
        partial(_check_retention, settings.retention_days),
        *(partial(_check_whole, name, getattr(settings, name)) for name in _WHOLE_PATHS),
    ]
    for check in checks:
        try:
            check()
        except CounterError as error:
            found.append(error)
    return found


def check_platform_url(url: str) -> None:
    """The address is HTTPS, or this very machine.

    Raises:
        RuleBroken: ``settings.plain_http``.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        is_loopback = parts.scheme == "http" and parts.hostname in _LOOPBACK
        is_secure = url.startswith("https://") and bool(parts.hostname) and parts.username is None
    except ValueError:
        is_loopback = is_secure = False
    if not (is_secure or is_loopback):
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


def check_proxy(proxy: str) -> None:
    """The proxy is none, the system's, or an address without a password (which every program here could read).

    Raises:
        RuleBroken: ``settings.proxy``.
    """
    try:
        parts = urllib.parse.urlsplit(proxy)
        is_address = (
            parts.scheme == "http" and bool(parts.hostname) and parts.port is not None and parts.username is None
        )
        is_address = is_address and parts.path in {"", "/"} and not parts.query and not parts.fragment
    except ValueError:
        is_address = False
    if proxy not in {"none", "system"} and not is_address:
        raise RuleBroken("settings.proxy", field="proxy")


def _check_retention(days: int) -> None:
    """Nothing is purged, or nothing that is younger than a week (trust.md §4, Retention).

    Raises:
        RuleBroken: ``settings.retention`` (least).
    """
    if days and days < LEAST_RETENTION_DAYS:
        raise RuleBroken("settings.retention", field="retention_days", least=LEAST_RETENTION_DAYS)


def _check_recovery_key(text: str) -> None:
    try:
        is_key = not text or len(base64.b64decode(text, validate=True)) == _KEY_BYTES
    except (binascii.Error, ValueError):
        is_key = False
    if not is_key:
        raise RuleBroken("settings.recovery_key", field="recovery_key")


def _check_queue(settings: Settings) -> None:
    allowed = settings.allowed_printers
    if settings.print_queue and allowed and settings.print_queue not in allowed:
        raise RuleBroken("settings.print_queue", field="print_queue", queue=settings.print_queue[:60])


def _check_window(settings: Settings) -> None:
    for name in ("enrol_hall", "enrol_window"):
        if not _PLACE.fullmatch(getattr(settings, name)):
            raise RuleBroken("settings.value", field=name, file="", key=name, reason="letters and digits")


def _check_whole(name: str, path: str) -> None:
    """A relative path would be another one for every folder that the program is started in."""
    if path and not Path(path).is_absolute():
        raise RuleBroken("settings.relative_path", field=name, key=name)
