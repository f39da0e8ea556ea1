"""主管名册: the supervisors of the hall, each with his public key and his own key enclosed under his secret."""

from __future__ import annotations

import msgspec
import sqlite_utils

from counter.domain.staff import SupervisorCard


def put_all(db: sqlite_utils.Database, cards: tuple[SupervisorCard, ...]) -> None:
    """These are the supervisors of the hall; whoever is not among them approves nothing here any more."""
    db.conn.execute("DELETE FROM supervisors")
    db.conn.executemany(
        "INSERT OR REPLACE INTO supervisors VALUES (?, ?)",
        [[card.clerk_no, msgspec.json.encode(card).decode()] for card in cards],
    )


def card(db: sqlite_utils.Database, clerk_no: str) -> SupervisorCard | None:
    """The supervisor of that number, or None."""
    row = db.conn.execute("SELECT card FROM supervisors WHERE clerk_no = ?", [clerk_no]).fetchone()
    return None if row is None else _decode(row[0])


def all_cards(db: sqlite_utils.Database) -> tuple[SupervisorCard, ...]:
    """Every supervisor of the hall, by number."""
    rows = db.conn.execute("SELECT card FROM supervisors ORDER BY clerk_no").fetchall()
    return tuple(_decode(body) for (body,) in rows)


_decode = msgspec.json.Decoder(SupervisorCard).decode
