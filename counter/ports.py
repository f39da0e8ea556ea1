"""The world as small blocking interfaces; each has a real driver and a simulated twin under one contract test."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from counter.domain.case import PrintOutcome
from counter.domain.ids import Sha256
from counter.domain.print_job import PrintJob
from counter.wire.carrying import QueueAnswer
from counter.wire.messages import (
    CataloguePage,
    DigestAnswer,
    DigestRequest,
    EnrolAnswer,
    EnrolRequest,
    EpochAnswer,
    EpochRequest,
    NewsPage,
    PushAnswer,
    PushRequest,
    SignInAnswer,
    SignInRequest,
)
from counter.wire.reading import PaperAnswer, PaperAsked, ScanAsked, ScanPiece
from counter.wire.seals import SealAnswer, SealRequest


class Platform(Protocol):
    """The province's platform, for an enrolled installation. Raises Unreachable, Refused or SignInNeeded."""

    def push(self, request: PushRequest) -> PushAnswer:
        """Hands lines over; only the per-line answers count."""

    def blob_offset(self, sha256: Sha256, size_bytes: int) -> int:
        """How many bytes of that scan the platform has; ``size_bytes`` when it is whole and verified there."""

    def send_blob(self, sha256: Sha256, size_bytes: int, offset: int, chunk: bytes) -> int:
        """Adds a chunk at the offset and gives the new offset."""

    def news(self, after: int) -> NewsPage:
        """What happened after the cursor."""

    def catalogue(self, after: int) -> CataloguePage:
        """Items changed after that catalogue version, and the holiday table."""

    def digest(self, request: DigestRequest) -> DigestAnswer:
        """Compares, per day, what the counter sent with what the platform kept."""


class Seals(Protocol):
    """The platform while a citizen waits for his paper, seconds at most. Raises Unreachable, Refused, SignInNeeded."""

    def push(self, request: PushRequest) -> PushAnswer:
        """Hands lines over, so that the platform knows the paper; only the per-line answers count."""

    def seal(self, request: SealRequest) -> SealAnswer:
        """Puts the department's e-seal on a paper of this window; asked again for the same one, the same bytes."""


class Archive(Protocol):
    """调阅: what the hall holds of other windows' cases, while somebody waits.

    Raises Unreachable; SignInNeeded; Refused ``reading.*``: none in this hall, not for this person, not there yet.
    """

    def scan_piece(self, asked: ScanAsked) -> ScanPiece:
        """The next bytes of a scan from an offset on, a bounded piece; nobody has checked its hash yet."""

    def paper(self, asked: PaperAsked) -> PaperAnswer:
        """A paper as it was issued, with every print of it in the hall."""


class Carrier(Protocol):
    """代送: the platform takes the exported queue of another window. Raises Unreachable, Refused or SignInNeeded."""

    def queue_offset(self, sha256: Sha256, size_bytes: int) -> int:
        """How many bytes of that file the platform has; ``size_bytes`` when it is whole there, or was taken."""

    def send_queue(self, sha256: Sha256, size_bytes: int, offset: int, chunk: bytes) -> int:
        """Adds a chunk at the offset and gives the new offset."""

    def take_queue(self, sha256: Sha256, token: str) -> QueueAnswer:
        """One turn of taking in what is there whole; asked again until it is done. ``token`` says who carries it."""


class FrontDoor(Protocol):
    """How an installation and a person come in. Raises Unreachable or Refused."""

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Spends a one-time code; the installation exists afterwards."""

    def new_epoch(self, request: EpochRequest) -> EpochAnswer:
        """Closes the epoch and gives the next one."""

    def sign_in(self, request: SignInRequest) -> SignInAnswer:
        """Gives an ID token for a name and its secret."""


class Printer(Protocol):
    """A place where a paper comes out. Raises DeviceTrouble."""

    def queues(self) -> tuple[str, ...]:
        """The names that ``submit`` takes, the default first."""

    def submit(self, pdf: bytes, *, queue: str, copies: int, job: str) -> PrintOutcome:
        """Hands the paper over and says only what is known. ``job`` is a neutral title without personal data."""

    def trouble(self, queue: str) -> str:
        """The code of why that queue brings nothing out now ("printer.paused"); empty when it does."""

    def waiting(self, queue: str) -> tuple[PrintJob, ...]:
        """What lies in the queue and has not come out, the oldest first; empty also where the system does not tell."""

    def cancel(self, queue: str, job: int) -> PrintOutcome:
        """The job comes out no more: FAILED, or UNCERTAIN when it had begun; too late, what ``submit`` says."""


class TicketPrinter(Protocol):
    """Where an 80 mm ticket comes out. Raises DeviceTrouble with ``ticket.*`` codes."""

    def print_ticket(self, ticket: bytes) -> PrintOutcome:
        """Hands the ESC/POS bytes over and says only what is known."""


class KeyRing(Protocol):
    """Where the database key lives. Raises StoreTrouble with ``keyring.*`` codes."""

    def read(self, name: str) -> bytes | None:
        """The secret of that name, or None when there is none."""

    def write(self, name: str, secret: bytes) -> None:
        """Keeps the secret; afterwards ``read`` gives it back."""

    def replace(self, name: str, secret: bytes) -> None:
        """Keeps the secret in the place of what was there, which is kept beside it; only after a recovery."""


class Clock(Protocol):
    """The time of this machine, which may be wrong."""

    def now(self) -> dt.datetime:
        """Wall time, aware, UTC."""

    def monotonic(self) -> float:
        """Seconds that never go back while the machine runs."""
