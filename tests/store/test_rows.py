"""Rows by the names of their columns, and the JSON in them: right, or told to be damaged."""

from __future__ import annotations

import msgspec
import pytest

from counter.actions.desk import Desk
from counter.domain.item import ServiceItem, TimeLimit
from counter.errors import StoreTrouble
from counter.store import catalogue
from counter.store.rows import decoded, decoded_once, rows_of


def test_rows_have_the_names_of_their_columns(desk: Desk) -> None:
    """None found is an empty list; nothing stays open."""
    assert rows_of(desk.db, "SELECT ? AS a, 'x' AS b UNION ALL SELECT 2, 'y' ORDER BY a", [1]) == [
        {"a": 1, "b": "x"},
        {"a": 2, "b": "y"},
    ]
    assert rows_of(desk.db, "SELECT code FROM items WHERE code = :code", {"code": "nothing"}) == []
    assert not desk.db.conn.in_transaction


@pytest.mark.parametrize("text", ["", '{"amount":1\0\0', '{"amount":"x"}', "[]"])
def test_json_that_nobody_wrote_is_damage(text: str) -> None:
    """The zeros of a damaged overflow page as well as another shape; each time, also when asked again."""
    for _ in range(2):
        with pytest.raises(StoreTrouble, match=r"store\.damaged"):
            decoded(msgspec.json.Decoder(TimeLimit), text)
        with pytest.raises(StoreTrouble, match=r"store\.damaged"):
            decoded_once(text, TimeLimit)


def test_an_item_that_is_delivered_anew_is_read_anew(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Under the same code and version: what stands in the row is what counts."""
    item = items[0]
    assert catalogue.read_item(desk.db, item.code, item.version) == item
    renamed = msgspec.structs.replace(item, name="另一名称")
    with desk.store.write() as db:
        catalogue.put_items(db, (renamed,), ())
    assert catalogue.read_item(desk.db, item.code, item.version) == renamed
