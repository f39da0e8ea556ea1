"""faults.md F15: 已出纸 only with proof; 不确定 asks once, answer and time are kept; the case is accepted anyway."""

from __future__ import annotations

import pytest

from counter.actions import lists, printing
from counter.actions.desk import Desk
from counter.domain.case import CounterState, PrintOutcome
from counter.domain.item import ServiceItem
from counter.errors import RuleBroken
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import journal, papers
from tests.conftest import CLERK, FakeClock
from tests.faults.printers import Tray, run, trouble
from tests.faults.support import one_round, take


@pytest.mark.parametrize(
    ("printer", "noted"),
    [
        (Tray(trouble("printer.refused")), PrintOutcome.FAILED),
        (Tray(lambda _queue: PrintOutcome.SUBMITTED, prints=False), PrintOutcome.SUBMITTED),
        (Tray(lambda _queue: PrintOutcome.UNCERTAIN), PrintOutcome.UNCERTAIN),
        (Tray(trouble("printer.no_answer"), prints=False), PrintOutcome.FAILED),
        (Tray(lambda _queue: PrintOutcome.UNCERTAIN, prints=False), PrintOutcome.UNCERTAIN),
    ],
    ids=["prints and errs", "accepts and prints nothing", "loses the cable half-way", "no status", "blank page"],
)
def test_nothing_is_called_printed_without_proof_and_the_case_is_accepted(
    desk: Desk,
    items: tuple[ServiceItem, ...],
    platform: SimulatedPlatform,
    printer: Tray,
    noted: PrintOutcome,
) -> None:
    """Whatever the printer does; and the platform gets the case and what is known of its paper."""
    case = take(desk, items)
    _, outcome, _ = run(desk, printer, case.case_no)
    (row,) = papers.prints_of(desk.db, case.case_no)
    assert row.outcome is outcome is noted
    assert row.outcome is not PrintOutcome.PRINTED
    assert lists.read_case(desk, case.case_id).case.state is CounterState.ACCEPTED
    assert [each.number for each in printing.uncertain_prints(desk)] == [case.case_no] * (
        noted is PrintOutcome.UNCERTAIN
    )
    one_round(desk, platform)
    assert lists.outbox(desk).all_arrived()


def test_the_one_question_survives_a_restart_and_is_not_asked_again(
    desk: Desk, items: tuple[ServiceItem, ...], clock: FakeClock, platform: SimulatedPlatform
) -> None:
    """Answer and time travel to the platform."""
    case = take(desk, items)
    run(desk, Tray(lambda _queue: PrintOutcome.UNCERTAIN), case.case_no)
    (asked,) = printing.uncertain_prints(desk)
    clock.go_on(hours=2)
    printing.answer_print(desk, CLERK, asked.number, asked.print_no, came_out=True)
    run(desk, Tray(lambda _queue: PrintOutcome.PRINTED), case.case_no, reason="申请人遗失")
    assert printing.uncertain_prints(desk) == ()
    lines = [sealed.opened() for sealed in journal.lines_of_case(desk.db, case.case_id)]
    told = [(line.kind, line.at) for line in lines if line.kind == "paper.print_answered"]
    assert told == [("paper.print_answered", clock.at)]
    one_round(desk, platform)
    assert lists.outbox(desk).all_arrived()


def test_a_blank_page_is_no_paper_and_the_next_one_is_the_original(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """The first sheet that the applicant holds says nothing of 补打."""
    case = take(desk, items)
    blank = Tray(lambda _queue: PrintOutcome.UNCERTAIN, prints=False)
    run(desk, blank, case.case_no)
    printing.answer_print(desk, CLERK, case.case_no, 0, came_out=False)
    good = Tray(lambda _queue: PrintOutcome.PRINTED)
    run(desk, good, case.case_no)
    assert [pdf for _, pdf in good.papers] == [printing.preview(desk, case.case_no)]


def test_a_blank_sheet_after_a_certain_print_is_a_reprint_with_that_reason(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """No machine can check the claim, so no second paper without the mark ever leaves the window."""
    case = take(desk, items)
    run(desk, Tray(lambda _queue: PrintOutcome.PRINTED), case.case_no)
    with pytest.raises(RuleBroken, match=r"print\.certain"):
        printing.answer_print(desk, CLERK, case.case_no, 0, came_out=False)
    prepared, _, _ = run(desk, Tray(lambda _queue: PrintOutcome.PRINTED), case.case_no, reason="空白页")
    assert (prepared.again, prepared.reason) == (1, "空白页")
