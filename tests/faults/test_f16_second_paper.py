"""faults.md F16: a second paper is a 补打 with number and reason, and what stands on it is locked."""

from __future__ import annotations

import io
import re
from pathlib import Path

import msgspec
import pypdf
import pytest

from counter.actions import printing, repair
from counter.actions.desk import Desk
from counter.domain.case import PrintOutcome
from counter.domain.item import ServiceItem
from counter.errors import RuleBroken
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import deliveries, papers
from tests.conftest import CLERK, FakeClock, open_desk_at
from tests.faults.printers import Tray, run
from tests.faults.support import one_round, take


def _text(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def _mark(text: str) -> str:
    """Which 补打 the paper says it is; empty for an original."""
    found = re.search("补打第([0-9]+)次", "".join(text.split()))
    return found[1] if found else ""


def test_every_further_paper_says_which_one_it_is_with_the_same_number_and_data(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """The original has no mark; the papers are the same but for it."""
    case = take(desk, items)
    printer = Tray(lambda _queue: PrintOutcome.PRINTED)
    run(desk, printer, case.case_no)
    for _ in range(2):
        run(desk, printer, case.case_no, reason="申请人遗失")
    texts = [_text(pdf) for _, pdf in printer.papers]
    assert [_mark(text) for text in texts] == ["", "1", "2"]
    assert all(case.case_no in text and case.intake.applicant.name in text for text in texts)
    assert [job for job, _ in printer.papers] == [f"paper-{case.case_no}{tail}" for tail in ("", "-1", "-2")]


def test_three_presses_at_a_slow_printer_are_one_job(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """While the first is on its way nothing else of that paper is; another paper is not held up."""
    case, other = take(desk, items, 1), take(desk, items, 2)
    refusals: list[str] = []

    def slow(_queue: str) -> PrintOutcome:
        for _ in range(2):
            with pytest.raises(RuleBroken) as caught:
                printing.prepare(desk, case.case_no, CLERK, reason="再按一次")
            refusals.append(caught.value.code)
        return PrintOutcome.SUBMITTED

    printer = Tray(slow)
    run(desk, printer, case.case_no)
    assert refusals == ["print.under_way"] * 2
    assert [job for job, _ in printer.papers] == [f"paper-{case.case_no}"]
    assert [row.print_no for row in papers.prints_of(desk.db, case.case_no)] == [0]
    assert run(desk, Tray(lambda _queue: PrintOutcome.PRINTED), other.case_no)[1] is PrintOutcome.PRINTED
    with pytest.raises(RuleBroken, match=r"paper\.reason_missing"):
        printing.prepare(desk, case.case_no, CLERK)
    prepared, _, _ = run(desk, Tray(lambda _queue: PrintOutcome.PRINTED), case.case_no, reason="申请人遗失")
    assert prepared.again == 1


def test_a_print_that_was_lost_on_its_way_holds_nothing_up(
    desk: Desk, items: tuple[ServiceItem, ...], tmp_path: Path, clock: FakeClock
) -> None:
    """Neither after the program was killed with it, nor after a job that ended with a fault of ours."""
    case = take(desk, items)
    lost = printing.prepare(desk, case.case_no, CLERK)
    with pytest.raises(RuleBroken, match=r"print\.under_way"):
        printing.prepare(desk, case.case_no, CLERK)
    printing.let_go(desk, lost)
    printing.prepare(desk, case.case_no, CLERK)
    desk.store.close()
    again = open_desk_at(tmp_path, clock)
    assert printing.prepare(again, case.case_no, CLERK).again == 0
    again.store.close()


def test_what_stands_on_a_printed_paper_is_not_edited(
    desk: Desk, items: tuple[ServiceItem, ...], platform: SimulatedPlatform
) -> None:
    """已打印，请走更正: a correction of a refused line may not change what the applicant holds in his hands."""
    case = take(desk, items)
    run(desk, Tray(lambda _queue: PrintOutcome.PRINTED), case.case_no)
    platform.mishaps.refuse = lambda line: "applicant.name" if line.kind == "case.taken" else ""
    one_round(desk, platform)
    (trouble,) = deliveries.troubles(desk.db)
    applicant = msgspec.structs.replace(case.intake.applicant, name="欧阳一明")
    with pytest.raises(RuleBroken, match=r"repair\.on_paper"):
        repair.correct_and_resend(
            desk, CLERK, trouble.line, msgspec.structs.replace(case.intake, applicant=applicant), "姓名写错"
        )
