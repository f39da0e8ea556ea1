"""代送: what a window hears when it hands over the exported queue of another.

Who carries is proved by the ID token of his sign-in, beside the window's own signature. He hears how far it is and
what became of each line, never what stands in one: that is told to the window whose lines they are.
"""

from __future__ import annotations

from counter.domain.base import Answer
from counter.domain.ids import LineId
from counter.wire.messages import Verdict


class CarriedLine(Answer):
    """What became of one line, as its own window will hear it."""

    id: LineId
    hash: str
    verdict: Verdict
    code: str = ""


class QueueAnswer(Answer):
    """One turn of taking the file in; asked again until ``done``. It is read twice: nothing is taken from a bad one."""

    done: bool
    read_bytes: int
    whole_bytes: int
    lines: tuple[CarriedLine, ...] = ()  # of this turn
    taken: int = 0  # lines of the file that the platform has by now, whoever carried them
    scans: int = 0  # likewise, each whole
