"""What CUPS itself says of a job, asked through its own library (libcups 2, there wherever ``lp`` is).

``lpstat`` cannot tell: CUPS 2.4.2 lists completed, cancelled and aborted jobs alike under "completed" and gives all
three the reason ``processing-to-stop-point`` (measured against a private cupsd, tests/devices). Only the job's state
(RFC 8011 §5.3.7) tells whether paper may be believed in.
"""

from __future__ import annotations

import contextlib
import ctypes
import enum
import functools
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from counter.errors import DeviceTrouble

_LIBRARY = "libcups.so.2"
_ALL_JOBS = -1
_EVERYBODY = 0
_KEEP_HISTORY = 0
_ANY_FAMILY = 0
_BLOCKING = 1
_CONNECT_MS = 3000
_ANSWER_S = 10.0


class JobState(enum.IntEnum):
    """job-state of RFC 8011 §5.3.7."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


class _Job(ctypes.Structure):
    """``cups_job_t`` of cups/cups.h, unchanged since CUPS 1.1."""

    _fields_: ClassVar = [
        ("id", ctypes.c_int),
        ("queue", ctypes.c_char_p),
        ("title", ctypes.c_char_p),
        ("user", ctypes.c_char_p),
        ("format", ctypes.c_char_p),
        ("state", ctypes.c_int),
        ("size_kb", ctypes.c_int),
        ("priority", ctypes.c_int),
        ("completed_at", ctypes.c_long),
        ("created_at", ctypes.c_long),
        ("started_at", ctypes.c_long),
    ]


class CupsJob(NamedTuple):
    """One job as CUPS keeps it."""

    id: int
    title: str
    state: JobState
    begun: bool


def jobs_of(server: str, queue: str) -> tuple[CupsJob, ...]:
    """Every job of the queue that CUPS still remembers, the oldest first.

    Args:
        server: ``host[:port]`` or a socket path; empty for the machine's own.
        queue: the queue's name.

    Raises:
        DeviceTrouble: ``printer.no_cups`` when the library is missing or CUPS does not answer.
    """
    jobs = ctypes.POINTER(_Job)()
    with _connection(server) as (cups, connection):
        count = cups.cupsGetJobs2(connection, ctypes.byref(jobs), queue.encode(), _EVERYBODY, _ALL_JOBS)
        if count < 0:
            raise DeviceTrouble("printer.no_answer")
        found = tuple(_told(jobs[place]) for place in range(count))
        cups.cupsFreeJobs(count, jobs)
    return tuple(sorted(found))


def job_states(server: str, queue: str) -> dict[int, JobState]:
    """The state of every job of the queue that CUPS still remembers, by job number; raises as ``jobs_of``."""
    return {job.id: job.state for job in jobs_of(server, queue)}


def cancel_job(server: str, queue: str, job: int) -> None:
    """CUPS was asked to take the job out; whether it was in time, only its state tells.

    Raises:
        DeviceTrouble: ``printer.no_cups``.
    """
    with _connection(server) as (cups, connection):
        cups.cupsCancelJob2(connection, queue.encode(), job, _KEEP_HISTORY)


def _told(job: _Job) -> CupsJob:
    title = (job.title or b"").decode(errors="replace")
    return CupsJob(int(job.id), title, JobState(job.state), begun=bool(job.started_at))


@contextlib.contextmanager
def _connection(server: str) -> Iterator[tuple[ctypes.CDLL, int]]:
    """The library and an open connection to that CUPS."""
    cups = _library()
    cups.cupsSetServer(server.encode() if server else None)
    connection = cups.httpConnect2(
        cups.cupsServer(), cups.ippPort(), None, _ANY_FAMILY, cups.cupsEncryption(), _BLOCKING, _CONNECT_MS, None
    )
    if not connection:
        raise DeviceTrouble("printer.no_cups")
    try:
        cups.httpSetTimeout(connection, _ANSWER_S, None, None)
        yield cups, connection
    finally:
        cups.httpClose(connection)


@functools.cache
def _library() -> ctypes.CDLL:
    try:
        cups = ctypes.CDLL(_LIBRARY)
    except OSError as error:
        raise DeviceTrouble("printer.no_cups") from error
    cups.cupsSetServer.argtypes = [ctypes.c_char_p]
    cups.cupsServer.restype = ctypes.c_char_p
    cups.httpConnect2.argtypes = [
        ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int,
        ctypes.c_void_p,
    ]  # fmt: skip
    cups.httpConnect2.restype = ctypes.c_void_p
    cups.httpSetTimeout.argtypes = [ctypes.c_void_p, ctypes.c_double, ctypes.c_void_p, ctypes.c_void_p]
    cups.cupsGetJobs2.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(ctypes.POINTER(_Job)), ctypes.c_char_p, ctypes.c_int, ctypes.c_int,
    ]  # fmt: skip
    cups.cupsCancelJob2.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_int]
    cups.cupsFreeJobs.argtypes = [ctypes.c_int, ctypes.POINTER(_Job)]
    cups.httpClose.argtypes = [ctypes.c_void_p]
    return cups
