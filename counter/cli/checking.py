"""``health``, ``diagnose``, ``policy``: the machine itself, also when its desk does not open."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from counter.actions import verifying
from counter.actions.desk import Desk, OnStore
from counter.cli import keeping
from counter.cli.opening import Opened, key_ring_of, only_allowed, open_desk, reach
from counter.errors import CounterError, RuleBroken
from counter.health.bundle import Piece, pieces, policy_told, write_bundle
from counter.health.findings import EXIT_CODES, Finding, Report
from counter.health.looking import look, look_from_outside
from counter.health.machine import Machine, queue_state
from counter.ports import Printer
from counter.settings import Reading, Settings, read
from counter.settings.reading import shown
from counter.store import facts

T = TypeVar("T")

Undrawn = Callable[[str], str]
"""The characters of a text that the screen cannot draw; given by whoever has a screen."""


def verify(desk: Desk) -> tuple[str, ...]:
    """What does not fit; empty when all is well."""
    return verifying.faults(desk)


def run(arguments: argparse.Namespace, undrawn: Undrawn) -> int:
    """The command was carried out; ``health`` gives its own exit codes."""
    reading = read(arguments.home, arguments.policy)
    if arguments.command == "policy":
        return _policy(arguments, reading)
    machine = machine_of(arguments.home, reading, undrawn)
    with _look_here(machine) as (report, desk):
        if arguments.command == "health":
            _tell(report, as_json=arguments.json)
            return EXIT_CODES[report.level]
        _diagnose(arguments.to, pieces(arguments.home, reading, report, desk))
    return 0


def machine_of(
    home: Path, reading: Reading, undrawn: Undrawn, queue_of: Callable[[], tuple[str, str]] | None = None
) -> Machine:
    """What the checks of this machine look at."""
    settings = reading.settings
    return Machine(
        home=home,
        reading=reading,
        key_ring=key_ring_of(settings),
        ring_name=keeping.ring_name(home),
        queue_state=queue_of or (lambda: queue_state(_printer(settings, home), settings.print_queue)),
        undrawn=undrawn,
    )


def _printer(settings: Settings, home: Path) -> Printer:
    """The printer as the command line reaches it; the window's own print system is asked through CUPS."""
    if settings.printer == "folder":
        from counter.devices.folder_printer import FolderPrinter  # noqa: PLC0415 -- only the one in use

        return FolderPrinter(Path(settings.paper_folder) if settings.paper_folder else home / "papers")
    from counter.devices.cups_printer import CupsPrinter  # noqa: PLC0415 -- only the one in use

    return only_allowed(CupsPrinter(), settings)


def look_at_desk(machine: Machine, desk: Desk, on_store: OnStore) -> Report:
    """The report of a desk that is open elsewhere; the platform is asked by a connection of our own."""
    enrolment = on_store(facts.enrolment, desk.db)
    platform = reach(desk, machine.reading.settings, enrolment, machine.reading.fixed_url).platform
    return look(machine, desk, platform, on_store, now=dt.datetime.now(dt.UTC))


@contextlib.contextmanager
def _look_here(machine: Machine) -> Iterator[tuple[Report, Desk | None]]:
    """The report, and the desk while it is open; one that does not open, or is not there yet, is told from outside."""
    settings, now = machine.reading.settings, dt.datetime.now(dt.UTC)
    with contextlib.ExitStack() as closing:
        try:
            machine.reading.whole()
            if not any(machine.home.glob("counter.*")):  # looking makes no desk where there was none
                raise RuleBroken("enrolment.missing")
            opened: Opened = closing.enter_context(
                open_desk(machine.home, settings, machine.key_ring, platform_url=machine.reading.fixed_url)
            )
        except CounterError as error:
            yield look_from_outside(machine, error, now=now), None
            return
        yield look_at_desk(machine, opened.desk, _here), opened.desk


def _here(job: Callable[..., T], /, *arguments: object) -> T:
    """The store lane of a command: its own thread."""
    return job(*arguments)


def _tell(report: Report, *, as_json: bool) -> None:
    if as_json:
        checks = {
            finding.check.value: {"level": finding.level.value, "code": finding.code, **finding.seen, **finding.params}
            for finding in report.findings
        }
        print(json.dumps({"level": report.level.value, "checks": checks}, ensure_ascii=False))
        return
    for finding in report.findings:
        print(f"{finding.level.value:<5}{finding.check.value:<13} {_words(finding)}".rstrip())


def _words(finding: Finding) -> str:
    told = {**finding.seen, **finding.params}
    return " ".join([finding.code, *(f"{name}={value}" for name, value in told.items())]).strip()


def _policy(arguments: argparse.Namespace, reading: Reading) -> int:
    """Every key with its source; 1 when something is wrong."""
    if arguments.json:
        print(json.dumps(policy_told(reading), ensure_ascii=False, indent=2))
    else:
        for held in reading.held:
            lock = "locked" if held.locked else "open"
            print(f"{held.key} = {shown(held.value)}  [{held.source.value} {lock}] {held.where}".rstrip())
        for fault in reading.faults:
            print(f"BAD {fault}")
    return 1 if reading.faults else 0


def _diagnose(folder: Path | None, parts: tuple[Piece, ...]) -> None:
    """Without a folder every word is shown and nothing written; with one the list, and the zip is there."""
    for part in parts:
        print(f"--- {part.name} ({len(part.text.encode())} bytes)")
        if folder is None:
            print(part.text)
    if folder is not None:
        path = write_bundle(folder, parts, now=dt.datetime.now(dt.UTC))
        print(json.dumps({"bundle": str(path), "files": [part.name for part in parts]}))
