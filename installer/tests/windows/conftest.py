"""The two versions that are tried, and a machine for each module of tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from installer.tests.hall import PracticeHall, practice_hall
from installer.tests.windows.wine import Windows, give_converters, windows

FILES = Path(os.environ.get("COUNTER_WINDOWS_FILES", "build/test-windows"))
"""Where ``make test-windows`` put two versions, one above the other."""


def built(which: str, kind: str) -> Path:
    """The ``exe`` or ``msi`` of the ``old`` or ``new`` version."""
    return next((FILES / which).glob(f"window-counter_*_win-x64.{kind}"))


def version(which: str) -> str:
    """Its version."""
    return built(which, "exe").name.split("_")[1]


def tree(which: str) -> Path:
    """The tree that it was packed from."""
    return FILES / which / "trees" / version(which) / "win-x64"


@pytest.fixture(scope="module")
def machine() -> Iterator[Windows]:
    """A bare machine with both versions at hand, nothing installed."""
    files = {f"{which}.{kind}": built(which, kind) for which in ("old", "new") for kind in ("exe", "msi")}
    with windows(files) as made:
        give_converters(made, tree("old") / "site/PySide6/Qt6Core.dll")
        yield made


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeHall]:
    """A practice hall that listens."""
    with practice_hall(tmp_path_factory.mktemp("hall")) as running:
        yield running
