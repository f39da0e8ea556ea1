"""While somebody has something in hand the updater waits; nothing is left behind by a crash."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from counter.updates.hand import Hand, alone, lay

_HOLDS = """
import sys
from pathlib import Path
from counter.updates.hand import Hand
hand = Hand(Path(sys.argv[1]))
print(hand.hold(), flush=True)
sys.stdin.read()
"""


def _is_free(folder: Path) -> bool:
    with alone(folder) as nobody:
        return nobody


def test_where_there_is_no_updater_there_is_nothing_to_hold(tmp_path: Path) -> None:
    hand = Hand(tmp_path)
    assert not hand.hold()
    hand.let_go()
    assert list(tmp_path.iterdir()) == []


def test_one_full_hand_of_two_is_enough(tmp_path: Path) -> None:
    lay(tmp_path)
    one, other = Hand(tmp_path), Hand(tmp_path)
    assert _is_free(tmp_path)
    assert one.hold()
    assert other.hold()
    assert one.hold()
    assert not _is_free(tmp_path)
    one.let_go()
    assert not _is_free(tmp_path)
    other.let_go()
    other.let_go()
    assert _is_free(tmp_path)


def test_a_clerk_who_begins_while_it_installs_goes_on_and_holds_later(tmp_path: Path) -> None:
    """He is never made to wait; his program lies beside the new one."""
    lay(tmp_path)
    hand = Hand(tmp_path)
    with alone(tmp_path) as nobody:
        assert nobody
        assert not hand.hold()
    assert hand.hold()
    assert not _is_free(tmp_path)
    hand.let_go()


def test_a_program_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    lay(tmp_path)
    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            _HOLDS,
            str(tmp_path),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "True\n"
        assert not _is_free(tmp_path)
        child.kill()
        child.wait()
        assert _is_free(tmp_path)
