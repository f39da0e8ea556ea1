"""The hall's supervisors are known as the platform named them last."""

from __future__ import annotations

from counter.actions.desk import Desk
from counter.domain.staff import SupervisorCard, WrappedKey
from counter.store import supervisors


def _card(clerk_no: str, name: str = "周立新") -> SupervisorCard:
    key = WrappedKey(salt="c2FsdA==", n=32768, r=8, p=1, nonce="bm9uY2U=", sealed="c2VhbGVk")
    return SupervisorCard(clerk_no=clerk_no, name=name, public_key="cHVibGlj", key=key)


def test_every_card_is_read_back_as_it_came(bare_desk: Desk) -> None:
    """By number, whole."""
    with bare_desk.store.write() as db:
        supervisors.put_all(db, (_card("9002", "郑海"), _card("9001")))
    assert supervisors.card(bare_desk.db, "9001") == _card("9001")
    assert supervisors.all_cards(bare_desk.db) == (_card("9001"), _card("9002", "郑海"))


def test_who_is_not_named_any_more_is_none(bare_desk: Desk) -> None:
    """A supervisor who left approves nothing here."""
    with bare_desk.store.write() as db:
        supervisors.put_all(db, (_card("9001"), _card("9002")))
        supervisors.put_all(db, (_card("9002"),))
    assert supervisors.card(bare_desk.db, "9001") is None
    assert supervisors.all_cards(bare_desk.db) == (_card("9002"),)
