"""A desk opened from its home folder: key, store, scans, clock, platform; closed again in the opposite order."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path

from counter.actions.desk import Desk, notice_rollback
from counter.clock import SystemClock, TrustedClock
from counter.errors import StoreTrouble
from counter.platform_api.http import HttpArchive, HttpFrontDoor, HttpPlatform, HttpSeals
from counter.ports import Clock, KeyRing, TicketPrinter
from counter.secrets import KeyFile, SystemKeyRing, new_key
from counter.settings import Settings
from counter.store import facts
from counter.store.opening import Store
from counter.store.scans import ScanStore

_MADE = "This folder holds the cases of a service window. Never delete it by hand.\n"


@dataclasses.dataclass(frozen=True)
class Opened:
    """An open desk with its way to the platform; ``platform`` is None before enrolment."""

    desk: Desk
    front_door: HttpFrontDoor
    platform: HttpPlatform | None
    seals: HttpSeals | None = None
    archive: HttpArchive | None = None


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


@contextlib.contextmanager
def open_desk(home: Path, settings: Settings, key_ring: KeyRing, clock: Clock | None = None) -> Iterator[Opened]:
    """The desk of that home; closed when the block ends. Must be entered on the thread that uses it.

    Raises:
        StoreTrouble: ``keyring.*``, ``store.*``. An existing database is never replaced, nor its key made anew.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = home / "counter.db"
    store_key = _key(home, path, key_ring)
    with contextlib.ExitStack() as closing:
        store = Store(path, store_key, create=True)
        closing.callback(store.close)
        (home / "README.txt").write_text(_MADE)
        offset_ms = facts.read_fact(store.db, "clock_offset_ms", int)
        trusted = TrustedClock(clock or SystemClock(), offset_ms)
        desk = Desk(store=store, scans=ScanStore(home / "scans", store_key), clock=trusted)
        notice_rollback(desk)
        enrolment = facts.enrolment(store.db)
        url = enrolment.platform_url if enrolment else settings.platform_url
        door = HttpFrontDoor(url, ca_bundle=settings.ca_bundle, enrolment=enrolment)
        platform = HttpPlatform(url, enrolment, ca_bundle=settings.ca_bundle) if enrolment else None
        seals = HttpSeals(url, enrolment, ca_bundle=settings.ca_bundle) if enrolment else None
        archive = HttpArchive(url, enrolment, ca_bundle=settings.ca_bundle) if enrolment else None
        yield Opened(desk=desk, front_door=door, platform=platform, seals=seals, archive=archive)


def _key(home: Path, path: Path, key_ring: KeyRing) -> bytes:
    """The home's key; a new one only where there is no trace of a database."""
    name = "store-" + hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]
    key = key_ring.read(name)
    traces = (path, path.with_suffix(".kcv"), path.with_suffix(".high"))
    if key is None:
        if any(trace.exists() for trace in traces):
            raise StoreTrouble("keyring.key_gone")
        key = new_key()
        key_ring.write(name, key)
    elif path.with_suffix(".kcv").exists() and not path.exists():
        raise StoreTrouble("store.missing")
    return key
