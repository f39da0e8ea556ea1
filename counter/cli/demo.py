"""``demo``: days at the counter against a hall server of its own, started here.

With a display the window opens with a signed-in clerk. Without one the same screens are driven as a clerk's keys would:

    morning      cases of several items, a wrong identity number refused by the form
    decisions    every decision of intake by its panel, a supervisor at the window and one who is asked in his queue
    outage       the hall server is stopped; cases are taken
    nonsense     the hall server answers with HTML; a case is taken
    crash        the client is killed (SIGKILL) right after 已保存
    supervisor   what was asked in the queue is decided (F11)
    evening      the client starts again, prints what was not printed, carries out what was approved, closes the day
    second-day   the departments have answered; cases are decided, hung, extended, ended, amended; results handed out
    relief       another clerk at the same desk
    last-day     a week later, with e-seals: what was not brought lapses, what nobody answered is accepted, the desk is
                 handed over

The hall's clock is its own (``hall --clock``), so that the days are the same on every machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

from counter.cli import demo_departments, demo_report
from counter.cli.demo_stage import Stage
from counter.documents.pictures import page_pngs
from counter.platform_api.http import fetch_export

FIRST_DAY = "2026-10-12"
"""A Monday with published holidays all around it, so that every day of the demo's cases can be reckoned."""
SECOND_DAY, LAST_DAY = "2026-10-13", "2026-10-20"
"""The next morning, and a week later, when five working days have passed since the first day."""
_PAPER_PX = 1000


def run(arguments: argparse.Namespace) -> int:
    """The days were worked through; 0 when nothing was lost or doubled, nothing waits and nothing is missing."""
    out: Path = arguments.out.resolve()
    if out.exists():
        shutil.rmtree(out)
    work = out / "work"
    work.mkdir(parents=True)
    started = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the hall and the window end with the demo
    by_hand = _has_display()
    with Stage(work, out) as stage:
        stage.start_hall(f"{FIRST_DAY}T08:40")
        stage.enrol()
        if by_hand:
            stage.part("hands-on", limit_s=None)
        else:
            _days(stage)
        with stage.opened() as desk:
            register = demo_report.read_register(desk)
        if not by_hand:
            _draw_forms(stage, work, out / "papers", number=next(iter(register.cases.values())))
        export = fetch_export(stage.url)
        report = demo_report.make_report(register, export, out, seconds=round(time.monotonic() - started, 1))
    _picture_papers(report, out)
    (out / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    demo_report.print_table(report, out)
    faults = demo_report.amiss(report, whole=not by_hand)
    for fault in faults:
        print(f"AMISS: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _days(stage: Stage) -> None:
    stage.part("morning")
    stage.part("decisions")
    stage.stop_hall()
    stage.part("outage")
    stage.start_hall(f"{FIRST_DAY}T14:05")
    stage.mood("html")
    stage.part("nonsense")
    stage.part("crash", killed=True)
    stage.mood("ok")
    stage.part("supervisor")
    stage.part("evening")
    stage.turn_to(f"{SECOND_DAY}T08:40")
    stage.act(demo_departments.SECOND_DAY)
    stage.part("second-day")
    stage.part("second-supervisor")
    stage.part("relief")
    stage.stop_hall()
    stage.rule(demo_departments.LAST_POLICY)
    stage.start_hall(f"{LAST_DAY}T08:40")
    stage.act(demo_departments.LAST_DAY)
    stage.part("last-day")


def _draw_forms(stage: Stage, work: Path, papers: Path, *, number: str) -> None:
    """What is given out beside a case, and the tickets of the 80 mm printer, by the command line."""
    for kind, says in demo_departments.FORMS.items():
        stage.run("form", kind, _file(work / f"form-{kind}.json", says), "--to", str(papers))
    for kind, says in demo_departments.TICKETS.items():
        stage.run("ticket", kind, _file(work / f"ticket-{kind}.json", says), "--to", str(papers))
    stage.run("ticket", "rating", number, "--to", str(papers))


def _file(path: Path, says: dict[str, Any]) -> str:
    path.write_text(json.dumps(says, ensure_ascii=False), "utf-8")
    return str(path)


def _picture_papers(report: dict[str, Any], out: Path) -> None:
    """The first page of one paper of each kind is a picture among the screenshots."""
    one_of_each = {paper["kind"]: paper["file"] for paper in reversed(report["papers"])}
    for kind, file in one_of_each.items():
        first, *_ = page_pngs((out / file).read_bytes(), width_px=_PAPER_PX)
        (out / "screens").mkdir(exist_ok=True)
        (out / "screens" / f"paper-{kind}.png").write_bytes(first)


def _has_display() -> bool:
    return sys.platform == "win32" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
