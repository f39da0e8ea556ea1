"""A counter has no library of the hall's, and its program loads all the same; ``make test-windows`` says so, too."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

IMPORTING = ROOT / "installer/tests/windows/import_all.py"
HALL_LIBRARIES = ("alembic", "litestar", "sqlalchemy", "uvicorn")
_FEWEST_MODULES = 300


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """The checkout as an assembled tree lies, on a machine where the hall's libraries are missing."""
    (tmp_path / "app").symlink_to(ROOT)
    (tmp_path / "site").mkdir()
    for name in HALL_LIBRARIES:
        missing = f"raise ModuleNotFoundError('not at a counter', name={name!r})\n"
        (tmp_path / "site" / f"{name}.py").write_text(missing, encoding="utf-8")
    return tmp_path


def _told(top: Path) -> str:
    command = [sys.executable, "-I", "-B", str(IMPORTING), str(top)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


def test_every_module_of_the_client_loads_without_the_halls_libraries(top: Path) -> None:
    told = _told(top)
    assert "WRONG" not in told, told
    found = re.search(r"(\d+) modules on", told)
    assert found is not None
    assert int(found[1]) > _FEWEST_MODULES


def test_a_module_that_needs_more_and_one_that_needs_less_than_is_said_are_named(top: Path) -> None:
    """On a machine with the hall's libraries and without the one of updates."""
    for name in HALL_LIBRARIES:
        (top / "site" / f"{name}.py").unlink()
    (top / "site/tuf.py").write_text("raise ModuleNotFoundError('gone', name='tuf')\n", encoding="utf-8")
    told = _told(top)
    assert "WRONG counter.cli.seals: needs nothing of the hall\n" in told
    assert "WRONG counter.updates.channel: no tuf\n" in told
