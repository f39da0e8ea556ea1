"""The demo's report: both ends side by side, and every loss, double, rest or gap has its words and its exit code."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from counter.cli.demo_report import DEEDS, Register, amiss, make_report
from counter.domain.case import Decision, PaperKind
from counter.domain.ids import CaseId, InstallId, LineId
from counter.wire.messages import Export, ExportedCase, ExportedFlag

WHOLE = Register(
    cases={"case-1": "N-1", "case-2": "N-2"},
    papers=tuple((kind, f"N-{number:02d}") for number, kind in enumerate(PaperKind, start=1)),
    slips=(),
    decisions={decision.value: 1 for decision in Decision},
    deeds={deed.value: 1 for deed in DEEDS},
    waiting=0,
)


def there(case: str, number: str) -> ExportedCase:
    """A case as the hall has it."""
    return ExportedCase(
        case=CaseId(case), case_no=number, platform_no=f"P-{case}", state="已受理", install=InstallId("i"),
        item_code="c", applicant_name="欧阳一鸣", papers=(number,), lines=1, blobs_missing=(),
    )  # fmt: skip


def export(*cases: ExportedCase, flags: tuple[ExportedFlag, ...] = ()) -> Export:
    """What the hall holds."""
    return Export(generation="g", cases=cases, lines=len(cases), blobs=0, flags=flags)


BOTH = export(there("case-1", "N-1"), there("case-2", "N-2"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder in which every paper and ticket came out."""
    papers = tmp_path / "papers"
    papers.mkdir()
    for _kind, number in WHOLE.papers:
        (papers / f"paper-{number}.pdf").write_bytes(number.encode() + b"/ByteRange")
    for name in ("a", "b", "c"):
        (papers / f"ticket-{name}.escpos").write_bytes(name.encode())
    return tmp_path


def report(out: Path, register: Register = WHOLE, hall: Export = BOTH) -> dict[str, Any]:
    """The report of those two ends."""
    return make_report(register, hall, out, seconds=1.0)


def test_nothing_is_amiss_when_both_ends_have_the_same_and_every_paper_came_out(out: Path) -> None:
    made = report(out)
    assert amiss(made, whole=True) == ()
    assert {each["kind"] for each in made["papers"]} == {kind.value for kind in PaperKind}


def test_a_day_without_any_e_seal_is_amiss(out: Path) -> None:
    for paper in (out / "papers").glob("*.pdf"):
        paper.write_bytes(paper.name.encode())
    assert amiss(report(out), whole=True) == ("no paper bears an e-seal",)


def test_a_case_that_the_hall_lacks_is_lost(out: Path) -> None:
    made = report(out, hall=export(there("case-1", "N-1")))
    assert amiss(made, whole=True) == ("lost: 1",)


def test_a_number_that_the_hall_has_twice_is_doubled(out: Path) -> None:
    made = report(out, hall=export(*BOTH.cases, there("case-3", "N-2")))
    assert amiss(made, whole=True) == ("doubled: 1",)


def test_what_waits_and_what_the_hall_flagged_is_told_also_when_a_person_played(out: Path) -> None:
    flag = ExportedFlag(
        line=LineId("l"), code="approval.forged", case=None, install=InstallId("i"), actor="0001",
        at=dt.datetime(2026, 10, 12, tzinfo=dt.UTC),
    )  # fmt: skip
    register = Register(cases=WHOLE.cases, papers=(), slips=(), decisions={}, deeds={}, waiting=2)
    made = report(out, register, export(*BOTH.cases, flags=(flag,)))
    assert amiss(made, whole=False) == ("waiting_at_end: 2", "flagged: 1")


def test_a_paper_that_never_came_out_is_named(out: Path) -> None:
    (out / "papers" / "paper-N-01.pdf").unlink()
    kind = next(iter(PaperKind)).value
    assert amiss(report(out), whole=True) == ("no paper came out for N-01", f"no paper of the kind {kind}")


def test_every_decision_deed_and_ticket_is_asked_for(out: Path) -> None:
    (out / "papers" / "ticket-a.escpos").unlink()
    register = Register(
        cases=WHOLE.cases, papers=WHOLE.papers, slips=(),
        decisions={name: count for name, count in WHOLE.decisions.items() if name != "committed"},
        deeds={name: count for name, count in WHOLE.deeds.items() if name != "case.lapsed"}, waiting=0,
    )  # fmt: skip
    assert amiss(report(out, register), whole=True) == (
        "no case was decided as committed", "nothing was case.lapsed", "only 2 kinds of ticket",
    )  # fmt: skip
