"""A department of a real hall acts by itself: the window of the case tells the applicant once, with the right paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.actions import lists, notices, verifying
from counter.actions.desk import deed
from counter.domain.case import Decision, PaperKind
from counter.domain.course import Defect
from counter.domain.item import ServiceItem
from counter.domain.workdays import HolidayTable
from counter.hall.departments import Order, Verb
from counter.hall.hall import Hall
from counter.store import deliveries
from counter.store.journal import Entry
from counter.wire.bodies import CaseNoticeIssued, Kind
from counter.wire.news import Act
from tests.actions.courses import item_with_two
from tests.conftest import CLERK, FakeClock
from tests.contract.two_windows import Window, opened_hall, two_windows


@pytest.fixture
def hall(tmp_path: Path, clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> Iterator[Hall]:
    with opened_hall(tmp_path, clock, items, holidays) as opened:
        yield opened


@pytest.fixture
def windows(hall: Hall, tmp_path: Path, clock: FakeClock) -> Iterator[tuple[Window, Window]]:
    with two_windows(hall, tmp_path, clock) as made:
        yield made


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item of which two materials can lack."""
    return item_with_two(items)


def _papers(window: Window, numbers: tuple[str, ...]) -> list[PaperKind]:
    kinds = {
        row["number"]: PaperKind(str(row["kind"])) for row in window.desk.db.query("SELECT number, kind FROM papers")
    }
    return [kinds[number] for number in numbers]


def test_what_a_department_told_is_told_on_paper_and_taken_licence_law_article_32(
    windows: tuple[Window, Window], hall: Hall, clock: FakeClock, item: ServiceItem
) -> None:
    """许可法 32: 补正 and then 受理; every paper settles, a second telling of the same news asks for none."""
    here, _ = windows
    case = here.take(item, Decision.RECEIVED)
    here.round()
    clock.go_on(hours=1)
    code = case.intake.materials[0].code
    defect = Defect(material=code, name=code, ground="某条例第三条", remedy="补交原件")
    hall.act(Order(act=Verb.CORRECT, case_no=case.case_no, defects=(defect,)))
    clock.go_on(hours=1)
    hall.act(Order(act=Verb.ACCEPT, case_no=case.case_no))
    here.round()
    assert [todo.act for todo in notices.open_notices(here.desk)] == [Act.CORRECTION, Act.ACCEPTED]
    first = notices.issue_notice(here.desk, CLERK, case.case_id).papers
    second = notices.issue_notice(here.desk, CLERK, case.case_id).papers
    assert _papers(here, first + second) == [PaperKind.CORRECTION_NOTICE, PaperKind.ACCEPTANCE]
    here.round()
    assert lists.outbox(here.desk).all_arrived()
    assert notices.open_notices(here.desk) == ()
    assert verifying.faults(here.desk) == ()


def test_what_was_not_told_goes_with_the_case_to_its_new_window(
    windows: tuple[Window, Window], hall: Hall, clock: FakeClock, item: ServiceItem
) -> None:
    """改派: the list of people to tell follows the case, and its paper is the new window's."""
    here, there = windows
    case = here.take(item, Decision.RECEIVED)
    here.round()
    clock.go_on(hours=1)
    hall.act(Order(act=Verb.ACCEPT, case_no=case.case_no))
    hall.act(Order(act=Verb.REASSIGN, case_no=case.case_no, to_window="07"))
    here.round()
    there.round()
    assert notices.open_notices(here.desk) == ()
    (todo,) = notices.open_notices(there.desk)
    assert (todo.case, todo.phone) == (case.case_id, "13900000000")
    issued = notices.issue_notice(there.desk, CLERK, case.case_id).papers
    assert _papers(there, issued) == [PaperKind.ACCEPTANCE]
    there.round()
    assert lists.outbox(there.desk).all_arrived()


def test_a_notice_of_what_no_department_did_is_refused(
    windows: tuple[Window, Window], clock: FakeClock, item: ServiceItem
) -> None:
    """Who edits the program cannot make an act of it."""
    here, _ = windows
    case = here.take(item, Decision.RECEIVED)
    here.round()
    with deed(here.desk) as doing:
        body = CaseNoticeIssued(act=Act.ACCEPTED, acted_at=clock.at, papers=())
        entry = Entry(
            kind=Kind.CASE_NOTICE_ISSUED, body=body, actor=CLERK.clerk_no, moment=here.desk.moment(), case=case.case_id
        )
        doing.tell(entry)
    here.round()
    (trouble,) = deliveries.troubles(here.desk.db)
    assert (trouble.kind, trouble.verdict) == (Kind.CASE_NOTICE_ISSUED, "refused")
