"""Nonces: a signed request is good for some minutes by the hall's own clock, and once (``counter.wire.sealing``).

    the hall's nonce    its time and a proof that this process made it; another key with each start
    the counter's       remembered with the installation while the hall's nonce lives, so that a pair passes once

What is remembered may be lost with the process: no nonce of an earlier one is taken. Two processes of one hall do not
know of each other's pairs; what they could both take is harmless a second time, because lines, scans, e-seals and
epochs are known by names that their sender made.
"""

from __future__ import annotations

import collections
import datetime as dt
import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable

from counter.wire.sealing import RequestSeal

LIFE = dt.timedelta(minutes=15)
_PROOF_LENGTH = 32


class Nonces:
    """What this process gave and took.

    Args:
        now: the hall's time.
    """

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self._now = now
        self._key = secrets.token_bytes(32)
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
        return True

    def _is_good(self, nonce: str) -> bool:
        made, _, proof = nonce.partition(".")
        if not hmac.compare_digest(proof.encode(), self._proof(made).encode()):
            return False
        age_s = self._now().timestamp() - int(made, 16)
        return -1 <= age_s < LIFE.total_seconds()

    def _proof(self, made: str) -> str:
        return hmac.new(self._key, made.encode(), hashlib.sha256).hexdigest()[:_PROOF_LENGTH]
