"""Who was enrolled and which epochs were opened, in a file beside the database, which a restore brings in again.

A database that was put back to yesterday does not know the windows of today: their lines would be a stranger's. Every
enrolment is therefore also in ``data_dir/enrolled.jsonl``, on the disk before the window hears of it. It holds public
keys and places, nothing secret and no person.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import msgspec
from sqlalchemy import Connection, insert, select, update

from counter.domain.base import Value
from counter.domain.staff import Window
from counter.hall import tables
from counter.hall.database import raise_number
from counter.hall.enrolment import counter_of, epoch_number


class Entry(Value):
    """An installation got that epoch."""

    public_key: str
    window: Window
    epoch: str
    at: dt.datetime


class Register:
    """The file; every entry is one line of JSON."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def note(self, entry: Entry) -> None:
        """The entry is on the disk."""
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as opened:
            opened.write(msgspec.json.encode(entry) + b"\n")
            opened.flush()
            os.fsync(opened.fileno())

    def entries(self) -> tuple[Entry, ...]:
        """Every entry that is whole; a line that a crash cut off was never answered."""
        found = []
        for line in self._file.read_bytes().splitlines() if self._file.exists() else []:
            try:
                found.append(msgspec.json.decode(line, type=Entry))
            except (msgspec.MsgspecError, UnicodeDecodeError):
                continue
        return tuple(found)


def bring_in(connection: Connection, entries: tuple[Entry, ...]) -> int:
    """Every installation and epoch of the register is known; gives how many epochs were not.

    The last epoch of an installation is its open one, as before.
    """
    installs, epochs = tables.installs, tables.epochs
    known = {(row.install, row.epoch) for row in connection.execute(select(epochs.c.install, epochs.c.epoch))}
    enrolled = set(connection.scalars(select(installs.c.install)))
    new = [entry for entry in entries if (entry.window.install, entry.epoch) not in known]
    for entry in new:
        at, mine = entry.at.isoformat(), entry.window.install
        if mine not in enrolled:
            enrolled.add(mine)
            row = {"install": mine, "public_key": entry.public_key, "enrolled_at": at}
            connection.execute(insert(installs), row | {"window": msgspec.json.encode(entry.window)})
        is_open = (epochs.c.install == mine) & epochs.c.closed_at.is_(None)
        connection.execute(update(epochs).where(is_open).values(closed_at=at, closed_seq=0))
        epoch = {"install": mine, "epoch": entry.epoch, "opened_at": at, "reason": "restored"}
        connection.execute(insert(epochs), epoch)
        raise_number(connection, counter_of(entry.window), epoch_number(entry.epoch))
    return len(new)
