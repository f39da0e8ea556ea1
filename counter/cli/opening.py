"""A desk opened from its home folder: key, store, scans, clock, platform; closed again in the opposite order."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from counter.actions.desk import Desk, notice_rollback
from counter.cli import keeping
from counter.clock import SystemClock, TrustedClock
from counter.domain.enrolment import Enrolment
from counter.errors import StoreTrouble
from counter.log import listen
from counter.platform_api.http import HttpArchive, HttpCarrier, HttpFrontDoor, HttpPlatform, HttpSeals
from counter.ports import Clock, KeyRing, Printer, TicketPrinter
from counter.secrets import KeyFile, SystemKeyRing
from counter.settings import Settings
from counter.settings.place import check_home
from counter.store import facts
from counter.store.opening import Store
from counter.store.scans import ScanStore

T = TypeVar("T")

_MADE = "This folder holds the cases of a service window. Never delete it by hand.\n"


@dataclasses.dataclass(frozen=True)
class Opened:
    """An open desk with its way to the platform; ``platform`` is None before enrolment."""

    desk: Desk
    front_door: HttpFrontDoor
    platform: HttpPlatform | None
    seals: HttpSeals | None = None
    archive: HttpArchive | None = None
    carrier: HttpCarrier | None = None


def on_this_thread(job: Callable[..., T], /, *arguments: object) -> T:
    """The store lane of a command: the command's own thread."""
    return job(*arguments)


def key_ring_of(settings: Settings) -> KeyRing:
    """The key ring that the machine policy or the system gives."""
    return KeyFile(Path(settings.key_file)) if settings.key_file else SystemKeyRing()


def ticket_printer_of(settings: Settings, home: Path) -> TicketPrinter:
    """The ticket printer that the settings name."""
    if settings.ticket_printer == "folder":
        from counter.devices.folder_ticket_printer import FolderTicketPrinter  # noqa: PLC0415 -- only the one in use

        return FolderTicketPrinter(home / "tickets")
    from counter.devices.ticket_printer import EscPosPrinter  # noqa: PLC0415 -- only the one in use

    return EscPosPrinter(settings.ticket_printer)


def only_allowed(printer: Printer, settings: Settings) -> Printer:
    """The printer, with no other queues than the policy allows."""
    if not settings.allowed_printers:
        return printer
    from counter.devices.allowed_queues import AllowedQueues  # noqa: PLC0415 -- only where IT allows a few

    return AllowedQueues(printer, settings.allowed_printers)


def reach(desk: Desk, settings: Settings, enrolment: Enrolment | None, platform_url: str = "") -> Opened:
    """The desk with its way to the platform: where the policy says, else where it was enrolled, else where asked."""
    url = platform_url or (enrolment.platform_url if enrolment else settings.platform_url)
    way = {"ca_bundle": settings.ca_bundle, "proxy": settings.proxy}
    return Opened(
        desk=desk,
        front_door=HttpFrontDoor(url, enrolment, **way),
        platform=HttpPlatform(url, enrolment, **way) if enrolment else None,
        seals=HttpSeals(url, enrolment, **way) if enrolment else None,
        archive=HttpArchive(url, enrolment, **way) if enrolment else None,
        carrier=HttpCarrier(url, enrolment, **way) if enrolment else None,
    )


@contextlib.contextmanager
def open_desk(
    home: Path, settings: Settings, key_ring: KeyRing, clock: Clock | None = None, *, platform_url: str = ""
) -> Iterator[Opened]:
    """The desk of that home; closed when the block ends. Must be entered on the thread that uses it.

    Args:
        home: its folder.
        settings: what holds here.
        key_ring: where its key is.
        clock: another one than the machine's.
        platform_url: where the policy says that the platform is, whatever was true at enrolment; empty says nothing.

    Raises:
        StoreTrouble: ``keyring.*``, ``store.*``. An existing database is never replaced, nor its key made anew.
        RuleBroken: ``settings.network_home``.
    """
    check_home(home)
    listen(settings.log_level)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreTrouble("store.not_writable") from error
    path = home / keeping.DATABASE
    store_key = keeping.key_of(home, key_ring)
    with contextlib.ExitStack() as closing:
        store = Store(path, store_key, create=True)
        closing.callback(store.close)
        (home / "README.txt").write_text(_MADE)
        keeping.keep_slot(home, store_key, settings.recovery_key)
        offset_ms = facts.read_fact(store.db, "clock_offset_ms", int)
        trusted = TrustedClock(clock or SystemClock(), offset_ms)
        desk = Desk(store=store, scans=ScanStore(home / "scans", store_key), clock=trusted)
        notice_rollback(desk)
        yield reach(desk, settings, facts.enrolment(store.db), platform_url)
