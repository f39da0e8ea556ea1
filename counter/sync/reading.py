"""调阅: a scan or a paper that another window has, asked of the hall while somebody waits for it.

    scan     piece by piece; what came before a break is kept in memory and not asked again; shown only when the hash
             of the whole is right; never on the disk of this machine
    paper    its frozen content and every print of it, kept in the encrypted store, so that 补打 bears the same number,
             the same data and the right n; pictures of rare characters and the e-sealed file lie with our own scans
    purged   what left this machine is asked for in the same way, and leaves it again by the same rules

Runs on a lane of its own: printing and sending go on meanwhile.
"""

from __future__ import annotations

import collections
import datetime as dt
import hashlib
import threading

import msgspec

from counter.actions import paper_sight, seals
from counter.actions.desk import Desk, OnStore
from counter.documents.model import PaperContent
from counter.domain.case import Attachment
from counter.domain.ids import Sha256
from counter.errors import Refused, RuleBroken, SignInNeeded, Unreachable
from counter.ports import Archive
from counter.store import cases, hall_cases, hall_papers, joining
from counter.store.hall_papers import HallPaper
from counter.wire.reading import MAX_PAPER_BYTES, PaperAnswer, PaperAsked, ScanAsked

MOST_SCAN_BYTES = 64 * 1024 * 1024
"""Of one scan; a bigger one is looked at where it was taken in."""
KEPT_BYTES = 96 * 1024 * 1024
"""In memory, of scans that were read or begun; the longest unused goes first."""
_MOST_PICTURE_BYTES = 1024 * 1024


class Reading:
    """Asks the hall for one desk; what it holds in memory is gone with ``forget``.

    Args:
        desk: reached on the store lane only.
        archive: None before enrolment.
        on_store: runs a job on the store lane.
    """

    def __init__(self, desk: Desk, archive: Archive | None, on_store: OnStore) -> None:
        self._desk = desk
        self._archive = archive
        self._on_store = on_store
        self._kept: collections.OrderedDict[Sha256, bytearray] = collections.OrderedDict()
        self._keeping = threading.Lock()
        self._token = ""

    def reach(self, archive: Archive | None) -> None:
        """The hall is asked there from now on: this desk was enrolled meanwhile."""
        self._archive = archive

    def sign_in(self, token: str) -> None:
        """That person reads from now on; what the one before had before him is forgotten."""
        self.forget()
        self._token = token

    def forget(self) -> None:
        """Nothing of another window is in memory, and nobody reads."""
        with self._keeping:
            self._kept = collections.OrderedDict()
        self._token = ""

    def scan(self, attachment: Attachment) -> bytes:
        """The whole scan with the right hash.

        Raises:
            SignInNeeded: ``reading.sign_in``.
            Refused: ``reading.*``; ``reading.too_big``; ``reading.false`` for one with another hash, of which nothing
                is shown.
            Unreachable: what came so far is not asked for again.
        """
        return self._whole(attachment.sha256, attachment.size_bytes)

    def bring_paper(self, number: str) -> bool:
        """The paper of another window can be printed here; gives whether it came out before, so that it is a 补打.

        One that was brought before is printed without the hall as well, after the prints that are known here.

        Raises:
            SignInNeeded, Refused, Unreachable: nothing of it is here; ``reading.false`` for what is not that paper.
        """
        try:
            self._keep(number)
        except (SignInNeeded, Unreachable):
            if not self._on_store(_is_here, self._desk, number):
                raise
        return self._on_store(_came_out, self._desk, number)

    def _keep(self, number: str) -> None:
        archive, token = self._ready()
        answer = archive.paper(PaperAsked(token=token, number=number))
        content = _checked(answer, number)
        for sha256 in content.glyph_images.values():
            if not self._on_store(_holds, self._desk, Sha256(sha256)):
                picture = self._whole(Sha256(sha256), most_bytes=_MOST_PICTURE_BYTES)
                self._on_store(_put_scan, self._desk, picture)
        sealed = self._checked_seal(answer, content) if answer.sealed else b""
        self._on_store(_put_paper, self._desk, answer, sealed)

    def _whole(self, sha256: Sha256, size_bytes: int = 0, *, most_bytes: int = MOST_SCAN_BYTES) -> bytes:
        archive, token = self._ready()
        if size_bytes > most_bytes:
            raise Refused("reading.too_big")
        with self._keeping:
            held = self._kept.setdefault(sha256, bytearray())
            if not size_bytes:  # how long it is was not said, so how much of it is here says nothing
                held.clear()
            self._kept.move_to_end(sha256)
        while not size_bytes or len(held) < size_bytes:
            piece = archive.scan_piece(ScanAsked(token=token, sha256=sha256, offset=len(held)))
            if size_bytes not in {0, piece.size_bytes} or piece.size_bytes > most_bytes or not piece.content:
                self._drop(sha256)
                raise Refused("reading.false")
            size_bytes = piece.size_bytes
            held += piece.content
        if len(held) != size_bytes or hashlib.sha256(held).hexdigest() != sha256:
            self._drop(sha256)
            raise Refused("reading.false")
        self._make_room()
        return bytes(held)

    def _ready(self) -> tuple[Archive, str]:
        if self._archive is None:
            raise SignInNeeded("enrolment.missing")
        if not self._token:
            raise SignInNeeded("reading.sign_in")
        return self._archive, self._token

    def _drop(self, sha256: Sha256) -> None:
        with self._keeping:
            self._kept.pop(sha256, None)

    def _make_room(self) -> None:
        with self._keeping:
            while sum(map(len, self._kept.values())) > KEPT_BYTES:
                self._kept.popitem(last=False)

    def _checked_seal(self, answer: PaperAnswer, content: PaperContent) -> bytes:
        from counter.seals.checking import check_kept  # noqa: PLC0415 -- pyHanko takes a second

        authority, at = self._on_store(_authority_now, self._desk)
        try:
            check_kept(answer.sealed, number=answer.number, authority=authority, department=content.department, at=at)
        except RuleBroken as fault:
            raise Refused("reading.false") from fault
        return answer.sealed


def _checked(answer: PaperAnswer, number: str) -> PaperContent:
    """The content of the very paper that was asked for; raises Refused reading.false for anything else."""
    raw = answer.content.encode()
    fits = len(raw) <= MAX_PAPER_BYTES and hashlib.sha256(raw).hexdigest() == answer.content_sha256
    fits = fits and number in answer.card.numbers
    try:
        content = msgspec.json.decode(raw, type=PaperContent)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Refused("reading.false") from error
    told = (answer.number, content.number, content.kind)
    if not fits or told != (number, number, answer.kind) or any(each.number != number for each in answer.prints):
        raise Refused("reading.false")
    return content


def _is_here(desk: Desk, number: str) -> bool:
    return hall_papers.read(desk.db, number) is not None


def _came_out(desk: Desk, number: str) -> bool:
    seen = paper_sight.find(desk, number)
    return seen is not None and bool(seen.came_out())


def _holds(desk: Desk, sha256: Sha256) -> bool:
    return desk.scans.holds(sha256)


def _put_scan(desk: Desk, content: bytes) -> Sha256:
    return desk.scans.put(content)


def _put_paper(desk: Desk, answer: PaperAnswer, sealed: bytes) -> None:
    kept = HallPaper(
        number=answer.number,
        case_id=answer.card.case,
        kind=answer.kind,
        copies=answer.copies,
        content=answer.content,
        content_sha256=answer.content_sha256,
        window=answer.window,
        void=answer.void,
        sealed_sha256=desk.scans.put(sealed) if sealed else None,
    )
    with desk.store.write() as db:
        mine = cases.read_case(db, answer.card.case)
        if mine is None:  # what is worked on here joins by the news, in its order
            joining.apply_card(db, answer.card, desk.moment().at)
        elif mine.purged_at is not None:
            hall_cases.put_card(db, answer.card, desk.moment().at)
        hall_papers.put(db, kept)
        for each in answer.prints:
            hall_papers.put_print(db, each)


def _authority_now(desk: Desk) -> tuple[str, dt.datetime]:
    return seals.authority(desk), desk.moment().at
