"""代送: the exported queue of another window goes to the platform by way of this one.

    the file is what it says ─ HEAD ─ pieces from where it stopped ─ turns until the platform has taken it

In steps of a few megabytes, so that whoever waits sees how far it is and may stop; begun again it goes on. This window
reads nothing of the content: it has no key to it.
"""

from __future__ import annotations

import collections
import dataclasses
import hashlib
from pathlib import Path

from counter.domain.ids import Sha256
from counter.domain.staff import Window
from counter.errors import RuleBroken, SignInNeeded, Unreachable
from counter.ports import Carrier
from counter.wire.messages import BLOB_CHUNK_BYTES, Verdict
from counter.wire.queue_file import MAX_QUEUE_BYTES, QueueHeader, read_front

_CHUNKS_IN_A_STEP = 4


@dataclasses.dataclass(frozen=True)
class SeenQueue:
    """An exported queue as it lies there: what it says of itself and how long it is."""

    path: Path
    header: QueueHeader
    size_bytes: int


@dataclasses.dataclass
class Progress:
    """How far it is, and what became of the content, also of what was carried before a break."""

    percent: int = 0
    done: bool = False
    taken: int = 0
    """Lines that the platform has now, those that it had before among them."""
    scans: int = 0
    stuck: int = 0
    """Lines that wait for their own window, once it is done: refused, held or in conflict."""
    verdicts: collections.Counter[Verdict] = dataclasses.field(default_factory=collections.Counter)
    """Since the last break."""


def look_into(path: Path) -> SeenQueue:
    """What the file says of itself; whether it is true the platform knows.

    Raises:
        RuleBroken: ``queue.no_queue``, ``queue.newer``, ``queue.too_big``, ``queue.unreadable``.
    """
    try:
        with path.open("rb") as file:
            front = read_front(file)
        size_bytes = path.stat().st_size
    except OSError as error:
        raise RuleBroken("queue.unreadable", field="file") from error
    if size_bytes > MAX_QUEUE_BYTES:
        raise RuleBroken("queue.too_big", field="file")
    return SeenQueue(path=path, header=front.header, size_bytes=size_bytes)


class Carrying:
    """One file on its way, carried by one person; used on one lane.

    Args:
        carrier: the platform.
        seen: the file.
        token: of the person's sign-in.
        own: this window.

    Raises:
        SignInNeeded: ``queue.sign_in`` without a token.
        RuleBroken: ``queue.other_hall`` for a file of another hall than this window's.
    """

    def __init__(self, carrier: Carrier, seen: SeenQueue, token: str, *, own: Window) -> None:
        if not token:
            raise SignInNeeded("queue.sign_in")
        if (seen.header.region, seen.header.hall) != (own.region, own.hall):
            raise RuleBroken("queue.other_hall", field="file")
        self._carrier = carrier
        self._seen = seen
        self._token = token
        self._name: Sha256 | None = None
        self._offset = 0
        self.progress = Progress()

    def step(self) -> Progress:
        """It is a piece further.

        Raises:
            RuleBroken: ``queue.unreadable`` when the stick is gone.
            Unreachable: begun again it goes on from there.
            Refused: ``queue.*``; ``queue.taken`` when all of it was there before.
            SignInNeeded: ``queue.sign_in``.
        """
        try:
            if self._name is None:
                self._begin()
            elif self._offset < self._seen.size_bytes:
                self._send()
            else:
                self._take()
        except OSError as error:
            raise RuleBroken("queue.unreadable", field="file") from error
        return self.progress

    def _begin(self) -> None:
        with self._seen.path.open("rb") as file:
            self._name = Sha256(hashlib.file_digest(file, "sha256").hexdigest())
        self._offset = self._carrier.queue_offset(self._name, self._seen.size_bytes)
        self._show_sent()

    def _send(self) -> None:
        size_bytes = self._seen.size_bytes
        with self._seen.path.open("rb") as file:
            for _ in range(_CHUNKS_IN_A_STEP):
                if self._name is None or self._offset >= size_bytes:
                    break
                file.seek(self._offset)
                chunk = file.read(BLOB_CHUNK_BYTES)
                reached = self._carrier.send_queue(self._name, size_bytes, self._offset, chunk)
                if reached <= self._offset:
                    raise Unreachable("platform.strange_answer")
                self._offset = reached
        self._show_sent()

    def _take(self) -> None:
        if self._name is None:
            return
        answer = self._carrier.take_queue(self._name, self._token)
        self.progress.verdicts.update(line.verdict for line in answer.lines)
        self.progress.taken, self.progress.scans = answer.taken, answer.scans
        self.progress.done = answer.done
        if answer.done:
            self.progress.stuck = max(self._seen.header.lines - answer.taken, 0)
        part = answer.read_bytes / max(answer.whole_bytes, 1)
        self.progress.percent = 100 if answer.done else min(50 + int(50 * part), 99)

    def _show_sent(self) -> None:
        self.progress.percent = 50 * self._offset // max(self._seen.size_bytes, 1)
