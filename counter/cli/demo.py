"""``demo``: a day at the counter against a hall server of its own, started here.

With a display the window opens with a signed-in clerk. Without one the same screens are driven as a clerk's keys would:

    morning   cases of several items, a wrong identity number refused by the form
    decisions every decision of intake by its panel, a supervisor at the window and one who is asked in his queue
    outage    the hall server is stopped; a case is taken
    nonsense  the hall server answers with HTML; a case is taken
    crash     the client is killed (SIGKILL) right after 已保存
    evening   the client starts again, prints what was not printed, and everything arrives
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from counter.actions import lists
from counter.cli.commands import all_cases
from counter.cli.opening import key_ring_of, open_desk
from counter.documents.pictures import page_pngs
from counter.platform_api.http import fetch_export
from counter.settings import read_settings
from counter.wire.messages import Export

MAIN = Path(__file__).resolve().parents[2] / "main.py"
FIRST_DAY = "2026-10-12"
"""A Monday with published holidays all around it, so that every day of the demo's cases can be reckoned."""
_READY_S = 60.0
_PART_S = 240.0
_PAPER_PX = 1000


def run(arguments: argparse.Namespace) -> int:
    """The day was worked through; 0 when nothing was lost or doubled and nothing waits."""
    out: Path = arguments.out.resolve()
    if out.exists():
        shutil.rmtree(out)
    work = out / "work"
    work.mkdir(parents=True)
    started = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the hall and the window end with the demo
    with Stage(work, out) as stage:
        stage.start_hall(f"{FIRST_DAY}T08:40")
        stage.enrol()
        if _has_display():
            stage.part("hands-on", limit_s=None)
        else:
            _day(stage)
        report = stage.report(round(time.monotonic() - started, 1))
    _picture_papers(report, out)
    (out / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    _print_table(report, out)
    return 0 if not (report["lost"] or report["doubled"] or report["waiting_at_end"]) else 1


def _day(stage: Stage) -> None:
    stage.part("morning")
    stage.part("decisions")
    stage.stop_hall()
    stage.part("outage")
    stage.start_hall(f"{FIRST_DAY}T14:05")
    stage.mood("html")
    stage.part("nonsense")
    stage.part("crash", killed=True)
    stage.mood("ok")
    stage.part("evening")


def _picture_papers(report: dict[str, Any], out: Path) -> None:
    """The first page of one paper of each kind is a picture among the screenshots."""
    one_of_each = {paper["kind"]: paper["file"] for paper in reversed(report["papers"])}
    for kind, file in one_of_each.items():
        first, *_ = page_pngs((out / file).read_bytes(), width_px=_PAPER_PX)
        (out / "screens").mkdir(exist_ok=True)
        (out / "screens" / f"paper-{kind}.png").write_bytes(first)


def _has_display() -> bool:
    return sys.platform == "win32" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class Stage:
    """The hall server, the desk's folders, and what is asked of both at the end.

    Args:
        work: homes of hall and desk.
        out: papers, pictures and the report.
    """

    def __init__(self, work: Path, out: Path) -> None:
        self._work = work
        self._out = out
        self._home = work / "desk"
        self._policy = work / "policy.toml"
        self._hall: subprocess.Popen[str] | None = None
        self._port = 0
        self._told: dict[str, Any] = {}

    def __enter__(self) -> Self:
        """The stage itself; nothing runs yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """The hall server is stopped."""
        self.stop_hall()

    @property
    def url(self) -> str:
        """Where the hall listens."""
        return f"http://127.0.0.1:{self._port}"

    def start_hall(self, clock: str) -> None:
        """The hall listens, on the same port as before, and its clock shows that time."""
        self._hall = subprocess.Popen(  # noqa: S603 -- our own program
            [
                sys.executable,
                str(MAIN),
                "--home",
                str(self._work / "hall"),
                "hall",
                "--port",
                str(self._port),
                "--clock",
                clock,
            ],
            stdout=subprocess.PIPE,
            stderr=(self._work / "hall.err").open("a"),
            text=True,
        )
        assert self._hall.stdout is not None  # noqa: S101 -- PIPE was asked for
        self._told = json.loads(self._hall.stdout.readline())
        self._port = int(self._told["url"].rsplit(":", 1)[1])

    def stop_hall(self) -> None:
        """The hall is gone."""
        if self._hall is not None:
            self._hall.terminate()
            self._hall.wait(_READY_S)
            assert self._hall.stdout is not None  # noqa: S101 -- PIPE was asked for
            self._hall.stdout.close()
            self._hall = None

    def mood(self, mood: str) -> None:
        """The practice hall answers in that mood from now on."""
        request = urllib.request.Request(  # noqa: S310 -- our own loopback address
            f"{self.url}/v1/practice/mood",
            data=json.dumps({"mood": mood}).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=_READY_S) as answer:  # noqa: S310 -- as above
            answer.read()

    def enrol(self) -> None:
        """The desk is enrolled, its key lies in a file, its papers go to a folder."""
        papers = self._out / "papers"
        self._policy.write_text(
            f"key_file = {json.dumps(str(self._work / 'desk.key'))}\n"
            f'printer = "folder"\npaper_folder = {json.dumps(str(papers))}\n'
            f"platform_url = {json.dumps(self.url)}\n"
        )
        (self._work / "password").write_text(str(self._told["password"]))
        subprocess.run(  # noqa: S603 -- our own program
            [*self._program(), "enrol", str(self._told["code"])], check=True, stdout=subprocess.DEVNULL
        )

    def part(self, name: str, *, killed: bool = False, limit_s: float | None = _PART_S) -> None:
        """That part of the day was worked through; ``killed`` says how it has to end.

        Raises:
            RuntimeError: the part ended in another way.
        """
        environment = dict(os.environ)
        if name != "hands-on":
            environment["QT_QPA_PLATFORM"] = "offscreen"
        done = subprocess.run(  # noqa: S603 -- our own program
            [*self._program(), "clerk-day", name, "--out", str(self._out), "--password", str(self._work / "password")],
            check=False,
            timeout=limit_s,
            env=environment,
        )
        wanted = -signal.SIGKILL if killed else 0
        if done.returncode != wanted:
            raise RuntimeError(f"part {name} ended with {done.returncode}")

    def report(self, seconds: float) -> dict[str, Any]:
        """What the two databases hold, side by side."""
        export = fetch_export(self.url)
        settings = read_settings(self._home, self._policy)
        with open_desk(self._home, settings, key_ring_of(settings)) as opened:
            cases = all_cases(opened.desk)
            printed = [
                (detail.paper.kind.value, detail.paper.number)
                for case in cases
                for detail in lists.read_case(opened.desk, case.case_id).papers
            ]
            waiting = lists.standing(opened.desk).waiting
        return {
            "cases_accepted": len(cases),
            "cases_on_platform": len(export.cases),
            **_balance({case.case_id: case.case_no for case in cases}, export),
            "papers": [entry for kind, number in printed for entry in self._files(kind, number)],
            "waiting_at_end": waiting.lines + waiting.scans + waiting.troubles,
            "longest_gui_stall_ms": self._longest_stall_ms(),
            "seconds": seconds,
        }

    def _program(self) -> list[str]:
        return [sys.executable, str(MAIN), "--home", str(self._home), "--policy", str(self._policy)]

    def _files(self, kind: str, number: str) -> Iterator[dict[str, str]]:
        """The PDF files of a paper: the original and every reprint."""
        for path in sorted((self._out / "papers").glob(f"paper-{number}*.pdf")):
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
            yield {"kind": kind, "number": number, "file": str(path.relative_to(self._out)), "sha256": sha256}

    def _longest_stall_ms(self) -> float:
        stalls = [json.loads(path.read_text())["longest_ms"] for path in self._work.glob("stall-*.json")]
        return max(stalls, default=0.0)


def _balance(cases: dict[Any, str], export: Export) -> dict[str, int]:
    """Cases that the platform lacks, and cases or numbers that it has twice."""
    there = [case.case for case in export.cases]
    numbers = [case.case_no for case in export.cases]
    return {
        "lost": len(set(cases) - set(there)),
        "doubled": len(there) - len(set(there)) + len(numbers) - len(set(numbers)),
    }


def _print_table(report: dict[str, Any], out: Path) -> None:
    for name in ("cases_accepted", "cases_on_platform", "lost", "doubled", "waiting_at_end", "seconds"):
        print(f"{name:<22} {report[name]}")
    print(f"{'papers':<22} {len(report['papers'])}")
    print(f"{'longest_gui_stall_ms':<22} {report['longest_gui_stall_ms']}")
    with contextlib.suppress(ValueError):
        out = out.relative_to(Path.cwd())
    print(f"papers, screenshots and report.json are in {out}")
