"""Rows of cases, drafts, numbers and papers: what was put is what is read, and no number comes twice."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
import sqlcipher3

from counter.actions import intake
from counter.actions.desk import Desk
from counter.actions.desk import deed as begin
from counter.domain.case import Decision
from counter.domain.item import ServiceItem
from counter.errors import RuleBroken, StoreTrouble
from counter.store import cases, papers
from tests.conftest import CLERK, NINE, FakeClock, draft_of, filled
from tests.faults.support import promised_item, take


def test_a_case_is_read_back_as_it_was_taken(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Every field, also those that are kept as JSON."""
    case = take(desk, items)
    assert cases.read_case(desk.db, case.case_id) == case
    assert cases.case_of_number(desk.db, case.case_no) == case.case_id
    assert cases.case_of_number(desk.db, "nothing") is None


def test_drafts_are_the_clerks_own_newest_first_and_replaced_by_themselves(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """faults.md F24: two drafts of one applicant stay two."""
    item = promised_item(items)
    old, new = draft_of(filled(item)), draft_of(filled(item), at=NINE + dt.timedelta(minutes=1))
    foreign = draft_of(filled(item), clerk=msgspec.structs.replace(CLERK, clerk_no="0002"))
    for draft in (new, old, foreign):
        intake.save_draft(desk, draft)
    assert intake.list_drafts(desk, CLERK) == (new, old)
    typed_on = msgspec.structs.replace(old, title="甲 · 乙", saved_at=NINE + dt.timedelta(minutes=2))
    intake.save_draft(desk, typed_on)
    assert intake.list_drafts(desk, CLERK) == (typed_on, new)
    intake.drop_draft(desk, old.case_id)
    intake.drop_draft(desk, old.case_id)
    assert intake.list_drafts(desk, CLERK) == (new,)


def test_a_page_counts_the_whole_list_and_goes_on_where_the_last_ended(
    desk: Desk, items: tuple[ServiceItem, ...], clock: FakeClock
) -> None:
    """Newest first; no row twice and none left out."""
    taken = []
    for serial in range(1, 8):
        taken.append(take(desk, items, serial).case_no)
        clock.go_on(seconds=1)
    pages = [cases.find_cases(desk.db, text="", clerk=None, offset=offset, limit=3) for offset in (0, 3, 6, 9)]
    assert [page.total for page in pages] == [7, 7, 7, 7]
    assert [row.case_no for page in pages for row in page.rows] == taken[::-1]


def test_running_numbers_go_on_and_come_back_only_by_a_rollback(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """A deed that breaks off gives its number back, because nobody has seen it."""
    take(desk, items, 1)

    def broken() -> None:
        with begin(desk) as doing:
            assert list(doing.take_running(2)) == [2, 3]
            raise RuleBroken("case.unknown")

    with pytest.raises(RuleBroken):
        broken()
    with begin(desk) as doing:
        assert list(doing.take_running(1)) == [2]
    with begin(desk) as doing:
        assert list(doing.take_running(1)) == [2]


def _paper_of(desk: Desk, template: str, *, number: str) -> papers.PaperRow:
    paper = papers.read_paper(desk.db, template)
    assert paper is not None
    return msgspec.structs.replace(paper, number=number)


def test_a_number_cannot_be_issued_twice(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Nor can its place in the epoch under another window; what is no number is never issued."""
    case = take(desk, items)
    for number in (case.case_no, "421199-01-13-A-000001-4"):
        with pytest.raises(StoreTrouble), desk.store.write() as db:
            papers.insert_paper(db, _paper_of(desk, case.case_no, number=number))
    with pytest.raises(ValueError, match="no number"), desk.store.write() as db:
        papers.insert_paper(db, _paper_of(desk, case.case_no, number="nothing"))
    assert papers.number_faults(desk.db) == ()
    assert [paper.number for paper in papers.all_papers(desk.db)] == [case.case_no]


def test_void_numbers_stay_in_the_register_with_their_reason(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """domain.md §6; and a void paper is not asked to be printed."""
    draft = draft_of(filled(promised_item(items)))
    case = intake.take_case(desk, CLERK, draft, Decision.RECEIVED).case
    later = intake.decide_later(desk, CLERK, case.case_id, Decision.ACCEPTED)
    assert [paper.number for paper in papers.unprinted(desk.db)] == [case.case_no, *later.papers]
    with desk.store.write() as db:
        voided = papers.void_numbers(db, case.case_id, reason="重复录入", by="9001")
    assert voided == (case.case_no, *later.papers)
    rows = desk.db.conn.execute("SELECT DISTINCT void_reason, voided_by FROM papers").fetchall()
    assert rows == [("重复录入", "9001")]
    assert papers.unprinted(desk.db) == ()
    assert papers.number_faults(desk.db) == ()


def test_the_same_person_is_found_by_item_and_time_and_not_when_voided(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """trust.md F53."""
    case = take(desk, items)
    number, code = case.intake.applicant.id_number, case.intake.item_code
    assert [row.case_id for row in cases.cases_of_person(desk.db, number, code, NINE)] == [case.case_id]
    assert cases.cases_of_person(desk.db, number, code, NINE + dt.timedelta(seconds=1)) == ()
    assert cases.cases_of_person(desk.db, number, "another", NINE) == ()
    with desk.store.write() as db:
        db.conn.execute("UPDATE cases SET state = 'voided'")
    assert cases.cases_of_person(desk.db, number, code, NINE) == ()


def test_a_number_is_not_issued_again_when_its_paper_is_gone(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """protocol.md, Identities: never from what happens to be in the table; past the trigger, with the key."""
    first = take(desk, items, 1)
    connection = desk.db.conn
    with pytest.raises(sqlcipher3.DatabaseError, match="papers are never deleted"):
        connection.execute("DELETE FROM papers")
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("DROP TRIGGER papers_are_kept")
    connection.execute("DELETE FROM papers")
    second = take(desk, items, 2)
    assert ("-000001-" in first.case_no, "-000002-" in second.case_no) == (True, True)
