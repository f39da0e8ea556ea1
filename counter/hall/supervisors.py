"""首席代表's keys at the platform: made and enclosed under his secret when it is set, and never seen here in the clear.

A key is retired when its owner gets another secret or ceases to be a supervisor; what he signed before stays good,
because a counter that was offline may bring it later, and is shown to somebody (trust.md §4).
"""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy import Connection, insert, select, update

from counter.domain.base import Value
from counter.domain.staff import SupervisorCard
from counter.hall import tables
from counter.wire.approving import new_card


class SigningKey(Value):
    """A public key and since when it signs nothing new; None while it is in use."""

    public_key: str
    retired_at: dt.datetime | None


def make_card(connection: Connection, clerk_no: str, name: str, secret: str, *, now: dt.datetime) -> None:
    """The supervisor signs with a new key from now on, which his secret opens at every window."""
    retire(connection, clerk_no, now=now)
    card = new_card(clerk_no, name, secret)
    row = {
        "public_key": card.public_key,
        "clerk_no": clerk_no,
        "card": msgspec.json.encode(card),
        "made_at": now.isoformat(),
    }
    connection.execute(insert(tables.supervisor_keys), row)


def retire(connection: Connection, clerk_no: str, *, now: dt.datetime) -> bool:
    """He signs nothing any more; gives whether he could before."""
    keys = tables.supervisor_keys
    in_use = (keys.c.clerk_no == clerk_no) & keys.c.retired_at.is_(None)
    return connection.execute(update(keys).where(in_use).values(retired_at=now.isoformat())).rowcount > 0


def has_key(connection: Connection, clerk_no: str) -> bool:
    """Whether he can sign now."""
    keys = tables.supervisor_keys
    in_use = (keys.c.clerk_no == clerk_no) & keys.c.retired_at.is_(None)
    return connection.execute(select(keys.c.clerk_no).where(in_use)).first() is not None


def cards(connection: Connection) -> tuple[SupervisorCard, ...]:
    """Every supervisor who can sign now, by number."""
    keys = tables.supervisor_keys
    rows = connection.scalars(select(keys.c.card).where(keys.c.retired_at.is_(None)).order_by(keys.c.clerk_no))
    return tuple(msgspec.json.decode(card, type=SupervisorCard) for card in rows)


def keys_of(connection: Connection, clerk_no: str) -> tuple[SigningKey, ...]:
    """Every key that he ever signed with."""
    keys = tables.supervisor_keys
    rows = connection.execute(select(keys.c.public_key, keys.c.retired_at).where(keys.c.clerk_no == clerk_no))
    return tuple(
        SigningKey(
            public_key=row.public_key,
            retired_at=None if row.retired_at is None else dt.datetime.fromisoformat(row.retired_at),
        )
        for row in rows
    )
