"""What the demo's days came to: counted from the desk's database and the hall's, with what is amiss in words."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from counter.actions import batches, lists, sheets
from counter.actions.desk import Desk
from counter.actions.lists import CaseDetail
from counter.cli.commands import all_cases
from counter.domain.case import Decision, PaperKind
from counter.wire.bodies import CaseDecided, CaseTaken
from counter.wire.kinds import Kind
from counter.wire.messages import Export

DEEDS = (
    Kind.CASE_TAKEN, Kind.CASE_DECIDED, Kind.CASE_SUPPLEMENTED, Kind.CASE_TOLD_AGAIN, Kind.CASE_OWED_EXTENDED,
    Kind.CASE_LAPSED, Kind.CASE_HUNG, Kind.CASE_RESUMED, Kind.CASE_EXTENDED, Kind.CASE_WITHDRAWN, Kind.CASE_REVOKED,
    Kind.CASE_AMENDED, Kind.CASE_VOIDED, Kind.PAPER_PRINTED, Kind.PRINT_ANSWERED, Kind.REVIEW_ASKED,
    Kind.REVIEW_DECIDED, Kind.RESULT_HANDED,
)  # fmt: skip
"""What has to be done with some case in the course of the days."""
_SHEETS = {"day-*": PaperKind.DAY_SHEET, "shift*": PaperKind.SHIFT_SHEET}
"""The sheets of the days by their files, which have no number of the register."""
_SIGNATURE = b"/ByteRange"
"""Where a PDF says which of its bytes are signed (ISO 32000-1, 12.8.1)."""
_TICKETS = 3
"""取号凭条, 预约凭证, 评价小票."""


@dataclasses.dataclass(frozen=True)
class Register:
    """What the desk's database says."""

    cases: Mapping[str, str]  # case id and number
    papers: tuple[tuple[PaperKind, str], ...]  # with those that are void
    slips: tuple[tuple[PaperKind, str], ...]  # of the batches
    decisions: Mapping[str, int]
    deeds: Mapping[str, int]
    waiting: int


def read_register(desk: Desk) -> Register:
    """The cases of the desk with their papers, and everything that was done with them."""
    details = [lists.read_case(desk, case.case_id) for case in all_cases(desk)]
    waiting = lists.standing(desk).waiting
    found, _total = batches.list_batches(desk)
    entries = [entry for detail in details for entry in detail.timeline]
    return Register(
        cases={str(detail.case.case_id): detail.case.case_no for detail in details},
        slips=tuple((sheets.slip_of(desk, batch).kind, batch.moved.batch) for batch in found),
        papers=tuple((paper.paper.kind, paper.paper.number) for detail in details for paper in detail.papers),
        decisions=_count(_decisions(details)),
        deeds=_count(entry.kind for entry in entries),
        waiting=waiting.lines + waiting.scans + waiting.troubles,
    )


def make_report(register: Register, export: Export, out: Path, *, seconds: float) -> dict[str, Any]:
    """Both ends side by side, with every paper that lies in the folder."""
    papers = [*_numbered(register, out), *_unnumbered(register, out)]
    return {
        "cases_accepted": len(register.cases),
        "cases_on_platform": len(export.cases),
        **_balance(register.cases, export),
        "papers": papers,
        "unprinted": [
            number for _kind, number in register.papers if not any(each["number"] == number for each in papers)
        ],
        "waiting_at_end": register.waiting,
        "flagged": len(export.flags),
        "decisions": dict(register.decisions),
        "deeds": dict(register.deeds),
        "kinds": _count(each["kind"] for each in papers),
        "sealed": sum(_SIGNATURE in (out / each["file"]).read_bytes() for each in papers),
        "tickets": len(list((out / "papers").glob("ticket-*.escpos"))),
        "longest_gui_stall_ms": _most(out / "work", "longest_ms"),
        "longest_gui_work_ms": _most(out / "work", "longest_own_ms"),
        "seconds": seconds,
    }


def amiss(report: Mapping[str, Any], *, whole: bool) -> tuple[str, ...]:
    """What is not as it must be, a line each.

    Args:
        report: as ``make_report`` gives it.
        whole: the days were worked through, so that nothing may be missing; else somebody played as he liked.
    """
    found = [f"{name}: {report[name]}" for name in ("lost", "doubled", "waiting_at_end", "flagged") if report[name]]
    if not whole:
        return tuple(found)
    found += [f"no paper came out for {number}" for number in report["unprinted"]]
    found += [f"no case was decided as {each.value}" for each in Decision if not report["decisions"].get(each.value)]
    found += [f"nothing was {each.value}" for each in DEEDS if not report["deeds"].get(each.value)]
    if report["tickets"] < _TICKETS:
        found.append(f"only {report['tickets']} kinds of ticket")
    if not report["sealed"]:
        found.append("no paper bears an e-seal")
    found += [f"no paper of the kind {each.value}" for each in PaperKind if not report["kinds"].get(each.value)]
    return tuple(found)


def print_table(report: Mapping[str, Any], out: Path) -> None:
    """The figures on the terminal."""
    for name in ("cases_accepted", "cases_on_platform", "lost", "doubled", "waiting_at_end", "flagged", "seconds"):
        print(f"{name:<22} {report[name]}")
    sealed = f"{report['sealed']} with an e-seal"
    print(f"{'papers':<22} {len(report['papers'])} of {len(report['kinds'])} kinds, {sealed}")
    for name in ("longest_gui_stall_ms", "longest_gui_work_ms"):
        print(f"{name:<22} {report[name]}")
    for title in ("decisions", "deeds", "kinds"):
        print(title)
        for name, count in report[title].items():
            print(f"  {name:<20} {count}")
    with contextlib.suppress(ValueError):
        out = out.relative_to(Path.cwd())
    print(f"papers, screenshots and report.json are in {out}")


def _decisions(details: Iterable[CaseDetail]) -> Iterator[str]:
    """Every decision that was made, at once or later."""
    for detail in details:
        for entry in detail.timeline:
            if isinstance(entry.body, CaseTaken | CaseDecided):
                yield entry.body.decision.value


def _count(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(collections.Counter(names).items()))


def _balance(cases: Mapping[str, str], export: Export) -> dict[str, int]:
    """Cases that the platform lacks, and cases or numbers that it has twice."""
    there = [str(case.case) for case in export.cases]
    numbers = [case.case_no for case in export.cases]
    return {
        "lost": len(set(cases) - set(there)),
        "doubled": len(there) - len(set(there)) + len(numbers) - len(set(numbers)),
    }


def _numbered(register: Register, out: Path) -> Iterator[dict[str, str]]:
    """The PDF files of every paper of the register: the original and every reprint."""
    for kind, number in register.papers:
        for path in sorted((out / "papers").glob(f"paper-{number}*.pdf")):
            yield _entry(kind, number, path, out)


def _unnumbered(register: Register, out: Path) -> Iterator[dict[str, str]]:
    """Slips, sheets and forms."""
    for kind, batch in register.slips:
        for path in sorted((out / "papers").glob(f"slip-{batch}*.pdf")):
            yield _entry(kind, batch, path, out)
    for pattern, kind in _SHEETS.items():
        for path in sorted((out / "papers").glob(f"{pattern}.pdf")):
            yield _entry(kind, "", path, out)
    for kind in PaperKind:
        path = out / "papers" / f"form-{kind}.pdf"
        if path.exists():
            yield _entry(kind, "", path, out)


def _entry(kind: PaperKind, number: str, path: Path, out: Path) -> dict[str, str]:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return {"kind": kind.value, "number": number, "file": str(path.relative_to(out)), "sha256": sha256}


def _most(work: Path, figure: str) -> float:
    """The largest of what the parts of the day wrote about the GUI thread, in milliseconds (``ui/practice/stalls``)."""
    return max((json.loads(path.read_text())[figure] for path in work.glob("stall-*.json")), default=0.0)
