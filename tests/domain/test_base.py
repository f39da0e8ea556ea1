"""The bases of every value, and how a value is written where it is hashed or signed."""

from __future__ import annotations

import msgspec
import pytest

from counter.domain.base import Value, canonical


class _Pair(Value):
    zeta: str
    alpha: dict[str, int]


def test_what_is_hashed_has_its_keys_in_order_and_no_spaces() -> None:
    """RFC 8785 for ASCII keys: the same value gives the same bytes, however it was put together."""
    one = canonical(_Pair(zeta="受理", alpha={"b": 2, "a": 1}))
    assert one == '{"alpha":{"a":1,"b":2},"zeta":"受理"}'.encode()
    assert one == canonical(_Pair(zeta="受理", alpha={"a": 1, "b": 2}))


def test_a_value_is_frozen_and_knows_its_fields() -> None:
    pair = _Pair(zeta="", alpha={})
    with pytest.raises(AttributeError):
        pair.zeta = "x"  # type: ignore[misc]
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"zeta":"","alpha":{},"beta":1}', type=_Pair)
