"""The packages that are tried and the roots they are tried in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from installer.tests.hall import PracticeHall, practice_hall
from installer.tests.machine import Machine
from installer.tests.roots import Root, base, overlay

PACKAGES = Path(os.environ.get("COUNTER_PACKAGES", "build/test-packages"))
"""Where ``make test-packages`` put two versions of the package, one above the other."""
MEMORY = Path("/dev/shm/window-counter-roots")  # noqa: S108 -- root's own folder
"""What a test changes is thrown away: it need not go to a disk, except where time is taken."""
SUITES = ("bookworm", "bullseye")
"""Debian 12 (glibc 2.36) and Debian 11 (glibc 2.31). Debian 10 (2.28) is no longer on Debian's mirrors."""


def package(which: str) -> Path:
    """The package ``old`` or ``new``."""
    return next((PACKAGES / which).glob("window-counter_*_amd64.deb"))


def version(which: str) -> str:
    """Its version."""
    return package(which).name.split("_")[1]


@pytest.fixture(scope="session", params=SUITES)
def suite(request: pytest.FixtureRequest) -> str:
    """The name of a Debian."""
    return str(request.param)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[PracticeHall]:
    """A practice hall that listens."""
    with practice_hall(tmp_path / "hall") as running:
        yield running


@pytest.fixture
def machine(suite: str) -> Iterator[Machine]:
    """A bare machine with both packages at hand, nothing installed."""
    with overlay(base(suite), folder=MEMORY) as root:
        yield with_packages(root)


def with_packages(root: Root) -> Machine:
    """The machine with both packages at hand."""
    for which in ("old", "new"):
        target = root.path / f"srv/{which}.deb"
        target.parent.mkdir(exist_ok=True)
        if not target.exists():
            shutil.copyfile(package(which), target)
    return Machine(root)
