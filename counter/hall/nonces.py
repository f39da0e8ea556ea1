"""Nonces: a signed request is good for some minutes by the hall's own clock, and once (``counter.wire.sealing``).

    the hall's nonce    its time and a proof that this hall made it
    the counter's       remembered with the installation while the hall's nonce lives, so that a pair passes once

The embedded database has one process: it remembers by itself, under another key with each start, so that no nonce of an
earlier process is taken. On PostgreSQL any worker may be asked next: they share a key, which only who reads the hall's
folder can make, and the pairs stand in the database, written beside the one writer and without waiting for the disk; a
server that loses power forgets the last moments of them, and what could pass twice then is harmless, because lines,
scans, e-seals and epochs are known by names that their sender made.
"""

from __future__ import annotations

import collections
import datetime as dt
import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from counter.hall import tables
from counter.hall.database import Database
from counter.wire.sealing import RequestSeal

LIFE = dt.timedelta(minutes=15)
_PROOF_LENGTH = 32
_FORGET_ONE_IN = 500


class Nonces:
    """What this process gave and took.

    Args:
        now: the hall's time.
        database: of the hall; None for a process that is alone.
        secret: what every worker of the hall has and nobody else.
    """

    def __init__(self, now: Callable[[], dt.datetime], database: Database | None = None, secret: str = "") -> None:
        self._now = now
        self._shared = None if database is None or database.is_sqlite else database
        ours = hashlib.sha256(b"nonces" + secret.encode()).digest()
        self._key = secrets.token_bytes(32) if self._shared is None else ours
        self._taking = threading.Lock()
        self._taken: set[tuple[str, str]] = set()
        self._in_order: collections.deque[tuple[dt.datetime, tuple[str, str]]] = collections.deque()

    def fresh(self) -> str:
        """A nonce that is good from now on."""
        made = f"{int(self._now().timestamp()):x}"
        return f"{made}.{self._proof(made)}"

    def take(self, seal: RequestSeal) -> bool:
        """Whether the request is of now and came for the first time; the same pair is not taken again."""
        if seal.nonce is None or not self._is_good(seal.nonce):
            return False
        now, pair = self._now(), (seal.install, seal.cnonce)
        with self._taking:
            while self._in_order and now - self._in_order[0][0] > LIFE:
                self._taken.discard(self._in_order.popleft()[1])
            if pair in self._taken:
                return False
            self._taken.add(pair)
            self._in_order.append((now, pair))
        return self._shared is None or _take_shared(self._shared, pair, now)

    def _is_good(self, nonce: str) -> bool:
        made, _, proof = nonce.partition(".")
        if not hmac.compare_digest(proof.encode(), self._proof(made).encode()):
            return False
        age_s = self._now().timestamp() - int(made, 16)
        return -1 <= age_s < LIFE.total_seconds()

    def _proof(self, made: str) -> str:
        return hmac.new(self._key, made.encode(), hashlib.sha256).hexdigest()[:_PROOF_LENGTH]


def _take_shared(database: Database, pair: tuple[str, str], now: dt.datetime) -> bool:
    """Whether no other worker took the pair; those whose nonce is dead are forgotten, a few each time."""
    nonces = tables.nonces
    dead = nonces.c.taken_at < (now - 2 * LIFE).isoformat()
    with database.note() as connection:
        row = insert(nonces).values(install=pair[0], cnonce=pair[1], taken_at=now.isoformat())
        new = row.on_conflict_do_nothing().returning(nonces.c.install)
        taken = connection.scalar(new) is not None
        if secrets.randbelow(_FORGET_ONE_IN) == 0:
            connection.execute(delete(nonces).where(dead))
    return taken
