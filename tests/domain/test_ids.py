"""An identity is a UUIDv7 of its moment, and never the same twice."""

from __future__ import annotations

import re
import time
import uuid

from counter.domain.ids import uuid7


def test_an_identity_has_the_form_of_a_uuid_of_version_7() -> None:
    for _ in range(200):
        made = uuid7()
        assert re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", made)
        assert uuid.UUID(made).version == 7
        assert uuid.UUID(made).variant == uuid.RFC_4122


def test_an_identity_begins_with_the_millisecond_of_its_making() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    after = time.time_ns() // 1_000_000
    assert before <= uuid.UUID(made).int >> 80 <= after


def test_no_identity_comes_twice() -> None:
    assert len({uuid7() for _ in range(20_000)}) == 20_000


def test_every_random_bit_is_used() -> None:
    seen_set, seen_clear = 0, 0
    for _ in range(500):
        number = uuid.UUID(uuid7()).int
        seen_set |= number
        seen_clear |= ~number
    random_bits = (0xFFF << 64) | ((1 << 62) - 1)
    assert seen_set & random_bits == random_bits
    assert seen_clear & random_bits == random_bits
