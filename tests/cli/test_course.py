"""Deeds on running cases by file: done, waiting for a supervisor, or refused with nothing changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counter.actions import lists, reviews
from counter.actions.desk import Desk
from counter.cli.course import decide_file, supplement_file
from counter.domain.case import Case, CounterState
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy, ReviewKind
from counter.errors import RuleBroken
from counter.store import cases, deliveries
from tests.actions.courses import accepted, deferred, item_with_two, owed_codes, received, rule
from tests.conftest import PDF, SUPERVISOR


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item of which two materials can lack."""
    return item_with_two(items)


def _file(folder: Path, value: object) -> Path:
    path = folder / "deed.json"
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def _row(desk: Desk, case: Case) -> Case:
    row = cases.read_case(desk.db, case.case_id)
    assert row is not None
    return row


def test_what_was_brought_is_taken_in_with_its_scans(desk: Desk, item: ServiceItem, tmp_path: Path) -> None:
    """The paths are relative to the file."""
    case = deferred(desk, item)
    first, second = owed_codes(case)
    (tmp_path / "a.pdf").write_bytes(PDF)
    materials = [{"code": first, "how_got": "original", "files": ["a.pdf"]}, {"code": second, "how_got": "copy"}]
    done = supplement_file(desk, case.case_no, _file(tmp_path, {"materials": materials}))
    assert (done["number"], done["state"]) == (case.case_no, "accepted")
    assert [paper["kind"] for paper in done["papers"]] == ["supplement_receipt"]
    assert len(deliveries.waiting_scans(desk.db)) == 1


def test_a_received_case_is_decided(desk: Desk, item: ServiceItem, tmp_path: Path) -> None:
    """受理, with its paper and its days."""
    case = received(desk, item)
    done = decide_file(desk, case.case_no.lower(), _file(tmp_path, {"decision": "accepted"}))
    assert done["state"] == "accepted"
    assert done["due"]["promised_on"]
    assert done["papers"][0]["kind"] == "acceptance"


def test_what_needs_a_supervisor_waits_in_his_queue(desk: Desk, item: ServiceItem, tmp_path: Path) -> None:
    """The command says under which review; the case is as it was."""
    case = accepted(desk, item)
    done = decide_file(desk, case.case_no, _file(tmp_path, {"type": "withdraw", "reason": "暂不办理"}))
    assert (done["state"], done["papers"]) == ("asked", [])
    page = reviews.list_reviews(desk, SUPERVISOR, offset=0, limit=9)
    assert [(review.id, review.kind) for review in page.rows] == [(done["review"], ReviewKind.WITHDRAWAL)]
    assert _row(desk, case).state is CounterState.ACCEPTED


def test_where_nobody_has_to_be_asked_it_is_done(desk: Desk, item: ServiceItem, tmp_path: Path) -> None:
    """By the policy that is frozen into the case."""
    rule(desk, HallPolicy(version=2, needs_approval=()))
    case = accepted(desk, item)
    done = decide_file(desk, case.case_no, _file(tmp_path, {"type": "withdraw", "reason": "暂不办理"}))
    assert done["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"type": "resume"}, "special.none_open"),
        ({"type": "tell_again", "code": "zz", "defect": {"ground": "a", "remedy": "b"}}, "case.moved_on"),
        ({"decision": "received"}, "case.moved_on"),
        ({"type": "lapse", "reason": "逾期"}, "case.moved_on"),
    ],
)
def test_a_deed_that_cannot_be_is_refused_with_the_rule(
    desk: Desk, item: ServiceItem, tmp_path: Path, value: object, code: str
) -> None:
    """And nothing is changed."""
    case = accepted(desk, item)
    before = lists.read_case(desk, case.case_id)
    with pytest.raises(RuleBroken) as caught:
        decide_file(desk, case.case_no, _file(tmp_path, value))
    assert caught.value.code == code
    assert lists.read_case(desk, case.case_id) == before


def test_an_unknown_number_a_lost_file_and_a_lost_scan_are_told(desk: Desk, item: ServiceItem, tmp_path: Path) -> None:
    """Each by its own code."""
    case = deferred(desk, item)
    material = {"code": owed_codes(case)[0], "how_got": "original"}
    tried = (
        (supplement_file, "421199-01-12-A-999999-0", _file(tmp_path, {"materials": [material]}), "case.unknown"),
        (decide_file, case.case_no, tmp_path / "none.json", "intake.unreadable"),
    )
    for command, number, path, code in tried:
        with pytest.raises(RuleBroken) as caught:
            command(desk, number, path)
        assert caught.value.code == code
    for files, code in ((["none.pdf"], "file.unreadable"), (["deed.json"], "file.type")):
        with pytest.raises(RuleBroken) as caught:
            supplement_file(desk, case.case_no, _file(tmp_path, {"materials": [{**material, "files": files}]}))
        assert caught.value.code == code
    assert _row(desk, case) == case
