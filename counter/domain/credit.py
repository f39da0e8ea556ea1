"""信用: the list of those whose promises were broken, as far as a counter needs it (domain.md §2, Credit gate).

The list names nobody: it holds salted hashes, so that a lost machine tells nothing about anybody.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from counter.domain.base import Value
from counter.domain.course import CreditAnswer, CreditProof


class CreditList(Value):
    """失信名单 as the platform delivered it."""

    listed_at: dt.datetime
    salt: str
    barred: tuple[str, ...]  # ``person_key`` of each


def person_key(id_number: str, salt: str) -> str:
    """How the list names a person or company: SHA-256 over salt and number."""
    return hashlib.sha256(f"{salt}/{id_number.strip().upper()}".encode()).hexdigest()


def barred_as(id_number: str, known: CreditList | None) -> str:
    """How the list names that person; empty when he is not on it, or there is no list."""
    if known is None or not id_number:
        return ""
    key = person_key(id_number, known.salt)
    return key if key in frozenset(known.barred) else ""


def credit_of(id_number: str, known: CreditList | None, *, now: dt.datetime, max_age_hours: int) -> CreditProof:
    """What may be said of that person now; no list, or one that is too old, is no answer (domain.md §8 no. 2)."""
    if known is None:
        return CreditProof(answer=CreditAnswer.UNKNOWN, checked_at=now)
    if not 0 <= (now - known.listed_at).total_seconds() <= max_age_hours * 3600:
        answer = CreditAnswer.UNKNOWN
    elif barred_as(id_number, known):
        answer = CreditAnswer.BARRED
    else:
        answer = CreditAnswer.CLEAN
    return CreditProof(answer=answer, listed_at=known.listed_at, checked_at=now)
