"""faults.md F01, trust.md F01: SIGKILL at any moment of a save; what was acknowledged is there once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

from counter.actions import intake, lists, verifying
from counter.actions.desk import Desk
from counter.domain.item import ServiceItem
from counter.domain.numbers import parse_number
from counter.platform_api.simulated import SimulatedPlatform
from tests.conftest import CLERK, SUPERVISOR, FakeClock, open_desk_at
from tests.faults.support import IS_LONG, child_environment, one_round, promised_item, seeded

KILLS = 400 if IS_LONG else 15
LATEST_KILL_S = 0.12
_STATUS_OF_SIGKILL = 9


class Clerks:
    """The forking child, and what its clerks said before they died."""

    def __init__(self, home: Path, item: ServiceItem) -> None:
        script = Path(__file__).with_name("taking_child.py")
        self._child = subprocess.Popen(
            [sys.executable, str(script), str(home), item.code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=child_environment(),
        )

    def kill_one_after(self, wait_s: float, serial: int) -> list[str]:
        """A clerk worked for that long after opening and was killed; gives every line that he said."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(f"{serial}\n")
        self._child.stdin.flush()
        said: list[str] = []
        pid = 0
        while not pid or "OPEN" not in said:
            words = self._child.stdout.readline().strip()
            assert words, "the child is gone"
            assert not words.startswith("DEAD"), words
            pid = int(words.removeprefix("PID ")) if words.startswith("PID ") else pid
            said.append(words)
        killer = threading.Timer(wait_s, os.kill, (pid, signal.SIGKILL))
        killer.start()
        while not (words := self._child.stdout.readline().strip()).startswith("DEAD"):
            said.append(words)
        killer.join()
        assert words == f"DEAD {_STATUS_OF_SIGKILL}", words
        return said

    def close(self) -> None:
        """The child has ended."""
        self._child.communicate(timeout=20)


def test_what_was_acknowledged_before_a_kill_is_there_once_and_arrives_once(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...], tmp_path: Path
) -> None:
    """Numbers without a gap, the chain whole, each draft a draft or a case, every paper listed as not printed."""
    desk.store.close()
    draw = seeded(20260302)
    acknowledged: Counter[str] = Counter()
    drafted: set[str] = set()
    clerks = Clerks(tmp_path, promised_item(items))
    for kill in range(KILLS):
        for words in clerks.kill_one_after(draw.uniform(0, LATEST_KILL_S), serial=kill * 40):
            match words.split():
                case ["DRAFT", case_id]:
                    drafted.add(case_id)
                case ["SAVED", _, number]:
                    acknowledged[number] += 1
        after = open_desk_at(tmp_path, FakeClock())
        held = _numbers(after)
        assert set(acknowledged) <= set(held), f"lost after kill {kill}"
        assert len(held) == len(set(held))
        assert sorted(parse_number(number).running for number in held) == list(range(1, len(held) + 1))
        assert verifying.faults(after) == ()
        assert after.enrolment().epoch == "A", "a kill is no rollback"
        _each_draft_is_a_draft_or_a_case(after, drafted)
        assert len(lists.outbox(after).unprinted) == len(held)
        after.store.close()
    clerks.close()
    assert acknowledged
    assert max(acknowledged.values()) == 1
    last = open_desk_at(tmp_path, FakeClock())
    one_round(last, platform)
    on_platform = Counter(line.opened().case for line in platform.lines.values() if line.opened().case)
    assert len(on_platform) == len(_numbers(last))
    assert set(on_platform.values()) == {1}
    assert lists.outbox(last).all_arrived()
    last.store.close()


def _numbers(desk: Desk) -> list[str]:
    page = lists.find_cases(desk, SUPERVISOR, "", limit=100_000)
    return [row.case_no for row in page.rows]


def _each_draft_is_a_draft_or_a_case(desk: Desk, drafted: set[str]) -> None:
    drafts = {str(draft.case_id) for draft in intake.list_drafts(desk, CLERK)}
    cases = {str(row.case_id) for row in lists.find_cases(desk, SUPERVISOR, "", limit=100_000).rows}
    assert not drafts & cases
    assert drafted <= drafts | cases
