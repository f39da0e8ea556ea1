"""Every UI test runs offscreen with the product's own style; lanes are closed when a test ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from counter.actions import enrolment
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.lanes import Lane
from counter.platform_api.simulated import SimulatedPlatform
from counter.sync.round import sync_once
from tests.conftest import FakeClock, open_desk_at
from ui.bridge import Bridge
from ui.theme import dress


def pytest_configure(config: pytest.Config) -> None:
    """A warning of the offscreen platform about windows it does not have is no fault of ours."""
    config.addinivalue_line("qt_log_ignore", "does not support propagateSizeHints")


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """The application wears the product's style, as the clerk sees it."""
    if not qapp.property("dressed"):
        dress(qapp)
        qapp.setProperty("dressed", True)


@pytest.fixture
def bridge(qapp: QApplication) -> Iterator[Bridge]:
    """A bridge of this test."""
    made = Bridge()
    yield made
    made.close()
    qapp.sendPostedEvents()


@pytest.fixture
def lane() -> Iterator[Lane]:
    """A lane of this test."""
    made = Lane("test")
    yield made
    assert made.close(5.0)


@pytest.fixture
def lane_desk(lane: Lane, tmp_path: Path, clock: FakeClock, platform: SimulatedPlatform) -> Iterator[Desk]:
    """An enrolled desk with the catalogue that lives on the lane, as it does in the program."""

    def make() -> Desk:
        desk = open_desk_at(tmp_path, clock)
        enrolment.enrol(desk, platform, code="OK-1", platform_url="http://127.0.0.1:1")
        sync_once(desk, platform, platform, on_this_thread)
        return desk

    made = lane.call(make)
    yield made
    lane.call(made.store.close)
