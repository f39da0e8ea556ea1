"""Who may sign in, and the small OpenID provider of the training hall (OpenID Connect Core 1.0 §2, RFC 8037)."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re

import argon2
import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, insert, select, update

from counter.domain.base import Answer, Value
from counter.domain.ids import InstallId
from counter.domain.staff import Role
from counter.domain.text import clean_line
from counter.errors import RuleBroken
from counter.hall import supervisors, tables
from counter.hall.database import Database
from counter.hall.news import Told, tell
from counter.hall.refusal import CallRefused
from counter.wire.messages import NewsKind, SignInAnswer, SignInRequest
from counter.wire.sealing import public_key_of

TOKEN_LIFE = dt.timedelta(hours=10)
OFFLINE_LIFE = dt.timedelta(days=7)
MOST_FAILURES = 5
SHORTEST_PASSWORD = 8
_CLERK_NO = re.compile("[0-9A-Za-z]{1,40}")
_NAME_LENGTH = 100
PAUSE_AFTER_FAILURES = dt.timedelta(minutes=1)

_hasher = argon2.PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
"""RFC 9106, second recommended option."""


class Clerk(Value):
    """A person of the hall."""

    clerk_no: str
    name: str
    roles: tuple[Role, ...]
    disabled: bool = False


class Provider(Answer):
    """What an OpenID provider says of itself (OpenID Connect Discovery 1.0 §3)."""

    issuer: str
    token_endpoint: str
    jwks_uri: str
    response_types_supported: tuple[str, ...] = ("id_token",)
    grant_types_supported: tuple[str, ...] = ("password",)
    subject_types_supported: tuple[str, ...] = ("public",)
    id_token_signing_alg_values_supported: tuple[str, ...] = ("EdDSA",)


class Jwk(Answer):
    """An Ed25519 public key (RFC 8037 §2)."""

    kid: str
    x: str
    kty: str = "OKP"
    crv: str = "Ed25519"
    use: str = "sig"
    alg: str = "EdDSA"


class Jwks(Answer):
    """The keys that sign ID tokens."""

    keys: tuple[Jwk, ...]


PRACTICE_CLERKS = (
    Clerk(clerk_no="0001", name="王晓梅", roles=(Role.CLERK,)),
    Clerk(clerk_no="0002", name="李建国", roles=(Role.CLERK,)),
    Clerk(clerk_no="0009", name="陈静", roles=(Role.CLERK, Role.SUPERVISOR)),
)
"""Invented people for a training hall."""


def put_clerk(database: Database, clerk: Clerk, password: str, *, now: dt.datetime) -> None:
    """The person may sign in with that password, and starts with no failed tries.

    A supervisor also gets a key that this password opens at every window; who had one with the same password keeps it.
    """
    row = {
        "clerk_no": clerk.clerk_no,
        "name": clerk.name,
        "roles": " ".join(clerk.roles),
        "password_hash": _hasher.hash(password),
        "disabled": clerk.disabled,
        "failures": 0,
    }
    signs = Role.SUPERVISOR in clerk.roles and not clerk.disabled
    with database.write() as connection:
        me = tables.clerks.c.clerk_no == clerk.clerk_no
        known = connection.execute(select(tables.clerks).where(me)).one_or_none()
        connection.execute(delete(tables.clerks).where(me))
        connection.execute(insert(tables.clerks), row)
        same = known is not None and known.name == clerk.name and _is_right(known.password_hash, password)
        if signs and not (same and supervisors.has_key(connection, clerk.clerk_no)):
            supervisors.make_card(connection, clerk.clerk_no, clerk.name, password, now=now)
            tell(connection, [Told(install="", kind=NewsKind.CATALOGUE)], at=now)
        elif not signs and supervisors.retire(connection, clerk.clerk_no, now=now):
            tell(connection, [Told(install="", kind=NewsKind.CATALOGUE)], at=now)


def check_clerk(clerk: Clerk, password: str) -> None:
    """Number, name and password are such.

    Raises:
        RuleBroken: ``clerk.number``, ``clerk.password``, ``text.*`` for the name.
    """
    if not _CLERK_NO.fullmatch(clerk.clerk_no):
        raise RuleBroken("clerk.number", field="clerk_no")
    clean_line(clerk.name, field="name", max_length=_NAME_LENGTH)
    if not clerk.disabled and len(password) < SHORTEST_PASSWORD:
        raise RuleBroken("clerk.password", field="password", minimum=SHORTEST_PASSWORD)


def sign_in(
    database: Database, request: SignInRequest, *, install: InstallId, issuer: str, signing_key: str, now: dt.datetime
) -> SignInAnswer:
    """An ID token for this installation that names the person and his roles.

    Raises:
        CallRefused: ``sign_in.wrong`` (also for an unknown name, after the same time), ``sign_in.disabled``,
            ``sign_in.pause`` after five failed tries, for a minute.
    """
    clerks = tables.clerks
    me = clerks.c.clerk_no == request.username
    with database.read() as connection:
        row = connection.execute(select(clerks).where(me)).one_or_none()
    if row is not None and row.failures >= MOST_FAILURES and row.failed_at is not None:
        again_at = dt.datetime.fromisoformat(row.failed_at) + PAUSE_AFTER_FAILURES
        if now < again_at:
            wait_s = str(int((again_at - now).total_seconds()) + 1)
            raise CallRefused(429, "sign_in.pause", "连续输错次数过多，请稍后再试。", headers={"Retry-After": wait_s})
    if not _is_right(row.password_hash if row is not None else _NOBODY, request.password) or row is None:
        with database.write() as connection:
            connection.execute(update(clerks).where(me).values(failures=clerks.c.failures + 1, failed_at=str(now)))
        raise CallRefused(400, "sign_in.wrong", "工号或密码不正确。", field="password")
    if row.disabled:
        raise CallRefused(400, "sign_in.disabled", "该账号已停用，请联系管理员。", field="username")
    if row.failures:
        with database.write() as connection:
            connection.execute(update(clerks).where(me).values(failures=0, failed_at=None))
    claims = {
        "iss": issuer,
        "aud": install,
        "sub": row.clerk_no,
        "name": row.name,
        "roles": row.roles.split(),
        "iat": now,
        "exp": now + TOKEN_LIFE,
        "offline_until": int((now + OFFLINE_LIFE).timestamp()),
    }
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(signing_key))
    return SignInAnswer(id_token=jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": _key_id(signing_key)}))


def provider(issuer: str) -> Provider:
    """The discovery document under that issuer."""
    return Provider(issuer=issuer, token_endpoint=f"{issuer}/v1/sign-in", jwks_uri=f"{issuer}/oidc/jwks")


def jwks(signing_key: str) -> Jwks:
    """The public half of the signing key."""
    raw = base64.b64decode(public_key_of(signing_key))
    return Jwks(keys=(Jwk(kid=_key_id(signing_key), x=base64.urlsafe_b64encode(raw).rstrip(b"=").decode()),))


def _key_id(signing_key: str) -> str:
    return hashlib.sha256(public_key_of(signing_key).encode()).hexdigest()[:16]


def _is_right(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except argon2.exceptions.VerificationError:
        return False


_NOBODY = _hasher.hash("nobody has this one")
"""Checked for an unknown name, so that the time of an answer does not tell whether the name exists."""
