"""A real hall on a free port."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.domain.item import Handling, ServiceItem
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.staff import PRACTICE_CLERKS
from tests.hall.window import PASSWORD, Counter, Served, holiday_table, load_items, serving


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    opened = Hall(f"sqlite:///{tmp_path / 'hall.sqlite'}", tmp_path, practice=True)
    opened.load_catalogue(load_items(), holiday_table())
    yield opened
    opened.close()


@pytest.fixture
def served(hall: Hall) -> Iterator[Served]:
    with serving(hall) as listening:
        yield listening


@pytest.fixture
def clerks(hall: Hall) -> None:
    for clerk in PRACTICE_CLERKS:
        hall.put_clerk(clerk, PASSWORD)


@pytest.fixture
def counter(served: Served) -> Counter:
    return Counter(served, Place())


@pytest.fixture
def item() -> ServiceItem:
    return next(each for each in load_items() if each.handling is Handling.PROMISED)
