"""导出: copies of everything unsent of this desk in one file, sealed to the platform, for another window to carry.

Nothing changes here: the lines go on waiting and are sent all the same, and the platform answers that it knows them.
Lines are read in batches on the store lane, scans one by one, so work goes on meanwhile.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import errno
import os
from pathlib import Path
from typing import BinaryIO

from counter.actions.desk import Desk, OnStore
from counter.domain.enrolment import Enrolment
from counter.domain.ids import LineId, Sha256
from counter.domain.journal import SealedLine
from counter.domain.workdays import HALL_TIME
from counter.errors import RuleBroken, StoreTrouble
from counter.local_disk import force
from counter.store import deliveries, facts, journal
from counter.sync.hall_rules import QUEUE_KEY
from counter.sync.round import LINE_ROOM_BYTES
from counter.wire.messages import MAX_LINES, MAX_PUSH_BYTES, PushRequest
from counter.wire.queue_file import ENDING, QueueWriter
from counter.wire.sealing import sign_head


@dataclasses.dataclass(frozen=True)
class Exported:
    """The file, and what is in it; ``left_out`` scans cannot be read here and have to be scanned again."""

    path: Path
    lines: int
    scans: int
    left_out: int


@dataclasses.dataclass(frozen=True)
class _Unsent:
    enrolment: Enrolment
    sealed_to: str
    made_at: dt.datetime
    oldest_at: dt.datetime | None
    batches: tuple[tuple[LineId, ...], ...]
    scans: tuple[Sha256, ...]


def export_queue(desk: Desk, on_store: OnStore, folder: Path) -> Exported:
    """The file is whole in that folder, named by hall, window and time; on an error there is none.

    Raises:
        RuleBroken: ``queue.nothing`` when all was sent, ``queue.no_key`` before the platform told its key,
            ``queue.full``, ``queue.file_limit`` for a stick that takes no file of more than 4 GB, ``queue.folder``;
            ``enrolment.missing``.
    """
    unsent = on_store(_unsent, desk)
    window = unsent.enrolment.window
    path = folder / f"{window.hall}-{window.window}-{unsent.made_at.astimezone(HALL_TIME):%Y%m%d-%H%M}{ENDING}"
    part = path.with_name(f"{path.name}.part")
    try:
        for given_up in folder.glob(f"{window.hall}-{window.window}-*{ENDING}.part"):
            given_up.unlink()
        with part.open("wb") as file:
            written, left_out = _write_readable(desk, on_store, unsent, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise RuleBroken(_TROUBLES.get(error.errno or 0, "queue.folder"), field="folder") from error
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):  # what a stick's system cannot force it has still written
        force(folder)
    return Exported(path=path, lines=sum(map(len, unsent.batches)), scans=len(written), left_out=left_out)


def _unsent(desk: Desk) -> _Unsent:
    enrolment = desk.enrolment()
    sealed_to = facts.read_fact(desk.db, QUEUE_KEY, str)
    if not sealed_to:
        raise RuleBroken("queue.no_key")
    waiting = deliveries.waiting_sizes(desk.db)
    scans = tuple(scan.sha256 for scan in deliveries.waiting_scans(desk.db))
    if not waiting and not scans:
        raise RuleBroken("queue.nothing")
    batches: list[list[LineId]] = []
    size = 0
    for line in waiting:
        size += line.size_bytes + LINE_ROOM_BYTES
        if not batches or len(batches[-1]) == MAX_LINES or size > MAX_PUSH_BYTES:
            batches.append([])
            size = line.size_bytes + LINE_ROOM_BYTES
        batches[-1].append(line.line)
    return _Unsent(
        enrolment=enrolment,
        sealed_to=sealed_to,
        made_at=desk.moment().at,
        oldest_at=min((dt.datetime.fromisoformat(line.at) for line in waiting), default=None),
        batches=tuple(map(tuple, batches)),
        scans=scans,
    )


def _write_readable(desk: Desk, on_store: OnStore, unsent: _Unsent, file: BinaryIO) -> tuple[tuple[Sha256, ...], int]:
    """The file holds the lines and every scan that can be read; gives these, and how many cannot.

    How many there are stands at its beginning, so it is begun again when one turns out to be damaged.
    """
    scans = tuple(name for name in unsent.scans if desk.scans.holds(name))
    while True:
        damaged = _write(desk, on_store, dataclasses.replace(unsent, scans=scans), file)
        if damaged is None:
            return scans, len(unsent.scans) - len(scans)
        scans = tuple(name for name in scans if name != damaged)
        file.seek(0)
        file.truncate()


def _write(desk: Desk, on_store: OnStore, unsent: _Unsent, file: BinaryIO) -> Sha256 | None:
    """The whole content is written; gives the first scan that is damaged, with which it ended."""
    key = unsent.enrolment.signing_key
    writer = QueueWriter(
        file,
        window=unsent.enrolment.window,
        signing_key=key,
        sealed_to=unsent.sealed_to,
        made_at=unsent.made_at,
        oldest_at=unsent.oldest_at,
        lines=sum(map(len, unsent.batches)),
        scans=len(unsent.scans),
    )
    for batch in unsent.batches:
        lines: tuple[SealedLine, ...] = on_store(_lines, desk, batch)
        writer.add_lines(PushRequest(lines=lines, signature=sign_head(key, lines[-1].hash)))
    for name in unsent.scans:
        try:
            content = desk.scans.get(name)
        except StoreTrouble:
            return name
        writer.add_scan(name, content)
    writer.end()
    return None


def _lines(desk: Desk, batch: tuple[LineId, ...]) -> tuple[SealedLine, ...]:
    return journal.lines_named(desk.db, batch)


_TROUBLES = {errno.ENOSPC: "queue.full", errno.EDQUOT: "queue.full", errno.EFBIG: "queue.file_limit"}
