"""An 80 mm printer that takes ESC/POS, over TCP 9100 or through a device file; only what it answers is believed.

Before printing it is asked how it is (DLE EOT n, answered at once even while it prints); afterwards GS r 1, which it
answers only when everything before was worked off. A printer that never answers (a one-way cable, a cheap one) gets
its ticket all the same, and then 已提交 is all that is known.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from counter.domain.case import PrintOutcome
from counter.errors import DeviceTrouble

PORT = 9100
_CONNECT_S = 3.0
_STATUS_S = 0.5
_WORK_OFF_S = 8.0
_WRITE_S = 10.0
_STATUS_PRINTER, _STATUS_OFFLINE, _STATUS_ERROR, _STATUS_PAPER = (b"\x10\x04" + bytes([n]) for n in (1, 2, 3, 4))
_WORKED_OFF = b"\x1dr\x01"
_FIXED_MASK, _FIXED = 0b10010011, 0b00010010  # DLE EOT: bits that are the same in every answer
_PAPER_MASK = 0b10010000  # GS r 1: bits that are 0 in every answer
_COVER_OPEN, _PAPER_ENDED_WHILE_PRINTING = 0b100, 0b100000
_CUTTER_OR_WORSE = 0b101000  # auto-cutter, unrecoverable
_PAPER_END = 0b1100000
_ROLL_END = 0b1100


class _Wire(Protocol):
    """Bytes there and back."""

    def write(self, raw: bytes) -> int:
        """Hands over as much as fits now; gives how much. Raises OSError."""

    def read(self) -> bytes:
        """What has come; empty when the other end is gone. Raises OSError."""

    def fileno(self) -> int:
        """For ``select``."""


class _Socket:
    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened

    def write(self, raw: bytes) -> int:
        return self._socket.send(raw)

    def read(self) -> bytes:
        return self._socket.recv(64)

    def fileno(self) -> int:
        return self._socket.fileno()


class _DeviceFile:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, raw: bytes) -> int:
        return os.write(self._descriptor, raw)

    def read(self) -> bytes:
        return os.read(self._descriptor, 64)

    def fileno(self) -> int:
        return self._descriptor


class EscPosPrinter:
    """The printer at ``tcp://host[:9100]`` or behind a device file.

    Args:
        place: as the settings say it.
        wait_s: how long it may take to work a ticket off before its outcome is called 已提交.
    """

    def __init__(self, place: str, *, wait_s: float = _WORK_OFF_S) -> None:
        self._open = _over_tcp(place) if place.startswith("tcp:") else _through_file(Path(place))
        self._wait_s = wait_s

    def print_ticket(self, ticket: bytes) -> PrintOutcome:
        """The ticket is with the printer; PRINTED only when it says so afterwards with paper in it.

        UNCERTAIN when the connection broke or the printer stopped taking while the ticket was handed over, or when the
        paper ended meanwhile; SUBMITTED when it took everything and says nothing.

        Raises:
            DeviceTrouble: ``ticket.away``, ``ticket.paper_out``, ``ticket.cover_open``, ``ticket.error``; nothing was
                handed over then.
        """
        with self._open() as wire:
            answers = self._check(wire)
            try:
                if not _write_all(wire, ticket):
                    return PrintOutcome.UNCERTAIN
                if not answers:
                    return PrintOutcome.SUBMITTED
                _write_all(wire, _WORKED_OFF)
                said = _answer(wire, self._wait_s, lambda byte: not byte & _PAPER_MASK)
            except OSError:
                return PrintOutcome.UNCERTAIN
        if said is None:
            return PrintOutcome.SUBMITTED
        return PrintOutcome.UNCERTAIN if said & _ROLL_END == _ROLL_END else PrintOutcome.PRINTED

    def _check(self, wire: _Wire) -> bool:
        """Whether it answers; a fault that it names stops here."""
        try:
            if _ask(wire, _STATUS_PRINTER) is None:
                return False
            offline, error, paper = (
                _ask(wire, asked) or 0 for asked in (_STATUS_OFFLINE, _STATUS_ERROR, _STATUS_PAPER)
            )
        except OSError as fault:
            raise DeviceTrouble("ticket.away") from fault
        if paper & _PAPER_END == _PAPER_END or offline & _PAPER_ENDED_WHILE_PRINTING:
            raise DeviceTrouble("ticket.paper_out")
        if offline & _COVER_OPEN:
            raise DeviceTrouble("ticket.cover_open")
        if error & _CUTTER_OR_WORSE:
            raise DeviceTrouble("ticket.error")
        return True


def _ask(wire: _Wire, asked: bytes) -> int | None:
    _write_all(wire, asked)
    return _answer(wire, _STATUS_S, lambda byte: byte & _FIXED_MASK == _FIXED)


def _answer(wire: _Wire, patience_s: float, fits: Callable[[int], bool]) -> int | None:
    """The first byte that is an answer of that form; None when none came, or the other end is gone."""
    ends_at = time.monotonic() + patience_s
    while True:
        left_s = ends_at - time.monotonic()
        if left_s <= 0 or not select.select([wire], [], [], left_s)[0]:
            return None
        came = wire.read()
        if not came:
            return None
        for byte in came:
            if fits(byte):
                return byte


def _write_all(wire: _Wire, raw: bytes) -> bool:
    """Whether everything was taken in time.

    Raises:
        OSError: the connection broke.
    """
    ends_at = time.monotonic() + _WRITE_S
    rest = memoryview(raw)
    while rest:
        left_s = ends_at - time.monotonic()
        if left_s <= 0 or not select.select([], [wire], [], left_s)[1]:
            return False
        rest = rest[wire.write(bytes(rest[:4096])) :]
    return True


def flags_without_waiting(system: str = sys.platform) -> int:
    """The flags that open a device file without waiting for it.

    Raises:
        DeviceTrouble: ``ticket.away`` on Windows, which has no device files; a printer there is reached over TCP.
    """
    if system == "win32":
        raise DeviceTrouble("ticket.away")
    return os.O_NONBLOCK | os.O_NOCTTY


def _over_tcp(place: str) -> Callable[[], contextlib.AbstractContextManager[_Wire]]:
    parts = urlsplit(place)
    host, port = parts.hostname or "", parts.port or PORT

    @contextlib.contextmanager
    def opened() -> Iterator[_Wire]:
        try:
            connected = socket.create_connection((host, port), timeout=_CONNECT_S)
        except OSError as error:
            raise DeviceTrouble("ticket.away") from error
        with connected:
            connected.setblocking(False)
            yield _Socket(connected)

    return opened


def _through_file(path: Path) -> Callable[[], contextlib.AbstractContextManager[_Wire]]:
    @contextlib.contextmanager
    def opened() -> Iterator[_Wire]:
        try:
            descriptor = os.open(path, os.O_RDWR | flags_without_waiting())
        except OSError as error:
            raise DeviceTrouble("ticket.away", errno=error.errno or 0) from error
        try:
            yield _DeviceFile(descriptor)
        finally:
            os.close(descriptor)

    return opened
