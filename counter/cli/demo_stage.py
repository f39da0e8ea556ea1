"""The demo's stage: a hall server that is stopped and turned to other days, and a desk that is started part by part."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import msgspec

from counter.actions.desk import Desk
from counter.cli.commands import all_cases
from counter.cli.demo_departments import Answers
from counter.cli.opening import key_ring_of, open_desk
from counter.domain.policy import HallPolicy
from counter.settings import read

MAIN = Path(__file__).resolve().parents[2] / "main.py"
_READY_S = 60.0
_PART_S = 240.0
_DEADLY = signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL
"""Windows ends a process as hard by what it calls SIGTERM, and then gives its number unsigned."""


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
        self._policy = work / "policies"
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

    def turn_to(self, clock: str) -> None:
        """It is that time at the hall."""
        self.stop_hall()
        self.start_hall(clock)

    def rule(self, policy: HallPolicy) -> None:
        """Those are the hall's rules, as a new signed version; the hall server does not run meanwhile."""
        path = self._work / "hall-policy.json"
        path.write_bytes(msgspec.json.encode(policy))
        done = subprocess.run(  # noqa: S603 -- our own program
            [sys.executable, str(MAIN), "--home", str(self._work / "hall"), "hall", "policy", str(path)],
            check=False,
            stdout=subprocess.DEVNULL,
        )
        if done.returncode:
            raise RuntimeError(f"hall policy ended with {done.returncode}")

    def mood(self, mood: str) -> None:
        """The practice hall answers in that mood from now on."""
        self._practise("mood", {"mood": mood})

    def act(self, answers: Answers) -> None:
        """The departments of the hall did that."""
        with self.opened() as desk:
            numbers = {case.intake.applicant.name: case.case_no for case in all_cases(desk)}
        for name, order in answers:
            self._practise("act", {"case_no": numbers[name], **order})

    def _practise(self, what: str, said: dict[str, Any]) -> None:
        """A practice call of the hall.

        Raises:
            RuntimeError: what the hall says against it.
        """
        request = urllib.request.Request(  # noqa: S310 -- our own loopback address
            f"{self.url}/v1/practice/{what}",
            data=json.dumps(said).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=_READY_S) as answer:  # noqa: S310 -- as above
                answer.read()
        except urllib.error.HTTPError as refusal:
            raise RuntimeError(f"{said}: {refusal.read().decode()}") from refusal

    def enrol(self) -> None:
        """The desk is enrolled, its key lies in a file, its papers go to a folder."""
        papers = self._out / "papers"
        fixed = {
            "key_file": str(self._work / "desk.key"),
            "printer": "folder",
            "paper_folder": str(papers),
            "platform_url": self.url,
        }
        managed = self._policy / "managed"
        managed.mkdir(parents=True)
        (managed / "demo.json").write_text(json.dumps(fixed, ensure_ascii=False, indent=2))
        (self._work / "password").write_text(str(self._told["password"]))
        self.run("enrol", str(self._told["code"]))

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
        wanted = (_DEADLY if sys.platform == "win32" else -_DEADLY) if killed else 0
        if done.returncode != wanted:
            raise RuntimeError(f"part {name} ended with {done.returncode}")

    @contextlib.contextmanager
    def opened(self) -> Iterator[Desk]:
        """The desk's database, while no part of the day has it."""
        settings = read(self._home, self._policy).whole().settings
        with open_desk(self._home, settings, key_ring_of(settings)) as opened:
            yield opened.desk

    def run(self, *words: str) -> None:
        """The program did that at the desk, without its window.

        Raises:
            RuntimeError: it ended in another way than well.
        """
        done = subprocess.run([*self._program(), *words], check=False, stdout=subprocess.DEVNULL)  # noqa: S603 -- ours
        if done.returncode:
            raise RuntimeError(f"{words} ended with {done.returncode}")

    def _program(self) -> list[str]:
        return [sys.executable, str(MAIN), "--home", str(self._home), "--policy", str(self._policy)]
