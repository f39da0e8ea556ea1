"""``ticket``: 取号凭条 and 预约凭证 from a file, 评价小票 of a case, to the ticket printer or into a folder.

What a citizen's ticket says stands in a file and not on the command line, which every program of the machine can read.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path

import msgspec

from counter.actions import running, tickets
from counter.actions.desk import Desk
from counter.cli.opening import Opened, ticket_printer_of
from counter.devices.folder_ticket_printer import FolderTicketPrinter
from counter.domain.base import Value
from counter.errors import RuleBroken
from counter.settings import read_settings


class QueueEntry(Value):
    """取号凭条."""

    number: str
    business: str
    waiting: int
    windows: str
    phone_tail: str = ""


class BookingEntry(Value):
    """预约凭证."""

    name: str
    id_number: str
    department: str
    item: str
    day: dt.date
    slot: str


def run_ticket(opened: Opened, arguments: argparse.Namespace) -> int:
    """The ticket is printed, and what is known of it is told."""
    ticket = ticket_of(opened.desk, arguments.kind, arguments.what)
    if arguments.to:
        printer = FolderTicketPrinter(arguments.to)
        outcome = printer.print_ticket(ticket)
    else:
        settings = read_settings(arguments.home, arguments.policy)
        outcome = ticket_printer_of(settings, arguments.home).print_ticket(ticket)
    print(json.dumps({"kind": arguments.kind, "outcome": outcome.value}))
    return 0


def ticket_of(desk: Desk, kind: str, what: str) -> bytes:
    """The ticket as ESC/POS bytes.

    Raises:
        RuleBroken: ``intake.unreadable``, ``intake.schema`` for the file; ``case.unknown`` for the number; those of
            ``tickets``.
    """
    if kind == "rating":
        return tickets.rating_ticket(desk, running.case_of_number(desk, what))
    try:
        raw = Path(what).read_bytes()
    except OSError as error:
        raise RuleBroken("intake.unreadable", reason=error.strerror or "") from error
    try:
        if kind == "queue":
            return tickets.queue_ticket(desk, **msgspec.structs.asdict(msgspec.json.decode(raw, type=QueueEntry)))
        return tickets.booking_ticket(desk, **msgspec.structs.asdict(msgspec.json.decode(raw, type=BookingEntry)))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise RuleBroken("intake.schema", field="", rule="type") from None
