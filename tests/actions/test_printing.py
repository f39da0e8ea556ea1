"""A print is noted as far as it is known; only what nobody can know is asked, once."""

from __future__ import annotations

import msgspec
import pytest

from counter.actions import approvals, printing
from counter.actions.desk import Desk
from counter.domain.case import Case, PrintOutcome
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy
from counter.domain.proposal import Reprint
from counter.errors import RuleBroken
from counter.store import journal, papers, policies, voiding
from counter.wire.bodies import PaperPrinted, PrintAnswered, read_body
from tests.actions.approving import SECRET, know_supervisors
from tests.conftest import CLERK, SUPERVISOR, FakeClock
from tests.faults.support import take


@pytest.fixture
def case(desk: Desk, items: tuple[ServiceItem, ...]) -> Case:
    """A case with one paper."""
    return take(desk, items)


def _print(desk: Desk, number: str, outcome: PrintOutcome = PrintOutcome.PRINTED, reason: str = "") -> int:
    """Goes to the printer with that outcome; gives which reprint it was."""
    prepared = printing.prepare(desk, number, CLERK, reason=reason)
    printing.note(desk, CLERK, prepared, printer="desk", outcome=outcome)
    return prepared.again


def _refused(desk: Desk, number: str, reason: str = "") -> str:
    with pytest.raises(RuleBroken) as caught:
        printing.prepare(desk, number, CLERK, reason=reason)
    return caught.value.code


def test_a_reprint_says_how_often_and_why_and_a_failure_does_not_count(desk: Desk, case: Case) -> None:
    """Original, failed original, original, then 补打 第 1 次."""
    assert _print(desk, case.case_no, PrintOutcome.FAILED) == 0
    assert _print(desk, case.case_no, PrintOutcome.FAILED) == 0
    assert _print(desk, case.case_no) == 0
    assert _refused(desk, case.case_no) == "paper.reason_missing"
    assert _print(desk, case.case_no, reason="申请人遗失") == 1
    assert [row.print_no for row in papers.prints_of(desk.db, case.case_no)] == [0, 1, 2, 3]


def test_an_uncertain_print_is_asked_about_once_and_the_answer_is_kept_with_its_time(
    desk: Desk, case: Case, clock: FakeClock
) -> None:
    """faults.md F15."""
    _print(desk, case.case_no, PrintOutcome.UNCERTAIN)
    (asked,) = printing.uncertain_prints(desk)
    assert (asked.number, asked.print_no, asked.case_id, asked.clerk) == (case.case_no, 0, case.case_id, "0001")
    clock.go_on(minutes=3)
    printing.answer_print(desk, CLERK, asked.number, asked.print_no, came_out=True)
    assert printing.uncertain_prints(desk) == ()
    last = journal.lines_of_case(desk.db, case.case_id)[-1].opened()
    assert read_body(last.kind, last.body) == PrintAnswered(number=case.case_no, print_no=0, came_out=True)
    assert last.at == clock.at
    with pytest.raises(RuleBroken, match=r"print\.answered"):
        printing.answer_print(desk, CLERK, asked.number, asked.print_no, came_out=False)
    assert _refused(desk, case.case_no) == "paper.reason_missing"


def test_what_did_not_come_out_is_printed_as_the_original(desk: Desk, case: Case) -> None:
    """No 补打 on the first paper that anybody holds."""
    _print(desk, case.case_no, PrintOutcome.UNCERTAIN)
    printing.answer_print(desk, CLERK, case.case_no, 0, came_out=False)
    prepared = printing.prepare(desk, case.case_no, CLERK)
    assert (prepared.print_no, prepared.again) == (1, 0)
    assert prepared.pdf == printing.preview(desk, case.case_no)


@pytest.mark.parametrize("outcome", [PrintOutcome.SUBMITTED, PrintOutcome.PRINTED, PrintOutcome.FAILED])
def test_what_is_known_is_not_asked(desk: Desk, case: Case, outcome: PrintOutcome) -> None:
    """Only 不确定 is."""
    _print(desk, case.case_no, outcome)
    assert printing.uncertain_prints(desk) == ()
    with pytest.raises(RuleBroken, match=r"print\.certain"):
        printing.answer_print(desk, CLERK, case.case_no, 0, came_out=True)


def test_an_answer_about_nothing_is_refused(desk: Desk, case: Case) -> None:
    """Another number, another attempt."""
    for number, print_no, code in ((case.case_no, 0, "print.unknown"), ("421199-01-12-A-000009-9", 0, "paper.unknown")):
        with pytest.raises(RuleBroken) as caught:
            printing.answer_print(desk, CLERK, number, print_no, came_out=True)
        assert caught.value.code == code


def test_a_void_paper_is_not_printed_and_not_asked_about(desk: Desk, case: Case) -> None:
    """What was wrong does not leave the window again."""
    _print(desk, case.case_no, PrintOutcome.UNCERTAIN)
    with desk.store.write() as db:
        voiding.void_number(db, case.case_no, reason="更正", by="9001")
    assert _refused(desk, case.case_no, "补打") == "paper.void"
    assert printing.uncertain_prints(desk) == ()


def test_over_the_limit_a_supervisor_approves_exactly_this_reprint(desk: Desk, case: Case) -> None:
    """domain.md §6: limited by print count; the approval travels in the line."""
    know_supervisors(desk)
    _print(desk, case.case_no)
    for _ in range(HallPolicy().reprints_most):
        _print(desk, case.case_no, reason="申请人遗失")
    assert _refused(desk, case.case_no, "申请人遗失") == "approval.needed"
    asked = Reprint(case=case.case_id, number=case.case_no, reason="申请人遗失")
    approval = approvals.approve_on_spot(desk, CLERK, asked, supervisor=SUPERVISOR.clerk_no, secret=SECRET)
    with pytest.raises(RuleBroken, match=r"approval\.other_content"):
        printing.prepare(desk, case.case_no, CLERK, reason="另一个理由", approval=approval)
    prepared = printing.prepare(desk, case.case_no, CLERK, reason=" 申请人遗失 ", approval=approval)
    printing.note(desk, CLERK, prepared, printer="desk", outcome=PrintOutcome.PRINTED)
    last = journal.lines_of_case(desk.db, case.case_id)[-1].opened()
    body = read_body(last.kind, last.body)
    assert isinstance(body, PaperPrinted)
    assert (body.again, last.approval) == (HallPolicy().reprints_most + 1, approval)
    with pytest.raises(RuleBroken, match=r"approval\.used"):
        printing.prepare(desk, case.case_no, CLERK, reason="申请人遗失", approval=approval)


def test_a_hall_without_a_limit_asks_nobody(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """0 is no limit."""
    with desk.store.write() as db:
        policies.put(db, 7, msgspec.json.encode(HallPolicy(version=7, reprints_most=0)))
    case = take(desk, items)
    assert case.course.policy == 7
    _print(desk, case.case_no)
    assert [_print(desk, case.case_no, reason="申请人遗失") for _ in range(5)] == [1, 2, 3, 4, 5]


def test_an_unknown_paper_is_told(desk: Desk) -> None:
    """A typed number that nobody issued."""
    assert _refused(desk, "421199-01-12-A-000009-9") == "paper.unknown"
