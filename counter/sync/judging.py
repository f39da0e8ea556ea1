"""Which answers count: only those that echo the id and the hash of a line that was sent in this very request.

The client marks nothing because of a missing or malformed answer (protocol.md, trust.md F34).
"""

from __future__ import annotations

from counter.domain.base import Value
from counter.domain.ids import LineId
from counter.domain.journal import SealedLine
from counter.wire.messages import LineAnswer, PushAnswer

Batch = tuple[tuple[LineId, SealedLine], ...]


class Judged(Value):
    """The answers that count, and how many did not."""

    answers: tuple[LineAnswer, ...]
    strange: int  # answers to lines that were not asked about, twice, or with another hash


def judge(batch: Batch, answer: PushAnswer) -> Judged:
    """The answers of the platform that are about the lines of this batch, each at most once."""
    open_lines = {line_id: sealed.hash for line_id, sealed in batch}
    counted = []
    for line_answer in answer.lines:
        if open_lines.get(line_answer.id) == line_answer.hash:
            del open_lines[line_answer.id]
            counted.append(line_answer)
    return Judged(answers=tuple(counted), strange=len(answer.lines) - len(counted))
