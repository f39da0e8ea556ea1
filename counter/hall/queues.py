"""代送: what a window could not send, brought in a sealed file (``queue_file``) by another window or at the hall.

    HEAD, PATCH     the file comes in pieces, as a scan does; each window has one under way, in a file of its own
    POST            one turn: the file is read through once, and only when all of it is what its window wrote,
                    once more and taken: lines by the same door as that window's own push, scans as its own upload
    done            the file is gone, the record stays: whose work, who carried it, when

A turn is short and the next one goes on, at whichever worker. A file that was taken is refused when it comes again
(``queue.taken``); the same work in another file, or pushed by its window later, is a duplicate line by line.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from sqlalchemy import Row, delete, insert, select, update

from counter.domain.base import Value
from counter.domain.ids import InstallId, LineId, Sha256
from counter.domain.journal import SealedLine
from counter.errors import RuleBroken
from counter.hall import tables
from counter.hall.blobs import (
    CHECKSUM_MISMATCH,
    BlobStore,
    Piece,
    append_piece,
    checked_name,
    hash_of,
    size_of,
)
from counter.hall.cases import hall_of
from counter.hall.database import Database
from counter.hall.enrolment import Install, find_install
from counter.hall.refusal import CallRefused
from counter.hall.turns import Turn
from counter.hall.validation import sentence
from counter.local_disk import force
from counter.wire.carrying import CarriedLine, QueueAnswer
from counter.wire.messages import MAX_LINES, PushAnswer, PushRequest, Verdict
from counter.wire.queue_file import (
    MAX_QUEUE_BYTES,
    PIECE_BYTES,
    LinesHead,
    QueueReader,
    ScanHead,
    check_front,
    read_front,
)
from counter.wire.sealing import check_head

CHECKED_IN_A_TURN_BYTES = 512 * 1024 * 1024
TAKEN_IN_A_TURN_BYTES = 32 * 1024 * 1024
TURN_S = 3.0
"""A turn is over after so much, or so long: well within the patience of the window that waits, on a slow disk too."""
_ROOM_LEFT_BYTES = 2 * 1024**3
_TAKEN = frozenset({Verdict.SETTLED, Verdict.DUPLICATE})


class CarriedBy(Value):
    """Who brings a file: a window and the person there; at the hall itself neither."""

    install: InstallId = InstallId("")
    clerk_no: str = ""
    hall: str = ""  # region and hall of the window


class Queues:
    """The files under way, and what became of them.

    Args:
        folder: made when missing.
        database: with the record.
        blobs: where scans go.
        private_key: to which the files are sealed (base64 X25519).
        push: takes lines as if their window had pushed them.
        now: the platform's time.
    """

    def __init__(
        self,
        folder: Path,
        *,
        database: Database,
        blobs: BlobStore,
        private_key: str,
        push: Callable[[Install, PushRequest], PushAnswer],
        now: Callable[[], dt.datetime],
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._database = database
        self._blobs = blobs
        self._private_key = private_key
        self._push = push
        self._now = now
        self._turn = Turn(folder / "turn")

    def offset(self, carrier: InstallId, sha256: str) -> tuple[int, bool]:
        """How much of the file came from that window, and whether that is all of it; a taken one is whole."""
        name = checked_name(sha256)
        with self._turn:
            row = self._row(name)
            if row is not None and row.done_at is not None:
                return int(row.size_bytes), True
            for part in self._folder.glob(f"{carrier}-{name}-*"):
                if size_of(part) < _stated(part):
                    return size_of(part), False
                with contextlib.suppress(CallRefused):  # thrown away there: it begins at 0
                    self._complete(part, name)
            whole = size_of(self._file(carrier, name))
            return whole, whole > 0

    def append(self, carrier: InstallId, sha256: str, piece: Piece) -> int:
        """The piece is here; gives the new offset. What the window had begun before with another file is gone.

        Raises:
            CallRefused: 413 ``queue.too_big``, ``queue.no_room``; 400 ``blob.size``; those of ``append_piece``; 460
                ``blob.hash`` (restart at 0).
        """
        name = checked_name(sha256)
        if not 0 < piece.size_bytes <= MAX_QUEUE_BYTES:
            raise _refused(413, "queue.too_big")
        if piece.offset + len(piece.content) > piece.size_bytes:
            raise CallRefused(400, "blob.size", "上传的内容超出声明的大小。")
        with self._turn:
            part = self._folder / f"{carrier}-{name}-{piece.size_bytes}"
            whole = size_of(self._file(carrier, name))
            if whole:
                return whole
            for other in self._folder.glob(f"{carrier}-*"):
                if other != part:
                    other.unlink()
            if shutil.disk_usage(self._folder).free - (piece.size_bytes - piece.offset) < _ROOM_LEFT_BYTES:
                raise _refused(413, "queue.no_room")
            have = append_piece(part, piece)
            if have == piece.size_bytes:
                self._complete(part, name)
            return have

    def take(self, sha256: str, by: CarriedBy) -> QueueAnswer:
        """One turn with the file that came from that window; it is gone when it is done or cannot be.

        Raises:
            CallRefused: 404 ``queue.not_here`` before all of it came; those of ``take_file``.
        """
        name = checked_name(sha256)
        file = self._file(by.install, name)
        try:
            answer = self.take_file(file, name, by)
        except CallRefused:
            file.unlink(missing_ok=True)
            raise
        if answer.done:
            file.unlink()
        return answer

    def take_file(self, file: Path, name: Sha256, by: CarriedBy) -> QueueAnswer:
        """One turn with a file that lies here, of that SHA-256.

        Raises:
            CallRefused: 400 ``queue.taken``, ``queue.no_queue``, ``queue.newer``, ``queue.other_hall``,
                ``queue.unknown_window``, ``queue.signature``, ``queue.damaged``: nothing of it was taken, except that
                of a taken one everything was. 404 ``queue.not_here``.
        """
        with self._turn:
            row = self._row(name)
            if row is not None and row.done_at is not None:
                raise _refused(400, "queue.taken")
            try:
                with file.open("rb") as opened:
                    return self._take_turn(opened, name, by)
            except FileNotFoundError:
                raise _refused(404, "queue.not_here") from None
            except RuleBroken as broken:
                with self._database.write() as connection:
                    connection.execute(delete(tables.carried).where(tables.carried.c.sha256 == name))
                raise _refused(400, broken.code) from None

    def _take_turn(self, opened: BinaryIO, name: Sha256, by: CarriedBy) -> QueueAnswer:
        front = read_front(opened)
        reader = QueueReader(opened, front, self._private_key)
        owner = find_install(self._database, front.header.install)
        if owner is None:
            raise RuleBroken("queue.unknown_window")
        if by.hall not in {"", hall_of(owner.window)}:
            raise RuleBroken("queue.other_hall")
        check_front(front, owner.public_key)
        row = self._row(name) or self._begin(name, opened, owner, by)
        if not row.is_checked:
            return self._check(reader, owner, row)
        return self._take_records(reader, owner, row, by)

    def _check(self, reader: QueueReader, owner: Install, row: Row[Any]) -> QueueAnswer:
        """The file was read on; nothing of it was taken. Every byte of it has been opened once it is checked."""
        ends_at, ends_s = row.position + CHECKED_IN_A_TURN_BYTES, time.monotonic() + TURN_S
        record, position = row.record_at, row.position
        reader.check_empty()
        while record < reader.size_bytes and position < ends_at and time.monotonic() < ends_s:
            reader.position = record
            head = reader.head()
            record_ends_at = reader.position + head.size_bytes
            if isinstance(head, LinesHead):
                _check_lines(reader.lines(head), owner)
            else:
                reader.position = max(position, reader.position)
                while reader.position < min(record_ends_at, ends_at) and time.monotonic() < ends_s:
                    reader.read(min(PIECE_BYTES, record_ends_at - reader.position))
            position = reader.position
            if position == record_ends_at:
                record = position
        if record == reader.size_bytes:
            self._note(row, is_checked=True, record_at=0, position=0)
        else:
            self._note(row, record_at=record, position=position)
        return QueueAnswer(done=False, read_bytes=position, whole_bytes=2 * reader.size_bytes)

    def _take_records(self, reader: QueueReader, owner: Install, row: Row[Any], by: CarriedBy) -> QueueAnswer:
        """The next records were taken; a scan that is too long for a turn goes on where the hall has it up to."""
        ends_at, ends_s = row.record_at + TAKEN_IN_A_TURN_BYTES, time.monotonic() + TURN_S
        record, scans = row.record_at, 0
        lines: list[CarriedLine] = []
        while record < min(reader.size_bytes, ends_at) and time.monotonic() < ends_s:
            reader.position = record
            head = reader.head()
            record_ends_at = reader.position + head.size_bytes
            if isinstance(head, LinesHead):
                lines += self._take_lines(reader.lines(head), owner)
            else:
                have = self._take_scan(reader, head, owner)
                if have is None:
                    break
                scans += have
            record = record_ends_at
        done = record == reader.size_bytes
        taken, scans = row.lines + sum(line.verdict in _TAKEN for line in lines), row.scans + scans
        self._note(
            row,
            record_at=record,
            lines=taken,
            scans=scans,
            carrier=by.install,
            clerk_no=by.clerk_no,
            done_at=self._now().isoformat() if done else None,
        )
        return QueueAnswer(
            done=done,
            read_bytes=reader.size_bytes + record,
            whole_bytes=2 * reader.size_bytes,
            lines=tuple(lines),
            taken=taken,
            scans=scans,
        )

    def _take_lines(self, request: PushRequest, owner: Install) -> tuple[CarriedLine, ...]:
        try:
            answer = self._push(owner, request)
        except CallRefused as refused:  # a line of a form that this program does not read; its window sends it again
            return tuple(
                CarriedLine(id=_id_of(each), hash=each.hash, verdict=Verdict.REFUSED, code=refused.code)
                for each in request.lines
            )
        return tuple(
            CarriedLine(id=each.id, hash=each.hash, verdict=each.verdict, code=each.code) for each in answer.lines
        )

    def _take_scan(self, reader: QueueReader, head: ScanHead, owner: Install) -> int | None:
        """1 when the scan is here whole, 0 when it cannot be; None when its rest is for the next turn."""
        try:
            have, is_whole = self._blobs.offset(owner.install, head.sha256)
            if is_whole:
                return 1
            reader.position += have
            ends_at, ends_s = reader.position + TAKEN_IN_A_TURN_BYTES, time.monotonic() + TURN_S
            while have < head.size_bytes:
                if reader.position >= ends_at or time.monotonic() > ends_s:
                    return None
                content = reader.read(min(PIECE_BYTES, head.size_bytes - have))
                piece = Piece(offset=have, size_bytes=head.size_bytes, content=content)
                have = self._blobs.append(owner.install, head.sha256, piece)
        except CallRefused:  # it is not what it says, or comes from the window itself at this moment
            return 0
        return 1

    def _complete(self, part: Path, name: Sha256) -> None:
        if hash_of(part) != name:
            part.unlink()
            headers = {"Upload-Offset": "0"}
            raise CallRefused(CHECKSUM_MISMATCH, "blob.hash", "文件校验不一致，请重新上传。", headers=headers)
        carrier = part.name.removesuffix(f"-{name}-{_stated(part)}")
        part.replace(self._file(InstallId(carrier), name))
        force(self._folder)

    def _file(self, carrier: InstallId, name: Sha256) -> Path:
        return self._folder / f"{carrier}-{name}"

    def _row(self, name: Sha256) -> Row[Any] | None:
        with self._database.read() as connection:
            return connection.execute(select(tables.carried).where(tables.carried.c.sha256 == name)).one_or_none()

    def _begin(self, name: Sha256, opened: BinaryIO, owner: Install, by: CarriedBy) -> Row[Any]:
        row = {
            "sha256": name,
            "size_bytes": opened.seek(0, 2),
            "install": owner.install,
            "carrier": by.install,
            "clerk_no": by.clerk_no,
            "began_at": self._now().isoformat(),
            "is_checked": False,
            "record_at": 0,
            "position": 0,
            "lines": 0,
            "scans": 0,
        }
        with self._database.write() as connection:
            connection.execute(insert(tables.carried), row)
            return connection.execute(select(tables.carried).where(tables.carried.c.sha256 == name)).one()

    def _note(self, row: Row[Any], **values: object) -> None:
        with self._database.write() as connection:
            connection.execute(update(tables.carried).where(tables.carried.c.sha256 == row.sha256).values(values))


def _check_lines(request: PushRequest, owner: Install) -> None:
    if not 1 <= len(request.lines) <= MAX_LINES:
        raise RuleBroken("queue.damaged")
    if not check_head(owner.public_key, request.lines[-1].hash, request.signature):
        raise RuleBroken("queue.signature")


def _id_of(sealed: SealedLine) -> LineId:
    try:
        return sealed.opened().id
    except (msgspec.DecodeError, RecursionError):
        return LineId("")


def _stated(part: Path) -> int:
    """How long the whole is, as it stands in the name of a part."""
    return int(part.name.rpartition("-")[2])


def _refused(status: int, code: str) -> CallRefused:
    return CallRefused(status, code, sentence(code))
