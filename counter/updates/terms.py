"""What IT's policy says about updates on this machine."""

from __future__ import annotations

import datetime as dt
import re
import sys
import urllib.parse
from pathlib import Path
from typing import Literal

import platformdirs

from counter.domain.base import Value
from counter.errors import RuleBroken
from counter.settings import Settings
from counter.updates.offer import EVERYBODY, order_of

Mode = Literal["off", "announce", "install"]
_WINDOW = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


class Terms(Value):
    """The policy's keys that begin with ``update_``, and how the mirror is reached."""

    mode: Mode = "off"
    mirror: str = ""  # https://… or http://… (what comes is signed), or a folder by its whole path
    ring: str = EVERYBODY
    window: str = ""  # HH:MM-HH:MM in local time, over midnight too; empty is at any time
    least_version: str = ""  # below it the machine does not wait for its turn among the percent
    ca_bundle: str = ""
    proxy: str = "none"


def terms_of(settings: Settings) -> Terms:
    """What holds on this machine.

    Raises:
        RuleBroken: ``updates.mirror``, ``updates.window``, ``updates.version``.
    """
    terms = Terms(
        mode=settings.update_mode,
        mirror=settings.update_mirror,
        ring=settings.update_ring or EVERYBODY,
        window=settings.update_window,
        least_version=settings.update_least_version,
        ca_bundle=settings.ca_bundle,
        proxy=settings.proxy,
    )
    if terms.least_version:
        order_of(terms.least_version)
    if terms.window and not _WINDOW.fullmatch(terms.window):
        raise RuleBroken("updates.window", field="update_window")
    if terms.mode != "off":
        _check_mirror(terms.mirror)
    return terms


def is_open(window: str, now: dt.datetime) -> bool:
    """Whether the maintenance window is open at that local time; its end no longer belongs to it."""
    found = _WINDOW.fullmatch(window)
    if found is None:
        return True
    begins, ends = (int(found[at]) * 60 + int(found[at + 1]) for at in (1, 3))
    minute = now.hour * 60 + now.minute
    return begins <= minute < ends if begins < ends else minute >= begins or minute < ends


def machine_folder() -> Path:
    """Where the updater keeps its own trust, what it fetched, and its status; only root or SYSTEM writes there."""
    if sys.platform == "win32":  # the known folder of the system, not the environment's ProgramData
        return Path(platformdirs.site_data_dir("WindowCounter", appauthor=False)) / "updates"
    return Path("/var/lib/window-counter/updates")


def root_file() -> Path:
    """The root of trust, which IT puts on the machine; without it nothing is looked for."""
    if sys.platform == "win32":
        return Path(platformdirs.site_config_dir("WindowCounter", appauthor=False)) / "update-root.json"
    return Path("/etc/window-counter/update-root.json")


def _check_mirror(mirror: str) -> None:
    try:
        parts = urllib.parse.urlsplit(mirror)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        is_address = False
    if not is_address and not Path(mirror).is_absolute():
        raise RuleBroken("updates.mirror", field="update_mirror")
