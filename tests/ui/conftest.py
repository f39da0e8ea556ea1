"""Every UI test runs offscreen with the product's own style; lanes are closed when a test ends."""

from __future__ import annotations

import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from counter.lanes import Lane
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
