"""调阅: who of a window may look at what of a case of another, what he gets, and the record of it (调阅记录).

    a supervisor    every case of his hall, and what waits for his decision there
    a clerk         scans of what his window took in or works on, of what any window may be brought something for (容缺,
                    补正), and of what has a result to be handed out; a paper of his hall by its whole number, because
                    the citizen who shows it may come to any window
    nobody else

The role is the one of the hall's own list, now: a token only says who asks. One look is one entry, however many pieces
it takes.
"""

from __future__ import annotations

import base64
import datetime as dt

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, insert, select, update

from counter.domain.base import Value
from counter.domain.case import PaperKind
from counter.domain.handing import ResultState
from counter.domain.staff import Role
from counter.hall import cases, printing, tables
from counter.hall.database import Database
from counter.hall.enrolment import Install
from counter.hall.refusal import CallRefused
from counter.hall.validation import sentence
from counter.wire.reading import PaperAnswer
from counter.wire.sealing import public_key_of

ONE_LOOK = dt.timedelta(minutes=10)
"""What is asked again within that time belongs to the same look."""
_HANDED = frozenset({ResultState.COLLECTED.value, ResultState.DELIVERED.value})


class Reader(Value):
    """Who asks, at which window, and what he is there."""

    install: Install
    clerk_no: str
    roles: frozenset[Role]


def reader_of(database: Database, install: Install, token: str, *, signing_key: str, now: dt.datetime) -> Reader:
    """The person whom the hall's own token names, signed in at that very window.

    Raises:
        CallRefused: 401 ``reading.sign_in`` for a token that is none, another window's or over.
    """
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key_of(signing_key)))
    try:
        claims = jwt.decode(
            token, key, algorithms=["EdDSA"], audience=install.install,
            options={"require": ["sub", "exp", "aud"], "verify_exp": False, "verify_iat": False},
        )  # fmt: skip
    except jwt.PyJWTError:
        raise _refused(401, "reading.sign_in") from None
    clerks = tables.clerks
    with database.read() as connection:
        me = (clerks.c.clerk_no == str(claims["sub"])) & clerks.c.disabled.is_(False)
        row = connection.execute(select(clerks).where(me)).one_or_none()
    if row is None or int(claims["exp"]) <= now.timestamp():
        raise _refused(401, "reading.sign_in")
    return Reader(install=install, clerk_no=row.clerk_no, roles=frozenset(map(Role, row.roles.split())))


def open_scan(database: Database, reader: Reader, sha256: str, *, now: dt.datetime) -> None:
    """The person may see the scan, and it is recorded that he did.

    Raises:
        CallRefused: 404 ``reading.unknown`` for one of no case of his hall, 403 ``reading.not_allowed``.
    """
    named = tables.case_blobs
    with database.write() as connection:
        of_cases = connection.execute(select(named).where(named.c.sha256 == sha256).order_by(named.c.since)).all()
        own = reader.install.install
        # who names a scan that another named before him proves nothing by it: the hash can be read off a case's card
        counted = [row for row in of_cases if row.install != own or row.since == of_cases[0].since]
        here = [row for row in counted if _is_of_hall(connection, reader, row.case_id)]
        if not here:
            raise _refused(404, "reading.unknown")
        allowed = (row for row in here if _may_see(connection, reader, row.case_id, is_own=row.install == own))
        seen = next(allowed, None)
        if seen is None:
            raise _refused(403, "reading.not_allowed")
        _record(connection, reader, sha256, seen.case_id, now)


def open_paper(database: Database, reader: Reader, number: str, *, now: dt.datetime) -> PaperAnswer:
    """The paper with its prints and its case, and it is recorded that the person got it.

    Raises:
        CallRefused: 404 ``reading.unknown`` for none of his hall, 403 ``reading.not_allowed``; 404
            ``reading.no_content`` for one of 0.1.0, which told the hash only.
    """
    papers, sealed = tables.papers, tables.sealed
    with database.write() as connection:
        row = connection.execute(select(papers).where(papers.c.number == number)).one_or_none()
        known = None if row is None else next(cases.load(connection, [row.case_id]), None)
        if row is None or known is None or known.hall != cases.hall_of(reader.install.window):
            raise _refused(404, "reading.unknown", "number")
        if not reader.roles & {Role.CLERK, Role.SUPERVISOR}:
            raise _refused(403, "reading.not_allowed")
        if row.content is None:
            raise _refused(404, "reading.no_content", "number")
        seal = connection.scalar(select(sealed.c.pdf).where(sealed.c.number == number))
        _record(connection, reader, number, row.case_id, now)
        return PaperAnswer(
            number=number,
            card=msgspec.structs.replace(known.card, papers=printing.papers_of(connection, known.case)),
            kind=PaperKind(row.kind),
            copies=row.copies,
            window=_window_of(connection, row.install),
            void=row.void,
            content=bytes(row.content).decode(),
            content_sha256=row.content_sha256,
            prints=printing.prints_of(connection, number),
            sealed=bytes(seal or b""),
        )


def _is_of_hall(connection: Connection, reader: Reader, case: str) -> bool:
    """Whether the case, or a review that waits for it while it is a draft, is of the reader's hall."""
    hall = cases.hall_of(reader.install.window)
    found = connection.scalar(select(tables.cases.c.hall).where(tables.cases.c.case_id == case))
    if found is None:
        of_case = select(tables.reviews.c.hall).where(tables.reviews.c.case_id == case).limit(1)
        found = connection.scalar(of_case)
    return bool(found == hall)


def _may_see(connection: Connection, reader: Reader, case: str, *, is_own: bool) -> bool:
    if Role.SUPERVISOR in reader.roles:
        return True
    if Role.CLERK not in reader.roles:
        return False
    row = connection.execute(select(tables.cases).where(tables.cases.c.case_id == case)).one_or_none()
    if is_own or row is None:
        return is_own
    known = cases.of_row(row)
    return known.install == reader.install.install or known.owes() or _waits_to_be_handed_out(connection, case)


def _waits_to_be_handed_out(connection: Connection, case: str) -> bool:
    results = tables.results
    waiting = select(results.c.id).where(results.c.case_id == case, results.c.state.not_in(_HANDED)).limit(1)
    return connection.scalar(waiting) is not None


def _record(connection: Connection, reader: Reader, name: str, case: str, now: dt.datetime) -> None:
    readings, at = tables.readings, now.isoformat()
    same = (
        (readings.c.install == reader.install.install)
        & (readings.c.clerk_no == reader.clerk_no)
        & (readings.c.name == name)
        & readings.c.last_at.between((now - ONE_LOOK).isoformat(), at)
    )
    if connection.execute(update(readings).where(same).values(last_at=at)).rowcount == 0:
        row = {
            "install": reader.install.install,
            "clerk_no": reader.clerk_no,
            "name": name,
            "began_at": at,
            "last_at": at,
            "case_id": case,
        }
        connection.execute(insert(readings), row)


def _window_of(connection: Connection, install: str | None) -> str:
    installs = tables.installs
    content = connection.scalar(select(installs.c.window).where(installs.c.install == install))
    return "" if content is None else str(msgspec.json.decode(content)["window"])


def _refused(status: int, code: str, field: str = "") -> CallRefused:
    return CallRefused(status, code, sentence(code), field=field)
