"""faults.md F16 at a real hall: 补打 第 n 次 is right at whichever window the paper is printed next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from counter.actions import approvals, lists, printing, proposals, sessions
from counter.actions.printing import Prepared
from counter.cli.opening import on_this_thread
from counter.domain.case import Case, PrintOutcome
from counter.domain.item import ServiceItem
from counter.domain.proposal import Reprint, Void
from counter.domain.staff import Actor
from counter.domain.workdays import HolidayTable
from counter.errors import RuleBroken, SignInNeeded, Unreachable
from counter.hall.hall import Hall
from counter.hall.staff import Clerk
from counter.platform_api.simulated import PASSWORD
from counter.ports import Archive
from counter.store import deliveries, purging
from counter.sync.reading import Reading
from counter.wire.reading import PaperAnswer, PaperAsked, ScanAsked, ScanPiece
from tests.conftest import CLERK, SUPERVISOR, FakeClock
from tests.contract.two_windows import Window, opened_hall, two_windows
from tests.documents.reading import all_of
from tests.faults.support import promised_item

T = TypeVar("T")
LOST = "申请人遗失"


class Cut:
    """The line to the hall is down."""

    def scan_piece(self, asked: ScanAsked) -> ScanPiece:
        """Nothing comes."""
        raise Unreachable("platform.away", offset=asked.offset)

    def paper(self, asked: PaperAsked) -> PaperAnswer:
        """Nothing comes."""
        raise Unreachable("platform.away", number=asked.number)


@pytest.fixture
def hall(tmp_path: Path, clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> Iterator[Hall]:
    """A real one, with a clerk and a supervisor."""
    with opened_hall(tmp_path, clock, items, holidays) as opened:
        opened.put_clerk(Clerk(clerk_no=CLERK.clerk_no, name=CLERK.name, roles=CLERK.roles), PASSWORD)
        yield opened


@pytest.fixture
def windows(hall: Hall, tmp_path: Path, clock: FakeClock) -> Iterator[tuple[Window, Window]]:
    """12, where the paper is issued, and 07, where the citizen comes with it."""
    with two_windows(hall, tmp_path, clock) as made:
        yield made


@pytest.fixture
def case(windows: tuple[Window, Window], items: tuple[ServiceItem, ...]) -> Case:
    """Accepted at window 12, its paper printed there, and both windows have heard of each other."""
    here, there = windows
    taken = here.take(promised_item(items))
    assert printed(here, taken.case_no).again == 0
    here.round()
    there.round()
    return taken


def reading_at(window: Window, actor: Actor = CLERK, archive: Archive | None = None) -> Reading:
    """As the window asks for that person, who signed in there."""
    session = sessions.sign_in(
        window.desk, window.front_door, on_this_thread, username=actor.clerk_no, password=PASSWORD
    )
    made = Reading(window.desk, archive or window.archive, on_this_thread)
    made.sign_in(session.token)
    return made


def printed(window: Window, number: str, reason: str = "", outcome: PrintOutcome = PrintOutcome.PRINTED) -> Prepared:
    """The paper went to that window's printer, with that outcome."""
    prepared = printing.prepare(window.desk, number, CLERK, reason=reason)
    printing.note(window.desk, CLERK, prepared, printer="folder", outcome=outcome)
    return prepared


def words_of(prepared: Prepared) -> str:
    return all_of(prepared.pdf)[1]


def meet(windows: tuple[Window, Window]) -> None:
    """Everything that either knows is known to both."""
    for window in (*windows, *windows):
        window.round()
        assert deliveries.troubles(window.desk.db) == ()


def test_a_paper_reprinted_at_its_window_and_then_at_another_says_the_second_time_there(
    windows: tuple[Window, Window], case: Case
) -> None:
    """The same number and the same data; back at its own window it is the third time."""
    here, there = windows
    first = printed(here, case.case_no, LOST)
    assert first.again == 1
    here.round()
    reading = reading_at(there)
    assert reading.bring_paper(case.case_no), "it came out before, so a reason is asked"
    second = printed(there, case.case_no, LOST)
    assert (second.number, second.copies, second.again) == (first.number, first.copies, 2)
    assert "补打第2次" in words_of(second)
    assert printing.preview(there.desk, case.case_no) == printing.preview(here.desk, case.case_no)
    meet(windows)
    third = printed(here, case.case_no, LOST)
    assert "补打第3次" in words_of(third)
    assert [each.again for each in lists.read_case(here.desk, case.case_id).papers[0].prints] == [0, 1, 2, 3]


def test_two_windows_that_reprinted_while_they_did_not_know_of_each_other_both_count(
    windows: tuple[Window, Window], case: Case
) -> None:
    """Both papers say the first time; whichever window is next says the third, as the citizen may hold three."""
    here, there = windows
    reading_at(there).bring_paper(case.case_no)
    assert [printed(window, case.case_no, LOST).again for window in windows] == [1, 1]
    meet(windows)
    assert reading_at(there).bring_paper(case.case_no)
    assert printing.prepare(there.desk, case.case_no, CLERK, reason=LOST).again == 3
    assert printing.prepare(here.desk, case.case_no, CLERK, reason=LOST).again == 3
    for window in windows:
        told = lists.read_case(window.desk, case.case_id).papers[0].prints
        assert sorted((each.window, each.again) for each in told) == [("07", 1), ("12", 0), ("12", 1)]


def test_a_print_that_did_not_come_out_counts_nowhere(windows: tuple[Window, Window], case: Case) -> None:
    """Nor one of which somebody said so afterwards, at either window."""
    here, there = windows
    reading_at(there).bring_paper(case.case_no)
    printed(there, case.case_no, LOST, PrintOutcome.FAILED)
    printed(there, case.case_no, LOST, PrintOutcome.UNCERTAIN)
    (asked,) = printing.uncertain_prints(there.desk)
    assert (asked.number, asked.print_no) == (case.case_no, 1)
    meet(windows)
    assert printing.uncertain_prints(here.desk) == (), "it is asked where it was printed"
    printing.answer_print(there.desk, CLERK, case.case_no, 1, came_out=False)
    meet(windows)
    for window in windows:
        assert printing.prepare(window.desk, case.case_no, CLERK, reason=LOST).again == 1


def test_without_the_hall_a_paper_that_was_never_here_is_not_printed_and_one_that_was_is(
    windows: tuple[Window, Window], case: Case
) -> None:
    """Said why; and after the prints that are known here."""
    _, there = windows
    cut = reading_at(there, archive=Cut())
    with pytest.raises(Unreachable, match=r"platform\.away"):
        cut.bring_paper(case.case_no)
    with pytest.raises(RuleBroken, match=r"paper\.unknown"):
        printing.prepare(there.desk, case.case_no, CLERK, reason=LOST)
    assert reading_at(there).bring_paper(case.case_no)
    assert cut.bring_paper(case.case_no)
    assert printed(there, case.case_no, LOST).again == 1
    assert cut.bring_paper(case.case_no)
    assert printed(there, case.case_no, LOST).again == 2


def test_who_signed_in_without_the_hall_is_told_to_sign_in(windows: tuple[Window, Window], case: Case) -> None:
    """Nothing proves to the hall who asks."""
    _, there = windows
    reading = Reading(there.desk, there.archive, on_this_thread)
    reading.sign_in("")
    with pytest.raises(SignInNeeded, match=r"reading\.sign_in"):
        reading.bring_paper(case.case_no)


def test_a_paper_that_was_voided_meanwhile_is_printed_nowhere(windows: tuple[Window, Window], case: Case) -> None:
    """The other window hears of it when it asks again."""
    here, there = windows
    reading = reading_at(there)
    reading.bring_paper(case.case_no)
    proposal = Void(case=case.case_id, reason="重复录入")
    proposals.carry_out(here.desk, CLERK, proposal, here.approved(proposal))
    meet(windows)
    reading.bring_paper(case.case_no)
    for window in windows:
        with pytest.raises(RuleBroken, match=r"paper\.void"):
            printing.prepare(window.desk, case.case_no, CLERK, reason=LOST)


def test_over_the_limit_of_the_hall_a_supervisor_approves_at_whichever_window(
    windows: tuple[Window, Window], case: Case
) -> None:
    """Three reprints by the shipped rules, of both windows together; the hall takes the fourth with its approval."""
    here, there = windows
    for _ in range(2):
        printed(here, case.case_no, LOST)
    here.round()
    reading_at(there).bring_paper(case.case_no)
    assert printed(there, case.case_no, LOST).again == 3
    with pytest.raises(RuleBroken, match=r"approval\.needed"):
        printing.prepare(there.desk, case.case_no, CLERK, reason=LOST)
    asked = Reprint(case=case.case_id, number=case.case_no, reason=LOST)
    approval = approvals.approve_on_spot(there.desk, CLERK, asked, supervisor=SUPERVISOR.clerk_no, secret=PASSWORD)
    prepared = printing.prepare(there.desk, case.case_no, CLERK, reason=LOST, approval=approval)
    assert prepared.again == 4
    printing.note(there.desk, CLERK, prepared, printer="folder", outcome=PrintOutcome.PRINTED)
    meet(windows)
    assert [each.again for each in lists.read_case(here.desk, case.case_id).papers[0].prints] == [0, 1, 2, 3, 4]


def test_a_paper_that_was_purged_where_it_was_issued_goes_on_counting_there(
    windows: tuple[Window, Window], case: Case
) -> None:
    """清除: brought back from the hall with the prints of both windows; without the hall it is not printed."""
    here, there = windows
    assert printed(here, case.case_no, LOST).again == 1
    here.round()
    reading_at(there).bring_paper(case.case_no)
    assert printed(there, case.case_no, LOST).again == 2
    there.round()
    with here.desk.store.write() as db:
        assert purging.purge(db, case.case_id, here.desk.moment().at) is not None
    with pytest.raises(Unreachable, match=r"platform\.away"):
        reading_at(here, archive=Cut()).bring_paper(case.case_no)
    with pytest.raises(RuleBroken, match=r"paper\.purged"):
        printing.prepare(here.desk, case.case_no, CLERK, reason=LOST)
    assert reading_at(here).bring_paper(case.case_no)
    prepared = printed(here, case.case_no, LOST)
    assert prepared.again == 3
    assert "补打第3次" in " ".join(all_of(prepared.pdf))
    meet(windows)
    reading_at(there).bring_paper(case.case_no)
    for window in windows:
        told = lists.read_case(window.desk, case.case_id).papers[0].prints
        assert [each.again for each in told] == [0, 1, 2, 3]
    assert lists.read_case(here.desk, case.case_id).case.intake.applicant == case.intake.applicant
