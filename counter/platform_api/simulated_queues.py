"""代送 on the simulated platform: the hall's rules of what counts (``hall.queues``), in memory and in two turns."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping

from counter.domain.ids import InstallId, Sha256
from counter.errors import Refused, RuleBroken, SignInNeeded
from counter.sealed_box import new_key_pair
from counter.wire.carrying import CarriedLine, QueueAnswer
from counter.wire.messages import PushAnswer, PushRequest, Verdict
from counter.wire.queue_file import LinesHead, QueueReader, check_front, read_front
from counter.wire.sealing import check_head


class SimulatedQueues:
    """Every window is of the one hall.

    Args:
        before: asked before a call of that name; may raise.
        after: asked after it.
        push: takes lines.
        scans: where they go, by their hash.
        claims_of: opens a token, or raises.
    """

    def __init__(
        self,
        *,
        before: Callable[[str], None],
        after: Callable[[str], None],
        push: Callable[[PushRequest], PushAnswer],
        scans: dict[Sha256, bytes],
        claims_of: Callable[[str], Mapping[str, object]],
    ) -> None:
        self._before = before
        self._after = after
        self._push = push
        self._scans = scans
        self._claims_of = claims_of
        self._private_key, self.public_key = new_key_pair()
        self._files: dict[Sha256, bytes] = {}
        self._checked: set[Sha256] = set()
        self.windows: dict[InstallId, str] = {}
        """The public key of each that was enrolled."""
        self.carried: dict[Sha256, str] = {}
        """Who brought which file."""

    def queue_offset(self, sha256: Sha256, size_bytes: int) -> int:
        """How much of the file is here."""
        self._before("queue_offset")
        return size_bytes if sha256 in self.carried else min(len(self._files.get(sha256, b"")), size_bytes)

    def send_queue(self, sha256: Sha256, size_bytes: int, offset: int, chunk: bytes) -> int:
        """The chunk is added; a whole file with another hash is thrown away."""
        self._before("send_queue")
        held = self._files.get(sha256, b"")
        if offset != len(held):
            return len(held)
        held += chunk
        self._files[sha256] = held
        if len(held) == size_bytes and hashlib.sha256(held).hexdigest() != sha256:
            del self._files[sha256]
            raise Refused("blob.hash")
        self._after("send_queue")
        return len(held)

    def take_queue(self, sha256: Sha256, token: str) -> QueueAnswer:
        """First the whole is checked, then it is taken."""
        self._before("take_queue")
        try:
            person = str(self._claims_of(token)["sub"])
        except SignInNeeded:
            raise SignInNeeded("queue.sign_in") from None
        if sha256 in self.carried:
            raise Refused("queue.taken")
        content = self._files.get(sha256, b"")
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Refused("queue.not_here")
        try:
            requests, scans = self._read(content)
        except RuleBroken as broken:
            del self._files[sha256]
            raise Refused(broken.code) from None
        if sha256 not in self._checked:
            self._checked.add(sha256)
            return QueueAnswer(done=False, read_bytes=1, whole_bytes=2)
        answers = [each for request in requests for each in self._push(request).lines]
        self._scans.update(scans)
        self.carried[sha256] = person
        del self._files[sha256]
        self._after("take_queue")
        lines = (CarriedLine(id=each.id, hash=each.hash, verdict=each.verdict, code=each.code) for each in answers)
        taken = sum(each.verdict in {Verdict.SETTLED, Verdict.DUPLICATE} for each in answers)
        return QueueAnswer(done=True, read_bytes=2, whole_bytes=2, lines=tuple(lines), taken=taken, scans=len(scans))

    def _read(self, content: bytes) -> tuple[list[PushRequest], dict[Sha256, bytes]]:
        file = io.BytesIO(content)
        front = read_front(file)
        reader = QueueReader(file, front, self._private_key)
        owner = self.windows.get(front.header.install)
        if owner is None:
            raise RuleBroken("queue.unknown_window")
        check_front(front, owner)
        requests: list[PushRequest] = []
        scans: dict[Sha256, bytes] = {}
        reader.check_empty()
        while not reader.at_end():
            head = reader.head()
            if isinstance(head, LinesHead):
                requests.append(reader.lines(head))
                if not check_head(owner, requests[-1].lines[-1].hash, requests[-1].signature):
                    raise RuleBroken("queue.signature")
            else:
                scan = reader.read(head.size_bytes)
                if hashlib.sha256(scan).hexdigest() == head.sha256:
                    scans[head.sha256] = scan
        return requests, scans
