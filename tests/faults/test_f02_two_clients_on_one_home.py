"""faults.md F02, trust.md F15: a second client on the same home is refused at once; a dead one leaves no stale lock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from counter.actions.desk import Desk
from counter.domain.item import ServiceItem
from counter.errors import StoreTrouble
from counter.store.opening import Store
from tests.conftest import KEY
from tests.faults.support import IS_LONG, child_environment, take

RACES = 200 if IS_LONG else 20
RACERS = 3
_RACE = """
import os, sys
from pathlib import Path
from counter.errors import StoreTrouble
from counter.store.opening import Store

home, races, racers = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
for race in range(races):
    go_read, go_write = os.pipe()
    hold_read, hold_write = os.pipe()
    told_read, told_write = os.pipe()
    children = []
    for racer in range(racers):
        pid = os.fork()
        if pid == 0:
            os.close(go_write); os.close(hold_write)
            os.read(go_read, 1)
            try:
                store = Store(home / f"race-{race}.db", bytes(range(32)), create=True)
            except StoreTrouble as error:
                os.write(told_write, f"{error.code}\\n".encode())
                os._exit(0)
            os.write(told_write, b"open\\n")
            os.read(hold_read, 1)
            os._exit(0)
        children.append(pid)
    os.close(go_write); os.close(told_write)
    words = b""
    while words.count(b"\\n") < racers:
        piece = os.read(told_read, 100)
        if not piece:
            break
        words += piece
    os.close(hold_write)
    for pid in children:
        os.waitpid(pid, 0)
    for descriptor in (go_read, hold_read, told_read):
        os.close(descriptor)
    print(" ".join(sorted(words.decode().split())), flush=True)
"""


def test_a_second_client_is_refused_while_the_first_works(
    desk: Desk, items: tuple[ServiceItem, ...], tmp_path: Path
) -> None:
    """Before and after the first one has written; the first one goes on working."""
    for serial in (1, 2):
        with pytest.raises(StoreTrouble) as caught:
            Store(tmp_path / "counter.db", KEY)
        assert caught.value.code == "store.in_use"
        take(desk, items, serial)


def test_of_several_clients_that_start_at_once_exactly_one_opens(tmp_path: Path) -> None:
    """Also on a home that none of them finds made; whoever is refused is told why."""
    done = subprocess.run(
        [sys.executable, "-c", _RACE, str(tmp_path), str(RACES), str(RACERS)],
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
        env=child_environment(),
    )
    races = done.stdout.splitlines()
    assert len(races) == RACES
    assert set(races) == {"open store.in_use store.in_use"}


def test_a_client_that_was_killed_leaves_no_lock(tmp_path: Path) -> None:
    """The next one opens at once, without a click or a wait."""
    script = (
        "import os, sys; from pathlib import Path; from counter.store.opening import Store;"
        "Store(Path(sys.argv[1]), bytes(range(32)), create=True); os.kill(os.getpid(), 9)"
    )
    path = tmp_path / "counter.db"
    done = subprocess.run([sys.executable, "-c", script, str(path)], env=child_environment(), check=False, timeout=60)
    assert done.returncode == -9
    Store(path, KEY).close()
