"""登录: a person begins and ends work at this window, with the platform or, for a limited time, without it."""

from __future__ import annotations

import base64
import datetime as dt
import functools
from typing import TYPE_CHECKING

import msgspec

from counter.actions.desk import Desk, OnStore, deed
from counter.domain.base import Answer
from counter.domain.enrolment import Enrolment
from counter.domain.staff import Actor, Role, Session
from counter.errors import Refused, RuleBroken, SignInNeeded, Unreachable
from counter.ports import FrontDoor
from counter.store import deliveries, facts, left_work, staff
from counter.store.journal import Entry
from counter.store.staff import Verifier
from counter.wire.bodies import Kind, SignedIn, SignedOut
from counter.wire.messages import SignInRequest

if TYPE_CHECKING:
    from argon2 import PasswordHasher

# ruff: noqa: PLC0415 -- what checks a secret or a token is loaded at the first sign-in: the window need not wait for it


class _Claims(Answer):
    sub: str
    name: str
    roles: tuple[Role, ...]
    offline_until: int


def sign_in(desk: Desk, front_door: FrontDoor, on_store: OnStore, *, username: str, password: str) -> Session:
    """The person works at this window now; the journal says so. Runs on the sync lane.

    The platform decides while it can be reached; otherwise a verifier from an earlier sign-in does, until its day.

    Raises:
        RuleBroken: ``sign_in.wrong`` or ``sign_in.disabled``; ``enrolment.missing``.
        SignInNeeded: ``sign_in.never_online`` or ``sign_in.offline_over`` when the platform is away.
    """
    enrolment = on_store(Desk.enrolment, desk)
    name = username.strip()
    try:
        answer = front_door.sign_in(SignInRequest(username=name, password=password))
    except Unreachable:
        return on_store(_sign_in_offline, desk, name, password)
    except Refused as error:
        if error.code == "sign_in.disabled":
            on_store(_forget, desk, name)
        raise RuleBroken(error.code, field="password") from error
    verifier = _verifier(enrolment, answer.id_token, _hasher().hash(password))
    session = on_store(_begin, desk, verifier, True)
    return msgspec.structs.replace(session, token=answer.id_token)


def sign_out(desk: Desk, session: Session) -> int:
    """The person has ended work here; gives how many lines are still waiting to be sent."""
    waiting = deliveries.waiting(desk.db).lines
    if not desk.enrolment().epoch:
        return waiting  # after a restore there is no chain to tell it to; nobody is kept signed in for that
    with deed(desk) as doing:
        doing.tell(
            Entry(
                kind=Kind.SIGNED_OUT,
                body=SignedOut(lines_waiting=waiting),
                actor=session.actor.clerk_no,
                moment=desk.moment(),
            )
        )
        left_work.note(doing.db, session.actor, waiting, desk.moment().at)
    return waiting


def is_over(desk: Desk, session: Session) -> bool:
    """Whether the platform has to vouch for the person again: he signs nothing more before (faults.md F21)."""
    return desk.moment().at > session.offline_until


def check_secret(verifier: Verifier, secret: str) -> None:
    """The secret is the one with which the person signed in here last.

    Raises:
        RuleBroken: ``sign_in.wrong``.
    """
    from argon2.exceptions import VerifyMismatchError

    try:
        _hasher().verify(verifier.secret_hash, secret)
    except VerifyMismatchError:
        raise RuleBroken("sign_in.wrong", field="password") from None


@functools.cache
def _hasher() -> PasswordHasher:
    """RFC 9106, second recommended option."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


def _verifier(enrolment: Enrolment, token: str, secret_hash: str) -> Verifier:
    """The person that the platform's signed token names (OpenID Connect Core §2; EdDSA, audience this installation).

    The token came in this very answer, so its times are not held against a machine whose clock may be wrong by years
    (faults.md F22); how long one may work offline is the platform's ``offline_until``.
    """
    import jwt
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(enrolment.platform_key))
    try:
        raw = jwt.decode(
            token, key, algorithms=["EdDSA"], audience=enrolment.install,
            options={"require": ["sub", "exp", "aud"], "verify_exp": False, "verify_iat": False},
        )  # fmt: skip
        claims = msgspec.convert(raw, _Claims)
    except (jwt.PyJWTError, msgspec.ValidationError) as error:
        raise Unreachable("platform.strange_answer") from error
    return Verifier(
        actor=Actor(clerk_no=claims.sub, name=claims.name, roles=claims.roles),
        secret_hash=secret_hash,
        offline_until=dt.datetime.fromtimestamp(claims.offline_until, dt.UTC),
    )


def _sign_in_offline(desk: Desk, clerk_no: str, password: str) -> Session:
    verifier = staff.read_verifier(desk.db, clerk_no)
    if verifier is None:
        raise SignInNeeded("sign_in.never_online")
    if desk.moment().at > verifier.offline_until:
        raise SignInNeeded("sign_in.offline_over")
    check_secret(verifier, password)
    return _begin(desk, verifier, online=False)


def _begin(desk: Desk, verifier: Verifier, online: bool) -> Session:
    moment = desk.moment()
    if facts.enrolment(desk.db) is not None and desk.enrolment().epoch:
        with deed(desk) as doing:
            staff.put_verifier(doing.db, verifier)
            doing.tell(
                Entry(
                    kind=Kind.SIGNED_IN,
                    body=SignedIn(online=online, offline_until=verifier.offline_until),
                    actor=verifier.actor.clerk_no,
                    moment=moment,
                )
            )
    return Session(actor=verifier.actor, signed_in_at=moment.at, offline_until=verifier.offline_until, online=online)


def _forget(desk: Desk, clerk_no: str) -> None:
    with desk.store.write() as db:
        staff.drop_verifier(db, clerk_no)
