"""清除 of what the platform told of other windows: by the same days, and nothing that somebody still needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import msgspec
import pytest

from counter.actions import lists, printing, verifying
from counter.actions import purging as deeds
from counter.actions.desk import Desk
from counter.domain.case import Case, CounterState, PaperKind, PrintOutcome
from counter.domain.handing import Handed, ResultState
from counter.domain.ids import CaseId, InstallId, Sha256, uuid7
from counter.domain.item import ServiceItem
from counter.domain.policy import ReviewKind
from counter.domain.review import Review, ReviewState
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import hall_cases, hall_papers, results, reviews
from counter.store.hall_papers import HallPaper
from counter.wire.messages import NewsKind
from counter.wire.news import PaperPrint, ResultMoved
from tests.actions.quiet import DAYS, Quiet
from tests.actions.results import announce, card_of, document_of, hear
from tests.conftest import CLERK, NINE, PDF, FakeClock, filled
from tests.faults.support import promised_item

NUMBER = "421199-01-07-A-000009-X"


@pytest.fixture
def quiet(desk: Desk, platform: SimulatedPlatform, clock: FakeClock, items: tuple[ServiceItem, ...]) -> Quiet:
    """A desk that hears of another window."""
    return Quiet(desk, platform, clock, items)


@pytest.fixture
def theirs(quiet: Quiet) -> Case:
    """A case of window 07 that is done, as the platform told of it."""
    item = promised_item(quiet.items)
    case = Case(
        case_id=CaseId(uuid7()),
        case_no=NUMBER,
        state=CounterState.DONE,
        intake=filled(item, serial=9, name="贾丝雀"),
        item_name=item.name,
        department="",
        due=quiet.ended(1).due,
        clerk="",
        clerk_name="",
        received_at=NINE,
    )
    _told(quiet, case)
    return case


def _told(quiet: Quiet, case: Case) -> None:
    hear(quiet.desk, NewsKind.CASE, card_of(case), case=case.case_id)


def _brought(quiet: Quiet, case: Case) -> Sha256:
    """Its paper was brought here with its e-seal, and printed."""
    sealed = quiet.desk.scans.put(PDF + b"sealed")
    paper = HallPaper(
        number=NUMBER, case_id=case.case_id, kind=PaperKind.RECEIPT, copies=1, content='{"glyph_images":{}}',
        content_sha256="ab" * 32, window="07", void=False, sealed_sha256=sealed,
    )  # fmt: skip
    with quiet.desk.store.write() as db:
        hall_papers.put(db, paper)
    _print(quiet, PrintOutcome.PRINTED)
    return sealed


def _print(quiet: Quiet, outcome: PrintOutcome) -> None:
    with quiet.desk.store.write() as db:
        hall_papers.put_print(
            db,
            PaperPrint(
                number=NUMBER, install=quiet.desk.enrolment().install, window="12", print_no=0, again=0,
                outcome=outcome, copies=1, printer="", reason="", clerk="0001", at=NINE,
            ),
        )  # fmt: skip


def _forget(quiet: Quiet) -> None:
    for forget in (deeds.forget_told, deeds.forget_handed, deeds.forget_reviews):
        place = forget(quiet.desk, DAYS)
        while place:
            place = forget(quiet.desk, DAYS, place)


def test_a_case_of_another_window_that_is_over_leaves_with_its_paper_and_its_file(quiet: Quiet, theirs: Case) -> None:
    """How often it was printed stays; its number is asked of the hall again."""
    sealed = _brought(quiet, theirs)
    quiet.wait(6)
    _forget(quiet)
    assert hall_cases.read_card(quiet.desk.db, theirs.case_id) is not None
    quiet.wait(2)
    _forget(quiet)
    quiet.erase()
    assert hall_cases.read_card(quiet.desk.db, theirs.case_id) is None
    assert hall_papers.read(quiet.desk.db, NUMBER) is None
    assert not quiet.desk.scans.holds(sealed)
    assert [each.again for each in hall_papers.prints_of(quiet.desk.db, NUMBER)] == [0]
    assert verifying.faults(quiet.desk) == ()


def _is_open(quiet: Quiet, case: Case) -> None:
    _told(quiet, msgspec.structs.replace(case, state=CounterState.ACCEPTED))


def _is_owed(quiet: Quiet, case: Case) -> None:
    with quiet.desk.store.write() as db:
        db.conn.execute(
            "INSERT INTO owed VALUES (?, 'm1', 'deferral', '', NULL, 'open', '', '', '', '', '', '')", [case.case_id]
        )


def _is_reviewed(quiet: Quiet, case: Case) -> None:
    with quiet.desk.store.write() as db:
        reviews.put(db, _review(case.case_id))


def _has_a_result(quiet: Quiet, case: Case) -> None:
    announce(quiet.desk, case)


def _is_being_printed(quiet: Quiet, case: Case) -> None:
    _brought(quiet, case)
    quiet.desk.printing.add(NUMBER)


def _nobody_said_whether_it_came_out(quiet: Quiet, case: Case) -> None:
    _brought(quiet, case)
    _print(quiet, PrintOutcome.UNCERTAIN)


@pytest.mark.parametrize(
    "needs",
    [_is_open, _is_owed, _is_reviewed, _has_a_result, _is_being_printed, _nobody_said_whether_it_came_out],
)
def test_what_somebody_still_needs_stays(quiet: Quiet, theirs: Case, needs: Callable[[Quiet, Case], None]) -> None:
    """However old it is."""
    needs(quiet, theirs)
    quiet.wait(90)
    _forget(quiet)
    assert hall_cases.read_card(quiet.desk.db, theirs.case_id) is not None


def test_a_line_of_this_window_about_it_has_to_be_there_first(quiet: Quiet, theirs: Case) -> None:
    """It may need the card to be sent again."""
    own = lists.find_cases(quiet.desk, CLERK, "").rows[0]
    prepared = printing.prepare(quiet.desk, own.case_no, CLERK, reason="遗失")
    printing.note(quiet.desk, CLERK, prepared, printer="", outcome=PrintOutcome.PRINTED)
    with quiet.desk.store.write() as db:  # as if that print had been of the other window's paper
        db.conn.execute("DROP TRIGGER journal_is_not_changed")
        db.conn.execute(
            "UPDATE journal SET case_id = ? WHERE position = (SELECT max(position) FROM journal)", [theirs.case_id]
        )
    quiet.wait(90)
    _forget(quiet)
    assert hall_cases.read_card(quiet.desk.db, theirs.case_id) is not None


def test_a_result_that_was_handed_out_elsewhere_keeps_what_became_of_it_alone(quiet: Quiet, theirs: Case) -> None:
    """Of a case whose card this window never had, too; one that still lies somewhere stays whole."""
    other = msgspec.structs.replace(theirs, case_id=CaseId(uuid7()), case_no="other")
    gone, here = document_of(other), announce(quiet.desk, theirs)
    hear(quiet.desk, NewsKind.RESULT, gone, case=other.case_id)
    handed = Handed(state=ResultState.COLLECTED, at=NINE + dt.timedelta(hours=1), clerk="0077")
    hear(quiet.desk, NewsKind.HANDED, ResultMoved(result=gone.id, handed=handed), case=other.case_id)
    quiet.wait()
    _forget(quiet)
    left, kept = results.read(quiet.desk.db, gone.id), results.read(quiet.desk.db, here.id)
    assert left is not None
    assert kept is not None
    assert (left.document.applicant_name, left.document.phone, left.state) == ("", "", ResultState.COLLECTED)
    assert kept.document == here


def test_reviews_that_are_over_leave_and_those_of_this_windows_cases_stay_with_them(quiet: Quiet, theirs: Case) -> None:
    """Also one about no case."""
    own = lists.find_cases(quiet.desk, CLERK, "").rows[0].case_id
    asked = [
        _review(theirs.case_id, state=ReviewState.DONE), _review(None, state=ReviewState.OVERTAKEN),
        _review(own, state=ReviewState.DONE), _review(None), _review(theirs.case_id, state=ReviewState.RETURNED),
    ]  # fmt: skip
    with quiet.desk.store.write() as db:
        for review in asked:
            reviews.put(db, review)
    quiet.wait()
    _forget(quiet)
    assert [reviews.read(quiet.desk.db, review.id) is not None for review in asked] == [False, False, True, True, True]


def test_a_round_does_it_with_the_rest(quiet: Quiet, theirs: Case) -> None:
    """After the same digest."""
    quiet.settle()
    quiet.wait()
    report = quiet.round(days=DAYS)
    assert (report.trouble, report.purged.trouble, report.purged.cases) == ("", "", 1)
    assert hall_cases.read_card(quiet.desk.db, theirs.case_id) is None
    assert verifying.faults(quiet.desk) == ()


def _review(case: CaseId | None, *, state: ReviewState = ReviewState.OPEN) -> Review:
    return Review(
        id=uuid7(), kind=ReviewKind.CLAIMED_TWICE, case=case, title="贾丝雀", asked_by="0077", asked_at=NINE,
        install=InstallId("w07"), state=state,
    )  # fmt: skip
