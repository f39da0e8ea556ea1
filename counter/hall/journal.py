"""日志 as the platform takes it: a push is judged line by line and written in one transaction.

The answer is given only after the commit, so what it calls settled survives a crash (trust.md F36): SQLite runs with
``synchronous=FULL``, PostgreSQL with its default ``synchronous_commit=on``.
"""

from __future__ import annotations

import datetime as dt
import re

import msgspec
from sqlalchemy import Connection, exists, func, select

from counter.domain.base import Value
from counter.domain.ids import InstallId
from counter.domain.journal import Line, SealedLine
from counter.hall import tables, watching
from counter.hall.catalogue import ItemShelf
from counter.hall.database import Database
from counter.hall.enrolment import Install
from counter.hall.judging import Bench
from counter.hall.ledger import Opened, load_ledger
from counter.hall.refusal import CallRefused
from counter.hall.writing import write_effects, write_lines
from counter.wire.bodies import read_body
from counter.wire.messages import MAX_LINES, PushAnswer, PushRequest
from counter.wire.sealing import check_head

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile("[0-9a-f]{64}")
_EPOCH = re.compile("[A-Z]{1,8}")
_KIND = re.compile("[a-z0-9_.]{1,40}")  # also of a newer counter
_ACTOR_LENGTH = 40
_MOST_BLOBS = 1000
_MAX_SEQ = 2**53 - 1
_YEARS = range(1900, 9000)  # a counter with an empty clock battery says 1970 and is taken all the same


def push(
    database: Database, shelf: ItemShelf, install: Install, request: PushRequest, *, generation: str, now: dt.datetime
) -> PushAnswer:
    """Every line has its verdict, and what follows from it is on the disk; all of the push or nothing of it.

    Raises:
        CallRefused: ``push.empty``, ``push.too_many``, ``push.signature``, ``line.malformed`` (with its place); no
            line of the push was looked at further.
    """
    if not request.lines:
        raise CallRefused(400, "push.empty", "没有要提交的记录。", field="lines")
    if len(request.lines) > MAX_LINES:
        raise CallRefused(413, "push.too_many", "一次提交的记录过多。", field="lines")
    if not check_head(install.public_key, request.lines[-1].hash, request.signature):
        raise CallRefused(400, "push.signature", "签名与提交的记录不符。", field="signature")
    opened = tuple(_open(sealed, place) for place, sealed in enumerate(request.lines))
    with database.write() as connection:
        ledger = load_ledger(connection, shelf, install.install, opened)
        bench = Bench(ledger, install, now)
        answers = tuple(bench.judge(line) for line in opened)
        write_lines(connection, install, bench.effects, request, now)
        write_effects(connection, bench.effects, region=install.window.region, now=now)
        watching.note_push(connection, install.install, opened, answers, now)
        durable_to = _contiguous_to(connection, install.install)
    return PushAnswer(generation=generation, lines=answers, durable_to=durable_to, server_time=now)


def _open(sealed: SealedLine, place: int) -> Opened:
    try:
        line = sealed.opened()
    except (msgspec.DecodeError, RecursionError) as error:
        raise _malformed(place) from error
    if not _is_sound(sealed, line):
        raise _malformed(place)
    body: Value | None
    try:
        body = read_body(line.kind, line.body)
    except (msgspec.DecodeError, RecursionError):
        body = None
    return Opened(sealed=sealed, line=line, body=body)


def _malformed(place: int) -> CallRefused:
    return CallRefused(400, "line.malformed", "提交的记录格式不正确。", field=f"lines.{place}")


def _is_sound(sealed: SealedLine, line: Line) -> bool:
    """Whether names and numbers are of the form and size that fit everywhere."""
    return (
        bool(_UUID.fullmatch(line.id))
        and bool(_SHA256.fullmatch(sealed.hash))
        and bool(_EPOCH.fullmatch(line.epoch))
        and (line.case is None or bool(_UUID.fullmatch(line.case)))
        and 1 <= line.seq <= _MAX_SEQ
        and bool(_KIND.fullmatch(line.kind))
        and len(line.actor) <= _ACTOR_LENGTH
        and len(line.blobs) <= _MOST_BLOBS
        and all(_SHA256.fullmatch(blob.sha256) and 0 < blob.size_bytes <= _MAX_SEQ for blob in line.blobs)
        and line.at.tzinfo is not None
        and line.at.year in _YEARS
    )


def _contiguous_to(connection: Connection, install: InstallId) -> int:
    """The last seq of the installation's open epoch up to which every line is here; 0 when the first is missing."""
    lines, epochs = tables.lines, tables.epochs
    epoch = connection.scalar(select(epochs.c.epoch).where(epochs.c.install == install, epochs.c.closed_at.is_(None)))
    here = (lines.c.install == install) & (lines.c.epoch == epoch)
    count, first, last = connection.execute(
        select(func.count(), func.min(lines.c.seq), func.max(lines.c.seq)).where(here)
    ).one()
    if not count or first != 1:
        return 0
    if last == count:
        return int(last)
    following = lines.alias("following")
    is_followed = exists().where(
        following.c.install == install, following.c.epoch == epoch, following.c.seq == lines.c.seq + 1
    )
    return int(connection.scalar(select(func.min(lines.c.seq)).where(here, ~is_followed)) or 0)
