"""The journal is appended to and never changed; its chain shows every change that was made all the same."""

from __future__ import annotations

import pytest
from sqlcipher3 import dbapi2

from counter.actions import verifying
from counter.actions.desk import Desk
from counter.domain.item import ServiceItem
from counter.errors import StoreTrouble
from counter.store import journal
from counter.store.high_water import Mark
from tests.faults.support import take


@pytest.mark.parametrize("statement", ["UPDATE journal SET actor = 'x'", "DELETE FROM journal", "DROP TABLE nothing"])
def test_no_statement_changes_a_line_through_the_store(
    desk: Desk, items: tuple[ServiceItem, ...], statement: str
) -> None:
    """The triggers say no and the transaction is rolled back."""
    take(desk, items)
    statement = statement.replace("actor = 'x'", "kind = 'x'")
    with pytest.raises(StoreTrouble) as caught, desk.store.write() as db:
        db.conn.execute(statement)
    assert caught.value.code == "store.disk_error"
    assert verifying.faults(desk) == ()


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE journal SET line = replace(CAST(line AS TEXT), '0001', '0002') WHERE seq = 2", "journal.changed A-2"),
        ("UPDATE journal SET hash = prev WHERE seq = 3", "journal.changed A-3"),
        ("DELETE FROM journal WHERE seq = 2", "journal.broken A-3"),
        ("DELETE FROM journal WHERE seq = 3", "journal.rolled_back A-3"),
        ("DELETE FROM journal WHERE seq = 1", "journal.broken A-2"),
        ("UPDATE journal SET seq = 9 WHERE seq = 2", "journal.changed A-9"),
        ("UPDATE papers SET number = replace(number, '-000002-', '-000077-')", "number.astray 421199-01-12-A-000077-"),
        (
            "UPDATE papers SET place = place + 6 WHERE number LIKE '%-000003-%'",
            "number.gap A-3",
        ),
        ("DELETE FROM papers WHERE number LIKE '%-000002-%'", "paper.lost"),
        ("DELETE FROM papers WHERE number LIKE '%-000003-%'", "number.gap A-3"),
        ("UPDATE papers SET content = replace(content, '欧', '王')", "paper.changed"),
        ("UPDATE papers SET void_reason = 'x' WHERE number LIKE '%-000002-%'", ""),
    ],
)
def test_what_somebody_changes_with_the_key_is_found(
    desk: Desk, items: tuple[ServiceItem, ...], tampering: str, found: str
) -> None:
    """trust.md A65: past the triggers, with the database's key."""
    for serial in (1, 2, 3):
        take(desk, items, serial)
    connection = desk.db.conn
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("DROP TRIGGER journal_is_not_changed")
    connection.execute("DROP TRIGGER journal_is_not_cut")
    connection.execute("DROP TRIGGER papers_are_kept")
    if "CAST" in tampering:
        line = connection.execute("SELECT line FROM journal WHERE seq = 2").fetchone()[0]
        changed = dbapi2.Binary(line.replace(b"0001", b"0002", 1))
        connection.execute("UPDATE journal SET line = ? WHERE seq = 2", [changed])
    else:
        connection.execute(tampering)
    faults = verifying.faults(desk)
    assert any(fault.startswith(found) for fault in faults) if found else faults == ()


def test_lines_of_a_case_name_each_other_and_the_head_is_the_last(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Positions from one without a gap; the genesis is the installation's."""
    cases = [take(desk, items, serial) for serial in (1, 2)]
    lines = list(journal.all_lines(desk.db))
    assert [(epoch, seq) for epoch, seq, _ in lines] == [("A", 1), ("A", 2)]
    assert lines[1][2].prev == lines[0][2].hash
    assert journal.last_mark(desk.db, "A") == Mark(epoch="A", seq=2, head=lines[1][2].hash, running=2)
    assert journal.last_mark(desk.db, "B") is None
    (only,) = journal.lines_of_case(desk.db, cases[0].case_id)
    assert (only.opened().case_seq, only.opened().base) == (1, "")


def test_a_line_that_is_no_line_is_told_and_the_rest_is_still_looked_at(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """``verify`` must not fall over what it looks for."""
    for serial in (1, 2):
        take(desk, items, serial)
    desk.db.conn.execute("DROP TRIGGER journal_is_not_changed")
    for change in ("UPDATE journal SET prev = 'zz' WHERE seq = 1", "UPDATE journal SET line = x'00' WHERE seq = 1"):
        desk.db.conn.execute(change)
        faults = journal.chain_faults(desk.db, desk.enrolment().install)
        assert faults == ("journal.changed A-1", "journal.broken A-1")
