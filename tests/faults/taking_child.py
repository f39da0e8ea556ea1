"""Forks clerks that take cases until they are killed: ``python taking_child.py HOME`` and one line per clerk.

The parent writes a line with a first serial number; a fresh process opens the desk of that home, writes OPEN and then,
for ever, ``DRAFT <case>`` after a draft was saved and ``SAVED <case> <number>`` after ``take_case`` returned. The
parent learns its process id from ``PID <n>`` and kills it; ``DEAD <status>`` follows.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from counter.actions import intake, lists
from counter.clock import SystemClock, TrustedClock
from counter.domain.case import Decision
from tests.conftest import CLERK, FakeClock, draft_of, filled, open_desk_at


def say(words: str) -> None:
    """The words have left this process in one piece."""
    os.write(1, f"{words}\n".encode())


def take_for_ever(home: Path, serial: int) -> None:
    """Cases are taken until somebody kills this process."""
    desk = open_desk_at(home, FakeClock())
    assert isinstance(desk.clock, TrustedClock)
    say("OPEN")
    item = lists.read_item(desk, next(row.code for row in lists.search_items(desk, "") if row.code == sys.argv[2]))
    while True:
        serial += 1
        draft = draft_of(filled(item, serial=serial % 999 + 1), at=SystemClock().now())
        intake.save_draft(desk, draft)
        say(f"DRAFT {draft.case_id}")
        taken = intake.take_case(desk, CLERK, draft, Decision.ACCEPTED)
        say(f"SAVED {draft.case_id} {taken.case.case_no}")


def main() -> None:
    """One clerk per line of standard input, one after the other."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            take_for_ever(Path(sys.argv[1]), int(line))
        say(f"PID {pid}")
        _, status = os.waitpid(pid, 0)
        say(f"DEAD {status}")


if __name__ == "__main__":
    main()
