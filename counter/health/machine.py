"""The checks of the machine itself; none needs an open database, so that they tell why one does not open."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from counter import recovery
from counter.documents.glyph_check import undrawn_on_paper
from counter.errors import CounterError
from counter.health.findings import RARE, Check, Finding, bad, ok, warn
from counter.health.input_method import input_method
from counter.ports import KeyRing, Printer
from counter.settings import Reading
from counter.settings.place import network_kind
from counter.store.opening import check_value

DISK_WARN_MB = 500
DISK_BAD_MB = 100
CA_WARN_DAYS = 30
_MB = 1024 * 1024
_OTHERS = 0o077


@dataclasses.dataclass(frozen=True)
class Machine:
    """What a machine's checks look at.

    Attributes:
        home: the desk's folder.
        reading: its settings, with what is wrong with them.
        key_ring: where its key should be.
        ring_name: the key's name there.
        queue_state: the printer's queue and the code of why it stands still, asked wherever the printer may be asked.
        undrawn: the characters of a text that the screen cannot draw.
    """

    home: Path
    reading: Reading
    key_ring: KeyRing
    ring_name: str
    queue_state: Callable[[], tuple[str, str]]
    undrawn: Callable[[str], str]


def queue_state(printer: Printer, queue: str) -> tuple[str, str]:
    """The queue's name (the default's when none is named) and the code of why nothing comes out; empty when it does.

    Raises:
        DeviceTrouble: the printer's own.
    """
    return queue or next(iter(printer.queues()), ""), printer.trouble(queue)


def machine_findings(machine: Machine, *, now: dt.datetime) -> tuple[Finding, ...]:
    """Every check of the machine. May take seconds: the printer is asked."""
    settings = machine.reading.settings
    return (
        policy(machine.reading),
        profile(machine.home),
        rights(machine.home),
        disk(machine.home),
        key_ring(machine),
        recovery_slot(machine),
        ca(settings.ca_bundle, now=now),
        printer(machine),
        paper_fonts(),
        screen_fonts(machine),
        input_method(),
    )


def policy(reading: Reading) -> Finding:
    """Every file and value is understood."""
    for fault in reading.faults:
        return bad(Check.POLICY, fault.code, **fault.params)
    return ok(Check.POLICY, locked=sum(held.locked for held in reading.held))


def profile(home: Path) -> Finding:
    """The data lies on this machine."""
    kind = network_kind(home)
    return bad(Check.PROFILE, "settings.network_home", kind=kind) if kind else ok(Check.PROFILE)


def rights(home: Path) -> Finding:
    """The home is this user's alone and can be written."""
    if not home.is_dir():
        return bad(Check.RIGHTS, "health.no_home")
    if not os.access(home, os.W_OK | os.X_OK):
        return bad(Check.RIGHTS, "store.not_writable")
    for path in (home, *home.glob("counter.*")):
        if os.name == "posix" and path.is_dir() and path.stat().st_mode & _OTHERS:
            return warn(Check.RIGHTS, "health.home_open")
        if path.is_file() and not os.access(path, os.R_OK | os.W_OK):
            return bad(Check.RIGHTS, "store.not_writable")
    return ok(Check.RIGHTS)


def disk(home: Path) -> Finding:
    """There is room for what is to come."""
    at = next((folder for folder in (home, *home.parents) if folder.is_dir()), Path("/"))
    free_mb = shutil.disk_usage(at).free // _MB
    if free_mb < DISK_BAD_MB:
        return bad(Check.DISK, "health.disk_full", free_mb=free_mb)
    if free_mb < DISK_WARN_MB:
        return warn(Check.DISK, "health.disk_low", free_mb=free_mb)
    return ok(Check.DISK, free_mb=free_mb)


def key_ring(machine: Machine) -> Finding:
    """The key of the database is where it should be, and it is the right one."""
    kept_in = "file" if machine.reading.settings.key_file else "system"
    try:
        key = machine.key_ring.read(machine.ring_name)
    except CounterError as error:
        return bad(Check.KEY_RING, error.code)
    check = machine.home / "counter.kcv"
    if key is None:
        return bad(Check.KEY_RING, "keyring.key_gone") if check.exists() else ok(Check.KEY_RING, kept_in=kept_in)
    if check.exists() and check.read_bytes().strip() != check_value(key):
        return bad(Check.KEY_RING, "store.wrong_key")
    return ok(Check.KEY_RING, kept_in=kept_in)


def recovery_slot(machine: Machine) -> Finding:
    """The key lies sealed to the recovery key that holds now."""
    wanted = machine.reading.settings.recovery_key
    check = machine.home / "counter.kcv"
    if not wanted:
        return warn(Check.RECOVERY, "health.no_recovery_key")
    if not check.exists():
        return ok(Check.RECOVERY)
    try:
        slot = (machine.home / recovery.SLOT_NAME).read_text(encoding="ascii", errors="replace")
    except OSError:
        return bad(Check.RECOVERY, "health.no_recovery_slot")
    if recovery.sealed_to(slot) != (wanted, check.read_text(encoding="ascii", errors="replace").strip()):
        return bad(Check.RECOVERY, "health.no_recovery_slot")
    return ok(Check.RECOVERY, sealed_to=wanted[:12])


def ca(ca_bundle: str, *, now: dt.datetime) -> Finding:
    """The private CA can be read and is valid; without one, the system's store is used."""
    if not ca_bundle:
        return ok(Check.CA, store="system")
    from cryptography import x509  # noqa: PLC0415 -- only where there is a private CA

    try:
        found = x509.load_pem_x509_certificates(Path(ca_bundle).read_bytes())
    except (OSError, ValueError):
        return bad(Check.CA, "platform.ca_unreadable")
    if not found:
        return bad(Check.CA, "platform.ca_unreadable")
    ends_at = min(each.not_valid_after_utc for each in found)
    days = (ends_at - now).days
    if ends_at <= now or max(each.not_valid_before_utc for each in found) > now:
        return bad(Check.CA, "health.ca_over", day=ends_at.date().isoformat())
    if days < CA_WARN_DAYS:
        return warn(Check.CA, "health.ca_ends", days=days)
    return ok(Check.CA, store="file", days=days)


def printer(machine: Machine) -> Finding:
    """The queue is there and stands not still."""
    try:
        name, code = machine.queue_state()
    except CounterError as error:
        return bad(Check.PRINTER, error.code, **error.params)
    if not name:
        return bad(Check.PRINTER, "printer.none")
    return warn(Check.PRINTER, code, queue=name) if code else ok(Check.PRINTER, queue=name)


def paper_fonts() -> Finding:
    """The paper's fonts really draw rare characters of names."""
    try:
        undrawn = undrawn_on_paper(RARE)
    except CounterError as error:
        return bad(Check.PAPER_FONTS, error.code, **error.params)
    return (
        bad(Check.PAPER_FONTS, "health.undrawn", characters=undrawn) if undrawn else ok(Check.PAPER_FONTS, drawn=RARE)
    )


def screen_fonts(machine: Machine) -> Finding:
    """The screen's fonts really draw them, too."""
    undrawn = machine.undrawn(RARE)
    if undrawn:
        return bad(Check.SCREEN_FONTS, "health.undrawn", characters=undrawn)
    return ok(Check.SCREEN_FONTS, drawn=RARE)
