"""Which workers there are: each writes down that it is there, so that ``hall health`` can say so from anywhere."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import os
import socket
import uuid
from collections.abc import AsyncIterator

import msgspec
from litestar.concurrency import sync_to_thread
from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import SQLAlchemyError

from counter.domain.base import Value
from counter.hall import tables
from counter.hall.beside import beside
from counter.hall.database import write_fact
from counter.hall.hall import Hall

SEEN_EVERY = dt.timedelta(seconds=30)
GONE_AFTER = 3 * SEEN_EVERY
"""Who was not seen for so long has died without a word."""
_FORGOTTEN_AFTER = dt.timedelta(days=1)
_FACT = "worker/"
_log = logging.getLogger(__name__)


class Worker(Value):
    """A process that answers calls of this hall."""

    name: str
    host: str
    pid: int
    started_at: dt.datetime
    seen_at: dt.datetime


def new_worker(now: dt.datetime) -> Worker:
    """This process."""
    return Worker(name=uuid.uuid4().hex, host=socket.gethostname(), pid=os.getpid(), started_at=now, seen_at=now)


def note(hall: Hall, worker: Worker) -> None:
    """The worker is there now; those that are long gone are forgotten."""
    now = hall.now()
    with hall.database.write() as connection:
        for other in _noted(connection):
            if now - other.seen_at > _FORGOTTEN_AFTER:
                _forget(connection, other)
        seen = msgspec.structs.replace(worker, seen_at=now)
        write_fact(connection, _FACT + worker.name, msgspec.json.encode(seen))


def leave(hall: Hall, worker: Worker) -> None:
    """The worker is not there any more."""
    with hall.database.write() as connection:
        _forget(connection, worker)


def workers(connection: Connection, now: dt.datetime) -> tuple[Worker, ...]:
    """The workers that are there, the oldest first."""
    here = (worker for worker in _noted(connection) if now - worker.seen_at <= GONE_AFTER)
    return tuple(sorted(here, key=lambda worker: worker.started_at))


@contextlib.asynccontextmanager
async def present(hall: Hall) -> AsyncIterator[None]:
    """Inside the block this process is one of the hall's workers."""
    worker = new_worker(hall.now())
    await sync_to_thread(note, hall, worker)
    try:
        async with beside(_stay(hall, worker)):
            yield
    finally:
        with contextlib.suppress(SQLAlchemyError):  # a database that is gone forgets us by itself
            await sync_to_thread(leave, hall, worker)


async def _stay(hall: Hall, worker: Worker) -> None:
    while True:
        await asyncio.sleep(SEEN_EVERY.total_seconds())
        try:
            await sync_to_thread(note, hall, worker)
        except SQLAlchemyError as error:
            _log.error("presence not noted error=%s", type(error).__name__)


def _noted(connection: Connection) -> list[Worker]:
    facts = tables.facts
    found = connection.scalars(select(facts.c.content).where(facts.c.name.startswith(_FACT))).all()
    return [msgspec.json.decode(content, type=Worker) for content in found]


def _forget(connection: Connection, worker: Worker) -> None:
    connection.execute(delete(tables.facts).where(tables.facts.c.name == _FACT + worker.name))
