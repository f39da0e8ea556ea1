"""用章: the hall puts a department's seal on a paper of its own; the keys never lie at a window.

What the hall checks: the hall's policy has e-seals; the number is this window's and the hall's own, of that kind, not
void; the frozen content is the one whose hash the journal line told, and names that number, kind and department; the
PDF is a plain one with that number as its title, and the seal lies on a page of it; a paper is sealed once.

What it cannot check: that the picture on the PDF says what the content says, because layouts and fonts are the
window's. That stands on the window's signature under the request, and can be proved afterwards: a paper is drawn from
its content alone, each time the same, and the hall keeps the hash of what it was given beside what it sealed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select, update

from counter.domain.case import PaperKind
from counter.domain.numbers import parse_number
from counter.errors import RuleBroken
from counter.hall import policies, tables
from counter.hall.database import Database
from counter.hall.enrolment import Install
from counter.hall.refusal import CallRefused
from counter.hall.validation import sentence
from counter.seals.authority import new_seal
from counter.seals.checking import check_unsealed
from counter.seals.signing import SealCertificate, put_seal
from counter.wire.seals import MAX_SEAL_PDF_BYTES, SealAnswer, SealRequest

SEAL_NAME = "行政审批专用章"
_PAGE_WIDTH, _PAGE_HEIGHT = 595.3, 841.9
_MOST_PAGES = 40
_LARGEST_RADIUS = 80.0
_RENEW_BEFORE = dt.timedelta(days=30)


class _Said(msgspec.Struct, forbid_unknown_fields=False):
    """What the hall reads of a frozen content."""

    number: str
    kind: PaperKind
    department: str


def has_seal(database: Database, department: str, *, now: dt.datetime) -> bool:
    """Whether the department has a seal that is in force for a while yet."""
    with database.read() as connection:
        row = _row(connection, department)
    return row is not None and dt.datetime.fromisoformat(row.expires_at) > now + _RENEW_BEFORE


def put_department(database: Database, department: str, picture: bytes, *, authority: str, now: dt.datetime) -> None:
    """The department has a seal that looks like that; an earlier one is not used any more."""
    certificate, key = new_seal(authority, department, now=now)
    expires_at = SealCertificate.from_pem(certificate, key).expires_at()
    values = {
        "certificate": certificate,
        "key": key,
        "picture": picture,
        "made_at": now.isoformat(),
        "expires_at": expires_at.isoformat(),
    }
    seals = tables.seals
    with database.write() as connection:
        if _row(connection, department) is None:
            connection.execute(insert(seals), {"department": department, **values})
        else:
            connection.execute(update(seals).where(seals.c.department == department).values(values))


def seal(database: Database, install: Install, request: SealRequest, *, now: dt.datetime) -> SealAnswer:
    """The paper with its seal; asked again for the same one, the very same bytes.

    Raises:
        CallRefused: ``seal.off``, ``seal.unknown_paper``, ``seal.void``, ``seal.other_content``, ``seal.pdf``,
            ``seal.sealed_already``, ``seal.no_seal``.
    """
    asked = hashlib.sha256(request.pdf).hexdigest()
    with database.read() as connection:
        _check_paper(connection, install, request)
        known = _sealed(connection, request.number)
        row = _row(connection, request.department)
    if known is not None:
        return _again(known, asked, request.number)
    if row is None:
        raise _refused(404, "seal.no_seal", "department")
    _check_pdf(request)
    try:
        made = put_seal(
            request.pdf,
            SealCertificate.from_pem(row.certificate, row.key),
            place=request.spot,
            picture=row.picture,
            department=request.department,
            seal_name=SEAL_NAME,
            at=now,
        )
    except RuleBroken as fault:
        raise _refused(404, "seal.no_seal", "department") from fault
    return _keep(database, install, request, made, now=now)


def _keep(database: Database, install: Install, request: SealRequest, made: bytes, *, now: dt.datetime) -> SealAnswer:
    """What was sealed first stays, also when the same paper was asked for twice at once, or was voided meanwhile."""
    asked = hashlib.sha256(request.pdf).hexdigest()
    with database.write() as connection:
        _check_paper(connection, install, request)
        known = _sealed(connection, request.number)
        if known is not None:
            return _again(known, asked, request.number)
        row = {
            "number": request.number,
            "install": install.install,
            "asked_sha256": asked,
            "pdf": made,
            "sealed_at": now.isoformat(),
        }
        connection.execute(insert(tables.sealed), row)
    return SealAnswer(number=request.number, pdf=made)


def _check_paper(connection: Connection, install: Install, request: SealRequest) -> None:
    policy = policies.current(connection)
    if policy is None or not policy.e_seal:
        raise _refused(403, "seal.off")
    papers = tables.papers
    row = connection.execute(select(papers).where(papers.c.number == request.number)).one_or_none()
    if row is None or not _is_own(install, request.number):
        raise _refused(404, "seal.unknown_paper", "number")
    if row.void:
        raise _refused(400, "seal.void", "number")
    if row.kind != request.kind or hashlib.sha256(request.content).hexdigest() != row.content_sha256:
        raise _refused(400, "seal.other_content", "content")
    try:
        said = msgspec.json.decode(request.content, type=_Said)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise _refused(400, "seal.other_content", "content") from None
    if (said.number, said.kind, said.department) != (request.number, request.kind, request.department):
        raise _refused(400, "seal.other_content", "content")


def _is_own(install: Install, raw: str) -> bool:
    try:
        number = parse_number(raw, field="number")
    except RuleBroken:
        return False
    window = install.window
    return (number.region, number.hall, number.window) == (window.region, window.hall, window.window)


def _check_pdf(request: SealRequest) -> None:
    spot = request.spot
    if len(request.pdf) > MAX_SEAL_PDF_BYTES:
        raise _refused(400, "seal.pdf", "pdf")
    try:
        pages = check_unsealed(request.pdf, number=request.number, pages_at_most=_MOST_PAGES)
    except RuleBroken as fault:
        raise _refused(400, "seal.pdf", "pdf") from fault
    inside = (
        0 <= spot.page < pages
        and 0 < spot.radius <= _LARGEST_RADIUS
        and spot.radius <= spot.x <= _PAGE_WIDTH - spot.radius
        and spot.radius <= spot.y <= _PAGE_HEIGHT - spot.radius
    )
    if not inside:
        raise _refused(400, "seal.pdf", "spot")


def _again(known: tuple[str, bytes], asked: str, number: str) -> SealAnswer:
    if known[0] != asked:
        raise _refused(400, "seal.sealed_already", "pdf")
    return SealAnswer(number=number, pdf=known[1])


def _sealed(connection: Connection, number: str) -> tuple[str, bytes] | None:
    sealed = tables.sealed
    row = connection.execute(select(sealed).where(sealed.c.number == number)).one_or_none()
    return None if row is None else (row.asked_sha256, bytes(row.pdf))


def _row(connection: Connection, department: str) -> Row[Any] | None:
    seals = tables.seals
    return connection.execute(select(seals).where(seals.c.department == department)).one_or_none()


def _refused(status: int, code: str, field: str = "") -> CallRefused:
    return CallRefused(status, code, sentence(code), field=field)
