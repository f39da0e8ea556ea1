"""Ticket printers: the twin and the real driver keep the same promises; the driver believes only what is answered."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.devices.folder_ticket_printer import FolderTicketPrinter
from counter.devices.ticket_printer import EscPosPrinter, flags_without_waiting
from counter.documents.tickets import print_ticket
from counter.domain.case import PrintOutcome
from counter.errors import DeviceTrouble
from counter.ports import TicketPrinter
from tests.devices.thermal_printer import Thermal, behind_a_file, over_tcp
from tests.documents import sheet_samples, thermal

TICKET = print_ticket(sheet_samples.QUEUE)


@pytest.fixture(params=["tcp", "file"])
def real(request: pytest.FixtureRequest) -> Iterator[Thermal]:
    """A printer that answers, each way in turn."""
    with over_tcp() if request.param == "tcp" else behind_a_file() as found:
        yield found


@pytest.fixture(params=["folder", "tcp", "file"])
def printer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TicketPrinter]:
    """Each twin in turn."""
    with contextlib.ExitStack() as closing:
        if request.param == "folder":
            yield FolderTicketPrinter(tmp_path / "tickets")
        else:
            way = over_tcp() if request.param == "tcp" else behind_a_file()
            yield EscPosPrinter(closing.enter_context(way).place)


def test_a_twin_prints_a_ticket(printer: TicketPrinter) -> None:
    """And says that it came out."""
    assert printer.print_ticket(TICKET) is PrintOutcome.PRINTED


def test_two_tickets_are_two(printer: TicketPrinter) -> None:
    """Nothing is left open after the first."""
    outcomes = [printer.print_ticket(print_ticket(each)) for each in sheet_samples.TICKETS.values()]
    assert outcomes == [PrintOutcome.PRINTED] * len(sheet_samples.TICKETS)


def test_the_printer_gets_the_ticket_and_nothing_else(real: Thermal) -> None:
    """The questions are answered and leave no mark; the roll reads as it was drawn."""
    EscPosPrinter(real.place).print_ticket(TICKET)
    assert real.got == TICKET
    assert "取号凭条" in "".join(thermal.Roll(real.got).lines)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"paper": 0x72}, "ticket.paper_out"),
        ({"offline": 0x32}, "ticket.paper_out"),
        ({"offline": 0x16}, "ticket.cover_open"),
        ({"error": 0x1A}, "ticket.error"),
        ({"error": 0x32}, "ticket.error"),
    ],
)
def test_a_fault_that_the_printer_names_is_told_and_nothing_is_sent(
    real: Thermal, changes: dict[str, int], code: str
) -> None:
    """Nothing waits in it to come out later."""
    for name, value in changes.items():
        setattr(real, name, value)
    with pytest.raises(DeviceTrouble) as caught:
        EscPosPrinter(real.place).print_ticket(TICKET)
    assert caught.value.code == code
    assert real.got == b""


def test_paper_that_grows_short_is_no_fault(real: Thermal) -> None:
    """Near the end is not the end."""
    real.paper, real.roll = 0x1E, 0x03
    assert EscPosPrinter(real.place).print_ticket(TICKET) is PrintOutcome.PRINTED


def test_paper_that_ended_while_printing_is_uncertain(real: Thermal) -> None:
    """Half a ticket may hang out of it."""
    real.roll = 0x0C
    assert EscPosPrinter(real.place).print_ticket(TICKET) is PrintOutcome.UNCERTAIN


def test_a_printer_that_says_nothing_gets_its_ticket_and_is_not_believed(real: Thermal) -> None:
    """A one-way cable: 已提交, never 已出纸."""
    real.speaks = False
    assert EscPosPrinter(real.place, wait_s=0.2).print_ticket(TICKET) is PrintOutcome.SUBMITTED


def test_a_connection_that_breaks_half_way_is_uncertain() -> None:
    """Some of it may have come out."""
    with over_tcp() as found:
        found.deaf_after = 10
        assert EscPosPrinter(found.place).print_ticket(TICKET * 400) is PrintOutcome.UNCERTAIN


def test_a_printer_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A closed port, a name that nobody has, a file that is no device."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for place in (f"tcp://127.0.0.1:{port}", str(tmp_path / "lp0")):
        with pytest.raises(DeviceTrouble) as caught:
            EscPosPrinter(place).print_ticket(TICKET)
        assert caught.value.code == "ticket.away"


def test_the_folder_holds_the_ticket_as_the_printer_gets_it(tmp_path: Path) -> None:
    """Whole, with no half file beside it; a folder that cannot be made is told."""
    FolderTicketPrinter(tmp_path / "tickets").print_ticket(TICKET)
    (file,) = (tmp_path / "tickets").iterdir()
    assert file.read_bytes() == TICKET
    with pytest.raises(DeviceTrouble) as caught:
        FolderTicketPrinter(file).print_ticket(TICKET)
    assert caught.value.code == "ticket.folder"


def test_a_device_file_is_away_on_windows_which_has_none() -> None:
    with pytest.raises(DeviceTrouble) as told:
        flags_without_waiting("win32")
    assert told.value.code == "ticket.away"
