"""失信名单 at the platform: salted hashes of those whose promises were broken, and of nobody else (domain.md §2)."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import Connection, select

from counter.domain.credit import CreditList
from counter.hall import tables
from counter.hall.database import read_fact, write_fact

_SALT = "credit_salt"


def make_salt(connection: Connection) -> None:
    """The hall's salt is there, made once with the database."""
    if read_fact(connection, _SALT) is None:
        write_fact(connection, _SALT, secrets.token_hex(16).encode())


def salt(connection: Connection) -> str:
    """The salt of the hall's list."""
    return (read_fact(connection, _SALT) or b"").decode()


def listed(connection: Connection, *, now: dt.datetime) -> CreditList:
    """The list as it is now, for the counters to keep."""
    people = connection.scalars(select(tables.dishonest.c.person).order_by(tables.dishonest.c.person)).all()
    return CreditList(listed_at=now, salt=salt(connection), barred=tuple(people))


def listed_since(connection: Connection, person: str) -> dt.datetime | None:
    """Since when that person is on the list; None when he is not."""
    people = tables.dishonest
    since = connection.scalar(select(people.c.listed_at).where(people.c.person == person))
    return None if since is None else dt.datetime.fromisoformat(since)
