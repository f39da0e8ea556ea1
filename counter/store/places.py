"""A line's or a number's place as one integer, which is the key of its row.

So a table is in order, and no (epoch, seq) or (epoch, running) comes twice, without an index of their own: each index
is a page more that every deed has to encipher and force to the disk.
"""

from __future__ import annotations

import re

_BITS = 32
_LETTERS = 26
_EPOCH = re.compile("[A-Z]{1,2}")
_NUMBER = re.compile("[0-9]{6}-[0-9A-Z]{2,3}-[0-9A-Z]{2,3}-([A-Z]{1,2})-([0-9]{6,9})-[0-9A-Z]")


def place_of(epoch: str, seq: int) -> int:
    """Where seq stands: first by epoch, A to Z and then AA to ZZ, then by seq.

    Raises:
        ValueError: an epoch that has no form in a paper number.
    """
    if not _EPOCH.fullmatch(epoch):
        raise ValueError("epoch has no form in a paper number")
    ordinal = 0
    for letter in epoch:
        ordinal = ordinal * _LETTERS + ord(letter) - ord("A") + 1
    return ordinal << _BITS | seq


def places_of(epoch: str) -> tuple[int, int]:
    """The first and the last place that the epoch has room for."""
    first = place_of(epoch, 0)
    return first, first + (1 << _BITS) - 1


def place_of_number(number: str) -> int | None:
    """Where the paper of that number stands, or None when it is no number as papers show it."""
    found = _NUMBER.fullmatch(number)
    return None if found is None else place_of(found[1], int(found[2]))
