"""A key that only the holder of the private key gets; each time another one, and apart for each use."""

from __future__ import annotations

import json

import pytest

from counter import sealed_box
from counter.recovery import open_slot

PRIVATE, PUBLIC = sealed_box.new_key_pair()


def test_the_holder_of_the_private_key_gets_the_key() -> None:
    sent, key = sealed_box.seal_to(PUBLIC, b"about")
    assert sealed_box.opened_with(PRIVATE, sent, b"about") == key
    assert len(key) == len(sent) == sealed_box.KEY_BYTES


def test_nobody_else_and_nothing_else_gives_that_key() -> None:
    """Another holder, another use, another sealing."""
    sent, key = sealed_box.seal_to(PUBLIC, b"about")
    other, _ = sealed_box.new_key_pair()
    assert key not in {
        sealed_box.opened_with(other, sent, b"about"),
        sealed_box.opened_with(PRIVATE, sent, b"another"),
        sealed_box.seal_to(PUBLIC, b"about")[1],
    }


def test_the_public_half_is_known_from_the_private_one() -> None:
    assert sealed_box.public_of(PRIVATE) == PUBLIC


@pytest.mark.parametrize("text", ["", "x", "AAAA", "码"])
def test_what_is_no_key_is_told(text: str) -> None:
    for use in (
        lambda: sealed_box.seal_to(text, b"about"),
        lambda: sealed_box.public_of(text),
        lambda: sealed_box.opened_with(text, bytes(range(32)), b"about"),
        lambda: sealed_box.opened_with(PRIVATE, b"short", b"about"),
    ):
        with pytest.raises(ValueError):  # noqa: PT011 -- also the library's own
            use()


def test_a_slot_that_was_sealed_before_this_was_a_module_opens() -> None:
    """Of 0.3.0 before the exported queue; IT may keep slots for years."""
    private = "QOwT6gzwX6qBdJaZAA6GBoz8mgsdpb51pzZpT3dUakk="
    slot = {
        "slot": 1,
        "check": "cccccccccccccccc",
        "sealed_to": "b+b0ka2KzBZkjwRZQJQPzXyhWn0PbkdU6NMSc3k7XWY=",
        "sealed": "brZ8kANpRFWDnjorIiQQ6h1bmqLYt5GFNG4nKBAPrgHjvwlb1TC4audS59ILo02r"
        "AfNOORVFKn5E6mNobkYJYZ2fOSGYDB8zra5lZcsNw4w=",
    }
    assert open_slot(json.dumps(slot), private) == bytes(range(32))
