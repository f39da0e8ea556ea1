"""The key for exported queues counts only when the platform signed it."""

from __future__ import annotations

import msgspec
import pytest

from counter.errors import RuleBroken
from counter.sealed_box import new_key_pair
from counter.wire.queue_key import QueueKey, check_queue_key, sign_queue_key
from counter.wire.sealing import new_signing_key, public_key_of

SIGNING = new_signing_key()
PUBLIC = new_key_pair()[1]


def test_a_signed_key_is_the_platforms() -> None:
    assert check_queue_key(public_key_of(SIGNING), sign_queue_key(SIGNING, PUBLIC)) == PUBLIC


@pytest.mark.parametrize(
    "forged",
    [
        msgspec.structs.replace(sign_queue_key(SIGNING, PUBLIC), public_key=new_key_pair()[1]),
        sign_queue_key(new_signing_key(), PUBLIC),
        sign_queue_key(SIGNING, "no key"),
    ],
    ids=["another key", "another signer", "no key"],
)
def test_any_other_is_not(forged: QueueKey) -> None:
    """Whoever could put his own there would read what windows export."""
    with pytest.raises(RuleBroken, match=r"queue\.key"):
        check_queue_key(public_key_of(SIGNING), forged)
