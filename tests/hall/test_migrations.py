"""A hall of the first version is brought on with every case that it holds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text
from sqlcipher3 import dbapi2 as sqlcipher

from counter.domain.case import CounterState
from counter.hall.hall import Hall
from counter.hall.standing import MIGRATIONS
from counter.wire.bodies import Kind
from counter.wire.news import CaseCard
from tests.hall.databases import ON_POSTGRESQL, hall_url

ACCEPTED_LATER = {
    "accepted_at": "2026-03-03T02:30:00Z",
    "due": {"promised_on": "2026-03-11", "legal_on": "2026-03-17"},
    "papers": [],
    "time_trusted": True,
}
WINDOW = (
    b'{"install":"i-1","region":"421199","region_name":"","hall":"01","hall_name":"","window":"03",'
    b'"practice":true,"progress_url":""}'
)
INTAKE = {"item_code": "c-1", "item_version": 1, "applicant": {"name": "张测试"}}
TAKEN: dict[str, object] = {
    "decision": "received",
    "case_no": "n-1",
    "intake": INTAKE,
    "item_name": "食品经营许可",
    "department_code": "d",
    "received_at": "2026-03-02T02:30:00Z",
    "accepted_at": None,
    "time_trusted": True,
    "due": {"accept_by": "2026-03-09"},
    "papers": [],
}


def old_hall(folder: Path) -> str:
    """A database as the first version left it: a case accepted later and corrected, one whose lines were lost."""
    url = hall_url(folder)
    engine = create_engine(url) if ON_POSTGRESQL else create_engine(url, module=sqlcipher)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text('INSERT INTO installs (install, public_key, "window", enrolled_at) VALUES (:i, :k, :w, :at)'),
            {"i": "i-1", "k": "k", "w": WINDOW, "at": "2026-03-01T00:00:00+00:00"},
        )
        corrected = {"supersedes": "x", "intake": INTAKE | {"note": "改"}, "reason": "r"}
        for seq, (kind, body) in enumerate(
            ((Kind.CASE_TAKEN.value, TAKEN), ("case.accepted_later", ACCEPTED_LATER), ("case.corrected", corrected)), 1
        ):
            _put_line(connection, seq, kind, body)
        for case, state in (("case-1", "已受理"), ("case-2", "作废")):
            connection.execute(
                text(
                    "INSERT INTO cases (case_id, case_no, platform_no, state, install, item_code, item_version,"
                    " applicant_name, taken_line, changed_at)"
                    " VALUES (:c, 'n-1', :c, :s, 'i-1', 'c-1', 1, '张测试', 'l', '2026')"
                ),
                {"c": case, "s": state},
            )
        connection.execute(
            text(
                "INSERT INTO news (seq, install, kind, at, platform_no, state, words)"
                " VALUES (1, '', 'catalogue', '2026-03-01T00:00:00+00:00', '', '', '')"
            )
        )
    engine.dispose()
    return url


def _put_line(connection: Connection, seq: int, kind: str, body: object) -> None:
    line = {"kind": kind, "actor": "0001", "body": body}
    connection.execute(
        text(
            "INSERT INTO lines VALUES ('i-1', 'A', :seq, :id, 'p', 'h', :line, :kind, 'case-1', '2026-03-02',"
            " 'settled', '', '', '', '', NULL, '2026')"
        ),
        {"seq": seq, "id": f"l-{seq}", "line": msgspec.json.encode(line), "kind": kind},
    )


def test_every_case_gets_its_card_from_its_lines(tmp_path: Path) -> None:
    hall = Hall(old_hall(tmp_path), tmp_path, practice=True)
    with hall.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT case_id, hall, card FROM cases ORDER BY case_id").all()
        news = connection.exec_driver_sql("SELECT not_for, detail FROM news").all()
    hall.close()
    first, second = (msgspec.json.decode(row.card, type=CaseCard) for row in rows)
    assert [row.hall for row in rows] == ["421199-01"] * 2
    assert (first.state, first.window, first.clerk) == (CounterState.ACCEPTED, "03", "0001")
    assert first.accepted_at == dt.datetime(2026, 3, 3, 2, 30, tzinfo=dt.UTC)
    assert first.due.promised_on == dt.date(2026, 3, 11)
    assert first.intake.note == "改"
    assert (second.state, second.intake.applicant.name) == (CounterState.VOIDED, "张测试")
    assert [tuple(row) for row in news] == [("", None)]
