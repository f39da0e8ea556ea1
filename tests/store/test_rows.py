"""Rows by the names of their columns, and the JSON in them: right, or told to be damaged."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from counter.actions.desk import Desk
from counter.domain.item import ServiceItem, TimeLimit
from counter.domain.policy import HallPolicy
from counter.errors import StoreTrouble
from counter.store import catalogue, facts, policies
from counter.store.rows import decoded, read_once, rows_of


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
    """The zeros of a damaged overflow page as well as another shape."""
    with pytest.raises(StoreTrouble, match=r"store\.damaged"):
        decoded(msgspec.json.Decoder(TimeLimit), text)


def test_an_item_that_is_delivered_anew_is_read_anew(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Under the same code and version: what stands in the row is what counts."""
    item = items[0]
    assert catalogue.read_item(desk.db, item.code, item.version) == item
    renamed = msgspec.structs.replace(item, name="另一名称")
    with desk.store.write() as db:
        catalogue.put_items(db, (renamed,), ())
    assert catalogue.read_item(desk.db, item.code, item.version) == renamed


def test_what_was_read_once_is_read_anew_when_it_was_written(desk: Desk) -> None:
    """Also within the transaction that writes it."""
    before = desk.enrolment()
    moved = msgspec.structs.replace(before, epoch="C")
    assert desk.enrolment() is before
    with desk.store.write() as db:
        facts.write_fact(db, "enrolment", moved)
        assert facts.enrolment(db) == moved
    assert desk.enrolment() == moved
    newer = HallPolicy(version=7, deferral_most_materials=1)
    assert policies.current(desk.db).version < 7
    with desk.store.write() as db:
        policies.put(db, 7, msgspec.json.encode(newer))
    assert policies.current(desk.db) == policies.of_version(desk.db, 7) == newer


def test_what_was_rolled_back_is_read_as_it_was(desk: Desk) -> None:
    before = desk.enrolment()

    def fail() -> None:
        with desk.store.write() as db:
            facts.write_fact(db, "enrolment", msgspec.structs.replace(before, epoch="C"))
            assert facts.enrolment(db) != before
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert desk.enrolment() == before


def test_a_fault_is_not_kept_and_no_more_is_kept_than_has_room(desk: Desk) -> None:
    def fail() -> int:
        raise StoreTrouble("store.damaged")

    with pytest.raises(StoreTrouble):
        read_once(desk.db, "x", fail)
    assert read_once(desk.db, "x", lambda: 1) == 1
    for number in range(200):
        assert read_once(desk.db, number, lambda: number) == number  # noqa: B023 -- called at once
    connection: Any = desk.db.conn
    assert len(connection.kept) <= 64
