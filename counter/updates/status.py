"""What the updater last saw and what it waits for: one small file that root writes and everybody reads."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

import msgspec

from counter.domain.base import Answer
from counter.local_disk import write_whole
from counter.updates.choosing import PassedOver
from counter.updates.terms import machine_folder

State = Literal["off", "current", "announced", "waiting", "installed", "trouble"]
_FILE = "status.json"
_MOST_BYTES = 64 * 1024


class Status(Answer):
    """The state after the last round. A newer updater may add fields."""

    state: State
    at: dt.datetime
    version: str  # what was installed when the round ended
    offered: str = ""  # the version that is taken next
    window: str = ""  # when it may be installed; empty is at any time
    code: str = ""  # of what is waited for, or of the trouble
    params: dict[str, str | int] = msgspec.field(default_factory=dict)
    seen_at: dt.datetime | None = None  # when a signed list was last found in order
    expires_at: dt.datetime | None = None  # until when that list holds
    passed_over: tuple[PassedOver, ...] = ()
    installed_withdrawn: bool = False
    tried: str = ""  # the SHA-256 of the package that the system's installer was last given
    tries: int = 0  # and how often it said no


def read_status(folder: Path | None = None) -> Status | None:
    """The last status; None when there is none or it cannot be read."""
    try:
        with ((folder or machine_folder()) / _FILE).open("rb") as file:
            return msgspec.json.decode(file.read(_MOST_BYTES), type=Status)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def write_status(folder: Path, status: Status) -> None:
    """The status is on the disk, whole or as it was before."""
    write_whole(folder / _FILE, msgspec.json.encode(status), mode=0o644)
