"""On which database a test's hall runs: the embedded one, or PostgreSQL under ``make test-postgresql``.

A folder is one hall: the same folder again is the same database. What a test made on PostgreSQL goes with the test.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from tests.hall.cluster import Cluster, cluster

ON_POSTGRESQL = os.environ.get("COUNTER_HALL_ON", "") == "postgresql"

_closing = contextlib.ExitStack()
_running: list[Cluster] = []
_names: dict[Path, str] = {}
_kept: set[Path] = set()


def hall_url(folder: Path) -> str:
    """The database of the hall in that folder, empty at first."""
    return postgresql_url(folder) if ON_POSTGRESQL or folder in _names else sqlite_url(folder)


def sqlite_url(folder: Path) -> str:
    """The embedded database in that folder."""
    return f"sqlite:///{folder / 'hall.sqlite'}"


def postgresql_url(folder: Path, *, keep: bool = False) -> str:
    """The PostgreSQL database that belongs to that folder; the cluster of this run is started for the first.

    Kept, it outlives the test: for what several tests share.
    """
    if keep:
        _kept.add(folder)
    if folder not in _names:
        _names[folder] = running().create()
    return running().url(_names[folder])


def copy_hall(source: Path, folder: Path) -> None:
    """The hall of the one folder is also in the other; nobody is connected to the first, which stays to the end."""
    shutil.copytree(source, folder, dirs_exist_ok=True)
    _kept.add(source)
    if source in _names:
        _names[folder] = running().create(_names[source])


def running() -> Cluster:
    """The cluster of this run."""
    if not _running:
        _running.append(_closing.enter_context(cluster()))
    return _running[0]


def forget() -> None:
    """The databases of the test that ended are gone."""
    for folder in [each for each in _names if each not in _kept]:
        running().drop(_names.pop(folder))


def close() -> None:
    """No cluster of this run is left."""
    _closing.close()
    _running.clear()
    _names.clear()
