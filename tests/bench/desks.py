"""Desks and a hall for the bench, outside pytest."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from counter.actions import enrolment
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.clock import SystemClock
from counter.domain.item import ServiceItem
from counter.domain.workdays import HolidayTable
from counter.platform_api.http import HttpFrontDoor, HttpPlatform
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import facts
from counter.sync.round import sync_once
from counter.wire.catalogue import read_catalogue_files
from tests.conftest import ROOT, FakeClock, open_desk_at


def shipped_items() -> tuple[ServiceItem, ...]:
    """The shipped catalogue."""
    folder = ROOT / "resources" / "catalogue"
    files = sorted(path for path in folder.glob("*.json") if path.name != "catalogue.schema.json")
    return read_catalogue_files([(path.name, path.read_bytes()) for path in files])


@contextlib.contextmanager
def enrolled_desk(home: Path) -> Iterator[Desk]:
    """A desk with the encrypted store in that home, enrolled and with the catalogue."""
    (holidays,) = (ROOT / "resources" / "holidays").glob("*.json")
    table = msgspec.json.decode(holidays.read_bytes(), type=HolidayTable)
    clock = FakeClock()
    platform = SimulatedPlatform(now=clock.now, items=shipped_items(), holidays=table)
    home.mkdir(parents=True)
    desk = open_desk_at(home, clock)
    try:
        enrolment.enrol(desk, platform, code="OK-1", platform_url="http://127.0.0.1:1")
        sync_once(desk, platform, platform, on_this_thread)
        yield desk
    finally:
        desk.store.close()


@contextlib.contextmanager
def hall(home: Path) -> Iterator[dict[str, str]]:
    """A hall server as a process of its own on a free loopback port; gives its url and a one-time code."""
    home.mkdir(parents=True)
    command = [sys.executable, str(ROOT / "main.py"), "--home", str(home), "hall", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        try:
            assert server.stdout is not None
            yield json.loads(server.stdout.readline())
        finally:
            server.terminate()


@contextlib.contextmanager
def desk_before(told: dict[str, str], home: Path) -> Iterator[tuple[Desk, HttpPlatform, HttpFrontDoor]]:
    """A desk that is enrolled at that hall over HTTP, and its ways to it."""
    home.mkdir(parents=True)
    clock = FakeClock(SystemClock().now())
    desk = open_desk_at(home, clock)
    try:
        url = told["url"]
        enrolled = enrolment.enrol(desk, HttpFrontDoor(url, enrolment=None), code=told["code"], platform_url=url)
        platform, door = HttpPlatform(url, enrolled), HttpFrontDoor(url, enrolment=enrolled)
        report = sync_once(desk, platform, door, on_this_thread)
        assert not report.trouble, report.trouble
        assert facts.read_fact(desk.db, "catalogue_version", int)
        yield desk, platform, door
    finally:
        desk.store.close()
