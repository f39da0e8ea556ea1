"""Results are found by who they are for, counted by state, and the later deed stands."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.actions.desk import Desk
from counter.domain.handing import Handed, ResultState
from counter.domain.item import ServiceItem
from counter.store import batches, results
from counter.store.batches import Batch
from counter.store.results import ResultPage
from counter.wire.bodies import MaterialsMoved
from counter.wire.messages import NewsKind
from counter.wire.news import ResultMoved
from tests.actions.results import announce, document_of, hear
from tests.conftest import NINE
from tests.faults.support import take

MARCH_2 = dt.date(2026, 3, 2)


def _find(desk: Desk, text: str = "", state: ResultState | None = None) -> ResultPage:
    return results.list_results(desk.db, state=state, text=text, offset=0, limit=9)


def test_a_result_is_found_by_name_last_four_and_whole_number(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Two characters of the name, the end of a number, the barcode of any paper; a wildcard is only a character."""
    case = take(desk, items, 1)
    announce(desk, case)
    number = case.intake.applicant.id_number
    for text in ("阳一", " 欧阳 ", number[-4:].lower(), "0000", case.case_no, case.case_no.lower(), "许可决定", "17号"):
        assert _find(desk, text).total == 1, text
    for text in ("%", "_", "'", "无此人"):
        assert _find(desk, text).total == 0, text
    assert [found.document.case for found in results.of_number(desk.db, case.case_no)] == [case.case_id]
    assert results.of_number(desk.db, "421199-01-12-A-000009-9") == ()


def test_a_page_is_a_part_of_the_whole_and_the_counts_do_not_care(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Who waits longest stands first."""
    cases = [take(desk, items, serial) for serial in range(1, 6)]
    for case in cases:
        announce(desk, case)
    handed = Handed(state=ResultState.AT_WINDOW, at=NINE, clerk="0001")
    with desk.store.write() as db:
        results.put_handed(db, document_of(cases[4]).id, handed)
    pages = [
        results.list_results(desk.db, state=ResultState.ANNOUNCED, text="", offset=offset, limit=3) for offset in (0, 3)
    ]
    assert [row.document.case for page in pages for row in page.rows] == [case.case_id for case in cases[:4]]
    assert {page.total for page in pages} == {4}
    assert pages[0].counts[ResultState.AT_WINDOW] == 1
    assert _find(desk).total == 5


def test_the_later_deed_stands_whichever_window_did_it(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Old news, and our own deed coming back, undo nothing; a newer one of another window counts."""
    document = announce(desk, take(desk, items))
    ours = Handed(state=ResultState.POSTED, at=NINE + dt.timedelta(hours=2), clerk="0001")
    with desk.store.write() as db:
        results.put_handed(db, document.id, ours)
    for hours, state in ((1, ResultState.AT_WINDOW), (2, ResultState.AT_WINDOW)):
        theirs = Handed(state=state, at=NINE + dt.timedelta(hours=hours), clerk="0077")
        hear(desk, NewsKind.HANDED, ResultMoved(result=document.id, handed=theirs))
        assert results.read(desk.db, document.id) == results.Result(
            document=document, state=ResultState.POSTED, handed=ours
        )
    later = Handed(state=ResultState.PICKED_UP, at=NINE + dt.timedelta(hours=3), clerk="0077")
    hear(desk, NewsKind.HANDED, ResultMoved(result=document.id, handed=later))
    (row,) = _find(desk).rows
    assert (row.state, row.handed) == (ResultState.PICKED_UP, later)


def test_an_announcement_that_is_put_right_keeps_what_was_done(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """The department corrects the number of its document; the result stays where it is."""
    document = announce(desk, take(desk, items))
    handed = Handed(state=ResultState.AT_WINDOW, at=NINE, clerk="0001")
    with desk.store.write() as db:
        results.put_handed(db, document.id, handed)
    right = msgspec.structs.replace(document, number="云许〔2026〕18号")
    hear(desk, NewsKind.RESULT, right)
    assert results.read(desk.db, document.id) == results.Result(
        document=right, state=ResultState.AT_WINDOW, handed=handed
    )


@pytest.mark.parametrize("detail", [{"id": 5}, "text", None])
def test_a_detail_that_is_no_result_changes_nothing(desk: Desk, detail: object) -> None:
    """And holds up nothing (faults.md F06)."""
    hear(desk, NewsKind.RESULT, detail)
    hear(desk, NewsKind.HANDED, detail)
    assert _find(desk).total == 0


def test_batch_numbers_run_by_window_and_day(desk: Desk) -> None:
    """Past 999 too, and another window or day begins anew."""

    def keep(batch: str) -> None:
        moved = MaterialsMoved(batch=batch, to_department=True, department="交通运输局", courier="丁一", pieces=())
        with desk.store.write() as db:
            batches.insert(db, Batch(moved=moved, clerk="0001", clerk_name="王晓梅", at=NINE))

    window = desk.enrolment().window
    assert batches.next_number(desk.db, window, "A", MARCH_2) == "421199-01-12-A-20260302-001"
    for running in ("001", "999", "1000"):
        keep(f"421199-01-12-A-20260302-{running}")
    assert batches.next_number(desk.db, window, "A", MARCH_2) == "421199-01-12-A-20260302-1001"
    tomorrow = MARCH_2 + dt.timedelta(days=1)
    assert batches.next_number(desk.db, window, "A", tomorrow) == "421199-01-12-A-20260303-001"
    assert batches.next_number(desk.db, window, "B", MARCH_2) == "421199-01-12-B-20260302-001"
    assert batches.newest(desk.db, offset=1, limit=1)[1] == 3
