"""调阅 on the simulated platform: the hall's rules of who may see what (``hall.reading``), over what lies in memory."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from counter.domain.ids import CaseId, InstallId, Sha256
from counter.domain.journal import Line
from counter.domain.outcomes import STATES
from counter.domain.staff import Role
from counter.errors import Refused, SignInNeeded
from counter.wire.bodies import CaseTaken, IssuedPaper, PaperPrinted, PrintAnswered, read_body
from counter.wire.news import CardPaper, CaseCard, PaperPrint
from counter.wire.reading import READ_PIECE_BYTES, PaperAnswer, PaperAsked, ScanAsked, ScanPiece


@dataclasses.dataclass(frozen=True)
class Known:
    """What the platform has: settled lines in their order, scans, and which papers are void."""

    lines: tuple[Line, ...]
    scans: Mapping[Sha256, bytes]
    void: frozenset[str]


class SimulatedArchive:
    """Who asks is known by his token; a clerk sees what his own installation sent, and what ``open_cases`` names.

    Args:
        claims_of: opens a token, or raises.
        known: what the platform has now.
    """

    def __init__(self, claims_of: Callable[[str], Mapping[str, object]], known: Callable[[], Known]) -> None:
        self._claims_of = claims_of
        self._known = known
        self.readings: list[tuple[str, str]] = []
        self.open_cases: set[CaseId] = set()
        """Something is still to be brought for these, or handed out, at any window."""

    def scan_piece(self, asked: ScanAsked) -> ScanPiece:
        """As the hall does."""
        known = self._known()
        of = [line for line in known.lines if any(blob.sha256 == asked.sha256 for blob in line.blobs)]
        self._open(asked.token, of, asked.sha256)
        content = known.scans.get(asked.sha256, b"")
        if hashlib.sha256(content).hexdigest() != asked.sha256:
            raise Refused("reading.not_here")
        if not 0 <= asked.offset < len(content):
            raise Refused("reading.range")
        piece = content[asked.offset : asked.offset + READ_PIECE_BYTES]
        return ScanPiece(content=piece, size_bytes=len(content))

    def paper(self, asked: PaperAsked) -> PaperAnswer:
        """As the hall does."""
        known = self._known()
        found: tuple[Line, IssuedPaper] | None = None
        prints: dict[tuple[str, int], PaperPrint] = {}
        for line in known.lines:
            body = read_body(line.kind, line.body)
            issued = [each for each in getattr(body, "papers", ()) if each.number == asked.number]
            found = found or ((line, issued[0]) if issued else None)
            if isinstance(body, PaperPrinted) and body.number == asked.number:
                prints[line.install, body.print_no] = printed(line, body)
            elif isinstance(body, PrintAnswered) and body.number == asked.number:
                told = prints[line.install, body.print_no]
                prints[line.install, body.print_no] = answered(told, body)
        self._open(asked.token, [found[0]] if found else [], asked.number, by_number=True)
        if found is None:
            raise Refused("reading.unknown")
        line, paper = found
        return PaperAnswer(
            number=paper.number,
            card=_card_of(known.lines, line, known.void),
            kind=paper.kind,
            copies=paper.copies,
            window="12",
            void=paper.number in known.void,
            content=paper.content,
            content_sha256=paper.content_sha256,
            prints=tuple(each for _, each in sorted(prints.items())),
        )

    def _open(self, token: str, of: list[Line], name: str, *, by_number: bool = False) -> None:
        claims = self._claims_of(token)
        if not of:
            raise Refused("reading.unknown")
        roles = claims["roles"]
        own = by_number or any(line.install == claims["aud"] or line.case in self.open_cases for line in of)
        if not isinstance(roles, list) or not (Role.SUPERVISOR.value in roles or own):
            raise Refused("reading.not_allowed")
        self.readings.append((str(claims["sub"]), name))


def claims_of(token: str, key: Ed25519PublicKey, now: dt.datetime) -> dict[str, Any]:
    """What a token of the platform says; times are looked at with the platform's own clock.

    Raises:
        SignInNeeded: ``reading.sign_in``.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=["EdDSA"], options={"verify_exp": False, "verify_iat": False, "verify_aud": False}
        )
    except jwt.PyJWTError:
        raise SignInNeeded("reading.sign_in") from None
    if claims["exp"] <= now.timestamp():
        raise SignInNeeded("reading.sign_in")
    return claims


def _card_of(lines: tuple[Line, ...], line: Line, void: frozenset[str]) -> CaseCard:
    """The case as it was taken in, with the papers that it has now."""
    told = [(each, read_body(each.kind, each.body)) for each in lines if each.case == line.case]
    taken, body = next((each, said) for each, said in told if isinstance(said, CaseTaken))
    if line.case is None:
        raise Refused("reading.unknown")
    papers = [paper for _, said in told for paper in getattr(said, "papers", ())]
    return CaseCard(
        case=line.case,
        case_no=body.case_no,
        install=taken.install,
        window="12",
        state=STATES[body.decision],
        item_code=body.intake.item_code,
        item_version=body.intake.item_version,
        item_name=body.item_name,
        department=body.department_code,
        intake=body.intake,
        course=body.course,
        due=body.due,
        clerk=taken.actor,
        clerk_name=taken.actor,
        received_at=body.received_at,
        accepted_at=body.accepted_at,
        papers=tuple(CardPaper(number=each.number, kind=each.kind, void=each.number in void) for each in papers),
    )


def printed(line: Line, body: PaperPrinted) -> PaperPrint:
    """The print as the hall tells it."""
    return PaperPrint(
        number=body.number,
        install=InstallId(line.install),
        window="12",
        print_no=body.print_no,
        again=body.again,
        outcome=body.outcome,
        copies=body.copies,
        printer=body.printer,
        reason=body.reason,
        clerk=line.actor,
        at=line.at,
    )


def answered(told: PaperPrint, body: PrintAnswered) -> PaperPrint:
    """The print after somebody said whether it came out."""
    return msgspec.structs.replace(told, came_out=body.came_out)
