"""What the fault lanes share: how long they run, an item to take, and a round against the simulated platform."""

from __future__ import annotations

import os
import random
from pathlib import Path

import sqlcipher3

from counter.actions import intake
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.case import Case, Decision
from counter.domain.item import Handling, ServiceItem
from counter.platform_api.simulated import SimulatedPlatform
from counter.sync.report import Report
from counter.sync.round import sync_once
from tests.conftest import CLERK, KEY, ROOT, draft_of, filled

IS_LONG = os.environ.get("COUNTER_FAULTS") == "long"
"""``make faults``: hundreds and thousands of rounds instead of a seeded handful."""


def promised_item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item for natural persons that is accepted with a promise."""
    return next(item for item in items if item.handling is Handling.PROMISED and "1" in item.service_targets)


def take(desk: Desk, items: tuple[ServiceItem, ...], serial: int = 1, *, name: str = "欧阳一鸣") -> Case:
    """The n-th person's case is accepted."""
    draft = draft_of(filled(promised_item(items), serial=serial, name=name), at=desk.moment().at)
    return intake.take_case(desk, CLERK, draft, Decision.ACCEPTED).case


def one_round(desk: Desk, platform: SimulatedPlatform, *, digest_now: bool = False) -> Report:
    """A sync round on this thread."""
    return sync_once(desk, platform, platform, on_this_thread, digest_now=digest_now)


def look_into(path: Path, *, key: bytes = KEY) -> sqlcipher3.Connection:
    """A bare connection to the database, past the store."""
    connection = sqlcipher3.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    return connection


def seeded(seed: int) -> random.Random:
    """A draw that a failing test can be repeated with."""
    return random.Random(seed)  # noqa: S311 -- reproducible, hides nothing


def child_environment() -> dict[str, str]:
    """The environment of a child process that imports this checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}
