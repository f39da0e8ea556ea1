"""Who may sign in here while the platform is away, until when, and the argon2id hash of his secret."""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.staff import Actor


class Verifier(Value):
    """A time-limited local verifier of one person."""

    actor: Actor
    secret_hash: str
    offline_until: dt.datetime


def put_verifier(db: sqlite_utils.Database, verifier: Verifier) -> None:
    """The person can sign in offline until then."""
    db.conn.execute(
        "INSERT OR REPLACE INTO staff VALUES (?, ?, ?, ?)",
        [
            verifier.actor.clerk_no, msgspec.json.encode(verifier.actor).decode(), verifier.secret_hash,
            verifier.offline_until.isoformat(),
        ],
    )  # fmt: skip


def read_verifier(db: sqlite_utils.Database, clerk_no: str) -> Verifier | None:
    """The person's verifier, or None when he never signed in here."""
    row = db.conn.execute(
        "SELECT actor, secret_hash, offline_until FROM staff WHERE clerk_no = ?", [clerk_no]
    ).fetchone()
    if row is None:
        return None
    return Verifier(
        actor=msgspec.json.decode(row[0], type=Actor),
        secret_hash=row[1],
        offline_until=dt.datetime.fromisoformat(row[2]),
    )


def drop_verifier(db: sqlite_utils.Database, clerk_no: str) -> None:
    """The person cannot sign in offline any more."""
    db.conn.execute("DELETE FROM staff WHERE clerk_no = ?", [clerk_no])
