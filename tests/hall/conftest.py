"""A real hall on a free port."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.domain.item import Handling, ServiceItem
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.staff import PRACTICE_CLERKS
from tests.hall.databases import copy_hall, hall_url
from tests.hall.window import PASSWORD, Counter, Served, holiday_table, load_items, serving


@pytest.fixture(scope="session")
def whole_hall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hall with its catalogue, made once: what every test starts from is copied."""
    folder = tmp_path_factory.mktemp("hall")
    with contextlib.closing(_open(folder)) as opened:
        opened.load_catalogue(load_items(), holiday_table())
    return folder


@pytest.fixture(scope="session")
def staffed_hall(whole_hall: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its people; their passwords and keys are slow to make by intent."""
    folder = tmp_path_factory.mktemp("staffed") / "hall"
    copy_hall(whole_hall, folder)
    with contextlib.closing(_open(folder)) as opened:
        for clerk in PRACTICE_CLERKS:
            opened.put_clerk(clerk, PASSWORD)
    return folder


@pytest.fixture
def hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hall]:
    made = "staffed_hall" if "clerks" in request.fixturenames else "whole_hall"
    copy_hall(request.getfixturevalue(made), tmp_path)
    with contextlib.closing(_open(tmp_path)) as opened:
        yield opened


@pytest.fixture
def served(hall: Hall) -> Iterator[Served]:
    with serving(hall) as listening:
        yield listening


@pytest.fixture
def clerks() -> None:
    """The hall has its people (``hall`` looks for this name)."""


@pytest.fixture
def counter(served: Served) -> Counter:
    return Counter(served, Place())


@pytest.fixture
def item() -> ServiceItem:
    return next(each for each in load_items() if each.handling is Handling.PROMISED)


def _open(folder: Path) -> Hall:
    return Hall(hall_url(folder), folder, practice=True)
